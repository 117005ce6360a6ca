"""test_scale.py - do a capture in parts, bulk requests and SQL tell what one run tells?

SPDX-License-Identifier: GPL-2.0-or-later

The scripts, jobs and commands are README's own: the sections "At scale" and "In CI".
"""

import json
import re
import shutil
import subprocess

import pytest
import yaml

from blocks import SCRIPT, section
from conftest import TOP

SECTIONS = section("At scale") + section("In CI")
SPLIT = SCRIPT.search(SECTIONS)[1]

# Columns that count frames or streams, of a part.
LOCAL = {"stream", "first_frame", "last_frame", "reset_frame", "previous_stream", "next_stream",
         "icmp_frame"}

# What must not be cut, each of hosts of its own: see `crowd`.
RECORDED = ["normal-close-client-first", "time-wait-reuse", "ipv4-fragments", "unreachable-icmp",
            "refused-ipv6", "normal-close-ipv6", "forged-rst-exact", "close-wait", "half-open-scan",
            "one-direction-only", "scan-fin", "data-after-close", "syn-unanswered", "mid-stream"]
WRITTEN = ["icmp-errors", "icmp-fragmentation-needed", "icmpv6-errors", "icmpv6-packet-too-big",
           "ipv4-fragments-tiny", "ipv4-options", "ipv6-fragments", "ipv6-extension-headers",
           "gre", "vxlan", "ip-in-ip", "mpls", "pppoe"]
HOSTS = [bytes([192, 0, 2, 1]), bytes([192, 0, 2, 2]), bytes([192, 0, 2, 10]),
         bytes([198, 51, 100, 20]), *(bytes.fromhex(f"20010db8{net:04x}") + bytes(9) + bytes([host])
                                      for net, host in ((0, 1), (0, 2), (1, 16), (2, 32)))]


def with_hosts_of_its_own(octets, number):
    """Each address gets other last octets: what stands in front of them tells the two hosts."""
    for place, host in enumerate(HOSTS):
        own = bytes([place, number * (1 + place % 2) % 256])
        octets = octets.replace(host, host[:-2] + own if len(host) == 16 else host[:2] + own)
    return octets


def first_time(path):
    shown = subprocess.run(["capinfos", "-T", "-r", "-a", "-S", path], check=True,
                           capture_output=True, text=True)
    return float(shown.stdout.split("\t")[1])


def crowd_of(names, folder):
    """One capture in which all these talk at the same time: the path."""
    moved = []
    for number, name in enumerate(names, 1):
        path, later = folder / f"{number}.pcap", folder / f"{number}-moved.pcap"
        path.write_bytes(with_hosts_of_its_own(name.read_bytes(), number))
        shift = 1700000000 - first_time(path) + number * 0.01
        subprocess.run(["editcap", "-t", f"{shift:.6f}", path, later], check=True)
        moved.append(later)
    subprocess.run(["mergecap", "-F", "nsecpcap", "-w", folder / "crowd.pcap", *moved], check=True)
    return folder / "crowd.pcap"


@pytest.fixture(scope="module")
def place(lens, captures):
    """A folder with crowd.pcap, where tshark may write."""
    folder = lens.writable_folder()
    crowd = crowd_of([*(captures / name / "capture.pcap" for name in RECORDED),
                      *(captures / "encapsulations" / f"{name}.pcap" for name in WRITTEN)], folder)
    crowd.chmod(0o644)
    return folder


@pytest.fixture(scope="module")
def shell(lens, place):
    def run(command, **options):
        return lens.run("-c", f"cd {place}; export HOME={place}; {command}", program="bash",
                        **options)
    return run


