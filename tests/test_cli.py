"""The command line, as someone at a terminal meets it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

import pytest

from tests.conftest import CORPUS
from tests.datasets import make_dataset
from tests.serving import served
from tests.test_api import ANSWER, HIT
from tripqa.web.words import words_of
from tripqa.wire.reports import ReportOut
from tripqa.wire.verification import VerificationOut

REPORT = "2025-09-seoul-taiwan"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    folder = tmp_path_factory.mktemp("cli")
    return os.environ | {
        "TRIPQA_ENCODER": "hashing",
        "TRIPQA_CORPUS": str(CORPUS),
        "TRIPQA_INDEX": str(folder / "index"),
    }


def run(environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tripqa", *arguments], env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def indexed(environment: Mapping[str, str]) -> Mapping[str, str]:
    done = run(environment, "ingest")
    assert done.returncode == 0
    assert "indexed 1 document(s)" in done.stderr
    assert done.stdout.split() == ["added", "2025-09-seoul-taiwan"]
    return environment


def test_it_tells_its_version(environment: Mapping[str, str]) -> None:
    done = run(environment, "--version")

    assert (done.returncode, done.stdout.strip()) == (0, f"tripqa {metadata.version('tripqa')}")


def test_a_server_beyond_this_machine_starts_only_with_keys_or_the_word_open(indexed: Mapping[str, str]) -> None:
    done = run(
        {**indexed, "TRIPQA_KEYS": str(Path(indexed["TRIPQA_INDEX"]).parent / "none.json")},
        "serve",
        "--host",
        "0.0.0.0",
    )

    assert done.returncode == 1
    assert "tripqa key create" in done.stderr
    assert "TRIPQA_OPEN=1" in done.stderr


def test_a_second_ingest_says_that_nothing_has_changed(indexed: Mapping[str, str]) -> None:
    done = run(indexed, "ingest", "--json")

    assert json.loads(done.stdout)["changed"] is False
    assert "nothing has changed" not in done.stdout


def test_the_ingest_script_is_the_ingest_command(indexed: Mapping[str, str]) -> None:
    script = Path(__file__).parent.parent / "scripts" / "ingest.py"

    done = subprocess.run(
        [sys.executable, str(script), "--json"], env=indexed, capture_output=True, text=True, check=False
    )

    assert json.loads(done.stdout)["changed"] is False


def test_a_question_may_go_on_from_others(indexed: Mapping[str, str]) -> None:
    before = ["--previous", "KLIDとは何ですか", "--previous", "NIAはどこにありますか"]

    done = run(indexed, "ask", "g0vは？", *before, "--json")

    assert json.loads(done.stdout)["understood_as"] == "g0vはどこにありますか"


def test_an_answer_shows_its_quotes_and_their_places(indexed: Mapping[str, str]) -> None:
    done = run(indexed, "ask", "電子政府法第72条に基づき設立")

    assert done.returncode == 0
    assert "[1] " in done.stdout
    assert re.search(rf"{REPORT}:\d+-\d+", done.stdout)
    assert "2025-09-08 14:00-16:00" in done.stdout


def test_no_answer_says_so_and_shows_the_nearest_passages(indexed: Mapping[str, str]) -> None:
    done = run(indexed, "ask", "zzz qqq xxx", "--top-k", "2")

    assert words_of("en").no_answer in done.stdout
    assert len(re.findall(rf"{REPORT}:\d+-\d+", done.stdout)) == 2


def test_json_has_the_shapes_of_the_http_api(indexed: Mapping[str, str]) -> None:
    answer = json.loads(run(indexed, "ask", "KLID", "--json", "--top-k", "3").stdout)
    found = json.loads(run(indexed, "search", "KLID", "--json", "--language", "ja").stdout)

    assert set(answer) == ANSWER
    assert len(answer["hits"]) == 3
    assert set(found["hits"][0]) == HIT
    assert found["language"] == "ja"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("ask", ""), "the question is empty"),
        (("search", "KLID", "--top-k", "99"), "1 to 50"),
        (("ask", "KLID", "--index", "nowhere"), "run `tripqa ingest` first"),
        (("serve", "--index", "nowhere"), "run `tripqa ingest` first"),
        (("ingest", "--corpus", "nowhere"), "there is no corpus folder nowhere"),
        (("evaluate", "nowhere"), "name a folder in BEIR form"),
        (("verify", "nowhere"), "nowhere cannot be read"),
        (("verify", "nowhere", "--index", "nowhere"), "run `tripqa ingest` first"),
        (("serve", "--port", "99999"), "the setting 'port' is 99999"),
    ],
)
def test_what_went_wrong_is_one_sentence_and_exit_1(
    indexed: Mapping[str, str], arguments: tuple[str, ...], says: str
) -> None:
    done = run(indexed, *arguments)

    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_dataset_is_evaluated_and_its_report_is_what_a_later_one_is_compared_with(
    environment: Mapping[str, str], tmp_path: Path
) -> None:
    folder = make_dataset(tmp_path / "set")
    own = environment | {"TRIPQA_CACHE": str(tmp_path / "cache"), "TRIPQA_INDEX": str(tmp_path / "none")}
    first = run(own, "evaluate", str(folder), "--json")
    ReportOut.model_validate_json(first.stdout)
    (tmp_path / "old.json").write_text(first.stdout, encoding="utf-8")

    second = run(own, "evaluate", str(folder), "--limit", "3", "--compare", str(tmp_path / "old.json"))

    assert (first.returncode, second.returncode) == (0, 0)
    assert "asking: 4 of 4 questions" in first.stderr
    assert "nDCG@10" in second.stdout
    assert "no difference shown" in second.stdout
    assert "questions are in the earlier report alone" in second.stdout
    assert not (tmp_path / "none").exists()


@pytest.fixture(scope="module")
def answers(indexed: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of one stored answer."""
    file = tmp_path_factory.mktemp("answers") / "answers.jsonl"
    asked = run(indexed, "ask", "韓国地域情報開発院(KLID)訪問", "--json")
    file.write_text(json.dumps(json.loads(asked.stdout), ensure_ascii=False) + "\n", encoding="utf-8")
    return file


