#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. "$HOSTLIB"

# The last second of the long tone, on the output that was attached last.
wav=run1/speaker.wav
end=$(soundcheck stats --json $wav | tr ',' '\n' |
	awk '/"frames"/ { n = $NF } /trailing/ { n -= $NF } END { print n / 48000 }')
check "the tone is there after all of them" soundcheck tones $wav --expect 440:-12 \
	--from "$(echo "$end - 1" | bc)" --min-length 0.9
check "and steady" soundcheck gaps $wav --tone 440 \
	--from "$(echo "$end - 1" | bc)" --min-length 0.9
