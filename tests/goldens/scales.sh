# SPDX-License-Identifier: MIT
# A scale is one file: added, changed and refused without touching a form; and
# a code list of the store stands before the one that is shipped.
. "$TESTS/lib.sh"
world
p=$(put resident "$(resident 张三 500112197901059992)") || exit 1
put station '{"st_code":"50011200000001","st_name":"中心","st_level":"3","st_type":"01","st_host":"7","st_addr":"百果路66号","st_phone":"12356","st_open":"7×24","st_built":"2019-01-01","st_state":"1","st_head":"王芳","st_ft":1,"st_pt":0}' >/dev/null || exit 1
s=$(put staff '{"sf_name":"刘静","sf_sex":"2","sf_phone":"13800000000","sf_station":{"st_code":"50011200000001"},"sf_role":"05","sf_on":"2020-01-01","sf_ft":"1","sf_in_pool":"0","sf_state":"1"}') || exit 1
# as SCALE VALUES…: an assessment of him.
as() {
	code=$1 k=0 rows=
	shift
	for v; do k=$((k + 1)); rows="$rows${rows:+,}{\"as_item_no\":$k,\"as_item_val\":$v}"; done
	printf '{"as_kind":"1","as_person":"%s","as_event":"2","as_scale":"%s","as_date":"2022-10-10","as_by":"%s","as_fb":["1"],"as_items":[%s]%s}' \
		"$p" "$code" "$s" "$rows" "${MORE:+,$MORE}"
}
# said ID FIELD: what the record holds.
said() { xz show "$1" --reveal 复核 | python3 -c 'import json,sys; print(json.load(sys.stdin).get(sys.argv[1]))' "$2"; }

refuse 没有选项 assessment "$(as TEA 0 0 0)"
mkdir -p store/forms/lists
# The example of the manual.
sed -n '/^list_name: scale_tea/,/^\.EE/p' "$SOURCE/forms/forms.5" | sed '$d' >store/forms/lists/scale_tea.yaml
expect 0 - xz lint --strict store/forms/lists/scale_tea.yaml
id=$(put assessment "$(as TEA 1 2 1)") || exit 1
[ "$(said "$id" as_raw) $(said "$id" as_band) $(said "$id" as_flag)" = "2 无 0" ] || fail "scored $(said "$id" as_raw)"
refuse "as_safety: error" assessment "$(MORE='"as_next":"4"' as TEA 2 0 2)"
id=$(put assessment "$(MORE='"as_next":"4","as_safety":"1"' as TEA 2 0 2)") || exit 1
[ "$(said "$id" as_raw) $(said "$id" as_band) $(said "$id" as_flag)" = "6 重 1" ] || fail "scored $(said "$id" as_raw)"
refuse "0 从不，1 有时，2 总是（过去一周）" assessment "$(as TEA 3 0 0)"

# Without a licence it is not there, and one is told why.
sed -i '/licence:/d' store/forms/lists/scale_tea.yaml
expect 1 "error: 量表缺少 licence" xz lint store/forms/lists/scale_tea.yaml
expect 0 "scale_tea.yaml:5:3: error: 量表缺少 licence" xz forms
expect 0 - xz forms assessment
case $said in *TEA*) fail "there without a licence" ;; esac

# K6 is held back by its file; the district's own copy offers it.
id=$(put assessment "$(MORE='"as_next":"4"' as K6 0 0 1 0 0 0)") || exit 1
[ "$(said "$id" as_band)" = 低 ] || fail "K6"
offered() { xz forms assessment --format json | python3 -c '
import json, sys
def walk(fields):
    for f in fields:
        if f["name"] == "as_scale":
            print(*[o["name"] for o in f["options"] if o.get("offered", True) not in (False, "no")])
        walk(f.get("fields") or [])
walk(json.load(sys.stdin)["fields"])'; }
case " $(offered) " in *" K6 "*) fail "K6 is offered: $(offered)" ;; *" PHQ9 "*) ;; *) fail "offered: $(offered)" ;; esac
sed '/x_offer: no/d' "$SOURCE/forms/std/lists/scale_k6.yaml" >store/forms/lists/scale_k6.yaml
rm store/forms/lists/scale_tea.yaml
case " $(offered) " in *" K6 "*) ;; *) fail "K6 is not offered: $(offered)" ;; esac

# The district's words in a list of the store.
sed 's/zh: 困境儿童(含单亲)/zh: 困境儿童(本区口径)/' "$SOURCE/forms/std/lists/special_group.yaml" >store/forms/lists/special_group.yaml
expect 0 '困境儿童(本区口径)' xz forms special_population --format json
case $said in *'困境儿童(含单亲)'*) fail "the shipped list is still there" ;; esac
