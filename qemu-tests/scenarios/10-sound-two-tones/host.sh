#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. "$HOSTLIB"

wav=run1/speaker.wav
[ "$SIZE" = full ] && together=29 || together=3
check "both tones at -12 dBFS within 0.1 dB" \
	soundcheck tones $wav --expect 440:-12 --expect 1000:-12 --min-length "$together"
check "no click, no gap while both play" \
	soundcheck gaps $wav --tone 440 --tone 1000 --min-length "$together"
