# SPDX-License-Identifier: MIT
# Every form from the command line: a generated record is taken, told apart
# from itself, added, shown, set, listed, reported, voided. (That each form's
# generated record survives JSON unharmed, tests/forms/generate_test.c says.)
. "$TESTS/lib.sh"
"$XINZHAN" demo demo >demo.out 2>demo.err || { cat demo.err; fail "demo"; }
cat >trip.py <<'PY'
import json, os, subprocess, sys

def run(*args, given=None, wanted=0):
    done = subprocess.run([os.environ["XINZHAN"], "--data", "demo/store", "--user", "demo",
        "--now", "2022-12-20T20:00", "--reveal", "试验", *args], input=given,
        capture_output=True, text=True)
    assert done.returncode == wanted, (args, given, done.returncode, done.stdout, done.stderr)
    return done.stdout

def figure(report, period, row):
    rows = json.loads(run("report", report, "--period", period, "--format", "json"))["rows"]
    return next(r["value"] for r in rows if r["id"] == row)

# What makes it another record: keys to give, keys to leave out (automatic
# numbers), a key to set afterwards, and the line of a report it counts in.
OTHER = {
    "activity": (dict(ac_theme="另一场"), [], ("ac_eval", "改过"), ("R01", "C1a")),
    "area": (dict(ab_year=2017), [], ("ab_src", "改过"), None),
    "case": (dict(cs_no="9"), [], ("cs_goal", "改过"), ("R01", "B3a")),
    "consent": (dict(co_purpose="7"), [], ("co_paper", "改过"), None),
    "lecture": (dict(lt_theme="另一讲"), [], ("lt_eval", "改过"), ("R01", "C2a")),
    "plan": ({}, ["pl_end"], ("pl_goal", "改过"), None),
    "rehab_enrolment": (dict(rh_state="2"), [], ("rh_now_risk", "改过"), ("R01", "H3a")),
    "rehab_service": ({}, [], ("rv_summary", "改过"), ("R01", "H2a")),
    "resident": (dict(p_idno="50011219650302997X"), ["rs_no", "p_archive", "p_sex", "p_birth"],
                 ("p_addr", "改过"), ("R01", "B2a")),
    "session": ({}, [], ("ss_topic", "改过"), ("R01", "B5e")),
    "special_population": (dict(sp_group="14"), [], ("sp_need", "2"), None),
    "staff": (dict(sf_name="另一人"), ["sf_idno"], ("sf_unit", "改过"), None),
    "station": (dict(st_code="50011200100099", st_name="另一站", st_level="6", st_area="500112001000"), [],
                ("st_addr", "改过"), None),
    "volunteer": (dict(vo_name="另一人"), ["vo_idno"], ("vo_name", "又一人"), None),
    "intake": ({}, [], ("in_note", "改过"), ("R01", "B1a")),
    "assessment": ({}, [], ("as_fb", "2"), ("R01", "B8a")),
    "periodic_test": (dict(cr_due="2022-12-18"), [], ("cr_interv", "5"), None),
    "rehab_assessment": (dict(ra_date="2022-12-19", ra_kind="3", ra_round=40), ["ra_next"], ("ra_goal", "改过"), None),
    "family_support": (dict(fm_kind="3"), [], ("fm_content", "改过"), ("R01", "H5a")),
    "training": (dict(tr_name="另一期"), [], ("tr_eval", "改过"), ("R03", None)),
}

OTHER.update({
    "drill": (dict(dr_theme="另一次"), [], ("dr_process", "改过"), ("R01", "E5")),
    "meeting": (dict(mt_title="另一次"), [], ("mt_chair", "改过"), ("R01", "I3a")),
    "supervision": ({}, [], ("su_note", "改过"), ("R01", "I3c")),
    "hotline_call": ({}, [], ("hl_summary", "改过"), ("R01", "E1b")),
    "hotline_follow_up": (dict(hf_no=4), [], ("hf_act", "2"), ("R01", "E3a")),
    "crisis_event": ({}, ["cx_no"], ("cx_place", "改过"), ("R01", "E4a")),
    "crisis_team": (dict(ct_name="另一队"), [], ("ct_name", "又一队"), ("R01", "A8")),
    "referral": ({}, [], ("rf_to", "改过"), ("R01", "F1")),
    "material": (dict(pm_name="另一种"), [], ("pm_name", "又一种"), ("R01", "C4a")),
    "agreement": (dict(ag_party="另一方"), ["ag_unit"], ("ag_scope", "改过"), ("R01", "J1")),
    "risk_item": ({}, [], ("ri_measure", "改过"), ("R01", "K1")),
    "unit": (dict(un_name="另一单位"), ["un_usci"], ("un_name", "又一单位"), None),
    "remote_consult": ({}, [], ("rc_opinion", "改过"), ("R01", "B9")),
    "satisfaction": ({}, [], ("sa_note", "改过"), None),
    "literacy_survey": (dict(li_year=2018), [], ("li_area", "500103000000"), None),
    "external_tally": (dict(et_period="2019Q1"), [], ("et_src", "改过"), None),
    "fund_entry": ({}, ["fd_voucher"], ("fd_note", "改过"), None),
    "work_plan": (dict(wp_no=77), [], ("wp_target", "改过"), None),
})

