"""Answers are quotes: few, short, exact, in reading order, of what was asked for, and none where that is unlikely."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import document, found_in, hit, in_order, passage
from tests.itinerary import REPORT
from tripqa.answers.reader import CONFIDENCE_FEATURES, SENTENCE_FEATURES, SHORT_FEATURES, ReaderAnswerer, Rule
from tripqa.domain import Answer, Answered, Hit, Question, Ranking
from tripqa.reading.shared_words import SharedWordsReader
from tripqa.text.passages import LONGEST

ASKED = {
    "value": "魚市場を訪問したのはいつですか",
    "list": "訪問先をすべて挙げてください",
    "comparison": "港湾公社と魚市場の違いは何ですか",
    "definition": "港湾公社とは何ですか",
    "explanation": "なぜ港湾公社は独立しましたか",
    "open": "港湾公社について",
}
MOST = {"list": 900, "comparison": 900}


def rule(sentence_behind: float) -> Rule:
    """Return a rule by which nearer sentences are likelier, and any answer is given with any value found in it."""
    return Rule(
        sentence=dict.fromkeys(SENTENCE_FEATURES, 0.0) | {"sentence_behind": sentence_behind},
        confidence=dict.fromkeys((*CONFIDENCE_FEATURES, "intercept"), 0.0),
        languages={"ja": 0.0},
        least=0.0,
        doubtful=0.0,
        short=dict.fromkeys((*SHORT_FEATURES, "intercept"), 0.0) | {"span": 1.0},
        sure=0.6,
    )


def ask(question: str, hits: tuple[Hit, ...], sentence_behind: float = -40.0) -> Answer:
    answerer = ReaderAnswerer(SharedWordsReader(), rule(sentence_behind))
    return answerer.answer(Question(question, "ja"), Ranking(hits))


def answered(question: str, *said: str) -> Answered:
    """Return the answer where the report's sentences are near in the order of these words."""
    answer = ask(question, found_in(REPORT, *said))
    assert isinstance(answer, Answered)
    return answer


def quotes(answer: Answered) -> list[str]:
    return [citation.quote for citation in answer.citations]


@st.composite
def any_hits(draw: st.DrawFn) -> tuple[Hit, ...]:
    """Draw hits of one or two documents, of sentences of any length and cosine, some below a date."""
    hits: list[Hit] = []
    for number in range(draw(st.integers(1, 2))):
        pieces = draw(st.lists(st.integers(1, LONGEST), min_size=1, max_size=12))
        text = "9月9日(火)" + "".join(f"{place:02}時に{'長' * length}"[:length] for place, length in enumerate(pieces))
        owner, at = document(text, id=f"d{number}"), len("9月9日(火)")
        for length in pieces:
            span, above = (at, at + length), draw(st.sampled_from([None, (0, 8)]))
            cosine = draw(st.floats(-1, 1, width=32))
            hits.append(hit(owner, passage(owner, span, context=above), [cosine]))
            at += length
    return tuple(draw(st.permutations(hits)))


@given(any_hits(), st.sampled_from([*ASKED]))
@settings(deadline=None)
def test_an_answer_is_exact_quotes_in_reading_order_apart_and_within_its_bounds(
    hits: tuple[Hit, ...], form: str
) -> None:
    answer = ask(ASKED[form], hits)

    assert isinstance(answer, Answered)
    assert answer.citations
    assert sum(map(len, quotes(answer))) <= MOST.get(form, 400)
    assert answer.text.split("\n") == [f"{one.quote} [{one.number}]" for one in answer.citations]
    assert [one.number for one in answer.citations] == [*range(1, len(answer.citations) + 1)]
    documents = [one.hit.document.id for one in answer.citations]
    for id in dict.fromkeys(documents):
        assert in_order((one.start, one.end) for one in answer.citations if one.hit.document.id == id)
    assert documents == sorted(documents, key=documents.index)  # one document after the other
    for one in answer.citations:
        assert one.hit in hits
        assert one.hit.document.text[one.start : one.end] == one.quote
        held, above = one.hit.passage, one.hit.passage.context
        assert (one.start, one.end) == above or held.start <= one.start < one.end <= held.end


@given(any_hits(), st.sampled_from([*ASKED]))
@settings(deadline=None)
def test_the_same_question_and_hits_have_the_same_answer_and_a_confidence_within_0_and_1(
    hits: tuple[Hit, ...], form: str
) -> None:
    answer = ask(ASKED[form], hits)

    assert answer == ask(ASKED[form], hits)
    assert 0 <= answer.confidence <= 1


def test_a_value_question_is_answered_with_the_sentence_that_is_likeliest() -> None:
    assert quotes(answered("岸壁は何本ありますか", "岸壁は30本")) == ["岸壁は30本あり、職員は約500名います。"]


