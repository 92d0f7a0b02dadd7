"""The ruler: judged questions are right, and counting them is too."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import quiet
from tripqa.domain import LANGUAGES, Document
from tripqa.errors import CorpusError
from tripqa.evaluation.questions import Evidence, JudgedQuestion, covers, read_questions
from tripqa.evaluation.report import Judgement, Share, judge, rows
from tripqa.service import QuestionService

DATA = Path(__file__).parent / "data"
QUESTIONS = read_questions(DATA / "questions.jsonl")
TUNING = read_questions(DATA / "calibration.jsonl")


def question(**changes: object) -> JudgedQuestion:
    fields: dict[str, object] = {"id": "a", "language": "ja", "question": "何", "kind": "answerable"}
    return JudgedQuestion.model_validate(fields | changes)


def span(start: int, end: int) -> Evidence:
    return Evidence(document="d", start=start, end=end, quote="-" * (end - start))


def test_there_are_160_questions_a_quarter_of_them_unanswerable_in_three_kinds() -> None:
    assert Counter(asked.language for asked in QUESTIONS) == {"ja": 64, "en": 32, "ko": 32, "zh-Hant": 32}
    for language in LANGUAGES:
        kinds = Counter(asked.kind for asked in QUESTIONS if asked.language == language)
        assert kinds["answerable"] * 4 == kinds.total() * 3
        assert set(kinds) == {"answerable", "foreign", "near_miss", "false_premise"}


@pytest.mark.parametrize("asked", [*QUESTIONS, *TUNING], ids=lambda asked: asked.id)
def test_evidence_is_what_the_report_says(asked: JudgedQuestion, report: Document) -> None:
    spans = [one for alternative in asked.evidence for one in alternative]

    assert bool(spans) is (asked.kind == "answerable")
    for one in spans:
        assert one.document == report.id
        assert report.text[one.start : one.end] == one.quote
    quoted = " ".join(one.quote for one in spans)
    assert all(answer in quoted for answer in asked.answers)


def test_no_question_is_asked_twice() -> None:
    everything = [*QUESTIONS, *TUNING]

    assert len({asked.id for asked in everything}) == len(everything)
    assert len({asked.question for asked in everything}) == len(everything)


def test_a_hash_of_the_id_makes_the_halves() -> None:
    halves = Counter(asked.half for asked in QUESTIONS)

    assert halves == {"dev": 78, "test": 82}


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        ([], False),
        ([(0, 4)], False),
        ([(0, 5)], True),
        ([(0, 3), (1, 3), (8, 10)], True),
        ([(0, 3), (1, 3)], False),
        ([(20, 30), (32, 40)], True),
        ([(20, 28)], False),
    ],
)
def test_found_is_at_least_half_of_the_characters_of_one_alternative_each_counted_once(
    shown: list[tuple[int, int]], found: bool
) -> None:
    asked = question(evidence=((span(0, 10),), (span(20, 30), span(30, 40))))

    assert covers(asked, [("d", one) for one in shown]) is found
    assert not covers(asked, [("another", one) for one in shown])


def test_a_row_counts_what_was_found_cited_and_refused() -> None:
    def judged(number: int, kind: str, **flags: bool) -> Judgement:
        seen = {"refused": False, "in_first": False, "in_five": False, "in_citations": False} | flags
        return Judgement(question(id=f"q{number}", kind=kind), **seen, first_characters=10 * number,
                         five_characters=50, cited_characters=20)  # fmt: skip

    everything = [
        judged(1, "answerable", in_first=True, in_five=True, in_citations=True),
        judged(2, "answerable", in_five=True),
        judged(3, "answerable", refused=True),
        judged(4, "foreign", refused=True),
        judged(5, "foreign"),
        judged(6, "near_miss"),
    ]
    counted = rows(everything)
    both = {"in_first": 1, "in_five": 2, "in_citations": 1, "false_refusals": 1}

    for name, count in both.items():
        shares: list[Share] = [getattr(row, name) for row in counted if row.language == "all"]
        assert (sum(share.count for share in shares), sum(share.of for share in shares)) == (count, 3)
    foreign = [row.refused["foreign"] for row in counted if row.language == "all"]
    assert (sum(share.count for share in foreign), sum(share.of for share in foreign)) == (1, 2)


def test_a_refused_question_cites_nothing(hashing_service: QuestionService) -> None:
    (one,) = judge([question(question="zzz qqq", evidence=((span(0, 1),),))], hashing_service, quiet)

    assert one.refused
    assert (one.in_citations, one.cited_characters) == (False, 0)


def test_a_line_that_is_wrong_is_named(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"id": "a", "language": "ja", "question": "何", "kind": "guess"}\n', encoding="utf-8")

    with pytest.raises(CorpusError, match=r"questions\.jsonl, line 1"):
        read_questions(file)