def test_stored_answers_hold_against_the_corpus_that_they_came_from(indexed: Mapping[str, str], answers: Path) -> None:
    done = run(indexed, "verify", str(answers))

    assert (done.returncode, done.stderr) == (0, "")
    *lines, last = done.stdout.splitlines()
    assert all(re.fullmatch(rf"line 1 韓国.* \[\d\] holds {REPORT}:\d+-\d+", line) for line in lines)
    assert re.fullmatch(rf"{len(lines)} citations?: {len(lines)} hold, 0 moved, 0 gone", last)


def test_a_corpus_that_has_changed_is_told_by_the_exit_status_and_in_the_shape_of_the_http_api(
    indexed: Mapping[str, str], answers: Path, tmp_path: Path
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "other.txt").write_text("何も残っていない。", encoding="utf-8")
    other = indexed | {"TRIPQA_CORPUS": str(tmp_path / "corpus"), "TRIPQA_INDEX": str(tmp_path / "index")}
    assert run(other, "ingest").returncode == 0

    done = run(other, "verify", str(answers), "--json")

    assert done.returncode == 3
    found = VerificationOut.model_validate_json(done.stdout)
    assert found.summary.gone == found.summary.citations == len(found.answers[0].citations) > 0
    assert {one.document_state for one in found.answers[0].citations} == {"gone"}


def test_answers_of_an_evaluation_hold_against_its_dataset(environment: Mapping[str, str], tmp_path: Path) -> None:
    dataset, answers = make_dataset(tmp_path / "set"), tmp_path / "answers.jsonl"
    own = environment | {
        "TRIPQA_CACHE": str(tmp_path / "cache"),
        "TRIPQA_INDEX": str(tmp_path / "index"),
        "TRIPQA_CORPUS": str(dataset),
    }
    assert run(own, "evaluate", str(dataset), "--answers", str(answers)).returncode == 0
    assert run(own, "ingest").returncode == 0

    done = run(own, "verify", str(answers))

    assert done.returncode == 0
    assert " 0 moved, 0 gone" in done.stdout
    assert re.search(r"^line 1 \S+ \[1\] holds ", done.stdout, re.MULTILINE)


def test_verifying_loads_no_encoder_whatever_the_settings_ask_for(indexed: Mapping[str, str], answers: Path) -> None:
    code = (
        f"import sys, runpy; sys.argv = ['tripqa', 'verify', {str(answers)!r}]\n"
        "try: runpy.run_module('tripqa', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "heavy = ('torch', 'onnxruntime', 'tokenizers', 'transformers', 'faiss', 'tantivy', 'fastapi')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    bundled = indexed | {"TRIPQA_ENCODER": "bundled"}

    done = subprocess.run([sys.executable, "-c", code], env=bundled, capture_output=True, text=True, check=True)

    assert "0 moved, 0 gone" in done.stdout
    assert done.stdout.splitlines()[-1] == "[]"


def test_answers_cannot_be_written_without_asking_for_them(environment: Mapping[str, str], tmp_path: Path) -> None:
    done = run(environment, "evaluate", str(make_dataset(tmp_path)), "--no-answers", "--answers", "a.jsonl")

    assert done.returncode == 2
    assert "exclude each other" in done.stderr


def test_in_a_language_that_was_not_measured_there_is_no_answer(indexed: Mapping[str, str]) -> None:
    done = run(indexed, "ask", "KLID", "--language", "fr")

    assert done.returncode == 0
    assert words_of("en").unmeasured in " ".join(done.stdout.split())


def test_what_is_no_language_is_refused(indexed: Mapping[str, str]) -> None:
    done = run(indexed, "ask", "KLID", "--language", "in French")

    assert done.returncode == 1
    assert "zh-Hant" in done.stderr


def test_help_loads_nothing_heavy(environment: Mapping[str, str]) -> None:
    code = (
        "import sys, runpy; sys.argv = ['tripqa', '--help']\n"
        "try: runpy.run_module('tripqa', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "heavy = ('torch', 'faiss', 'tantivy', 'transformers', 'fastapi', 'httpx2', 'ir_measures')\n"
        "print([name for name in heavy if name in sys.modules])"
    )

    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)

    assert done.stdout.splitlines()[-1] == "[]"
    assert all(command in done.stdout for command in ("ingest", "serve", "ask", "search", "evaluate", "verify"))


def test_the_server_answers_until_it_is_told_to_stop(indexed: Mapping[str, str], tmp_path: Path) -> None:
    with served(indexed, tmp_path / "serve.log") as (process, client):
        answer = client.post("/v1/ask", json={"question": "KLID"}).json()

        assert set(answer) == ANSWER
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) in (0, -signal.SIGTERM)
