"""However a question is typed, its answer is the same: capitals, width, what cannot be seen, marks at its end."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from tripqa.domain import NoAnswer
from tripqa.service import QuestionService
from tripqa.text.variants import lexical_form

ASKED = [
    json.loads(line)["question"]
    for line in Path(__file__).with_name("data").joinpath("questions.jsonl").read_text(encoding="utf-8").splitlines()
]
QUESTIONS = ASKED[:: max(1, len(ASKED) // 40)][:40]
TYPED: dict[str, Callable[[str], str]] = {
    "in capitals": str.upper,
    "in lower case": str.lower,
    "in full width": lambda text: "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text),
    "with what cannot be seen": lambda text: "\u200b".join(text),
    "composed": lambda text: unicodedata.normalize("NFC", text),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "with marks": lambda text: text + "？？",
    "without marks": lambda text: text.rstrip("?？。.!！"),
    "with white space": lambda text: f" {text}\n",
    "with a byte order mark": lambda text: "\ufeff" + text,
}


def answer_of(service: QuestionService, question: str) -> tuple[object, ...]:
    """Return what is answered; a name is shown as it was typed."""
    answer = service.ask(question).answer
    if isinstance(answer, NoAnswer):
        return answer.confidence, answer.why, answer.missing.asked, lexical_form(answer.missing.about or "")
    places = [(one.hit.document.id, one.start, one.end) for one in answer.citations]
    return answer.text, places, answer.short, answer.conflicts, answer.confidence


@pytest.fixture(scope="module")
def answers(bundled_service: QuestionService) -> dict[str, tuple[object, ...]]:
    return {question: answer_of(bundled_service, question) for question in QUESTIONS}


@pytest.mark.parametrize("how", TYPED)
def test_an_answer_does_not_depend_on_how_its_question_is_typed(
    bundled_service: QuestionService, answers: dict[str, tuple[object, ...]], how: str
) -> None:
    for question, answer in answers.items():
        assert answer_of(bundled_service, TYPED[how](question)) == answer, question
