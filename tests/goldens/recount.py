# SPDX-License-Identifier: MIT
# Counts the reports a second time, from the records `list` prints and from
# domain.md §7.0 and §8 alone, and compares cell by cell; text, csv, csv-data
# and xlsx must say what json says. Python's standard library only (openpyxl,
# when it is there, reads the spreadsheets).
#
#   recount.py world XINZHAN DIR        a store of awkward records
#   recount.py check XINZHAN STORE NOW  every report against the recount
#
# A row the recount does not know is an error, so is one it misses.
import csv
import datetime as dt
import functools
import io
import json
import os
import random
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal as D

INSTALLED = """station area staff resident consent activity lecture training case session
 special_population plan rehab_enrolment rehab_service
 patient follow_up care_team colour_review emergency lost_or_death lead benefit
 volunteer intake case_close periodic_test rehab_assessment rehab_close family_support assessment""".split()
INSTALLED += """drill meeting supervision hotline_call hotline_follow_up crisis_event crisis_team referral material agreement
 risk_item unit remote_consult satisfaction literacy_survey external_tally fund_entry work_plan""".split()
PERIODS = "2022Q1 2022Q2 2022Q3 2022Q4 2022S1 2022S2 2022 202207 202212 202002".split()
SPECIAL = set("21 22 23 24 25 26 27 28 38 39".split())
DRUGS = set("24 25 26 27 39".split())


def run(args, **kw):
    return subprocess.run(args, capture_output=True, text=True, encoding="utf-8", **kw)


# --- days -----------------------------------------------------------------

@functools.lru_cache(None)
def day(s):
    return dt.date.fromisoformat(s[:10]) if s else None


def span(code):
    """First and last day of a DHIS2 period."""
    y = int(code[:4])
    if len(code) == 4:
        first, months = 1, 12
    elif code[4] == "Q":
        first, months = 3 * int(code[5]) - 2, 3
    elif code[4] == "S":
        first, months = 6 * int(code[5]) - 5, 6
    else:
        first, months = int(code[4:]), 1
    after = first + months
    last = dt.date(y + (after > 12), after - 12 if after > 12 else after, 1) - dt.timedelta(1)
    return dt.date(y, first, 1), last


def year_before(code):
    return str(int(code[:4]) - 1) + code[4:]


def age_on(birth, on):
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def rounded(x, places=2):
    """四舍五入, trailing zeros dropped."""
    q = x.quantize(D(1).scaleb(-places), ROUND_HALF_UP)
    return q.normalize() if q else D(0)


# --- the records ----------------------------------------------------------

class Store:
    def __init__(self, forms):
        self.all = forms
        self.final = {f: [r for r in v if r["_state"] == "final"] for f, v in forms.items()}
        self.by_id = {r["_id"]: r for v in forms.values() for r in v}
        self.area = ""

    def ref(self, id_, field):
        return self.by_id.get(id_, {}).get(field, "") if id_ else ""

    # What the program calculates is worked out from what was typed.
    def person(self, s):
        return self.ref(s.get("ss_case"), "cs_person") or self.ref(s.get("ss_enrol"), "sp_person")

    @functools.lru_cache(None)
    def _groups(self, id_):
        s, on = self.by_id[id_], day(self.by_id[id_]["ss_start"])
        return {e["sp_group"] for e in self.final["special_population"]
                if e["sp_person"] == self.person(s) and day(e["sp_in"]) <= on
                and not (e.get("sp_out") and day(e["sp_out"]) <= on)}

    def groups(self, s):
        return self._groups(s["_id"])

    def age(self, s):
        return age_on(day(self.ref(self.person(s), "p_birth")), day(s["ss_start"]))


def minutes(a, b):
    return int((dt.datetime.fromisoformat(b) - dt.datetime.fromisoformat(a)).total_seconds()) // 60


DATE = dict(station="st_built", area="ab_on", staff="sf_on", resident="rs_built", consent="co_date",
            activity="ac_date", lecture="lt_date", training="tr_start", case="cs_open", session="ss_start",
            special_population="sp_in", plan="pl_date", rehab_enrolment="rh_apply", rehab_service="rv_start",
            patient="sm_date", follow_up="fu_date", care_team="tm_from", colour_review="cv_date", emergency="em_call",
            lost_or_death="ld_date", lead="le_found", benefit="bn_on",
            volunteer="vo_reg", intake="in_dt", case_close="cl_date", periodic_test="cr_due",
            rehab_assessment="ra_date", rehab_close="re_date", family_support="fm_date", assessment="as_date")
END = dict(station="st_closed", staff="sf_left", case="cs_closed", special_population="sp_out",
           rehab_enrolment="rh_end", volunteer="vo_left")
DATE.update(drill="dr_date", meeting="mt_date", supervision="su_date", hotline_call="hl_in", hotline_follow_up="hf_due",
            crisis_event="cx_dt", crisis_team="ct_from", referral="rf_date", material="pm_made", agreement="ag_sign",
            risk_item="ri_date", remote_consult="rc_dt", external_tally="et_on", fund_entry="fd_date")
LAST = dict(crisis_team="ct_to", agreement="ag_to")  # still counted on that day


class Column:
    """Sums over records whose date lies in first … last; E = last."""

    def __init__(self, store, first, last):
        self.s, self.first, self.last = store, first, last
        self.y0 = dt.date(last.year, 1, 1)

    def flow(self, form, c=lambda r: True):
        f = DATE[form]
        return [r for r in self.s.final[form]
                if (self.first is None or self.first <= day(r[f])) and day(r[f]) <= self.last and c(r)]

    def stock(self, form, c=lambda r: True):
        end = END.get(form)
        if form in LAST:
            return [r for r in self.s.final[form] if day(r[DATE[form]]) <= self.last
                    and not (r.get(LAST[form]) and day(r[LAST[form]]) < self.last) and c(r)]
        return [r for r in self.s.final[form] if day(r[DATE[form]]) <= self.last
                and not (r.get(end) and day(r[end]) <= self.last) and c(r)]

    def n(self, form, c=lambda r: True):
        return D(len(self.flow(form, c)))

    def at(self, form, c=lambda r: True):
        return D(len(self.stock(form, c)))

    def total(self, form, field, c=lambda r: True):
        return sum((D(str(r[field])) for r in self.flow(form, c) if field in r), D(0))

    def rows(self, form, repeat, field):
        return [row[field] for r in self.flow(form) for row in r.get(repeat, []) if field in row]

    def served(self, c):
        return D(len({self.s.person(r) for r in self.flow("session", c)}))

    def tests(self, which, single=lambda r: True, field="as_done"):
        """Persons tested one by one, and those of batches."""
        one = self.n("assessment", lambda r: r["as_kind"] == "1" and which(r) and single(r))
        return one + self.total("assessment", field, lambda r: r["as_kind"] == "2" and which(r))

    def base(self, field):
        found = [r for r in self.s.final["area"]
                 if r["ab_area"] == self.s.area and int(r["ab_year"]) == self.last.year]
        return D(str(found[0][field])) if found and field in found[0] else None


def present(t):
    return [a for a in t.get("tr_att", []) if a["tr_att_in"] == "1"]


def hours(t):
    return sum((D(str(a["tr_att_hours"])) for a in present(t)), D(0))


def rate(num, den):
    return None if not den else rounded(num * 100 / den)


def is_served(c, r):
    """RHOK: assessed with a plan, and a service in every full month since Y0 or the start."""
    if r["rh_state"] not in ("1", "2", "3") and not r.get("rh_end"):
        return False
    if not r.get("rh_start") or day(r["rh_start"]) > c.last or not any(
            a["ra_enrol"] == r["_id"] and day(a["ra_date"]) <= c.last for a in c.s.final["rehab_assessment"]):
        return False
    begin = max(c.y0, day(r["rh_start"]))
    months = {(x.year, x.month) for x in (day(s["rv_start"]) for s in c.s.final["rehab_service"] if s["rv_enrol"] == r["_id"])}
    for m in range(1, 13):
        first, last = span("%d%02d" % (c.last.year, m))
        if first >= begin and last <= c.last and (first.year, m) not in months:
            return False
    return True


