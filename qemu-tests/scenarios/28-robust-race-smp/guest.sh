#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

check "two test PCMs" modprobe snd-mixcore-test cards=2 || exit
check "the module loads" load_mixcore || exit
ktap params /selftests/params-race-test
ktap endpoint /selftests/endpoint-race-test
check "the test PCMs unload" rmmod snd-mixcore-test
