#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

check "the test PCM" modprobe snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1 || exit
check "the module loads" load_mixcore || exit
grant_audio
ktap endpoint /selftests/endpoint-test
ktap exact /selftests/endpoint-exact-test
check "the test PCM unloads" rmmod snd-mixcore-test
