"""Examples say rightly what a corpus can answer, and keep what is fitted on apart from what checks it."""

from __future__ import annotations

from collections import Counter
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.builders import document, hit, passage
from tests.datasets import jsonl, make_dataset
from tripqa.answers.refusing import everyday_questions
from tripqa.domain import Document
from tripqa.encoders.hashing import HashingEncoder
from tripqa.evaluation.examples import Example, ExampleCorpus, of_articles, of_dataset, of_report
from tripqa.evaluation.questions import Evidence, JudgedQuestion
from tripqa.evaluation.seeing import see
from tripqa.parsing.corpus import Corpus
from tripqa.ports import EncoderChoice

ARTICLES, PARAGRAPHS = 40, 5
ROWS: list[dict[str, Any]] = [
    {
        "_id": f"a{article}p{part}",
        "title": f"記事{article}",
        "text": f"記事{article}の第{part}段落は値{article}-{part}です。",
    }
    for article, part in product(range(ARTICLES), range(PARAGRAPHS))
]
QUESTIONS: list[dict[str, Any]] = [
    {"_id": f"q{row['_id']}", "text": f"{row['_id']}の値は何ですか", "lang": language, "answers": [row["text"][-5:-3]]}
    for row, language in zip(ROWS, ["ja", "ja", "en"] * len(ROWS), strict=False)
]
QRELS = "query-id\tcorpus-id\tscore\n" + "".join(f"q{row['_id']}\t{row['_id']}\t1\n" for row in ROWS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_dataset(
        tmp_path_factory.mktemp("articles") / "set",
        corpus_jsonl=jsonl(ROWS),
        queries_jsonl=jsonl(QUESTIONS),
        qrels_tsv=QRELS,
    )


@pytest.fixture(scope="module")
def corpora(folder: Path) -> list[ExampleCorpus]:
    return list(of_articles(folder, ARTICLES, "ja"))


def article_of(example: Example) -> str:
    return f"記事{example.text.split('p')[0].removeprefix('a')}"


def paragraph_of(example: Example) -> str:
    return example.text.removesuffix("の値は何ですか")


def test_a_question_is_of_the_kind_that_its_corpus_makes_it(corpora: list[ExampleCorpus]) -> None:
    for corpus in corpora:
        ids = {one.id for one in corpus.documents}
        titles = {one.title for one in corpus.documents}
        for example in corpus.examples:
            held, known = paragraph_of(example) in ids, article_of(example) in titles
            assert example.kind == ("answerable" if held else "near_miss" if known else "foreign")
            assert example.documents == (frozenset([paragraph_of(example)]) if held else frozenset())


def test_every_corpus_asks_questions_of_every_kind(corpora: list[ExampleCorpus]) -> None:
    everywhere = Counter(one.kind for corpus in corpora for one in corpus.examples)

    assert set(everywhere) == {"answerable", "near_miss", "foreign"}
    half = Counter(one.kind for one in corpora[0].examples)
    assert set(half) == {"answerable", "near_miss", "foreign"}


def test_there_is_one_large_corpus_of_half_the_articles_and_small_ones_of_ten(corpora: list[ExampleCorpus]) -> None:
    articles = [len({one.title for one in corpus.documents}) for corpus in corpora]

    assert articles == [ARTICLES // 2, 10, 10, 10, 10]
    assert len({corpus.name for corpus in corpora}) == len(corpora)
    for corpus in corpora:
        share = len(corpus.documents) / (PARAGRAPHS * len({one.title for one in corpus.documents}))
        assert 0.6 < share < 1


def test_an_article_is_fitted_on_in_every_corpus_or_in_none(corpora: list[ExampleCorpus]) -> None:
    halves: dict[str, set[bool]] = {}
    for corpus in corpora:
        for example in corpus.examples:
            halves.setdefault(article_of(example), set()).add(example.held_out)

    assert all(len(half) == 1 for half in halves.values())
    assert Counter(half for (half,) in halves.values())[True] > ARTICLES / 5
    assert Counter(half for (half,) in halves.values())[False] > ARTICLES / 5


def test_questions_are_asked_in_one_language(corpora: list[ExampleCorpus], folder: Path) -> None:
    assert {one.language for corpus in corpora for one in corpus.examples} == {"ja"}
    assert {one.language for corpus in of_articles(folder, ARTICLES, "en") for one in corpus.examples} == {"en"}


def test_no_more_articles_are_taken_than_wished_and_the_same_ones_each_time(folder: Path) -> None:
    once, again = (list(of_articles(folder, 20, "ja")) for _ in range(2))

    assert len({one.title for corpus in once for one in corpus.documents}) <= 20
    assert once == again


def test_a_dataset_s_own_word_on_its_questions_holds(tmp_path: Path) -> None:
    questions = [
        {"_id": "q1", "text": "高雄港の貨物", "answers": ["貨物"], "answerable": True},
        {"_id": "q2", "text": "牛の競り", "answerable": False, "kind": "false_premise"},
        {"_id": "q3", "text": "釜山の山", "answerable": False, "kind": "near_miss"},
        {"_id": "q4", "text": "カレーの作り方", "answerable": False, "kind": "foreign"},
        {"_id": "q5", "text": "何でもない", "answerable": False, "kind": "whatever"},
        {"_id": "q6", "text": "何とも言えない", "answerable": False},
    ]

    corpus = of_dataset(make_dataset(tmp_path / "set", queries_jsonl=jsonl(questions)))

    assert [one.kind for one in corpus.examples] == [
        "answerable", "false_premise", "near_miss", "foreign", "near_miss", "near_miss",
    ]  # fmt: skip
    assert corpus.examples[0].documents == frozenset(["harbour"])
    assert not any(one.held_out for one in corpus.examples)


def test_the_report_is_asked_our_own_questions_and_everyday_ones_which_are_foreign_to_it() -> None:
    fitted_on, held_out = (
        JudgedQuestion.model_validate({"id": id, "language": "ja", "question": id, "kind": "near_miss"}) for id in "ab"
    )
    owner = document("港を見た。")

    corpus = of_report(Corpus((owner,), (), (), {}, {}, ()), [fitted_on], [held_out])

    own = [one for one in corpus.examples if one.group == "report"]
    assert [(one.text, one.held_out) for one in own] == [("a", False), ("b", True)]
    everyday = [one for one in corpus.examples if one.group == "everyday"]
    assert len(everyday) == sum(map(len, everyday_questions().values()))
    assert {one.kind for one in everyday} == {"foreign"}


def example(**changes: Any) -> Example:
    fields: dict[str, Any] = {
        "group": "set", "text": "何本ですか", "language": "ja", "kind": "answerable", "held_out": False,
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
        assert set(only.everyday) == {"ja", "en", "ko", "zh-Hant"}
