#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

check "four test PCMs" modprobe snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1 || exit
check "the module loads" load_mixcore || exit
grant_audio
ktap transaction /selftests/transaction-test

# What mixctl makes of it.
frames() { stream "$1" frames; }
check "two outputs" eval 'attach hw:Test0 --name one && attach hw:Test1 --name two' || exit
aplay -q -D hw:Mixcore -t raw -f S16_LE -c 2 -r 48000 /dev/zero &
player=$!
check "an application plays" wait_for '[ "$(frames $player)" -gt 4800 ]' 5
cat >/tmp/good <<END
version = 1
[output one]
gain = -6dB
[output two]
mute = on
[streams]
output = two
followers = one
[stream aplay]
gain = 50%
output = two
[route aplay null]
delay = 20ms
END
check "a file is applied" mixctl apply /tmp/good
is "the stream has moved" "$(stream $player output)" "$(output two id)"
is "routes are there" "$(mixctl --json route list | grep -c '"output"')" 2
is "an output is quieter" "$(mixctl --json output list | grep -c -- '-6.0')" 1
is "streams open there, and play besides" \
	"$(mixctl default list | awk '$1 == "(all)" { print $2, $5 }')" "two one"
check "streams are saved" mixctl save --streams /tmp/before
sed 's/^mute = on/mute = off/; s/^output = two/output = one/' /tmp/before >/tmp/bad
printf '[route aplay two]\ndelay = 9s\n' >>/tmp/bad
check_fails "nothing of a file with a fault is applied" mixctl apply /tmp/bad
check "streams are saved again" mixctl save --streams /tmp/after
check "all is as it was" cmp /tmp/before /tmp/after
check "what was saved is applied" mixctl apply /tmp/before
check "streams are saved once more" mixctl save --streams /tmp/after
check "it changes nothing" cmp /tmp/before /tmp/after
is "it plays on" "$(stream $player xruns)" 0
kill $player
wait $player
mixctl -q default set --output null --followers none
mixctl -q output detach one
mixctl -q output detach two
check "the test PCMs unload" rmmod snd-mixcore-test
