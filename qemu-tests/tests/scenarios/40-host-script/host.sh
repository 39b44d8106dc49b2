#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
echo "not ok - the host objects"
