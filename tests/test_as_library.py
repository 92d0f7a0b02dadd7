"""tripqa as a library: what every face answers, and nothing loaded before it is needed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import tripqa
from tests.datasets import CORPUS, jsonl
from tests.test_corpus import write
from tests.test_docs import text
from tripqa.conversation import Turn
from tripqa.errors import AnswersError, CorpusError, IndexMissing, NotFound, QuestionRefused, SettingsError
from tripqa.library import Opened
from tripqa.wire.answers import AnswerOut, SearchOut

ASKED = "高雄港の貨物は何を視察しましたか"
HEAVY = ("numpy", "pydantic", "rich", "faiss", "onnxruntime", "torch", "tantivy", "fastapi", "httpx2", "tripqa.service")


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library")
    corpus = write(folder / "corpus", {"corpus.jsonl": jsonl(CORPUS)})
    assert tripqa.ingest(corpus, folder / "index", encoder="hashing").changed
    return folder / "index"


@pytest.fixture(scope="module")
def opened(index: Path) -> Opened:
    return tripqa.open(index, encoder="hashing")


def test_importing_it_loads_nothing_but_itself() -> None:
    program = f"import sys, tripqa; print([name for name in {HEAVY} if name in sys.modules])"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def test_whatever_module_is_loaded_ingest_stays_what_is_called() -> None:
    import tripqa.ingesting
    import tripqa.library

    assert callable(tripqa.ingest)
    assert callable(tripqa.open)
    assert set(tripqa.__all__) == {name for name in tripqa.__all__ if getattr(tripqa, name)}
    with pytest.raises(AttributeError, match="no attribute 'answer'"):
        tripqa.answer  # type: ignore[attr-defined]  # noqa: B018


def test_its_replies_are_those_of_the_service(opened: Opened, index: Path) -> None:
    reply, found = opened.ask(ASKED, top_k=2), opened.search(ASKED, sort="newest")

    assert isinstance(reply, AnswerOut)
    assert isinstance(found, SearchOut)
    assert len(reply.hits) == 2
    (first, *_) = opened.documents()
    whole = opened.document(found.hits[0].document.id)
    for citation in reply.citations:
        assert opened.document(citation.document.id).text[citation.start : citation.end] == citation.quote
    assert opened.passage(found.hits[0].passage_id).text == whole.text[found.hits[0].start : found.hits[0].end]
    assert first.id <= whole.id


def test_what_it_cannot_do_is_an_error_of_the_family(opened: Opened, tmp_path: Path) -> None:
    with pytest.raises(QuestionRefused):
        opened.ask(" ")
    with pytest.raises(NotFound):
        opened.ask(ASKED, where=tripqa.Filter(documents=("nowhere",)))
    with pytest.raises(NotFound):
        opened.passage("nowhere:0-1")
    with pytest.raises(AnswersError, match="answer 1"):
        opened.verify({"id": "x"})
    with pytest.raises(IndexMissing):
        tripqa.open(tmp_path / "none", encoder="hashing")
    with pytest.raises(SettingsError, match="unknown setting 'encodr'"):
        tripqa.open(tmp_path, encodr="hashing")
    with pytest.raises(CorpusError):
        tripqa.ingest(tmp_path / "none", tmp_path / "index", encoder="hashing")


def test_answers_are_verified_as_they_came_and_as_they_were_stored(opened: Opened) -> None:
    reply = opened.ask(ASKED)
    assert reply.citations

    verified = opened.verify(reply, json.loads(reply.model_dump_json()))

    assert (verified.summary.answers, verified.summary.holds) == (2, 2 * len(reply.citations))


def test_a_question_goes_on_from_an_answer_a_turn_or_words(opened: Opened) -> None:
    first = opened.ask("釜山の市場で何を見学しましたか")
    cited = tuple(citation.passage_id for citation in first.citations)

    understood = [
        opened.search("高雄は？", previous=[one]).understood_as
        for one in (first, Turn(first.question, cited), first.question)
    ]

    assert understood[0] == understood[1] == understood[2] != None  # noqa: E711


def test_what_is_closed_says_so(index: Path) -> None:
    with tripqa.open(index, encoder="hashing") as once:
        assert once.ask(ASKED)
        assert "Z-" in repr(once)

    assert repr(once) == "Opened(closed)"
    with pytest.raises(ValueError, match="closed"):
        once.ask(ASKED)


def test_a_reply_is_one_short_line(opened: Opened) -> None:
    reply = opened.ask(ASKED)

    shown = repr(reply)
    assert shown.startswith(f"AnswerOut(question='{ASKED}', status=")
    assert shown == str(reply)
    assert max(map(len, (shown, *map(repr, reply.hits), *map(repr, opened.documents())))) < 300
    assert repr(opened.search(ASKED)).endswith(f"hits=<{len(reply.hits)}>)")


def test_the_examples_of_its_page_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is a program of its own, run after those before it in one folder that has the report."""
    report = Path(__file__).parent.parent / "corpus"
    write(tmp_path / "corpus", {file.name: file.read_text("utf-8") for file in report.iterdir()})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRIPQA_ENCODER", "hashing")
    programs = [
        block
        for block in re.findall(r"```python\n(.*?)```", text("docs/library.md"), re.DOTALL)
        if "Client" not in block
    ]

    assert len(programs) >= 3
    for program in programs:
        exec(compile(program, "docs/library.md", "exec"), {})
    assert "2025-09-seoul-taiwan" in capsys.readouterr().out
