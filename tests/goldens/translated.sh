# SPDX-License-Identifier: MIT
# Every message of the source has its English in po/.
cd "$SOURCE" && python3 - <<'END'
import glob, re, sys

string = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
join = lambda s: "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', s))
have = set()
wrong = []
# In another order a number would be read as a text.
conversions = lambda s: re.findall(r"%[-+ #0]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|ll|[hlzjt])?[a-zA-Z]", s.replace("%%", ""))
for name in glob.glob("po/*.po") + glob.glob("po/en.d/*.po"):
    for zh, en in re.findall("msgid " + string + r"\s*msgstr " + string, open(name).read()):
        have.add(join(zh))
        if join(zh) and conversions(join(zh)) != conversions(join(en)):
            wrong.append(f"{name}: {join(zh)}: {join(en)}")
missing = []
for floor in ("store", "forms", "templates", "tui", "main.c"):
    names = [floor] if floor.endswith(".c") else glob.glob(floor + "/**/*.[ch]", recursive=True)
    for name in names:
        for m in re.findall(r"\bN?_\(\s*" + string + r"\)", open(name).read()):
            text = join(m)
            if re.search("[\u4e00-\u9fff]", text) and text not in have:
                missing.append(f"{name}: {text}")
print("\n".join(missing + wrong))
sys.exit(bool(missing or wrong))
END
