#!/usr/bin/python3 -B
# SPDX-License-Identifier: GPL-2.0-or-later
"""Pull the card and plug it in as often as the guest asks for it. With each plug QEMU begins its
recording anew: what came before is kept as speaker-N.wav."""
import itertools
import shutil

from machine import Machine, wait_mark

machine = None
for time in itertools.count(1):
    wait_mark(f"pull {time}")
    machine = machine or Machine()
    machine("device_del", id="usb")
    wait_mark(f"plug {time}")
    shutil.copyfile("speaker.wav", f"speaker-{time}.wav")
    machine("device_add", driver="usb-audio", id="usb", bus="usb-bus.0", audiodev="usb-wav")
