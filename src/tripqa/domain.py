"""The nouns of tripqa, one type for each stage a text passes through.

Citations rest on one law: `document.text[passage.start:passage.end] == passage.text`, in Unicode code points
of the file's text.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from tripqa.languages import LANGUAGES as LANGUAGES
from tripqa.languages import Language as Language

UNDETERMINED = "und"  # ISO 639-2: the language could not be told

ValueKind = Literal[
    "date", "time", "duration", "money", "percentage", "number", "person", "organisation", "place", "name"
]

Contact = Literal["phone", "email", "address", "website", "contact"]  # ways to reach somebody
CONTACTS: tuple[Contact, ...] = get_args(Contact)
AskedThing = ValueKind | Contact | Literal["reason"]
WhyNot = Literal["not_stated", "language"]

Span = tuple[int, int]  # start and exclusive end, in characters of Document.text


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that a format marks as one: the characters `start` to `end` of the document's text."""

    start: int
    end: int  # exclusive
    level: int  # from 1, the outermost


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a table, a line each with tabs between the cells: characters `start` to `end` of the document's text."""

    start: int
    end: int  # exclusive
    heads: int | None  # rows at its top that name its columns; None where the format marks none: the words tell them


@dataclass(frozen=True, slots=True)
class Translation:
    """What is said of a document in another language; what is empty nobody has translated."""

    title: str = ""
    publisher: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)  # by the heading as the document writes it


@dataclass(frozen=True, slots=True)
class Document:
    """One report, a file of the corpus or a line of it: its text, character for character, and what is said of it."""

    id: str
    title: str
    publisher: str
    url: str | None
    language: str  # BCP 47
    trip: tuple[datetime.date, datetime.date] | None  # first and last day
    places: tuple[Mapping[str, str], ...]  # each place by language
    examples: Mapping[str, tuple[str, ...]]  # questions to start with, by language
    file: str  # relative to the corpus folder
    text: str  # of the file, or what a reader took out of it
    headings: tuple[Heading, ...] | None  # in reading order; None where the format marks none: the layout tells them
    pages: tuple[int, ...]  # where each page or slide begins in the text, from the first on; empty without pages
    sha256: str  # of the file's bytes; of its line's, without the line end, where a file holds many documents
    text_sha256: str  # of the text in UTF-8
    tables: tuple[Table, ...] = ()  # that the format marks, in reading order
    translations: Mapping[str, Translation] = field(default_factory=dict)  # of what is said of it, by language


@dataclass(frozen=True, slots=True)
class Visit:
    """When a meeting took place, as far as the text says."""

    date: datetime.date
    start: datetime.time | None
    end: datetime.time | None


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a document under one heading."""

    headings: tuple[str, ...]  # outermost first
    visit: Visit | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A slice of one document, small enough to embed and to quote."""

    document_id: str
    start: int  # in characters of Document.text
    end: int  # exclusive
    text: str
    section: tuple[str, ...]  # headings above it, outermost first
    visit: Visit | None
    page: int | None  # 1-based; None where the format has no pages: never guessed
    context: Span | None  # where the layout says more of it: the date above, or in, an itinerary row
    sentences: tuple[Span, ...]  # what can be cited of it, in reading order
    above: tuple[Span, ...] = ()  # of a row of a table: the unit (which may stand below), the heads and the key

    @property
    def id(self) -> str:
        """Return `document:start-end`, which says for ever what is meant."""
        return f"{self.document_id}:{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class NameGroup:
    """Names of one thing, in several languages and writings."""

    kind: str  # organisation, person, place …; empty if nobody has said
    names: tuple[str, ...]
    shown: Mapping[str, str] = field(default_factory=dict)  # which of them readers of a language are shown, if told


@dataclass(frozen=True, slots=True)
class WrittenGroup:
    """Names of one thing, and which of them the documents use."""

    names: tuple[str, ...]
    written: tuple[str, ...]  # as the documents write them, most frequent first; empty if none does
    kind: str = ""  # as in NameGroup
    shown: Mapping[str, str] = field(default_factory=dict)  # as in NameGroup


