# SPDX-License-Identifier: MIT
# Rules of the volunteer, walk-in, closing, test and rehabilitation forms
# (domain.md 4.3, 4.5, 4.8, 4.12, 4.22, 4.24, 4.25); read by rules.py, whose
# records it hangs on.

form("volunteer", VOLUNTEER,
     ({}, None), ({"vo_name": "周"}, "vo_name 2–30"), ({"vo_name": LONG(31)}, "vo_name 2–30"),
     ({"vo_birth": "2006-03-01"}, None), ({"vo_birth": "2006-03-02"}, "vo_birth 16岁"),
     ({"vo_idno": idno("19790301", "996"), "vo_sex": "2", "vo_birth": None}, None),
     ({"vo_idno": idno("19790301", "996"), "vo_sex": "2", "vo_birth": None}, "vo_idno 已有记录"),
     ({"vo_idno": idno("19790301", "997"), "vo_sex": "2"}, "vo_sex 不符"),
     ({"vo_idno": idno("19790301", "997"), "vo_sex": "1", "vo_birth": "1979-03-02"}, "vo_birth 相符"),
     ({"vo_idno": "500112197903019970"}, "vo_idno "), ({"vo_phone": "1"}, "vo_phone "),
     ({"vo_reg": "2022-12-20"}, None), ({"vo_reg": "2022-12-21"}, "vo_reg 不能晚于今天"),
     ({"vo_trained": "1"}, "vo_train_on " + BLANK), ({"vo_trained": "1", "vo_train_on": "2022-03-05"}, None),
     ({"vo_state": "2"}, "vo_left " + BLANK), ({"vo_state": "2", "vo_left": "2022-05-01"}, None),
     ({"vo_org": "6"}, "vo_org 没有选项"), ({"vo_prof": "8"}, "vo_prof 没有选项"), ({"vo_conf": None}, "vo_conf " + BLANK))

fresh = put("resident", **RESIDENT)
visitor = put("resident", **RESIDENT)
put("consent", **dict(CONSENT, co_person=visitor))
INTAKE = dict(in_dt="2022-03-02T09:00", in_mode="1", in_alias="小周", in_sex="2", in_ageband="3", in_src="1",
              in_issue=["07"], in_urgency="1", in_action="1", in_staff=couns)
form("intake", INTAKE,
     ({}, None), ({"in_alias": None}, "in_person 化名"), ({"in_alias": None}, "in_alias " + BLANK),
     ({"in_alias": None, "in_person": a, "in_sex": None, "in_ageband": None}, None),
     ({"in_dt": "2022-12-20T09:00"}, None), ({"in_dt": "2022-12-20T09:01"}, "in_dt 不能晚于现在"),
     ({"in_action": "3"}, "in_person 化名"),
     ({"in_action": "3", "in_alias": None, "in_person": visitor}, None),                        # consent from 2022-03-02
     ({"in_action": "3", "in_alias": None, "in_person": visitor, "in_dt": "2022-03-01T09:00"}, "in_action 知情同意书"),
     ({"in_action": "3", "in_alias": None, "in_person": fresh}, "in_action 知情同意书"),
     ({"in_action": "2"}, "in_next " + BLANK), ({"in_action": "2", "in_next": "2022-03-02T09:00"}, "in_next 晚于来访"),
     ({"in_action": "2", "in_next": "2022-03-02T09:01"}, None),
     ({"in_note": LONG(201)}, "in_note 200"), ({"in_note": LONG(200)}, None),
     ({"in_issue": []}, "in_issue " + BLANK), ({"in_ageband": "6"}, "in_ageband 没有选项"), ({"in_staff": None}, "in_staff " + BLANK))

closer = put("staff", **dict(STAFF, sf_role="06"))
d = put("resident", **RESIDENT)
d2 = put("consent", **dict(CONSENT, co_person=d))
d4 = put("consent", **dict(CONSENT, co_person=d, co_purpose="4"))
DCASE = dict(CASE, cs_person=d, cs_consent=d2)
dcase = put("case", **dict(DCASE, cs_couns=closer))
dcase4 = put("case", **dict(DCASE, cs_couns=couns))
put("session", **dict(SESSION, ss_case=dcase, ss_start="2022-05-04T09:00", ss_end="2022-05-04T09:50"))
CLOSE = dict(cl_case=dcase, cl_date="2022-06-01", cl_reason="1", cl_eval="2", cl_follow="2022-07-01")
form("case_close", CLOSE,
     ({"cl_date": "2022-05-03"}, "cl_date 最后一次咨询"), ({"cl_date": "2022-03-02"}, "cl_case 未结"),
     ({"cl_reason": None}, "cl_reason " + BLANK), ({"cl_eval": "5"}, "cl_eval 没有选项"),
     ({"cl_date": "2022-05-04"}, None), ({}, "cl_case 未结"), ({}, "cl_case 已有记录"),
     ({"cl_case": dcase4, "cl_date": "2022-03-03", "cl_reason": "6", "cl_follow": None}, None))
