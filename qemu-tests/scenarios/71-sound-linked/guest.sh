#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

check "a backend" modprobe snd-dummy
check "the module loads" load_mixcore || exit

ktap group /selftests/group-test
