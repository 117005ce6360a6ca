# story.py: the table of cases, and small steps that many of them share.
# SPDX-License-Identifier: GPL-2.0-or-later

import dataclasses
import socket
import struct

CASES = {}
NO_LINGER = struct.pack("ii", 1, 0)
REQUEST = b"Tell me something.\n"
RESPONSE = b"Here is something, in one line.\n"


@dataclasses.dataclass
class Case:
    """A function that plays one story; its first line says what the capture shows."""

    play: object
    captured: str           # the host on which tcpdump runs
    settings: dict

    def title(self):
        return self.play.__doc__.partition("\n")[0]

    def story(self):
        lines = [line.strip() for line in self.play.__doc__.splitlines()[1:]]
        return "\n".join(lines).strip()


def case(name, captured="client", **settings):
    def register(play):
        CASES[name] = Case(play, captured, settings)
        return play
    return register


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
