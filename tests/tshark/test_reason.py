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


def compact(code, enterprise=0):
    """The compact format of draft-ietf-tcpm-rst-diagnostic-payload, as its examples have it."""
    return struct.pack("!HHI", 0x33AA, code, enterprise)


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
    ({"data": compact(2)}, "diagnostic payload: desynchronized state (2)"),
    ({"data": compact(14)}, "diagnostic payload: connection timeout (14)"),
    ({"data": compact(18)}, "diagnostic payload: code 18"),
    ({"data": compact(1234, 32473)}, "diagnostic payload: code 1234 of enterprise 32473"),
    ({"data": compact(0)}, "8 octets of data"),  # 0 must not be used
    ({"data": compact(2) + b"\0"}, "9 octets of data"),  # it has 8 octets
    ({"data": compact(2), "captured": 60}, "6 octets of data"),
    ({"data": b"\xf3\x17" + b"no licence"}, 'diagnostic payload: "no licence"'),
    ({"data": b"\xf3\x17" + b"a\0\nb"}, 'diagnostic payload: "a..b"'),
    ({"data": bytes.fromhex("193039 a1 01 02")}, "diagnostic payload: desynchronized state (2)"),
    ({"data": bytes.fromhex("82 193039 a2 01 1904d2 02 197ed9")},
     "diagnostic payload: code 1234 of enterprise 32473"),
    ({"data": bytes.fromhex("193039 a1 03 64") + b"full"}, 'diagnostic payload: "full"'),
    ({"data": bytes.fromhex("193039 a2 01 09 03 64") + b"full"},
     'diagnostic payload: not authorized (9), "full"'),
    ({"data": bytes.fromhex("193039 a1 03 65") + b"full"}, "10 octets of data"),  # text too long
    ({"data": bytes.fromhex("193039 a1 01 02 00")}, "7 octets of data"),  # something behind
    ({"data": bytes.fromhex("193039 a1 04 02")}, "6 octets of data"),  # an unknown key
    ({"data": bytes.fromhex("193038 a1 01 02")}, "6 octets of data"),  # another number
    ({"data": bytes.fromhex("193039")}, "3 octets of data"),
    ({"options": MP_TCPRST, "captured": 54}, ""),  # the options are cut off
    ({"data": b"idle timeout", "captured": 58}, '"idle"'),
])
def test_reason(lens, parts, expected):
    assert reason(lens, **parts) == expected
