#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Peaks of -12 dBFS: 10^(-12/20) of full scale. -D: no dither.
set -eu
case $SIZE in
full) seconds=30 ;;
*) seconds=4 ;;
esac
for hertz in 440 1000; do
	sox -D -n -r 48000 -c 2 -b 16 $hertz.wav synth $seconds sine $hertz vol 0.251189
done
