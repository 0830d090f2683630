# SPDX-License-Identifier: MIT
# The queue of hotline, crises, referrals and the station's own work: what each
# x_due says, row by row where it speaks of rows.
. "$TESTS/lib.sh"
world
site=$(put station '{"st_code":"50011200000001","st_name":"区中心","st_level":"3","st_type":"01","st_host":"7","st_area":"500112000000","st_addr":"路1号","st_phone":"12356","st_open":"7×24","st_built":"2019-01-01","st_state":"1","st_head":"王芳","st_ft":1,"st_pt":0,"st_equip":["3"]}') || exit 1
S=$(put staff "{\"sf_name\":\"刘静\",\"sf_sex\":\"2\",\"sf_phone\":\"13800000000\",\"sf_station\":\"$site\",\"sf_role\":\"05\",\"sf_on\":\"2020-01-01\",\"sf_ft\":\"1\",\"sf_fte\":1,\"sf_in_pool\":\"0\",\"sf_state\":\"1\"}") || exit 1
P=$(put resident "$(resident 张三 500112198008089974)") || exit 1
# due WORDS: the days in the queue for that, in order.
due() { xz due --format jsonl | sed -n "s/^{\"date\":\"\([^\"]*\)\".*\"what\":\"$1\".*/\1/p" | tr '\n' ' '; }
says() { # WORDS DAYS
	got=$(due "$1")
	[ "$got" = "$2${2:+ }" ] || fail "$1: “$got”, not “$2”"
}

# Rows: those not done, whatever the others are.
gap() { echo "{\"dr_gap_what\":\"慢\",\"dr_gap_fix\":\"改\",\"dr_gap_due\":\"$1\"${2-}}"; }
D=$(put drill "{\"dr_date\":\"2022-11-01\",\"dr_theme\":\"演练\",\"dr_scope\":\"1\",\"dr_mode\":\"1\",\"dr_scene\":\"1\",\"dr_depts\":[\"01\"],\"dr_heads\":9,\"dr_process\":\"过程\",\"dr_eval\":\"1\",\"dr_gap\":[$(gap 2022-11-20),$(gap 2022-11-30 ',"dr_gap_done":"2022-11-25"'),$(gap 2022-12-25),$(gap 2023-02-01)]}") || exit 1
says 演练问题整改 "2022-11-20 2022-12-25"
expect 0 ACK xz set "$D" 'dr_gap[1].dr_gap_done=2022-12-20'
says 演练问题整改 2022-12-25
item() { echo "{\"mt_it_issue\":\"事\",\"mt_it_decision\":\"定\",\"mt_it_owner\":\"01\",\"mt_it_state\":\"$1\"${2-}}"; }
meeting() { # DAY KIND ITEMS
	put meeting "{\"mt_date\":\"$1\",\"mt_kind\":\"$2\",\"mt_title\":\"会\",\"mt_host\":\"01\",\"mt_chair\":\"王芳\",\"mt_att\":[{\"mt_att_dept\":\"01\"},{\"mt_att_dept\":\"06\"}],\"mt_items\":[$3]}" >/dev/null || exit 1
}
meeting 2022-03-01 1 "$(item 3 ',"mt_it_due":"2022-04-01"'),$(item 2 ',"mt_it_due":"2022-05-01"'),$(item 1)"
says 会议议定事项 2022-05-01
# A joint meeting in each half-year: the next is due by the end of this one.
says 半年部门联席会议 2022-12-31
meeting 2022-07-01 6 "$(item 3)"
says 半年部门联席会议 2022-12-31
meeting 2022-07-01 1 "$(item 3)"
says 半年部门联席会议 ""
visit() { # DAY MORE
	put supervision "{\"su_date\":\"$1\",\"su_kind\":\"1\",\"su_level\":\"2\",\"su_by\":\"王芳\",\"su_target\":\"$site\",\"su_notice\":\"1\",\"su_items\":[{\"su_it_item\":\"台账\",\"su_it_full\":10,\"su_it_got\":9${2-}}]${3-}}" >/dev/null || exit 1
}
visit 2021-12-31 ',"su_it_problem":"缺"' ',"su_rect":[{"su_rc_problem":"缺","su_rc_measure":"补","su_rc_due":"2022-01-31"},{"su_rc_problem":"缺","su_rc_measure":"补","su_rc_due":"2022-01-15","su_rc_done":"2022-01-10"}]'
says 督导问题整改 2022-01-31
says 半年督导检查 2022-06-30
visit 2022-06-30
says 半年督导检查 2022-12-31

