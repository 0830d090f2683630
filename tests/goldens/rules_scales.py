# SPDX-License-Identifier: MIT
# The assessment form and its scales (domain.md 4.9, 6): rules both ways, and
# every scale scored a second time here, from the dossier's words.
import random

TESTED = put("resident", **RESIDENT)
put("consent", **dict(CONSENT, co_person=TESTED, co_purpose="3"))
TEST = dict(as_kind="1", as_person=TESTED, as_event="2", as_date="2022-10-10", as_by=couns, as_fb=["1"])


def answers(*values):
    return [{"as_item_no": k + 1, "as_item_val": v} for k, v in enumerate(values)]


def phq(*values):
    return dict(TEST, as_scale="PHQ9", as_items=answers(*values))


CALM = phq(0, 1, 0, 1, 0, 0, 0, 0, 0)
form("assessment", CALM,
     ({}, None), ({"as_person": None}, "as_person " + BLANK), ({"as_date": "2022-12-21"}, "as_date 不能晚于今天"),
     ({"as_scale": "SCL90"}, "as_scale 没有选项"), ({"as_event": "12"}, "as_event 没有选项"), ({"as_fb": []}, "as_fb " + BLANK),
     ({"as_items": []}, "as_items[9].as_item_val " + BLANK), ({"as_items": answers(*[0] * 8)}, "as_items[9].as_item_val " + BLANK),
     ({"as_items": answers(*[0] * 10)}, "as_items "),
     ({"as_items": answers(4, 0, 0, 0, 0, 0, 0, 0, 0)}, "as_items[1].as_item_val 应为"),
     ({"as_items": answers(0, -1, 0, 0, 0, 0, 0, 0, 0)}, "as_items[2].as_item_val 应为"),
     ({"as_items": [{"as_item_no": 2, "as_item_val": 0}] + answers(*[0] * 9)[1:]}, "as_items[1].as_item_no 次序"),
     # Item 9 asks for a safety check, whatever the total.
     ({"as_items": answers(0, 0, 0, 0, 0, 0, 0, 0, 1)}, "as_safety " + BLANK),
     ({"as_items": answers(0, 0, 0, 0, 0, 0, 0, 0, 1), "as_safety": "0"}, "as_safety 当面核查"),
     ({"as_items": answers(0, 0, 0, 0, 0, 0, 0, 0, 1), "as_safety": "1"}, None),
     ({"as_items": answers(2, 2, 2, 2, 1, 0, 0, 0, 0)}, None),                              # 9: not flagged
     ({"as_items": answers(2, 2, 2, 2, 2, 0, 0, 0, 0)}, "as_next " + BLANK),                # 10
     ({"as_items": answers(2, 2, 2, 2, 2, 0, 0, 0, 0), "as_next": "3"}, "as_retest " + BLANK),
     ({"as_items": answers(2, 2, 2, 2, 2, 0, 0, 0, 0), "as_next": "3", "as_retest": "2022-10-10"}, "as_retest 晚于本次"),
     ({"as_items": answers(2, 2, 2, 2, 2, 0, 0, 0, 0), "as_next": "3", "as_retest": "2022-10-11"}, None),
     ({"as_case": bcase}, "as_case 本人的个案"))
ONLY = dict(TEST, as_scale="EPDS", as_score_in=8, as_epds10=0)
form("assessment", ONLY,
     ({}, None), ({"as_score_in": None}, "as_score_in " + BLANK), ({"as_epds10": None}, "as_epds10 " + BLANK),
     ({"as_score_in": 31}, "as_score_in 范围"), ({"as_score_in": -1}, "as_score_in 范围"),
     ({"as_score_in": 30, "as_next": "2"}, None), ({"as_score_in": 9}, "as_next " + BLANK),
     ({"as_epds10": 4}, "as_epds10 0–3"), ({"as_epds10": 1}, "as_safety " + BLANK),
     ({"as_epds10": 1, "as_safety": "0"}, "as_safety 当面核查"), ({"as_epds10": 3, "as_safety": "1"}, None),
     ({"as_scale": "EXT"}, "as_scale_name " + BLANK), ({"as_scale": "EXT", "as_scale_name": "SCL-90", "as_score_in": 160}, None))
BATCH = dict(as_kind="2", as_event="3", as_scale="GAD7", as_date="2022-10-10", as_by=couns, as_fb=["3"], as_n=400, as_done=390,
             as_abn=20, as_served=18, as_group="16")
form("assessment", BATCH,
     ({}, None), *[({k: None}, k + " " + BLANK) for k in ("as_n", "as_done", "as_abn", "as_served", "as_group")],
     ({"as_n": 0, "as_done": 0, "as_abn": 0, "as_served": 0}, "as_n 大于0"), ({"as_done": 401}, "as_done 不超过应测"),
     ({"as_done": 400}, None), ({"as_abn": 391}, "as_abn 不超过实测"), ({"as_served": 21}, "as_served 不超过异常"),
     ({"as_served": 20}, None), ({"as_group": "40"}, "as_group 没有选项"))
gone = put("resident", **RESIDENT)
put("consent", **dict(CONSENT, co_person=gone, co_purpose="3", co_withdraw="2022-10-01"))
form("assessment", dict(CALM, as_person=gone),
     ({}, "as_person 撤回测评"), ({"as_date": "2022-09-30"}, None))