form("case", dict(DCASE, cs_couns=closer, cs_open="2022-06-01"),
     ({"cs_state": "3"}, "cs_state 结案表"), ({"cs_state": "4"}, "cs_state 结案表"), ({"cs_state": "2"}, None))  # that one is closed
form("session", dict(SESSION, ss_case=dcase),
     ({"ss_start": "2022-05-04T15:00", "ss_end": "2022-05-04T15:30"}, None),  # still on the day of closing
     ({"ss_start": "2022-05-05T09:00", "ss_end": "2022-05-05T09:30"}, "ss_case 个案须未结"))

cor = put("special_population", **dict(SPECIAL, sp_person=d, **{k: v for k, v in D22.items()}))
PERIODIC = dict(cr_enrol=cor, cr_due="2022-10-@@")
form("periodic_test", PERIODIC,
     ({}, "cr_done 未测原因"), ({}, "cr_miss " + BLANK), ({"cr_miss": "1"}, None),
     ({"cr_due": "2022-12-20"}, None), ({"cr_due": "2022-12-19"}, "cr_miss " + BLANK), ({"cr_due": "2023-04-01"}, None),
     ({"cr_due": "2023-04-01"}, "cr_enrol 已有记录"), ({"cr_enrol": benrol, "cr_miss": "1"}, "cr_enrol 社区矫正对象"),
     ({"cr_done": "2022-12-21"}, "cr_done 不能晚于今天"), ({"cr_done": "2022-12-20"}, "cr_result " + BLANK),
     ({"cr_done": "2022-12-20", "cr_result": "2"}, "cr_interv " + BLANK), ({"cr_miss": "5"}, "cr_miss 没有选项"))

ASSESS = dict(ra_kind="1", ra_round=1, ra_date="2022-03-17", ra_by=couns, ra_danger="0", ra_impr="平稳", ra_goal="就业",
              ra_plan=["1"], ra_next="2022-09-17", **{"ra_%d" % k: "3" for k in range(1, 10)})
drehab = put("rehab_enrolment", **dict(REHAB, rh_person=d, rh_consent=d4))
form("rehab_assessment", dict(ASSESS, ra_enrol=drehab),
     ({"ra_round": 2}, "ra_round 初次评估"), ({"ra_round": 0}, "ra_round 初次评估"), ({"ra_next": None}, "ra_next " + BLANK), ({}, None),
     ({"ra_date": "2022-04-17"}, "ra_round 上一轮"), ({"ra_kind": "2", "ra_date": "2022-09-17"}, "ra_round 上一轮"),
     ({"ra_kind": "2", "ra_round": 2, "ra_date": "2022-09-17", "ra_next": "2023-03-17"}, None),
     ({"ra_kind": "2", "ra_round": 3, "ra_date": "2022-10-17", "ra_next": "2022-10-17"}, "ra_next 6个月"),
     ({"ra_kind": "2", "ra_round": 3, "ra_date": "2022-10-17", "ra_next": "2023-04-18"}, "ra_next 6个月"),
     *[({"ra_kind": "3", "ra_round": 3, "ra_date": "2022-11-01", "ra_%d" % k: None}, "ra_%d %s" % (k, BLANK)) for k in range(1, 10)],
     ({"ra_kind": "3", "ra_round": 3, "ra_date": "2022-11-01", "ra_1": "6"}, "ra_1 没有选项"),
     ({"ra_kind": "3", "ra_round": 3, "ra_date": "2022-11-01", "ra_danger": "6"}, "ra_danger 没有选项"),
     ({"ra_kind": "3", "ra_round": 3, "ra_date": "2022-11-01", "ra_plan": ["13"]}, "ra_plan 没有选项"),
     ({"ra_kind": "3", "ra_round": 3, "ra_date": "2022-11-01", "ra_impr": None}, "ra_impr " + BLANK))
