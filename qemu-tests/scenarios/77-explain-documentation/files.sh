#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What pages call any48k.wav, any.wav and some.wav.
set -eu
sox -D -R -n -r 48000 -c 2 -b 16 any48k.wav synth 0.5 sine 440 vol 0.5
sox -D -R -n -r 44100 -c 2 -b 16 any.wav synth 0.5 sine 880 vol 0.5
sox -D -R -n -r 22050 -c 1 -b 16 some.wav synth 0.5 sine 220 vol 0.5
