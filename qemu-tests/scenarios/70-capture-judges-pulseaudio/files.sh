#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Noise, other on each side; for the microphone in 32 bits. -R: the same noise every time. -D: no
# dither.
set -eu
case $SIZE in
full) seconds=20 ;;
*) seconds=2 ;;
esac
sox -R -D -n -r 48000 -c 2 -b 16 noise-16.wav synth $seconds whitenoise vol 0.25
sox -D noise-16.wav -b 32 -e signed noise.wav