post = put("rehab_assessment", **dict(ASSESS, ra_enrol=drehab, ra_kind="3", ra_round=9, ra_date="2022-12-01"))
other = put("rehab_assessment", **dict(ASSESS, ra_enrol=rehab, ra_kind="3", ra_round=9, ra_date="2022-12-01"))
put("rehab_service", **dict(SERVICE, rv_enrol=drehab, rv_start="2022-12-02T09:00", rv_end="2022-12-02T10:00"))
END = dict(re_enrol=drehab, re_date="2022-12-05", re_reason="1", re_result="1", re_post=post)
form("rehab_close", END,
     ({"re_date": "2022-12-01"}, "re_date 最后一次服务"), ({"re_date": "2022-12-21"}, "re_date 不晚于今天"),
     ({"re_post": None}, "re_post " + BLANK), ({"re_post": other}, "re_post 本登记"),
     ({"re_reason": "3"}, "re_to " + BLANK), ({"re_reason": "4"}, "re_to " + BLANK), ({"re_reason": None}, "re_reason " + BLANK), ({"re_result": "5"}, "re_result 没有选项"),
     ({"re_date": "2022-12-02", "re_reason": "7", "re_post": None}, None), ({}, "re_enrol 已经结束"), ({}, "re_enrol 已有记录"))
form("rehab_service", dict(SERVICE, rv_enrol=drehab),
     ({"rv_start": "2022-12-02T11:00", "rv_end": "2022-12-02T12:00"}, None),
     ({"rv_start": "2022-12-03T11:00", "rv_end": "2022-12-03T12:00"}, "rv_enrol 服务中"))
form("rehab_enrolment", dict(REHAB, rh_person=d, rh_consent=d4, rh_apply="2022-12-10", rh_start="2022-12-10"),
     ({"rh_state": "4"}, "rh_state 结束与转出"), ({"rh_state": "5"}, "rh_state 结束与转出"), ({"rh_state": "3"}, None))

FAMILY = dict(fm_date="2022-10-10", fm_kind="3", fm_heads=12, fm_mins=90, fm_content="照护", fm_staff=couns)
form("family_support", FAMILY,
     ({}, None), ({"fm_date": "2022-12-21"}, "fm_date 不能晚于今天"), ({"fm_heads": 0}, "fm_heads 大于0"),
     ({"fm_mins": 0}, "fm_mins 1–480"), ({"fm_mins": 480}, None), ({"fm_mins": 481}, "fm_mins 1–480"),
     ({"fm_kind": "1"}, "fm_patients 至少要一行"), ({"fm_kind": "2"}, "fm_patients 至少要一行"),
     ({"fm_kind": "2", "fm_patients": [{}]}, "fm_patients[1].fm_pt_who " + BLANK), ({"fm_kind": "7"}, "fm_kind 没有选项"),
     ({"fm_content": None}, "fm_content " + BLANK))


# --- what is filled in ---------------------------------------------------------------

def fields_of(id_, *fields):
    record = json.loads(run("show", id_, "--reveal", "x").stdout)
    return [record.get(f) for f in fields]


def expect_shown(name, id_, **want):
    global faults
    got = fields_of(id_, *want)
    if got != list(want.values()):
        faults += 1
        print("%s: want %s, got %s" % (name, want, got))


def expect_words(name, words, *command, text=""):
    global faults
    p = run(*command, text=text)
    if words not in p.stdout + p.stderr:
        faults += 1
        print("%s: no “%s” in %s" % (name, words, p.stdout + p.stderr))


