# SPDX-License-Identifier: MIT
# Kill -9 of the real program: each "ACK <id>" it printed is a "HAVE <id>"
# afterwards. The store's own form makes it quick to load.
set -eu
. "$SOURCE/tests/faults/build.inc"
rounds=$(($(trials 200 2000 10000) / 8 + 1))
echo 测试口令 >pw
X() { "$XINZHAN" --data store --user u --password-fd 9 "$@" 9<pw; }
X init --test --station-code 50015200100101 --station-name kill >/dev/null
cat >store/forms/kill_note.yaml <<'YAML'
settings:
  form_id: kill_note
  form_title: {zh: 便条, en: Note}
  version: "1"
  x_event_date: kn_date
survey:
  - {type: date, name: kn_date, label: {zh: 日期, en: Date}, required: yes}
  - {type: text, name: kn_text, label: {zh: 内容, en: Text}}
YAML
X forms --accept >/dev/null
yes '{"kn_date":"2024-07-12","kn_text":"夜里也写"}' | head -n 200000 >lines
: >acks
i=0
while [ $i -lt $rounds ]; do
	"$XINZHAN" --data store --user u --password-fd 9 add kill_note lines \
		>out 2>err 9<pw &
	pid=$!
	sleep "0.$(printf %03d $(($(od -An -N2 -tu2 /dev/urandom) % 150 + 20)))"
	kill -9 $pid || { echo "add ended by itself:"; cat err; exit 1; }
	wait $pid || [ $? = 137 ]
	grep -E '^ACK [0-9a-f-]{36}$' out >>acks || :
	i=$((i + 1))
done
X verify --ids >have
sed -n 's/^ACK //p' acks | sort >acked
sed -n 's/^HAVE //p' have | sort >had
echo "$rounds kills, $(wc -l <acked) saves acknowledged"
lost=$(comm -23 acked had | wc -l)
[ "$(wc -l <acked)" -gt 0 ] || { echo "nothing was acknowledged"; cat err; exit 1; }
[ "$lost" = 0 ] || { echo "$lost lost"; exit 1; }
# The comparison itself: an id nobody saved must stand out.
echo 00000000-0000-7000-8000-000000000000 >>acked
[ "$(sort acked | comm -23 - had | wc -l)" = 1 ]
