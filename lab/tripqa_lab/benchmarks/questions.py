"""Thousands of distinct questions, made of some hundreds of real ones: nothing that a cache could know again.

Each real question is asked as people ask on: `では、…`, `And …`, `… 簡単に`. What is added is short: lengths stay those
of real questions. The order is the same in every run, languages take turns, and any stretch of a few hundred
holds short and long ones alike.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path

from tripqa.evaluation.dataset import read_dataset_questions
from tripqa.evaluation.questions import read_questions
from tripqa_lab.errors import BenchmarkError

_BEFORE: Mapping[str, tuple[str, ...]] = {
    "ja": (
        *("", "で、", "では、", "あと、", "また、", "なお、", "さて、", "次に、"),
        *("それで、", "それと、", "じゃあ、", "ええと、", "ちなみに、", "ところで、", "念のため、"),
    ),
    "en": (
        *("", "So ", "And ", "But ", "Also ", "Then ", "OK, ", "Hi, "),
        *("Now, ", "Well, ", "Next, ", "Again, ", "Right, ", "Hello, ", "First, "),
    ),
    "ko": (
        *("", "또 ", "음, ", "네, ", "아, ", "그럼 ", "혹시 ", "먼저 "),
        *("우선 ", "근데 ", "다음, ", "그리고 ", "그런데 ", "그러면 ", "참고로 "),
    ),
    "zh-Hant": (
        *("", "那", "好，", "嗯，", "請問", "另外，", "還有，", "此外，"),
        *("對了，", "那麼，", "首先，", "其次，", "然後，", "再問，", "順便問，"),
    ),
}
_AFTER: Mapping[str, tuple[str, ...]] = {
    "ja": ("", "簡単に"),
    "en": ("", " Thanks"),
    "ko": ("", " 간단히"),
    "zh-Hant": ("", "謝謝"),
}
_WAYS = 30  # to ask one question: each beginning with each end
_OPENING = re.compile(r"(?:Wh|How|Did|Do|Is|Are|Was|Were|Can|In |On |At |According|The )")  # not a name


@dataclass(frozen=True, slots=True)
class Asked:
    """A real question and its language, which says how people ask on."""

    text: str
    language: str


def read_real_questions(own: Path, dataset: Path) -> list[Asked]:
    """Return judged questions of our own and those of a `queries.jsonl`, languages taking turns."""
    found = [
        *(Asked(one.question, one.language) for one in read_questions(own)),
        *(Asked(one.text, one.language) for one in read_dataset_questions(dataset)),
    ]
    places: dict[str, int] = {}
    turns: list[tuple[float, str, Asked]] = []
    many = {language: sum(one.language == language for one in found) for language in _BEFORE}
    for one in found:
        if one.language in many:
            places[one.language] = places.get(one.language, -1) + 1
            turns.append((places[one.language] / many[one.language], one.language, one))
    return [one for _, _, one in sorted(turns, key=lambda turn: turn[:2])]


def distinct_questions(real: Sequence[Asked], count: int) -> list[str]:
    """Return so many questions, no two alike; BenchmarkError if that many cannot be made."""
    turns = ((one, (turn + place) % _WAYS) for turn in range(_WAYS) for place, one in enumerate(real))
    made = dict.fromkeys(_asked(one, way) for one, way in turns)
    if len(made) < count:
        raise BenchmarkError(f"{count} distinct questions are wanted and {len(made)} can be made; ask for fewer rounds")
    return list(islice(made, count))


def _asked(one: Asked, way: int) -> str:
    after, before = list(product(_AFTER[one.language], _BEFORE[one.language]))[way]
    runs_on = before and _OPENING.match(one.text)
    text = one.text[0].lower() + one.text[1:] if runs_on else one.text
    return f"{before}{text}{after}"
