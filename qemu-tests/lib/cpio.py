# SPDX-License-Identifier: GPL-2.0-or-later
"""Write initramfs archives ("newc" cpio): same input, same bytes.

Times and inode numbers are left out on purpose, so that a deterministic guest
is not disturbed by when its files were made. The kernel unpacks archives that
were concatenated, hence the padding at the end.
"""
import os
import stat

BLOCK = 512


class Archive:
    def __init__(self):
        self.entries = {}

    def directory(self, path, mode=0o755):
        path = path.strip("/")
        if path and path not in self.entries:
            self.directory(os.path.dirname(path))
            self.entries[path] = (stat.S_IFDIR | mode, b"")

    def data(self, path, content, mode=0o644):
        self.directory(os.path.dirname(path))
        self.entries[path.strip("/")] = (stat.S_IFREG | mode, content)

    def symlink(self, path, target):
        self.directory(os.path.dirname(path))
        self.entries[path.strip("/")] = (stat.S_IFLNK | 0o777, target.encode())

    def file(self, path, source, mode=None):
        if mode is None:
            mode = 0o755 if os.access(source, os.X_OK) else 0o644
        with open(source, "rb") as handle:
            self.data(path, handle.read(), mode)

    def tree(self, path, source):
        """Everything below the folder source appears below path."""
        self.directory(path)
        for folder, folders, files in os.walk(source):
            folders.sort()
            where = os.path.join(path, os.path.relpath(folder, source))
            for name in sorted(files):
                self.file(os.path.normpath(os.path.join(where, name)),
                          os.path.join(folder, name))

    def write(self, target):
        """Write to the path target, whole or not at all."""
        temporary = f"{target}.{os.getpid()}"
        with open(temporary, "wb") as out:
            for number, (path, (mode, content)) in enumerate(self.entries.items(), 1):
                out.write(record(path, mode, content, number))
            out.write(record("TRAILER!!!", 0, b"", 0))
            out.write(b"\0" * (-out.tell() % BLOCK))
        os.replace(temporary, target)


def record(path, mode, content, inode):
    name = path.encode() + b"\0"
    links = 2 if stat.S_ISDIR(mode) else 1
    fields = (inode, mode, 0, 0, links, 0, len(content), 0, 0, 0, 0, len(name), 0)
    head = b"070701" + b"".join(b"%08X" % field for field in fields) + name
    return pad(head) + pad(content)


def pad(chunk):
    return chunk + b"\0" * (-len(chunk) % 4)
