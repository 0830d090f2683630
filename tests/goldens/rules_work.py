# SPDX-License-Identifier: MIT
# Rows of rules.py for hotline, crises, referrals and the station's own work
# (domain.md §4.29–4.44, §4.46–4.48), written as there.


# In functions: their short names are not the table's.
WORK = {}


def work_rows():
    DRILL = dict(dr_date="2022-06-01", dr_theme="演练", dr_scope="3", dr_mode="2", dr_scene="1", dr_depts=["01", "06"],
                 dr_heads=30, dr_process="接报、到场、安抚、转介", dr_eval="2")
    GAP = dict(dr_gap_what="到场慢", dr_gap_fix="定人定车", dr_gap_due="2022-06-01")
    form("drill", DRILL,
         ({}, None), ({"dr_date": "2022-12-20"}, None), ({"dr_date": "2022-12-21"}, "dr_date 不能晚于今天"),
         *[({k: None}, k + " " + BLANK) for k in DRILL],
         ({"dr_scope": "4"}, "dr_scope 没有选项"), ({"dr_mode": "3"}, "dr_mode 没有选项"), ({"dr_scene": "7"}, "dr_scene 没有选项"),
         ({"dr_scene": "9"}, None), ({"dr_eval": "5"}, "dr_eval 没有选项"), ({"dr_depts": ["32"]}, "dr_depts 没有选项"),
         ({"dr_heads": 0}, "dr_heads 大于0"), ({"dr_heads": 1}, None), ({"dr_team": a}, "dr_team resident"),
         ({"dr_gap": [GAP]}, None), ({"dr_gap": [dict(GAP, dr_gap_due="2022-05-31")]}, "dr_gap[1].dr_gap_due 不早于"),
         *[({"dr_gap": [dict(GAP, **{k: None})]}, "dr_gap[1].%s %s" % (k, BLANK)) for k in GAP],
         ({"dr_gap": [GAP, dict(GAP, dr_gap_done="2022-05-31")]}, "dr_gap[2].dr_gap_done 不早于"),
         ({"dr_gap": [dict(GAP, dr_gap_done="2022-06-01")]}, None))

    ITEM = dict(mt_it_issue="站点建设", mt_it_decision="年底前建成", mt_it_owner="01", mt_it_state="1")
    MEETING = dict(mt_date="2022-06-01", mt_kind="1", mt_title="推进会", mt_host="01", mt_chair="王芳",
                   mt_att=[{"mt_att_dept": "01"}, {"mt_att_dept": "07", "mt_att_name": "李强"}], mt_items=[ITEM])
    form("meeting", MEETING,
         ({}, None), ({"mt_date": "2022-12-21"}, "mt_date 不能晚于今天"), ({"mt_kind": "8"}, "mt_kind 没有选项"),
         *[({k: None}, k + " " + BLANK) for k in MEETING],
         ({"mt_att": [{"mt_att_dept": "01"}]}, "mt_att 至少要两行"), ({"mt_att": [{"mt_att_dept": "01"}, {}]}, "mt_att[2].mt_att_dept " + BLANK),
         ({"mt_host": "00"}, "mt_host 没有选项"),
         *[({"mt_items": [dict(ITEM, **{k: None})]}, "mt_items[1].%s %s" % (k, BLANK)) for k in ITEM],
         ({"mt_items": [dict(ITEM, mt_it_due="2022-05-31")]}, "mt_items[1].mt_it_due 不早于"),
         ({"mt_items": [dict(ITEM, mt_it_due="2022-06-01", mt_it_state="3")]}, None),
         ({"mt_items": [dict(ITEM, mt_it_state="4")]}, "mt_items[1].mt_it_state 没有选项"),
         ({"mt_files": ["1", "4"]}, None), ({"mt_files": ["5"]}, "mt_files 没有选项"))

    SCORE = dict(su_it_item="服务质量", su_it_full=50, su_it_got=45)
    RECT = dict(su_rc_problem="台账不全", su_rc_measure="补齐", su_rc_due="2022-06-01")
    VISIT = dict(su_date="2022-06-01", su_kind="1", su_level="2", su_by="王芳", su_target=room, su_items=[SCORE], su_notice="1")
    HINT = dict(VISIT, su_kind="2", su_items=None, su_notice=None)
    form("supervision", VISIT,
         ({}, None), ({"su_date": "2022-12-21"}, "su_date 不能晚于今天"), ({"su_kind": "4"}, "su_kind 没有选项"),
         *[({k: None}, k + " " + BLANK) for k in ("su_level", "su_by", "su_target", "su_items", "su_notice")],
         ({"su_kind": "3", "su_items": None}, "su_items " + BLANK), ({"su_kind": "3", "su_notice": None}, "su_notice " + BLANK),
         ({"su_kind": "3", "su_level": "4"}, None), ({"su_target": couns}, "su_target staff"),
         ({**HINT, "su_note": "示范访谈"}, None), (HINT, "su_note " + BLANK),
         ({"su_items": [dict(SCORE, su_it_full=0, su_it_got=0)]}, "su_items[1].su_it_full 大于0"),
         ({"su_items": [dict(SCORE, su_it_got=50.5)]}, "su_items[1].su_it_got 不超过满分"),
         ({"su_items": [dict(SCORE, su_it_got=-1)]}, "su_items[1].su_it_got 不小于0"),
         ({"su_items": [dict(SCORE, su_it_got=0), dict(SCORE, su_it_got=50)]}, None),
         ({"su_items": [SCORE, dict(SCORE, su_it_problem="台账不全")]}, "su_rect " + BLANK),
         ({"su_items": [dict(SCORE, su_it_problem="台账不全")], "su_rect": [RECT]}, None),
         *[({"su_items": [dict(SCORE, su_it_problem="缺")], "su_rect": [dict(RECT, **{k: None})]}, "su_rect[1].%s %s" % (k, BLANK)) for k in RECT],
         ({"su_items": [dict(SCORE, su_it_problem="缺")], "su_rect": [dict(RECT, su_rc_due="2022-05-31")]}, "su_rect[1].su_rc_due 不早于"),
         ({"su_items": [dict(SCORE, su_it_problem="缺")], "su_rect": [dict(RECT, su_rc_done="2022-05-31")]}, "su_rect[1].su_rc_done 不早于"))

    CALL = dict(hl_line="12356", hl_in="2022-06-01T21:00", hl_end="2022-06-01T21:30", hl_op=couns, hl_dir="1", hl_valid="1", hl_sex="9",
                hl_age="9", hl_who="1", hl_kind="2", hl_issue=["01"], hl_risk="0", hl_act=["1"], hl_follow="0", hl_summary="倾诉")
    RISKY = dict(CALL, hl_risk="2", hl_sui=["1", "2"], hl_act=["1", "3"], hl_follow="1")
    SILENT = {k: v for k, v in CALL.items() if k in ("hl_line", "hl_in", "hl_end", "hl_op", "hl_dir")}
    form("hotline_call", CALL,
         ({}, None), ({"hl_line": "12355"}, "hl_line 没有选项"), ({"hl_line": "023-62804507"}, None),
         ({"hl_in": "2022-12-20T09:01", "hl_end": "2022-12-20T09:02"}, "hl_in 不能晚于现在"),
         ({"hl_end": "2022-06-01T20:59"}, "hl_end 不早于来电"), ({"hl_end": "2022-06-01T21:00"}, None),
         ({"hl_end": "2022-06-02T03:00"}, None), ({"hl_end": "2022-06-02T03:01"}, "hl_end 6小时"),
         ({"hl_op": None}, "hl_op 接线员"), ({"hl_dir": "2"}, None), ({"hl_dir": "3"}, "hl_dir 没有选项"),
         *[({k: None}, k + " " + BLANK) for k in CALL if k not in ("hl_op", "hl_follow")],
         *[({**{k: None for k in CALL if k not in SILENT}, "hl_valid": v}, None) for v in "2345"],
         ({"hl_valid": "6"}, "hl_valid 没有选项"), ({"hl_age": "6"}, "hl_age 没有选项"), ({"hl_kind": "7"}, "hl_kind 没有选项"),
         ({"hl_follow": None}, "hl_follow " + BLANK),
         # What a risk asks for: the suicide items, a follow-up, help at once.
         ({"hl_kind": "3"}, "hl_sui " + BLANK), ({"hl_kind": "3", "hl_sui": ["6"]}, None),
         ({"hl_risk": "1"}, "hl_sui " + BLANK), ({"hl_risk": "1", "hl_sui": ["1"]}, None),
         ({**RISKY, "hl_sui": None}, "hl_sui " + BLANK), ({**RISKY, "hl_sui": ["9"]}, "hl_sui 没有选项"), (RISKY, None),
         ({**RISKY, "hl_follow": "0"}, "hl_follow 必须随访"), ({**RISKY, "hl_follow": None}, None),
         ({**RISKY, "hl_risk": "3"}, "hl_act 危机干预"), ({**RISKY, "hl_risk": "3", "hl_act": ["3", "6"]}, None),
         ({**RISKY, "hl_risk": "3", "hl_act": ["3", "4"]}, None), ({**RISKY, "hl_risk": "3", "hl_follow": "0", "hl_act": ["4"]}, "hl_follow 必须随访"),
         ({**RISKY, "hl_phone": "13800000000"}, None), ({**RISKY, "hl_phone": "1"}, "hl_phone "),
         ({"hl_person": a, "hl_phone": "1"}, "hl_phone "), ({"hl_phone": "1"}, None),  # not asked, not kept
         ({"hl_act": ["5"]}, "hl_refer " + BLANK), ({"hl_refer": couns, "hl_act": ["5"]}, "hl_refer staff"),
         ({"hl_summary": LONG(500)}, None), ({"hl_summary": LONG(501)}, "hl_summary 500"),
         ({"hl_occ": "9"}, "hl_occ 没有选项"), ({"hl_emo": ["1", "7"]}, None), ({"hl_emo": ["8"]}, "hl_emo 没有选项"))
    risky = put("hotline_call", **RISKY)
    calm = put("hotline_call", **CALL)
    refused = put("hotline_call", **dict(RISKY, hl_in="2022-06-02T21:00", hl_end="2022-06-02T21:30"))

    DONE = dict(hf_done="2022-06-02T20:00", hf_by=couns, hf_reach="1", hf_risk="1", hf_close="0")
    form("hotline_follow_up", dict(hf_call=risky, hf_no=1),
         ({"hf_call": None}, "hf_call " + BLANK), ({"hf_call": calm}, "hf_call 需随访"), ({"hf_no": 0}, "hf_no 1–8"),
         ({"hf_no": 2, **DONE}, "hf_no 接上一次"), ({**DONE, "hf_done": "2022-06-01T20:59"}, "hf_done 不早于"),
         *[({**DONE, k: None}, k + " " + BLANK) for k in ("hf_by", "hf_reach", "hf_risk", "hf_close")],
         ({**DONE, "hf_reach": "2", "hf_risk": None}, "hf_risk " + BLANK), ({**DONE, "hf_reach": "5"}, "hf_reach 没有选项"),
         ({**DONE, "hf_close": "1"}, "hf_close 连续两次"), ({**DONE, "hf_reach": "3", "hf_risk": None, "hf_close": "1"}, "hf_close 连续两次"),
         (DONE, None), (DONE, "hf_call 已有记录"),
         ({**DONE, "hf_no": 2, "hf_risk": "2", "hf_close": "1"}, "hf_close 连续两次"), ({**DONE, "hf_no": 2, "hf_risk": "2"}, None),
         ({**DONE, "hf_no": 3, "hf_risk": "0", "hf_close": "1"}, "hf_close 连续两次"), ({**DONE, "hf_no": 3, "hf_risk": "0"}, None),
         ({**DONE, "hf_no": 4, "hf_risk": "1", "hf_close": "1"}, None), ({"hf_no": 5}, None), ({"hf_no": 6}, None), ({"hf_no": 7}, None),
         ({"hf_no": 8}, None), ({"hf_no": 9}, "hf_no 1–8"), ({"hf_act": ["9"], "hf_no": 6}, "hf_act 没有选项"),
         ({"hf_call": refused, **DONE, "hf_done": "2022-06-03T20:00", "hf_reach": "4", "hf_risk": None, "hf_close": "1"}, None))

    TEAM = dict(ct_name="危机干预组", ct_level="2", ct_kind="1", ct_from="2019-01-01", ct_state="1",
                ct_members=[{"ct_m_staff": s, "ct_m_role": r} for s, r in ((couns, "1"), (grid, "2"), (couns, "3"))])
    form("crisis_team", dict(TEAM, ct_name="队@"),
         ({}, None), ({"ct_name": "同名"}, None), ({"ct_name": "同名"}, "ct_name 已有记录"), ({"ct_name": "同名", "ct_from": "2019-01-02"}, None),
         *[({k: None}, k + " " + BLANK) for k in TEAM],
         ({"ct_from": "2022-12-21"}, "ct_from 不能晚于今天"), ({"ct_level": "5"}, "ct_level 没有选项"), ({"ct_kind": "4"}, "ct_kind 没有选项"),
         ({"ct_members": TEAM["ct_members"][:2]}, "ct_members 至少要三行"),
         ({"ct_members": TEAM["ct_members"][:2] + [{"ct_m_role": "2"}]}, "ct_members[3].ct_m_staff " + BLANK),
         ({"ct_members": TEAM["ct_members"][:2] + [{"ct_m_staff": couns}]}, "ct_members[3].ct_m_role " + BLANK),
         ({"ct_members": TEAM["ct_members"][:2] + [{"ct_m_staff": couns, "ct_m_role": "2", "ct_m_phone": "1"}]}, "ct_members[3].ct_m_phone "),
         ({"ct_kit": ["6"]}, "ct_kit 没有选项"), ({"ct_state": "2"}, "ct_to " + BLANK), ({"ct_state": "2", "ct_to": "2022-01-01"}, None),
         ({"ct_state": "3"}, "ct_state 没有选项"))
    team = put("crisis_team", **TEAM)

    WHO = dict(cx_p_alias="小雨", cx_p_sex="2", cx_p_age="2", cx_p_crowd="1", cx_p_risk="1")
    EVENT = dict(cx_dt="2022-06-01T21:00", cx_src="2", cx_kind="1", cx_scale="1", cx_extreme="0", cx_place="社区", cx_arrive="2022-06-01T21:20",
                 cx_onsite="1", cx_team=team, cx_people=[WHO], cx_act=["1", "2"], cx_persons=1, cx_visits=2, cx_report=["01"])
    CLOSED = dict(EVENT, cx_closed="2022-06-01", cx_result="1")
    AGAIN = dict(cx_f_on="2022-06-01", cx_f_by=couns, cx_f_risk="0")
    HIGH = dict(CLOSED, cx_people=[WHO, dict(WHO, cx_p_risk="2")], cx_persons=2)
    form("crisis_event", EVENT,
         ({}, None), ({"cx_no": "件1"}, None), ({"cx_no": "件1"}, "cx_no 已有记录"), ({"cx_dt": "2022-12-20T09:01", "cx_arrive": None}, "cx_dt 不能晚于现在"),
         *[({k: None}, k + " " + BLANK) for k in EVENT if k != "cx_arrive"],
         ({"cx_src": "1"}, "cx_call " + BLANK), ({"cx_src": "1", "cx_call": risky}, None), ({"cx_src": "9"}, "cx_src 没有选项"),
         ({"cx_kind": "8"}, "cx_kind 没有选项"), ({"cx_scale": "3"}, "cx_scale 没有选项"), ({"cx_extreme": "2"}, "cx_extreme 没有选项"),
         ({"cx_arrive": "2022-06-01T20:59"}, "cx_arrive 不早于"), ({"cx_arrive": "2022-06-01T21:00"}, None), ({"cx_arrive": None}, None),
         ({"cx_people": [{**WHO, "cx_p_alias": None}]}, "cx_people[1].cx_p_person 化名"),
         ({"cx_people": [{**WHO, "cx_p_alias": None, "cx_p_person": a}]}, None),
         *[({"cx_people": [{**WHO, k: None}]}, "cx_people[1].%s %s" % (k, BLANK)) for k in WHO if k != "cx_p_alias"],
         *[({"cx_people": [{**WHO, k: v}]}, "cx_people[1].%s 1–10" % k) for k in ("cx_p_emo", "cx_p_cog", "cx_p_beh") for v in (0, 11)],
         ({"cx_people": [{**WHO, "cx_p_emo": 1, "cx_p_cog": 10, "cx_p_beh": 5}]}, None),
         ({"cx_people": [{**WHO, "cx_p_crowd": "5"}]}, "cx_people[1].cx_p_crowd 没有选项"),
         ({"cx_act": ["10"]}, "cx_act 没有选项"), ({"cx_people": [WHO, WHO]}, "cx_persons 不少于"),
         ({"cx_people": [WHO, WHO], "cx_persons": 2}, None), ({"cx_persons": 30, "cx_visits": 29}, "cx_visits 不少于"),
         ({"cx_persons": 30, "cx_visits": 30}, None), ({"cx_closed": "2022-06-01"}, "cx_result " + BLANK),
         ({"cx_closed": "2022-05-31", "cx_result": "1"}, "cx_closed 不早于"), (CLOSED, None), ({**CLOSED, "cx_result": "6"}, "cx_result 没有选项"),
         # Somebody at a medium risk is helped once more before the closing.
         (HIGH, "cx_follow 后续援助"), ({**HIGH, "cx_closed": None, "cx_result": None}, None), ({**HIGH, "cx_follow": [AGAIN]}, None),
         *[({**HIGH, "cx_follow": [dict(AGAIN, **{k: None})]}, "cx_follow[1].%s %s" % (k, BLANK)) for k in AGAIN],
         ({**HIGH, "cx_follow": [dict(AGAIN, cx_f_on="2022-05-31")]}, "cx_follow[1].cx_f_on 不早于"))

    OUT = dict(rf_kind="1", rf_person=a, rf_date="2022-06-01", rf_reason_code="02", rf_impress="情绪低落两月", rf_reason="家属陪同",
               rf_to="区精神卫生中心", rf_sender="王芳", rf_sender_phone="13800000000", rf_due="2022-06-15", rf_state="1")
    BACK = {k: v for k, v in OUT.items() if k not in ("rf_impress", "rf_reason", "rf_due")}
    BACK.update(rf_kind="2", rf_diag="抑郁发作", rf_advice="规律服药，两周复诊", rf_reason_code="09")
    out = put("referral", **OUT)
    form("referral", OUT,
         ({}, None), *[({k: None}, k + " " + BLANK) for k in OUT if k != "rf_person"],
         ({"rf_person": None}, "rf_person 对象"), ({"rf_person": None, "rf_alias": "小雨"}, "rf_person 对象"),
         ({"rf_kind": "4", "rf_person": None, "rf_alias": "小雨", "rf_impress": None, "rf_reason": None}, None),
         ({"rf_kind": "4", "rf_person": None}, "rf_person 对象"),
         *[({"rf_kind": k, "rf_impress": None, "rf_reason": None}, None) for k in "35"], ({"rf_kind": "6"}, "rf_kind 没有选项"),
         ({"rf_date": "2022-12-21"}, "rf_date 不能晚于今天"), ({"rf_reason_code": "11"}, "rf_reason_code 没有选项"),
         ({"rf_sender_phone": "1"}, "rf_sender_phone "), ({"rf_recv": "2022-05-31"}, "rf_recv 不早于"), ({"rf_recv": "2022-06-01", "rf_state": "2"}, None),
         ({"rf_state": "6"}, "rf_state 没有选项"), ({"rf_recv": "2022-06-02"}, "rf_state 有回执日期"), ({"rf_src": risky}, None), ({"rf_src": a}, "rf_src resident"),
         ({**BACK, "rf_impress": None, "rf_reason": None}, None), ({**BACK, "rf_impress": None, "rf_reason": None, "rf_out": out}, None),
         *[({**BACK, k: None}, k + " " + BLANK) for k in ("rf_diag", "rf_advice")])

    PAPER = dict(pm_name="折页@", pm_kind="2", pm_topic=["01"], pm_made="2022-01-01", pm_in=500)
    form("material", PAPER,
         ({}, None), ({"pm_name": "同", "pm_ver": "1"}, None), ({"pm_name": "同", "pm_ver": "1"}, "pm_name 已有记录"), ({"pm_name": "同", "pm_ver": "2"}, None),
         *[({k: None}, k + " " + BLANK) for k in PAPER],
         ({"pm_made": "2022-12-21"}, "pm_made 不能晚于今天"), ({"pm_in": -1}, "pm_in 不小于0"), ({"pm_in": 0}, None),
         ({"pm_kind": "4", "pm_in": 1, "pm_reads": 9}, "pm_in 不小于0"), ({"pm_kind": "6", "pm_in": 0}, "pm_reads " + BLANK),
         ({"pm_kind": "6", "pm_in": 0, "pm_reads": -1}, "pm_reads 不能小于0"), ({"pm_kind": "4", "pm_in": 0, "pm_reads": 0}, None),
         ({"pm_cost": -0.01}, "pm_cost 不能小于0"), ({"pm_cost": 0}, None), ({"pm_kind": "10"}, "pm_kind 没有选项"), ({"pm_topic": ["21"]}, "pm_topic 没有选项"))

    DEAL = dict(ag_party="乙方@", ag_kind="1", ag_sign="2022-01-01", ag_from="2022-01-01", ag_to="2022-12-31", ag_due=20,
                ag_scope="讲座20场", ag_state="1")
    form("agreement", DEAL,
         ({}, None), ({"ag_party": "同"}, None), ({"ag_party": "同"}, "ag_party 已有记录"), ({"ag_party": "同", "ag_sign": "2022-01-02"}, None),
         *[({k: None}, k + " " + BLANK) for k in DEAL],
         ({"ag_sign": "2022-12-21"}, "ag_sign 不能晚于今天"), ({"ag_from": "2023-01-01"}, "ag_to 不早于"), ({"ag_to": "2022-01-01"}, None),
         ({"ag_due": -1}, "ag_due 不能小于0"), ({"ag_due": 0}, None), ({"ag_amount": -1}, "ag_amount 不能小于0"), ({"ag_kind": "6"}, "ag_kind 没有选项"),
         ({"ag_partner": "10"}, "ag_partner 没有选项"), ({"ag_state": "4"}, "ag_state 没有选项"))

    RISK = dict(ri_date="2022-06-01", ri_src="3", ri_kind="2", ri_level="2", ri_measure="上门调解", ri_owner=grid, ri_due="2022-06-01")
    form("risk_item", RISK,
         ({}, None), *[({k: None}, k + " " + BLANK) for k in RISK],
         ({"ri_date": "2022-12-21", "ri_due": "2022-12-31"}, "ri_date 不能晚于今天"), ({"ri_due": "2022-05-31"}, "ri_due 不早于"),
         ({"ri_closed": "2022-06-01"}, "ri_result " + BLANK), ({"ri_closed": "2022-06-01", "ri_result": "1"}, None),
         ({"ri_closed": "2022-05-31", "ri_result": "1"}, "ri_closed 不早于"), ({"ri_src": "8"}, "ri_src 没有选项"), ({"ri_level": "4"}, "ri_level 没有选项"),
         ({"ri_four": ["5"]}, "ri_four 没有选项"), ({"ri_person": b, "ri_four": ["1", "4"]}, None))

    UNIT = dict(un_name="单位@", un_kind="99", un_area="500112001001", un_on="2022-01-01", un_room="1", un_ft=0, un_pt=0, un_service=["0"])
    FIRM = dict(un_kind="03", un_staff=100, un_big="1", un_archive="1", un_arch_n=60)
    WARD = dict(un_kind="08", un_hlevel="2", un_tier="1", un_public="1", un_general="0", un_psych="1", un_dept="0", un_clinic="1",
                un_counsel="1", un_famschool="1")
    form("unit", UNIT,
         ({}, None), ({"un_name": "同"}, None), ({"un_name": "同"}, "un_name 已有记录"), ({"un_name": "同", "un_area": "500112001002"}, None),
         *[({k: None}, k + " " + BLANK) for k in UNIT],
         ({"un_usci": "91350100M000100Y43"}, None), ({"un_usci": "91350100M000100Y43"}, "un_usci 已有记录"), ({"un_usci": "91350100M000100Y44"}, "un_usci 3"),
         ({"un_area": "50011200100"}, "un_area 12"), ({"un_on": "2022-12-21"}, "un_on 不能晚于今天"), ({"un_off": "2021-12-31"}, "un_off 不早于"),
         ({"un_off": "2022-01-01"}, None), ({"un_ft": -1}, "un_ft 不能小于0"), ({"un_pt": -1}, "un_pt 不能小于0"),
         *[({"un_kind": k, "un_archive": "0"}, "un_staff " + BLANK) for k in ("01", "02")],
         *[({"un_kind": k, "un_staff": 9}, "un_archive " + BLANK) for k in ("01", "02")],
         (FIRM, None), *[({**FIRM, k: None}, k + " " + BLANK) for k in FIRM if k != "un_kind"],
         ({**FIRM, "un_staff": -1, "un_archive": "0"}, "un_staff 不能小于0"), ({**FIRM, "un_arch_n": 101}, "un_arch_n 不超过"),
         ({**FIRM, "un_archive": "0", "un_arch_n": None}, None),
         *[({"un_kind": k}, "un_students " + BLANK) for k in ("04", "05", "06", "07")], ({"un_kind": "05", "un_students": 1200}, None),
         ({"un_kind": "05", "un_students": -1}, "un_students 不能小于0"),
         (WARD, None), *[({**WARD, k: None}, k + " " + BLANK) for k in WARD if k != "un_kind"],
         ({**WARD, "un_psych": "0", "un_famschool": None}, None), ({**WARD, "un_centre": "1"}, "un_grade " + BLANK),
         ({**WARD, "un_centre": "1", "un_grade": "0"}, None), ({**WARD, "un_centre": "1", "un_grade": "2"}, "un_grade_on " + BLANK),
         ({**WARD, "un_centre": "1", "un_grade": "2", "un_grade_on": "2021-01-01"}, None),
         ({"un_kind": "10", "un_dept": "0", "un_clinic": "1", "un_counsel": "1"}, "un_class_a " + BLANK),
         ({"un_kind": "10", "un_dept": "0", "un_clinic": "1", "un_counsel": "1", "un_class_a": "1"}, None),
         ({"un_kind": "10", "un_dept": "1", "un_clinic": "1", "un_counsel": "1", "un_class_a": "1"}, "un_famschool " + BLANK),
         ({"un_kind": "12"}, "un_familysite " + BLANK), ({"un_kind": "12", "un_familysite": "0"}, None),
         ({"un_service": ["0", "1"]}, "un_service 不能再选"), ({"un_service": ["1", "4"]}, None), ({"un_service": ["5"]}, "un_service 没有选项"),
         ({"un_kind": "13"}, "un_kind 没有选项"), ({"un_cell": "5"}, "un_cell 没有选项"))

    a9 = put("consent", **dict(CONSENT, co_purpose="9", co_expire="2022-06-30"))
    b9 = put("consent", **dict(CONSENT, co_person=b, co_purpose="9"))
    FAR = dict(rc_dt="2022-06-30T15:00", rc_person=a, rc_from=site, rc_to="市中心", rc_expert="王芳", rc_mins=30, rc_device="1",
               rc_opinion="继续社区随访", rc_out="1", rc_consent=a9)
    form("remote_consult", FAR,
         ({}, None), *[({k: None}, k + " " + BLANK) for k in FAR],
         ({"rc_mins": 0}, "rc_mins 1–240"), ({"rc_mins": 1}, None), ({"rc_mins": 240}, None), ({"rc_mins": 241}, "rc_mins 1–240"),
         ({"rc_consent": b9}, "rc_consent 知情同意书"), ({"rc_consent": a4}, "rc_consent 知情同意书"),
         ({"rc_dt": "2022-07-01T15:00"}, "rc_consent 有效"), ({"rc_dt": "2022-03-01T15:00"}, "rc_consent 有效"),
         ({"rc_out": "3"}, "rc_again " + BLANK), ({"rc_out": "3", "rc_again": "2022-06-30"}, "rc_again 晚于"),
         ({"rc_out": "3", "rc_again": "2022-07-01"}, None), ({"rc_out": "5"}, "rc_out 没有选项"), ({"rc_device": "4"}, "rc_device 没有选项"))

    SHEET = dict(sa_date="2022-06-01", sa_kind="2", sa_anon="1", sa_1="5", sa_2="4", sa_3="3", sa_4="2", sa_5="1", sa_all="5")
    form("satisfaction", SHEET,
         ({}, None), ({"sa_date": "2022-12-21"}, "sa_date 不能晚于今天"), *[({k: None}, k + " " + BLANK) for k in SHEET],
         *[({k: "6"}, k + " 没有选项") for k in SHEET if k[3:] in "12345" or k == "sa_all"], ({"sa_kind": "7"}, "sa_kind 没有选项"))

    SURVEY = dict(li_on="2022-06-01", li_year=2022, li_area="500112000000", li_method="1", li_n=1000, li_ok=215)
    form("literacy_survey", SURVEY,
         ({}, None), ({}, "li_area 已有记录"), ({"li_method": "2"}, None), ({"li_on": "2022-12-21"}, "li_on 不能晚于今天"),
         *[({k: None}, k + " " + BLANK) for k in SURVEY],
         ({"li_year": 1999}, "li_year 2000–2100"), ({"li_year": 2101}, "li_year 2000–2100"), ({"li_year": 2000}, None), ({"li_year": 2100}, None),
         ({"li_area": "5001"}, "li_area 12"), ({"li_n": 0}, "li_n 大于0"), ({"li_ok": -1}, "li_ok 不小于0"), ({"li_ok": 1001}, "li_ok 不超过"),
         ({"li_year": 2001, "li_ok": 1000}, None), ({"li_year": 2002, "li_ok": 0}, None), ({"li_method": "5"}, "li_method 没有选项"))

    TALLY = dict(et_plat="1", et_period="2022Q2", et_reads=1000, et_src="运营方")
    form("external_tally", TALLY,
         ({}, None), ({}, "et_plat 已有记录"), ({"et_period": "2022Q3"}, None), ({"et_plat": "2"}, None),
         *[({k: None}, k + " " + BLANK) for k in TALLY if k != "et_reads"],
         *[({"et_period": p}, "et_period 2024Q3") for p in ("2022Q5", "2022Q0", "2022S1", "202Q1", "2022Q12")],
         *[({"et_plat": "4", k: -1}, k + " 不能小于0") for k in ("et_reads", "et_tests", "et_calls", "et_chats", "et_users", "et_sync")],
         ({"et_plat": "4", "et_reads": 0, "et_tests": 0, "et_sync": 0}, None), ({"et_plat": "7"}, "et_plat 没有选项"))

    MONEY = dict(fd_date="2022-06-01", fd_dir="1", fd_src="1", fd_amount="200000.00", fd_note="年度预算")
    form("fund_entry", MONEY,
         ({}, None), ({"fd_voucher": "凭1"}, None), ({"fd_voucher": "凭1"}, "fd_voucher 已有记录"), ({"fd_date": "2022-12-21"}, "fd_date 不能晚于今天"),
         *[({k: None}, k + " " + BLANK) for k in MONEY],
         *[({"fd_src": s}, None) for s in "2349"], *[({"fd_src": s}, "fd_src 只能填") for s in "5678"],
         *[({"fd_dir": "2", "fd_src": s}, None) for s in "356789"], *[({"fd_dir": "2", "fd_src": s}, "fd_src 只能填") for s in "124"],
         ({"fd_amount": 0}, "fd_amount 大于0"), ({"fd_amount": "0.01"}, None), ({"fd_amount": "0.015"}, "fd_amount 两位小数"),
         ({"fd_amount": "1234567.89"}, None), ({"fd_dir": "3"}, "fd_dir 没有选项"))

    TASK = dict(wp_year=2022, wp_no="@", wp_task="村社咨询室全覆盖", wp_doc="渝北卫健函〔2023〕114号", wp_owner=["01", "20"],
                wp_target="100%", wp_due="2022-12-31", wp_pct=0)
    form("work_plan", TASK,
         ({"wp_no": 99}, None), ({"wp_no": 99}, "wp_year 已有记录"), ({"wp_year": 2021, "wp_no": 99}, None),
         *[({k: None}, k + " " + BLANK) for k in TASK],
         ({"wp_year": 1999}, "wp_year 2000–2100"), ({"wp_year": 2101}, "wp_year 2000–2100"), ({"wp_no": 0}, "wp_no 不小于1"),
         *[({"wp_ind": i}, None) for i in ("I01", "I10", "I48")], *[({"wp_ind": i}, "wp_ind I01–I48") for i in ("I00", "I49", "I1", "A1", "I010")],
         ({"wp_pct": -1}, "wp_pct 0–100"), ({"wp_pct": 101}, "wp_pct 0–100"), ({"wp_pct": 100}, None),
         ({"wp_ev": [{"wp_ev_rec": nobody}]}, None), ({"wp_ev": [{"wp_ev_rec": "第1号"}]}, "wp_ev[1].wp_ev_rec 记录编号"),
         ({"wp_ev": [{"wp_ev_note": "x"}]}, "wp_ev[1].wp_ev_rec " + BLANK), ({"wp_owner": ["40"]}, "wp_owner 没有选项"))
    WORK.update(locals())


