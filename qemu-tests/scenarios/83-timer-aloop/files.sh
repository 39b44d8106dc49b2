#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Two seconds of noise; the first and the last frame are not silent. -R: the same every time.
set -eu
sox -R -D -n -r 48000 -c 2 -b 32 -e signed noise.wav synth 2 whitenoise vol 0.25
