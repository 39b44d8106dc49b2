#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

check "a test PCM" modprobe snd-mixcore-test cards=1 || exit
check "the module loads" load_mixcore streams=3 || exit
ktap channel-map /selftests/channel-map-test

# The kernel's test leaves out controls that are inactive, as those of closed substreams are.
open_all() {
	for _number in 1 2 3; do
		aplay -q -D hw:Mixcore -t raw -f S16_LE -c 2 -r 48000 /dev/zero &
		arecord -q -D hw:Mixcore -t raw -f S16_LE -c 2 -r 48000 /dev/null &
		arecord -q -D hw:Mixcore,1 -t raw -f S16_LE -c 2 -r 48000 /dev/null &
	done
}
running() { mixctl --json stream list | grep -c '"running"'; }
says() { grep -c "$1" /tmp/mixer.log; }

check "an output" attach hw:Test0 --name speaker
open_all
check "all substreams are open" wait_for '[ "$(running)" = 9 ]' 5
check "the kernel's mixer-test passes" eval '/selftests/mixer-test >/tmp/mixer.log'
grep Totals /tmp/mixer.log
is "nothing failed" "$(says '^not ok')" 0
# Volume and switch of nine streams and of the output, channel maps of nine.
is "all controls are tested" "$(says '^ok .*get_value')" 29
is "but for those that can't be set, in all ways" "$(says '^ok .*SKIP write_invalid')" 9
is "each" "$(says SKIP)" "$(says 'Channel Map is not writeable')"
# shellcheck disable=SC2046
kill $(pidof aplay arecord)
wait
mixctl -q output detach speaker
check "the test PCM unloads" rmmod snd-mixcore-test
