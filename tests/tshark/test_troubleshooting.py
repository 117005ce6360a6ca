"""test_troubleshooting.py - does tshark say what README.md says it does when something is wrong?

SPDX-License-Identifier: GPL-2.0-or-later

Paths of the test stand in README.md as "…", the numbers of libraries as they are.
"""

import re
import shutil
import subprocess

import pytest

from blocks import BLOCK, section
from conftest import TOP
from hostile import rst_and_on, write
from lens import environment_at_home, viewer

SECTION = section("Troubleshooting")
STUB = """
const char plugin_version[] = "0.1.0";
const int plugin_want_major = 4, plugin_want_minor = 99;
void plugin_register(void) {}
unsigned plugin_describe(void) { return 1; }
"""
FOREIGN = b"libwireshark.so.15"  # no version that has ever had this plugin


class Home:
    """Somebody's home, with the personal plugins and settings below it."""

    def __init__(self, lens):
        self.lens = lens
        self.path = lens.writable_folder()
        version, = lens.plugins.iterdir()
        self.plugin = version / "epan" / "tcplens.so"
        self.folder = self.path / ".local/lib/wireshark/plugins" / version.name / "epan"
        self.folder.mkdir(parents=True)

    def put(self, name="tcplens.so", content=None, mode=0o755):
        path = self.folder / name
        path.write_bytes(content or self.plugin.read_bytes())
        path.chmod(mode)

    def said(self, *arguments, capture="refused", **settings):
        """What tshark writes of its troubles; its path stands as "…", as in README.md."""
        env = environment_at_home(self.path)
        for path in [self.path, *self.path.rglob("*")]:
            if path.is_dir():
                path.chmod(0o755)
        with self.lens.readable(TOP / "tests/captures" / capture / "capture.pcap") as copy:
            done = subprocess.run(["tshark", "-n", "-r", copy.name, *arguments], env=env | settings,
                                  capture_output=True, text=True, cwd=self.path, **viewer())
        return done.stdout, re.sub(rf"\S*{self.path}/\S*/", "…/", done.stderr).splitlines()


@pytest.fixture
def home(lens):
    return Home(lens)


def quoted(line):
    """Does the line stand in the section, without the name of the program before it?"""
    return f"`{line.removeprefix('tshark: ')}`" in " ".join(SECTION.split())


def library(content):
    """What the plugin asks the loader for."""
    return re.search(rb"libwireshark\.so\.\d+", content).group()


def test_without_the_plugin_its_name_is_unknown(home):
    stdout, stderr = home.said("-Y", "tcplens")
    assert stdout == "" and quoted(stderr[0])


def test_built_for_another_wireshark(home):
    content = home.plugin.read_bytes()
    home.put(content=content.replace(library(content), FOREIGN))
    _, stderr = home.said("-Y", "tcplens")
    assert FOREIGN.decode() in stderr[0]
    for number in "16", "18", "19":
        line = stderr[0].replace(FOREIGN.decode(), f"libwireshark.so.{number}")
        assert quoted(line) or number != "16"


def test_the_library_tells_the_version(home, lens):
    number = library(home.plugin.read_bytes()).decode().rpartition(".")[2]
    assert f"`{number}` is {'.'.join(map(str, lens.version()))}" in SECTION


def test_compiled_for_another_minor(home):
    source = home.path / "stub.c"
    source.write_text(STUB)
    subprocess.run(["cc", "-shared", "-fPIC", "-o", home.path / "stub", source], check=True)
    home.put(content=(home.path / "stub").read_bytes())
    _, stderr = home.said("-Y", "tcplens")
    assert quoted(stderr[0].replace("4.99", "4.4"))


def test_not_readable(home):
    if not viewer():
        pytest.skip("only root can take it from the one that runs tshark")
    home.put(mode=0o600)
    _, stderr = home.said("-Y", "tcplens")
    assert quoted(stderr[0])


def test_two_copies(home, lens):
    home.put()
    stdout, stderr = home.said("-Y", "tcplens", WIRESHARK_PLUGIN_DIR=str(lens.plugins))
    assert stdout != "" and len(stderr) == 1 and quoted(stderr[0])


def test_a_copy_of_another_name(home):
    home.put()
    home.put("tcplens-old.so")
    stdout, stderr = home.said("-Y", "tcplens")
    assert stdout == "" and quoted(stderr[-1])


def test_disabled(home):
    home.put()
    for arguments in ["-Y", "tcplens"], ["-q", "-z", "tcplens,conns"]:
        stdout, stderr = home.said("--disable-protocol", "tcplens", *arguments)
        assert stderr == [] and ("Duration" in stdout or not stdout)
    assert "TCP connections: 0" in stdout and "`TCP connections: 0`" in SECTION


def test_switched_off_by_the_settings(home, lens):
    home.put()
    settings = home.path / ".config/wireshark"
    settings.mkdir(parents=True)
    (settings / "disabled_protos").write_text("tcplens\n")
    assert home.said("-Y", "tcplens") == ("", [])
    stdout, _ = home.said("--enable-protocol", "tcplens", "-Y", "tcplens")
    assert (stdout != "") == (lens.version() >= (4, 4))


