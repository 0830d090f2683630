# SPDX-License-Identifier: MIT
# What a record asks of others by a reference they only compute (the person of
# a talk is its case's or its enrolment's) is the same by the index as by
# reading everything; in the order of days, each record once.
. "$TESTS/lib.sh"
world
mkdir -p store/forms
cat >store/forms/who.yaml <<'END'
settings: {form_id: who, form_title: 人, version: "1", x_list: [wh_n, wh_count, wh_last, wh_slow]}
survey:
  - {type: text, name: wh_n, label: 名}
  - {type: integer, name: wh_count, label: 次数, read_only: yes, calculation: "count-of(talk, ta_who = this)"}
  - {type: text, name: wh_last, label: 最近, read_only: yes, calculation: "last-of(talk, ta_n, ta_who = this)"}
  - {type: integer, name: wh_slow, label: 逐条数, read_only: yes, calculation: "count-of(talk, concat(ta_who, '') = this)"}
END
for f in file stay; do cat >store/forms/$f.yaml <<END
settings: {form_id: $f, form_title: $f, version: "1"}
survey:
  - {type: select_one_from_file who.csv, name: ${f}_who, label: 人}
END
done
cat >store/forms/talk.yaml <<'END'
settings: {form_id: talk, form_title: 谈话, version: "1", x_event_date: ta_on}
survey:
  - {type: text, name: ta_n, label: 名}
  - {type: date, name: ta_on, label: 日期, default: today()}
  - {type: select_one_from_file file.csv, name: ta_file, label: 案}
  - {type: select_one_from_file stay.csv, name: ta_stay, label: 住}
  - type: select_one_from_file who.csv
    name: ta_who
    label: 人
    read_only: yes
    calculation: if(${ta_file} != '', ref(${ta_file}, 'file_who'), ref(${ta_stay}, 'stay_who'))
END
a=$(put who '{"wh_n":"甲"}') && b=$(put who '{"wh_n":"乙"}') && put who '{"wh_n":"丙"}' >/dev/null || fail who
fa=$(put file "{\"file_who\":\"$a\"}") && fb=$(put file "{\"file_who\":\"$b\"}") || fail file
sa=$(put stay "{\"stay_who\":\"$a\"}") && sb=$(put stay "{\"stay_who\":\"$b\"}") || fail stay
talk() { put talk "{\"ta_n\":\"$1\",\"ta_on\":\"2022-$2\"${3:+,\"ta_file\":\"$3\"}${4:+,\"ta_stay\":\"$4\"}}"; }
{ talk 一 05-01 "$fa" && talk 二 03-01 "" "$sa" && talk 三 04-01 "$fa" "$sa" && talk 四 02-01 "$fb" "$sa" &&
	talk 五 01-01 "" "$sb" && talk 六 06-01 "" ""; } >ids || fail talk
# counts NAME,COUNT,LAST,SLOW…: what the list says of everybody.
counts() {
	xz --reveal 核对 list who --format csv --columns wh_n,wh_count,wh_last,wh_slow | tr -d '\r' |
		grep -o '[甲乙丙],.*' | sort >got
	printf '%s\n' "$@" | sort >want
	diff want got || fail "not what reading everything gives"
}
counts 甲,3,一,3 乙,2,四,2 丙,0,,0
# One voided, one moved to another person's file.
xz void "$(sed -n 1p ids)" --reason 重复 >/dev/null || fail void
xz set "$(sed -n 3p ids)" ta_file="$fb" --reason 写错 >/dev/null || fail set
counts 甲,1,二,1 乙,3,三,3 丙,0,,0
