"""What `tripqa ingest` does between its options and its exit, and how it tells what has changed."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tripqa.domain import LANGUAGES
from tripqa.errors import CorpusError, FormatMismatch, IndexDamaged, IndexMissing
from tripqa.index.history import note
from tripqa.index.lock import Wait
from tripqa.ingesting import IngestReport, ingest
from tripqa.parsing.corpus import FORMATS, Corpus, survey
from tripqa.parsing.folder import is_hidden
from tripqa.parsing.limits import Limits
from tripqa.parsing.reading import Reading
from tripqa.ports import Documents
from tripqa.progress import progress_on
from tripqa.settings import Settings
from tripqa.text.glossing import nameless
from tripqa.wire.answers import IndexOut
from tripqa.wire.ingests import ChangesOut, FailedOut, IngestOut
from tripqa.wiring import choose_encoder, open_documents, open_names

EXTRACTS = ".extracts"  # in the index folder
_NAMES = "tripqa names --missing"
_MOST_ROWS = 20  # of each kind that the table shows
Row = tuple[str, str, str]  # what became of it, the document or the file, why


@dataclass(frozen=True, slots=True)
class Ingested:
    """What was found in the corpus, and what was made of it."""

    corpus: Corpus
    report: IngestReport
    nameless: Mapping[str, int]  # names of the documents that readers of a language cannot read, by language


def ingest_corpus(settings: Settings, words: Console, *, rebuild: bool, strict: bool, wait: Wait) -> Ingested:
    """Bring the index up to date with the corpus folder; files that cannot be used are left out and told.

    CorpusError, with nothing changed, if no document is left or, with `strict`, if one file cannot be used.
    """
    refuse_index_in_corpus(settings)
    with Reading(limits_of(settings), settings.index / EXTRACTS) as reading:
        corpus = survey(settings.corpus, reading, lambda: _earlier(settings))
        if corpus.failed and strict:
            raise CorpusError(f"{len(corpus.failed)} file(s) cannot be used: {_reasons(corpus)}; nothing was changed")
        if corpus.failed and not corpus.documents:
            raise CorpusError(f"no file can be used: {_reasons(corpus)}; nothing was changed")
        report = _indexed(corpus, settings, words, rebuild=rebuild, wait=wait)
        reading.extracts.prune()
    _note(settings.index, report)
    return Ingested(corpus, report, _nameless(corpus, settings))


def _nameless(corpus: Corpus, settings: Settings) -> dict[str, int]:
    names = open_names(settings)
    counted: dict[str, int] = {
        language: len(nameless(language, names)) for language in LANGUAGES if language in corpus.languages
    }
    return {language: count for language, count in counted.items() if count}


def _note(index: Path, report: IngestReport) -> None:
    if report.changes.added or report.changes.changed:
        made, changes = report.manifest, report.changes
        note(index, made.generation, made.created, changes.added, changes.changed)


def _indexed(corpus: Corpus, settings: Settings, words: Console, *, rebuild: bool, wait: Wait) -> IngestReport:
    with progress_on(words) as show:
        encoder, progress = choose_encoder(settings), show("encoding", "texts")
        return ingest(
            corpus.documents,
            settings.index,
            encoder,
            progress,
            names=corpus.names,
            rebuild=rebuild,
            wait=wait,
            kept=settings.kept_generations,
        )


def print_changes(done: Ingested, settings: Settings, out: Console, words: Console) -> None:
    """Print what has become of each document and file, and to `words` what is worth knowing besides."""
    corpus, report = done.corpus, done.report
    _print_rows(list(_rows(done, settings.corpus)), out)
    for name in corpus.passed_over:
        words.print(Text(f"passed over {name}: only {FORMATS} files are read"))
    for file, remarks in corpus.remarks.items():
        words.print(Text(f"{file}: {'; '.join(remarks)}"))
    for file, count in corpus.without_text.items():
        words.print(Text(f"{file}: {count} document(s) without text"))
    changes, manifest = report.changes, report.manifest
    counts = {"added": changes.added, "changed": changes.changed, "removed": changes.removed}
    told = ", ".join(f"{len(ids)} {kind}" for kind, ids in counts.items())
    words.print(Text(f"{told}, {changes.unchanged} unchanged, {len(corpus.failed)} failed"))
    for language, count in done.nameless.items():
        words.print(Text(f"{count} name(s) in the documents have no writing in {language}: {_NAMES} {language}"))
    state = "indexed" if report.changed else "nothing has changed in"
    words.print(Text(f"{state} {manifest.documents} document(s), {manifest.passages} passages: {settings.index}"))


def _print_rows(rows: Sequence[Row], out: Console) -> None:
    """Print a table that fits a terminal, or a line for each row where another program reads; nothing is cut."""
    if not out.is_terminal:
        for row in rows:
            out.print(Text("  ".join(filter(None, row))), soft_wrap=True)
    elif rows:
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
        for _ in rows[0]:
            table.add_column(overflow="fold")
        for row in rows:
            table.add_row(*map(Text, row))
        out.print(table)


def ingest_out(done: Ingested) -> IngestOut:
    """Return the same as JSON."""
    corpus, report = done.corpus, done.report
    changes, failed = report.changes, corpus.failed
    return IngestOut(
        changed=report.changed,
        documents=report.manifest.documents,
        passages=report.manifest.passages,
        changes=ChangesOut(
            added=list(changes.added),
            changed=list(changes.changed),
            removed=list(changes.removed),
            unchanged=changes.unchanged,
        ),
        failed=[FailedOut(file=one.file, why=one.why, kept=one.kept) for one in failed],
        passed_over=list(corpus.passed_over),
        names_missing=dict(done.nameless),
        index=IndexOut.of(report.manifest),
    )


def refuse_index_in_corpus(settings: Settings) -> None:
    """Raise CorpusError if what is built would be read as reports."""
    corpus, index = (Path(os.path.realpath(folder)) for folder in (settings.corpus, settings.index))
    if index.is_relative_to(corpus) and not any(map(is_hidden, index.relative_to(corpus).parts)):
        raise CorpusError(
            f"the index folder {settings.index} lies in the corpus folder {settings.corpus}, and would be read as "
            "reports; choose another place (TRIPQA_INDEX), or a name that begins with a dot"
        )


def limits_of(settings: Settings) -> Limits:
    """Return what the settings let one file take."""
    return Limits(**{field.name: getattr(settings, field.name) for field in fields(Limits)})


def _earlier(settings: Settings) -> Documents | None:
    try:
        return open_documents(settings)
    except (IndexMissing, IndexDamaged, FormatMismatch):
        return None


def _reasons(corpus: Corpus) -> str:
    return "; ".join(one.why for one in corpus.failed[:_MOST_ROWS])


def _rows(done: Ingested, folder: Path) -> Iterator[Row]:
    changes = done.report.changes
    for kind, ids in (("added", changes.added), ("changed", changes.changed), ("removed", changes.removed)):
        yield from ((kind, id, "") for id in ids[:_MOST_ROWS])
        if len(ids) > _MOST_ROWS:
            yield kind, f"and {len(ids) - _MOST_ROWS} more", ""
    for one in done.corpus.failed:
        kept = f" ({one.kept} document(s) of it are kept as they were)" if one.kept else ""
        yield "failed", one.file, one.why.removeprefix(f"{folder / one.file} ") + kept
