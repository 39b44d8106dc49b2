#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Peaks of -12 dBFS: 10^(-12/20) of full scale. -D: no dither. noise.wav, and spoken.wav in 32 bits.
set -eu
seconds=5
sox -D -n -r 44100 -c 2 -b 16 44100.wav synth $seconds sine 440 vol 0.251189
sox -D -n -r 48000 -c 2 -b 16 1000.wav synth $seconds sine 1000 vol 0.251189
sox -R -D -n -r 48000 -c 2 -b 16 noise.wav synth $seconds whitenoise vol 0.25
sox -D noise.wav -b 32 -e signed spoken.wav reverse
