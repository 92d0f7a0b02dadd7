"""How many wrong statements are caught, and how many right ones are dropped, by kind and language."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tripqa.checking.checker import Checker
from tripqa.checking.statements import Fault, Statement
from tripqa.parsing.aliases import read_aliases
from tripqa_lab.statements.mutating import KINDS, Kind, Mutated, mutate
from tripqa_lab.statements.tables import NAMES
from tripqa_lab.statements.written import Written

LANGUAGES = ("ja", "en", "ko", "zh-Hant")
SHARES: dict[Kind, int] = {  # how many of each kind are wanted; there are fewer units, names and denials
    "number": 4800,
    "unit": 1000,
    "date": 2800,
    "known name": 1500,
    "other name": 1500,
    "negation": 500,
    "citation": 1000,
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A wrong statement and the faults that were found in it, beside those of the right one."""

    mutated: Mutated
    faults: tuple[Fault, ...]

    @property
    def is_caught(self) -> bool:
        """Tell whether it is dropped for what was put into it."""
        return bool(self.faults)


class Bench:
    """The checker over the names of a folder of statements."""

    def __init__(self, folder: Path) -> None:
        groups = read_aliases(folder / "aliases.toml")
        self._aliases = {name: group.names for group in groups for name in group.names}
        self._checker = Checker(groups)

    def dropped(self, written: Iterable[Written]) -> list[tuple[Written, list[Fault]]]:
        """Return the right statements that are dropped, with why."""
        judged = ((one, self._faults(one, one.statement, one.citations)) for one in written)
        return [(one, faults) for one, faults in judged if faults]

    def judge(self, written: Sequence[Written], wanted: dict[Kind, int]) -> list[Judged]:
        """Return wrong statements made of right ones with what is found in them, of each kind as many as are wanted."""
        pools = _pools(written)
        made: defaultdict[Kind, list[Mutated]] = defaultdict(list)
        for one in written:
            for mutated in mutate(one, pools, self._aliases):
                made[mutated.kind].append(mutated)
        chosen = [one for kind in KINDS for one in _some(made[kind], wanted[kind])]
        return [Judged(one, tuple(self._new(one))) for one in chosen]

    def _new(self, one: Mutated) -> list[Fault]:
        before = self._faults(one.of, one.of.statement, one.of.citations)
        return [fault for fault in self._faults(one.of, one.statement, one.citations) if fault not in before]

    def _faults(self, of: Written, text: str, citations: tuple[int, ...]) -> list[Fault]:
        return self._checker.faults(Statement(text, citations), of.quotes)


def table(judged: Sequence[Judged]) -> Iterator[str]:
    """Yield the rows of a table: kinds, and of each language how many of how many were caught."""
    yield "| | " + " | ".join((*LANGUAGES, "all")) + " |"
    yield "| --- |" + " ---: |" * (len(LANGUAGES) + 1)
    for kind in (*KINDS, "all"):
        of_kind = [one for one in judged if kind in ("all", one.mutated.kind)]
        cells = [_cell(one for one in of_kind if one.mutated.of.language == language) for language in LANGUAGES]
        yield f"| {kind} | " + " | ".join((*cells, _cell(of_kind))) + " |"


def share(judged: Iterable[Judged]) -> float:
    """Return the share that was caught; 1 of none."""
    counts = Counter(one.is_caught for one in judged)
    return counts[True] / counts.total() if counts else 1.0


def _cell(judged: Iterable[Judged]) -> str:
    found = list(judged)
    return f"{share(found):.3f} of {len(found)}" if found else "-"


def _some(made: Sequence[Mutated], wanted: int) -> list[Mutated]:
    """Return so many of them, the same each time."""
    return random.Random(0).sample(list(made), min(len(made), wanted))  # noqa: S311


def _pools(written: Sequence[Written]) -> dict[tuple[str, str], list[str]]:
    pools: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for key, names in NAMES.items():
        pools[key] |= dict.fromkeys(names)
    for one in written:
        for kind, name in one.names:
            pools[one.language, kind][name] = None
    return {key: list(names) for key, names in pools.items()}
