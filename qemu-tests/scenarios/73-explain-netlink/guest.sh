#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

LOG=/tmp/monitor.log

check "two test PCMs" modprobe snd-mixcore-test cards=2 || exit
check "the module loads" load_mixcore || exit
grant_audio
ktap events /selftests/netlink-test
ktap mirror /selftests/netlink-mirror-test

# What mixctl makes of it.
tells() { grep -qE "^[0-9:.]+  $1 +$2 +mixctl \([0-9]+, root\): \"mixctl $3\"" $LOG; }
check "an output" attach hw:Test0 --name one
mixctl monitor --count 6 >$LOG 2>&1 &
monitor=$!
# A socket of generic netlink that is in some group.
listens() { awk '$2 == 16 && $4 != "00000000"' /proc/net/netlink | grep -q .; }
check "it listens" wait_for listens 5
check "the volume is set" mixctl -q output volume one -6dB
check "the output is muted" mixctl -q output mute one on
aplay -q -D hw:Mixcore -t raw -f S16_LE -c 2 -r 48000 -d 1 /dev/zero
check "it is not the default" mixctl -q output default null
check "monitor ends by itself" wait $monitor
check "it tells of the volume" tells 'output one' 'volume -6\.0dB' 'output volume'
check "and of the mute" tells 'output one' 'mute on' 'output mute'
check "and of the default" tells 'default for all' 'output null' 'output default'
check "a stream came" grep -q 'stream .* aplay .*opened' $LOG
check "and went" grep -q 'stream .* aplay .*closed' $LOG
is "that is all" "$(wc -l <$LOG)" 6
mixctl -q output detach one
check "the test PCMs unload" rmmod snd-mixcore-test
