"""truth.py - is what the plugin shows what the kernels held?

SPDX-License-Identifier: GPL-2.0-or-later

A point of truth is what lab/laboratory.py notes: see truth.json in tests/captures/README.md.
"""

NAMES = ["frame.number", "frame.protocols", "tcp.srcport", "tcp.dstport",
         "tcplens.client.state", "tcplens.server.state"]

# A server without a socket for the connection has no state that a packet could tell apart.
WITHOUT_SOCKET = {"LISTEN", "CLOSED"}


def proven_states(point):
    """(side, state) of each side that the captured packets prove."""
    return [(side, point[side]) for side in ("client", "server")
            if point[side] is not None and side not in point.get("unproven", [])]


def server_had_a_socket(truth, point):
    """Did this connection's server ever have a socket of its own, up to this point?"""
    upto = truth[:truth.index(point) + 1]
    return any(earlier["server"] not in {*WITHOUT_SOCKET, None} for earlier in upto
               if earlier["client_port"] == point["client_port"])


def is_same(side, state, shown, had_a_socket):
    if side == "server" and not had_a_socket and state in WITHOUT_SOCKET:
        return shown in WITHOUT_SOCKET
    return state == shown


def is_doubted(side, shown, row, point):
    """No packet tells whether an opener gives up that an ICMP error has told to."""
    is_error = "icmp" in row["frame.protocols"]
    return shown == "UNKNOWN" and (side in point.get("unknown", []) or
                                   (is_error and point[side] in ("SYN-SENT", "CLOSED")))


def differences(truth, rows):
    """(number of states compared, those that are wrong as text)."""
    count, wrong = 0, []
    for point in truth:
        row = rows[str(point["after_frame"])]
        ports = {row["tcp.srcport"], row["tcp.dstport"]}
        if "icmp" in row["frame.protocols"] and str(point["client_port"]) not in ports:
            continue  # an error about something else, such as the packets of a tunnel
        assert str(point["client_port"]) in ports, f"frame of another connection: {point}"
        for side, state in proven_states(point):
            count += 1
            shown = row[f"tcplens.{side}.state"]
            if is_doubted(side, shown, row, point):
                continue
            if not is_same(side, state, shown, server_had_a_socket(truth, point)):
                wrong.append(f"after frame {point['after_frame']} the {side} is {state}, "
                             f"shown as {shown or 'nothing'}")
    return count, wrong
