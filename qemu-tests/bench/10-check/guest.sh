#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. /harness/bench.sh

/selftests/guest-count loop
/selftests/guest-count calls
count idle
ok "counted"
