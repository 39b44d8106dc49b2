#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

for cards in 0 9; do
	check_fails "$cards test PCMs are refused" modprobe snd-mixcore-test cards=$cards
done
# Two of each kind: what selftests/testcard.h calls PLAIN, BATCH...
check "eight test PCMs" modprobe snd-mixcore-test cards=8 \
	batch=0,1,0,1,0,1,0,1 nonatomic=0,0,1,1,0,0,1,1 || exit
check "the module loads" load_mixcore || exit

ktap exact /selftests/backend-exact-test
ktap formats /selftests/backend-formats-test
check "the test PCMs unload" rmmod snd-mixcore-test
