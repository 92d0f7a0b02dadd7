"""What assistants can have done: `search` and `fetch`, which chat programs look for by name, `ask`, `list_documents`.

Results are short: programs reject long ones, and an assistant fetches what it wants to read.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tripqa.access.keys import Action
from tripqa.domain import EVERYTHING, Answered, Document, Filter, Hit
from tripqa.mcp.parts import read_part
from tripqa.mcp.shapes import (
    AnsweredOut,
    AskIn,
    FetchedOut,
    FetchIn,
    FoundOut,
    ListedDocument,
    ListedOut,
    ListIn,
    PartOut,
    PassageFound,
    SearchIn,
    SourceOut,
    Taken,
)
from tripqa.service import Found, QuestionService, Reply
from tripqa.web.addresses import Addresses
from tripqa.web.telling import Source, Told
from tripqa.wire.documents import Wire

LONGEST_SEARCH = 4000  # characters of JSON
MOST_LISTED = 50
_MOST_FOUND = 10
_LONGEST_SHOWN = 120  # characters of a passage, and of its title


@dataclass(frozen=True, slots=True)
class Done:
    """What a tool returns, and what it had from the service, if that was a question."""

    out: Wire
    of: Reply | Found | None = None


@dataclass(frozen=True, slots=True)
class Tool:
    """Something that an assistant can have done."""

    name: str
    title: str
    description: str
    needs: Action  # what a key has to be made for
    takes: type[Taken]
    returns: type[Wire]
    work: Callable[[QuestionService, Addresses, Any], Done]  # of an instance of `takes`


def search(service: QuestionService, to: Addresses, taken: SearchIn) -> Done:
    """Find passages."""
    found = service.search(taken.query, top_k=_MOST_FOUND)
    out = FoundOut(results=[_passage(hit, to) for hit in found.hits])
    while len(out.model_dump_json()) >= LONGEST_SEARCH:
        out = FoundOut(results=out.results[:-1])
    return Done(out, found)


def fetch(service: QuestionService, to: Addresses, taken: FetchIn) -> Done:
    """Read a part of a document."""
    part = read_part(service, taken.id)
    (start, end), document, passage = part.span, part.document, part.passage
    told = PartOut(
        document=document.id,
        language=document.language,
        publisher=document.publisher,
        start=start,
        end=end,
        part=part.number,
        parts=len(part.spans),
        next=part.next,
        passage=passage.text if passage else None,
    )
    marked = (passage.start, passage.end) if passage else None
    url, text = to.document(document.id, marked), document.text[start:end]
    return Done(FetchedOut(id=taken.id, title=document.title, text=text, url=url, metadata=told))


def ask(service: QuestionService, to: Addresses, taken: AskIn) -> Done:
    """Answer a question."""
    where = EVERYTHING if taken.document is None else Filter(documents=(taken.document,))
    reply = service.ask(taken.question, language=taken.language, where=where)
    told, answer = Told.answer(reply, to), reply.answer
    out = AnsweredOut(
        status="answered" if isinstance(answer, Answered) else "no_answer",
        answer="\n".join(told.lines),
        short_answer=answer.short.text if isinstance(answer, Answered) and answer.short else None,
        confidence=answer.confidence,
        sources=[_source(source) for source in told.sources],
    )
    return Done(out, reply)


def list_documents(service: QuestionService, to: Addresses, taken: ListIn) -> Done:
    """List documents."""
    ids = service.ids()
    first = bisect_right(ids, taken.after) if taken.after else 0
    shown = ids[first : first + MOST_LISTED]
    more = first + MOST_LISTED < len(ids)
    documents = [_listed(service.document(id), to) for id in shown]
    return Done(ListedOut(documents=documents, next=shown[-1] if more else None))


TOOLS: Sequence[Tool] = (
    Tool(
        "search",
        "Search trip reports",
        "Find the passages of official trip reports nearest to a question, in any of Japanese, English, Korean and "
        "Chinese, Traditional or Simplified. Each result can be fetched by its id.",
        "search",
        SearchIn,
        FoundOut,
        search,
    ),
    Tool(
        "fetch",
        "Read a report",
        "Read a report, or the part of one that a search result stands in. `metadata.next` is the id of what follows.",
        "documents",
        FetchIn,
        FetchedOut,
        fetch,
    ),
    Tool(
        "ask",
        "Ask the trip reports",
        "Answer a question out of official trip reports, in exact quotes with their sources, or say that the reports "
        "do not answer it. Quotes are never reworded: cite them by their url.",
        "ask",
        AskIn,
        AnsweredOut,
        ask,
    ),
    Tool(
        "list_documents",
        "List trip reports",
        "List the reports, by id: title, publisher, language, days of the trip.",
        "documents",
        ListIn,
        ListedOut,
        list_documents,
    ),
)


def _passage(hit: Hit, to: Addresses) -> PassageFound:
    passage, title = hit.passage, " · ".join([hit.document.title, *hit.passage.section[-1:]])
    return PassageFound(
        id=passage.id,
        title=title[:_LONGEST_SHOWN],
        url=to.document(hit.document.id, (passage.start, passage.end)),
        text=passage.text[:_LONGEST_SHOWN],
    )


def _source(source: Source) -> SourceOut:
    start, end = source.span
    return SourceOut(
        number=source.number,
        quote=source.quote,
        title=source.title,
        document=source.document_id,
        start=start,
        end=end,
        page=source.page,
        url=source.url,
    )


def _listed(document: Document, to: Addresses) -> ListedDocument:
    return ListedDocument(
        id=document.id,
        title=document.title,
        url=to.document(document.id),
        publisher=document.publisher,
        language=document.language,
        trip=[day.isoformat() for day in document.trip or ()],
        characters=len(document.text),
    )
