#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A tone on each side with a peak of -12 dBFS: 10^(-12/20) of full scale. -D: no dither. 32 bits, for
# the microphone.
set -eu
case $SIZE in
full) seconds=20 ;;
*) seconds=2 ;;
esac
for hertz in 440 1000; do
	sox -D -n -r 48000 -c 1 -b 32 -e signed $hertz.wav synth $seconds sine $hertz vol 0.251189
done
sox -D -M 440.wav 1000.wav tones.wav
rm 440.wav 1000.wav
