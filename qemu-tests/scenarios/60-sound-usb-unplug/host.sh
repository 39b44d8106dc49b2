#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. "$HOSTLIB"

# faultless WAV FROM TO: both tones at -12 dBFS within 0.1 dB, no click, no gap
faultless() {
	soundcheck tones "$1" --expect 440:-12 --expect 1000:-12 --from "$2" --to "$3" \
		--min-length 0.18 &&
		soundcheck gaps "$1" --tone 440 --tone 1000 --from "$2" --to "$3" \
			--min-length 0.18
}

# The end of the sound, in seconds.
end=$(soundcheck stats --json run1/speaker.wav | tr ',' '\n' |
	awk '/"frames"/ { n = $NF } /trailing/ { n -= $NF } END { print n / 48000 }')
check "sound on the USB card" faultless run1/speaker.wav 0.1 0.9
check "sound on the USB card that came back" faultless run1/speaker.wav \
	"$(echo "$end - 1.3" | bc)" "$(echo "$end - 0.1" | bc)"
check "sound on the HDA card" faultless run1/speaker-hda.wav 0.1 1.3
