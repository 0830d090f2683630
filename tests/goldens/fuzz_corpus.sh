# SPDX-License-Identifier: MIT
# Every input a fuzzer once found worth keeping goes through its reader again,
# and the shipped forms with them.
. "$TESTS/lib.sh"
for name in yaml json expr record xlsform pages import; do
	set -- "$TESTS/fuzz/corpus/$name"/*
	[ -f "$1" ] || fail "no corpus of $name"
	[ $name != yaml ] || set -- "$@" "$SOURCE"/forms/std/*.yaml "$SOURCE"/forms/std/lists/*.yaml
	"$BUILD/tests/fuzz/${name}_replay" "$@" >said 2>&1 || fail "$name: $(tail -n 20 said)"
	echo "$name: $# inputs"
done
