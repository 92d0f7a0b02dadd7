"""Right statements made wrong: one number, unit, day, name, denial or citation of each is another.

Seeded, so that the same statements come each time. Whether what was put in stands nowhere in the quotes is for
`extraction.py` to say.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from tripqa_lab.statements import extraction
from tripqa_lab.statements.slots import Slot, date_slots, number_slots, unit_slots
from tripqa_lab.statements.tables import DENIALS
from tripqa_lab.statements.written import Written

Kind = Literal["number", "unit", "date", "known name", "other name", "negation", "citation"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Pools = Mapping[tuple[str, str], Sequence[str]]  # names by language and kind
_TRIES = 15  # values that are tried for a slot


@dataclass(frozen=True, slots=True)
class Mutated:
    """A statement that is wrong, and what was put into it."""

    kind: Kind
    of: Written
    statement: str
    citations: tuple[int, ...]
    before: str
    after: str


def mutate(written: Written, pools: Pools, aliases: Mapping[str, Sequence[str]]) -> Iterator[Mutated]:
    """Yield what can be made of a statement, each once."""
    chance = random.Random(written.id)  # noqa: S311
    quotes = "\n".join(written.cited)
    slots: tuple[tuple[Kind, Iterator[Slot]], ...] = (
        ("number", number_slots(written.statement, [name for _, name in written.names])),
        ("unit", unit_slots(written.statement, written.language)),
        ("date", date_slots(written.statement)),
    )
    for kind, found in slots:
        for slot in found:
            for text in slot.others(chance, _TRIES):
                if not slot.stands(text, quotes):
                    yield _put(kind, written, slot, text)
    yield from _renamed(written, pools, aliases, chance, quotes)
    yield from _denied(written)
    yield from _cited(written, chance)


def _put(kind: Kind, written: Written, slot: Slot, text: str) -> Mutated:
    said = written.statement[: slot.start] + text + written.statement[slot.end :]
    return Mutated(kind, written, said, written.citations, written.statement[slot.start : slot.end], text)


def _renamed(
    written: Written, pools: Pools, aliases: Mapping[str, Sequence[str]], chance: random.Random, quotes: str
) -> Iterator[Mutated]:
    for kind, name in written.names:
        others = [one for one in pools.get((written.language, kind), ()) if one != name]
        for other in chance.sample(others, min(len(others), _TRIES)):
            if not any(one.lower() in quotes.lower() for one in (other, *aliases.get(other, ()))):
                said = written.statement.replace(name, other)
                yield Mutated(
                    "known name" if other in aliases else "other name", written, said, written.citations, name, other
                )


def _denied(written: Written) -> Iterator[Mutated]:
    for before, after in DENIALS[written.language]:
        said = re.sub(before, after, written.statement, count=1)
        if said != written.statement:
            yield Mutated("negation", written, said, written.citations, before, after)
            return


def _cited(written: Written, chance: random.Random) -> Iterator[Mutated]:
    count = len(written.quotes)
    others = [number for number in range(1, count + 1) if number not in written.citations]
    for citations in ((count + chance.randint(1, 9),), (0,), (), *((number,) for number in others)):
        cites = [written.quotes[number - 1] for number in citations if 1 <= number <= count]
        if len(cites) < len(citations) or not citations or not _holds(written, cites[0]):
            yield Mutated("citation", written, written.statement, citations, str(written.citations), str(citations))


def _holds(written: Written, quote: str) -> bool:
    """Tell whether a quote has every number of a statement, by the second extraction."""
    figures = [float(one.replace(",", "")) for one in re.findall(r"\d[\d,]*(?:\.\d+)?", written.statement)]
    stated = extraction.numbers(quote) | {float(year) for year in extraction.years(quote)}
    return all(round(figure, 6) in stated for figure in figures)
