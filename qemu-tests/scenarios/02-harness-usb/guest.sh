#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

present() { grep -q USB-Audio /proc/asound/cards; }

check "the card comes up" usb_setup
aplay -q -D "hw:$(card USB-Audio)" files/tone.wav 2>/tmp/aplay.log &
player=$!
wait_for 'grep -q RUNNING /proc/asound/card0/pcm0p/sub0/status' 10
mark playing
check "the card goes when it is pulled" wait_for '! present' 20
check_fails "aplay notices" wait $player
mark gone
check "the card comes back" wait_for present 20
check "with its mixer" usb_setup
check "it plays again" aplay -q -D "hw:$(card USB-Audio)" files/tone.wav
