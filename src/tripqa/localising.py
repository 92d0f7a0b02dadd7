"""What of a reply its reader is told in their own language, beside the words of the documents."""

from __future__ import annotations

from tripqa.domain import Answered, Block, Citation, StatedValue
from tripqa.service import Reply
from tripqa.text.dates import is_date_line
from tripqa.text.language import ours
from tripqa.text.translating import translation_in
from tripqa.text.writing_out import written_out


def value_in(reply: Reply, value: StatedValue) -> str | None:
    """Return a value of an answer as its reader writes it; None if unsure, or where the document's language is theirs.

    A name is what the reader calls the thing.
    """
    cited = next(one for one in _citations(reply) if one.number == value.citation)
    own = cited.hit.document.language
    if reply.shown_in is None or reply.shown_in == ours(own):
        return None
    known = {gloss.written: gloss.shown for gloss in reply.glosses.get(value.citation, ())}
    return known.get(value.text) or written_out(value.text, value.kind, own, reply.shown_in)


def heading_in(reply: Reply, block: Block) -> str | None:
    """Return the heading of a block in its reader's language; None where that is not known."""
    cited = [one for one in _citations(reply) if one.number in block.citations]
    if not block.heading or not cited or reply.shown_in is None:
        return None
    document = cited[0].hit.document
    if reply.shown_in == ours(document.language):
        return None
    said = translation_in(reply.shown_in, document.language, document.translations)
    if (heading := said.headings.get(block.heading)) or not is_date_line(block.heading):
        return heading
    return written_out(block.heading, "date", document.language, reply.shown_in)


def _citations(reply: Reply) -> tuple[Citation, ...]:
    return reply.answer.citations if isinstance(reply.answer, Answered) else ()