def work(c, v):
    """Hotline, crises, referrals, meetings, agreements, money, risks; what they add to other rows."""
    s = c.s
    past = lambda d: d and day(d) <= c.last
    v["A8"] = c.at("crisis_team")
    v["A7b"] = rounded(sum((D(str(h)) for f, p in (("activity", "ac"), ("lecture", "lt"), ("training", "tr"))
                            for h in c.rows(f, p + "_vol", p + "_vol_hours")), D(0))
                       + D(sum(minutes(r["hl_in"], r["hl_end"]) for r in c.flow("hotline_call") if r.get("hl_vol"))) / 60)
    v["B9"] = c.n("remote_consult")
    v["C4a"] = c.n("material", lambda r: r["pm_kind"] in ("4", "6"))
    v["C4b"] += c.total("external_tally", "et_reads")
    out = lambda r: r["rf_kind"] != "2"
    v["D3c"] = c.n("referral", lambda r: out(r) and any(
        e["sp_person"] == r.get("rf_person") and e["sp_group"] == "06" and day(e["sp_in"]) <= day(r["rf_date"])
        and not (e.get("sp_out") and day(e["sp_out"]) <= day(r["rf_date"])) for e in s.final["special_population"]))
    calls = lambda c_: c.n("hotline_call", lambda r: r["hl_dir"] == "1" and c_(r))
    v["E1a"], v["E1b"] = calls(lambda r: True), calls(lambda r: r["hl_valid"] == "1")
    v["E2a"], v["E2b"] = calls(lambda r: r.get("hl_risk") == "3"), calls(lambda r: r.get("hl_risk") == "2")
    v["E3a"] = c.n("hotline_follow_up")
    v["E3b"] = c.n("hotline_follow_up", lambda r: past(r.get("hf_done")))
    v["E4a"], v["E4b"] = c.n("crisis_event"), c.n("crisis_event", lambda r: r["cx_onsite"] == "1")
    v["E4c"], v["E4d"] = c.total("crisis_event", "cx_persons"), c.total("crisis_event", "cx_visits")
    v["E4e"] = c.n("crisis_event", lambda r: r.get("cx_result") in ("1", "2"))
    v["E4f"] = c.n("crisis_event", lambda r: r["cx_extreme"] == "1")
    v["E5"] = c.n("drill")
    v["F1"], v["F2"] = c.n("referral", out), c.n("referral", lambda r: not out(r))
    v["F3"] = c.n("referral", lambda r: out(r) and past(r.get("rf_recv")))
    v["F4"], v["F4/"] = rate(v["F3"], v["F1"]), (v["F3"], v["F1"])
    v["F5"] = c.n("referral", lambda r: out(r) and r.get("rf_green") == "1")
    v["I3a"] = c.n("meeting", lambda r: r["mt_kind"] == "1")
    v["I3b"], v["I3c"] = (c.n("supervision", lambda r, k=k: r["su_kind"] == k) for k in "12")
    # In force until its last day, whatever its state is today (settled reading 2).
    deals = c.stock("agreement")
    v["J1"], v["J2a"] = D(len(deals)), D(sum(r["ag_due"] for r in deals))
    v["J3a"], v["J3b"] = (c.total("fund_entry", "fd_amount", lambda r, k=k: r["fd_dir"] == k) for k in "12")
    v["K1"], v["K3"] = c.n("risk_item"), c.n("risk_item", lambda r: r["ri_level"] == "3")
    v["K2"] = c.n("risk_item", lambda r: r.get("ri_result") in ("1", "2") and past(r.get("ri_closed")))


def add_months(on, n):
    y, m = divmod(on.year * 12 + on.month - 1 + n, 12)
    after = dt.date(y + (m == 11), (m + 1) % 12 + 1, 1)
    return dt.date(y, m + 1, min(on.day, (after - dt.timedelta(1)).day))


class Patients:
    """The sets of §7.0 at E, as sets of ids."""

    def __init__(self, c):
        s, self.c, self.e = c.s, c, c.last
        self.losses, self.visits, self.reached = {}, {}, {}
        for r in s.final["lost_or_death"]:
            self.losses.setdefault(r["ld_patient"], []).append(r)
        for r in sorted(s.final["follow_up"], key=lambda r: r["fu_date"]):
            self.visits.setdefault(r["fu_patient"], []).append(r)
        for p, visits in self.visits.items():
            self.reached[p] = [r for r in visits if not r.get("fu_lost") and not r.get("fu_death_date")
                               and c.y0 <= day(r["fu_date"]) <= c.last]
        self.all = {r["_id"]: r for r in s.final["patient"]}
        reg = {p: r for p, r in self.all.items() if day(r["sm_date"]) <= c.last and self.state(p) in ("1", "2", "3")}
        self.reg = set(reg)
        self.man = {p for p in reg if any(c.y0 <= day(v["fu_date"]) <= c.last and (v.get("fu_danger") or v.get("fu_hosp") == "1")
                                          for v in self.visits.get(p, []))}
        self.home = {p for p in self.man if self.latest(p, "fu_hosp") in ("0", "2")}
        self.regmed = {p for p in reg if self.latest(p, "fu_adh") == "1"}
        self.med = {p for p in reg if self.latest(p, "fu_adh") in ("1", "2") or self.latest(p, "fu_hosp") == "1"}
        self.stable = {p for p in self.home if self.latest(p, "fu_class") == "3"
                       and day(self.latest(p, "fu_date")) > add_months(c.last, -3)}
        self.unstable = {p for p in self.man if self.latest(p, "fu_class") == "1"}
        self.std = {p for p in self.man if self.on_time(p)}

    def state(self, p):
        e = self.e
        if any(r["ld_kind"] == "2" and day(r["ld_date"]) <= e for r in self.losses.get(p, [])):
            return "5"
        if any(v.get("fu_death_date") and day(v["fu_death_date"]) <= e for v in self.visits.get(p, [])):
            return "5"
        lost = [r for r in self.losses.get(p, []) if r["ld_kind"] == "1" and day(r["ld_date"]) <= e]
        if lost:
            back = max(lost, key=lambda r: r["ld_date"]).get("ld_back")
            if not back or day(back) > e:
                return "3"
        r = self.all[p]
        return r["sm_state"] if r["sm_state"] in "246" and day(r["sm_state_on"]) <= e else "1"

    def latest(self, p, field):
        seen = self.reached.get(p)
        return seen[-1].get(field) if seen else None

    def on_time(self, p):
        """rule=local, settled reading 4."""
        r = self.all[p]
        start = max(self.c.y0, day(r.get("sm_managed") or r["sm_date"]))
        stops = [start] + [day(v["fu_date"]) for v in self.reached.get(p, [])] + [self.e]
        return len(stops) > 2 and all(b <= add_months(a, 3) for a, b in zip(stops, stops[1:]))

    def in_class_time(self, p):
        """rule=national: no later than the class before allows, four a year in proportion, a check-up."""
        visits = [v for v in self.visits.get(p, []) if not v.get("fu_lost") and not v.get("fu_death_date")]
        longest = {"1": lambda d: d + dt.timedelta(14), "2": lambda d: add_months(d, 1), "3": lambda d: add_months(d, 3)}
        late = [b for a, b in zip(visits, visits[1:]) if self.c.y0 <= day(b["fu_date"]) <= self.e
                and day(b["fu_date"]) > longest[a["fu_class"]](day(a["fu_date"]))]
        start = day(self.all[p].get("sm_managed") or self.all[p]["sm_date"])
        due = 4 if start <= self.c.y0 else (12 - start.month) // 3
        return not late and len(self.reached.get(p, [])) >= due and any(
            v.get("fu_check") == "1" and self.c.y0 <= day(v["fu_date"]) <= self.e for v in self.visits[p])

    def colour(self, p):
        seen = [r for r in self.c.s.final["colour_review"] if r["cv_patient"] == p and day(r["cv_date"]) <= self.e]
        return max(seen, key=lambda r: r["cv_date"])["cv_colour"] if seen else None


def smd(c, v):
    s, p = c.s, Patients(c)
    for row, people in (("G1", p.reg), ("G2", p.man), ("G3", p.std), ("G4", p.regmed), ("G5", p.med), ("G6a", p.home),
                        ("G6b", p.stable), ("G7", {x for x in p.reg if p.state(x) == "3"})):
        v[row] = D(len(people))
    within = lambda d: d and c.first <= day(d) <= c.last
    v["G8"] = D(len({r["ld_patient"] for r in c.flow("lost_or_death", lambda r: r["ld_kind"] == "2")}
                    | {r["fu_patient"] for r in s.final["follow_up"] if within(r.get("fu_death_date"))}))
    first = {x for x in p.reg if p.all[x]["sm_dcode"] == "01"}
    v["G9e"], v["G9f"] = D(len(first)), D(len(p.med & first))
    for row, num, den in (("G9b", "G3", "G1"), ("G9c", "G4", "G1"), ("G9d", "G5", "G1"), ("G9g", "G9f", "G9e")):
        v[row], v[row + "/"] = rate(v[num], v[den]), (v[num], v[den])
    v["G9a"] = rounded(v["G1"] * 1000 / v["A1"]) if v["A1"] else None
    v["G9a/"] = (v["G1"], v["A1"])
    v["G10a"] = D(len({r["bn_patient"] for r in c.flow("benefit", lambda r: r["bn_free2"] == "1")}))
    v["G10b"] = D(len({r["bn_patient"] for r in c.flow("benefit", lambda r: r["bn_lai"] == "2")}))
    colours = [p.colour(x) for x in p.reg]
    for k, row in enumerate(("G11a", "G11b", "G11c", "G11d")):
        v[row] = D(colours.count(str(k + 1)))
    for k, row in enumerate(("G12a", "G12b", "G12c", "G12d", "G12e", "G12f")):
        v[row] = c.total("follow_up", "fu_d%d" % (k + 1))
    v["G13"] = c.n("emergency")
    v["G14"] = c.n("follow_up", lambda r: not r.get("fu_lost") and not r.get("fu_death_date"))
    teams = [t for t in s.final["care_team"] if t["tm_kind"] == "3" and day(t["tm_from"]) <= c.last
             and not (t.get("tm_to") and day(t["tm_to"]) < c.last)]
    v["G15"] = D(len(p.unstable & {row["tm_pt"] for t in teams for row in t["tm_patients"]}))
    year = Column(s, c.y0, c.last)
    told = {r["fu_patient"] for r in year.flow("follow_up", lambda r: r.get("fu_psy") in ("1", "2", "3"))}
    told |= {row["fm_pt"] for r in (year.flow("family_support", lambda r: r["fm_kind"] in "126")
                                    if "family_support" in INSTALLED else []) for row in r.get("fm_patients", [])}
    persons = {s.person(r) for r in year.flow("session", lambda r: r["ss_kind"] in ("1", "2", "6"))}
    told |= {x for x, r in p.all.items() if r["sm_person"] in persons}
    v["H4a"] = D(len(p.home & told))
    v["H4b"], v["H4b/"] = rate(v["H4a"], v["G6a"]), (v["H4a"], v["G6a"])


# --- scales, from the dossier's words (§6) ----------------------------------------

