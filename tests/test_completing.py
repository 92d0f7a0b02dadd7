"""A list of which some items answer is quoted whole, and nothing else is."""

from __future__ import annotations

from dataclasses import replace

from tests.builders import document
from tripqa.answers.whole.completing import completed
from tripqa.answers.whole.outline import Line, Outline, outline
from tripqa.citations.quoting import cited
from tripqa.domain import Answered, StatedValue
from tripqa.text.passages import split

TEXT = """委員会の記録

1 出席者
委員長　葛西 汐里
委員　椎葉 みどり
委員　門倉 航
説明員　市民生活部長 楠本 玲二
説明員　中央図書館長 蓮見 佳代

2 経過
会議は、午前十時に始まり、三つの議案について順に審議した。
委員からは、夜間の職員の体制と光熱費の増加について質問があった。
"""
REPORT = document(TEXT, id="minutes")
OUTLINE: Outline = outline(REPORT, list(enumerate(split(REPORT))))


def line(beginning: str) -> Line:
    (found,) = [one for one in OUTLINE.lines if one.text.startswith(beginning)]
    return found


def answer(*beginnings: str) -> Answered:
    citations = cited([OUTLINE.quote(line(one)) for one in beginnings], 1000)
    return Answered(None, 0.8, doubtful=False, citations=citations, conflicts=())


def quotes(found: Answered) -> list[str]:
    return [one.quote for one in found.citations]


def test_all_items_are_quoted_where_a_list_is_asked_for_and_two_answer() -> None:
    found = completed(answer("委員長", "委員 椎葉"), [OUTLINE], asked=True)

    assert quotes(found)[:3] == ["委員長　葛西 汐里", "委員　椎葉 みどり", "委員　門倉 航"]
    assert [one.number for one in found.citations] == list(range(1, len(found.citations) + 1))
    assert all(TEXT[one.start : one.end] == one.quote for one in found.citations)


def test_items_of_one_label_are_completed_by_those_of_that_label() -> None:
    found = completed(answer("説明員 市民", "説明員 中央"), [OUTLINE], asked=True)

    assert quotes(found) == ["説明員　市民生活部長 楠本 玲二", "説明員　中央図書館長 蓮見 佳代"]


def test_without_a_list_asked_for_its_heading_has_to_be_quoted() -> None:
    assert completed(answer("委員長", "委員 椎葉"), [OUTLINE], asked=False) == answer("委員長", "委員 椎葉")
    assert len(quotes(completed(answer("1 出席者", "委員長"), [OUTLINE], asked=False))) > len(("heading", "item"))


def test_what_is_quoted_beside_a_list_stays() -> None:
    found = completed(answer("委員長", "委員 椎葉", "会議は"), [OUTLINE], asked=True)

    assert any(quote.startswith("会議は") for quote in quotes(found))


def test_one_item_among_prose_completes_nothing() -> None:
    before = answer("委員長", "会議は", "委員からは")

    assert completed(before, [OUTLINE], asked=True) == before


def test_an_answer_with_a_value_of_its_own_stays_as_it_is() -> None:
    before = answer("委員長", "委員 椎葉")
    start = before.citations[0].start
    valued = replace(before, short=StatedValue("person", TEXT[start : start + 2], start, start + 2, 1))

    assert completed(valued, [OUTLINE], asked=True) == valued


def test_what_is_more_than_an_answer_may_quote_completes_nothing() -> None:
    rows = "\n".join(f"・{number}番目の議案は、{'長い名前の条例の' * 9}改正である" for number in range(1, 21))
    report = document(f"会議\n\n1 議案\n{rows}\n\n2 経過\n会議は、午前十時に始まった。\n", id="long")
    outlined = outline(report, list(enumerate(split(report))))
    items = [one for one in outlined.lines if one.item][:2]
    before = replace(answer("委員長"), citations=cited([outlined.quote(one) for one in items], 1000))

    assert len(items) == len(before.citations)
    assert completed(before, [outlined], asked=True) == before
