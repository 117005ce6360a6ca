"""test_reason.py - is what an RST says itself shown as tcplens.reset.reason?

SPDX-License-Identifier: GPL-2.0-or-later
"""

import struct

import pytest

CLIENT, SERVER = bytes([192, 0, 2, 1]), bytes([198, 51, 100, 1])
RST, ACK = 0x04, 0x10


def frame(options=b"", data=b"", captured=None):
    """A record with an RST,ACK from the server, cut to so many octets."""
    tcp = struct.pack("!HHIIBBHHH", 80, 40000, 1000, 2000, (5 + len(options) // 4) << 4, RST | ACK,
                      0, 0, 0) + options + data
    ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 1, 0x4000, 64, 6, 0, SERVER, CLIENT)
    packet = bytes(12) + b"\x08\x00" + ip + tcp
    part = packet[:captured]
    return struct.pack("<IIII", 1700000000, 0, len(part), len(packet)) + part


def reason(lens, **parts):
    path = lens.folder / "reason.pcap"
    path.write_bytes(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1) + frame(**parts))
    path.chmod(0o644)
    (row,) = lens.fields(path, ["tcplens.reset.reason", "tcplens.reset.cause"])
    assert row["tcplens.reset.cause"] != ""
    return row["tcplens.reset.reason"]


MP_TCPRST = bytes([30, 4, 0x80, 3])


@pytest.mark.parametrize("parts, expected", [
    ({}, ""),
    ({"data": b"idle timeout"}, '"idle timeout"'),
    ({"data": b"Flow expired\r\n"}, '"Flow expired.."'),
    ({"data": bytes(range(16))}, "16 octets of data"),
    ({"data": b"x" * 300}, '"' + "x" * 200 + '..."'),
    ({"options": MP_TCPRST}, "MPTCP: administratively prohibited"),
    ({"options": bytes([1, 1, 1, 1]) + MP_TCPRST}, "MPTCP: administratively prohibited"),
    ({"options": bytes([30, 4, 0x80, 99])}, "MPTCP: reason 99"),
    ({"options": MP_TCPRST, "data": b"policy"}, 'MPTCP: administratively prohibited; "policy"'),
    ({"options": bytes([30, 4, 0x70, 3])}, ""),  # another subtype
    ({"options": bytes([0, 0, 0, 0]) + MP_TCPRST}, ""),  # behind the end of the options
    ({"options": bytes([8, 0, 0, 0]) + MP_TCPRST}, ""),  # behind an option of no length
    ({"options": MP_TCPRST, "captured": 54}, ""),  # the options are cut off
    ({"data": b"idle timeout", "captured": 58}, '"idle"'),
])
def test_reason(lens, parts, expected):
    assert reason(lens, **parts) == expected
