"""Questions about the whole: a day, a section, a list, a comparison, a name; and ordinary ones, which stay so."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

import pytest

from tests.builders import document
from tests.conftest import service_over
from tripqa.answers.whole.asked import asked_whole
from tripqa.answers.whole.days import is_row
from tripqa.answers.whole.outline import Outline, outline
from tripqa.answers.whole.parts import Part
from tripqa.answers.whole.resolving import wants_comparison, wants_each
from tripqa.answers.whole.sides import sides
from tripqa.domain import Answered, Filter, NoAnswer
from tripqa.service import QuestionService, Reply
from tripqa.text.folding import fold_question
from tripqa.text.passages import split

QUESTIONS = Path(__file__).parent / "data" / "questions.jsonl"
OF_THE_WHOLE = {"ja-064"}  # asks for all that was visited on a day
TRIP = """海外視察報告

1 行程

6月2日(月) 移動日
09:00 青浜空港を出発
18:00 ベルタ空港に到着

6月3日(火) ベルタ市
10:00 ベルタ市役所を訪問
14:00 港湾局を訪問

2 訪問先

(1) ベルタ市役所
ハンス市長から、市電の延伸について説明があった。
市電は1日2万人が利用している。

(2) 港湾局
港湾局は、港の土地を管理する機関である。
倉庫の改修が進められている。

3 両市の比較

ベルタ市
人口は30万人で、市電がある。

青浜市
人口は20万人で、バスがある。

4 所感

住民との対話が大切であると強く感じた。
古い倉庫を残すことが町の魅力になっていた。

5 今後の対応