SCALES = {"PHQ9": (9, 10), "GAD7": (7, 10), "GDS15": (15, 5), "K10": (10, 22), "K6": (6, 13), "EPDS": (0, 9)}
GDS_ON_NO = (1, 5, 7, 11, 13)


def scored(r):
    """Scale, raw score, flag ("" when the dossier has no rule)."""
    scale = r["as_scale"]
    answers = [int(row["as_item_val"]) for row in r.get("as_items", [])]
    if scale in ("EPDS", "EXT"):
        raw = D(str(r["as_score_in"]))
    elif scale == "GDS15":
        raw = sum(v == (0 if k + 1 in GDS_ON_NO else 1) for k, v in enumerate(answers))
    else:
        raw = sum(answers)
    if scale == "EXT":
        return scale, raw, ""
    low = raw < 13 or min(answers) <= 1 if scale == "WHO5" else raw >= SCALES[scale][1]
    return scale, raw, "1" if low else "0"


def r01(c):
    """Every row of R01, None where no installed form feeds it."""
    s = c.s
    v = {}
    v["A1"], v["A2a"], v["A2c"] = c.base("ab_pop"), c.base("ab_villages"), c.base("ab_streets")
    v["A2b"] = c.at("station", lambda r: r["st_level"] == "5")
    v["A2d"] = c.at("station", lambda r: r["st_level"] == "4")
    v["A2e"] = c.at("station", lambda r: r["st_level"] == "3" and r["st_type"] == "01")
    v["A2f"] = c.at("station") - v["A2b"] - v["A2d"] - v["A2e"]
    # A station closed later than E ran at E (settled reading 2).
    v["A3a"] = c.at("station", lambda r: r["st_state"] in ("1", "4"))
    v["A3b"] = c.at("station", lambda r: r.get("st_std") == "1")
    v["A4a"] = c.at("staff", lambda r: r["sf_ft"] == "1")
    v["A4b"] = c.at("staff", lambda r: r["sf_ft"] == "2")
    v["A4c"] = c.at("staff", lambda r: r["sf_role"] == "01")
    v["A4d"] = c.at("staff", lambda r: r["sf_role"] in ("04", "05"))
    v["A4e"] = c.at("staff", lambda r: r["sf_role"] in ("06", "16"))
    v["A5a"] = c.at("staff", lambda r: r["sf_role"] == "07" and r["sf_ft"] == "1")
    v["A5b"] = rounded(sum((D(str(r["sf_fte"])) for r in c.stock("staff") if r["sf_role"] == "07"), D(0)))
    v["A6"] = c.at("staff", lambda r: r["sf_in_pool"] == "1" and day(r["sf_pool_in"]) <= c.last
                   and not (r.get("sf_pool_out") and day(r["sf_pool_out"]) <= c.last))
    v["A7b"] = rounded(sum((D(str(h)) for f, rep, n in (
        ("activity", "ac_vol", "ac_vol_hours"), ("lecture", "lt_vol", "lt_vol_hours"),
        ("training", "tr_vol", "tr_vol_hours")) for h in c.rows(f, rep, n)), D(0)))
    v["A7a"], v["A8"] = c.at("volunteer"), None
    v["B1a"], v["B1b"] = c.n("intake"), c.n("intake", lambda r: r["in_action"] == "1")
    v["B4a"], v["B4b"] = c.n("case_close"), c.n("case_close", lambda r: r["cl_reason"] == "1")

    v["B2a"], v["B3a"] = c.n("resident"), c.n("case")
    v["B2b"] = D(len([r for r in s.final["resident"] if day(r["rs_built"]) <= c.last]))
    # Open until closed later than E (settled reading 2).
    v["B3b"] = c.at("case", lambda r: r["cs_state"] in ("1", "2") or r.get("cs_closed"))
    one = ("1", "2", "5")
    for row, modes in zip(("B5a", "B5b", "B5c", "B5d"), (("1", "5"), "2", "3", "4")):
        v[row] = c.n("session", lambda r: r["ss_kind"] in one and r["ss_mode"] in modes)
    v["B5e"] = v["B5a"] + v["B5b"] + v["B5c"] + v["B5d"]
    v["B5f"] = c.served(lambda r: r["ss_kind"] in one)
    for row, kind in (("B6a", "3"), ("B6b", "7"), ("B6c", "6")):
        v[row] = c.n("session", lambda r: r["ss_kind"] == kind)
    group = lambda r: r["lt_type"] == "2"
    v["B7a"] = c.n("lecture", group) + c.n("session", lambda r: r["ss_kind"] == "4")
    v["B7b"] = c.total("lecture", "lt_real", group) + c.total(
        "session", "ss_count", lambda r: r["ss_kind"] == "4")
    v["B9"] = None
    flagged = lambda r: scored(r)[2] == "1"
    v["B8a"], v["B8b"] = c.tests(lambda r: True), c.tests(lambda r: True, flagged, "as_abn")
    v["B8c"] = c.tests(lambda r: r["as_event"] == "2")

    v["C1a"], v["C1b"] = c.n("activity"), c.total("activity", "ac_heads")
    v["C2a"] = c.n("lecture", lambda r: not group(r))
    v["C2b"] = c.total("lecture", "lt_real", lambda r: not group(r))
    v["C3a"] = D(len(set(c.rows("activity", "ac_mat", "ac_mat_item"))
                     | set(c.rows("lecture", "lt_mat", "lt_mat_item"))))
    v["C3b"] = D(sum(c.rows("activity", "ac_mat", "ac_mat_n")) + sum(c.rows("lecture", "lt_mat", "lt_mat_n")))
    v["C4a"] = None
    v["C4b"] = c.total("activity", "ac_online") + c.total("lecture", "lt_online")

    enrolled = [r for r in c.stock("special_population") if r["sp_group"] in SPECIAL]
    spec = {r["sp_person"] for r in enrolled}
    ids = {r["_id"]: r for r in enrolled}
    planned = {ids[p["pl_enrol"]]["sp_person"] for p in s.final["plan"]
               if p["pl_enrol"] in ids and day(p["pl_date"]) <= c.last and p["pl_consent"] != "2"
               and not (p.get("pl_end") and day(p["pl_end"]) < c.y0)}
    served = {s.person(r) for r in s.final["session"]
              if c.y0 <= day(r["ss_start"]) <= c.last and "1" in r["ss_subjects"]} & spec
    v["D1a"], v["D1b"], v["D1c"] = D(len(spec)), D(len(planned)), D(len(planned & served))
    v["D1d"] = rate(v["D1c"], v["D1a"])
    v["D1d/"] = (v["D1c"], v["D1a"])
    due = c.flow("periodic_test")
    v["D2a"] = D(len({r["cr_enrol"] for r in due}))
    v["D2b"] = D(len({r["cr_enrol"] for r in due if r.get("cr_done") and day(r["cr_done"]) <= c.last}))
    # Talks from the test to E (settled reading 5).
    v["D2c"] = D(len({r["cr_enrol"] for r in due if r.get("cr_result", "1") >= "2" and any(
        t.get("ss_enrol") == r["cr_enrol"] and day(r["cr_done"]) <= day(t["ss_start"]) <= c.last
        for t in s.final["session"])}))
    maternal = lambda r: r["as_event"] in ("5", "6")
    v["D3a"], v["D3b"], v["D3c"] = c.tests(maternal), c.tests(maternal, flagged, "as_abn"), None
    v["D4"] = c.served(lambda r: s.groups(r) & {"01", "02", "03", "04", "05", "19"} or s.age(r) >= 60)
    v["D5a"] = c.served(lambda r: s.groups(r) & {"09", "10", "11", "16", "20", "33", "36"} or s.age(r) < 18)
    v["D5b"] = c.served(lambda r: s.groups(r) & {"12", "13"})
    v["D5c"] = c.served(lambda r: "18" in s.groups(r))
    v["D5d"] = c.served(lambda r: s.groups(r) & {"06", "07", "08"})
    v["D6a"] = c.n("session", lambda r: r["ss_kind"] == "3" and s.groups(r) & DRUGS)
    v["D6b"] = c.n("session", lambda r: r["ss_kind"] == "7" and s.groups(r) & DRUGS)

    for row in "L1 L2 L3".split():
        v[row] = None
    if c.first is not None: # R19, from the first record on, has none of it
        smd(c, v)
    v["H1a"] = c.at("rehab_enrolment", lambda r: r["rh_state"] in ("1", "2", "3") or r.get("rh_end"))
    v["H3b"], v["H3c"] = c.n("rehab_close"), c.n("rehab_close", lambda r: r["re_reason"] == "3")
    v["H1b"] = c.at("rehab_enrolment", lambda r: is_served(c, r))
    v["H1c/"] = (v["H1b"], v["H1a"])
    v["H1c"] = rate(v["H1b"], v["H1a"])
    v["H2a"], v["H3a"] = c.n("rehab_service"), c.n("rehab_enrolment")
    v["H2b"] = rounded(D(sum(minutes(r["rv_start"], r["rv_end"]) for r in c.flow("rehab_service"))) / 60)
    school = lambda r: r["fm_kind"] in ("3", "4")
    v["H5a"] = c.n("lecture", lambda r: r["lt_type"] == "4") + c.n("family_support", school)
    v["H5b"] = c.total("lecture", "lt_real", lambda r: r["lt_type"] == "4") + c.total(
        "family_support", "fm_heads", school)

    for rows, cond in ((("I1a", "I1b"), lambda r: True), ((None, "I1d"), lambda r: r["tr_level"] == "1"),
                       (("I2a", "I2b"), lambda r: r["tr_kind"] == "6"),
                       (("I2c", "I2d"), lambda r: r["tr_kind"] == "7")):
        v[rows[0]] = c.n("training", cond)
        v[rows[1]] = D(sum(len(present(r)) for r in c.flow("training", cond)))
    v.pop(None, None)
    v["I1c"] = rounded(sum((hours(r) for r in c.flow("training")), D(0)))
    v["J2b"] = c.n("lecture", lambda r: r.get("lt_agreement"))
    work(c, v)
    return v