def closings():
    """A closing sets the state, and takes it back when it is voided."""
    c = put("case", **dict(DCASE, cs_couns=put("staff", **dict(STAFF, sf_role="06")), cs_open="2022-07-01", cs_state="2"))
    expect_shown("before", c, cs_state="2", cs_closed=None)
    close = put("case_close", **dict(CLOSE, cl_case=c, cl_date="2022-07-20", cl_reason="4"))
    expect_shown("dropped out", c, cs_state="4", cs_closed="2022-07-20")
    expect_words("list", c, "list", "case", "--where", "${cs_state} = '4'", "--format", "jsonl")
    expect_words("typed", "由别的记录决定", "set", c, "cs_state=1", "--reason", "x")
    run("set", c, "cs_goal=别的", "--reason", "x")
    expect_words("of the closing", "ACK", "set", close, "cl_reason=3", "--reason", "x")
    expect_shown("closed", c, cs_state="3", cs_goal="别的")
    run("void", close, "--reason", "x")
    expect_shown("taken back", c, cs_state="2", cs_closed=None)
    r = put("rehab_enrolment", **dict(REHAB, rh_person=fresh, rh_consent=put("consent", **dict(
        CONSENT, co_person=fresh, co_purpose="4"))))
    end = put("rehab_close", **dict(END, re_enrol=r, re_date="2022-12-01", re_reason="6", re_post=None))
    expect_shown("ended", r, rh_state="4", rh_end="2022-12-01")
    run("void", end, "--reason", "x")
    expect_shown("in service again", r, rh_state="2", rh_end=None)
    last = put("rehab_assessment", **dict(ASSESS, ra_enrol=r, ra_kind="3", ra_round=2, ra_date="2022-12-01", ra_next=None))
    refer = dict(rf_kind="5", rf_person=fresh, rf_date="2022-12-01", rf_reason_code="07", rf_to="区中心", rf_sender="刘静",
                 rf_sender_phone="13800000000", rf_due="2022-12-15", rf_state="1")
    slip, stranger = put("referral", **refer), put("referral", **dict(refer, rf_person=d, rf_green="1"))
    moved = dict(END, re_enrol=r, re_date="2022-12-01", re_reason="4", re_post=last)
    for change, words in (({}, BLANK), ({"re_to": stranger}, "本人的转介单"), ({"re_reason": "3", "re_to": slip}, "绿色通道")):
        expect_words("referral", words, "add", "rehab_close", text=json.dumps(dict(moved, **change)) + "\n")
    put("rehab_close", **dict(moved, re_to=slip))
    expect_shown("transferred", r, rh_state="5")


def calculated():
    filled_in("intake", "from the resident", dict(INTAKE, in_alias=None, in_person=minor, in_sex=None, in_ageband=None,
              in_dt="2022-05-31T09:00"), in_sex="1", in_ageband="2")
    filled_in("rehab_assessment", "sum", dict(ASSESS, ra_enrol=rehab, ra_round=10, ra_kind="2", ra_date="2022-12-02",
              ra_next="2023-01-01"), ra_sum=27)
    v = put("volunteer", **VOLUNTEER)
    put("activity", **dict(ACTIVITY, ac_theme="时长", ac_vol=[{"ac_vol_who": v, "ac_vol_hours": 2.5},
                                                          {"ac_vol_who": helper, "ac_vol_hours": 1}]))
    put("lecture", **dict(LECTURE, lt_theme="时长", lt_vol=[{"lt_vol_who": v, "lt_vol_hours": 1.25}]))
    expect_shown("hours", v, vo_hours=3.75)
    done = put("periodic_test", **dict(PERIODIC, cr_due="2022-06-01", cr_miss="1"))
    expect_shown("not tested", done, cr_state="0", cr_sessions=None)


def warnings():
    """Said, and saved all the same."""
    psych = dict(DCASE, cs_couns=put("staff", **dict(STAFF, sf_role="06")), cs_open="2022-12-10", cs_psych="1")
    expect_words("suspected", "cs_psych: warning: 疑似精神障碍须建议就医并填转介单", "add", "case", text=json.dumps(psych) + "\n")
    late = dict(ASSESS, ra_enrol=rehab, ra_round=20, ra_kind="2", ra_date="2022-12-10", ra_next="2023-01-01")
    expect_words("danger", "ra_danger: warning: 3级及以上须填转介单", "add", "rehab_assessment",
                 text=json.dumps(dict(late, ra_danger="3")) + "\n")
    r = put("rehab_enrolment", **dict(REHAB, rh_person=(p := put("resident", **RESIDENT)), rh_consent=put(
        "consent", **dict(CONSENT, co_person=p, co_purpose="4"))))
    first = dict(ASSESS, ra_enrol=r)
    expect_words("a week", "ra_date: warning: 初次评估应在服务开始后7天内", "add", "rehab_assessment",
                 text=json.dumps(dict(first, ra_date="2022-03-18")) + "\n")
    ok = run("add", "rehab_assessment", text=json.dumps(dict(first, ra_round=2, ra_kind="2", ra_date="2022-09-18",
                                                             ra_next="2022-12-01")) + "\n")
    if "warning" in ok.stderr or not ok.stdout:
        global faults
        faults += 1
        print("six months to the day: %s" % ok.stderr)
    expect_words("half a year", "ra_date: warning: 初次评估应在服务开始后7天内，以后间隔不超过6个月", "add", "rehab_assessment",
                 text=json.dumps(dict(first, ra_round=3, ra_kind="2", ra_date="2023-03-19", ra_next="2023-04-01")) + "\n")


LATER += [closings, calculated, warnings]
