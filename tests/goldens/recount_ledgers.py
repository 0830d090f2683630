# SPDX-License-Identifier: MIT
# Counts the ledgers a second time from the records `list` prints and from
# domain.md §7.0 and §8.3 alone: which lines there are, in which order, and
# their key cells.  recount_ledgers.py XINZHAN STORE NOW
import datetime as dt
import json
import subprocess
import sys

XINZHAN, STORE, NOW = sys.argv[1:]
TODAY = NOW[:10]
PERIODS = {"2019Q2": ("2019-04-01", "2019-06-30"), "2021Q1": ("2021-01-01", "2021-03-31"), "2022Q2": ("2022-04-01", "2022-06-30"),
           "2022Q4": ("2022-10-01", "2022-12-31"), "202201": ("2022-01-01", "2022-01-31"), "2022": ("2022-01-01", "2022-12-31")}
cells = 0
late = set()


def run(*args):
    p = subprocess.run([XINZHAN, "--data", STORE, "--user", "demo", "--now", NOW, *args], capture_output=True, encoding="utf-8")
    assert p.returncode == 0, (args, p.stderr)
    return p.stdout


FORMS = """resident patient follow_up lost_or_death rehab_enrolment rehab_assessment rehab_service rehab_close special_population
 plan session referral material activity lecture area station staff volunteer meeting supervision drill""".split()
R = {f: [r for r in map(json.loads, run("--reveal", "复核", "list", f, "--format", "jsonl").splitlines()) if r["_state"] == "final"]
     for f in FORMS}
BY_ID = {r["_id"]: r for v in R.values() for r in v}


def report(id_, period):
    return json.loads(run("report", id_, "--period", period, "--format", "json"))["rows"]


def last(form, link, of, date, e, c=lambda r: True):
    found = [r for r in R[form] if r.get(link) == of["_id"] and r[date][:10] <= e and c(r)]
    return max(found, key=lambda r: (r[date], r["_id"])) if found else {}


def same(where, got, want):
    global cells
    cells += len(want)
    for k, v in want.items():
        assert (got.get(k) or 0) == (v or 0), (where, k, got.get(k), v, got)
        if k == "late":
            late.add((where[0], v))


def age(person, e):
    return (int(e.replace("-", "")) - int(person["p_birth"].replace("-", ""))) // 10000


def name(id_, e):
    """As §9 demands: first character and stars; of a minor another number."""
    p = BY_ID[id_]
    if age(p, e) < 18:
        return p.get("p_archive") or "未成年人"
    n = p["p_name"]
    head = 2 if len(n) > 2 and n[:2] in ("欧阳", "司马", "上官", "诸葛") else 1
    return n[:head] + "*" * (len(n) - head)


def compare(id_, period, want):
    """want: (event date, id, cells); lines come by date."""
    got = report(id_, period)
    want.sort(key=lambda w: w[:2])
    assert len(got) == len(want), (id_, period, len(got), len(want))
    for k, (g, w) in enumerate(zip(got, want)):
        same((id_, period, k), g, w[2])


def day_after(d, n):
    return (dt.date.fromisoformat(d) + dt.timedelta(n)).isoformat()


def registered(e):
    def is_(p):
        dead = any(r["ld_patient"] == p["_id"] and r["ld_kind"] == "2" and r["ld_date"] <= e for r in R["lost_or_death"]) or any(
            r["fu_patient"] == p["_id"] and r.get("fu_death_date") and r["fu_death_date"] <= e for r in R["follow_up"])
        losses = [r for r in R["lost_or_death"] if r["ld_patient"] == p["_id"] and r["ld_kind"] == "1" and r["ld_date"] <= e]
        lost = any(not r.get("ld_back") or r["ld_back"] > e for r in losses)
        gone = p["sm_state"] in "46" and p["sm_state_on"] <= e
        return p["sm_date"] <= e and not dead and (lost or not gone)
    return [p for p in R["patient"] if is_(p)]


