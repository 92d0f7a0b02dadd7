"""What the written data comes to, in figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tripqa_lab.reader.held_out import HeldOutQuestion
from tripqa_lab.reader.sheets import KINDS, LANGUAGES, Example


def figures(examples: Sequence[Example]) -> Iterator[str]:
    """Yield lines that say how much there is of what."""
    passages = {example.passage.id: example.passage for example in examples}
    questions = {(example.language, example.question) for example in examples}
    authors = {example.author for example in examples}
    other = sum(passage.language != "ja" for passage in passages.values()) / len(passages)
    asked = f"{len(examples):,} examples: {len(questions):,} questions"
    yield f"{asked} on {len(passages):,} passages by {len(authors)} authors"
    yield f"passages not in Japanese: {other:.1%}"
    yield from _table(Counter((example.language, example.kind) for example in examples))
    forms = Counter(example.form for example in examples)
    yield ", ".join(f"{form} {count / len(examples):.1%}" for form, count in forms.most_common())
    genres = Counter(passage.genre for passage in passages.values())
    yield ", ".join(f"{genre} {count}" for genre, count in genres.most_common())


def held_out_figures(asked: Sequence[HeldOutQuestion]) -> Iterator[str]:
    """Yield lines that say what the test part asks."""
    yield f"{len(asked):,} questions of the test part"
    yield from _table(Counter((question.language, question.kind) for question in asked))


def _table(counts: Counter[tuple[str, str]]) -> Iterator[str]:
    yield f"{'':8}" + "".join(f"{kind:>15}" for kind in KINDS)
    for language in LANGUAGES.values():
        yield f"{language:8}" + "".join(f"{counts[language, kind]:>15,}" for kind in KINDS)