def r19(c):
    v = r01(c)
    district = lambda r: r["tr_level"] == "2" and r["tr_kind"] != "6"
    z = {"Z1": v["A2e"], "Z2": v["A2d"], "Z3": v["A2b"], "Z4": v["A6"], "Z5": v["I1d"],
         "Z6": c.n("training", district), "Z7": D(sum(len(present(r)) for r in c.flow("training", district))),
         "Z8": v["I2a"], "Z9": None, "Z10": v["C1a"], "Z11": v["C2a"],
         "Z12": c.n("session", lambda r: r["ss_kind"] in ("1", "2", "6", "7")) + v["B1b"],
         "Z13": None, "Z14": None, "Z15": None,
         "Z16": v["C1b"] + v["C2b"] + v["B7b"] + v["C4b"],
         "Z17": c.at("staff", lambda r: r["sf_role"] in ("01", "02", "03", "04", "05", "07")),
         "Z18": v["A7a"], "Z19": c.at("station", lambda r: "3" in r.get("st_equip", [])), "Z20": v["B8c"]}
    z.update(Z9=v["E5"], Z12=z["Z12"] + v["E4d"], Z13=v["A8"], Z14=v["E4b"], Z15=v["E1a"],
             Z16=z["Z16"] - c.total("external_tally", "et_reads"))
    return z


STOCKS = "Z1 Z2 Z3 Z4 Z13 Z17 Z18 Z19".split()


# --- comparing ---------------------------------------------------------------

faults = []


def same(where, want, got):
    if want != got:
        faults.append("%s: recount %s, report %s" % (where, want, got))


def table(where, want, got):
    same(where + " lines", len(want), len(got))
    for k, (a, b) in enumerate(zip(want, got)):
        same("%s line %d" % (where, k + 1), a, b)


def number(x):
    return None if x is None else D(x) if isinstance(x, str) else x


class Program:
    def __init__(self, program, store, now):
        self.args = [program, "--data", store, "--user", "demo", "--now", now]

    def out(self, *args):
        p = run(self.args + list(args))
        if p.returncode:
            sys.exit("%s: exit %d: %s" % (" ".join(args), p.returncode, p.stderr))
        return p.stdout

    def report(self, id_, period):
        return json.loads(self.out("report", id_, "--period", period, "--format", "json"),
                          parse_float=D, parse_int=D)


# domain.md 9: what counts persons in the public table; 1 to 4 print <5.
SMALL = {"R19": "Z4 Z5 Z7 Z12 Z14 Z15 Z16 Z17 Z18 Z20".split()}


def shown(report, row, figure):
    small = row in SMALL.get(report, ()) and figure is not None and 0 < figure < 5
    return "<5" if small else figure


def check_figures(x, store, report, period, rows, columns):
    got = x.report(report, period)
    same("%s %s unit" % (report, period), store.code, got["unit"])
    want = {name: rows(Column(store, *days)) for name, days in columns.items()}
    ids = [r["id"] for r in got["rows"]]
    same("%s %s rows twice" % (report, period), len(set(ids)), len(ids))
    known = {i for i in want["value"] if not i.endswith("/")}
    for odd in known ^ set(ids):
        faults.append("%s %s: row %s is only in %s" % (report, period, odd, "the recount" if odd in known else "the report"))
    for r in got["rows"]:
        i = r["id"]
        if i not in known:
            continue
        for name in columns:
            same("%s %s %s %s" % (report, period, i, name), shown(report, i, want[name][i]),
                 r[name] if r[name] == "<5" else number(r[name]))
        over = want["value"].get(i + "/", (None, None))
        same("%s %s %s numerator" % (report, period, i), over, (number(r["numerator"]), number(r["denominator"])))
        if report == "R19":
            stock = i in STOCKS and want["value"][i] is not None
            same("%s %s %s date" % (report, period, i), columns["value"][1].isoformat() if stock else None, r["date"])
    return got


def labels(x, form):
    """Field name → code → label, from the form itself."""
    out = {}

    def walk(fields):
        for f in fields:
            out[f["name"]] = {o["name"]: o["label"]["zh"] for o in f.get("options") or []}
            walk(f.get("fields") or [])
    walk(json.loads(x.out("forms", form, "--format", "json"))["fields"])
    return out


def check_lists(x, store, period):
    first, last = span(period)
    c = Column(store, first, last)
    lab = {f: labels(x, f) for f in ("activity", "lecture", "training", "staff")}

    def label(form, field, code):
        codes = code if isinstance(code, list) else [code]
        return "、".join(lab[form][field][k] for k in codes) or None

    def staff(id_):
        return id_ and "%s %s" % (store.ref(id_, "sf_name"), label("staff", "sf_role", store.ref(id_, "sf_role")))

    want = []
    for order, form, p, mode in ((0, "activity", "ac", "ac_form"), (1, "lecture", "lt", "lt_type")):
        for r in c.flow(form):
            g = lambda n: r.get(p + "_" + n)
            want.append(((g("date"), order, r["_id"]), {
                "date": g("date"), "place": g("place"), "form": label(form, mode, r[mode]), "theme": g("theme"),
                "audience": label(form, p + "_cat", g("cat")), "heads": D(g("heads" if order == 0 else "real")),
                "online": None if g("online") is None else D(g("online")),
                "copies": D(sum(m.get(p + "_mat_n", 0) for m in r.get(p + "_mat", []))),
                "speaker": staff(g("spk")) or g("spk_out"),
                "files": label(form, p + "_files", g("files") or [])}))
    lines("R02", period, x.report("R02", period), sorted(want, key=lambda w: w[0]))
    want = []
    for r in c.flow("training"):
        g = lambda n: r.get("tr_" + n)
        want.append(((g("start")[:10], r["_id"]), {
            "date": g("start")[:10], "name": g("name"), "kind": label("training", "tr_kind", g("kind")),
            "level": label("training", "tr_level", g("level")), "topic": label("training", "tr_topic", g("topic")),
            "hours": D(str(g("hours"))), "heads": D(len(present(r))),
            "passed": D(len([a for a in present(r) if a["tr_att_pass"] == "1"])), "total_hours": hours(r),
            "teachers": "、".join(t["tr_t_name"] for t in g("teacher"))}))
    lines("R03", period, x.report("R03", period), sorted(want, key=lambda w: w[0]))


def lines(report, period, got, want):
    same("%s %s lines" % (report, period), len(want), len(got["rows"]))
    for k, (line, (_, fields)) in enumerate(zip(got["rows"], want)):
        same("%s %s line %d" % (report, period, k + 1), dict(no=D(k + 1), **fields), line)


def check_writers(x, report, period, got):
    """csv-data, csv and xlsx say what json says."""
    names = list(got["rows"][0]) if got["rows"] else []
    plain = [["" if v is None else str(v) for v in r.values()] for r in got["rows"]]
    data = list(csv.reader(io.StringIO(x.out("report", report, "--period", period, "--format", "csv-data"))))
    if names:
        same("%s %s csv-data names" % (report, period), names, data[0])
    table("%s %s csv-data" % (report, period), plain, data[1:])

    # For people: no numerators, sections and frame lines beside the rows.
    list_like = report in ("R02", "R03")
    rows = got["rows"] if list_like else [dict(list(r.items())[:-2]) for r in got["rows"]]
    text = x.out("report", report, "--period", period, "--format", "csv")
    same("%s %s csv BOM" % (report, period), "\ufeff", text[:1])
    frame = list(csv.reader(io.StringIO(text[1:])))
    keep = [r for r in frame[1:] if (r[0].isdigit() if list_like else r[0][:1].isalpha() and r[0][1:2].isdigit() and len(r[0]) < 5)]
    table("%s %s csv" % (report, period), [[neutral(v) for v in r.values()] for r in rows], keep)

    if not list_like: # the figures end each line of the text, — where there is none
        n = len(names) - 5
        ends = [line.split()[:1] + line.split()[-n:]
                for line in x.out("report", report, "--period", period).splitlines() if line[:1].isalpha()]
        wanted = [[r[0]] + [v or "—" for v in r[3:3 + n]] for r in plain if r[0][0] != "L"]
        table("%s %s text" % (report, period), wanted, [e for e in ends if e[0] in {w[0] for w in wanted}])

    try:
        import openpyxl
    except ImportError:
        return
    x.out("report", report, "--period", period, "--format", "xlsx", "-o", "out.xlsx")
    ws = openpyxl.load_workbook("out.xlsx").active
    os.unlink("out.xlsx")
    book = [[xlsx_text(v) for v in r] for r in ws.iter_rows(values_only=True)]
    cells = [["" if v is None else v for v in r.values()] for r in rows]
    ids = {r[0] for r in cells}
    book = [r[:len(cells[0])] for r in book if r[0] in ids]
    table("%s %s xlsx" % (report, period), cells, book)


def neutral(v):
    """A text that a spreadsheet would take for a formula gets an apostrophe."""
    if not isinstance(v, str):
        return "" if v is None else str(v)
    return "'" + v if v.lstrip(" ").startswith(tuple("=+-@＝＋－＠")) else v


def xlsx_text(v):
    if isinstance(v, dt.datetime):
        return v.date().isoformat()
    return "" if v in (None, "—") else v if isinstance(v, str) else D(repr(v))


