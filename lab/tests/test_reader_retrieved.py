"""What retrieval finds is learnt from as it is: what says the answer, and what does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.builders import document, found_in

from tripqa.domain import Document, Ranking
from tripqa.evaluation.questions import Evidence
from tripqa_lab.answers.examples import Example
from tripqa_lab.answers.seeing import Seen
from tripqa_lab.reader.retrieved import retrieved_twins, spans_in
from tripqa_lab.reader.tokens import Tokens

REPORT = document(
    "開会\n\n"
    + "会は9時に始まる。"
    + "ほかに定めはない。" * 40
    + "\n\n閉会\n\n"
    + "会は17時に終わる。"
    + "片付けをする。" * 40
)


def seen(answer: str, *evidence: Evidence) -> Seen:
    example = Example("a", "会は何時に始まるか", "ja", "answerable", (answer,), frozenset(), evidence)
    return Seen(example, Ranking(found_in(REPORT, "会は")))


def evidence_of(source: Document, quote: str) -> Evidence:
    start = source.text.index(quote)
    return Evidence(document=source.id, start=start, end=start + len(quote), quote=quote)


@pytest.fixture(scope="module")
def tokens(tmp_path_factory: pytest.TempPathFactory) -> Tokens:
    from tripqa.encoders.bundled import packed_model
    from tripqa.encoders.sentence_pieces import write_pieces

    file = tmp_path_factory.mktemp("pieces") / "pieces.spm"
    write_pieces(packed_model(), file)
    return Tokens(file)


def test_evidence_lies_in_the_hit_that_holds_it() -> None:
    one = seen("9時", evidence_of(REPORT, "9時"))

    said = {hit.passage.text[slice(*span)] for hit in one.ranking.hits for span in spans_in(one, hit)}

    assert said == {"9時"}


def test_the_hit_that_says_it_comes_first_and_none_that_says_it_elsewhere_is_taken_for_wrong(tokens: Tokens) -> None:
    one = seen("9時", evidence_of(REPORT, "9時"))
    ((first, *others),) = retrieved_twins(tokens, [one])

    assert first.answers
    assert others
    assert not any(pair.answers for pair in others)
    ((only, *rest),) = retrieved_twins(tokens, [seen("。", evidence_of(REPORT, "9時"))])
    assert only.answers
    assert not rest  # each other hit holds the answer word for word


def test_a_false_premise_comes_with_the_hit_that_contradicts_it(tokens: Tokens) -> None:
    said = replace(seen("9時", evidence_of(REPORT, "9時")).example, text="朝に会は何時に始まるか")
    asked = replace(said, text="夜に会は何時に始まるか", kind="false_premise", answers=(), evidence=())
    ranking = Ranking(found_in(REPORT, "会は"))

    _, (first, *_) = retrieved_twins(tokens, [Seen(one, ranking) for one in (said, asked)])

    assert not first.answers
    assert first.contradicted
    night = tokens.question(asked.text)
    assert {night[place] for place in first.contradicted}.isdisjoint(tokens.question(said.text))
