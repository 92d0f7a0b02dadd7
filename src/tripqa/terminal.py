"""Replies as people read them at a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from tripqa.domain import Answered, Block, Citation, Conflict, Hit, Language, StatedValue, Visit
from tripqa.service import Reply
from tripqa.text.breaks import Break, layout_breaks
from tripqa.text.pages import page_at
from tripqa.web.answers import above_each
from tripqa.web.laid import laid
from tripqa.web.words import refusal_in, spoken, words_of

_NO_HITS = "none: the filter lets no passage through"


def print_reply(reply: Reply, out: Console, words: Console) -> None:
    """Print the short answer, the quotes and what contradicts them; of no answer, why, and the nearest passages.

    Why, and that an answer is doubtful, is said in the question's language or, where we lack that, in English.
    """
    language = spoken(reply.question.language) or Language("en")
    if reply.understood_as:
        out.print(Text(f"{words_of(language).understood} {_one_line(reply.understood_as)}", style="dim"))
    if not isinstance(reply.answer, Answered):
        out.print(Text(_one_line(refusal_in(language, reply.answer))))
        out.print(Text(words_of(language).nearest))
        print_hits(reply.hits, out, words)
        return
    if reply.answer.doubtful:
        out.print(Text(words_of(language).doubt, style="dim"))
    if reply.answer.short:
        out.print(Text(_value(reply.answer.short), style="bold"))
    for conflict in reply.answer.conflicts:
        out.print(Text(_disagreement(conflict), style="bold"))
    for block in reply.answer.blocks:
        _print_block(block, reply.answer, words_of(language).no_answer, out)


def print_hits(hits: Sequence[Hit], out: Console, words: Console) -> None:
    """Print passages, each with its place and why it was found; to `words`, that there are none."""
    if not hits:
        words.print(Text(_NO_HITS))
    for hit in hits:
        _print_hit(hit, out)


def _print_block(block: Block, answered: Answered, nothing: str, out: Console) -> None:
    """Print the quotes of a block below its heading, each below what stands above its row; `nothing` without any."""
    if block.heading:
        out.print(Text(_one_line(block.heading), style="underline"))
    for citation, said in zip(answered.citations, above_each(answered.citations), strict=True):
        if citation.number in block.citations:
            for words_above in said:
                out.print(Text(f"    {_as_read(words_above)}", style="dim"))
            quote = _as_read(citation.quote, citation.start, layout_breaks(citation.hit.passage))
            out.print(Text(f"[{citation.number}] {quote}", style="bold"))
            out.print(Text(f"    {_place(citation)}", style="dim"))
    if not block.citations:
        out.print(Text(nothing))


def _print_hit(hit: Hit, out: Console) -> None:
    out.print(Text(f"{hit.rank:>2}. {_as_read(hit.passage.text, hit.passage.start, layout_breaks(hit.passage))}"))
    above = [_as_read(hit.document.text[slice(*span)]) for span in hit.passage.above]
    where = " · ".join([*hit.passage.section, *above, *_when(hit.passage.visit), *_page(hit.passage.page)])
    out.print(Text(f"    {hit.passage.id} · {where} · score {hit.score:.3f}", style="dim"))
    why = [*hit.matched, *(f"{name.asked} = {name.written}" for name in hit.names)]
    if why:
        out.print(Text(f"    matched {_one_line(', '.join(why))}", style="dim"))


def _value(value: StatedValue) -> str:
    return f"{_one_line(value.text)} [{value.citation}]"


def _disagreement(conflict: Conflict) -> str:
    return f"The documents disagree: {', '.join(map(_value, conflict.values))}"


def _place(citation: Citation) -> str:
    passage = citation.hit.passage
    span = f"{passage.document_id}:{citation.start}-{citation.end}"
    page = _page(page_at(citation.hit.document, citation.start))
    return " · ".join([citation.hit.document.title, *passage.section, *_when(passage.visit), *page, span])


def _page(page: int | None) -> list[str]:
    return [] if page is None else [f"page {page}"]


def _when(visit: Visit | None) -> list[str]:
    if visit is None:
        return []
    clock = "-".join(f"{moment:%H:%M}" for moment in (visit.start, visit.end) if moment)
    return [f"{visit.date} {clock}".strip()]


def _as_read(text: str, start: int = 0, breaks: Iterable[Break] = ()) -> str:
    """Return text of a document on one line, its cells apart and its layout's breaks joined."""
    shown = {"joint": "", "wrap": " ", "tab": " | "}
    return _one_line("".join(shown.get(piece.kind, piece.text) for piece in laid(text, start, breaks)))


def _one_line(text: str) -> str:
    """Return text that a terminal shows and does not obey."""
    return " ".join("".join(c for c in text if c.isspace() or unicodedata.category(c) != "Cc").split())
