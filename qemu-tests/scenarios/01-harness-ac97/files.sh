#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# -12 dBFS peak: 10^(-12/20) of full scale. -D: no dither.
set -eu
sox -D -n -r 48000 -c 2 -b 16 tone.wav synth 2 sine 1000 vol 0.251189
