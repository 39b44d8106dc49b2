#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

modprobe snd-seq
check "a card that can do without period wake-ups" hda_setup
check "two cards that can go" modprobe snd-dummy id=Dummy,Second enable=1,1 \
	pcm_substreams=40,40
check "a card of many formats" modprobe snd-aloop
check "the module loads" load_mixcore || exit
grant_audio

ktap abi /selftests/abi-test
ktap abi-i386 /selftests/abi-test-i386
ktap ioctl /selftests/ioctl-test
ktap ioctl-i386 /selftests/ioctl-test-i386
