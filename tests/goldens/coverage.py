# SPDX-License-Identifier: MIT
# Holds the shipped forms against the dossier's field list (tests/coverage):
# every field with its type, options, required and skip rules, repeat, source,
# and every settings line. What a form carries differently on purpose stands in
# exceptions.tsv with its reason; a reason no longer needed is a failure too.
#
#   coverage.py XINZHAN FOLDER
import csv
import json
import os
import re
import subprocess
import sys

PROGRAM, FOLDER = sys.argv[1], sys.argv[2]
TYPES = {"text": "text", "int": "integer", "dec": "decimal", "date": "date", "time": "time", "dt": "dateTime",
         "pdate": "text", "sel1": "select_one", "yn": "select_one", "selm": "select_multiple", "rep": "repeat",
         "ref": "select_one_from_file"}
DASH = re.compile(r"[–-]")


def table(name):
    path = os.path.join(FOLDER, name)
    with open(path, encoding="utf-8", newline="") as f:
        lines = [line for line in f if line.strip() and not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def definition(form):
    p = subprocess.run([PROGRAM, "--lang", "zh", "forms", form, "--format", "json"], capture_output=True, text=True,
                       encoding="utf-8")
    return json.loads(p.stdout) if p.returncode == 0 else None


FIELDS = table("fields.tsv")
SETTINGS = table("settings.tsv")
LISTS = {}
for row in table("lists.tsv"):
    LISTS.setdefault(row["section"], []).append((row["code"], row["label"]))
LIST_NAME = {row["section"]: row["list"] for row in table("lists.tsv")}
with open(os.path.join(FOLDER, "pending"), encoding="utf-8") as f:
    PENDING = {line.strip() for line in f if line.strip() and not line.startswith("#")}
EXCEPT = {(row["where"], row["what"]): row["reason"] for row in table("exceptions.tsv")}
used = set()
problems = []
facts = 0


def check(where, what, ok, words):
    """One fact of the dossier; words say what is wrong with it."""
    global facts
    facts += 1
    if ok:
        return
    if EXCEPT.get((where, what)):
        used.add((where, what))
        return
    problems.append("%s %s: %s" % (where, what, words))


def walk(fields, repeat, asked, out):
    """Field name → (field, the repeat around it, is it or a group around it asked on a condition)."""
    for f in fields:
        cond = asked or f["relevant"] is not None
        if f["type"] in ("group", "repeat"):
            inner = f["name"] if f["type"] == "repeat" else repeat
            walk(f["fields"], inner, cond, out)
        out[f["name"]] = (f, repeat, cond)
    return out


def wanted_options(row, by_name):
    """The dossier's options as [(code, label)], blank label: any; None when it gives none."""
    out = []
    for part in filter(None, row["options"].split(" | ")):
        if part.startswith("@"):
            out += wanted_options(by_name[part[1:]], by_name)
        elif part.startswith("§"):
            out += LISTS[part]
        else:
            code, _, label = part.partition(" ")
            out.append((code, label))
    if row["type"].split()[-1] == "yn":
        out = [("1", "是"), ("0", "否")]
    return out


def check_options(where, row, f, by_name):
    want = wanted_options(row, by_name)
    have = {o["name"]: o["label"]["zh"] for o in f["options"] or []}
    for code, label in want:
        check(where, "options", code in have, "no option %s %s" % (code, label))
        if code in have and label:
            check(where, "options", have[code] == label, "option %s is %s, not %s" % (code, have[code], label))
    extra = set(have) - {code for code, _ in want}
    if want:
        check(where, "options", not extra, "more options: %s" % " ".join(sorted(extra)))
    if row["options"] in LIST_NAME:
        check(where, "list", f["list"] == LIST_NAME[row["options"]], "list %s, not %s" % (f["list"], LIST_NAME[row["options"]]))
    for o in f["options"] or []:
        check(where, "options", o["label"].get("en"), "option %s has no English" % o["name"])


def check_required(where, row, f, cond):
    by_rule = isinstance(f["required"], str)
    calc = row["type"].startswith("calc")
    if calc:
        check(where, "req", f["required"] is False, "required, but calculated")
    elif row["req"] == "Y":
        check(where, "req", f["required"] is True, "must always be required")
        must_ask = "asked" in row["must"]
        check(where, "asked", must_ask or f["relevant"] is None, "asked on a condition, but always required")
    elif row["req"] == "C":
        check(where, "req", by_rule or (f["required"] is True and cond), "must be required on a condition")
    else:
        check(where, "req", f["required"] is False, "must not be required")


def check_rule(where, row, f, cond):
    need = row["must"].split(",")
    rule = row["rule"]
    if "asked" in need:
        check(where, "asked", cond or isinstance(f["required"], str), "no condition for: " + rule)
    if "limit" in need:
        have = f.get("constraint") or f.get("x_code") or f.get("parameters") or f.get("choice_filter")
        if f["type"] == "repeat":
            have = have or any(x.get("constraint") for x in f["fields"])
        check(where, "limit", have, "no constraint for: " + rule)
    if "warning" in need:
        check(where, "warning", f.get("x_warning"), "no warning for: " + rule)
    if "default" in need:
        have = f.get("default") or f.get("calculation") or f.get("x_serial")
        check(where, "default", have, "no default for: " + rule)
    if f.get("constraint"):
        m = f.get("constraint_message") or {}
        check(where, "message", m.get("zh") and m.get("en"), "a constraint without words in both languages")


def check_field(form, row, have, by_name, installed):
    where = "%s.%s" % (form, row["field"])
    check(where, "field", row["field"] in have, "no such field")
    if row["field"] not in have:
        return
    f, repeat, cond = have[row["field"]]
    words = row["type"].split()
    calc = words[0] == "calc"
    kind = words[1] if calc else words[0]
    want = TYPES[kind]
    target = words[-1] if kind == "ref" else None
    if target and target not in installed:
        want = None  # a note until that form is there
    got = f["type"]
    if got == "calculate" and calc and kind == "text":
        got = "text"
    check(where, "type", want is None or got == want, "type %s, not %s" % (f["type"], row["type"]))
    if target in installed:
        check(where, "ref", target in (f["ref"] or []), "does not refer to %s" % target)
    check(where, "zh", f["label"].get("zh") == row["zh"], "label %s, not %s" % (f["label"].get("zh"), row["zh"]))
    check(where, "en", f["label"].get("en"), "no English label")
    check(where, "in", (repeat or "") == row["in"], "in %s, not %s" % (repeat, row["in"] or "no repeat"))
    source = f["source"] or ""
    check(where, "source", source == (row["source"] or source), "source “%s”, not “%s”" % (source, row["source"]))
    if f.get("hint"):
        check(where, "hint", f["hint"].get("zh") and f["hint"].get("en"), "a hint in one language only")
    if calc:
        check(where, "calc", f.get("read_only") or f["type"] == "calculate", "not read-only")
        check(where, "calc", f.get("calculation"), "no calculation")
    if kind in ("sel1", "selm", "yn"):
        check_options(where, row, f, by_name)
    if want is not None:
        check_required(where, row, f, cond)
        check_rule(where, row, f, cond)


def names_in(text, fields):
    return [n for n in re.findall(r"[a-z]+_[a-z0-9_]+", text) if n in fields]


def check_settings(form, d, have, rows):
    s = d["settings"]
    want = {r["setting"]: r["value"] for r in rows if r["form"] == form}
    fields = {f["field"] for f in FIELDS if f["form"] == form}

    def same(key, got, expect):
        check(form, key, got == expect, "%s, not %s" % (got, expect))

    same("date", s.get("x_event_date", ""), want["date"])
    same("parent", s.get("x_parent") or [], want["parent"].split())
    same("list", s.get("x_list") or [], want["list"].split())
    same("domain", s.get("x_domain"), want["domain"])
    title = [n for n in re.findall(r"\$\{(\w+)\}", s.get("instance_name") or "")]
    same("title", list(dict.fromkeys(title)), want["title"].split())
    end = s.get("x_valid_until") or ""
    check(form, "end", bool(end) == bool(want["end"]), "end: %s" % end)
    for name in want["end"].split():
        check(form, "end", "${%s}" % name in end, "the end does not look at %s" % name)
    got = {"+".join(u["fields"]) + ("?" if u.get("while") else "") for u in s.get("x_unique") or []}
    same("unique", sorted(got), sorted(want["unique"].split()))
    for key, mark in (("mask", "mask"), ("secret", "secret")):
        got = sorted(n for n, (f, _, _) in have.items() if f.get(mark))
        same(key, got, sorted(want[key].split()))
    due = json.dumps(s.get("x_due") or [])
    check(form, "due", bool(s.get("x_due")) == bool(want["due"]), "x_due is %s" % due)
    for name in names_in(want["due"], fields):
        check(form, "due", name in due, "x_due does not look at %s" % name)


def main():
    forms = list(dict.fromkeys(r["form"] for r in FIELDS))
    by_name = {r["field"]: r for r in FIELDS}
    defs = {form: definition(form) for form in forms}
    installed = {form for form in forms if defs[form]}
    for form in forms:
        if form not in installed:
            if form not in PENDING:
                problems.append("%s: no such form" % form)
            continue
        if form in PENDING:
            problems.append("%s is there now: take it out of tests/coverage/pending" % form)
        have = walk(defs[form]["fields"], None, False, {})
        for row in (r for r in FIELDS if r["form"] == form):
            check_field(form, row, have, by_name, installed)
        known = {r["field"] for r in FIELDS if r["form"] == form}
        for name, (f, _, _) in have.items():
            more = f["type"] not in ("group", "note") and name not in known
            check("%s.%s" % (form, name), "extra", not more, "the dossier has no such field")
        check_settings(form, defs[form], have, SETTINGS)
    for key in sorted(set(EXCEPT) - used):
        if key[0].split(".")[0] in installed:
            problems.append("%s %s: an exception nobody needs" % key)
    done = [r for r in FIELDS if r["form"] in installed]
    print("\n".join(problems))
    print("%d of %d forms, %d of %d fields, %d facts, %d exceptions, %d problems" % (
        len(installed), len(forms), len(done), len(FIELDS), facts, len(used), len(problems)))
    return 1 if problems else 0


sys.exit(main())