def check(program, folder, now):
    x = Program(program, folder, now)
    names = [l.split()[0] for l in x.out("forms").splitlines()[1:]]
    same("forms", sorted(INSTALLED), sorted(names))
    forms = {}
    for f in INSTALLED:
        forms[f] = [json.loads(l) for l in x.out("list", f, "--format", "jsonl", "--reveal", "复核").splitlines()]
    store = Store(forms)
    store.code = forms["station"][0]["_station"]
    store.area = store.code[:12]
    store.today = day(now)
    check_stored(store)
    check_national(x, store)
    for period in PERIODS:
        first, last = span(period)
        ly = span(year_before(period))
        got = check_figures(x, store, "R01", period, r01, {
            "value": (first, last), "ytd": (dt.date(last.year, 1, 1), last), "last_year": ly})
        z = check_figures(x, store, "R19", period, r19, {"value": (first, last), "cumulative": (None, last)})
        check_lists(x, store, period)
        if period in ("2022Q3", "2022"):
            for report, r in (("R01", got), ("R19", z), ("R02", x.report("R02", period)),
                              ("R03", x.report("R03", period))):
                check_writers(x, report, period, r)
    for f in faults[:40]:
        print(f)
    print("%d records, %d faults" % (sum(map(len, forms.values())), len(faults)))
    return 1 if faults else 0