def work_filled():
    got, b = filled_in, WORK
    got("supervision", "percent", dict(b["VISIT"], su_items=[dict(b["SCORE"]), dict(b["SCORE"], su_it_full="33.3", su_it_got=0)]),
        su_total=54.02)
    got("supervision", "nothing scored", dict(b["HINT"], su_note="示范"), su_total=None)
    got("hotline_call", "over midnight", dict(b["CALL"], hl_in="2022-06-30T23:58", hl_end="2022-07-01T01:03"), hl_mins=65)
    got("hotline_call", "a risk is followed up", dict(b["RISKY"], hl_follow=None), hl_follow="1", hl_supv="1")
    got("hotline_call", "nothing but the call", dict(b["SILENT"], hl_valid="3", hl_phone="13800000000", hl_summary="x"),
        hl_phone=None, hl_summary=None, hl_follow=None)
    call = put("hotline_call", **dict(b["RISKY"], hl_in="2022-06-29T23:30", hl_end="2022-06-29T23:59"))
    for n, due in enumerate("06-30 07-02 07-06 08-05 09-04 10-04 11-03 12-03".split()):
        got("hotline_follow_up", "no. %d" % (n + 1), dict(hf_call=call), hf_no=n + 1, hf_due="2022-%sT23:30" % due)
    got("crisis_event", "minutes and sums", dict(b["EVENT"], cx_arrive="2022-06-02T00:01"), cx_mins=181)
    r = json.loads(run("show", put("crisis_event", **dict(b["EVENT"], cx_people=[
        dict(b["WHO"], cx_p_emo=3, cx_p_cog=4, cx_p_beh=10), dict(b["WHO"], cx_p_emo=3)], cx_persons=2)), "--reveal", "x").stdout)
    same("triage", [17, None], [p.get("cx_p_triage") for p in r["cx_people"]])
    same("number", True, r["cx_no"].startswith("500112001000012022"))
    members = b["TEAM"]["ct_members"]
    team = put("crisis_team", **dict(b["TEAM"], ct_name="计数队"))
    before = json.loads(run("show", team, "--reveal", "x").stdout)
    same("phones", ["13800000000"] * 3, [m["ct_m_phone"] for m in before["ct_members"]])
    at = lambda day, kind, *who: put("training", **dict(
        TRAINING, tr_name="队" + day + kind, tr_kind=kind, tr_start=day + "T09:00", tr_end=day + "T16:00",
        tr_att=[dict(ATT, tr_att_staff=s, tr_att_name="甲") for s in who]))
    at("2022-01-01", "7", couns, grid), at("2021-12-31", "7", couns), at("2022-02-01", "6", couns), at("2022-03-01", "7", None)
    for day in ("2022-01-01", "2021-12-31", "2022-12-20"):
        put("drill", **dict(b["DRILL"], dr_date=day, dr_team=team))
    after = json.loads(run("show", team, "--reveal", "x").stdout)
    same("trained, once a training", 1, after["ct_trained"] - before["ct_trained"])
    same("drilled this year", 2, after["ct_drills"])
    got("referral", "received", dict(b["OUT"], rf_recv="2022-06-02", rf_state=None), rf_state="2")
    got("referral", "refused", dict(b["OUT"], rf_recv="2022-06-02", rf_state="3"), rf_state="3")
    slip = put("referral", **b["OUT"])
    state = lambda: json.loads(run("show", slip).stdout)["rf_state"]
    same("sent", "1", state())
    run("set", slip, "rf_recv=2022-06-02", "--reason", "回执到了")
    same("received later", "2", state())
    answer = put("referral", **{**b["BACK"], "rf_impress": None, "rf_reason": None, "rf_out": slip})
    same("answered by a slip back", "4", state())
    run("void", answer, "--reason", "重复")
    same("that slip voided", "2", state())
    paper = put("material", **dict(b["PAPER"], pm_name="发放", pm_in=100))
    put("activity", **dict(ACTIVITY, ac_theme="发放", ac_mat=[dict(ac_mat_item=paper, ac_mat_n=60), dict(ac_mat_item=paper, ac_mat_n=5)]))
    put("lecture", **dict(LECTURE, lt_theme="发放", lt_mat=[dict(lt_mat_item=paper, lt_mat_n=50)]))
    r = json.loads(run("show", paper).stdout)
    same("stock", (115, -15), (r["pm_out"], r["pm_left"]))
    unit = put("unit", **dict(b["UNIT"], un_name="渝北区实验小学", un_kind="05", un_students=1250, un_ft=3))
    same("ratio", 416.67, json.loads(run("show", unit).stdout)["un_ratio"])
    got("unit", "no full-time teacher", dict(b["UNIT"], un_name="无专职", un_kind="05", un_students=1250), un_ratio=None)
    deal = put("agreement", **dict(b["DEAL"], ag_party=None, ag_unit=unit))
    put("lecture", **dict(LECTURE, lt_theme="履约", lt_agreement=deal))
    r = json.loads(run("show", deal).stdout)
    same("agreement", ("渝北区实验小学", 1), (r["ag_party"], r["ag_done"]))
    got("literacy_survey", "rate", dict(b["SURVEY"], li_year=2010, li_n=3, li_ok=2), li_rate=66.67)
    for q, end in zip("1234", ("03-31", "06-30", "09-30", "12-31")):
        got("external_tally", "Q" + q, dict(b["TALLY"], et_plat="9", et_period="2020Q" + q), et_on="2020-" + end)
    for n, (due, pct, state) in enumerate((("2022-12-20", 0, "1"), ("2022-12-20", 1, "2"), ("2022-12-19", 99, "4"),
                                           ("2022-12-19", 0, "4"), ("2022-01-01", 100, "3"))):
        got("work_plan", "state", dict(b["TASK"], wp_no=500 + n, wp_due=due, wp_pct=pct), wp_state=state)
    task = put("work_plan", **dict(b["TASK"], wp_no=600, wp_due="2022-12-31", wp_pct=50))
    same("overdue when the day has passed", ["2", "4"], [
        json.loads(run("show", task, *now).stdout)["wp_state"] for now in ((), ("--now", "2023-01-01T09:00"))])
    # What hotline and crises say of a person stands in the archive until it is over.
    warn = lambda who: json.loads(run("show", who).stdout)["rs_warn"]
    who = put("resident", **RESIDENT)
    same("no alert", "0", warn(who))
    put("hotline_call", **dict(b["RISKY"], hl_person=who, hl_in="2022-11-19T21:00", hl_end="2022-11-19T21:30"))
    same("a call a month ago", "0", warn(who))
    put("hotline_call", **dict(b["RISKY"], hl_person=who, hl_in="2022-11-20T21:00", hl_end="2022-11-20T21:30"))
    same("a call within 30 days", "2", warn(who))
    person = dict(b["WHO"], cx_p_alias=None, cx_p_person=who, cx_p_risk="3")
    event = put("crisis_event", **dict(b["EVENT"], cx_people=[dict(b["WHO"], cx_p_risk="1"), person], cx_persons=2))
    same("an open crisis", "3", warn(who))
    run("set", event, "cx_closed=2022-12-20", "cx_result=1", "cx_follow[1].cx_f_on=2022-06-02", "cx_follow[1].cx_f_by=" + couns,
        "cx_follow[1].cx_f_risk=0")
    same("closed", "2", warn(who))


work_rows()
LATER.append(work_filled)
