"""The ruler: judged questions are right, and counting them is too."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from io import StringIO
from itertools import count
from pathlib import Path

import pytest
from rich.console import Console

from tests.conftest import quiet
from tripqa.domain import Answered, Document
from tripqa.errors import CorpusError
from tripqa.evaluation.intervals import share_interval
from tripqa.evaluation.questions import Evidence, JudgedQuestion, covers, read_questions
from tripqa.service import QuestionService
from tripqa.wire.reports import FigureOut, IndexFactsOut
from tripqa_lab.evaluation.judging import FoundEvidence, Given, Judgement, asks_value, is_right, judge
from tripqa_lab.evaluation.report import Row, report, rows
from tripqa_lab.evaluation.table import answers_table, conflict_words, finding_table, refusing_table
from tripqa_lab.evaluation.worst import as_list, worst

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
    for language in {asked.language for asked in QUESTIONS}:
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


FOUND = FoundEvidence(in_first=False, in_five=False, in_ten=False, first_characters=10, five_characters=50)
GIVEN = Given(quotes=("港", "市場"), exact=2, cited_characters=20, characters=28, in_citations=False, gold=False,
              short=None, short_right=False, conflicts=())  # fmt: skip
INDEX = IndexFactsOut(space="s", rules="r", passages=1, documents_fingerprint="f", other_documents=0)


def judged(
    number: int,
    kind: str = "answerable",
    found: FoundEvidence = FOUND,
    given: Given | None = GIVEN,
    confidence: float = 0.5,
    cosine: float = 0.5,
    **changes: object,
) -> Judgement:
    answers = ("港",) if kind == "answerable" else ()
    asked = question(**({"id": f"q{number}", "kind": kind, "answers": answers} | changes))
    return Judgement(asked, asks_value=number % 2 == 1, found=found, given=given, confidence=confidence, cosine=cosine,
                     removed=0)  # fmt: skip


def both(everything: list[Judgement]) -> Row:
    """Return the row of all languages of the one half that every question is in."""
    (row,) = (row for row in rows([replace(one, question=in_dev(one.question)) for one in everything])
              if row.language == "all")  # fmt: skip
    return row


def in_dev(asked: JudgedQuestion) -> JudgedQuestion:
    ids = (f"{asked.id}-{number}" for number in count())
    return next(moved for id in ids if (moved := asked.model_copy(update={"id": id})).half == "dev")


def counts(figure: FigureOut) -> tuple[int | None, int]:
    return figure.count, figure.of


def test_a_row_counts_what_was_found_cited_and_refused() -> None:
    row = both([
        judged(1, found=replace(FOUND, in_first=True, in_five=True), given=replace(GIVEN, in_citations=True)),
        judged(2, found=replace(FOUND, in_five=True)),
        judged(3, given=None),
        judged(4, "foreign", given=None),
        judged(5, "foreign"),
        judged(6, "near_miss"),
    ])  # fmt: skip

    assert row.questions == 6
    assert [counts(figure) for figure in (row.finding.in_first, row.finding.in_five)] == [(1, 3), (2, 3)]
    assert (counts(row.answers.in_citations), counts(row.refusing.false_refusals)) == ((1, 3), (1, 3))
    refused = {kind: counts(figure) for kind, figure in row.refusing.refused.items()}
    assert refused == {"foreign": (1, 2), "near_miss": (0, 1), "false_premise": (None, 0)}
    assert (row.refusing.refused["foreign"].low, row.refusing.refused["foreign"].high) == share_interval(1, 2)


def test_a_gold_value_counts_where_it_is_quoted_and_a_refused_question_counts_as_not() -> None:
    row = both([
        judged(1, given=replace(GIVEN, gold=True)),
        judged(2, given=None),
        judged(3, answers=()),
        judged(4, "near_miss", given=replace(GIVEN, gold=True)),
    ])  # fmt: skip

    assert counts(row.answers.gold) == (1, 2)


def test_every_citation_of_every_answer_is_looked_up_and_counted() -> None:
    assert counts(both([judged(1), judged(2, "foreign", given=replace(GIVEN, exact=1))]).answers.exact) == (3, 4)


def test_characters_are_of_answers_that_were_given_to_questions_that_have_one() -> None:
    row = both([
        judged(1, given=replace(GIVEN, characters=30, cited_characters=10)),
        judged(2, given=replace(GIVEN, characters=900, cited_characters=30)),
        judged(3, given=replace(GIVEN, characters=50, cited_characters=50)),
        judged(5, given=None),
        judged(7, "near_miss", given=replace(GIVEN, characters=1, cited_characters=1)),
    ])  # fmt: skip

    assert (row.answers.cited_characters.value, row.answers.cited_characters.of) == (30, 3)
    assert (row.answers.value_characters.value, row.answers.value_characters.of) == (40, 2)


def test_short_answers_are_counted_where_a_value_is_asked_for_and_the_question_answered() -> None:
    row = both([
        judged(1, given=replace(GIVEN, short="港", short_right=True)),
        judged(3, given=replace(GIVEN, short="市場")),
        judged(5),
        judged(7, given=None),
        judged(2, given=replace(GIVEN, short="港", short_right=True)),
        judged(9, "near_miss", given=replace(GIVEN, short="市場")),
    ])  # fmt: skip

    assert (counts(row.answers.short_given), counts(row.answers.short_right)) == ((2, 3), (1, 2))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("誰が訪問しましたか", True),
        ("When was the visit to NIA?", True),
        ("몇 명이 참석했습니까?", True),
        ("為什麼去高雄？", False),
        ("How does the platform work?", False),
    ],
)
def test_a_value_is_asked_for_by_who_when_where_and_how_many(text: str, found: bool) -> None:
    assert asks_value(text) is found


def test_near_misses_are_told_apart_by_confidence_and_by_cosine_over_all_and_by_language() -> None:
    row = both([
        judged(1, confidence=0.9, cosine=0.5),
        judged(2, "near_miss", confidence=0.1, cosine=0.9),
        judged(3, confidence=0.9, cosine=0.95, language="en"),
        judged(4, "near_miss", confidence=0.95, cosine=0.7, language="en"),
        judged(5, "foreign", confidence=1.0, cosine=1.0),
        judged(6, confidence=0.2, cosine=0.2, language="ko"),
    ])  # fmt: skip

    areas, means = row.refusing.near_misses, row.refusing.near_misses_by_language
    assert (areas.confidence.value, areas.cosine.value) == pytest.approx((3 / 6, 2 / 6))
    assert (means.confidence.value, means.cosine.value) == pytest.approx((1 / 2, 1 / 2))
    assert (means.confidence.of, means.cosine.of) == (2, 2)


def test_the_worst_are_wrong_answers_by_how_sure_they_were_and_then_refusals() -> None:
    found = worst([
        judged(1, given=replace(GIVEN, gold=True), confidence=0.99),
        judged(2, given=None, confidence=0.3),
        judged(3, given=None, confidence=0.1),
        judged(4, found=replace(FOUND, in_ten=True), confidence=0.6),
        judged(5, "false_premise", confidence=0.7),
        judged(6, confidence=0.8),
        judged(7, "near_miss", given=None, confidence=0.01),
    ])  # fmt: skip

    assert [(one.question_id, one.reason) for one in found] == [
        ("q6", "retrieval"),
        ("q5", "answered though unanswerable"),
        ("q4", "choosing"),
        ("q3", "refused"),
        ("q2", "refused"),
    ]
    assert [one.quoted for one in found[2:4]] == [("港", "市場"), ()]


def test_the_list_of_the_worst_says_what_was_asked_expected_and_quoted() -> None:
    shown = as_list(worst([judged(5, "false_premise", confidence=0.7), judged(2, given=None)]))

    for words in ("1. q5, false premise, confidence 0.70: answered, though", "expected: no answer", "quoted: 港 | 市場",
                  "2. q2, confidence 0.50: refused, though", "asked: 何", "expected: 港", "quoted: -"):  # fmt: skip
        assert words in shown, words


def test_conflicts_are_listed_with_their_question_and_counted_over_all_answers() -> None:
    everything = [judged(1, given=replace(GIVEN, conflicts=(("9/10", "9/11"),))), judged(2), judged(3, given=None)]
    found = report(everything, INDEX, most_worst=1)

    assert [(one.question_id, one.values) for one in found.conflicts] == [("q1", ("9/10", "9/11"))]
    assert conflict_words(found.conflicts) == ["q1 shows a conflict: 9/10 / 9/11"]
    assert counts(both(everything).answers.conflicting) == (1, 2)
    assert len(found.worst) == 1


def test_the_tables_are_markdown_with_a_line_for_each_row() -> None:
    everything = [judged(1), judged(2, "near_miss", given=None, confidence=0.1), judged(3, language="en")]
    found = rows(everything)

    for table in (finding_table(found), answers_table(found), refusing_table(found)):
        shown = StringIO()
        Console(width=220, file=shown).print(table)
        lines = shown.getvalue().strip().splitlines()
        assert len(lines) == len(found) + 2
        assert all(line.startswith("|") for line in lines)


def test_an_answer_s_quotes_are_judged_as_the_service_gave_them(hashing_service: QuestionService) -> None:
    document = next(iter(hashing_service.documents()))
    asked = hashing_service.ask("KLIDはいつ設立されましたか")
    assert isinstance(asked.answer, Answered)
    citation = asked.answer.citations[0]
    evidence = Evidence(document=document.id, start=citation.start, end=citation.end, quote=citation.quote)
    (one,) = judge(
        [question(question=asked.question.text, answers=(citation.quote,), evidence=((evidence,),))],
        hashing_service,
        quiet,
    )

    assert one.given
    assert (one.given.gold, one.given.in_citations, one.gold, one.removed) == (True, True, True, 0)
    assert one.given.exact == len(one.given.quotes) == len(asked.answer.citations)
    assert one.given.characters == len(asked.answer.text)
    assert one.confidence == asked.answer.confidence
    assert one.cosine >= asked.hits[0].scores.dense


def test_a_refused_question_cites_nothing(hashing_service: QuestionService) -> None:
    (one,) = judge([question(question="zzz qqq", answers=("x",), evidence=((span(0, 1),),))], hashing_service, quiet)

    assert one.refused
    assert (one.given, one.gold) == (None, False)


def test_a_line_that_is_wrong_is_named(tmp_path: Path) -> None:
    file = tmp_path / "questions.jsonl"
    file.write_text('{"id": "a", "language": "ja", "question": "何", "kind": "guess"}\n', encoding="utf-8")

    with pytest.raises(CorpusError, match=r"questions\.jsonl, line 1"):
        read_questions(file)


@pytest.mark.parametrize(
    ("value", "answers", "right"),
    [
        ("30本", ["30本"], True),
        ("約30本", ["30本"], True),
        ("30本", ["30本の岸壁"], True),
        ("３０本", ["30 本"], True),
        ("40本", ["30本", "40本"], True),
        ("30本", ["40本"], False),
        ("30本", [], False),
    ],
)
def test_a_value_is_right_if_it_is_an_answer_holds_one_or_is_held_by_one(
    value: str, answers: list[str], right: bool
) -> None:
    assert is_right(value, answers) is right
