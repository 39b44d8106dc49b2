# SPDX-License-Identifier: GPL-2.0-or-later
"""A guest kernel as scripts/fetch-kernel left it in the cache."""
import os


class Kernel:
    def __init__(self, top, series):
        """series: as fetch-kernel or build-kernel knows it, and perhaps words for its
        command line: 6.12+preempt=full."""
        self.series = series
        self.base, *words = series.split("+")
        link = os.path.join(top, "build", "kernel", self.base)
        if not os.path.exists(link):
            raise SystemExit(f"error: no kernel {self.base} yet: run 'make module K={self.base}'")
        self.folder = os.path.realpath(link)
        with open(os.path.join(self.folder, "release"), encoding="ascii") as handle:
            self.release = handle.read().strip()
        names = [name for name in ("vmlinux", "vmlinuz") if name in os.listdir(self.folder)]
        self.image = os.path.join(self.folder, names[0])
        self.cmdline = " ".join([self._optional("cmdline"), *words])
        self.mem = int(self._optional("mem") or 0)      # MiB that its guests need at least
        self.slowness = int(self._optional("slowness") or 1)
        with open(os.path.join(self.folder, "config"), encoding="utf-8") as handle:
            self.counts_coverage = "CONFIG_GCOV_KERNEL=y\n" in handle
        self.modules = os.path.join(self.folder, "lib", "modules", self.release)

    def _optional(self, name):
        path = os.path.join(self.folder, name)
        if not os.path.exists(path):
            return ""
        with open(path, encoding="ascii") as handle:
            return handle.read().strip()

    def module_files(self, wanted):
        """Paths (relative to self.modules) of the named modules and all they need."""
        needs = self._dependencies()
        by_name = {module_name(path): path for path in needs}
        found = set()
        for name in wanted:
            path = by_name.get(module_name(name))
            if path is None:
                # Built in on one series and a module on another, or a typing
                # error: modprobe in the guest tells the two apart.
                continue
            found.add(path)
            found.update(needs[path])
        return sorted(found)

    def _dependencies(self):
        needs = {}
        with open(os.path.join(self.modules, "modules.dep"), encoding="ascii") as handle:
            for line in handle:
                path, _, rest = line.partition(":")
                needs[path] = rest.split()
        return needs


def module_name(path):
    name = os.path.basename(path)
    if name.endswith(".ko"):
        name = name[:-3]
    return name.replace("-", "_")
