#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# 16.wav and 32.wav: noise whose first and last frames are not silent; led.wav and led.raw: the latter behind
# silence; long.wav to be faster with. -R: the same noise every time. -D: no dither.
set -eu
case $SIZE in
full) seconds=60 ;;
*) seconds=2 ;;
esac
sox -R -D -n -r 48000 -c 2 -b 16 16.wav synth $seconds whitenoise vol 0.25
sox -D 16.wav -b 32 -e signed 32.wav reverse
sox -R -D -n -r 48000 -c 2 -b 16 long.wav synth $((${seconds%.*} * 5)) whitenoise vol 0.25
sox -D 32.wav led.wav pad 2
sox -D led.wav -t raw led.raw
