#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
set -eu
sox -D -R -n -r 48000 -c 2 -b 16 -e signed -t raw noise.raw synth 0.5 whitenoise vol 0.5