BANDS = {"PHQ9": ((0, "无/极轻"), (5, "轻度"), (10, "中度"), (15, "中重度"), (20, "重度")),
         "GAD7": ((0, "无"), (5, "轻度"), (10, "中度"), (15, "重度")),
         "WHO5": ((0, "很低"), (8, "偏低"), (13, "良好")),
         "GDS15": ((0, "正常"), (5, "轻度"), (9, "中度"), (12, "重度")),
         "K10": ((10, "低"), (16, "中"), (22, "较高"), (30, "高")),
         "K6": ((0, "低"), (5, "中等"), (13, "严重")),
         "EPDS": ((0, "正常"), (9, "轻度"), (13, "需专业评估"))}
ITEMS = {"PHQ9": (9, 0, 3), "GAD7": (7, 0, 3), "WHO5": (5, 0, 5), "GDS15": (15, 0, 1), "K10": (10, 1, 5), "K6": (6, 0, 4)}
FLAG = {"PHQ9": 10, "GAD7": 10, "GDS15": 5, "K10": 22, "K6": 13, "EPDS": 9}
ON_NO = (1, 5, 7, 11, 13)


def scored(scale, values):
    """Raw score, band, flag."""
    raw = sum(values)
    if scale == "GDS15":
        raw = sum(v == (0 if k + 1 in ON_NO else 1) for k, v in enumerate(values))
    flag = raw < 13 or min(values) <= 1 if scale == "WHO5" else raw >= FLAG[scale]
    return raw, [label for least, label in BANDS[scale] if raw >= least][-1], "1" if flag else "0"


def scales():
    """All at once: one line a record, and one list to look at."""
    global faults
    dice = random.Random(9)
    asked = []  # record, raw score, band, flag
    for scale, (n, low, high) in ITEMS.items():
        tries = [[low] * n, [high] * n] + [[dice.randint(low, high) for _ in range(n)] for _ in range(6)]
        tries += [[low + (high - low) * (k < j) for k in range(n)] for j in range(1, n)]
        for values in tries:
            asked.append((dict(TEST, as_scale=scale, as_items=answers(*values), as_next="4", as_safety="1"),
                          *scored(scale, values)))
    for score in (0, 8, 9, 12, 13, 30):
        asked.append((dict(ONLY, as_score_in=score, as_next="4"), score,
                      [label for least, label in BANDS["EPDS"] if score >= least][-1], "1" if score >= 9 else "0"))
    asked.append((dict(TEST, as_scale="EXT", as_scale_name="MMSE", as_score_in=27.5), 27.5, None, None))
    asked.append((BATCH, None, None, None))
    p = run("add", "assessment", text="".join(json.dumps(r, ensure_ascii=False) + "\n" for r, *_ in asked))
    ids = [line[4:] for line in p.stdout.splitlines()]
    assert len(ids) == len(asked), p.stderr
    held = {r["_id"]: r for r in map(json.loads, run("list", "assessment", "--format", "jsonl", "--reveal", "x").stdout.splitlines())}
    for id_, (record, *want) in zip(ids, asked):
        got = [held[id_].get(k) for k in ("as_raw", "as_band", "as_flag")]
        if got != want:
            faults += 1
            print("%s: want %s, got %s" % (record, want, got))


def tests_of_cases():
    first = put("assessment", **dict(CALM, as_person=d, as_date="2022-02-01"))
    last = put("assessment", **dict(phq(0, 0, 0, 1, 0, 0, 0, 0, 0), as_person=d, as_date="2022-08-01"))
    other = put("assessment", **dict(ONLY, as_person=d))
    c = put("case", **dict(DCASE, cs_couns=put("staff", **dict(STAFF, sf_role="06")), cs_open="2022-07-01", cs_scale=first))
    end = dict(CLOSE, cl_case=c, cl_date="2022-08-10")
    expect_words("another scale", "同一量表", "add", "case_close", text=json.dumps(dict(end, cl_post=other)) + "\n")
    expect_shown("change", put("case_close", **dict(end, cl_post=last)), cl_change=-1)
    seven = put("assessment", **dict(CALM, as_person=d, as_event="7", as_date="2022-09-01"))
    done = dict(PERIODIC, cr_due="2022-09-02", cr_done="2022-09-01", cr_result="2", cr_interv=["1"])
    expect_words("of another event", "社区矫正定期测评", "add", "periodic_test", text=json.dumps(dict(done, cr_scale=last)) + "\n")
    tested = put("periodic_test", **dict(done, cr_scale=seven))
    expect_shown("no talk yet", tested, cr_state="0", cr_sessions=0)
    put("session", **dict(SESSION, ss_case=None, ss_enrol=cor, ss_start="2022-09-01T09:00", ss_end="2022-09-01T09:30"))
    expect_shown("a talk since", tested, cr_state="1", cr_sessions=1)
    expect_shown("normal", put("periodic_test", **dict(done, cr_due="2022-09-03", cr_result="1", cr_interv=None,
                 cr_scale=seven)), cr_state="1")


LATER += [scales, tests_of_cases]
