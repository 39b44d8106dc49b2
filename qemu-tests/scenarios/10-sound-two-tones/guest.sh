#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

play() { aplay -D hw:Mixcore "files/$1.wav" 2>"/tmp/$1.log"; }

hda_setup
check "the module loads" load_mixcore || exit
check "the card becomes an output" attach hw:Intel || exit

play 440 &
first=$!
play 1000 &
second=$!
check "the first aplay ends well" wait $first
check "the second aplay ends well" wait $second
check_fails "no application had an underrun" grep -i underrun /tmp/440.log /tmp/1000.log

xruns=$(count_xruns)
report_xruns "$xruns"
is "no xruns" "$xruns" 0
