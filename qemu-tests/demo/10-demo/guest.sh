#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

hda_setup
check "the module loads" load_mixcore || exit
check "the HDA card becomes an output" attach hw:Intel || exit

aplay -D hw:Mixcore files/music.wav 2>/tmp/music.log &
music=$!
wait_for 'grep -q RUNNING /proc/asound/Mixcore/pcm0p/sub0/status' 5
aplay -D hw:Mixcore files/speech.wav 2>/tmp/speech.log &
speech=$!
wait_for 'grep -q RUNNING /proc/asound/Mixcore/pcm0p/sub1/status' 5
note "report: streams while both play"
mixctl stream list | sed 's/^/# report:   /'

# Half-way the music makes room for the voice.
check "half of the music has played" wait_for '[ "$(position 0)" -ge 288000 ]' 20
check "amixer lowers the music by 12 dB" amixer -q -c Mixcore sset Stream,0 -- -12dB
note "report: streams after amixer lowered the music"
mixctl stream list | sed 's/^/# report:   /'

check "the music ends well" wait $music
check "the speech ends well" wait $speech
xruns=$(count_xruns)
report_xruns "$xruns"
is "no xruns" "$xruns" 0
check_fails "no application had an underrun" grep -i underrun /tmp/music.log /tmp/speech.log
