#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# noise.raw, what is played. -R: the same noise every time. -D: no dither.
set -eu
sox -R -D -n -r 48000 -c 2 -b 16 -e signed -t raw noise.raw synth 10 whitenoise vol 0.25
