#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

# HOSTILE_SEED=N on the kernel's command line (cmdline= in hw.conf) repeats a run.
seed=$(tr " " "\n" </proc/cmdline | sed -n "s,^HOSTILE_SEED=,,p")
export HOSTILE_SEED="${seed:-1}"
HOSTILE_SECONDS=60
slow && HOSTILE_SECONDS=10
[ "$SIZE" = full ] && HOSTILE_SECONDS=600
# With icount each byte of a ring that the core clears counts as an instruction, and root's
# other outputs share the one slow processor: 85 ms are queued.
export HOSTILE_SECONDS HOSTILE_RINGS=1 HOSTILE_FILL=4096

check "the test PCM" modprobe snd-mixcore-test cards=4 batch=0,0,1,0 nonatomic=0,0,0,1 || exit
check "the module loads" load_mixcore || exit
grant_audio
# Of those who have a call write over their own stack the log is not to tell: no fault of the kernel's.
echo 0 >/proc/sys/debug/exception-trace
ktap hostile /selftests/hostile-test
