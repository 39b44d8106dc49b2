# SPDX-License-Identifier: GPL-2.0-or-later
"""An interactive guest: the serial console is this terminal."""
import os
import subprocess

import guest
import initramfs
from cpio import Archive
from scenario import DEFAULTS


class Session:
    """Looks like a scenario to guest.command()."""
    name = "shell"
    conf = dict(DEFAULTS, mode="realtime")
    deterministic = False

    def words(self, key):
        return self.conf[key].split()


def run(runner, work):
    session = Session()
    archive = Archive()
    archive.data("scenarios/order", b"shell\n")
    archive.data("scenarios/shell/env", runner.environment(session, mode="shell").encode())
    archive.write(os.path.join(work, "scenario.cpio"))
    initrd = os.path.join(work, "initrd")
    initramfs.join(initrd, runner.base.archive, runner.ours, os.path.join(work, "scenario.cpio"))
    out = os.path.join(runner.out, "shell")
    os.makedirs(out, exist_ok=True)
    words = guest.command(session, runner.kernel, initrd, out)
    words += ["-serial", "stdio"]
    print(f"what the guest plays: {out}/speaker.wav")
    return subprocess.run(words, check=False).returncode
