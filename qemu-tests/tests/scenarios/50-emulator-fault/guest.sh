#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Says what a guest says whose processor met a breakpoint that is no longer there.
. /harness/lib.sh
echo 'Oops: int3: 0000 [#1] PREEMPT SMP NOPTI' >/dev/console
ok "all is well otherwise"