# A call at risk: a day later, then by the rule until it is closed.
call() { # DAY RISK ACTIONS
	put hotline_call "{\"hl_line\":\"12356\",\"hl_in\":\"$1T21:00\",\"hl_end\":\"$1T21:30\",\"hl_op\":\"$S\",\"hl_dir\":\"1\",\"hl_valid\":\"1\",\"hl_sex\":\"9\",\"hl_age\":\"9\",\"hl_who\":\"1\",\"hl_kind\":\"3\",\"hl_issue\":[\"11\"],\"hl_risk\":\"$2\",\"hl_sui\":[\"1\",\"2\"],\"hl_act\":$3,\"hl_follow\":\"1\",\"hl_summary\":\"倾诉\"}"
}
C=$(call 2022-11-01 2 '["3"]') || exit 1
H=$(call 2022-11-02 3 '["3","4"]') || exit 1
call 2022-11-03 3 '["3","6"]' >/dev/null || exit 1
says 来电首次随访 "2022-11-02 2022-11-03 2022-11-04"
says 高危来电建危机干预 2022-11-02
follow() { put hotline_follow_up "{\"hf_call\":\"$C\"${1-}}"; }
done='"hf_by":"'$S'","hf_reach":"1","hf_risk":"1"'
F=$(follow) || exit 1
says 来电首次随访 "2022-11-03 2022-11-04"
says 高危随访 2022-11-02
expect 0 ACK xz set "$F" hf_done=2022-11-02T20:00 hf_by="$S" hf_reach=1 hf_risk=1 hf_close=0
says 高危随访 ""
says 安排下次随访 2022-11-04
follow ",$done,\"hf_done\":\"2022-11-04T20:00\",\"hf_close\":\"0\"" >/dev/null || exit 1
says 安排下次随访 2022-11-08
follow ",$done,\"hf_done\":\"2022-11-08T20:00\",\"hf_close\":\"0\"" >/dev/null || exit 1
says 安排下次随访 2022-12-08
follow ",$done,\"hf_done\":\"2022-12-08T20:00\",\"hf_close\":\"1\"" >/dev/null || exit 1
says 安排下次随访 ""

# The crisis event of a call at high risk.
T=$(put crisis_team "{\"ct_name\":\"队\",\"ct_level\":\"2\",\"ct_kind\":\"1\",\"ct_from\":\"2020-01-01\",\"ct_state\":\"1\",\"ct_members\":[{\"ct_m_staff\":\"$S\",\"ct_m_role\":\"1\"},{\"ct_m_staff\":\"$S\",\"ct_m_role\":\"2\"},{\"ct_m_staff\":\"$S\",\"ct_m_role\":\"3\"}]}") || exit 1
X=$(put crisis_event "{\"cx_dt\":\"2022-11-02T22:00\",\"cx_src\":\"1\",\"cx_call\":\"$H\",\"cx_kind\":\"1\",\"cx_scale\":\"1\",\"cx_extreme\":\"0\",\"cx_place\":\"家\",\"cx_arrive\":\"2022-11-02T22:10\",\"cx_onsite\":\"1\",\"cx_team\":\"$T\",\"cx_people\":[{\"cx_p_alias\":\"小雨\",\"cx_p_sex\":\"9\",\"cx_p_age\":\"9\",\"cx_p_crowd\":\"1\",\"cx_p_risk\":\"1\"}],\"cx_act\":[\"1\"],\"cx_persons\":1,\"cx_visits\":1,\"cx_report\":[\"01\"],\"cx_next\":\"2022-11-16\"}") || exit 1
says 高危来电建危机干预 ""
says 危机后续援助 2022-11-16
expect 0 ACK xz set "$X" cx_closed=2022-11-20 cx_result=1
says 危机后续援助 ""

