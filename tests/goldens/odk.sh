# SPDX-License-Identifier: MIT
# A form as ODK users write it and one as Kobo users do, put into the store's
# folder as they are and filled at the desk: groups, a repeat in a repeat,
# cascades, or_other, answers in labels, checklists, rows that another counts.
. "$TESTS/lib.sh"
world
cp "$SOURCE"/tests/forms/odk/*.yaml store/forms/
accept
shown() { sed -n "/^== $1 /,/^==\$/p" out | grep -qF -- "$2" || { cat out; fail "$1: no “$2”"; }; }

cat >keys <<'END'
key F9
type Household
key Enter F5
# a digit picks, and goes on by itself
type 12
screen village
type 1
type other
key Enter
type 合租
key Enter
type 2
key Enter
type 张三
key Enter
type 40
key Enter
screen adult
type 1 2
key Enter Enter
type 高血压
key Enter
type 20200101
key Enter Enter
type 小张
key Enter
type 7
key Enter
screen child
key Tab
type 1
key F2
screen saved
END
xz --keys keys --screen >out || { cat out; fail "exit $?"; }
shown village '1 村二'
shown adult '张三做什么？'
shown child '16 小张做什么？   (依15而定)'
shown child '北二，成人 1 人，平均 23.5 岁'
shown saved '已保存'
xz list household --format jsonl >listed || fail "list"
for part in '"village":"v2","head_sex":"other","head_sex_other":"合租","n_people":2' \
	'"person":[{"pos":"1","name":"张三","age":40,"work":["farm","trade"],"illness":[{"what":"高血压","since":"2020-01-01"}]},{"pos":"2","name":"小张","age":7}]' \
	'"adults":"1","mean_age":"23.5","first_name":"张三","district_label":"北二","done":"OK"'; do
	grep -qF -- "$part" listed || fail "household lacks $part: $(cat listed)"
done

cat >keys <<'END'
key F9
type Clinic
key Enter F5
type 1
# the Enter behind a digit that went on by itself is none
key Enter Enter
type 李四
key Enter
type 60
key Enter
type 170
key Enter
type 1 3
key Enter
type 9
key Enter
type 1
type 39.5
key Enter
screen danger
key Enter Enter
type 1
type 2
key Enter
type 5
key Enter
screen drugs
key F2
screen saved
END
xz --keys keys --screen >out || { cat out; fail "exit $?"; }
shown danger 'BMI: **20.8**'
shown danger '>14 Refer?'
shown saved '已保存'
xz list clinic_visit --format jsonl >listed || fail "list"
for part in '"patient":"李四","weight":60,"height":170,"bmi":"20.8","symptoms":["cough","fits"],"pain":9,"fever":"yes","temp":39.5,"danger":"yes"' \
	'"drug":[{"what":"para","tablets":2,"days":5,"total":"10"}],"all_tablets":"10"'; do
	grep -qF -- "$part" listed || { cat out; fail "clinic_visit lacks $part: $(cat listed)"; }
done
exit 0
