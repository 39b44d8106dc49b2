#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

check "eight test PCMs" modprobe snd-mixcore-test cards=8 batch=0,1,0,1 nonatomic=0,0,1,1 || exit
check "the module loads" load_mixcore || exit
grant_audio
ktap move /selftests/move-test
ktap default /selftests/default-test
ktap random /selftests/move-random-test
check "what a user has of his own goes with the module" mixctl default set --user bob --mute on
is "it is there" "$(mixctl default list | awk '$1 == "bob" { print $2, $4 }')" "(null) muted"
check "the test PCMs unload" rmmod snd-mixcore-test