# A slip waits for its receipt, or for the answer.
slip() { put referral "{\"rf_person\":\"$P\",\"rf_date\":\"2022-11-01\",\"rf_reason_code\":\"02\",\"rf_to\":\"中心\",\"rf_sender\":\"王芳\",\"rf_sender_phone\":\"13800000000\",\"rf_state\":\"${2-1}\"$1}"; }
R=$(slip ',"rf_kind":"3","rf_due":"2022-11-15"') || exit 1
Q=$(slip ',"rf_kind":"3","rf_due":"2022-11-16"') || exit 1
slip ',"rf_kind":"3","rf_due":"2022-11-17","rf_recv":"2022-11-09"' 2 >/dev/null || exit 1
L=$(slip ',"rf_kind":"3","rf_due":"2022-11-18"') || exit 1
says 转介回执 "2022-11-15 2022-11-16 2022-11-18"
expect 0 ACK xz set "$L" rf_state=5
slip ",\"rf_kind\":\"2\",\"rf_out\":\"$R\",\"rf_diag\":\"好转\",\"rf_advice\":\"随访\"" >/dev/null || exit 1
expect 0 ACK xz set "$Q" rf_recv=2022-11-20
says 转介回执 ""

# The rest: a day and a state.
deal() { put agreement "{\"ag_party\":\"乙方$1\",\"ag_kind\":\"1\",\"ag_sign\":\"2022-01-01\",\"ag_from\":\"2022-01-01\",\"ag_to\":\"$2\",\"ag_due\":1,\"ag_scope\":\"讲座\",\"ag_state\":\"$3\"}" >/dev/null || exit 1; }
deal 一 2023-01-19 1 && deal 二 2023-01-20 1 && deal 三 2022-12-31 2
says 协议到期 2023-01-19
risk() { put risk_item "{\"ri_date\":\"2022-11-01\",\"ri_src\":\"3\",\"ri_kind\":\"1\",\"ri_level\":\"2\",\"ri_measure\":\"走访\",\"ri_owner\":\"$S\",\"ri_due\":\"$1\"${2-}}" >/dev/null || exit 1; }
risk 2022-12-01 && risk 2022-12-02 ',"ri_closed":"2022-11-30","ri_result":"1"'
says 风险排查销号 2022-12-01
put external_tally '{"et_plat":"4","et_period":"2022Q2","et_src":"甲"}' >/dev/null || exit 1
says 外部平台季度数据 2022-10-10
put external_tally '{"et_plat":"5","et_period":"2022Q3","et_src":"甲"}' >/dev/null || exit 1
says 外部平台季度数据 2022-10-10
put external_tally '{"et_plat":"4","et_period":"2022Q3","et_src":"甲"}' >/dev/null || exit 1
says 外部平台季度数据 ""
task() { put work_plan "{\"wp_year\":2022,\"wp_no\":$1,\"wp_task\":\"任务\",\"wp_doc\":\"通知\",\"wp_owner\":[\"01\"],\"wp_target\":\"1\",\"wp_due\":\"$2\",\"wp_pct\":$3}" >/dev/null || exit 1; }
task 1 2023-01-19 0 && task 2 2023-01-20 0 && task 3 2022-12-01 100 && task 4 2022-12-01 99
says 重点任务到期 "2022-12-01 2023-01-19"
put consent "{\"co_person\":\"$P\",\"co_purpose\":\"9\",\"co_by\":\"1\",\"co_date\":\"2022-03-02\",\"co_scope\":\"1 2 3 4 5 6\",\"co_paper\":\"柜\"}" >consent || exit 1
far() { put remote_consult "{\"rc_dt\":\"$1T15:00\",\"rc_person\":\"$P\",\"rc_from\":\"$site\",\"rc_to\":\"市中心\",\"rc_expert\":\"王芳\",\"rc_mins\":30,\"rc_device\":\"1\",\"rc_opinion\":\"随访\",\"rc_out\":\"3\",\"rc_again\":\"$2\",\"rc_consent\":\"$(cat consent)\"}" >/dev/null || exit 1; }
far 2022-10-01 2022-11-01
says 远程复诊 2022-11-01
far 2022-11-02 2022-12-25
says 远程复诊 2022-12-25
