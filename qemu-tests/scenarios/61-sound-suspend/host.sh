#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. "$HOSTLIB"

# judge TEXT FROM TO
judge() {
	long=$(echo "$3 - $2 - 0.1" | bc)
	check "$1: both tones at -12 dBFS within 0.1 dB" soundcheck tones run1/speaker.wav \
		--expect 440:-12 --expect 1000:-12 --from "$2" --to "$3" --min-length "$long"
	check "$1: no click, no gap" soundcheck gaps run1/speaker.wav \
		--tone 440 --tone 1000 --from "$2" --to "$3" --min-length "$long"
}

# The machine slept after 1 s of each 5 s.
judge "before the first sleep" 0.1 1
judge "after it" 2 4.5
judge "before the second sleep" 5.1 6
judge "after it" 7 9.5
