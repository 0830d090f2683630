# SPDX-License-Identifier: MIT
# Random keys, pastes and windows at terminals of every kind and size, through
# a strict emulator (tests/terminal): nothing may come out half, outside, or
# raw, and the screens must be a key script's. STEPS: for each kind and size
# (make faults F=terminal_drive LEVEL=release), SEED: another walk.
. "$TESTS/lib.sh"
. "$TESTS/terminal/world.inc"
. "$SOURCE/tests/faults/build.inc"
export STEPS="${STEPS:-$(trials 100 1000 5000)}" SEED="${SEED:-1}"
mkdir -p "$BUILD/tests"
terminal_program drive drive.c steps.c twin.c
hostile_world
export DRIVE="$BUILD/tests/terminal_drive" XINZHAN="$DOOR"

# Each kind and size twice: in step with a key script at a terminal that
# answers with 1 column for ─, and wild at one that answers 2 or not at all.
cat >one.sh <<'EOF'
number=$1 kind=$2 size=$3 width=$4 twin=$5
mkdir "run$number" && cd "run$number" && cp -R ../store store || exit 1
export XDG_CONFIG_HOME="$PWD/config" # the walk may choose settings
[ -z "$twin" ] || cp -R ../store twin
"$DRIVE" -k "$kind" -g "$size" -w "$width" -n "$STEPS" \
	-s $((SEED * 1000 + number)) -d store ${twin:+-t twin} >out 2>&1 || {
	head -n 60 out
	grep -h ' seed .* step ' out >fault
	exit 1
}
EOF
number=0 width=0
for kind in xterm putty tmux screen linux; do
	for size in 80x24 61x17 40x12 120x40; do
		number=$((number + 2)) width=$((2 - width))
		echo "$((number - 1)) $kind $size 1 twin"
		echo "$number $kind $size $width"
	done
done >runs
xargs -P 4 -L 1 sh one.sh <runs >failures 2>&1 || {
	cat failures
	echo "again with SEED=$SEED STEPS=$STEPS:"
	cat run*/fault
	exit 1
}
echo "5 kinds x 4 sizes x 2 x $STEPS steps"
cat run*/out | awk '/key script/ {a += $1; b += $3} END {print a " of " b " screens compared"}'

# It does catch what it is for.
caught() { # SPOIL WORDS
	rm -rf bad && mkdir bad && cp -R store bad/store && cp -R store bad/twin
	said=$(cd bad && "$DRIVE" -n 60 -d store -t twin -x "$1" 2>&1) &&
		fail "not caught: $1"
	case $said in *"$2"*) ;; *) fail "$1 was taken for: $said" ;; esac
}
caught half 'half a character'
caught control 'control byte 0x07'
caught escape 'sequence ESC ]0'
caught shift 'the terminal shows'
caught edge 'is outside'
caught hidden 'U+202E reaches the terminal'
caught blue 'no look of ours'
