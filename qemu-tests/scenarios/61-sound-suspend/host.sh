#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. "$HOSTLIB"

wav=run1/speaker.wav

# The speaker stands still while the machine sleeps: in the recording a sleep is one
# short silence. The others are the pauses between applications. Where they are depends
# on when guest.sh saw enough frames, so they are looked up.
silences() {
	soundcheck gaps $wav --tone 440 --tone 1000 |
		sed -n 's/^gap, zero frames at \([0-9.]*\) s.*: \([0-9]*\)\(\.0\)*$/\1 \2/p'
}

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
check "the first sleep costs less than 20 ms of sound" test "$2" -lt 960
check "the second too" test "$6" -lt 960
judge "before the first sleep" 0 "$1"
judge "after it" "$1" "$3"
judge "before the second sleep" "$(echo "$3 + 0.1" | bc)" "$5"
judge "after it" "$5" 9.6
