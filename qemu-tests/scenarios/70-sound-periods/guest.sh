#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

check "a backend that keeps time" modprobe snd-dummy
check "a loopback card" modprobe snd-aloop pcm_substreams=1
check "the module loads" load_mixcore || exit

ktap stream /selftests/stream-test
ktap linked /selftests/linked-test
