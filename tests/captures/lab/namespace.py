# namespace.py: network namespaces that nobody but this process can see.
# SPDX-License-Identifier: GPL-2.0-or-later
"""A namespace is held by a file descriptor only, so it vanishes with the process."""

import contextlib
import ctypes
import os
import subprocess

CLONE_NEWNET = 0x40000000
CURRENT = "/proc/thread-self/ns/net"
libc = ctypes.CDLL(None, use_errno=True)


def must(result):
    if result != 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))


class Namespace:
    """One network namespace, as yet without interfaces."""

    def __init__(self):
        home = os.open(CURRENT, os.O_RDONLY)
        must(libc.unshare(CLONE_NEWNET))
        self.fd = os.open(CURRENT, os.O_RDONLY)
        must(libc.setns(home, CLONE_NEWNET))
        os.close(home)

    @property
    def path(self):
        return f"/proc/{os.getpid()}/fd/{self.fd}"

    @contextlib.contextmanager
    def entered(self):
        """What this thread makes inside (sockets, processes) belongs to the namespace."""
        home = os.open(CURRENT, os.O_RDONLY)
        must(libc.setns(self.fd, CLONE_NEWNET))
        try:
            yield
        finally:
            must(libc.setns(home, CLONE_NEWNET))
            os.close(home)

    def run(self, *command, text=None):
        with self.entered():
            done = subprocess.run(command, input=text, text=True, capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)}: {done.stderr.strip()}")
        return done.stdout

    def ip(self, *lines):
        self.run("ip", "-batch", "-", text="\n".join(lines) + "\n")

    def set(self, key, value):
        """A sysctl below net/."""
        with self.entered(), open(f"/proc/sys/net/{key}", "w", encoding="ascii") as file:
            file.write(str(value))

    def close(self):
        os.close(self.fd)
