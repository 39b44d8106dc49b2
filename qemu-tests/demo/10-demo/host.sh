#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
. "$HOSTLIB"

check "no gap between the first and the last sound" soundcheck gaps run1/speaker.wav --to 11.5