# Which of a form's records is taken.
PICK = {"assessment": ("as_kind", "1"), "periodic_test": ("cr_result", "2"), "session": ("ss_kind", "1"), "case": ("cs_state", "1"), "rehab_enrolment": ("rh_state", "4"), "special_population": ("sp_group", "18")}

PICK.update(meeting=("mt_kind", "1"), supervision=("su_kind", "2"), hotline_call=("hl_valid", "1"), hotline_follow_up=("hf_no", 3),
            referral=("rf_kind", "1"), material=("pm_kind", "6"))

def another(form, record, give, leave):
    new = {k: v for k, v in record.items() if k[0] != "_" and k not in leave}
    new.update(give)
    if form == "station":     # below the centre
        new["st_parent"] = json.loads(run("list", "station", "--limit", "1", "--format", "jsonl"))["_id"]
    if form == "plan":        # its enrolment has one that is open
        new["pl_date"], new["pl_end"] = "2022-12-01", "2022-12-15"
    if form == "case":        # another counsellor's
        new["cs_couns"] = next(r["cs_couns"] for r in cases if r["cs_couns"] != record["cs_couns"])
    if form == "rehab_enrolment":
        new["rh_apply"] = new["rh_start"] = "2022-12-10"
    return new

def trip(form):
    give, leave, (key, value), line = OTHER[form]
    records = [json.loads(l) for l in run("list", form, "--format", "jsonl").splitlines()]
    field, wanted = PICK.get(form, ("_state", "final"))
    record = next(r for r in reversed(records) if r.get(field) == wanted)
    new = another(form, record, give, leave)
    period = "2022"
    before = figure(line[0], period, line[1]) if line and line[1] else None
    said = run("add", form, given=json.dumps(new, ensure_ascii=False) + "\n").split()
    assert said[0] == "ACK", said
    shown = json.loads(run("show", said[1]))
    for k, v in new.items():
        assert k in LIVE or shown.get(k) == v, (form, k, v, shown.get(k))
    assert shown["_state"] == "final" and shown["_rev"] == 1 and shown["_by"] == "demo"
    if before is not None:
        assert figure(line[0], period, line[1]) == before + 1, (form, line)
    elif line:
        assert "另一期" in run("report", line[0], "--period", period)
    run("set", said[1], f"{key}={value}", "--reason", "试改")
    shown = json.loads(run("show", said[1]))
    assert shown[key] in (value, value.split()) and shown["_rev"] == 2, shown
    assert len(run("show", said[1], "--history").splitlines()) == 2
    assert value in run("show", said[1], "--format", "text") or form in ("special_population", "assessment", "periodic_test")
    listed = run("list", form, "--where", f"${{_id}} = '{said[1]}'", "--format", "jsonl").splitlines()
    assert [json.loads(l)["_id"] for l in listed] == [said[1]], listed
    run("void", said[1], "--reason", "试完")
    assert json.loads(run("show", said[1]))["_state"] == "void"
    if before is not None:
        assert figure(line[0], period, line[1]) == before, (form, line)

# Computed: they follow what they read, not what is given.
LIVE = ["rs_groups", "rs_warn", "rs_consent", "sp_plan", "pl_talk_due", "sf_patients",
    "sf_hours", "p_age", "ab_on", "ss_no", "vo_hours", "cr_sessions", "cr_state", "rh_end"]
LIVE += ["pm_out", "pm_left", "ag_done", "ct_trained", "ct_drills", "et_on", "li_rate"]
cases = [json.loads(l) for l in run("list", "case", "--format", "jsonl").splitlines()]
forms = [l.split()[0] for l in run("forms").splitlines()]
missing = [f for f in OTHER if f not in forms]
assert not missing, missing
for form in OTHER:
    try:
        trip(form)
    except AssertionError as e:
        sys.exit(f"{form}: {e}")
PY
python3 trip.py || fail "round trip"
"$XINZHAN" --data demo/store verify --full >verify.out 2>&1 || { cat verify.out; fail "verify"; }