def test_where_no_sentence_is_likely_a_value_question_has_two_and_other_questions_have_more() -> None:
    for form, most in (("value", 2), ("definition", 4), ("explanation", 4), ("open", 4)):
        hits = found_in(REPORT, "岸壁を管理", "岸壁は30本", "2011年", "朴亨埈", "330万人")
        answer = ask(ASKED[form].replace("いつ", "何本"), hits, sentence_behind=0.0)
        assert isinstance(answer, Answered)
        assert len(answer.citations) == most


def test_a_row_of_the_itinerary_is_cited_with_its_date_where_a_date_is_asked_for() -> None:
    row, date, heading = "魚市場訪問", "9月9日(火)", "魚市場訪問\n\n9月9日(火) 14:00-15:00"
    hits = tuple(one for one in found_in(REPORT, "魚市場訪問") if one.passage.text != heading)

    when, open_question = ask("魚市場を訪問したのはいつですか", hits), ask("魚市場について", hits)

    assert isinstance(when, Answered)
    assert isinstance(open_question, Answered)
    assert quotes(when) == [date, row]
    assert quotes(open_question) == [row]


def test_a_row_that_holds_the_date_of_another_is_quoted_whole_once_both_are() -> None:
    hits = tuple(one for one in found_in(REPORT, "文学財団訪問", "釜山市政府訪問(市長") if one.passage.context)
    answer = ask("文学財団と釜山市政府を訪問したのはいつですか", hits, sentence_behind=-5.0)

    assert isinstance(answer, Answered)
    assert quotes(answer) == ["9月9日(火)\t釜山市政府訪問(市長との面会)", "文学財団訪問"]


def test_a_day_that_the_question_names_keeps_the_answer_to_that_day() -> None:
    everywhere = answered("会った人は誰ですか", "岸壁を管理", "朴亨埈")
    on_the_day = answered("9月9日に会った人は誰ですか", "岸壁を管理", "朴亨埈")

    assert quotes(everywhere)[0] == "港湾公社は、岸壁を管理する機関です。"
    assert quotes(on_the_day) == ["朴亨埈市長と面会しました。"]


def test_a_day_of_which_nothing_is_said_keeps_nothing_out() -> None:
    assert quotes(answered("12月24日に会った人は誰ですか", "朴亨埈")) == ["朴亨埈市長と面会しました。"]


LABELS = ["港湾公社", "釜山市政府", "魚市場", "文学財団"]


def test_a_list_of_visits_names_each_place_once_whether_by_its_row_or_its_heading() -> None:
    answer = answered(ASKED["list"], "港湾公社(BPA)訪問", "釜山市政府訪問", "魚市場訪問", "文学財団訪問")

    for label in LABELS:
        assert sum(f"{label}訪問" in quote.replace("(BPA)", "") for quote in quotes(answer)) == 1


def test_a_list_of_the_visits_of_a_day_has_all_of_them_and_no_others() -> None:
    answer = answered("9月9日に訪問した組織をすべて挙げてください", "釜山市政府訪問", "港湾公社(BPA)訪問")

    named = " ".join(quotes(answer))
    assert [label for label in LABELS if f"{label}訪問" in named] == ["釜山市政府", "魚市場", "文学財団"]


def test_a_list_whose_items_are_in_prose_is_quoted_from_prose() -> None:
    answer = answered("人数をすべて挙げてください", "330万人", "岸壁は30本")

    assert quotes(answer) == ["岸壁は30本あり、職員は約500名います。", "市の人口は330万人です。"]


def test_a_comparison_quotes_both_sides() -> None:
    answer = answered(ASKED["comparison"], "岸壁を管理", "毎日200隻")

    assert {"港湾公社は、岸壁を管理する機関です。", "市場では毎日200隻の船が荷を下ろします。"} <= set(quotes(answer))


def test_what_contradicts_a_quote_is_quoted_too_and_then_no_value_is_chosen() -> None:
    wrong = document(REPORT.text.replace("9月9日(火) 14:00", "9月10日(水) 14:00"), trip=REPORT.trip)

    for nearest in (["魚市場訪問\n"], ["魚市場訪問"]):
        answer = ask("魚市場を訪問したのはいつですか", found_in(wrong, *nearest))

        assert isinstance(answer, Answered)
        (conflict,) = answer.conflicts
        assert [value.text for value in conflict.values] == ["9月9日(火)", "9月10日(水)"]
        assert [answer.citations[value.citation - 1].quote for value in conflict.values] == [
            "9月9日(火)",
            "魚市場訪問\n\n9月10日(水) 14:00-15:00",
        ]
        assert "魚市場訪問" in quotes(answer)
        assert answer.short is None
    assert answered("魚市場を訪問したのはいつですか", "魚市場訪問\n").conflicts == ()
