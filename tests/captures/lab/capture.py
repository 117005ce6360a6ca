# capture.py: runs tcpdump in a host's namespace and reads back what it wrote.
# SPDX-License-Identifier: GPL-2.0-or-later

import signal
import struct
import subprocess
import time

from .packet import parse

EVERYTHING = "tcp or icmp or (ip6 and icmp6[0] < 128) or ip[6:2] & 0x1fff != 0"


class Capture:
    """One running tcpdump."""

    def __init__(self, host, path, filter_text=EVERYTHING, snap=0):
        self.host = host
        self.path = path
        self.read_upto, self.read = 24, []      # the file's own header is no frame
        self.end = None                         # when it was stopped
        command = ["setpriv", "--pdeathsig", "TERM", "tcpdump", "-i", host.interface, "-n", "-U",
                   "--immediate-mode", "-s", str(snap), "--time-stamp-precision=nano",
                   "-Z", "root", "-w", str(path), filter_text]
        with host.namespace.entered():
            self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        self.wait_until_listening()

    def wait_until_listening(self):
        for line in self.process.stderr:
            if "listening on" in line:
                return
        raise RuntimeError("tcpdump did not start")

    def packets(self):
        """The TCP segment of each frame written so far, None for a frame without."""
        with self.path.open("rb") as file:
            file.seek(self.read_upto)
            data = file.read()
        at = 0
        while at + 16 <= len(data):
            end = at + 16 + struct.unpack_from("<I", data, at + 8)[0]
            if end > len(data):
                break
            self.read.append(parse(data[at + 16:end]))
            at = end
        self.read_upto += at
        return self.read

    def stop(self):
        if self.process.returncode is not None:
            return
        time.sleep(0.1)
        self.process.send_signal(signal.SIGINT)
        self.end = time.monotonic()
        _, report = self.process.communicate()
        if "\n0 packets dropped by kernel" not in report:
            raise RuntimeError(f"tcpdump lost packets: {report}")
