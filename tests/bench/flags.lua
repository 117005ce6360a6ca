-- flags.lua - how much is the least that a post-dissector in Lua costs?
--
-- SPDX-License-Identifier: GPL-2.0-or-later
--
-- Counts, for each TCP stream, how often each flag was set. Shows nothing.

local streams, flags = Field.new("tcp.stream"), Field.new("tcp.flags")
local post = Proto("tcplens_bench_flags", "TCP flags of each stream, for tests/bench")
local counts = {}

function post.init()
    counts = {}
end

local function count(stream, set)
    local of_stream = counts[stream]
    if of_stream == nil then
        of_stream = {}
        counts[stream] = of_stream
    end
    local bit = 1
    while bit <= set do
        if set % (2 * bit) >= bit then
            of_stream[bit] = (of_stream[bit] or 0) + 1
        end
        bit = 2 * bit
    end
end

function post.dissector(_, pinfo)
    if pinfo.visited then
        return
    end
    local set = { flags() }
    for place, stream in ipairs({ streams() }) do
        count(stream.value, set[place].value)
    end
end

register_postdissector(post)
