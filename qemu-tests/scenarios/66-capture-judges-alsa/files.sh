#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# noise.wav for the output, and spoken.wav, the same backwards in 32 bits, for the microphone. Their first and last frames
# are not silent. -R: the same noise every time. -D: no dither.
set -eu
case $SIZE in
full) seconds=20 ;;
*) seconds=1.5 ;;
esac
sox -R -D -n -r 48000 -c 2 -b 16 noise.wav synth $seconds whitenoise vol 0.25
sox -D noise.wav -b 32 -e signed spoken.wav reverse
