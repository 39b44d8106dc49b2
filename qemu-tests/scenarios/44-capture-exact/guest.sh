#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

check "four test PCMs" modprobe snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1 || exit
check "the module loads" load_mixcore || exit
ktap exact /selftests/capture-exact-test
check "the test PCMs unload" rmmod snd-mixcore-test