・市電の延伸を検討する。
・港湾局と覚書を結ぶ。
"""
REPORT = document(TRIP, id="trip", title="ベルタ市視察")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> QuestionService:
    return service_over(tmp_path_factory.mktemp("whole"), [REPORT])


def quotes(reply: Reply) -> list[str]:
    assert isinstance(reply.answer, Answered), reply.answer
    assert reply.answerer == "structure"
    return [citation.quote for citation in reply.answer.citations]


def lines(text: str) -> Outline:
    report = document(text)
    return outline(report, list(enumerate(split(report))))


@pytest.mark.parametrize(
    "question", ["6月3日は何をしましたか", "What did they do on June 3?", "6월 3일에 뭘 했나요?", "6月3日做了什麼?"]
)
def test_a_day_is_all_its_rows_in_order_and_nothing_else(service: QuestionService, question: str) -> None:
    reply = service.ask(question)

    assert quotes(reply) == ["10:00 ベルタ市役所を訪問", "14:00 港湾局を訪問"]
    assert isinstance(reply.answer, Answered)
    assert [block.heading for block in reply.answer.blocks] == ["6月3日(火) ベルタ市"]


def test_the_itinerary_is_a_block_for_each_day(service: QuestionService) -> None:
    reply = service.ask("全行程を教えて")

    assert len(quotes(reply)) == 4
    assert isinstance(reply.answer, Answered)
    assert [block.citations for block in reply.answer.blocks] == [(1, 2), (3, 4)]


def test_the_last_day_is_the_last_one_of_the_itinerary(service: QuestionService) -> None:
    assert quotes(service.ask("最終日は何をした?")) == quotes(service.ask("6月3日は何をしましたか"))


@pytest.mark.parametrize(
    "question", ["6月9日は何をしましたか", "What did they do on June 9?", "財務分析の章を要約して"]
)
def test_a_day_or_section_that_the_documents_do_not_have_is_refused(service: QuestionService, question: str) -> None:
    assert isinstance(service.ask(question).answer, NoAnswer)


@pytest.mark.parametrize(
    "question", ["所感を要約して", "what were the main insights?", "주요 시사점은 무엇인가요?", "主要心得是什麼？"]
)
def test_a_section_is_found_by_what_any_language_calls_it(service: QuestionService, question: str) -> None:
    assert quotes(service.ask(question)) == [
        "住民との対話が大切であると強く感じた。",
        "古い倉庫を残すことが町の魅力になっていた。",
    ]


def test_a_section_that_is_a_list_is_all_its_items(service: QuestionService) -> None:
    assert quotes(service.ask("今後の対応を全部挙げて")) == ["・市電の延伸を検討する。", "・港湾局と覚書を結ぶ。"]


def test_the_bodies_visited_are_the_headings_of_the_chapter_on_them(service: QuestionService) -> None:
    assert quotes(service.ask("訪問先を全部挙げて")) == ["(1) ベルタ市役所", "(2) 港湾局"]


def test_a_visit_is_summed_up_from_its_own_chapter(service: QuestionService) -> None:
    assert quotes(service.ask("ベルタ市役所の訪問を要約してください")) == [
        "ハンス市長から、市電の延伸について説明があった。",
        "市電は1日2万人が利用している。",
    ]


def test_a_document_is_summed_up_in_at_most_six_sentences(service: QuestionService) -> None:
    found = quotes(service.ask("この報告書を要約して"))

    assert 3 <= len(found) <= 6
    assert "住民との対話が大切であると強く感じた。" in found


def test_two_things_are_compared_side_by_side(service: QuestionService) -> None:
    reply = service.ask("ベルタ市と青浜市を比較して")

    assert quotes(reply) == ["人口は30万人で、市電がある。", "人口は20万人で、バスがある。"]
    assert isinstance(reply.answer, Answered)
    assert [(block.heading, block.citations) for block in reply.answer.blocks] == [("ベルタ市", (1,)), ("青浜市", (2,))]


def test_a_comparison_with_what_is_nowhere_is_left_to_the_answerer(service: QuestionService) -> None:
    assert service.ask("ベルタ市とミルダ市を比べて").answerer == "reader"


def test_what_is_read_of_a_side_is_quoted_once_and_in_the_order_of_its_document(service: QuestionService) -> None:
    answers = [service.ask(question).answer for question in ("青浜市の人口は", "ベルタ市の人口は", "青浜市の人口は")]
    read = [answer for answer in answers if isinstance(answer, Answered)]
    assert len(read) == 3

    spans = [quote.span for quote in Part.read("人口", read).quotes]

    assert len(spans) >= 2
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("ベルタ市と青浜市の特徴はどう違う", ["ベルタ市", "青浜市"]),
        ("出張の総額と派遣の予算、どっちが大きい", ["出張の総額", "派遣の予算"]),
        ("베르타시와 아오하마시는 어떻게 달라요", ["베르타시", "아오하마시"]),
        ("港務局和交通局處理噪音的做法有什麼不同", ["港務局", "交通局"]),
        ("compare the keynote with the lecture: who spoke", ["the keynote", "the lecture"]),
        ("budget fy2024 vs fy2025", ["budget fy2024", "budget fy2025"]),
        ("市電を比べて", []),
    ],
)
def test_the_sides_of_a_comparison_are_what_is_coordinated(question: str, names: list[str]) -> None:
    assert [side.name for side in sides(question)] == names


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("ベルタ市と青浜市では、市電はどう違う", [("ベルタ市では、市電は",), ("青浜市では、市電は",)]),
        ("ベルタ市と青浜の港では、夜の便がどう違う", [("ベルタ市では、夜の便が",), ("青浜の港では、夜の便が",)]),
        (
            "市立図書館と交通公社、できた年と職員数はどう違いますか",
            [("市立図書館 できた年", "市立図書館 職員数は"), ("交通公社 できた年", "交通公社 職員数は")],
        ),
        ("베르타 공사와 아오 재단의 직원 수를 비교하면", [("베르타 공사의 직원 수를",), ("아오 재단의 직원 수를",)]),
        ("港務局和交通局各有什麼難題", [("港務局 有什麼難題",), ("交通局 有什麼難題",)]),
        ("ベルタ市と青浜市の交差点の数はどう違う", [("ベルタ市の交差点の数は",), ("青浜市の交差点の数は",)]),
        ("the port office and the tram office: what kind of body is each", [("the port office what kind of body is",),
         ("the tram office what kind of body is",)]),
    ],
)  # fmt: skip
def test_each_side_is_asked_alone_for_each_thing_that_is_compared(question: str, asked: list[tuple[str, ...]]) -> None:
    assert [side.questions for side in sides(question)] == asked


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("compare the museum of art with the library", ["the museum of art", "the library"]),
        ("compare the number of visitors in 2024 and the budget", ["the number of visitors in 2024", "the budget"]),
        ("compare visitors of fiscal 2023 and fiscal 2024.", ["visitors of fiscal 2023", "visitors of fiscal 2024"]),
        ("compare the spending on trams with that on buses", ["the spending on trams", "the spending on buses"]),
        ("compare hours of hall no. 4 with those of hall no. 5.", ["hours of hall no. 4", "hours of hall no. 5"]),
    ],
)  # fmt: skip
def test_the_second_side_takes_from_the_first_what_it_leaves_out_alone(question: str, names: list[str]) -> None:
    assert [side.name for side in sides(question)] == names


@pytest.mark.parametrize(
    "question",
    [
        "What did each group do on 8 September?",
        "Which places did each team visit?",
        "What was the total cost of flights and hotels, and how much did each person pay?",
        "9月8日和9月9日各有什麼行程",
        "台北各有哪些博物館",
        "這次出差在哪些城市",
        "出差在哪裡和誰會面",
    ],
)
def test_what_asks_of_many_or_of_days_compares_no_two_things(question: str) -> None:
    asked = asked_whole(fold_question(question))

    assert not wants_comparison(asked)
    assert not wants_each(asked)


@pytest.mark.parametrize("question", ["港務局和交通局各有什麼難題", "市府的看板和財團的手冊,各用什麼語言"])
def test_what_asks_something_of_each_of_two_compares_them(question: str) -> None:
    assert wants_each(asked_whole(fold_question(question)))


def test_a_bare_name_is_what_it_is_and_then_its_section(service: QuestionService) -> None:
    assert quotes(service.ask("港湾局")) == ["港湾局は、港の土地を管理する機関である。", "倉庫の改修が進められている。"]


def test_a_blank_date_cell_is_of_the_date_above_it() -> None:
    table = "日程\n\n月日｜行き先｜内容\n6月2日｜ベルタ市｜表敬\n　　　｜ベルタ市｜視察\n6月3日｜港湾局｜協議\n"

    assert [sorted(line.when) for line in lines(table).lines if "｜" in line.passage.text and line.item] == [
        [],
        [(0, 6, 2)],
        [(0, 6, 2)],
        [(0, 6, 3)],
    ]


def test_a_row_that_begins_with_a_blank_cell_and_a_journey_in_brackets_are_of_their_day() -> None:
    table = (
        "行程\n\n6月2日(月)\t(青浜発、ベルタ着)\n\tベルタ市役所訪問\n\t(ベルタ発、ミルダ着)\n6月3日(火)\t港湾局訪問\n"
    )
    found = lines(table)

    rows = [place for place, line in enumerate(found.lines) if line.item]
    assert [is_row(found, place) for place in rows] == [True] * 4
    assert [sorted(found.lines[place].when)[0][1:] for place in rows] == [(6, 2), (6, 2), (6, 2), (6, 3)]


def test_a_day_alone_is_of_the_month_above_it() -> None:
    found = lines("事業\n\n４月　　６日（土）　　音楽祭　　入場者912人\n20日（土）　　企画展　　資料館\n").lines

    assert [sorted(line.when) for line in found if line.item] == [[(0, 4, 6)], [(0, 4, 20)]]


def test_rows_below_a_marked_heading_are_of_its_day() -> None:
    found = lines("【第1日　6月2日（月）】\n9:30　開会式\n【第2日　6月3日（火）】\n9:30　閉会式\n").lines

    assert [sorted(line.when) for line in found if line.item] == [[(0, 6, 2)], [(0, 6, 3)]]


def test_a_row_is_of_every_day_of_its_period_and_of_its_year() -> None:
    found = lines("予定\n\n令和7年6月2日から4日まで　視察\n令和8年3月　報告書の公表\n").lines

    assert [sorted(line.when) for line in found if line.item] == [
        [(2025, 6, 2), (2025, 6, 3), (2025, 6, 4)],
        [(2026, 3, 0)],
    ]


def test_a_number_heads_what_stands_below_it_and_counts_what_does_not() -> None:
    found = lines(
        "１　目的\n港を調べた。\n２　提言\n（１）倉庫を残すこと\n（２）市電を延ばすこと\n３　経費\n総額は1円である。\n"
    ).lines

    assert [line.words for line in found if line.heading] == ["目的", "提言", "経費"]


@pytest.mark.parametrize(
    "question", ["市電は1日に何人が利用していますか", "6月3日の訪問は何時からですか", "ハンス市長は何を説明しましたか"]
)
def test_a_question_for_a_detail_is_left_to_the_answerer(service: QuestionService, question: str) -> None:
    assert service.ask(question).answerer == "reader"


def test_a_filter_by_section_leaves_a_question_an_ordinary_one(service: QuestionService) -> None:
    assert service.ask("所感を要約して", where=Filter(section="4 所感")).answerer == "reader"


def test_ordinary_questions_on_the_report_are_answered_as_before(hashing_service: QuestionService) -> None:
    asked = [json.loads(line) for line in QUESTIONS.read_text("utf-8").splitlines()]

    of_the_whole = {one["id"] for one in asked if hashing_service.ask(one["question"]).answerer == "structure"}

    assert of_the_whole == OF_THE_WHOLE


def test_every_quote_is_what_stands_there(service: QuestionService) -> None:
    reply = service.ask("全行程を教えて")

    assert not reply.removed
    assert isinstance(reply.answer, Answered)
    for citation in reply.answer.citations:
        assert REPORT.text[citation.start : citation.end] == citation.quote


def test_rows_below_a_date_are_of_its_day_until_the_section_ends() -> None:
    found = {line.text: line.when for line in lines(TRIP).lines}

    assert found["18:00 ベルタ空港に到着"] == {(0, 6, 2)}
    assert found["14:00 港湾局を訪問"] == {(0, 6, 3)}
    assert not found["市電は1日2万人が利用している。"]


def test_a_short_line_right_above_its_text_heads_it() -> None:
    outlined = lines("1 概要\n\n協会は市の団体である。\n\n役員\n会長 山田 一郎\n監事 川口 次郎\n")

    heading = next(place for place in outlined.headings() if outlined.lines[place].text == "役員")
    assert [line.item for line in outlined.below(heading)] == [True, True]


@pytest.mark.parametrize(
    "question",
    [
        "6月3日に誰と会いましたか",  # rows name places
        "6月3日の決定事項は",  # a section of another day is none of this one
        "2023年度の事業内容を教えて",
        "港湾局のポイント付与はいつ始まりますか",
        "前回と異なる点は何ですか",
    ],
)
def test_what_the_structure_cannot_tell_is_left_to_the_answerer(service: QuestionService, question: str) -> None:
    assert service.ask(question).answerer == "reader"


def test_a_list_is_doubtful_where_a_condition_stands_nowhere_in_it(service: QuestionService) -> None:
    plain, conditioned = (service.ask(words).answer for words in ("訪問先を全て挙げて", "冷房のある訪問先を全て挙げて"))

    assert isinstance(plain, Answered)
    assert not plain.doubtful
    assert isinstance(conditioned, NoAnswer) or conditioned.doubtful


def test_who_may_see_no_document_is_told_nothing_of_the_whole(service: QuestionService) -> None:
    assert isinstance(service.matching([]).ask("この報告書を要約して").answer, NoAnswer)


def test_a_day_that_a_sentence_names_is_never_said_to_be_nowhere(tmp_path: Path) -> None:
    rows = "行程\n\n6月2日(月)\t市役所訪問\n6月3日(火)\t港湾局訪問\n\n"
    told = "経過\n\n4月に新しい制度が始まった。10月10日から20日まで展示を行った。\n"
    service = service_over(tmp_path, [document(rows + told)])

    for question in ("4月に何がありましたか", "10月15日は何をしましたか"):
        assert service.ask(question).answerer == "reader", question
    nowhere = service.ask("6月20日は何をしましたか")
    assert (nowhere.answerer, type(nowhere.answer)) == ("structure", NoAnswer)


@pytest.mark.parametrize(
    ("question", "days", "period"),
    [
        ("4月から6月までの予定", ((4, 0), (6, 0)), True),
        ("What was done from October 14 to October 16?", ((10, 14), (10, 16)), True),
        ("8月と9月", ((8, 0), (9, 0)), False),
        ("10월 16일에는 뭘 했나요?", ((10, 16),), False),
        ("10月7日到9日做了哪些事", ((10, 7), (10, 9)), True),
        ("2024년 10월 12일부터 14일까지 무엇을 했나요", ((10, 12), (10, 14)), True),
    ],
)
def test_a_period_is_told_from_days(question: str, days: tuple[tuple[int, int], ...], period: bool) -> None:
    asked = asked_whole(fold_question(question))

    assert (asked.days, asked.period) == (days, period)
    assert not asked.left


def test_words_that_are_not_accounted_for_are_left() -> None:
    assert asked_whole("副市長は6月3日に倉庫の何を見たか").left
