#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

state() { mixctl stream list | awk -v pid="$1" '$4 == pid { print $6 }'; }
frames() { stream "$1" frames; }
# how many more the second has than the first, while neither moves
lead() { echo $(($(frames $second) - $(frames $first))); }

check "four test PCMs" modprobe snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1 || exit
check "the module loads" load_mixcore || exit
grant_audio
ktap sync-group /selftests/sync-group-test
ktap start /selftests/start-test

# Two applications that know nothing of each other; one can't go on by itself.
check "an output" attach hw:Test0 --name one || exit
mkfifo /tmp/sound
RAW="-q -D hw:Mixcore -t raw -f S16_LE -c 2 -r 48000"
# shellcheck disable=SC2086
aplay $RAW /dev/zero &
first=$!
# shellcheck disable=SC2086
aplay $RAW /tmp/sound &
second=$!
exec 9>/tmp/sound
check "both are there" wait_for '[ "$(mixctl stream list | grep -c aplay)" = 2 ]' 5
check "one plays" wait_for '[ "$(frames $first)" -gt 4800 ]' 5
check "they are put together" mixctl stream group aplay
is "it waits" "$(state $first)" waiting
before=$(lead)
at=$(frames $first)
dd if=/dev/zero bs=19200 count=20 2>/dev/null >&9
check "they go on" wait_for "[ \"\$(frames \$first)\" -gt $((at + 24000)) ]" 5
check "until the other has no more" wait_for '[ "$(state $second)" = xrun ]' 10
is "it waits again" "$(state $first)" waiting
is "both came as far" "$(lead)" "$before"
is "only the other had an xrun" "$(stream $first xruns) $(stream $second xruns)" "0 1"
exec 9>&-
wait $second
is "the other ends well" $? 0
check "the first goes on alone" wait_for '[ "$(state $first)" = running ]' 5
is "it is in no group" "$(stream $first sync_group)" 0
kill $first
wait $first
mixctl -q output detach one
check "the test PCMs unload" rmmod snd-mixcore-test
