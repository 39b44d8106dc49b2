#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Finds nothing of those before.
. /harness/lib.sh

check_fails "no card" grep -q Dummy /proc/asound/cards
check_fails "no module" grep -q '^snd' /proc/modules
is "no file" "$(find / -xdev -name left; find /etc /tmp /run /var -name left)" ""
check_fails "no process" grep -lx sleep /proc/[0-9]*/comm
is "what came with the guest is there" "$(tail -n 1 /etc/group)" "bob:x:1001:"
check "a folder for everybody" as_user bob touch /tmp/mine
