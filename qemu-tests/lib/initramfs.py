# SPDX-License-Identifier: GPL-2.0-or-later
"""What the guest boots into: three archives, one after the other.

base      busybox, ALSA's programs and libraries, the kernel's sound modules;
          built once per kernel and package state
ours      the module, libmixcore, mixctl, self tests, the guest's own scripts
scenario  the files of one scenario
"""
import contextlib
import fcntl
import glob
import hashlib
import os
import shutil
import subprocess
import time

from cpio import Archive

# Modules that every guest can load; a scenario adds others with modules= in its
# hw.conf. Sound first, then what a bus or an emulation needs.
MODULES = """
    snd-pcm snd-timer snd-hrtimer snd-seq snd-pcm-oss snd-mixer-oss
    snd-hda-intel snd-hda-codec-generic snd-intel8x0 snd-usb-audio
    snd-aloop snd-dummy xhci-pci
""".split()

PROGRAMS = """
    /usr/bin/aplay /usr/bin/arecord /usr/bin/amixer /usr/bin/alsamixer
    /usr/bin/axfer /usr/bin/speaker-test /usr/bin/alsabat /usr/bin/alsaloop
    /usr/sbin/alsactl /usr/bin/chrt /bin/kmod
""".split()

FOLDERS = ["/usr/share/alsa", "/usr/share/sounds/alsa", "/var/lib/alsa", "/lib/terminfo/l"]
BUSYBOX = "/bin/busybox"
KEPT_SECONDS = 12 * 3600   # what nobody has used for that long is not in use
KMOD_NAMES = ["modprobe", "insmod", "rmmod", "lsmod", "modinfo", "depmod"]


def libraries(programs):
    """Shared libraries (and the loader) that the programs need, by their paths."""
    found = set()
    for program in programs:
        listing = subprocess.run(["ldd", program], capture_output=True, text=True, check=False)
        for word in listing.stdout.split():
            if word.startswith("/") and os.path.exists(word):
                found.add(word)
    return sorted(found)


def fingerprint(paths, *words):
    digest = hashlib.sha256(repr(words).encode())
    for path in paths:
        status = os.stat(path)
        digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()[:16]


def with_files(folders):
    return [os.path.join(where, name) for folder in folders
            for where, _, names in os.walk(folder) for name in sorted(names)]


@contextlib.contextmanager
def alone(top):
    """One run at a time makes the cached archive and what depmod sees."""
    cache = cache_of(top)
    os.makedirs(cache, exist_ok=True)
    with open(os.path.join(cache, "lock"), "w", encoding="ascii") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def cache_of(top):
    return os.path.join(top, "build/qtest/cache")


