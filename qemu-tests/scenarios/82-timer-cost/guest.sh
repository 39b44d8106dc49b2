#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

check "the module loads" load_mixcore || exit
ktap cost /selftests/timer-cost-test
