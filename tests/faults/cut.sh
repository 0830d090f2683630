# SPDX-License-Identifier: MIT
# The power is cut anywhere in the life of a store: its creation, saves, drafts,
# an import, accounts, backup, restore, a revocation with its keys renewed, repair. What
# the program did to the disk is recorded and replayed to each sync (and in
# between), with unsynced bytes lost, kept, kept in part or torn, and names that
# last at once or only with their folder's sync.
set -eu
. "$SOURCE/tests/faults/build.inc"
build cut "$SOURCE/tests/faults/replay.c"
preload record
mkdir w said
log=$PWD/log
echo "R $(stat -c %i w)" >log
say() { echo "P $*" >>log; }
head='quiet river lamp 9'
clerk='the other way round 3'
# run NAME PASSWORDS ARGS…: recorded; what it prints stays in said/NAME.
run() {
	name=$1
	printf '%b\n' "$2" >fd9
	shift 2
	(cd w && RECORD_LOG=$log LD_PRELOAD="$PRELOAD" "$XINZHAN" --data store --user u \
		--password-fd 9 "$@" 9<../fd9 >>"../said/$name" 2>../err) || { cat err; exit 1; }
}
note() { i=0; while [ $i -lt "$1" ]; do echo "{\"kn_date\":\"2024-07-$((i % 18 + 10))\",\"kn_text\":\"第 $i 份 $2\"}"; i=$((i + 1)); done; }

say pass store u $head
say main store
run init "$head" init --test --station-code 50015200100101 --station-name cut
say made store
cat >form.yaml <<'YAML'
settings:
  form_id: kn
  form_title: {zh: 便条, en: Note}
  version: "1"
  x_domain: smd
  x_event_date: kn_date
  x_unique: [[kn_date, kn_text]]
survey:
  - {type: date, name: kn_date, label: {zh: 日期, en: Date}, required: yes}
  - {type: text, name: kn_text, label: {zh: 内容, en: Text}}
YAML

cp form.yaml w/store/forms/kn.yaml
# Keys are renewed 500 values at a time: in the long run, in several commits.
note 12 "$(head -c 3000 /dev/zero | tr '\0' x)" >lines
note "$(trials 5 600 600)" short >>lines
run add "$head" add kn "$PWD/lines"
note 3 draft >lines
run draft "$head" add kn "$PWD/lines" --draft
id=$(sed -n 's/^ACK //p' said/add | head -n 1)
run set "$head" set "$id" kn_text=改过 --reason 错字
# A table goes in whole or not at all, in the long run in two commits.
n=$(trials 30 4100 4100)
{
	echo kn_date,kn_text
	i=0
	while [ $i -lt "$n" ]; do echo "2024-08-$((i % 18 + 10)),第 $i 行"; i=$((i + 1)); done
} >table.csv
was=$(grep -c '^ACK ' said/add)
say count store "$was" $((was + n))
run import "$head" import kn "$PWD/table.csv"
say count store $((was + n)) $((was + n))
say count store
run users "$head\n$clerk" users add other --role doctor
run accept "$head" forms --accept
say maybe store u "new and better 12"
run passwd "$head\nnew and better 12" users passwd
head='new and better 12'
say pass store u $head
say into out
run backup "$head" backup out
say backup
say copy again
say pass again u $head
run restore "$head" restore "$(cd w && echo out/*.zmb)" --into again
say made again
run revoke "$head" users revoke other
say gone store other $clerk
note 3 again >lines
run add2 "$head" add kn "$PWD/lines"
say maybe store u "from the paper 77"
run recover "$(tail -n 1 said/init)\nfrom the paper 77" recover
head='from the paper 77'
say pass store u $head
say copy mended
say pass mended u $head
run repair "$head" repair --into mended
say made mended

# The record is whole: played to its end it gives the same files. (The lock
# file is memory, and its pages are not written.)
./cut whole log whole
rm -f w/*/data.mdb-lock whole/*/data.mdb-lock
mkdir -p whole/store/forms
cp form.yaml whole/store/forms/kn.yaml # put there by us
diff -r w whole

quick
./cut "$(trials 250 1000 5000)" log "$QUICK"
# A disk that takes no notice of syncs must not get past this test.
./cut control 12 log "$QUICK"
