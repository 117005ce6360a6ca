"""trouble.py - did tshark bear a file that is damaged?

SPDX-License-Identifier: GPL-2.0-or-later
"""

# What Wireshark prints when a dissector broke its rules, and what sanitizers print.
BUGS = ["Dissector bug", "STATUS_ACCESS_VIOLATION", "DISSECTOR_ASSERT", "runtime error",
        "AddressSanitizer", "Malformed Packet (Exception occurred): TCP Lens",
        "[Malformed Packet: TCP Lens"]
CUT_SHORT = "appears to have been cut short"


def bugs(done):
    """The lines that tell of a bug."""
    return [line for line in (done.stdout + done.stderr).splitlines()
            if any(bug in line for bug in BUGS)]


def complaints(done, stock=None):
    """Why tshark's run is no good; "" if it is. What it says without the plugin, too, is no
    matter of the plugin."""
    if done.returncode not in (0, 2, 14):  # 2, since 4.6 14: the file cannot be read to its end
        return f"ended with {done.returncode}: {done.stderr[-2000:]}"
    if done.returncode != 0 and CUT_SHORT not in done.stderr:
        return done.stderr[-2000:]
    known = set(bugs(stock)) if stock else set()
    return "\n".join(line for line in bugs(done) if line not in known or "TCP Lens" in line)
