#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Pull the card while it plays; plug it in when the guest has noticed."""
from machine import Machine, wait_mark

wait_mark("playing")
machine = Machine()
machine("device_del", id="usb")
wait_mark("gone")
machine("device_add", driver="usb-audio", id="usb", bus="usb-bus.0", audiodev="usb-wav")
