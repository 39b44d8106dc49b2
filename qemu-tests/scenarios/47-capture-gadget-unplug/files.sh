#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Two tones with peaks of -12 dBFS: 10^(-12/20) of full scale. -D: no dither. Whole periods: one copy
# may follow another.
set -eu
for hertz in 440 1000; do
	sox -D -n -r 48000 -c 2 -b 16 $hertz.wav synth 1 sine $hertz vol 0.251189
done
sox -D -m -v 1 440.wav -v 1 1000.wav -t raw both.raw
rm 440.wav 1000.wav
