"""What the documents say is so."""

from __future__ import annotations

import hashlib
import io
import json
import re
import textwrap
import tomllib
from pathlib import Path

import pytest
from rich.console import Console
from typer.core import TyperGroup
from typer.main import get_command

from tests.test_api import ANSWER, CITATION, HIT, SCORES, ready
from tripqa.api.app import create_app
from tripqa.api.batch import LARGEST, MOST_LINES, BatchQuestionIn
from tripqa.api.question import QuestionIn
from tripqa.api.routes import ReadyOut
from tripqa.api.stored import StoredAnswersIn
from tripqa.cli import app
from tripqa.conversation import Turn
from tripqa.parsing import limits
from tripqa.parsing.aliases import read_aliases
from tripqa.parsing.sidecar import Sidecar
from tripqa.service import QuestionService
from tripqa.settings import PREFIX, Settings
from tripqa.terminal import print_reply
from tripqa.wire.answers import AnswerOut, ConflictOut, MissingOut, ValuePlaceOut
from tripqa.wire.batches import BatchLineOut
from tripqa.wire.verification import VerificationOut

ROOT = Path(__file__).parent.parent
READMES = ["README.md", "README.ja.md"]
OPERATORS = {"en": "docs/operations.md", "ja": "docs/ja/operators.md"}
DOCUMENTS = [*(ROOT / name for name in READMES), ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
AGREES = re.compile(r"^<!-- agrees with (\S+) as of (\w+) -->\n?", re.MULTILINE)


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def examples() -> list[dict[str, object]]:
    return [json.loads(block) for block in re.findall(r"```json\n(.*?)```", text("docs/api.md"), re.DOTALL)]


def test_no_table_waits_for_its_figures() -> None:
    assert not [str(file) for file in DOCUMENTS if re.search(r"\b[A-Z]{3,}ROWS\b|TODO|TBD", file.read_text("utf-8"))]


def test_the_settings_table_is_the_settings() -> None:
    rows = re.findall(r"^\| `(TRIPQA_\w+)` \| ?(.*?) \| (.*) \|$", text("docs/settings.md"), re.MULTILINE)

    described = {name: meaning for name, _, meaning in rows}
    assert described == {PREFIX + name.upper(): field.description for name, field in Settings.model_fields.items()}
    defaults = {name: default.strip(" `") for name, default, _ in rows}
    for name, field in Settings.model_fields.items():
        if name != "cache":
            assert defaults[PREFIX + name.upper()] == ("" if field.default in (None, ()) else str(field.default))


def test_the_api_s_examples_have_the_shapes_it_sends() -> None:
    question, hit, answer, short, conflicting, none, failure, stored, verification = examples()

    asked = QuestionIn.model_validate_json(json.dumps(question))
    assert asked.model_fields_set == set(QuestionIn.model_fields)
    assert set(hit) == HIT
    assert set(hit["scores"]) == SCORES
    assert set(answer) == ANSWER
    (citation,) = answer["citations"]
    assert set(citation) == CITATION
    assert ValuePlaceOut.model_validate(short["short_answer_place"])
    assert [ConflictOut.model_validate(one) for one in conflicting["conflicts"]]
    assert MissingOut.model_validate(none["missing"])
    assert set(failure["error"]) == {"code", "message", "request_id"}
    assert StoredAnswersIn.model_validate(stored)
    assert VerificationOut.model_validate(verification)


def test_the_batch_that_the_api_shows_is_one() -> None:
    asked, told = re.findall(r"```jsonl\n(.*?)```", text("docs/api.md"), re.DOTALL)

    assert all(BatchQuestionIn.model_validate_json(line) for line in asked.splitlines())
    assert all(BatchLineOut.model_validate_json(line) for line in told.splitlines())
    assert f"up to {MOST_LINES:,} lines and {LARGEST // 1024 // 1024} MB" in text("docs/api.md")


def test_the_api_s_example_is_what_the_report_says(bundled_service: QuestionService) -> None:
    _, hit, answer, _, _, _, _, stored, verification = examples()
    (document,) = bundled_service.documents()

    (citation,) = answer["citations"]
    assert document.text[citation["start"] : citation["end"]] == citation["quote"]
    assert [one["quote"] for one in stored["answers"][0]["citations"]] == [citation["quote"]]
    now = verification["answers"][0]["citations"][0]["now"]
    assert document.text[now["start"] : now["end"]] == citation["quote"]
    assert document.text[hit["start"] : hit["end"]].startswith(hit["text"].rstrip("…"))
    assert bundled_service.search(question := answer["question"]).hits[0].passage.id == hit["passage_id"], question


def test_the_readiness_that_operators_are_shown_is_some() -> None:
    (shown,) = re.findall(r"```json\n(.*?)```", text("docs/operations.md"), re.DOTALL)

    assert ReadyOut.model_validate_json(shown).refused


def test_what_the_api_shows_of_other_questions_is_what_the_delivered_models_say(
    bundled_service: QuestionService,
) -> None:
    asked = re.findall(r"Asked `([^`]+)`:\n\n```json\n(.*?)```", text("docs/api.md"), re.DOTALL)

    assert asked
    for question, shown in asked:
        answer = AnswerOut.of(bundled_service.ask(question)).model_dump(mode="json")
        assert {name: answer[name] for name in json.loads(shown)} == json.loads(shown)


def test_questions_that_go_on_are_understood_as_the_api_s_table_says(bundled_service: QuestionService) -> None:
    rows = re.findall(
        r"^\| `([^`]+[?か])` \| `([^`]+[?か])` \| (?:`([^`]+)`|null) \|$", text("docs/api.md"), re.MULTILINE
    )

    assert len(rows) == 4
    for before, question, meant in rows:
        assert bundled_service.search(question, previous=[Turn(before)]).understood_as == (meant or None)


def test_the_api_s_table_lists_every_route(hashing_service: QuestionService) -> None:
    listed = set(re.findall(r"^\| `(GET|POST) (\S+)` \|", text("docs/api.md"), re.MULTILINE))

    paths = create_app(ready(hashing_service), [], threads=2).openapi()["paths"]
    assert listed == {(method.upper(), path) for path, methods in paths.items() for method in methods}


def test_the_widget_s_tables_are_what_the_widget_has() -> None:
    script = text("src/tripqa/web/static/widget.js")
    listed = set(re.findall(r"^\| `([a-z-]+)` \|", text("docs/widget.md"), re.MULTILINE))
    (observed,) = re.findall(r"observedAttributes = (\[.*?\])", script)
    events = set(re.findall(r'"(tripqa-[a-z]+)"', script)) - {"tripqa-search"}  # which is the tag's name too

    properties = set(re.findall(r"--tripqa-[a-z-]+", script))
    assert listed == {*json.loads(observed), "tripqa-search", *events, *properties}


def test_the_widget_s_example_is_a_page_with_the_widget() -> None:
    (page,) = re.findall(r"```html\n(.*?)```", text("docs/widget.md"), re.DOTALL)

    assert 'src="https://tripqa.example/widget.js" defer' in page
    assert "<tripqa-search " in page


def test_the_table_of_evaluate_s_options_is_its_options() -> None:
    listed = re.findall(r"^\| `(--[\w-]+)(?: \S+)?` \|", text("docs/evaluation.md"), re.MULTILINE)

    parameters = get_command(app).commands["evaluate"].params
    assert sorted(listed) == sorted(name for one in parameters for name in one.opts if name.startswith("--"))


def test_the_sidecar_and_the_names_that_are_shown_are_some(tmp_path: Path) -> None:
    about, translated, names = re.findall(r"```toml\n(.*?)```", text("docs/documents.md"), re.DOTALL)
    (tmp_path / "aliases.toml").write_text(names, encoding="utf-8")

    sidecar = Sidecar.model_validate(tomllib.loads(f"{about}\n{translated}"))

    assert sidecar.model_fields_set == set(Sidecar.model_fields)
    assert read_aliases(tmp_path / "aliases.toml")


def test_the_limits_of_what_stands_beside_the_text_are_those_in_the_table() -> None:
    (table,) = re.findall(r"\| limit \| at most \|\n\|---.*?\n(.*?)\n\n", text("docs/formats.md"), re.DOTALL)
    told = [int(row.split("|")[2].replace(",", "")) for row in table.splitlines()]

    assert (
        told
        == [value for name, value in vars(limits).items() if re.match("(LARGEST|DEEPEST|LONGEST|MOST)_", name)][:-1]
    )
    assert (limits.LONGEST_LINE, limits.Limits().longest_text) == (61_000_000, 10_000_000)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_and_scripts_lead_somewhere(path: Path) -> None:
    words = path.read_text(encoding="utf-8")

    for target in re.findall(r"\]\((?!http|#)([^)#]+)\)", words):
        assert (path.parent / target).exists(), target
    for script in re.findall(r"(?:\./|python )(scripts/[\w.]+)", words):
        assert (ROOT / script).exists(), script


def commands(path: Path) -> list[tuple[str, ...]]:
    """Return the words after `tripqa` of each call that stands in code."""
    words = path.read_text(encoding="utf-8")
    blocks = re.findall(r"^ {4,}([^\n]*)$|```(?:sh|ini)\n(.*?)```|`([^`\n]+)`", words, re.MULTILINE | re.DOTALL)
    calls = re.findall(r"(?:^|(?<!-u)[ /])tripqa ((?:[a-z]|--).*)", "\n".join(map("".join, blocks)), re.MULTILINE)
    return [tuple(re.split(r"[ =\[\]]+", re.split(r" [#|>] |&", call)[0])) for call in calls]


def options(call: tuple[str, ...]) -> set[str]:
    """Return the options of the command that is called; a KeyError if there is none of that name."""
    command = get_command(app)
    for word in call:
        if not isinstance(command, TyperGroup) or word.startswith("-"):
            break
        command = command.commands[word]
    return {"--help", *(name for one in command.params for name in one.opts)}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_and_option_that_is_named_is_one(path: Path) -> None:
    for call in commands(path):
        assert {word for word in call if word.startswith("--")} <= options(call), call


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_setting_that_is_named_is_one(path: Path) -> None:
    named = set(re.findall(r"\bTRIPQA_[A-Z_]+[A-Z]\b", path.read_text(encoding="utf-8")))

    assert named <= {PREFIX + name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("name", READMES)
def test_the_readme_s_commands_are_those_that_ci_runs(name: str) -> None:
    assert "    ./scripts/serve\n" in text(name)
    assert "    ./scripts/test\n" in text(name)
    assert "exec ./scripts/test" in text(".ci/run")


@pytest.mark.parametrize("name", READMES)
def test_the_answer_that_a_readme_shows_is_the_one_that_is_given(name: str, bundled_service: QuestionService) -> None:
    asked, shown = re.findall(r'tripqa ask "(.+?)"\n\n((?: {4}.*\n)+)', text(name))[0]
    printed = io.StringIO()

    print_reply(bundled_service.ask(asked), out := Console(file=printed, width=1000), out)

    assert textwrap.dedent(shown) == printed.getvalue()


def test_each_readme_leads_to_the_other() -> None:
    assert all(f"]({other})" in text(name) for name, other in zip(READMES, reversed(READMES), strict=True))


def test_the_readmes_have_the_same_commands_and_figures() -> None:
    english, japanese = ([*re.findall(r"^ {4}.+$", text(name), re.MULTILINE), figures(name)] for name in READMES)

    assert english == japanese


def figures(name: str) -> list[str]:
    return sorted(re.findall(r"\d[\d.]* (?:GB|MB)", text(name)))


def test_operators_are_told_of_the_same_errors_in_both_languages() -> None:
    english, japanese = (errors(name) for name in OPERATORS.values())

    assert english
    assert english == japanese


def errors(name: str) -> list[list[str]]:
    """Return what is said in each row of the last table of a page, without remarks beside it."""
    rows = re.findall(r"^\| (.+?) \|", text(name).rpartition("| --- | --- | --- |")[2], re.MULTILINE)
    return [re.findall(r"`([^`]+)`(?! の表示)(?!\))", row) for row in rows]


def digest(name: str) -> str:
    """Return what a page is known by in the other language: 12 digits, whatever it says of that other one."""
    return hashlib.sha256(AGREES.sub("", text(name)).encode()).hexdigest()[:12]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_is_as_young_as_the_same_in_the_other_language(path: Path) -> None:
    for other, agreed in AGREES.findall(path.read_text(encoding="utf-8")):
        name = path.relative_to(ROOT)
        now = digest(other)
        assert agreed == now, (
            f"{other} was changed since {name} agreed with it: look whether {name} has to change, then write {now}"
        )


@pytest.mark.parametrize("name", [*READMES, OPERATORS["ja"]])
def test_a_page_in_two_languages_says_with_which_it_agrees(name: str) -> None:
    assert AGREES.search(text(name))


def test_every_unit_that_is_shown_starts_the_server_though_an_ingest_failed() -> None:
    before = [
        line for path in DOCUMENTS for line in path.read_text(encoding="utf-8").splitlines() if "StartPre=" in line
    ]

    assert len(before) >= 2
    assert all(line.startswith("ExecStartPre=-/") and line.endswith(" ingest") for line in before)


def test_the_version_has_its_place_in_the_changelog() -> None:
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]

    assert f"## {version}" in text("CHANGELOG.md")
