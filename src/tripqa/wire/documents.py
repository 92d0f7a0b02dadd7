"""Documents and passages as JSON: the same shapes over HTTP, from `--json` and in answer files."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from tripqa.domain import Document, Language, Passage, Section, Translation, Visit
from tripqa.text.breaks import layout_breaks
from tripqa.text.translating import headings_in, translation_in
from tripqa.text.writing_out import visit_in

_LONGEST_SHOWN = 60  # characters
Clock = Annotated[datetime.time, PlainSerializer(lambda value: value.strftime("%H:%M"), return_type=str)]


class Wire(BaseModel):
    """A JSON object that holds these keys and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    brief: ClassVar[tuple[str, ...]] = ()  # what of it stands in its repr; empty: every field

    def __repr__(self) -> str:
        """Return one line: of a list its length, of a long text its beginning."""
        names = self.brief or tuple(type(self).model_fields)
        return f"{type(self).__name__}({', '.join(f'{name}={_short(getattr(self, name))}' for name in names)})"

    __str__ = __repr__


def _short(value: object) -> str:
    if isinstance(value, list | dict):
        return f"<{len(value)}>"
    said = repr(value)
    return said if len(said) <= _LONGEST_SHOWN else f"{said[: _LONGEST_SHOWN - 1]}…"


class VisitOut(Wire):
    """When a visit took place, as far as the document says."""

    date: datetime.date
    start: Clock | None = Field(description="HH:MM, local time of the place visited.")
    end: Clock | None = Field(description="HH:MM, local time of the place visited.")

    localised: str | None = Field(None, description="The same as readers of `shown_in` write it; null without one.")

    @classmethod
    def of(cls, visit: Visit | None, shown_in: Language | None = None) -> VisitOut | None:
        """Translate a visit; None stays None."""
        if visit is None:
            return None
        written = visit_in(shown_in, visit) if shown_in else None
        return cls(date=visit.date, start=visit.start, end=visit.end, localised=written)


class StretchOut(Wire):
    """The characters `start` to `end` of a document's text, exactly."""

    text: str
    start: int
    end: int

    @classmethod
    def above(cls, passage: Passage, document: Document) -> list[StretchOut]:
        """Return what says what the cells of a row are: its unit or caption, its heads, its key."""
        return [cls(text=document.text[start:end], start=start, end=end) for start, end in passage.above]


class BreakOut(Wire):
    """A line break with its margins, characters `start` to `end` of the document's text, that is layout alone."""

    start: int
    end: int
    shown: Literal["", " "] = Field(description="What a reader sees in its place.")

    @classmethod
    def inside(cls, passage: Passage, start: int, end: int) -> list[BreakOut]:
        """Return those of a passage between two places."""
        found = [one for one in layout_breaks(passage) if start <= one.start and one.end <= end]
        return [cls(start=one.start, end=one.end, shown=one.shown) for one in found]


BREAKS = Field(description="Line breaks of the text that are layout alone: a page need not show them.")
ABOVE = Field(description="Of a row of a table: its unit or caption, the heads of its columns, its key; else empty.")


class DocumentRef(Wire):
    """A document, and the hashes that a quote can be checked against."""

    brief = ("id", "title")
    id: str
    title: str
    publisher: str
    language: str = Field(description="BCP 47.")
    url: str | None
    sha256: str = Field(description="Of the file's bytes; in a .jsonl, of its line's without the line end.")
    text_sha256: str = Field(description="Of the document's text in UTF-8.")

    @classmethod
    def of(cls, document: Document) -> DocumentRef:
        """Translate a document to a reference to it."""
        return cls(
            id=document.id,
            title=document.title,
            publisher=document.publisher,
            language=document.language,
            url=document.url,
            sha256=document.sha256,
            text_sha256=document.text_sha256,
        )


