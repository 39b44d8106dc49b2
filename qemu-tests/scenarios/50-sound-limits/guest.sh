#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

refuses() {
	check_fails "$1 is refused" modprobe snd-mixcore "$1"
	check_fails "and nothing is loaded" grep -q '^snd_mixcore ' /proc/modules
}

substreams() { find /proc/asound/Mixcore/pcm0p -name 'sub*' | wc -l; }

check "a backend" modprobe snd-dummy
for parameter in streams=0 streams=257 streams=-1 null_rate=7999 null_rate=192001; do
	refuses "$parameter"
done
for rate in 8000 192000; do
	check "null_rate=$rate is accepted" load_mixcore null_rate=$rate
	check "and is the null output's" grep -q "\"rate\": $rate" <<END
$(mixctl --json output list)
END
	rmmod snd-mixcore
done

check "the module loads" load_mixcore || exit
is "64 streams by default" "$(substreams)" 64
grant_audio
ktap limits /selftests/limits-test

rmmod snd-mixcore
check "the module loads with 256 streams" load_mixcore streams=256 || exit
is "256 streams" "$(substreams)" 256
grant_audio
ktap limits-256 /selftests/limits-test

rmmod snd-mixcore
check "the module loads with one stream" load_mixcore streams=1 || exit
is "one stream" "$(substreams)" 1
exit 0