def r04(a, e):
    for p in registered(e):
        seen = last("follow_up", "fu_patient", p, "fu_date", e, lambda r: not r.get("fu_lost") and not r.get("fu_death_date"))
        any_ = last("follow_up", "fu_patient", p, "fu_date", e)
        due = any_.get("fu_next") or day_after(p["sm_date"], 14)
        yield p["sm_date"], p["_id"], {
            "code": p["sm_no"], "name": name(p["sm_person"], e), "age": age(BY_ID[p["sm_person"]], e),
            "phone": p["sm_gphone"][:3] + "*" * (len(p["sm_gphone"]) - 7) + p["sm_gphone"][-4:], "last": seen.get("fu_date"),
            "danger": seen.get("fu_danger"), "next": due, "late": "是" if due < min(TODAY, e) else "否",
            "doctor": BY_ID[p["sm_owner"]]["sf_name"]}


def in_(r, field, a, e):
    return a <= r[field][:10] <= e


def r06(a, e):
    for h in R["rehab_enrolment"]:
        if h["rh_apply"] > e:
            continue
        end = next((c for c in R["rehab_close"] if c["re_enrol"] == h["_id"]), None)
        if end and end["re_date"] < a:
            continue
        test = last("rehab_assessment", "ra_enrol", h, "ra_date", e)
        served = [r for r in R["rehab_service"] if r["rv_enrol"] == h["_id"] and in_(r, "rv_start", a, e)]
        yield h["rh_apply"], h["_id"], {
            "name": name(h["rh_person"], e), "applied": h["rh_apply"], "assessed": test.get("ra_date"), "score": test.get("ra_sum"),
            "times": len(served),
            "minutes": sum((dt.datetime.fromisoformat(r["rv_end"]) - dt.datetime.fromisoformat(r["rv_start"])).seconds // 60 for r in served)}


def r07(a, e):
    talks = {}
    for s in R["session"]:
        talks.setdefault(s.get("ss_enrol"), []).append(s)
    for x in R["special_population"]:
        if x["sp_in"] > e or (x.get("sp_out") and x["sp_out"] <= e):
            continue
        mine = sorted((s for s in talks.get(x["_id"], []) if s["ss_start"][:10] <= e), key=lambda s: (s["ss_start"], s["_id"]))
        yield x["sp_in"], x["_id"], {
            "name": name(x["sp_person"], e), "plan": last("plan", "pl_enrol", x, "pl_date", e).get("pl_date"),
            "owner": BY_ID[x["sp_owner"]]["sf_name"], "times": sum(s["ss_start"][:10] >= a for s in mine),
            "last": mine[-1]["ss_start"][:10] if mine else None}


def r10(a, e):
    for x in R["referral"]:
        if in_(x, "rf_date", a, e):
            due, receipt = x.get("rf_due"), x.get("rf_recv")
            late = due and due < min(TODAY, e) and not (receipt and receipt <= e)
            yield x["rf_date"], x["_id"], {"date": x["rf_date"], "to": x["rf_to"], "due": due, "receipt": receipt,
                                           "late": due and ("是" if late else "否")}


def r17(a, e):
    given = [(r["ac_date"], m["ac_mat_item"], m["ac_mat_n"]) for r in R["activity"] for m in r.get("ac_mat", [])]
    given += [(r["lt_date"], m["lt_mat_item"], m["lt_mat_n"]) for r in R["lecture"] for m in r.get("lt_mat", [])]
    for m in R["material"]:
        if m["pm_made"] > e:
            continue
        before = sum(n for d, i, n in given if i == m["_id"] and d < a)
        now = sum(n for d, i, n in given if i == m["_id"] and a <= d <= e)
        new = m["pm_made"] >= a
        opening, received = (0 if new else m["pm_in"]) - before, m["pm_in"] if new else 0
        yield m["pm_made"], m["_id"], {"name": m["pm_name"], "opening": opening, "received": received, "given": now,
                                       "closing": opening + received - now}


def reached(r):
    return not r.get("fu_lost") and not r.get("fu_death_date")


def r06_summary(e):
    """I25 and I28 (I27 is R01's H1c, which recount.py counts)."""
    y0 = e[:4] + "-01-01"
    visits = [r for r in R["follow_up"] if in_(r, "fu_date", y0, e)]
    managed = {r["fu_patient"] for r in visits if r.get("fu_danger") or r.get("fu_hosp") == "1"}
    latest = {}
    for r in sorted(filter(reached, visits), key=lambda r: (r["fu_date"], r["_id"])):
        latest[r["fu_patient"]] = r
    home = {p["_id"] for p in registered(e)} & managed & {k for k, r in latest.items() if r.get("fu_hosp") in ("0", "2")}
    closed = {r["re_enrol"]: r["re_date"] for r in R["rehab_close"]}
    stock = [h for h in R["rehab_enrolment"] if h["rh_apply"] <= e and closed.get(h["_id"], "9999") > e
             and (h["rh_state"] in "123" or h["_id"] in closed)]
    areas = set()
    for r in R["rehab_service"]:
        if in_(r, "rv_start", y0, e):
            h = BY_ID[r["rv_enrol"]]
            site = BY_ID.get(h.get("rh_site"), {}).get("st_area", "")
            areas.add(site if site and site[9:] != "000" else BY_ID[h["rh_person"]]["p_area"])
    bases = [b for b in R["area"] if in_(b, "ab_on", y0, e) and b["ab_area"].startswith("500112000")]
    base = max(bases, key=lambda b: (b["ab_on"], b["_id"])) if bases else {}
    return {"（I25）": (len(home & {h.get("rh_patient") for h in stock}), len(home)),
            "街道康复服务开展率（I28）": (len({x[:9] for x in areas}), base.get("ab_streets")),
            "社区康复服务开展率（I28）": (len(areas), base.get("ab_villages"))}


def check_summary(period, e):
    global cells
    text = run("report", "R06", "--period", period)
    r01 = {r["id"]: r["value"] for r in report("R01", period)}
    want = dict(r06_summary(e), **{"（I27）": (r01["H1b"], r01["H1a"])})
    for label, (n, m) in want.items():
        line = next(s for s in text.splitlines() if label in s)
        assert not m or "（%d / %d）" % (n, m) in line, (period, line, n, m)
        cells += 1


for period, (first, end) in PERIODS.items():
    check_summary(period, end)
    for id_, rows in (("R04", r04), ("R06", r06), ("R07", r07), ("R10", r10), ("R17", r17)):
        compare(id_, period, list(rows(first, end)))
    compare("R11", period, [(s["sf_on"], s["_id"], {"name": s["sf_name"], "since": s["sf_pool_in"]}) for s in R["staff"]
                            if s["sf_on"] <= end and not (s.get("sf_left") and s["sf_left"] <= end) and s["sf_in_pool"] == "1"
                            and s["sf_pool_in"] <= end and not (s.get("sf_pool_out") and s["sf_pool_out"] <= end)])
    compare("R12", period, [(v["vo_reg"], v["_id"], {"name": v["vo_name"]}) for v in R["volunteer"]
                            if v["vo_reg"] <= end and not (v.get("vo_left") and v["vo_left"] <= end)])
    held = [(r[d], r["_id"], {"date": r[d]}) for f, d, k in (("meeting", "mt_date", "mt_kind"), ("supervision", "su_date", "su_kind"),
                                                            ("drill", "dr_date", None))
            for r in R[f] if in_(r, d, first, end) and (not k or r[k] == "1")]
    compare("R13", period, [(d, str(k), c) for k, (d, _, c) in enumerate(held)])
assert late >= {("R04", "是"), ("R04", "否"), ("R10", "否")}, late
print(cells, "cells of", len(PERIODS), "periods agree")
