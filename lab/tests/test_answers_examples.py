"""Examples say which sentences answer them, and see what their own corpus holds."""

from __future__ import annotations

from typing import Any

from tests.builders import document, hit, passage

from tripqa.domain import Document
from tripqa.encoders.hashing import HashingEncoder
from tripqa.evaluation.questions import Evidence
from tripqa.ports import EncoderChoice
from tripqa_lab.answers.examples import Example, ExampleCorpus
from tripqa_lab.answers.seeing import see


def example(**changes: Any) -> Example:
    fields: dict[str, Any] = {
        "group": "set", "text": "何本ですか", "language": "ja", "kind": "answerable",
        "answers": ("30本",), "documents": frozenset(["report"]), "evidence": (),
    }  # fmt: skip
    return Example(**(fields | changes))


OWNER = document("岸壁は３０本あります。船は着きません。", id="report")


def answered_by(one: Example, start: int, end: int, owner: Document = OWNER) -> bool:
    return one.answered_by(hit(owner, passage(owner, (start, end))), (start, end))


def test_a_sentence_answers_if_it_holds_an_answer_and_is_of_a_document_that_does() -> None:
    assert answered_by(example(), 0, 11)
    assert not answered_by(example(), 11, 19)
    assert not answered_by(example(documents=frozenset(["other"])), 0, 11)
    assert not answered_by(example(documents=frozenset(), kind="near_miss"), 0, 11)


def test_where_spans_are_judged_a_sentence_answers_that_shares_half_of_the_shorter() -> None:
    judged = example(evidence=(Evidence(document="report", start=0, end=11, quote="岸壁は３０本あります。"),))

    assert answered_by(judged, 0, 11)
    assert answered_by(judged, 0, 3)
    assert answered_by(judged, 5, 16)
    assert not answered_by(judged, 6, 17)
    assert not answered_by(judged, 11, 19)
    assert not answered_by(judged, 0, 11, document(OWNER.text, id="other"))


def test_what_is_seen_is_what_each_corpus_holds_and_nothing_of_the_others() -> None:
    encoder = HashingEncoder()
    one, other = document("港の岸壁は三十本あります。", id="one"), document("山の道は五本あります。", id="other")
    corpora = [ExampleCorpus(owner.id, [owner], [], [example(text="岸壁は何本ですか")]) for owner in (one, other)]

    found = list(see(corpora, EncoderChoice(encoder.space, lambda: encoder)))

    assert [corpus.name for corpus, _ in found] == ["one", "other"]
    for corpus, seen in found:
        (only,) = seen
        assert only.example == corpus.examples[0]
        assert {hit.document.id for hit in only.ranking.hits} == {corpus.name}
