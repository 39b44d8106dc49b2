#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Pull the card and plug it in as the guest asks for it."""
from machine import Machine, wait_mark

wait_mark("pull")
machine = Machine()
machine("device_del", id="usb")
wait_mark("plug")
machine("device_add", driver="usb-audio", id="usb", bus="usb-bus.0", audiodev="usb-wav")
wait_mark("pull again")
machine("device_del", id="usb")
