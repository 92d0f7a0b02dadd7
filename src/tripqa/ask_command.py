"""What `tripqa ask --file` does: the questions of a file, asked here or on a server, into a file with their answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from tripqa.errors import AnswersError
from tripqa.library import Opened
from tripqa.progress import progress_on
from tripqa.settings import Settings
from tripqa.tabular.answers import answered_rows, columns_beside
from tripqa.tabular.journal import Journal
from tripqa.tabular.rows import Row, Rows, format_of, read_rows
from tripqa.tabular.writing import write_rows
from tripqa.wire.asking import Asking, question_body
from tripqa.wire.batches import BatchLineOut

if TYPE_CHECKING:
    from tripqa.client import Client


@dataclass(frozen=True, slots=True)
class Wished:
    """What the command line asks for."""

    file: Path
    out: Path
    column: str | None
    url: str | None  # None: it is answered here
    bom: bool
    how: Asking

    def words(self, settings: Settings) -> str:
        """Return what a reply depends on beside its question."""
        place = self.url or (str(settings.index.resolve()), settings.answerer)
        return repr((place, self.is_whole, sorted(question_body("", self.how).items())))

    @property
    def is_whole(self) -> bool:
        """Tell whether whole replies are written."""
        return format_of(self.out) == ".jsonl"


def ask_file(wished: Wished, settings: Settings, open_here: Callable[[], Opened], words: Console) -> bool:
    """Ask what was not asked yet, write all of it, and tell whether every question was taken; nothing is asked twice.

    AnswersError says what is wrong with a file.
    """
    asked = _read(wished)
    journal = Journal(wished.out, wished.words(settings))
    left = {row.name: row for row in asked.rows if row.question and not journal.done(row)}
    try:
        if left:
            with _place(wished, settings, open_here) as place:
                _ask(left, place, wished, journal, words)
    except KeyboardInterrupt:
        words.print("interrupted; run the same command again to go on")
        raise
    _write(wished, asked, journal)
    return _tell(asked, journal, wished, words)


def _read(wished: Wished) -> Rows:
    if wished.out.resolve() == wished.file.resolve():
        raise AnswersError(f"--file and --out both name {wished.out}; name two files")
    format_of(wished.out)
    asked = read_rows(wished.file, wished.column)
    if not any(row.question for row in asked.rows):
        raise AnswersError(f"{wished.file} asks nothing; write one question in each row")
    return asked


def _place(wished: Wished, settings: Settings, open_here: Callable[[], Opened]) -> Opened | Client:
    if wished.url is None:
        return open_here()
    from tripqa.client import Client

    key = settings.client_key
    return Client(wished.url, key=key.get_secret_value() if key else None)


def _ask(left: Mapping[str, Row], place: Opened | Client, wished: Wished, journal: Journal, words: Console) -> None:
    with progress_on(words) as show:
        progress = show("asking", "questions")
        questions = {name: row.question for name, row in left.items()}
        for done, line in enumerate(place.ask_all(questions, **wished.how), start=1):
            journal.add(left[line.custom_id or ""], _kept(line, whole=wished.is_whole))
            progress(done, len(left))


def _kept(line: BatchLineOut, *, whole: bool) -> BatchLineOut:
    """Return what is kept of a reply: passages beside the answer only where they are written."""
    if whole or line.reply is None:
        return line
    return line.model_copy(update={"reply": line.reply.model_copy(update={"hits": []})})


def _write(wished: Wished, asked: Rows, journal: Journal) -> None:
    names = columns_beside(asked.columns, whole=wished.is_whole)
    rows = answered_rows(asked, journal.replies(), names)
    write_rows(wished.out, [*asked.columns, *names.values()], rows, bom=wished.bom)


def _tell(asked: Rows, journal: Journal, wished: Wished, words: Console) -> bool:
    """Say what was answered, and forget the journal unless a question is to be asked again."""
    replies = journal.replies()
    lines = [replies[row.name] for row in asked.rows if row.question and row.name in replies]
    answered = sum(line.reply is not None and line.reply.status == "answered" for line in lines)
    failed = sum(line.error is not None for line in lines)
    more = f", {failed} not taken (column error; run this again to ask those anew)" if failed else ""
    words.print(Text(f"{len(lines)} questions, {answered} answered{more}: {wished.out}"))
    if not failed:
        journal.close()
    return not failed
