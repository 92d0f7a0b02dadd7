"""Public question sets in BEIR form: the gold paragraph, cut to passages like ours, and hard negatives.

Negatives are of two kinds: the passages most like the question that do not hold an answer, and the gold paragraph
without the sentences that hold one. One article in ten, by the hash of its title, is held out for measuring.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SENTENCE = re.compile(r"[^。！？!?\n]*[。！？!?]+[」』）)]*|[^。！？!?\n]+|\n")
_LIKE = 12  # passages looked at for each question
_SHORTEST, _LONGEST = 40, 260  # characters of a passage, about


@dataclass(frozen=True, slots=True)
class PublicExample:
    """A question, a passage under its title, and where the answer stands; None if it does not."""

    question: str
    language: str
    title: str
    text: str
    span: tuple[int, int] | None
    answers: tuple[str, ...]
    held_out: bool


@dataclass(frozen=True, slots=True)
class _Paragraph:
    title: str
    text: str


def read_public(folder: Path, seed: int = 0) -> list[PublicExample]:
    """Return the examples of one set. Positives and negatives are about as many."""
    draw = random.Random(seed)  # noqa: S311
    paragraphs = {row["_id"]: _Paragraph(row["title"], row["text"]) for row in _rows(folder / "corpus.jsonl")}
    gold: dict[str, str] = {}
    for line in (folder / "qrels.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        question, paragraph = line.split("\t")[:2]
        gold.setdefault(question, paragraph)
    asked = [row for row in _rows(folder / "queries.jsonl") if row["_id"] in gold and row.get("answers")]
    like = _like([row["text"] for row in asked], list(paragraphs), [one.text for one in paragraphs.values()])
    found: list[PublicExample] = []
    for row, near in zip(asked, like, strict=True):
        one = paragraphs[gold[row["_id"]]]
        others = [paragraphs[key] for key in near if key != gold[row["_id"]]]
        found += _examples(row["text"], row["lang"], tuple(row["answers"]), one, others, draw)
    return found


def _examples(
    question: str,
    language: str,
    answers: tuple[str, ...],
    gold: _Paragraph,
    others: Sequence[_Paragraph],
    draw: random.Random,
) -> Iterator[PublicExample]:
    held = int(hashlib.sha256(gold.title.encode()).hexdigest(), 16) % 10 == 0
    norms = [norm for norm in map(_norm, answers) if norm]
    places = [match.start() for match in re.finditer(re.escape(answers[0]), gold.text)]
    if not places or not norms:
        return
    grams = _grams(question)
    best = max(places, key=lambda at: len(grams & _grams(gold.text[max(0, at - 60) : at + len(answers[0]) + 60])))
    end = best + len(answers[0])
    sentences = _sentences(gold.text)
    inside = [number for number, (first, last) in enumerate(sentences) if first < end and last > best]
    if not inside:
        return
    first, last = _grown(sentences, inside[0], draw)
    start, stop = sentences[first][0], sentences[max(last, inside[-1])][1]
    span = (best - start, end - start)
    yield PublicExample(question, language, gold.title, gold.text[start:stop], span, answers, held)
    kind = draw.random()
    if kind < 0.65 and (hard := _hard(grams, norms, others, draw)):
        yield PublicExample(question, language, hard.title, hard.text, None, answers, held)
    left = [part for part in sentences if not any(norm in _norm(gold.text[slice(*part)]) for norm in norms)]
    if kind > 0.55 and left:
        near = max(
            range(len(left)), key=lambda number: len(grams & _grams(gold.text[slice(*left[number])])) + draw.random()
        )
        first, last = _grown(left, near, draw)
        text = "".join(gold.text[slice(*part)] for part in left[first : last + 1])
        yield PublicExample(question, language, gold.title, text, None, answers, held)


def _hard(
    grams: set[str], norms: Sequence[str], others: Sequence[_Paragraph], draw: random.Random
) -> _Paragraph | None:
    found: list[tuple[float, _Paragraph]] = []
    for other in others:
        sentences = _sentences(other.text)
        if not sentences:
            continue
        near = max(range(len(sentences)), key=lambda number: len(grams & _grams(other.text[slice(*sentences[number])])))
        first, last = _grown(sentences, near, draw)
        text = other.text[sentences[first][0] : sentences[last][1]]
        if not any(norm in _norm(text) for norm in norms):
            found.append((len(grams & _grams(text)) + draw.random(), _Paragraph(other.title, text)))
    found.sort(key=lambda pair: -pair[0])
    return found[min(int(draw.expovariate(0.7)), len(found) - 1)][1] if found else None


def _like(questions: Sequence[str], keys: Sequence[str], texts: Sequence[str]) -> Iterator[list[str]]:
    """Yield for each question the keys of the texts that share most pairs of characters with it, by TF-IDF."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    weigh = TfidfVectorizer(analyzer="char", ngram_range=(2, 2), sublinear_tf=True, preprocessor=_folded)
    table = weigh.fit_transform(texts).T.tocsr()
    for first in range(0, len(questions), 500):
        scores = (weigh.transform(questions[first : first + 500]) @ table).toarray()
        for row in np.argpartition(-scores, _LIKE, axis=1)[:, :_LIKE]:
            yield [keys[number] for number in row]


def _grown(sentences: Sequence[tuple[int, int]], at: int, draw: random.Random) -> tuple[int, int]:
    """Return the first and last of a run of sentences around one, of about as many characters as a passage has."""
    first = last = at
    wanted = draw.randint(_SHORTEST, _LONGEST)
    while sum(end - start for start, end in sentences[first : last + 1]) < wanted and last - first + 1 < len(sentences):
        if last == len(sentences) - 1 or (first > 0 and draw.random() < 0.5):
            first -= 1
        else:
            last += 1
    return first, last


def _sentences(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in _SENTENCE.finditer(text) if match.group().strip()]


def _grams(text: str) -> set[str]:
    text = re.sub(r"\s+", "", _folded(text))
    return {text[at : at + 2] for at in range(len(text) - 1)}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).lower()


def _norm(text: str) -> str:
    return re.sub(r"[\s、。「」『』()・,.《》〈〉\"'“”]", "", _folded(text))


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