def needs(*tools):
    missing = [tool for tool in tools if shutil.which(tool) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


def split_of(captures):
    return SPLIT.replace("captures=capture.pcapng", f"captures='{captures}'")


@pytest.fixture(scope="module")
def parts(shell):
    shell("set -e; " + split_of("crowd.pcap"))


def rows_of(text):
    """All rows, without what is of the part, in an order that does not depend on parts."""
    rows = [json.loads(line) for line in text.splitlines()]
    return sorted(json.dumps({name: value for name, value in row.items() if name not in LOCAL})
                  for row in rows)


def frames_in(lens, place, name):
    shown = lens.run("-c", "-T", "-r", "-M", place / name, program="capinfos").stdout
    return int(shown.split("\t")[1])


# --- in parts -------------------------------------------------------------------------------------


@needs("tcpdump")
def test_each_frame_is_in_one_part(lens, place, parts):
    counts = [frames_in(lens, place, path.name) for path in sorted(place.glob("part-*.pcap"))]
    assert len(counts) == 5 and sum(counts) == frames_in(lens, place, "crowd.pcap")
    assert all(count > 20 for count in counts[:4]) and counts[4] == 20  # MPLS and PPPoE


@needs("tcpdump", "parallel")
def test_parts_give_the_rows_of_one_run(lens, place, shell, parts):
    whole = rows_of(lens.run("-r", place / "crowd.pcap", "-q", "-z", "tcplens,json,-").stdout)
    command = re.search(r"^\$ (ls part-.*?) > rows\.json", SECTIONS, re.MULTILINE)[1]
    assert rows_of(shell(command).stdout) == whole and len(whole) >= 30
    verdicts = {json.loads(row)["verdict"] for row in whole}
    assert {"orderly", "refused", "unreachable", "unanswered", "reset", "probe"} <= verdicts


@needs("tcpdump", "parallel")
def test_files_that_cut_connections(lens, place, shell):
    """As a ring of files does: put together first, they are one capture again."""
    whole = rows_of(lens.run("-r", place / "crowd.pcap", "-q", "-z", "tcplens,json,-").stdout)
    shell("set -e; mkdir -m 777 ring; cd ring; editcap -c 100 ../crowd.pcap ring.pcap; "
          + split_of("*.pcap").replace("captures='*.pcap'", "captures=$(ls ring*.pcap)"))
    shown = shell("ls ring/part-*.pcap | parallel 'tshark -r {} -q -z tcplens,json,-'").stdout
    assert len(list((place / "ring").glob("ring*.pcap"))) > 2 and rows_of(shown) == whole


@needs("tcpdump")
def test_vlan_tags(lens, place, shell, captures):
    """By the second form that README gives of the filter, which plain frames pass as well."""
    path = place / "vlan.pcap"
    path.write_bytes((captures / "encapsulations" / "vlan.pcap").read_bytes())
    plain = split_of("vlan.pcap crowd.pcap").replace("part-", "tagged-")
    tagged = re.sub(r'"\$\(hosts "\$n"\)"', '"($(hosts $n)) or (vlan and ($(hosts $n)))"', plain)
    shell("set -e; " + tagged)
    counts = [frames_in(lens, place, f"tagged-{part}.pcap") for part in range(4)]
    assert tagged != plain and sum(counts) == frames_in(lens, place, "crowd.pcap") - 20 + 10


# --- bulk requests --------------------------------------------------------------------------------


def once(pairs):
    names = [name for name, _ in pairs]
    assert len(set(names)) == len(names), f"named twice: {names}"
    return dict(pairs)


def members(document):
    for name, value in document.items():
        yield name, value
        if isinstance(value, dict):
            yield from members(value)


def is_number(value, kind, low, high):
    return isinstance(value, str) and low <= kind(value) <= high


# Of each type of the mapping, the values that Elasticsearch takes. Numbers may stand in strings.
FITS = {
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: is_number(value, int, -2**31, 2**31 - 1),
    "long": lambda value: is_number(value, int, -2**63, 2**63 - 1),
    "unsigned_long": lambda value: is_number(value, int, 0, 2**64 - 1),
    "double": lambda value: is_number(value, float, -1e300, 1e300),
    "date": lambda value: is_number(value, int, 0, 2**63),  # since 1970, in milliseconds
}


def command_of(start):
    return re.search(rf"^\$ ({re.escape(start)}.*)", SECTIONS, re.MULTILINE)[1]


def bulk(text):
    """(action, document) of a bulk request, as the API wants it: lines of JSON, all ended."""
    assert text.endswith("}\n")
    objects = [json.loads(line, object_pairs_hook=once) for line in text[:-1].split("\n")]
    assert len(objects) % 2 == 0
    return list(zip(objects[::2], objects[1::2]))


@needs("jq")
def test_frames_are_a_bulk_request_that_fits_its_mapping(shell, place):
    shell("set -e; " + command_of("tshark -2 -r capture.pcapng -T ek").replace("capture.pcapng",
                                                                               "crowd.pcap"))
    shell("set -e; " + command_of("tshark -G elastic-mapping"))
    mapping = json.loads((place / "mapping.json").read_text())["mappings"]
    types = {name: value["type"] for name, value in members(mapping)
             if isinstance(value, dict) and "type" in value}
    # Since 4.6 it says nothing, which means the same.
    assert mapping.get("dynamic", True) is True and types["timestamp"] == "date"
    seen = set()
    for action, document in bulk((place / "frames.json").read_text()):
        assert list(action) == ["index"] and list(action["index"]) == ["_index"]
        for name, value in members(document):
            values = value if isinstance(value, list) else [value]
            assert all(value is None or FITS[types[name]](value) for value in values
                       if name in types), (name, value)
            seen.add(name)
    assert {"integer", "long", "double", "boolean", "date"} <= {types.get(name) for name in seen}


def test_rows_are_a_bulk_request(lens, shell, place):
    shell("tshark -r crowd.pcap -q -z tcplens,json,rows.json")
    shell("set -e; " + command_of("sed 's/^/{\"index\""))
    pairs = bulk((place / "bulk.json").read_text())
    assert all(action == {"index": {}} for action, _ in pairs)
    assert [document for _, document in pairs] == [
        json.loads(line) for line in (place / "rows.json").read_text().splitlines()]


# --- SQL ------------------------------------------------------------------------------------------


@needs("sqlite3")
def test_rows_load_into_sqlite(shell, place):
    """Each, and with its types: README's query, worked out here from the same rows."""
    shell("tshark -r crowd.pcap -q -z tcplens,json,rows.json")
    rows = [json.loads(line) for line in (place / "rows.json").read_text().splitlines()]
    command = command_of("sqlite3 :memory:")
    count = re.sub(r'"select .*"', '"select count(*), sum(json_valid(row)) from line"', command)
    assert re.findall(r"\d+", shell(count).stdout) == [str(len(rows))] * 2
    slow = {}
    for row in rows:
        key = (row["server"], str(row["server_port"]))
        slow[key] = max(slow.get(key, 0), row["server_time_in_close_wait"] or 0)
    shown = [line.split("\t") for line in shell(command).stdout.splitlines()]
    assert {(server, port): float(seconds) for server, port, seconds in shown} == pytest.approx(
        {key: seconds for key, seconds in slow.items() if seconds > 0.5}) and shown


# --- in CI ----------------------------------------------------------------------------------------

GOOD = ["normal-close-client-first", "simultaneous-close", "half-close", "abort-after-fin"]
BAD = ["refused", "syn-unanswered", "forged-rst-exact", "unreachable-icmp", "data-after-close"]


def steps():
    """Of README's job: name -> script, of the steps that run something."""
    block = re.search(r"```yaml\n(.*?)```", SECTIONS, re.DOTALL)[1]
    job = yaml.safe_load(block)["jobs"]["connections"]
    assert job["runs-on"] and all(("run" in step) != ("uses" in step) for step in job["steps"])
    return {step["name"]: step["run"] for step in job["steps"] if "run" in step}


@pytest.fixture
def check(lens):
    """Runs a script as GitHub does, bash -e, where capture.pcapng is."""
    def run(script, octets, **options):
        folder = lens.writable_folder()
        (folder / "capture.pcapng").write_bytes(octets)
        (folder / "script").write_text(f"cd {folder}\n{script}")
        return lens.run("--noprofile", "--norc", "-e", folder / "script", program="bash",
                        check=False, **options)
    return run


def scripts():
    """Two ways to ask the same: the last step of the job, and the command for one line."""
    line = command_of("found=").replace("|| echo", "|| { echo").rstrip() + "; exit 1; }\n"
    return [list(steps().values())[-1], line]


@pytest.mark.parametrize("way", [0, 1], ids=["job", "line"])
@pytest.mark.parametrize("name", GOOD + BAD)
def test_a_build_fails_for_an_abnormal_connection(check, captures, name, way):
    done = check(scripts()[way], (captures / name / "capture.pcap").read_bytes())
    assert (done.returncode == 0) == (name in GOOD), done.stderr
    assert (done.stdout == "") == (name in GOOD)


@pytest.mark.parametrize("way", [0, 1], ids=["job", "line"])
def test_a_build_fails_if_the_capture_cannot_be_judged(check, captures, way):
    whole = (captures / GOOD[0] / "capture.pcap").read_bytes()
    assert check(scripts()[way], whole[:-10]).returncode != 0  # cut off
    assert check(scripts()[way], whole, plugin=False).returncode != 0
    assert check(scripts()[way], whole).returncode == 0


def test_the_job_fails_without_a_connection(check):
    assert check(scripts()[0], b"").returncode == 1


def test_tshark_itself_does_not_fail(lens, captures):
    """Which is why what it prints has to be looked at."""
    for name in ("normal-close-client-first", "refused"):
        with lens.readable(captures / name / "capture.pcap") as copy:
            assert lens.run("-r", copy.name, "-Y", "tcplens.abnormal == 1").returncode == 0


def test_one_pass_does_not_know_the_end(lens, captures):
    """Of a refused attempt the SYN is abnormal only for who knows the answer."""
    path = captures / "refused" / "capture.pcap"
    shown = [lens.fields(path, ["frame.number"], "-Y", "tcplens.abnormal == 1", two_pass=passes)
             for passes in (False, True)]
    assert [len(frames) for frames in shown] == [1, 2]


def test_the_job_builds_what_it_installs():
    """Targets and packages that are there: see plugin/setup.sh."""
    install = steps()["Install TCP Lens"]
    setup = (TOP / "plugin" / "setup.sh").read_text()
    needed = re.search(r"^missing_for_build\(\) \{.*?^\}", setup, re.DOTALL | re.MULTILINE)[0]
    packages = set(re.findall(r"need \S+ (\S+)|missing\+=\((\S+)\)", needed))
    packages = {name for pair in packages for name in pair if name} - {"libc6-dev"}
    assert packages | {"tshark"} <= set(install.split())
    assert "--target tcplens\n" in install
