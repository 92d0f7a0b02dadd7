"""Whether the corpus can be read, is what the index is of, and names what it speaks of for every reader."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from tripqa.doctor.finding import Finding, NotChecked, broken, doubtful, some, well
from tripqa.doctor.installation import Installation, Surveyed
from tripqa.doctor.mending import aside, chosen, owned, quoted, tripqa
from tripqa.domain import LANGUAGES
from tripqa.errors import CorpusError, FormatMismatch, IndexDamaged, IndexMissing
from tripqa.ingest_command import refuse_index_in_corpus
from tripqa.parsing.aliases import FILE as ALIASES
from tripqa.parsing.corpus import Failed, beside
from tripqa.parsing.sidecar import read_sidecar
from tripqa.text.glossing import nameless
from tripqa.wiring import open_names

_MOST = 10  # files that are told one by one


def check_corpus(installation: Installation) -> Iterator[Finding]:
    """Read every report, and compare the documents with those of the index."""
    folder = installation.settings.corpus
    yield from _nested(installation)
    try:
        surveyed = installation.surveyed
    except CorpusError as error:
        yield broken(str(error), _mend(folder))
        return
    corpus = surveyed.corpus
    for failed in corpus.failed[:_MOST]:
        yield _failed(failed, folder)
    if len(corpus.failed) > _MOST:
        yield broken(f"{len(corpus.failed) - _MOST} more files cannot be used", tripqa("ingest"))
    if not corpus.documents:
        yield broken(
            f"there is no report in {folder} yet; what you put there while this runs is ingested",
            tripqa("ingest", "--watch"),
        )
        return
    yield from _changes(surveyed)
    passed = f", {len(corpus.passed_over)} file(s) of other formats passed over" if corpus.passed_over else ""
    yield well(f"{len(corpus.documents)} document(s), every file read{passed}")


def check_names(installation: Installation) -> Iterator[Finding]:
    """Look for names in the documents that readers of a language of the corpus cannot read."""
    try:
        languages, names = installation.surveyed.corpus.languages, open_names(installation.settings)
    except CorpusError as error:
        raise NotChecked(str(error), _mend(installation.settings.corpus)) from error
    except (IndexMissing, IndexDamaged, FormatMismatch) as error:
        raise NotChecked(str(error), tripqa("ingest")) from error
    for language in LANGUAGES:
        if language in languages and (found := nameless(language, names)):
            written = some([group.written[0] for group in found])
            yield doubtful(
                f"{len(found)} name(s) have no writing in {language}: {written}; add them to {ALIASES} and ingest",
                tripqa("names", "--missing", language),
            )
    yield well(f"{len(names)} names; readers of {', '.join(sorted(languages)) or 'no language'} can read all")


def _nested(installation: Installation) -> Iterator[Finding]:
    settings = installation.settings
    try:
        refuse_index_in_corpus(settings)
    except CorpusError as error:
        elsewhere = settings.corpus.absolute().with_name(f"{settings.corpus.absolute().name}-index")
        yield broken(str(error), f"{chosen('index', elsewhere)} && {tripqa('ingest')}")


def _mend(folder: Path) -> str:
    """Return what mends a corpus that cannot be read at all."""
    if not os.path.lexists(folder):
        return f"mkdir -p -- {quoted(folder)}"
    if not folder.is_dir():
        return f"{aside(folder)} && mkdir -p -- {quoted(folder)}"
    if not os.access(folder, os.R_OK | os.X_OK):
        return owned(folder)
    return f"{aside(folder / ALIASES)} && {tripqa('ingest')}"


def _failed(failed: Failed, folder: Path) -> Finding:
    file = folder / failed.file
    kept = f" ({failed.kept} document(s) of it are kept as they were)" if failed.kept else ""
    found = f"{failed.file}: {failed.why.removeprefix(f'{file} ')}{kept}"
    if not os.path.lexists(file):
        return broken(found, tripqa("ingest"))
    faulty = _faulty(file, folder)
    unreadable = faulty.exists() and not os.access(faulty, os.R_OK)
    return broken(found, f"{owned(faulty) if unreadable else aside(faulty)} && {tripqa('ingest')}")


def _faulty(file: Path, folder: Path) -> Path:
    """Return what cannot be used: a file, or the sidecar beside it, without which it is read all the same."""
    if file.is_dir():
        return file
    try:
        read_sidecar(beside(file), folder)
    except CorpusError:
        return beside(file)
    return file


def _changes(surveyed: Surveyed) -> Iterator[Finding]:
    """Say how the index differs from the corpus; nothing where it cannot be read, which is told of the index."""
    if (changes := surveyed.changes) is None:
        return
    counts = {"added": changes.added, "changed": changes.changed, "removed": changes.removed}
    told = [f"{len(ids)} document(s) {kind}" for kind, ids in counts.items() if ids]
    if told or surveyed.renamed:
        yield doubtful(f"not yet in the index: {', '.join(told) or 'other names'}", tripqa("ingest"))
