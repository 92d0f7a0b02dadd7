"""Every face calls the same service: the same questions have the same quotes, and each face is where the table says."""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from mcp.client import Client as Assistant
from mcp.client.stdio import StdioServerParameters, stdio_client
from rich.console import Console
from starlette.routing import Route

import tripqa
from tests.serving import served
from tests.test_api import ready
from tests.test_docs import ROOT, text
from tripqa.api.app import create_app
from tripqa.api.entry import needed
from tripqa.ask_command import Wished, ask_file
from tripqa.library import Opened
from tripqa.service import QuestionService
from tripqa.settings import load_settings
from tripqa.wire.answers import AnswerOut
from tripqa_lab.benchmarks.faces import FACES, differences
from tripqa_lab.benchmarks.questions import distinct_questions, read_real_questions

DATA = ROOT / "tests" / "data"
QUESTIONS = {
    "ja": "韓国地域情報開発院(KLID)訪問",
    "en": "Startup Island TAIWAN",
    "none": "zzz qqq xxx",
    "ko": "KLID는 무엇입니까",
    "zh": "高雄市的資料如何共享",
}


def quotes(reply: AnswerOut) -> list[str]:
    return [citation.quote for citation in reply.citations]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("faces") / "index"
    tripqa.ingest(ROOT / "corpus", folder, encoder="hashing")
    return folder


@pytest.fixture(scope="module")
def url(index: Path) -> Iterator[str]:
    """A server of its own, whose limits a test does not reach."""
    unbounded = {f"TRIPQA_LIMIT_{name}": "off" for name in ("ASK", "SEARCH", "DOCUMENTS", "VERIFY")}
    variables = {**os.environ, **unbounded, "TRIPQA_ENCODER": "hashing", "TRIPQA_INDEX": str(index)}
    with served(variables, index.parent / "said.txt") as (_, client):
        yield str(client.base_url).rstrip("/")


def test_the_same_questions_have_the_same_quotes_through_every_face(index: Path, url: str) -> None:
    real = read_real_questions(DATA / "questions.jsonl", DATA / "townhall/queries.jsonl")
    questions = {f"q{number}": question for number, question in enumerate(distinct_questions(real, 40))}

    with tripqa.open(index, encoder="hashing") as here:
        assert sum(bool(here.ask(question).citations) for question in questions.values()) >= 5
        found = dict(differences(here, url, questions))

    assert found == {name: [] for name in FACES}


def test_a_file_of_questions_has_the_quotes_of_each_asked_alone(
    hashing_service: QuestionService, tmp_path: Path
) -> None:
    here = Opened(hashing_service, threads=2)
    lines = [{"custom_id": name, "question": question} for name, question in QUESTIONS.items()]
    (tmp_path / "q.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    wished = Wished(tmp_path / "q.jsonl", tmp_path / "a.jsonl", None, None, False, {})

    assert ask_file(wished, load_settings({}), lambda: Opened(hashing_service), Console(quiet=True))

    told = map(json.loads, (tmp_path / "a.jsonl").read_text("utf-8").splitlines())
    alone = {name: quotes(here.ask(question)) for name, question in QUESTIONS.items()}
    assert any(alone.values())
    assert {one["custom_id"]: quotes(AnswerOut.model_validate(one["reply"])) for one in told} == alone
    assert {one.custom_id: quotes(one.reply) if one.reply else ["?"] for one in here.ask_all(QUESTIONS)} == alone


def faces_table() -> str:
    (table,) = re.findall(r"\| face \| for \| how \|\n\|.*?\n(.*?)\n\n", text("docs/api.md"), re.DOTALL)
    return f"{table}\n"


def test_the_table_of_faces_says_where_each_is(hashing_service: QuestionService) -> None:
    app = create_app(ready(hashing_service), [], threads=2)
    table = faces_table()
    said = re.findall(r"`([^`]+)`", table)
    paths = {route.path for route in app.routes if isinstance(route, Route)} | {*app.openapi()["paths"]}

    assert len(table.splitlines()) >= 8
    for what in said:
        name = re.sub(r"^(GET|POST) |\?.*|\(.*", "", what)
        if name.startswith("/"):
            assert name in paths, what
            assert needed(name) is not None or name == "/opensearch.xml"
        elif name.startswith("tripqa."):
            module, _, attribute = name.rpartition(".")
            assert callable(getattr(importlib.import_module(module), attribute)), what
        else:
            assert name.startswith(("tripqa ", "<tripqa-", "--")), what


def examples() -> dict[str, tuple[str, str]]:
    """Return the language and the lines of the example of each face."""
    found = {}
    for language, block in re.findall(r"```(sh|python)\n(# (?:HTTP|library)\n.*?)```", text("docs/api.md"), re.DOTALL):
        for face, lines in re.findall(r"^# (.+)\n((?:(?!# ).*\n)*)", block, re.MULTILINE):
            found[face] = (language, lines)
    return found


def test_every_face_of_the_table_has_an_example() -> None:
    assert set(examples()) == set(re.findall(r"^\| ([^|`]+?) \| [^|]* \| `", faces_table(), re.MULTILINE))


@pytest.mark.parametrize("face", examples())
def test_the_example_of_each_face_runs(face: str, index: Path, url: str) -> None:
    """Each is a program of its own, run where the index is."""
    language, lines = examples()[face]
    if "curl" in lines and not shutil.which("curl"):
        pytest.skip("there is no curl on this machine")
    program = lines.replace("http://127.0.0.1:8000", url)
    run = [sys.executable, "-c", program]
    if language == "sh":
        run = ["bash", "-ec", f'tripqa() {{ "{sys.executable}" -m tripqa "$@"; }}\n{program}']

    done = subprocess.run(
        run, capture_output=True, encoding="utf-8", cwd=index.parent, env={**os.environ, "TRIPQA_ENCODER": "hashing"}
    )

    assert done.returncode == 0, done.stderr
    assert "KLID" in done.stdout


def test_what_a_chat_client_is_given_starts_a_process_that_answers(index: Path) -> None:
    (block,) = re.findall(r"```json mcp\n(.*?)```", text("docs/api.md"), re.DOTALL)
    server = json.loads(block)["mcpServers"]["tripqa"]
    assert server["command"] == "tripqa"
    started = StdioServerParameters(
        command=sys.executable,
        args=["-m", "tripqa", *server["args"]],
        cwd=index.parent,
        env={**os.environ, "TRIPQA_ENCODER": "hashing"},
    )

    async def listed() -> list[str]:
        with (index.parent / "mcp.txt").open("w") as said:
            async with Assistant(stdio_client(started, said)) as assistant:
                return [tool.name for tool in (await assistant.list_tools()).tools]

    told = re.findall(
        r"^\| `([a-z_]+)` \| (?:`[a-z]+`(?:, )?)+ \| .* \| `[a-z]+` \|$", text("docs/api.md"), re.MULTILINE
    )
    assert asyncio.run(listed()) == told