def check_national(x, store):
    """A district that judges by the national rule changes one name in its copy of R01."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../templates/std/R01.yaml"), encoding="utf-8") as f:
        text = f.read()
    os.makedirs("national", exist_ok=True)
    with open("national/R01.yaml", "w", encoding="utf-8") as f:
        f.write(text.replace("all_of: [G2, on_time_local]", "all_of: [G2, on_time_national]"))
    for period in ("2021", "2022", "2022Q2"):
        p = Patients(Column(store, *span(period)))
        got = json.loads(x.out("--templates", "national", "report", "R01", "--period", period, "--format", "json"))
        same("national rule %s" % period, len({k for k in p.man if p.in_class_time(k)}),
             [r["value"] for r in got["rows"] if r["id"] == "G3"][0])


def check_stored(s):
    """The calculated fields a record prints."""
    for r in s.final["session"]:
        same(r["_id"] + " ss_person", s.person(r), r["ss_person"])
        same(r["_id"] + " ss_groups", sorted(s.groups(r)), sorted(r.get("ss_groups", [])))
        same(r["_id"] + " ss_mins", minutes(r["ss_start"], r["ss_end"]), r["ss_mins"])
    for r in s.final["training"]:
        same(r["_id"] + " tr_n", len(present(r)), r["tr_n"])
        same(r["_id"] + " tr_total_hours", hours(r), D(str(r["tr_total_hours"])))
    for r in s.final["assessment"]:
        if r["as_kind"] == "1":
            _, raw, flag = scored(r)
            same(r["_id"] + " as_raw", raw, D(str(r["as_raw"])))
            same(r["_id"] + " as_flag", flag, r.get("as_flag", ""))
    for r in s.final["rehab_service"]:
        same(r["_id"] + " rv_mins", minutes(r["rv_start"], r["rv_end"]), r["rv_mins"])
    for r in s.final["supervision"]:
        rows = r.get("su_items", [])
        full, got = (sum((D(str(i[k])) for i in rows), D(0)) for k in ("su_it_full", "su_it_got"))
        same(r["_id"] + " su_total", rate(got, full), D(str(r["su_total"])) if "su_total" in r else None)
    for r in s.final["material"]:
        same(r["_id"] + " pm_out", sum(m[p + "_mat_n"] for f, p in (("activity", "ac"), ("lecture", "lt"))
                                       for x in s.final[f] for m in x.get(p + "_mat", []) if m["%s_mat_item" % p] == r["_id"]),
             r["pm_out"])
    for r in s.final["agreement"]:
        same(r["_id"] + " ag_done", sum(x.get("lt_agreement") == r["_id"] for x in s.final["lecture"]), r["ag_done"])
    for r in s.final["crisis_team"]:
        mine = {m["ct_m_staff"] for m in r["ct_members"]}
        same(r["_id"] + " ct_trained", sum(t["tr_kind"] == "7" and day(t["tr_start"]).year == s.today.year and any(
            a.get("tr_att_staff") in mine for a in t["tr_att"]) for t in s.final["training"]), r["ct_trained"])
        same(r["_id"] + " ct_drills", sum(d.get("dr_team") == r["_id"] and day(d["dr_date"]).year == s.today.year
                                          for d in s.final["drill"]), r["ct_drills"])
    for r in s.final["resident"]:
        same(r["_id"] + " p_age", age_on(day(r["p_birth"]), day(r["rs_built"])), r["p_age"])


# --- a store of awkward records --------------------------------------------------

EDGES = """2020-02-29 2021-06-30 2021-07-01 2021-09-30 2021-12-31 2022-01-01 2022-01-02 2022-02-28 2022-03-01
 2022-03-31 2022-04-01 2022-06-30 2022-07-01 2022-07-31 2022-08-01 2022-09-29 2022-09-30 2022-10-01 2022-12-31
 2023-01-01""".split()


class World:
    def __init__(self, program, folder, seed):
        self.dice = random.Random(seed)
        self.store = os.path.join(folder, "store")
        self.args = [program, "--data", self.store, "--user", "demo", "--now", "2023-03-01T09:00"]
        self.ids = {}
        self.asked = 0
        p = run([program, "--data", self.store, "--user", "demo", "init", "--test",
                 "--station-code", "50011200000001", "--station-name", "渝北区中心"])
        if p.returncode:
            sys.exit(p.stderr)

    def add(self, form, records, draft=False):
        text = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records)
        p = run(self.args + ["add", form] + (["--draft"] if draft else []), input=text)
        ids = [l[4:] for l in p.stdout.splitlines()]
        self.asked += len(records)
        if len(ids) < len(records) * 0.4:
            sys.exit("%s: %d of %d saved: %s" % (form, len(ids), len(records), p.stderr[:2000]))
        if not draft:
            self.ids.setdefault(form, []).extend(ids)

    def pick(self, *what):
        return self.dice.choice(what)

    def edge(self, since="2019"):
        return self.dice.choice([d for d in EDGES if d >= since])

    def some(self, codes, least=1):
        return sorted(self.dice.sample(codes.split(), self.dice.randint(least, 3)))


def moment(w, on, minutes_):
    start = dt.datetime.fromisoformat(on + w.pick("T00:00", "T09:05", "T14:30"))
    if w.dice.random() < 0.2:
        start = dt.datetime.fromisoformat(on + "T23:59") - dt.timedelta(minutes=w.pick(0, minutes_))
    return start.isoformat(timespec="minutes"), (start + dt.timedelta(minutes=minutes_)).isoformat(timespec="minutes")


def id_number(w, birth, k):
    body = "500112" + birth.replace("-", "") + str(996 + k % 4)
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(a) * b for a, b in zip(body, weights)) % 11]


def world(program, folder):
    w = World(program, folder, 2022)
    pick, edge = w.pick, w.edge
    stations = []
    for k in range(40):
        level = pick("3", "4", "5", "5", "6")
        area = {"3": "500112000000", "4": "500112%03d000" % (k + 1), "5": "5001120010%02d" % k,
                "6": "5001120020%02d" % k}[level]
        built, state = edge(), pick("1", "1", "2", "3", "4")
        r = {"st_code": area + "%02d" % (k + 2), "st_name": "站%d" % k, "st_level": level,
             "st_type": pick("01", "03", "06", "12"), "st_host": "5", "st_addr": "路", "st_phone": "12356",
             "st_area": area, "st_open": "7×24", "st_built": built, "st_state": state, "st_head": "王芳",
             "st_ft": 1, "st_pt": 0, "st_std": pick("1", "2", None), "st_equip": pick(["3"], ["1", "3"], ["1"], None)}
        if state == "4":
            r["st_closed"] = max(built, edge("2021-09"))
        stations.append(r)
    stations[0].update(st_level="3", st_area="500112000000", st_code="50011200000090", st_state="1")
    w.add("station", stations[:1])
    for r in stations[1:]:
        r["st_parent"] = w.ids["station"][0]
    w.add("station", stations[1:])
    sites = [l.split('"')[0] for l in run(w.args + ["list", "station", "--where", "selected('06 12', ${st_type})",
                                                    "--format", "jsonl"]).stdout.split('"_id":"')[1:]]
    w.add("area", [{"ab_area": a, "ab_year": y, "ab_pop": 1000000 + y, "ab_streets": 22, "ab_villages": 300 + y % 7,
                    "ab_src": "公报"} for a in ("500112000000", "500103000000") for y in (2020, 2021, 2022)])
    staff = []
    for k in range(40):
        on, state, pool, ft = edge(), pick("1", "1", "2"), pick("0", "1"), pick("1", "2")
        r = {"sf_name": "职工%d" % k, "sf_sex": "1", "sf_phone": "13800000000", "sf_station": w.ids["station"][0],
             "sf_role": pick("01", "02", "03", "04", "05", "06", "07", "07", "16", "99"), "sf_on": on, "sf_ft": ft,
             "sf_fte": 1 if ft == "1" else pick(0.35, "0.5", 0.125, 1), "sf_in_pool": pool, "sf_state": state}
        if pool == "1":
            r["sf_pool_in"] = pick(on, edge())
            r["sf_pool_out"] = pick(None, edge("2022"))
        if state == "2":
            r["sf_left"] = max(on, edge("2021-09"))
        staff.append(r)
    staff[0].update(sf_role="05", sf_state="1", sf_on="2020-01-01")
    staff[0].pop("sf_left", None)
    w.add("staff", staff)
    who = w.ids["staff"]

    helpers = []
    for k in range(30):
        on, state = edge(), pick("1", "1", "2")
        helpers.append({"vo_name": "志愿%d" % k, "vo_sex": "1", "vo_phone": "13800000000", "vo_org": "1", "vo_prof": "9",
                        "vo_reg": on, "vo_trained": "0", "vo_conf": "1", "vo_state": state,
                        "vo_left": max(on, edge("2021-09")) if state == "2" else None})
    w.add("volunteer", helpers)
    helping = lambda p: [{p + "_vol_who": w.dice.choice(w.ids["volunteer"]), p + "_vol_hours": pick(1, "2.25", 0.5)}
                         for _ in range(pick(0, 1, 2))] or None

    people = []
    for k in range(40):
        birth = pick("1962-06-30", "1962-07-01", "1962-09-30", "2004-02-29", "2004-10-01", "1985-05-%02d" % (k % 28 + 1))
        people.append({"p_name": "居民%d" % k, "p_idtype": "00", "p_sex": "2", "p_birth": birth, "p_nophone": "1",
                       "p_area": "500112001001", "p_addr": "三号", "rs_built": edge(), "rs_source": "1",
                       "rs_emg_name": "亲属", "rs_emg_rel": "1", "rs_emg_phone": "13800000000", "rs_g_name": "亲属",
                       "rs_g_rel": "1", "rs_g_phone": "13800000000"})
        if k % 3 == 0:
            people[-1].update(p_idtype="01", p_idno=id_number(w, birth, k), p_birth=None, p_sex=None)
    w.add("resident", people)
    persons = w.ids["resident"]

    told = {"co_by": "3", "co_scope": "1 2 3 4 5 6", "co_paper": "柜", "co_date": "2020-01-05"}
    w.add("consent", [dict(told, co_person=p, co_purpose=u) for p in persons for u in "24"])
    consents = {}
    for l in run(w.args + ["list", "consent", "--format", "jsonl"]).stdout.splitlines():
        r = json.loads(l)
        consents[r["co_person"], r["co_purpose"]] = r["_id"]

    groups = """01 02 05 19 06 07 08 09 10 12 13 16 18 20 24 25 28 33 36 38 23 27 28 22 22 22""".split()
    enrol = []
    for k in range(110):
        start = edge()
        g = w.dice.choice(groups)
        r = {"sp_person": w.dice.choice(persons), "sp_group": g, "sp_in": start, "sp_from": "1",
             "sp_owner": who[0], "sp_risk": "1", "sp_maternal": "1", "sp_drug_found": "2020-01-01"}
        if g != "06":
            del r["sp_maternal"]
        if g == "22":
            r.update(sp_cor_no="C%d" % k, sp_cor_kind="2", sp_cor_crime="盗窃罪", sp_cor_from=start, sp_cor_to="2024-01-01",
                     sp_cor_team="0")
        if g not in DRUGS:
            del r["sp_drug_found"]
        if pick(0, 1):
            r.update(sp_out=max(start, edge("2021-09")), sp_out_why="4")
        enrol.append(r)
    w.add("special_population", enrol)
    enrolled = w.ids["special_population"]

    plans = []
    for k in range(90):
        on = edge()
        plans.append({"pl_enrol": w.dice.choice(enrolled), "pl_date": on, "pl_problem": "问题", "pl_goal": "目标",
                      "pl_measures": ["1"], "pl_freq": "3", "pl_team": [{"pl_team_role": "05", "pl_team_who": who[0]}],
                      "pl_consent": pick("1", "1", "2", "3"), "pl_review": "2023-02-01",
                      "pl_end": pick(None, max(on, edge("2021-12")))})
    run_in_pieces(w, "plan", plans)

    cases = [{"cs_no": "C%03d" % k, "cs_person": p, "cs_open": edge(), "cs_couns": who[0], "cs_mode": "1",
              "cs_complaint": "主诉", "cs_issue": ["01"], "cs_risk": "0", "cs_psych": "0", "cs_goal": "目标",
              "cs_plan": "方案", "cs_consent": consents[p, "2"], "cs_state": pick("1", "2")}
             for k, p in enumerate(persons)]
    w.add("case", cases)

    talks = []
    for k in range(420):
        start, end = moment(w, edge(), pick(1, 45, 50, 240))
        kind = pick("1", "2", "3", "3", "4", "5", "6", "7", "7")
        r = {"ss_start": start, "ss_end": end, "ss_mode": pick(*"12345"), "ss_kind": kind,
             "ss_subjects": w.some("1 2 3"), "ss_topic": "谈话", "ss_risk": "0", "ss_visible": "1"}
        if kind == "4":
            r["ss_count"] = pick(2, 15)
        if pick(0, 1):
            r["ss_case"] = w.dice.choice(w.ids["case"])
        else:
            r["ss_enrol"] = w.dice.choice(enrolled)
        talks.append(r)
    run_in_pieces(w, "session", talks)
    work_world(w, who, persons, consents)
    asked = lambda n, *values: [{"as_item_no": k + 1, "as_item_val": pick(*values)} for k in range(n)]
    tests = []
    for k in range(120):
        scale = pick("PHQ9", "GAD7", "WHO5", "GDS15", "K10", "K6", "EPDS", "EXT")
        r = {"as_kind": "1", "as_person": w.dice.choice(persons), "as_event": pick("1", "2", "5", "6", "7", "7"),
             "as_scale": scale, "as_date": edge(), "as_by": who[0], "as_fb": ["1"], "as_next": "4", "as_safety": "1"}
        n = {"PHQ9": 9, "GAD7": 7, "WHO5": 5, "GDS15": 15, "K10": 10, "K6": 6}.get(scale)
        if n:
            r["as_items"] = asked(n, 1, *((0,) if scale != "K10" else (2,)), *((2, 3) if scale != "GDS15" else ()))
        else:
            r.update(as_score_in=pick(3, 9, "12", 30), as_epds10=pick(0, 2), as_scale_name="SCL-90")
        tests.append(r)
    for k in range(20):
        n = pick(50, 400)
        tests.append({"as_kind": "2", "as_event": pick("2", "3", "5"), "as_scale": pick("PHQ9", "EXT"), "as_date": edge(),
                      "as_by": who[0], "as_fb": ["3"], "as_n": n, "as_done": n - 3, "as_abn": pick(0, 7),
                      "as_served": 0, "as_group": "16", "as_scale_name": "SCL-90"})
    w.add("assessment", tests)
    corrected = {}
    for l in run(w.args + ["list", "special_population", "--where", "${sp_group} = '22'", "--format", "jsonl"]).stdout.splitlines():
        corrected[json.loads(l)["sp_person"]] = json.loads(l)["_id"]
    due = []
    for l in run(w.args + ["list", "assessment", "--where", "${as_event} = '7'", "--format", "jsonl"]).stdout.splitlines():
        r = json.loads(l)
        if r["as_person"] in corrected:
            due.append({"cr_enrol": corrected[r["as_person"]], "cr_due": edge(), "cr_done": pick(r["as_date"], edge()),
                        "cr_scale": r["_id"], "cr_result": pick("1", "2", "5"), "cr_interv": ["1"]})
    due += [{"cr_enrol": e, "cr_due": edge("2022"), "cr_miss": "1"} for e in corrected.values()]
    run_in_pieces(w, "periodic_test", due)
    run_in_pieces(w, "case_close", [
        {"cl_case": c, "cl_date": edge("2021-09"), "cl_reason": pick("1", "1", "2", "4"), "cl_eval": "2",
         "cl_follow": "2023-02-01"} for c in w.ids["case"] for _ in range(2)])
    w.add("intake", [{"in_dt": moment(w, edge(), 1)[0], "in_mode": "1", "in_alias": "小周", "in_sex": "2",
                      "in_ageband": "3", "in_src": "1", "in_issue": ["07"], "in_urgency": "1",
                      "in_action": pick("1", "1", "4", "6"), "in_staff": who[0]} for _ in range(80)])

    w.add("material", [{"pm_name": "资料%d" % k, "pm_kind": kind, "pm_topic": ["01"], "pm_made": edge(), "pm_in": 0 if kind in "46" else 90000,
                        "pm_reads": 5 if kind in "46" else None} for k, kind in enumerate("123456789" * 3)])
    mats = lambda p: [{p + "_mat_item": w.dice.choice(w.ids["material"]), p + "_mat_n": pick(1, 200)}
                      for _ in range(pick(0, 1, 2))] or None
    deals = []
    for k in range(40):
        on = edge()
        deals.append({"ag_party": "乙方%d" % k, "ag_kind": "1", "ag_sign": on, "ag_from": on, "ag_to": max(on, edge("2021")),
                      "ag_due": pick(0, 5, 20), "ag_scope": "讲座", "ag_state": pick("1", "2", "3")})
    w.add("agreement", deals)
    w.add("activity", [{"ac_theme": pick("=1+1", "义诊, 咨询", "-2", "心理健康") + str(k), "ac_date": edge(),
                        "ac_place": "广场", "ac_venue": pick("01", "13"), "ac_form": pick("1", "5", "9"),
                        "ac_org": "站", "ac_cat": w.some("00 90 01 18"), "ac_heads": pick(1, 120, 3000),
                        "ac_online": pick(0, 5000), "ac_mat": mats("ac"), "ac_vol": helping("ac"), "ac_content": "内容", "ac_eval": "好",
                        "ac_files": pick(None, ["2", "5"]), "ac_head": "李梅",
                        "ac_spk_out": pick(None, "外聘专家", "+86专家")} for k in range(60)])
    w.add("lecture", [{"lt_type": pick(*"1234567"), "lt_date": edge(), "lt_start": "09:00", "lt_end": "11:00",
                       "lt_hours": pick(2, "1.50"), "lt_place": "会议室", "lt_venue": "01", "lt_theme": "题%d" % k,
                       "lt_org": "站", "lt_cat": w.some("00 90 16"), "lt_real": pick(1, 40), "lt_content": "内容",
                       "lt_online": pick(None, 0, 300), "lt_eval": "好", "lt_mat": mats("lt"), "lt_vol": helping("lt"), "lt_notice": "1",
                       "lt_letter": "9", "lt_sign": "1", "lt_course": "1", "lt_photo": "1", "lt_sum": "1",
                       "lt_head": "李梅", "lt_agreement": pick(None, w.dice.choice(w.ids["agreement"])),
                       **pick({"lt_spk": who[0]}, {"lt_spk_out": "专家"})} for k in range(60)])
    trainings = []
    for k in range(40):
        start, end = moment(w, edge(), 240)
        trainings.append({
            "tr_name": "培训%d" % k, "tr_kind": pick("1", "6", "7", "10"), "tr_level": pick(*"1234"),
            "tr_start": start, "tr_end": end, "tr_hours": 8, "tr_mode": "1", "tr_place": "中心", "tr_org": "委",
            "tr_teacher": [{"tr_t_name": n} for n in w.some("甲 乙 丙")], "tr_topic": w.some("1 2 10 12"),
            "tr_passline": 60, "tr_eval": "好", "tr_vol": helping("tr"),
            "tr_att": [{"tr_att_name": "学员%d" % i, "tr_att_unit": "社区", "tr_att_in": pick("0", "1", "1"),
                        "tr_att_hours": pick(8, "2.5", 3.25, 0), "tr_att_pass": pick("0", "1")}
                       for i in range(pick(1, 4, 9))]})
    w.add("training", trainings)

    rehab = []
    for k, p in enumerate(persons[:25]):
        on, state = edge(), pick(*"12223")
        r = {"rh_person": p, "rh_apply": on, "rh_from": "1", "rh_stable": "1", "rh_consent": consents[p, "4"],
             "rh_living": "1", "rh_adh": "1", "rh_med_way": "1", "rh_mode": "1", "rh_site": w.dice.choice(sites),
             "rh_staff": who[0], "rh_risk": "1", "rh_state": state}
        if state != "1":
            r["rh_start"] = on
        rehab.append(r)
    w.add("rehab_enrolment", rehab)
    services = []
    for k in range(160):
        start, end = moment(w, edge(), pick(1, 7, 20, 50, 1440))
        services.append({"rv_enrol": w.dice.choice(w.ids["rehab_enrolment"]), "rv_start": start, "rv_end": end,
                         "rv_type": "1", "rv_method": "1", "rv_place": "中心", "rv_content": "内容",
                         "rv_summary": "小结", "rv_by": who[0]})
    run_in_pieces(w, "rehab_service", services)
    nine = {"ra_%d" % k: "3" for k in range(1, 10)}
    run_in_pieces(w, "rehab_assessment", [
        dict(nine, ra_enrol=r, ra_kind="3", ra_round=k + 1, ra_date=edge("2022"), ra_by=who[0], ra_danger="0",
             ra_impr="平稳", ra_goal="就业", ra_plan=["1"]) for r in w.ids["rehab_enrolment"] for k in range(2)])
    finals = {}
    for l in run(w.args + ["list", "rehab_assessment", "--format", "jsonl"]).stdout.splitlines():
        finals[json.loads(l)["ra_enrol"]] = json.loads(l)["_id"]
    run_in_pieces(w, "rehab_close", [
        {"re_enrol": r, "re_date": edge("2022"), "re_reason": pick("1", "2", "3", "3", "5"), "re_result": "2",
         "re_post": p, "re_to": w.ids["referral"][0]} for r, p in finals.items() for _ in range(2)])
    w.add("family_support", [{"fm_date": edge(), "fm_kind": pick("3", "4", "5", "6"), "fm_heads": pick(1, 40),
                              "fm_mins": 60, "fm_content": "照护", "fm_staff": who[0]} for _ in range(40)])

    smd_world(w, persons, who, talks)

    # Drafts, voided and moved records.
    w.add("activity", [{"ac_date": "2022-07-01", "ac_theme": "草稿"}] * 2, draft=True)
    w.add("session", [dict(talks[0], ss_topic="草稿")], draft=True)
    for form in ("activity", "lecture", "training", "session", "rehab_service", "plan", "follow_up", "lost_or_death",
                 "colour_review", "patient", "hotline_call", "referral", "drill"):
        for id_ in w.dice.sample(w.ids[form], 2):
            run(w.args + ["void", id_, "--reason", "重复"])
    for id_ in w.dice.sample(w.ids["activity"], 3):
        run(w.args + ["set", id_, "ac_date=" + edge(), "ac_heads=7", "--reason", "写错"])
    print(w.asked, "asked, saved:", ", ".join("%s %d" % (f, len(v)) for f, v in w.ids.items()))
    return 0


def work_world(w, who, persons, consents):
    pick, edge, some = w.pick, w.edge, w.some
    at = lambda on: on + pick("T00:00", "T09:05", "T23:59")
    later = lambda on: max(on, edge("2021-09"))
    people = [{"ct_m_staff": p, "ct_m_role": "2"} for p in who[:3]]
    teams = []
    for k in range(25):
        on, state = edge(), pick("1", "1", "2")
        teams.append({"ct_name": "队%d" % k, "ct_level": "2", "ct_kind": "1", "ct_from": on, "ct_members": people, "ct_state": state,
                      "ct_to": later(on) if state == "2" else None})
    w.add("crisis_team", teams)
    team = lambda: w.dice.choice(w.ids["crisis_team"])
    w.add("drill", [{"dr_date": edge(), "dr_theme": "演练", "dr_scope": "1", "dr_mode": "1", "dr_scene": "1", "dr_depts": ["01"],
                     "dr_heads": 9, "dr_process": "过程", "dr_eval": "1", "dr_team": pick(None, team())} for _ in range(40)])
    w.add("meeting", [{"mt_date": edge(), "mt_kind": pick("1", "1", "2", "6"), "mt_title": "会", "mt_host": "01", "mt_chair": "王芳",
                       "mt_att": [{"mt_att_dept": d} for d in ("01", "06")],
                       "mt_items": [{"mt_it_issue": "事", "mt_it_decision": "定", "mt_it_owner": "01", "mt_it_state": "1"}]}
                      for _ in range(40)])
    visits = []
    for k in range(60):
        kind = pick("1", "2", "3")
        r = {"su_date": edge(), "su_kind": kind, "su_level": "2", "su_by": "王芳", "su_target": w.ids["station"][0]}
        r.update({"su_note": "指导"} if kind == "2" else {"su_notice": "1", "su_items": [
            {"su_it_item": "项%d" % i, "su_it_full": pick(10, "12.5"), "su_it_got": pick(0, "3.3", 10)} for i in range(pick(1, 3))]})
        visits.append(r)
    w.add("supervision", visits)
    calls = []
    for k in range(160):
        start, end = moment(w, edge(), pick(1, 20, 45))
        valid, risk = pick("1", "1", "1", "3"), pick("0", "1", "2", "3")
        r = {"hl_line": "12356", "hl_in": start, "hl_end": end, "hl_op": who[0], "hl_dir": pick("1", "1", "2"), "hl_valid": valid}
        if valid == "1":
            r.update(hl_sex="2", hl_age="9", hl_who="1", hl_kind="2", hl_issue=["01"], hl_risk=risk, hl_act=["3", "6"],
                     hl_follow="1" if risk in "23" else "0", hl_summary="倾诉", hl_sui=None if risk == "0" else ["1"])
        calls.append(r)
    w.add("hotline_call", calls)
    risky = [i for i, r in zip(w.ids["hotline_call"], calls) if r.get("hl_follow") == "1"]
    w.add("hotline_follow_up", [{"hf_call": i, "hf_no": 1, "hf_due": at(edge()), **pick({}, {
        "hf_done": at("2022-12-31"), "hf_by": who[0], "hf_reach": "1", "hf_risk": "1", "hf_close": "0"})} for i in risky])
    events = []
    for k in range(60):
        on, closed = edge(), pick(0, 1)
        r = {"cx_dt": at(on), "cx_src": "2", "cx_kind": pick("1", "3", "9"), "cx_scale": "2", "cx_extreme": pick("0", "1"),
             "cx_place": "社区", "cx_onsite": pick("0", "1"), "cx_team": team(), "cx_act": some("1 2 3 8"),
             "cx_people": [{"cx_p_alias": "甲", "cx_p_sex": "9", "cx_p_age": "9", "cx_p_crowd": "4", "cx_p_risk": "1"}],
             "cx_persons": pick(1, 12), "cx_visits": pick(12, 40), "cx_report": ["01"]}
        if closed:
            r.update(cx_closed=later(on), cx_result=pick("1", "2", "3", "4"))
        events.append(r)
    w.add("crisis_event", events)
    slips = []
    for k in range(120):
        on, kind = edge(), pick("1", "2", "3", "4", "5")
        r = {"rf_kind": kind, "rf_person": w.dice.choice(persons), "rf_date": on, "rf_reason_code": "02", "rf_to": "中心",
             "rf_sender": "王芳", "rf_sender_phone": "13800000000", "rf_state": "1", "rf_green": pick(None, "0", "1")}
        if kind == "2":
            r.update(rf_diag="好转", rf_advice="随访")
        else:
            r.update(rf_due="2023-02-01", rf_recv=pick(None, later(on)))
        if kind == "1":
            r.update(rf_impress="低落", rf_reason="两周")
        slips.append(r)
    w.add("referral", slips)
    risks = []
    for k in range(60):
        on = edge()
        risks.append({"ri_date": on, "ri_src": "3", "ri_kind": "1", "ri_level": pick("1", "2", "3"), "ri_measure": "走访",
                      "ri_owner": who[0], "ri_due": "2023-01-31",
                      **pick({}, {"ri_closed": later(on), "ri_result": pick("1", "2", "3", "4")})})
    w.add("risk_item", risks)
    w.add("consent", [{"co_person": p, "co_purpose": "9", "co_by": "3", "co_scope": "1 2 3 4 5 6", "co_paper": "柜", "co_date": "2019-01-05"}
                      for p in persons])
    far = {r["co_person"]: r["_id"] for r in map(json.loads, run(w.args + [
        "list", "consent", "--where", "${co_purpose} = '9'", "--format", "jsonl"]).stdout.splitlines())}
    w.add("remote_consult", [{"rc_dt": at(edge()), "rc_person": p, "rc_from": w.ids["station"][0], "rc_to": "市中心", "rc_expert": "王芳",
                              "rc_mins": 30, "rc_device": "1", "rc_opinion": "随访", "rc_out": "1", "rc_consent": far[p]} for p in persons])
    w.add("external_tally", [{"et_plat": f, "et_period": "%dQ%s" % (y, q), "et_reads": pick(None, 0, 1234), "et_src": "运营方"}
                             for f in "15" for y in (2020, 2021, 2022) for q in "1234"])
    w.add("fund_entry", [{"fd_date": edge(), "fd_dir": d, "fd_src": "3", "fd_amount": pick("0.01", 1500, "88.88"), "fd_note": "款"}
                         for d in "12" for _ in range(30)])


def smd_world(w, persons, who, talks):
    """Patients whose visits, losses and deaths fall on the ends of periods."""
    pick, edge = w.pick, w.edge
    doctors = [l.split('"')[0] for l in run(w.args + ["list", "staff", "--where", "${sf_role} = '07'", "--format",
                                                      "jsonl"]).stdout.split('"_id":"')[1:]]
    patients = []
    for k, person in enumerate(persons[:36]):
        on, consent, state = edge(), pick("1", "1", "0"), pick("1", "1", "1", "4", "6")
        r = {"sm_person": person, "sm_no": "%08d" % k, "sm_gname": "亲属", "sm_grel": "1", "sm_gaddr": "三号",
             "sm_gphone": "13800000000", "sm_vcontact": "王芳", "sm_vphone": "13800000000", "sm_hukou": "1",
             "sm_job": "4", "sm_consent": consent, "sm_onset": "2015", "sm_hsym": ["1"], "sm_hlock": "1", "sm_hout": "1",
             "sm_hosp": 0, "sm_diag": "诊断", "sm_dcode": pick("01", "01", "04"), "sm_dhosp": "院", "sm_ddate": "2015",
             "sm_effect": "2", "sm_econ": "2", "sm_date": on, "sm_sign": "医生", "sm_owner": doctors[0],
             "sm_dbstate": "1", "sm_state": "2" if state == "1" and consent == "0" else state, "sm_state_on": max(on, edge("2021-06")), **{"sm_d%d" % i: 0 for i in range(1, 7)}}
        if consent == "1":
            r.update(sm_csign="亲属", sm_cdate=on, sm_managed=max(on, edge("2021-06")))
        patients.append(r)
    # Who moved away or is not ill takes no visits any more: say so last.
    left = [(k, r["sm_state"], r["sm_state_on"]) for k, r in enumerate(patients) if r["sm_state"] in "46"]
    for k, _, _ in left:
        patients[k].update(sm_state="1" if patients[k]["sm_consent"] == "1" else "2", sm_state_on=patients[k]["sm_date"])
    w.add("patient", patients)
    ids = w.ids["patient"]
    visits = []
    for p, built in zip(ids, [r["sm_date"] for r in patients]):
        days = sorted(w.dice.sample(sorted(d for d in EDGES if d >= "2021-06"), pick(1, 4, 8, 12)))
        for k, on in enumerate(days):
            r = {"fu_patient": p, "fu_date": on, "fu_form": pick(*"123"), "fu_next": "2023-06-01", "fu_sign": "医生"}
            kind = pick("", "", "", "", "", "lost")
            alive = [d for d in EDGES if max(built, "2021-06") <= d <= on]
            if k == len(days) - 1 and alive and pick(0, 0, 0, 1):
                kind = "dead"
            if kind == "lost":
                r["fu_lost"] = pick(*"12345")
            elif kind == "dead":
                r.update(fu_death_date=pick(*alive), fu_death_cause="2", fu_next=None)
            else:
                r.update(fu_who=pick(["1"], ["2"]), fu_danger=pick(*"012345"), fu_sym_none="1", fu_insight=pick(*"123"),
                         fu_sleep="1", fu_diet="1", fu_self="1", fu_house="1", fu_work="9", fu_study="1", fu_social="1",
                         fu_lock="1", fu_hosp=pick("0", "0", "1", "2"), fu_lab="1", fu_adh=pick("3", "4", "1", "2", "1"),
                         fu_adr="9", fu_effect="9", fu_refer="1", fu_rehab=["1"], fu_psy=pick(*"00123"),
                         fu_symsev=pick(*"123"), fu_body="0", fu_class=pick(*"1233"), fu_check=pick("0", "1", None),
                         **{"fu_d%d" % i: pick(0, 0, 0, i) for i in range(1, 7)})
                if r["fu_hosp"] == "2":
                    r["fu_discharge"] = on
                if r["fu_adh"] in "12":
                    r["fu_drug"] = [{"fu_drug_name": "药", "fu_drug_route": "1"}]
            visits.append(r)
    run_in_pieces(w, "follow_up", visits)
    losses = []
    for _ in range(30):
        on = edge("2021-06")
        r = {"ld_patient": w.dice.choice(ids), "ld_kind": pick("1", "1", "2"), "ld_date": on}
        if r["ld_kind"] == "1":
            r.update(ld_reason="1", ld_tries=[{"ld_try_on": on, "ld_try_way": "2", "ld_try_by": "王芳"}], ld_report=["1"],
                     ld_back=pick(None, *[d for d in EDGES if d > on][:3]))
        else:
            r.update(ld_cause="2", ld_proof="1")
        losses.append(r)
    run_in_pieces(w, "lost_or_death", sorted(losses, key=lambda r: r["ld_date"]))
    run_in_pieces(w, "colour_review", sorted(({
        "cv_patient": w.dice.choice(ids), "cv_date": edge("2021-06"), "cv_now": "平稳", "cv_change": "2", "cv_treat": "1",
        "cv_guard": "1", "cv_db": "1", "cv_colour": pick(*"1234"), "cv_measures": ["3"], "cv_by": ["3", "4"]}
        for _ in range(90)), key=lambda r: r["cv_date"]), cv_next=lambda r: (day(r["cv_date"]) + dt.timedelta(28)).isoformat())
    member = [{"tm_m_role": "3", "tm_m_name": "医生", "tm_m_phone": "13800000000"}] * 3
    run_in_pieces(w, "care_team", [{
        "tm_kind": pick("3", "3", "2"), "tm_area": "500112001001", "tm_lead": "医生", "tm_from": edge(), "tm_members": member,
        "tm_patients": [{"tm_pt": x} for x in w.dice.sample(ids, 3)], "tm_to": pick(None, None, edge("2021-09"))}
        for _ in range(40)])
    run_in_pieces(w, "emergency", [{
        "em_patient": pick(None, w.dice.choice(ids)), "em_name": "某人", "em_call": a, "em_caller": "1", "em_arrive": b,
        "em_place": "家", "em_reason": ["1"], "em_danger": "1", "em_police": "0", "em_consent": "1",
        "em_team": [{"em_t_name": "医生", "em_t_unit": "院"}], "em_action": "3", "em_result": "2", "em_written": b}
        for a, b in (moment(w, edge(), 30) for _ in range(40))])
    run_in_pieces(w, "benefit", [{
        "bn_patient": x, "bn_period": q, "bn_free2": pick("1", "0"), "bn_drug": "药", "bn_months": 3, "bn_lai": pick("0", "2"),
        "bn_lai_due": "2023-01-01"} for x in ids for q in ("2021Q4", "2022Q1", "2022Q3", "2022Q4") if pick(0, 1)])
    run_in_pieces(w, "lead", [{
        "le_name": "某人%d" % k, "le_sex": "1", "le_age": 40, "le_area": "500112001001", "le_addr": "三号", "le_source": "2",
        "le_ask": ["3"], "le_found": edge()} for k in range(10)])
    for k, state, on in left:
        run(w.args + ["set", ids[k], "sm_state=" + state, "sm_state_on=" + on, "--reason", "迁出"])


def run_in_pieces(w, form, records, **more):
    """Some break a rule of time on purpose: what is saved is saved."""
    for r in records:
        r.update({k: f(r) for k, f in more.items()})
    text = "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records)
    p = run(w.args + ["add", form], input=text)
    ids = [l[4:] for l in p.stdout.splitlines()]
    w.asked += len(records)
    if len(ids) < len(records) * 0.15:
        sys.exit("%s: %d of %d saved: %s" % (form, len(ids), len(records), p.stderr[:2000]))
    w.ids.setdefault(form, []).extend(ids)


if __name__ == "__main__":
    sys.exit({"world": world, "check": check}[sys.argv[1]](*sys.argv[2:]))
