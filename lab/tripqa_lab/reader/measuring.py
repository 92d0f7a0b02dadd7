"""How well a network reads what it has never seen: held-out articles of public sets, and the test part.

In the test part every question is asked of all documents at once, as the product asks: the hits that it shows are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

from tripqa.domain import Document, Hit, Passage
from tripqa.ingesting import ingest
from tripqa.parsing.corpus import read_corpus
from tripqa.questions import DEFAULT_HITS
from tripqa.service import QuestionService
from tripqa.settings import load_settings
from tripqa.text.passages import split
from tripqa.wiring import choose_encoder, make_service, open_index
from tripqa_lab.reader.batches import Pair, pair_of
from tripqa_lab.reader.held_out import HeldOutQuestion, read_held_out
from tripqa_lab.reader.network import ReaderNetwork
from tripqa_lab.reader.public_sets import read_public
from tripqa_lab.reader.reading import Said, read_pairs
from tripqa_lab.reader.scoring import auroc, f1
from tripqa_lab.reader.sheets import LANGUAGES, Kind
from tripqa_lab.reader.tokens import Tokens


@dataclass(frozen=True, slots=True)
class OfPublic:
    """F1 by characters where the gold passage is given, and AUROC of these against passages that do not say."""

    set: str
    language: str
    questions: int
    f1: float
    stands: float


@dataclass(frozen=True, slots=True)
class OfTestPart:
    """Scores in one language. F1 is of questions with one span; AUROC of the best of the hits that were read."""

    language: str
    questions: int
    gold: float  # F1, the gold passage given
    found: float  # share of the answerable whose gold passage is among the hits
    read: float  # F1 of the best span of the hit where the answer stands most surely
    near_miss: float
    false_premise: float
    foreign: float


@dataclass(frozen=True, slots=True)
class _Read:
    question: HeldOutQuestion
    gold: float | None  # F1; None but for one span in one passage
    found: bool
    read: float | None
    stands: float


def measure_public(network: ReaderNetwork, tokens: Tokens, folder: Path, most: int) -> list[OfPublic]:
    """Read at most so many examples of the held-out articles of one set."""
    held = [one for one in read_public(folder) if one.held_out][:most]
    made = [
        (one, pair_of(tokens, one.question, (one.title,), one.text, (one.span,) if one.span else ())) for one in held
    ]
    kept = [(one, pair) for one, pair in made if pair]
    said = read_pairs(network, [pair for _, pair in kept])
    found = []
    for language in sorted({one.language for one, _ in kept}):
        mine = [(one, told) for (one, _), told in zip(kept, said, strict=True) if one.language == language]
        spans = [f1(one.text[told.start : told.end], one.answers) for one, told in mine if one.span]
        stands = auroc(*([told.stands for one, told in mine if bool(one.span) is there] for there in (True, False)))
        found.append(OfPublic(folder.name, language, len(mine), fmean(spans), stands))
    return found


def measure_test_part(network: ReaderNetwork, tokens: Tokens, folder: Path) -> list[OfTestPart]:
    """Ask every question of the test part. It is looked at once per version: note it in LOOKS.md."""
    _, asked = read_held_out(folder)
    documents = {Path(one.file).stem: one for one in read_corpus(folder).documents}
    with TemporaryDirectory() as index:
        service = _service(Path(index), list(documents.values()))
        read = [_ask(network, tokens, service, documents, question) for question in asked]
    return [
        _scores(language, [one for one in read if one.question.language == language]) for language in LANGUAGES.values()
    ]


def _service(index: Path, documents: Sequence[Document]) -> QuestionService:
    settings = load_settings({"index": index})
    encoder = choose_encoder(settings)
    ingest(documents, index, encoder, lambda done, total: None, names=(), rebuild=False)
    return make_service(open_index(settings, encoder), encoder, settings)


def _ask(
    network: ReaderNetwork,
    tokens: Tokens,
    service: QuestionService,
    documents: dict[str, Document],
    question: HeldOutQuestion,
) -> _Read:
    hits = service.search(question.question, top_k=DEFAULT_HITS).hits
    pairs = [_pair(tokens, question.question, hit.document, hit.passage) for hit in hits]
    said = read_pairs(network, pairs)
    best = max(range(len(hits)), key=lambda number: said[number].stands)
    document = documents[question.document] if question.document else None
    wanted = [document.text[start:end] for start, end in question.spans] if document else []
    home = _home(document, question.spans[0]) if document and len(question.spans) == 1 else None
    gold = read_pairs(network, [_pair(tokens, question.question, document, home)])[0] if document and home else None
    return _Read(
        question,
        f1(_text(home, gold), wanted) if home and gold else None,
        any(_holds(hit, question) for hit in hits),
        f1(_text(hits[best].passage, said[best]), wanted) if home else None,
        said[best].stands,
    )


def _pair(tokens: Tokens, question: str, document: Document, passage: Passage) -> Pair:
    pair = pair_of(tokens, question, (document.title, *passage.section), passage.text, ())
    assert pair  # no answer is named, so none is cut off
    return pair


def _home(document: Document, span: tuple[int, int]) -> Passage | None:
    """Return the passage that holds a span whole."""
    return next((one for one in split(document) if one.start <= span[0] and span[1] <= one.end), None)


def _text(passage: Passage, said: Said) -> str:
    return passage.text[said.start : said.end]


def _holds(hit: Hit, question: HeldOutQuestion) -> bool:
    inside = (hit.passage.start <= start and end <= hit.passage.end for start, end in question.spans)
    return Path(hit.document.file).stem == question.document and any(inside)


def _scores(language: str, read: Sequence[_Read]) -> OfTestPart:
    def stands(kind: Kind) -> list[float]:
        return [one.stands for one in read if one.question.kind == kind]

    answerable = [one for one in read if one.question.kind == "answerable"]
    return OfTestPart(
        language,
        len(read),
        fmean(one.gold for one in answerable if one.gold is not None),
        fmean(one.found for one in answerable),
        fmean(one.read for one in answerable if one.read is not None),
        auroc(stands("answerable"), stands("near_miss")),
        auroc(stands("answerable"), stands("false_premise")),
        auroc(stands("answerable"), stands("foreign")),
    )
