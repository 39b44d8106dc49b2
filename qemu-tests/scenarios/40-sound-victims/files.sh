#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# left.raw: a second of noise on the left, to be played again and again. left-heard.raw
# and head.wav: what has to arrive there, as many times, and the head of its WAV, which
# leaves the size open.
# right.wav, HERTZ.wav: noise, tones of -12 dBFS peak on the right.
set -eu
# -R: the same noise every time. -D: no dither.
sox -R -D -n -r 48000 -c 1 -b 16 left-heard.wav synth 1 whitenoise vol 0.25
sox -D left-heard.wav left.raw remix 1 0
tail -c +45 left-heard.wav >left-heard.raw
{ head -c 40 left-heard.wav && printf '\0\0\0\0'; } >head.wav
sox -R -D -n -r 48000 -c 1 -b 16 mono.wav synth 2 whitenoise vol 0.2
sox -D mono.wav right.wav remix 0 1 repeat 20
for hertz in 250 2500; do
	sox -D -n -r 48000 -c 2 -b 16 $hertz.wav synth 6 sine $hertz vol 0.251189 remix 0 1
done
rm mono.wav left-heard.wav
