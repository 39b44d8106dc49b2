# SPDX-License-Identifier: GPL-2.0-or-later
"""A scenario: a folder scenarios/NN-name with hw.conf, guest.sh and helpers."""
import fnmatch
import os
import shlex

DEFAULTS = {
    "devices": "hda",           # emulated sound hardware: hda ac97 usb, more with a digit; none
    "mode": "icount",           # icount: deterministic, one processor; count: so, and counted;
                                # realtime: races
    "smp": "",                  # processors; default 1 (icount) or 2 (realtime)
    "mem": "512",               # MiB
    "cpu": "max",
    "timeout": "300",           # host seconds, of work with icount; ten times as many in size full
    "guest_timeout": "600",     # guest seconds for guest.sh
    "cost": "30",               # host seconds on the debug kernel, about: fills boots evenly
    "modules": "",              # kernel modules to have in the guest
    "load": "",                 # modules to load before guest.sh, after the devices' own
    "programs": "",             # foreign programs to have: scripts/fetch-NAME gets them
    "qmp": "no",                # a QMP socket for during.py or during.sh
    "runs": "1",                # boots; more than one: WAVs and verdicts must be identical
    "cmdline": "",              # further kernel command line
    "sizes": "quick full",      # for which SIZE= the scenario runs
    "kernels": "*",             # on which kernels, as patterns: debug* has fault injection
}


# What a boot decides for all that happens in it.
MACHINE = ["devices", "mode", "smp", "cpu", "cmdline"]


class Scenario:
    def __init__(self, folder):
        self.folder = folder
        self.name = os.path.basename(folder).partition("-")[2]
        self.conf = dict(DEFAULTS)
        path = self.file("hw.conf")
        if path:
            self.conf.update(read_conf(path))

    def file(self, name):
        path = os.path.join(self.folder, name)
        return path if os.path.exists(path) else None

    def script(self, stem):
        """Path of stem.py or stem.sh, whichever the scenario has."""
        return self.file(f"{stem}.py") or self.file(f"{stem}.sh")

    def words(self, key):
        return [word for word in self.conf[key].split() if word != "none"]

    def number(self, key):
        return int(self.conf[key])

    def runs_on(self, series):
        return any(fnmatch.fnmatch(series, pattern) for pattern in self.words("kernels"))

    def machine(self, mem=0):
        """mem: MiB that the kernel needs at least."""
        return [*(self.conf[key] for key in MACHINE), max(self.number("mem"), mem)]

    @property
    def shares(self):
        """Whether others may run in the same boot: not when somebody outside of the guest
        listens to it, drives it, or compares its boots."""
        return (self.number("runs") == 1 and self.conf["qmp"] == "no"
                and not self.script("host") and not self.script("during"))

    @property
    def deterministic(self):
        return self.conf["mode"] != "realtime"


def read_conf(path):
    found = {}
    with open(path, encoding="utf-8") as handle:
        for number, line in enumerate(handle, 1):
            words = shlex.split(line, comments=True)
            if not words:
                continue
            key, equals, value = " ".join(words).partition("=")
            if not equals or key not in DEFAULTS:
                raise SystemExit(f"error: {path}:{number}: unknown setting '{line.strip()}'")
            found[key] = value
    return found


def find(root, series=None):
    """All scenarios of a folder by their numbers; series selects those that run on this
    kernel."""
    folders = sorted(name for name in os.listdir(root)
                     if os.path.exists(os.path.join(root, name, "guest.sh")))
    every = [Scenario(os.path.join(root, name)) for name in folders]
    return [one for one in every if series is None or one.runs_on(series)]
