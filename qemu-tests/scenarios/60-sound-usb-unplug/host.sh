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

# end_of WAV: of the sound, in seconds
end_of() {
	soundcheck stats --json "$1" | tr ',' '\n' |
		awk '/"frames"/ { n = $NF } /trailing/ { n -= $NF } END { print n / 48000 }'
}

# until_pulled WAV: so it was from the start to 50 ms before the plug was pulled
until_pulled() { faultless "$1" 0 "$(echo "$(end_of "$1") - 0.05" | bc)"; }

case $SIZE in
full) times=100 ;;
*) times=2 ;;
esac
time=1
while [ $time -lt $times ]; do
	check "sound on the USB card until pull $time" until_pulled run1/speaker-$time.wav
	time=$((time + 1))
done
check "sound on the USB card until the last pull" until_pulled run1/speaker.wav
check "sound on the HDA card" faultless run1/speaker-hda.wav 0.1 1.3
