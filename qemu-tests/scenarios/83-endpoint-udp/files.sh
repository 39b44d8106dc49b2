#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# noise.raw, what is sent. -R: the same noise every time. -D: no dither.
set -eu
case $SIZE in
full) seconds=60 ;;
*) seconds=3 ;;
esac
sox -R -D -n -r 48000 -c 2 -b 16 -e signed -t raw noise.raw synth $seconds whitenoise vol 0.25