@dataclass(frozen=True, slots=True)
class Filter:
    """Which passages are looked at. What is None does not matter; the rest must all hold."""

    documents: tuple[str, ...] | None = None  # ids
    section: str | None = None  # one of the headings above the passage, as a hit shows it
    language: str | None = None  # of the document, BCP 47
    since: datetime.date | None = None  # the visit's day or, where there is none, the whole trip lies in these bounds
    until: datetime.date | None = None


EVERYTHING = Filter()


@dataclass(frozen=True, slots=True)
class Question:
    """What someone asks, in the words they typed."""

    text: str
    language: str  # a Language, `und`, or a tag in which no answer was ever measured


@dataclass(frozen=True, slots=True)
class Scores:
    """How near a passage is by each arm."""

    dense: float  # cosine
    lexical: float  # share of the question's terms that it holds, each counting by its rarity: 0 to 1


@dataclass(frozen=True, slots=True)
class NameMatch:
    """A name that the question writes in one way and the passage in another."""

    asked: str
    written: str


@dataclass(frozen=True, slots=True)
class Gloss:
    """A name as a text writes it, and what readers of another language call the thing."""

    written: str
    shown: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage in the order of one ranking."""

    rank: int  # from 1
    score: float
    scores: Scores
    reranked: float | None  # the reranker's score; None where none was asked
    cosines: tuple[float, ...]  # of each of passage.sentences
    matched: tuple[str, ...]  # what the passage shares with the question, as the passage writes it
    names: tuple[NameMatch, ...]
    passage: Passage
    document: Document


@dataclass(frozen=True, slots=True)
class Ranking:
    """The hits for a question, best first."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote of a hit: `document.text[start:end] == quote`. It lies in the hit's passage or says what that is of."""

    number: int  # from 1, as the answer writes it
    quote: str
    start: int
    end: int
    hit: Hit

    @property
    def is_of_passage(self) -> bool:
        """Tell whether it lies in the hit's passage, and is not what that stands under."""
        return self.hit.passage.start <= self.start and self.end <= self.hit.passage.end


@dataclass(frozen=True, slots=True)
class StatedValue:
    """A value inside a quote: `document.text[start:end] == text`."""

    kind: ValueKind
    text: str
    start: int
    end: int
    citation: int  # the number of the citation whose quote it lies in


@dataclass(frozen=True, slots=True)
class Conflict:
    """Values that the quotes give to one thing, and that cannot all be right."""

    kind: ValueKind
    values: tuple[StatedValue, ...]  # two or more, in reading order


@dataclass(frozen=True, slots=True)
class Block:
    """Quotes that belong together: a day, a side of a comparison; one without quotes says that nothing was found."""

    heading: str | None  # as a document or the question writes it
    citations: tuple[int, ...]  # their numbers


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer made of quotes."""

    short: StatedValue | None  # the value that was asked for; None if unsure, or if no value was
    confidence: float  # probability that the quotes answer the question
    doubtful: bool  # it is low, as measured: whoever shows the quotes says so
    citations: tuple[Citation, ...]
    conflicts: tuple[Conflict, ...]
    parts: tuple[Block, ...] = ()  # of an answer that has any

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Return its parts; one without a heading where it has none."""
        return self.parts or (Block(None, tuple(citation.number for citation in self.citations)),)

    @property
    def text(self) -> str:
        """Return the quotes as an answer writes them: one after another, each with its number."""
        return "\n".join(f"{citation.quote} [{citation.number}]" for citation in self.citations)


@dataclass(frozen=True, slots=True)
class Missing:
    """What the documents do not say: something of a thing that they mention, as far as either can be told."""

    about: str | None  # the thing, as the question writes it; None if they mention none that it names
    asked: AskedThing | None  # what kind of thing would answer


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """The corpus does not say, as far as can be told; or nobody has measured answers in the question's language."""

    confidence: float  # probability that what would have been quoted answers the question
    missing: Missing
    why: WhyNot


Answer = Answered | NoAnswer
