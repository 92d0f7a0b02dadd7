"""Documents of any text, texts of any kind to make them of, hits, and what an index of some passages says of itself."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from tripqa.domain import Document, Heading, Hit, NameGroup, Passage, Scores, Span, WrittenGroup
from tripqa.index.generations import FORMAT
from tripqa.index.known import Embedded, keys_of
from tripqa.manifest import Manifest
from tripqa.ports import Vectors
from tripqa.text import names
from tripqa.text.passages import split

FRAGMENTS = [
    "KLIDは、韓国の地方自治体の情報化を推進する機関であり、電子政府法第72条に基づき設立されています。",
    "「東京は1400万人、ソウルは1000万人と規模が似ており、距離的にも近い。」と述べました。",
    "緊急時のシステム 開発(例:全国民への生活支援クーポン配布時に45日で安定的なシス テム構築)など、",
    "출장 일정은 어떻게 되나요? KLID 방문을 환영합니다. ",
    "這次出差拜訪了哪些機構？高雄市如何運用智慧醫療！",
    "Up to 22 health management modules, citizen satisfaction reaches 90%. See No. 5 of Ver. 2. ",
    "長い文には読点も句点もないことがある" * 12,
    "A line that runs on and on without any stop ",
    "出張のインサイト①",
    "訪問",
]
LAYOUT = [
    *["\n", "\n\n", "\n\n\n\n", "\r\n", "\r", "\t", " ", "\u3000", "\u2028", "\v", "\x85", "\n- ", "\n・", "\n1. "],
    *[
        "\n\n■日程\n\n",
        "\n\n【概要】\n\n",
        "\n\n9月8日(月) 14:00-16:00\n\n",
        "\n9月31日(月)\t訪問\n",
        "\n2025年9月8日\n",
    ],
]
ODD = [
    *["が", "か\u3099", "か゛", "ﾊﾞ", "ｶﾟ", "é", "e\u0301", "각", "\u1100\u1161\u11a8", "\u1161", "\u11a8", "ﾡￂ"],
    *[
        "\ufdfa",
        "\ufb03",
        "㍿",
        "⽉",
        "①",
        "〜",
        "～",
        "𠮟る",
        "\U0002f800",
        "葛\U000e0100",
        "👨‍👩‍👧",
        "🇯🇵",
        "\U0010ffff",
    ],
    *["\0", "\ufeff", "\u200b", "\u200d", "\xad", "\u0338", "\u0344", "\ufe0f", "\x1c", "\xa0", "\u2003", "\u202e"],
    *["「", "」", "(", ")", "（", "）", "。", "？！", ". ", "...", "、", "”"],
]


def texts(most: int = 30) -> st.SearchStrategy[str]:
    """Draw texts of everything a report can hold, and of what none should."""
    pieces = st.one_of(
        st.sampled_from(FRAGMENTS),
        st.sampled_from(LAYOUT),
        st.sampled_from(ODD),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    )
    return st.lists(pieces, max_size=most).map("".join)


def document(text: str, **changes: Any) -> Document:
    """Return a document that holds a text, without a sidecar's word on it."""
    plain = Document(
        id="report",
        title="",
        publisher="",
        url=None,
        language="ja",
        trip=None,
        places=(),
        examples={},
        file="report.txt",
        text=text,
        headings=None,
        pages=(),
        sha256="0" * 64,
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
    return replace(plain, **changes)


def embedded(vectors: Vectors) -> Embedded:
    """Return vectors as those of texts that no other has."""
    return Embedded(vectors, keys_of([uuid.uuid4().hex for _ in vectors]))


@st.composite
def marked_documents(draw: st.DrawFn) -> Document:
    """Draw documents whose headings and pages are told by their format, wherever it says them to be."""
    text = draw(texts())
    bounds = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    spans = zip(bounds[::2], bounds[1::2], strict=False)
    headings = tuple(Heading(start, end, draw(st.integers(1, 6))) for start, end in spans)
    breaks = draw(st.lists(st.integers(0, len(text)), max_size=4)) if draw(st.booleans()) else None
    return document(text, headings=headings, pages=() if breaks is None else (0, *sorted(breaks)))


def passage(owner: Document, *sentences: Span, **changes: Any) -> Passage:
    """Return the passage that these sentences of a document make."""
    start, end = sentences[0][0], sentences[-1][1]
    plain = Passage(
        document_id=owner.id,
        start=start,
        end=end,
        text=owner.text[start:end],
        section=(),
        visit=None,
        page=None,
        context=None,
        sentences=sentences,
    )
    return replace(plain, **changes)


def hit(owner: Document, found: Passage, dense: Sequence[float] = (), **changes: Any) -> Hit:
    """Return the hit of a passage whose sentences have these cosines; all 0.5 if there are none."""
    cosines = [*dense] or [0.5] * len(found.sentences)
    plain = Hit(
        rank=1,
        score=max(cosines),
        scores=Scores(dense=max(cosines), lexical=0.0),
        reranked=None,
        cosines=tuple(cosines),
        matched=(),
        names=(),
        passage=found,
        document=owner,
    )
    return replace(plain, **changes)


def found_in(owner: Document, *said: str) -> tuple[Hit, ...]:
    """Return the passages of a document as hits: the nearest hold a sentence with the first of these words."""
    found = [
        (passage, [_nearness(owner.text[slice(*span)], said) for span in passage.sentences]) for passage in split(owner)
    ]
    nearest = sorted(found, key=lambda one: -max(one[1]))
    return tuple(hit(owner, passage, dense, rank=rank) for rank, (passage, dense) in enumerate(nearest, start=1))


def _nearness(sentence: str, said: Sequence[str]) -> float:
    return next((0.9 - 0.02 * place for place, words in enumerate(said) if words in sentence), 0.1)


def manifest(documents: Sequence[Document], passages: Sequence[Passage], *, space: str, dimension: int) -> Manifest:
    """Return the manifest of a generation that holds these."""
    return Manifest(
        format=FORMAT,
        generation="20261123T101500000000Z-00000000",
        created="2026-11-23T10:15:00+00:00",
        space=space,
        dimension=dimension,
        rules="1",
        documents_fingerprint="d",
        names_fingerprint="n",
        passages_fingerprint="p",
        documents=len(documents),
        passages=len(passages),
        sentences=sum(len(passage.sentences) for passage in passages),
        files={},
    )


def outside(text: str, spans: Iterable[Span]) -> str:
    """Return the characters of a text that no span holds, white space left out."""
    inside = {i for start, end in spans for i in range(start, end)}
    return "".join(character for i, character in enumerate(text) if i not in inside and not character.isspace())


def in_order(spans: Iterable[Span]) -> bool:
    """Tell whether spans hold something each, and follow one another without overlap."""
    bounds = [bound for span in spans for bound in span]
    return bounds == sorted(bounds) and all(start < end for start, end in zip(bounds[::2], bounds[1::2], strict=True))


def written_groups(groups: Sequence[NameGroup], folded_texts: Iterable[str]) -> list[WrittenGroup]:
    """Return the groups with the writings that folded texts use."""
    known = names.Names(groups)
    return names.written_groups(groups, ((writing, 1) for text in folded_texts for writing in known.writings(text)))
