#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# A peak of -12 dBFS: 10^(-12/20) of full scale. -D: no dither.
set -eu
sox -D -n -r 48000 -c 2 -b 16 tone.wav synth 30 sine 1000 vol 0.251189
