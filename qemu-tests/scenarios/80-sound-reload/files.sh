#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Peaks of -12 dBFS: 10^(-12/20) of full scale. -D: no dither. Whole periods: one copy
# of the second may follow another.
set -eu
sox -D -n -r 48000 -c 2 -b 16 tone.wav synth 1 sine 1000 vol 0.251189
sox -D -n -r 48000 -c 2 -b 16 second.raw synth 1 sine 440 vol 0.251189
