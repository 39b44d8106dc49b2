# SPDX-License-Identifier: GPL-2.0-or-later
"""For during.py of a scenario: follow the guest's marks, drive QEMU over QMP.

    from machine import Machine, wait_mark
    wait_mark("playing")                # the guest said: mark playing
    machine = Machine()
    machine("device_del", id="usb")
"""
import json
import os
import socket
import time


def wait_mark(text):
    """Until guest.sh has said 'mark TEXT'. On a busy host that takes long; if the guest
    ends without, so does its companion."""
    wanted = f"# mark: {text}"
    while True:
        try:
            with open(os.environ["VERDICT"], encoding="utf-8", errors="replace") as handle:
                if wanted in handle.read().replace("\r", "").splitlines():
                    return
        except FileNotFoundError:
            pass
        time.sleep(0.02)


def connect(path):
    """QEMU makes its socket a while after it was started, on a busy host a long one."""
    while True:
        control = socket.socket(socket.AF_UNIX)
        try:
            control.connect(path)
            return control
        except (FileNotFoundError, ConnectionRefusedError):
            control.close()
        time.sleep(0.02)


class Machine:
    """QEMU's control socket; machine(command, argument=value) returns the answer."""

    def __init__(self):
        self.socket = connect(os.environ["QMP"])
        self.lines = self.socket.makefile("r", encoding="utf-8")
        self.lines.readline()       # greeting
        self("qmp_capabilities")

    def __call__(self, command, **arguments):
        names = {key.replace("_", "-"): value for key, value in arguments.items()}
        message = {"execute": command, "arguments": names}
        self.socket.sendall(json.dumps(message).encode() + b"\n")
        for line in self.lines:
            answer = json.loads(line)
            if "error" in answer:
                raise SystemExit(f"{command}: {answer['error']['desc']}")
            if "return" in answer:
                return answer["return"]
        raise SystemExit("QEMU has gone")
