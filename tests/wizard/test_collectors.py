"""The collectors only look, and what they gather is recognised."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.wizard.published import articles, guides
from wizard import evidence
from wizard.pasted import clean

COLLECTORS = Path(__file__).parents[2] / "static" / "collectors"
MAC, EXCHANGE = COLLECTORS / "collect-mac.sh", COLLECTORS / "Collect-Exchange.ps1"

# What a Mac of the 2008 case says; a command that is not here says nothing.
SAYS = {
    "sw_vers": "ProductName:\tMac OS X\nProductVersion:\t10.5.2",
    "scutil": "DNS configuration\n\nresolver #1\n  nameserver[0] : 10.0.0.10",
    "ipconfig": "op = BOOTREPLY\ndhcp_message_type (uint8): ACK 0x5",
    "networksetup": "** Error: The parameters were not valid.",
    "dsconfigad": "Active Directory Domain          = church.local",
    "mount": "/dev/disk0s2 on / (hfs)\n//jdoe@fs1.church.local/share on /Volumes/share (smbfs, mounted by jdoe)",
    "host": "",
    "id": "uid=501(jdoe)",
    "klist": "",
    "smbutil": "",
    "profiles": "",
    "fdesetup": "FileVault is Off.",
}


@pytest.fixture
def mac(tmp_path):
    """Runs the collector as on a Mac that says these things."""
    for name, said in SAYS.items():
        _stand_in(tmp_path / name, f"cat <<'END'\n{said}\nEND" if said else "true")
    _stand_in(tmp_path / "dscacheutil", 'case "$5" in *.*) echo "name: $5"; echo "ip_address: 10.0.0.20";; esac')

    def run(*arguments):
        path = f"{tmp_path}:{os.environ['PATH']}"
        return subprocess.run(["sh", MAC, *arguments], capture_output=True, text=True, env={"PATH": path}, timeout=30)

    return run


def _stand_in(file, commands):
    file.write_text(f"#!/bin/sh\n{commands}\n")
    file.chmod(0o755)


def test_what_is_collected_on_a_mac_is_recognised(mac):
    found = evidence.look(clean(mac("fs1.church.local").stdout), guides(), articles())
    share = next(one for one in found.guides if one.source.slug == "share-by-full-name")

    assert evidence.answers(share).given == {
        "full-name": ("opens",),
        "resolves": ("name-fails",),
        "search-domain": ("not-listed",),
        "dhcp": ("yes-dhcp",),
        "system": ("leopard",),
        "ends-local": ("yes-local",),
        "answers": ("finds",),
    }
    assert "what-a-mac-costs-to-support-and-repair" in {one.source.slug for one in found.articles}


@pytest.mark.parametrize("argument", ["", "-x", "fs1; rm -rf x", "$(id)", "a b"])
def test_a_name_that_is_none_is_refused(mac, argument):
    refused = mac(argument)

    assert refused.returncode == 2
    assert refused.stdout == ""
    assert "Give the full name of your file server" in refused.stderr


@pytest.mark.skipif(not shutil.which("shellcheck"), reason="shellcheck is not installed")
def test_shellcheck_finds_nothing():
    assert subprocess.run(["shellcheck", MAC], capture_output=True, text=True).stdout == ""


def test_the_mac_collector_changes_nothing():
    commands = "\n".join(line for line in MAC.read_text().split("\n") if not line.startswith("#"))

    assert not re.search(
        r"\b(sudo|rm|mv|cp|kill|killall|defaults|curl|nc|launchctl|dscl|kinit|kdestroy|tee)\b", commands
    )
    assert not re.search(r"-(set|add|remove|create|delete|passwd|flushcache)\b", commands)
    assert ">" not in re.sub(r">&2|2>&1|>/dev/null|> mac\.txt", "", commands)


def test_the_exchange_collector_changes_nothing():
    script = re.sub(r"<#.*?#>|(?m:^#[^\n]*$)", "", EXCHANGE.read_text(), flags=re.DOTALL)
    verbs = {verb for verb in re.findall(r"\b([A-Z][a-z]+)-[A-Z]\w+", re.sub(r"'[^'\n]*'", "''", script))}

    assert verbs <= {"Get", "Where", "Sort", "Select", "Format", "ForEach", "Out", "Show"}
    assert set(re.findall(r"\bOut-\w+", script)) == {"Out-String"}
    assert set(re.findall(r"\b\w+\.exe\b[ \w]*", script)) == {
        "sc.exe query famv4 ",
        "sc.exe qc famv4 ",
        "reg.exe query ",
        "fltmc.exe ",
    }
    assert script.isascii() and script.count("{") == script.count("}") and script.count("(") == script.count(")")
