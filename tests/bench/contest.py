"""contest.py - what is compared with what?

SPDX-License-Identifier: GPL-2.0-or-later

Stock tshark has no fields and no table of TCP Lens: in a mode that asks for those, it is asked for
the nearest that it has of its own, and so are TRANSUM and Lua, who add to what it has.
"""

import collections

STOCK, TCPLENS, TRANSUM, LUA = "stock", "TCP Lens", "TRANSUM", "Lua"

# plugins: whose folder of plugins is loaded. arguments: what tshark must be told besides.
Rival = collections.namedtuple("Rival", "plugins arguments")

RIVALS = {
    STOCK: Rival("none", []),
    TCPLENS: Rival("ours", []),
    TRANSUM: Rival("transum", ["--enable-protocol", "transum"]),
    LUA: Rival("none", ["-X", "lua_script:flags.lua"]),
}

# says: the short words of the table. arguments: of tshark.
Question = collections.namedtuple("Question", "says arguments")

# stock, lens: what is asked of tshark without and with TCP Lens. rivals: who is measured, too.
# seeds: how often instructions are counted, of stock and TCP Lens; pairs: how often all are timed.
Mode = collections.namedtuple("Mode", "stock lens rivals seeds pairs")


def fields(*names):
    return ["-T", "fields"] + [part for name in names for part in ("-e", name)]


def same(says, arguments, rivals=(), seeds=1, pairs=3):
    question = Question(says, arguments)
    return Mode(question, question, rivals, seeds, pairs)


def other(stock, lens, seeds=1, pairs=3):
    return Mode(stock, lens, (), seeds, pairs)


MODES = {
    "line": same("one-line summary", [], rivals=(TRANSUM, LUA), seeds=2, pairs=5),
    "filter": other(Question("-Y tcp.flags.reset==1", ["-Y", "tcp.flags.reset==1"]),
                    Question("-Y tcplens.reset", ["-Y", "tcplens.reset"])),
    "fields": other(Question("-T fields, 5 of tcp",
                             fields("tcp.stream", "tcp.flags.str", "tcp.seq", "tcp.len",
                                    "tcp.completeness")),
                    Question("-T fields, 5 of tcplens",
                             fields("tcplens.phase", "tcplens.client.state",
                                    "tcplens.server.state", "tcplens.verdict",
                                    "tcplens.reset.cause"))),
    "passes": same("-2", ["-2"]),
    "verbose": same("-V", ["-V"]),
    "conns": other(Question("-q -z conv,tcp", ["-q", "-z", "conv,tcp"]),
                   Question("-q -z tcplens,conns", ["-q", "-z", "tcplens,conns"])),
}


def rivals_in(mode):
    return [STOCK, TCPLENS, *MODES[mode].rivals]


def question(mode, rival):
    return MODES[mode].lens if rival == TCPLENS else MODES[mode].stock
