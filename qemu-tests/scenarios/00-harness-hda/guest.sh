#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

check "the card comes up" hda_setup
check "aplay plays a tone on the card" aplay -q -D hw:Intel files/tone.wav
