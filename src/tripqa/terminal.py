"""Replies as people read them at a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.console import Console
from rich.text import Text

from tripqa.domain import Answered, Block, Citation, Conflict, Gloss, Hit, Language, StatedValue
from tripqa.localising import heading_in, value_in
from tripqa.service import Reply
from tripqa.text.breaks import Break, layout_breaks
from tripqa.text.language import ours
from tripqa.text.pages import page_at
from tripqa.text.translating import headings_in, translation_in
from tripqa.text.writing_out import visit_in
from tripqa.web.answers import above_each, new_glosses
from tripqa.web.laid import laid
from tripqa.web.words import refusal_in, spoken, words_of

_NO_HITS = "none: the filter lets no passage through"


class _Quote(NamedTuple):
    citation: Citation
    above: tuple[str, ...]  # what says what the cells of a row are, and nothing before it has shown
    glosses: tuple[Gloss, ...]  # of names that no quote before it has


def print_reply(reply: Reply, out: Console, words: Console) -> None:
    """Print the short answer, the quotes and what contradicts them; of no answer, why, and the nearest passages.

    Why, that an answer is doubtful, and what is known of names and days is said in the reader's language or, where we
    lack that, in English.
    """
    language = reply.shown_in or spoken(reply.question.language) or Language("en")
    if reply.understood_as:
        out.print(Text(f"{words_of(language).understood} {_one_line(reply.understood_as)}", style="dim"))
    if not isinstance(reply.answer, Answered):
        out.print(Text(_one_line(refusal_in(language, reply.answer))))
        out.print(Text(words_of(language).nearest))
        print_hits(reply.hits, out, words, reply.shown_in)
        return
    if reply.answer.doubtful:
        out.print(Text(words_of(language).doubt, style="dim"))
    if reply.answer.short:
        out.print(Text(_value(reply, reply.answer.short), style="bold"))
    for conflict in reply.answer.conflicts:
        out.print(Text(_disagreement(reply, conflict), style="bold"))
    quotes = _quotes(reply, reply.answer)
    for block in reply.answer.blocks:
        _print_block(block, quotes, reply, words_of(language).no_answer, out)


def print_hits(hits: Sequence[Hit], out: Console, words: Console, shown_in: Language | None = None) -> None:
    """Print passages, each with its place and why it was found; to `words`, that there are none.

    What sidecars translate stands beside what they translate.
    """
    if not hits:
        words.print(Text(_NO_HITS))
    for hit in hits:
        _print_hit(hit, out, shown_in)


def _quotes(reply: Reply, answered: Answered) -> list[_Quote]:
    told = zip(answered.citations, above_each(answered.citations), new_glosses(reply, answered), strict=True)
    return [_Quote(*one) for one in told]


def _print_block(block: Block, quotes: Sequence[_Quote], reply: Reply, nothing: str, out: Console) -> None:
    """Print the quotes of a block below its heading, each below what stands above its row; `nothing` without any."""
    if block.heading:
        out.print(Text(_one_line(_both(block.heading, heading_in(reply, block))), style="underline"))
    for citation, above, glosses in ((one.citation, one.above, one.glosses) for one in quotes):
        if citation.number in block.citations:
            for words_above in above:
                out.print(Text(f"    {_as_read(words_above)}", style="dim"))
            quote = _as_read(citation.quote, citation.start, layout_breaks(citation.hit.passage))
            out.print(Text(f"[{citation.number}] {quote}", style="bold"))
            if glosses:
                said = ", ".join(f"{gloss.written} · {gloss.shown}" for gloss in glosses)
                out.print(Text(f"    {_one_line(said)}", style="dim"))
            out.print(Text(f"    {_place(citation, reply.shown_in)}", style="dim"))
    if not block.citations:
        out.print(Text(nothing))


def _print_hit(hit: Hit, out: Console, shown_in: Language | None) -> None:
    out.print(Text(f"{hit.rank:>2}. {_as_read(hit.passage.text, hit.passage.start, layout_breaks(hit.passage))}"))
    above = [_as_read(hit.document.text[slice(*span)]) for span in hit.passage.above]
    where = " · ".join([*_section(hit, shown_in), *above, *_when(hit, shown_in), *_page(hit.passage.page)])
    out.print(Text(f"    {hit.passage.id} · {where} · score {hit.score:.3f}", style="dim"))
    why = [*hit.matched, *(f"{name.asked} = {name.written}" for name in hit.names)]
    if why:
        out.print(Text(f"    matched {_one_line(', '.join(why))}", style="dim"))


def _value(reply: Reply, value: StatedValue) -> str:
    return f"{_one_line(_both(value.text, value_in(reply, value)))} [{value.citation}]"


def _disagreement(reply: Reply, conflict: Conflict) -> str:
    return f"The documents disagree: {', '.join(_value(reply, value) for value in conflict.values)}"


def _both(written: str, localised: str | None) -> str:
    """Return what a document writes, with the same in the reader's language where that is known."""
    return f"{written} ({localised})" if localised else written


def _section(hit: Hit, shown_in: Language | None) -> list[str]:
    said = translation_in(shown_in, hit.document.language, hit.document.translations)
    section = hit.passage.section
    return [_both(heading, known) for heading, known in zip(section, headings_in(said, section), strict=True)]


def _place(citation: Citation, shown_in: Language | None) -> str:
    passage, document = citation.hit.passage, citation.hit.document
    title = _both(document.title, translation_in(shown_in, document.language, document.translations).title)
    span = f"{passage.document_id}:{citation.start}-{citation.end}"
    page = _page(page_at(citation.hit.document, citation.start))
    return " · ".join([title, *_section(citation.hit, shown_in), *_when(citation.hit, shown_in), *page, span])


def _page(page: int | None) -> list[str]:
    return [] if page is None else [f"page {page}"]


def _when(hit: Hit, shown_in: Language | None) -> list[str]:
    visit = hit.passage.visit
    if visit is None:
        return []
    if shown_in and shown_in != ours(hit.document.language):
        return [visit_in(shown_in, visit)]
    clock = "-".join(f"{moment:%H:%M}" for moment in (visit.start, visit.end) if moment)
    return [f"{visit.date} {clock}".strip()]


def _as_read(text: str, start: int = 0, breaks: Iterable[Break] = ()) -> str:
    """Return text of a document on one line, its cells apart and its layout's breaks joined."""
    shown = {"joint": "", "wrap": " ", "tab": " | "}
    return _one_line("".join(shown.get(piece.kind, piece.text) for piece in laid(text, start, breaks)))


def _one_line(text: str) -> str:
    """Return text that a terminal shows and does not obey."""
    return " ".join("".join(c for c in text if c.isspace() or unicodedata.category(c) != "Cc").split())
