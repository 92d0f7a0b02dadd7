"""Python and the packages that tripqa is declared to need."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires

from packaging.requirements import Requirement
from packaging.version import Version

from tripqa.doctor.finding import Finding, broken, some, well
from tripqa.doctor.installation import Installation
from tripqa.doctor.machine import Machine
from tripqa.doctor.mending import pip, quoted

_OLDEST = Version("3.11")
_OTHERS = "python3.14 python3.13 python3.12 python3.11"


def check_python(installation: Installation) -> Iterator[Finding]:
    """Look at the version of Python, and at that of each package."""
    machine, needed = installation.machine, _needed()
    if Version(machine.python) < _OLDEST:
        newer = f'"$(command -v {_OTHERS} | head -n 1)"'
        yield broken(
            f"Python {machine.python} is too old: tripqa needs {_OLDEST} or newer",
            f"{newer} -m venv --clear {quoted(sys.prefix)} && bash scripts/install .",
        )
    if wrong := {str(one): found for one in needed if (found := _fault(one, machine))}:
        yield broken(some(list(wrong.values())), pip(*wrong))
    yield well(f"Python {machine.python}, {len(needed)} packages as they are needed")


def _needed() -> list[Requirement]:
    """Return the packages that are needed without any extra."""
    found = map(Requirement, requires("tripqa") or ())
    return [one for one in found if one.marker is None or one.marker.evaluate({"extra": ""})]


def _fault(needed: Requirement, machine: Machine) -> str | None:
    try:
        version = machine.version(needed.name)
    except PackageNotFoundError:
        return f"{needed.name} is not installed"
    if needed.specifier.contains(version, prereleases=True):
        return None
    return f"{needed.name} is {version}, needed is {needed.specifier}"
