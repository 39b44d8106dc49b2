#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Leaves behind what nobody may find.
. /harness/lib.sh

check "a card" modprobe snd-dummy
echo left | tee /etc/left /tmp/left /run/left /var/lib/mixcore/left
setsid sleep 1000 &
ok "all over the place"
