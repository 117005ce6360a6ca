# story.py: the table of cases, and small steps that many of them share.
# SPDX-License-Identifier: GPL-2.0-or-later

import dataclasses
import socket
import struct

CASES = {}                  # those that `make` captures
LIVE = {}                   # those that are only played in tests
TCP_REPAIR = 19
NO_LINGER = struct.pack("ii", 1, 0)
REQUEST = b"Tell me something.\n"
RESPONSE = b"Here is something, in one line.\n"


@dataclasses.dataclass
class Case:
    """A function that plays one story; its first line says what the capture shows."""

    play: object
    captured: str           # the host on which tcpdump runs
    family: int             # IPv4 or IPv6
    settings: dict          # more that the laboratory is to be given

    def title(self):
        return self.play.__doc__.partition("\n")[0]

    def story(self):
        lines = [line.strip() for line in self.play.__doc__.splitlines()[1:]]
        return "\n".join(lines).strip()


def case(name, captured="client", family=socket.AF_INET, **settings):
    def register(play):
        CASES[name] = Case(play, captured, family, settings)
        return play
    return register


def live_case(name, **settings):
    """A case that `make` does not capture."""
    def register(play):
        LIVE[name] = Case(play, "client", socket.AF_INET, settings)
        return play
    return register


def lose_from(lab, side, flags=0, count=10**6):
    """From now on, packets with these flags that one side sends get lost."""
    port = {"client": 40001, "server": 8080}[side]
    lab.wire.lose(lambda packet: packet.source[1] == port and packet.has(flags), count)


def receive(connection, length):
    """Reads exactly so many bytes."""
    got = b""
    while len(got) < length:
        part = connection.recv(length - len(got))
        if not part:
            raise RuntimeError("the connection ended early")
        got += part


def send(sender, receiver, data):
    sender.sendall(data)
    receive(receiver, len(data))


def exchange(client, server):
    """One request and its response, both read."""
    send(client, server, REQUEST)
    send(server, client, RESPONSE)


def read_end(connection):
    """Waits for the peer's FIN."""
    while connection.recv(65536):
        pass


def abort(connection):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
    connection.close()


def close_both(lab, first, second):
    """The ordinary end, with a point of rest behind each step."""
    first.close()
    read_end(second)
    lab.settle()
    second.close()
    lab.settle()


def settled_connection(lab):
    """A connection that has carried a request and its response."""
    client, server = lab.connect()
    exchange(client, server)
    lab.settle()
    return client, server


def vanish(connection):
    """The kernel forgets the connection without a packet, as by a restart."""
    connection.setsockopt(socket.IPPROTO_TCP, TCP_REPAIR, 1)
    connection.close()


def enable_keep_alive(connection, count):
    for option, value in ((socket.TCP_KEEPIDLE, 1), (socket.TCP_KEEPINTVL, 1),
                          (socket.TCP_KEEPCNT, count)):
        connection.setsockopt(socket.IPPROTO_TCP, option, value)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
