#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

check "the card comes up" ac97_setup
check "aplay plays a tone on the card" aplay -q -D "hw:$(card ICH)" files/tone.wav
