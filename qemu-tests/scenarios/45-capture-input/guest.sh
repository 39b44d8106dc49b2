#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

check "a card of many substreams" modprobe snd-dummy pcm_substreams=40
check "a card of many formats" modprobe snd-aloop
check "the module loads" load_mixcore || exit
grant_audio
ktap ioctl /selftests/capture-ioctl-test
ktap ioctl-i386 /selftests/capture-ioctl-test-i386
check "four test PCMs" modprobe snd-mixcore-test cards=4 batch=0,1,0,1 nonatomic=0,0,1,1 || exit
grant_audio
ktap input /selftests/capture-input-test
check "the test PCMs unload" rmmod snd-mixcore-test
