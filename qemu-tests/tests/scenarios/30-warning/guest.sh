#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/lib.sh

ok "so far, so good"
echo "WARNING: CPU: 0 PID: 1 at kernel/test.c:1" >/dev/kmsg