def test_the_profile_is_not_there(home):
    home.put()
    _, stderr = home.said("-C", "TCP Lens")
    assert len(stderr) == 1 and quoted(stderr[0])


def test_the_profile_without_the_plugin(home):
    shutil.copytree(TOP / "plugin/profile", home.path / ".config/wireshark/profiles/TCP Lens")
    stdout, stderr = home.said("-C", "TCP Lens")
    assert stdout and stderr == []
    _, stderr = home.said("-C", "TCP Lens", "--color")
    message = 'Could not compile "TCP Lens: opens" in colorfilters file'
    assert any(message in line for line in stderr) and message in SECTION


# --- what a frame shows ---------------------------------------------------------------------------


@pytest.mark.parametrize("octets, found", [(49, 0), (50, 11)])
def test_a_frame_that_is_cut(lens, captures, octets, found):
    path = lens.folder / f"cut-{octets}.pcap"
    source = captures / "normal-close-client-first" / "capture.pcap"
    subprocess.run(["editcap", "-s", str(octets), source, path], check=True)
    assert len(lens.fields(path, ["frame.number"], "-Y", "tcplens")) == found
    assert "50 bytes" in SECTION


def missing(lens, capture, *arguments):
    rows = lens.fields(capture, ["frame.protocols"], *arguments, "-Y", "!tcplens")
    return {row["frame.protocols"] for row in rows}


@pytest.mark.parametrize("case, arguments, protocols", [
    ("encapsulations/ipv4-options.pcap", ["--disable-protocol", "tcp"], "eth:ethertype:ip:data"),
    ("encapsulations/vxlan.pcap", ["--disable-protocol", "vxlan"], "eth:ethertype:ip:udp:data"),
    ("encapsulations/ipv4-fragments.pcap", [], "eth:ethertype:ip:data"),
    ("encapsulations/ipv4-length-zero.pcap", ["-o", "ip.tso_support:FALSE"], "eth:ethertype:ip"),
    ("encapsulations/tcp-data-offset-long.pcap", [], "eth:ethertype:ip:tcp"),
])
def test_a_frame_without_tcp_lens(lens, captures, case, arguments, protocols):
    assert missing(lens, captures / case, *arguments) == {protocols}
    assert f"`{protocols.removeprefix('eth:ethertype:')}`" in SECTION


def test_checksums_do_not_matter(lens, captures):
    path = lens.folder / "wrong-checksums.pcap"
    content = bytearray((captures / "refused" / "capture.pcap").read_bytes())
    for start in 24, 24 + 16 + 74:  # two frames, of which the first has 74 bytes
        content[start + 16 + 14 + 20 + 16] ^= 0x55
    path.write_bytes(content)
    checked = ["-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE"]
    names = ["tcplens.verdict", "tcp.checksum.status"]
    rows = lens.fields(path, names, *checked)
    assert [row["tcplens.verdict"] for row in rows] == ["unanswered", "refused"]
    assert {row["tcp.checksum.status"] for row in rows} <= {"0", "Bad"}


# --- states and filters ---------------------------------------------------------------------------


@pytest.mark.parametrize("case, name", [("mid-stream", "mid_stream"),
                                        ("one-direction-only", "ack_of_unseen")])
def test_what_stands_beside_unknown(lens, captures, case, name):
    field = f"tcplens.expert.{name}"
    rows = lens.fields(captures / case / "capture.pcap", ["tcplens.client.state", field])
    assert any(row[field] and row["tcplens.client.state"] == "UNKNOWN" for row in rows)
    assert f"`{field}`" in SECTION


def test_notes_that_are_not_kept(lens):
    path = lens.folder / "many-notes.pcap"
    write(path, rst_and_on(200))
    names = ["tcplens.client.state", "tcplens.expert.not_kept"]

    def lost(kept):
        rows = lens.fields(path, names, "-o", f"tcplens.notes_kept:{kept}", two_pass=True)
        return [row["tcplens.client.state"] for row in rows if row["tcplens.expert.not_kept"]]
    assert set(lost(100)) == {"UNKNOWN"} and lost(1000) == []
    assert "`tcplens.expert.not_kept`" in SECTION and "tcplens.notes_kept:1000000" in SECTION


def test_one_pass_and_two(lens, captures):
    """The blocks of the section, over tests/captures/refused."""
    blocks = BLOCK.findall(SECTION)
    assert len(blocks) == 2
    for command, printed in blocks:
        pattern = r"tshark (-2 )?-r capture\.pcapng -Y '(.*)' -T fields -e (\S+)$"
        passes, text, name = re.match(pattern, command).groups()
        rows = lens.fields(captures / "refused" / "capture.pcap", [name], "-Y", text,
                           two_pass=passes is not None)
        assert [row[name] for row in rows] == printed.split()


def test_words_are_written_as_they_are(lens, captures):
    text = 'tcplens.verdict == "Refused"'
    capture = captures / "refused" / "capture.pcap"
    assert lens.read(capture, "-Y", text, two_pass=True) == ""
    assert lens.read(capture, "-Y", text.lower(), two_pass=True) and f"`{text}`" in SECTION
