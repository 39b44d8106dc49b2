#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. "$HOSTLIB"

# The second take: the last 1.5 s of the recording.
wav=run1/speaker.wav
length=$(soxi -D $wav)
check "the tone is heard after the replug" \
	soundcheck tones $wav --expect 1000:-12 --from "$(echo "$length - 1.5" | bc)"
