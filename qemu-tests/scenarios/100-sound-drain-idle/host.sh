#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. "$HOSTLIB"

# What reached the emulated speaker.
read -r lengths <"$FILES/lengths"
for kind in fast slow; do
	for length in $lengths; do
		check "on the speaker, $kind: all of $length frames" \
			soundcheck find "$FILES/$kind-$length-heard.wav" run1/speaker.wav
	done
done
