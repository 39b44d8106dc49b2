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
check "an output" attach hw:Test0 --name one --domain 7 || exit
is "it has the domain that was chosen" "$(output one domain)" 7
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
check "they are saved" mixctl -q save --streams /tmp/scene
is "with their group" "$(grep -c '^group = 1$' /tmp/scene)" 2
before=$(lead)
at=$(frames $first)
dd if=/dev/zero bs=19200 count=20 2>/dev/null >&9
check "they go on" wait_for "[ \"\$(frames \$first)\" -gt $((at + 24000)) ]" 5
check "they are set to what they are" mixctl -q apply /tmp/scene
is "they play on" "$(state $first) $(state $second)" "running running"
check "until the other has no more" wait_for '[ "$(state $second)" = xrun ]' 10
is "it waits again" "$(state $first)" waiting
is "both came as far" "$(lead)" "$before"
is "only the other had an xrun" "$(stream $first xruns) $(stream $second xruns)" "0 1"
check "they are put apart" mixctl -q stream ungroup aplay
check "it plays alone" wait_for '[ "$(state $first)" = running ]' 5
check "the scene puts them together again" mixctl -q apply /tmp/scene
is "it waits once more" "$(state $first)" waiting
is "they are in one group" "$(stream $first sync_group)" "$(stream $second sync_group)"
exec 9>&-
wait $second
is "the other ends well" $? 0
check "the first goes on alone" wait_for '[ "$(state $first)" = running ]' 5
is "it is in no group" "$(stream $first sync_group)" 0
kill $first
wait $first

# What is chosen of a clock is saved, and stays with the card.
mixctl save - >/tmp/state
is "the domain is saved" "$(grep '^domain' /tmp/state)" "domain = 7"
check "other parameters" mixctl -q output swap one hw:Test0 --period 512
is "the domain stays" "$(output one domain)" 7
check "another card" mixctl -q output swap one hw:Test1
is "it has a clock of its own" "$(output one domain)" $((2147483648 + $(card Test1)))
check "the first one again" mixctl -q output detach one
check "it is restored" mixctl -q restore /tmp/state
is "with its domain" "$(output one domain)" 7
check_fails "no domain has that number" mixctl output swap one hw:Test0 --domain 2147483648
mixctl -q output detach one
check "the test PCMs unload" rmmod snd-mixcore-test
