#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. "$HOSTLIB"

[ "$SIZE" = full ] && seconds=20 || seconds=2
check "what sox played is on the speaker" soundcheck tones run1/speaker.wav --expect 440:-12 \
	--to "$seconds" --min-length $((seconds - 1))
check "without a click" soundcheck gaps run1/speaker.wav --tone 440 \
	--to "$seconds" --min-length $((seconds - 1))
# It begins half a second after the end of the other one, and is a second longer.
check "so is what mpg123 played" soundcheck tones run1/speaker.wav --expect 1000:-12 \
	--from $((seconds + 1)) --min-length $((seconds - 1))
check "without a click" soundcheck gaps run1/speaker.wav --tone 1000 \
	--from $((seconds + 1)) --min-length $((seconds - 1))
