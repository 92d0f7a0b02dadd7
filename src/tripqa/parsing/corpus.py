"""A folder of reports -> documents, each format by its reader.

A `.toml` beside a report describes it and is never read as one. Nor are the questions and qrels beside a corpus.jsonl.
"""

from __future__ import annotations

import os
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tripqa.domain import Document, Language, NameGroup
from tripqa.errors import CorpusError
from tripqa.parsing.aliases import FILE as ALIASES
from tripqa.parsing.aliases import read_aliases, with_places
from tripqa.parsing.beir import CORPUS, judges
from tripqa.parsing.documents import DocumentPlace, Documents, KeptPlace, Place
from tripqa.parsing.folder import files_below, shown
from tripqa.parsing.limits import Limits
from tripqa.parsing.opening import is_there
from tripqa.parsing.reading import ENDINGS, TOLD, Reading
from tripqa.parsing.sidecar import read_sidecar
from tripqa.parsing.source import Source, corpus_of, unreadable
from tripqa.ports import Documents as Earlier
from tripqa.text.language import ours
from tripqa.text.passages import sections
from tripqa.text.seen import has_text

FORMATS = " ".join(ENDINGS)
_SIDECAR = ".toml"
_Places = dict[frozenset[tuple[str, str]], tuple[str, int, Mapping[str, str]]]  # each with where it stands first