class Base:
    """The cached first archive, and the module tree that depmod sees."""

    def __init__(self, top, kernel, extra_modules):
        self.kernel = kernel
        self.i386 = os.path.realpath(os.path.join(top, "build/i386"))
        cache = cache_of(top)
        self.files = kernel.module_files(MODULES + sorted(extra_modules))
        key = fingerprint(PROGRAMS + [BUSYBOX, __file__] + with_files(FOLDERS),
                          kernel.folder, self.files, self.i386)
        self.archive = os.path.join(cache, f"base-{kernel.base}-{key}.cpio")
        self.stage = os.path.join(cache, f"stage-{kernel.base}-{key}")
        if os.path.exists(self.archive):
            os.utime(self.archive)
            os.utime(self.stage)
        else:
            self._forget_old(cache)
            self._stage_modules()
            self._build()

    def _forget_old(self, cache):
        """Not those of other runs that are going on: they may be about to boot theirs."""
        for old in glob.glob(os.path.join(cache, f"*-{self.kernel.base}-*")):
            if time.time() - os.stat(old).st_mtime < KEPT_SECONDS:
                continue
            if os.path.isdir(old):
                shutil.rmtree(old)
            else:
                os.unlink(old)

    def _stage_modules(self):
        root = os.path.join(self.stage, "lib/modules", self.kernel.release)
        for path in self.files:
            target = os.path.join(root, path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copy2(os.path.join(self.kernel.modules, path), target)
        for name in ("modules.order", "modules.builtin", "modules.builtin.modinfo"):
            shutil.copy2(os.path.join(self.kernel.modules, name), root)

    def _build(self):
        archive = Archive()
        for folder in ("dev", "proc", "sys", "tmp", "run", "root", "mnt", "etc", "var/lib/mixcore"):
            archive.directory(folder)
        archive.file("bin/busybox", BUSYBOX)
        for name in busybox_names():
            archive.symlink(f"bin/{name}", "busybox")
        for program in PROGRAMS + libraries(PROGRAMS):
            archive.file(program, os.path.realpath(program))
        for name in KMOD_NAMES:
            archive.symlink(f"sbin/{name}", "/bin/kmod")
        for folder in FOLDERS:
            if os.path.isdir(folder):
                archive.tree(folder, folder)
        archive.tree(f"lib/modules/{self.kernel.release}",
                     os.path.join(self.stage, "lib/modules", self.kernel.release))
        if os.path.isdir(self.i386):
            archive.tree("", self.i386)
        archive.data("etc/passwd", b"root:x:0:0:root:/root:/bin/sh\n"
                     b"alice:x:1000:1000::/tmp:/bin/sh\nbob:x:1001:1001::/tmp:/bin/sh\n")
        archive.data("etc/group", b"root:x:0:\naudio:x:29:alice,bob\n"
                     b"alice:x:1000:\nbob:x:1001:\n")
        archive.data("etc/hostname", b"guest\n")
        archive.write(self.archive)


def busybox_names():
    listing = subprocess.run([BUSYBOX, "--list"], capture_output=True, text=True, check=True)
    return [name for name in listing.stdout.split()
            if name not in KMOD_NAMES and name != "busybox"]


class Ours:
    """What this tree builds: the second archive."""

    def __init__(self, top, base):
        self.top = top
        self.base = base
        self.archive = Archive()
        self._guest_scripts()
        self._modules()
        self._userspace()
        self._configuration()

    def write(self, path):
        self.archive.write(path)

    def _guest_scripts(self):
        here = os.path.join(self.top, "qemu-tests")
        self.archive.file("init", os.path.join(here, "init"), 0o755)
        self.archive.tree("harness", os.path.join(here, "guest"))

    def _modules(self):
        """Our modules, and the tables that let modprobe and autoload find them."""
        kernel = self.base.kernel
        root = os.path.join(self.base.stage, "lib/modules", kernel.release)
        extra = os.path.join(root, "extra")
        shutil.rmtree(extra, ignore_errors=True)
        os.makedirs(extra)
        built = os.path.join(self.top, "build/module", kernel.base)
        for path in glob.glob(os.path.join(built, "**", "*.ko"), recursive=True):
            shutil.copy2(path, extra)
        subprocess.run(["/sbin/depmod", "-b", self.base.stage, kernel.release], check=True)
        for path in sorted(glob.glob(os.path.join(root, "modules.*"))
                           + glob.glob(os.path.join(extra, "*.ko"))):
            self.archive.file(f"lib/modules/{kernel.release}/{os.path.relpath(path, root)}",
                              path, 0o644)

    def _userspace(self):
        built = os.path.join(self.top, "build/user")
        programs = []
        for path in with_files([built]):
            relative = os.path.relpath(path, built)
            # What meson tries, and mutants, that come and go while the host's tests run.
            if any(f"/{name}/" in f"/{relative}" for name in ("meson-private", "mutations")):
                continue
            if is_elf(path):
                programs.append((relative, path))
        for relative, path in programs:
            name = os.path.basename(path)
            if ".so" in name:
                self.archive.file(f"usr/lib/x86_64-linux-gnu/{name}", path, 0o755)
            elif relative.startswith("selftests/"):
                self.archive.file(f"selftests/{name}", path, 0o755)
            else:
                self.archive.file(f"usr/bin/{name}", path, 0o755)
        for path in libraries([path for _, path in programs]):
            if not path.startswith(built):
                self.archive.file(path, os.path.realpath(path), 0o755)
        self._library_links(built)

    def _library_links(self, built):
        """libx.so.0 -> libx.so.0.1: os.walk lists such links among the files."""
        for path in with_files([built]):
            if os.path.islink(path) and ".so" in path:
                self.archive.symlink(f"usr/lib/x86_64-linux-gnu/{os.path.basename(path)}",
                                     os.readlink(path))

    def _configuration(self):
        for path in sorted(glob.glob(os.path.join(self.top, "libmixcore/alsa/*.conf"))):
            self.archive.file(f"etc/alsa/conf.d/{os.path.basename(path)}", path, 0o644)
        for path in sorted(glob.glob(os.path.join(self.top, "packaging/**/*modprobe*"),
                                     recursive=True)):
            if os.path.isfile(path):
                self.archive.file("etc/modprobe.d/mixcore.conf", path, 0o644)


def is_elf(path):
    if os.path.islink(path) or not os.access(path, os.X_OK):
        return False
    with open(path, "rb") as handle:
        return handle.read(4) == b"\x7fELF"


def join(target, *archives):
    with open(target, "wb") as out:
        for path in archives:
            with open(path, "rb") as source:
                shutil.copyfileobj(source, out, 1 << 20)
