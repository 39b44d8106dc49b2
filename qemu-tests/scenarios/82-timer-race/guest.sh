#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

# RACE_SEED=N on the kernel's command line (cmdline= in hw.conf) repeats a run, as far as that goes.
seed=$(tr " " "\n" </proc/cmdline | sed -n "s,^RACE_SEED=,,p")
export RACE_SEED="${seed:-1}"

check "the module loads" load_mixcore || exit
ktap race /selftests/timer-race-test
