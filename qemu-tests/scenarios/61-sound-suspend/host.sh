#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. "$HOSTLIB"

wav=run1/speaker.wav

# The speaker stands still while the machine sleeps: in the recording a sleep is a short
# silence, perhaps with the rest of the card's buffer in it. The other is the pause between
# applications. Where they are depends on when guest.sh saw enough frames, so they are
# looked up. "begin end" of each, in seconds; what is nearer than 50 ms is one.
silences() {
	soundcheck gaps $wav --tone 440 --tone 1000 |
		sed -n 's/^gap, zero frames at \([0-9.]*\) s.*: \([0-9]*\)\(\.0\)*$/\1 \2/p' |
		awk 'NR > 1 && $1 > end + 0.05 { print begin, end; begin = $1 }
			NR == 1 { begin = $1 }
			{ end = $1 + $2 / 48000 }
			END { if (NR) print begin, end }'
}

shorter() { test "$(echo "$2 - $1 < $3" | bc)" = 1; }

# judge TEXT FROM TO: between two silences
judge() {
	from=$(echo "$2 + 0.1" | bc)
	to=$(echo "$3 - 0.1" | bc)
	long=$(echo "$to - $from - 0.1" | bc)
	check "$1 for at least 0.5 s" test "$(echo "$long > 0.5" | bc)" = 1
	check "$1: both tones at -12 dBFS within 0.1 dB" soundcheck tones $wav \
		--expect 440:-12 --expect 1000:-12 --from "$from" --to "$to" --min-length "$long"
	check "$1: no click, no gap" soundcheck gaps $wav \
		--tone 440 --tone 1000 --from "$from" --to "$to" --min-length "$long"
}

# shellcheck disable=SC2046
set -- $(silences)
echo "silences: $*" >&2
check "three silences while both play: a sleep, a pause, a sleep" test $# -eq 6
[ $# -eq 6 ] || exit 0
check "the first sleep costs less than 50 ms of sound" shorter "$1" "$2" 0.05
check "the second too" shorter "$5" "$6" 0.05
judge "before the first sleep" 0 "$1"
judge "after it" "$2" "$3"
judge "before the second sleep" "$(echo "$4 + 0.1" | bc)" "$5"
judge "after it" "$6" 9.6
