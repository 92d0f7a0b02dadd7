"""What resolvers are given, and what they return."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from tripqa.answers.choosing import MOST_CHARACTERS_OF_SEVERAL
from tripqa.answers.whole.outline import Line, Outline
from tripqa.answers.whole.summing import Vectors
from tripqa.citations.quoting import Quote
from tripqa.domain import Answered
from tripqa.text.variants import lexical_form

_MOST_READ = MOST_CHARACTERS_OF_SEVERAL // 2  # characters of answers that are read for a part: there are two sides
_OPENING = 3  # lines that say what a document is
MISSING: Final = "missing"  # the documents have that structure, and not this piece of it


@dataclass(frozen=True, slots=True)
class Part:
    """Lines that are quoted together."""

    heading: str | None
    outlined: Outline | None  # None where nothing was found
    lines: tuple[Line, ...]
    answers: tuple[Answered, ...] = ()  # that were read, instead of lines
    doubtful: bool = False  # it may be more than what was asked for

    @classmethod
    def read(cls, heading: str, answers: Sequence[Answered]) -> Part:
        """Return what answers quote as a part."""
        return cls(heading, None, (), tuple(answers))

    @property
    def quotes(self) -> Iterator[Quote]:
        """Yield what is quoted, in order."""
        yield from _apart([Quote(one.hit, (one.start, one.end)) for answer in self.answers for one in answer.citations])
        for line in self.lines:
            assert self.outlined, "only what has a document has lines"
            yield self.outlined.quote(line)


def _apart(quotes: Sequence[Quote]) -> Iterator[Quote]:
    """Yield quotes in the order of their documents, without those that lie in the one before or are too much."""
    documents = list(dict.fromkeys(quote.hit.document.id for quote in quotes))
    last, done, characters = "", 0, 0
    for quote in sorted(quotes, key=lambda one: (documents.index(one.hit.document.id), one.span)):
        document, (start, end) = quote.hit.document.id, quote.span
        if (document == last and start < done) or (characters and characters + end - start > _MOST_READ):
            continue
        yield quote
        last, done, characters = document, end, characters + end - start


Resolved = Sequence[Part] | Literal["missing"] | None  # None: the question is an ordinary one


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents that a question is about, and the vectors of their sentences."""

    outlines: Sequence[Outline]
    vectors: Callable[[Outline], Vectors]
    complete: bool  # there are no other documents that it could be about


def is_called(outlined: Outline, words: Sequence[str]) -> bool:
    """Tell whether a document's title or opening has all of these words."""
    opening = lexical_form(" ".join((outlined.document.title, *(line.text for line in outlined.lines[:_OPENING]))))
    return all(lexical_form(word) in opening for word in words)