class LocalisedOut(Wire):
    """What the sidecar says of a place in a document in the reader's language; null is what it does not say."""

    title: str | None
    publisher: str | None
    section: list[str | None] = Field(description="Of each heading of `section`.")

    @classmethod
    def of(cls, document: Document, section: Sequence[str], shown_in: Language | None) -> LocalisedOut | None:
        """Return what is said in a language; None if nothing is."""
        said = translation_in(shown_in, document.language, document.translations)
        found = cls(title=said.title or None, publisher=said.publisher or None, section=headings_in(said, section))
        return found if found.title or found.publisher or any(found.section) else None


LOCALISED = Field(None, description="In the reader's language (`shown_in`), where the document's is another.")


class TranslationOut(Wire):
    """What the sidecar says of a document in another language; what is empty nobody has translated."""

    title: str
    publisher: str
    headings: dict[str, str] = Field(description="By the heading as the document writes it.")

    @classmethod
    def of(cls, said: Translation) -> TranslationOut:
        """Translate a translation."""
        return cls(title=said.title, publisher=said.publisher, headings=dict(said.headings))


class TripOut(Wire):
    """First and last day of the trip a document reports on."""

    start: datetime.date
    end: datetime.date


class DocumentOut(DocumentRef):
    """A document without its text."""

    trip: TripOut | None
    file: str = Field(description="Relative to the corpus folder.")
    characters: int = Field(description="Length of the text in Unicode code points.")
    places: list[dict[str, str]] = Field(description="Each place by language.")
    examples: dict[str, list[str]] = Field(description="Questions to start with, by language.")
    translations: dict[str, TranslationOut] = Field(
        default_factory=dict, description="Of its title, publisher and headings, by language."
    )

    @classmethod
    def of(cls, document: Document) -> DocumentOut:
        """Translate a document."""
        return cls(
            **DocumentRef.of(document).model_dump(),
            trip=TripOut(start=document.trip[0], end=document.trip[1]) if document.trip else None,
            file=document.file,
            characters=len(document.text),
            places=[dict(place) for place in document.places],
            examples={language: list(questions) for language, questions in document.examples.items()},
            translations={language: TranslationOut.of(said) for language, said in document.translations.items()},
        )


class SectionOut(Wire):
    """A stretch of a document under one heading."""

    section: list[str] = Field(description="Headings, outermost first.")
    visit: VisitOut | None
    start: int
    end: int

    @classmethod
    def of(cls, section: Section) -> SectionOut:
        """Translate a section."""
        return cls(
            section=list(section.headings),
            visit=VisitOut.of(section.visit),
            start=section.start,
            end=section.end,
        )


class FullDocumentOut(DocumentOut):
    """A document with its sections and its text, character for character."""

    sections: list[SectionOut]
    text: str

    @classmethod
    def whole(cls, document: Document, sections: list[Section]) -> FullDocumentOut:
        """Translate a document with its sections."""
        return cls(
            **dict(DocumentOut.of(document)),
            sections=[SectionOut.of(section) for section in sections],
            text=document.text,
        )


class DocumentsOut(Wire):
    """Every document of the corpus."""

    documents: list[DocumentOut]


class PassageOut(Wire):
    """A passage by its id."""

    brief = ("passage_id", "text")
    passage_id: str
    document: DocumentRef
    section: list[str]
    above: list[StretchOut] = ABOVE
    visit: VisitOut | None
    page: int | None
    start: int
    end: int
    text: str
    breaks: list[BreakOut] = BREAKS

    @classmethod
    def of(cls, passage: Passage, document: Document) -> PassageOut:
        """Translate a passage."""
        return cls(
            passage_id=passage.id,
            document=DocumentRef.of(document),
            section=list(passage.section),
            above=StretchOut.above(passage, document),
            visit=VisitOut.of(passage.visit),
            page=passage.page,
            start=passage.start,
            end=passage.end,
            text=passage.text,
            breaks=BreakOut.inside(passage, passage.start, passage.end),
        )
