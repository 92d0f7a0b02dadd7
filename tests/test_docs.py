"""What the documents say is so."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from typer.main import get_command

from tests.test_api import ANSWER, CITATION, HIT, SCORES, ready
from tripqa.api.app import create_app
from tripqa.api.question import QuestionIn
from tripqa.api.routes import ReadyOut
from tripqa.api.stored import StoredAnswersIn
from tripqa.cli import app
from tripqa.parsing import limits
from tripqa.parsing.aliases import read_aliases
from tripqa.parsing.sidecar import Sidecar
from tripqa.service import QuestionService
from tripqa.settings import PREFIX, Settings
from tripqa.wire.answers import AnswerOut, ConflictOut, MissingOut, ValuePlaceOut
from tripqa.wire.verification import VerificationOut

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


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


def test_the_readme_s_sidecar_and_its_names_are_some(tmp_path: Path) -> None:
    about, names = re.findall(r"```toml\n(.*?)```", text("README.md"), re.DOTALL)
    (tmp_path / "aliases.toml").write_text(names, encoding="utf-8")

    sidecar = Sidecar.model_validate(tomllib.loads(about))

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


def test_the_readme_s_commands_are_those_that_ci_runs() -> None:
    assert "    ./scripts/serve\n" in text("README.md")
    assert "    ./scripts/test\n" in text("README.md")
    assert "exec ./scripts/test" in text(".ci/run")


def test_the_version_has_its_place_in_the_changelog() -> None:
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]

    assert f"## {version}" in text("CHANGELOG.md")
