"""`tripqa doctor`: what is wrong with an installation, each with the command that mends it."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from tripqa.parsing.folder import shown
from tripqa.wire.doctor import CheckOut, DoctorOut

_OUT = Console(highlight=False, soft_wrap=True)
_WORDS = Console(stderr=True, highlight=False, soft_wrap=True)
_STYLES = {"pass": "green", "warn": "yellow", "fail": "bold red"}
_NAME = 9  # characters of the longest name of a check


def doctor_command(json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Look at everything that tripqa needs, and change nothing. A line for each check: pass, warn or fail.

    Behind `->` stands the command that mends it. The exit status is 1 if something fails, and 0 if nothing does.
    """
    from tripqa.doctor.examining import examine, worst
    from tripqa.doctor.machine import Machine

    found = []
    for name, finding in examine(Machine.this()):
        found.append(CheckOut(name=name, state=finding.state, found=shown(finding.found), command=finding.command))
        if not json:
            _print(found[-1])
    state = worst(one.state for one in found)
    if json:
        print(DoctorOut(state=state, version=version("tripqa"), checks=found).model_dump_json(indent=2))
    else:
        counts = {kind: sum(one.state == kind for one in found) for kind in ("fail", "warn")}
        _WORDS.print(Text(f"{counts['fail']} failed, {counts['warn']} to look at"))
    if state == "fail":
        raise typer.Exit(1)


def _print(check: CheckOut) -> None:
    mend = f"  ->  {check.command}" if check.command else ""
    _OUT.print(Text.assemble((check.state, _STYLES[check.state]), f"  {check.name:<{_NAME}}  {check.found}{mend}"))