@dataclass(frozen=True, slots=True)
class Failed:
    """A file of the corpus that cannot be used, or a folder that cannot be looked into."""

    file: str  # relative to the folder
    why: str  # and what to do
    kept: int  # documents that the index has of it, and keeps


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents of a folder, by id, the names it knows, and what of it is not searched."""

    documents: Sequence[Document]  # each is read when it is looked at
    names: tuple[NameGroup, ...]
    passed_over: tuple[str, ...]  # files of a format that no reader knows, relative to the folder
    without_text: Mapping[str, int]  # how many such documents a file has, where it has any
    remarks: Mapping[str, tuple[str, ...]]  # of files, what an operator should know of how they were read
    failed: tuple[Failed, ...]
    languages: frozenset[Language] = frozenset()  # that documents are written in, or that sidecars translate to


def read_corpus(folder: Path) -> Corpus:
    """Read every report below a folder. CorpusError names the file that cannot be used, or both of one id."""
    with Reading(Limits()) as reading:
        corpus = survey(folder, reading)
    if corpus.failed:
        raise CorpusError(corpus.failed[0].why)
    return corpus


def survey(folder: Path, reading: Reading, earlier: Callable[[], Earlier | None] = lambda: None) -> Corpus:
    """Read every report below a folder that can be read, and say of the others why not.

    Of a file that cannot be used, and of all below a folder that cannot be looked into, the documents that the index
    has are kept. CorpusError if there is no such folder, or if the names of the corpus cannot be used.
    """
    if not os.path.isdir(folder):  # unlike Path's, it takes what cannot be looked at for none
        raise CorpusError(f"there is no corpus folder {folder}; put reports ({FORMATS}) there or set TRIPQA_CORPUS")
    scan = _Scan(folder, reading)
    files, aliases = scan.files(), folder / ALIASES
    reports = [file for file in files if file.suffix.lower() in (*ENDINGS, *TOLD)]
    passed_over = [file for file in files if file.suffix.lower() not in (*ENDINGS, *TOLD, _SIDECAR)]
    for file in reports:
        scan.read(file)
    for file in _lone_sidecars([file for file in files if file != aliases], reports):
        scan.fail(
            file,
            f"{file} describes no report: it must be named like one beside it and end in .toml; rename or remove it",
        )
    return Corpus(
        Documents(scan.documents | (scan.kept(earlier()) if scan.failed else {})),
        tuple(with_places(read_aliases(aliases), scan.places(), aliases)),
        tuple(shown(file.relative_to(folder)) for file in passed_over),
        scan.without_text,
        scan.remarks,
        tuple(Failed(file, why, scan.kept_of[file]) for file, why in scan.failed.items()),
        frozenset(scan.languages),
    )


class _Scan:
    """What is kept of documents that were read once."""

    def __init__(self, folder: Path, reading: Reading) -> None:
        self._folder, self._reading = folder, reading
        self.documents: dict[str, Place] = {}
        self.without_text: Counter[str] = Counter()
        self.remarks: dict[str, tuple[str, ...]] = {}  # by file
        self.failed: dict[str, str] = {}  # why, by file
        self.kept_of: Counter[str] = Counter()  # documents of files that failed
        self.languages: set[Language] = set()
        self._places: _Places = {}

    def files(self) -> list[Path]:
        """Return what lies below the folder, without what is hidden and the questions and qrels of a dataset."""
        files = files_below(self._folder, self._fail_folder)
        corpora = frozenset(file.parent for file in files if file.name == CORPUS)
        return [file for file in files if not judges(file, corpora)]

    def read(self, file: Path) -> None:
        """Read the documents of a file: all of them, or none if one cannot be used."""
        try:
            source, read = _source(file, self._folder), self._reading.reader(file.suffix.lower())
            found: dict[str, DocumentPlace] = {}
            places: _Places = {}
            for one in read(source, 0):
                document = one.document
                if other := self.documents.get(document.id) or found.get(document.id):
                    raise CorpusError(_of_one_id(other.file, document))
                found[document.id] = DocumentPlace(read, source, one.start)
                if remarks := (*one.remarks, *_strange_headings(document)):
                    self.remarks[document.file] = tuple(map(shown, remarks))
                self._look_at(document, places)
        except CorpusError as error:
            self.fail(file, str(error))
        else:
            self.documents |= found
            self._add_places(places)

    def fail(self, file: Path, why: str) -> None:
        """Leave a file out."""
        name = shown(file.relative_to(self._folder))
        self.failed[name] = shown(why)
        self.without_text.pop(name, None)
        self.remarks.pop(name, None)

    def kept(self, earlier: Earlier | None) -> dict[str, Place]:
        """Return the documents that an index has of files that failed, but for those whose ids are taken."""
        if earlier is None:
            return {}
        found: dict[str, Place] = {}
        for document in earlier.documents():
            failed = self._failed_above(document.file)
            if failed and document.id not in self.documents:
                found[document.id] = KeptPlace(earlier, document.file)
                self.kept_of[failed] += 1
                self._look_at(document, self._places)
        return found

    def _fail_folder(self, error: OSError) -> None:
        folder = Path(error.filename)
        if folder == self._folder:
            raise unreadable(folder, error) from error
        self.fail(folder, str(unreadable(folder, error)))

    def _failed_above(self, file: str) -> str | None:
        """Return the file itself if it failed, or the folder above it that did."""
        return next((name for name in (file, *map(str, PurePosixPath(file).parents)) if name in self.failed), None)

    def _look_at(self, document: Document, places: _Places) -> None:
        if not has_text(document.text):
            self.without_text[document.file] += 1
        tags = map(ours, (document.language, *document.translations))
        self.languages.update(language for language in tags if language)
        for number, place in enumerate(document.places):
            _add(places, (document.id, number, place))

    def _add_places(self, places: _Places) -> None:
        for found in places.values():
            _add(self._places, found)

    def places(self) -> list[Mapping[str, str]]:
        """Return the places of all documents, each once, in the order of these."""
        return [place for *_, place in sorted(self._places.values(), key=lambda known: known[:2])]


def describe(file: Path, name: str) -> Source:
    """Return a file as it is parsed, with what the sidecar beside it says."""
    return Source(file, name, read_sidecar(beside(file), corpus_of(file, name)))


def beside(file: Path) -> Path:
    """Return the sidecar of a report; one system composes the letters of its name (が), another takes them apart."""
    own = file.with_suffix(_SIDECAR)
    if own.name.isascii() or is_there(own):
        return own
    others = (own.with_name(unicodedata.normalize(form, own.name)) for form in ("NFC", "NFD"))
    return next(filter(is_there, others), own)


def _composed(file: Path) -> Path:
    return file.with_name(unicodedata.normalize("NFC", file.name))


def _add(places: _Places, found: tuple[str, int, Mapping[str, str]]) -> None:
    key = frozenset(found[2].items())
    places[key] = min(places.get(key, found), found, key=lambda known: known[:2])


def _strange_headings(document: Document) -> Iterator[str]:
    """Yield a remark for each heading that the sidecar translates and the document does not have."""
    translated = {heading for said in document.translations.values() for heading in said.headings}
    own = {heading for section in sections(document) for heading in section.headings} if translated else set()
    for heading in sorted(translated - own):
        yield f"its sidecar translates the heading {heading!r}, which it does not have; write it as the report does"


def _source(file: Path, folder: Path) -> Source:
    name = file.relative_to(folder).as_posix()
    if any(unicodedata.category(character) in ("Cs", "Cc") for character in name):
        raise CorpusError(f"the file name {name!r} is not text in Unicode; rename it")
    return describe(file, name)


def _lone_sidecars(files: list[Path], reports: list[Path]) -> list[Path]:
    described = {_composed(report.with_suffix(_SIDECAR)) for report in reports}
    return [file for file in files if file.suffix.lower() == _SIDECAR and _composed(file) not in described]


def _of_one_id(other: str, document: Document) -> str:
    return (
        f"{other} and {document.file} both have the id {document.id!r}; rename one of them, give it another `id` in a "
        ".toml beside it, or another `_id` in its line of a .jsonl"
    )
