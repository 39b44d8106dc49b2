#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. "$HOSTLIB"

wav=run1/speaker.wav
check "1000 Hz at -12 dBFS" soundcheck tones $wav --expect 1000:-12 --min-length 1.9
check "no click, no gap" soundcheck gaps $wav --tone 1000 --min-length 1.9
