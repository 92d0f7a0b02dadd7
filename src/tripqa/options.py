"""Options that several commands have."""

from __future__ import annotations

from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer

from tripqa.domain import Filter
from tripqa.languages.shapes import About
from tripqa.languages.tables import tables

CorpusFolder = Annotated[Path | None, typer.Option("--corpus", help="Folder of the reports.")]
IndexFolder = Annotated[Path | None, typer.Option("--index", help="Folder of the index.")]
WaitSeconds = Annotated[
    float,
    typer.Option("--wait", min=0, metavar="SECONDS", help="How long to wait for another ingest that is running."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the HTTP shape.")]
*_OTHERS, _LAST = (about.english for about in tables(About).values())
LANGUAGES_TAKEN = f"In {', '.join(_OTHERS)} or {_LAST}."
Question = Annotated[str, typer.Argument(metavar="QUESTION", help=LANGUAGES_TAKEN)]
TopK = Annotated[int, typer.Option("--top-k", help="How many passages to show.")]
InDocuments = Annotated[list[str] | None, typer.Option("--document", help="Look into this document; may be repeated.")]
InSection = Annotated[str | None, typer.Option("--section", help="Look below this heading.")]
InLanguage = Annotated[str | None, typer.Option("--document-language", help="Look into documents in this language.")]
DAY = ["%Y-%m-%d"]
Since = Annotated[datetime | None, typer.Option("--from", formats=DAY, help="First day of the visit or the trip.")]
Until = Annotated[datetime | None, typer.Option("--to", formats=DAY, help="Last day of the visit or the trip.")]
Previous = Annotated[
    list[str] | None,
    typer.Option("--previous", metavar="QUESTION", help="A question asked before; may be repeated, the last one last."),
]
QuestionLanguage = Annotated[str | None, typer.Option("--language", help="Of the question; found if left out.")]

QuestionsFile = Annotated[Path | None, typer.Option("--file", help="Ask each row of this .csv, .jsonl or .xlsx.")]
AnswersOut = Annotated[
    Path | None, typer.Option("--out", help="Write the answer (.md, .docx) or the rows of --file with their answers.")
]
QuestionsColumn = Annotated[str | None, typer.Option("--column", help="Of --file, that asks; `question` if left out.")]
ServerUrl = Annotated[str | None, typer.Option("--url", help="Ask --file on a running server.")]
WithMark = Annotated[bool, typer.Option("--bom", help="Begin CSV so that Excel knows it is UTF-8.")]
ShownIn = Annotated[
    str | None, typer.Option("--shown-in", help="Reader's language: names and days in it too. Else the question's.")
]


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"tripqa {metadata.version('tripqa')}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and exit.")
]


def where_of(
    documents: list[str] | None,
    section: str | None,
    language: str | None,
    since: datetime | None,
    until: datetime | None,
) -> Filter:
    """Return the filter that the options say."""
    return Filter(
        documents=tuple(documents) if documents else None,
        section=section,
        language=language,
        since=since.date() if since else None,
        until=until.date() if until else None,
    )
