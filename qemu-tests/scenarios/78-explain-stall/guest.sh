#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

stalls=10
check "the test PCM" modprobe snd-mixcore-test || exit
check "the module loads" load_mixcore || exit
check "an output" attach hw:Test0 --name out || exit
aplay -q -D hw:Mixcore -t raw -f S16_LE -c 2 -r 48000 /dev/zero &
check "an application plays" wait_for 'mixctl stream list | grep -q aplay.*running' 30

reports() { mixctl --json xruns --count 0 | sed -n 's/.*"latest": \([0-9]*\).*/\1/p'; }
# A guest of a busy host is late on its own, too, and by the same culprit; the longest one is meant.
longest() {
	mixctl --json xruns --count $(($(reports) - $1)) | sed -n 's/.*"\(culprit\|late_ns\)": "*\([a-z0-9]*\).*/\2/p' |
		paste -d ' ' - - | sort -k 2 -n | tail -n 1
}

blamed=0
for stall in $(seq $stalls); do
	before=$(reports)
	mark "stall $stall"
	wait_for '[ "$(reports)" -gt $before ]' 30 || break
	usleep 500000
	longest "$before" | tee -a /tmp/blamed
done
blamed=$(grep -c '^machine ' /tmp/blamed)
check "each stall was seen" [ "$(wc -l </tmp/blamed)" -eq $stalls ]
# One that hits a cycle in its midst may look like a thread that lost its processor.
check "and was the machine's fault" [ "$blamed" -ge $((stalls - 2)) ]
[ "$blamed" -eq $stalls ] || mixctl xruns -v
killall aplay
wait
mixctl -q output detach out
check "the test PCM unloads" rmmod snd-mixcore-test
