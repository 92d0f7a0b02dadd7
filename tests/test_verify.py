"""Whether a citation is true: compared with what the index holds, whatever an answerer or a stored answer says."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import document, hit, manifest, passage, texts
from tests.conftest import built
from tripqa.citations.verify import Standing, StoredCitation, faults, standings, verified
from tripqa.domain import Answered, Block, Citation, Conflict, Document, Missing, NoAnswer, StatedValue
from tripqa.errors import NotFound
from tripqa.manifest import Manifest
from tripqa.wiring import open_documents

REPORT = document("港を見た。市を見た。川を見た。港を見た。", id="report")
OTHER = document("山を見た。", id="other")


class Shelf:
    """Documents that are in no index, and how often each was read."""

    def __init__(self, *documents: Document) -> None:
        self._documents = {document.id: document for document in documents}
        self.read: list[str] = []

    @property
    def manifest(self) -> Manifest:
        return manifest([*self._documents.values()], [], space="", dimension=0)

    def documents(self) -> Iterator[Document]:
        return map(self.document, sorted(self._documents))

    def document(self, document_id: str) -> Document:
        if document_id not in self._documents:
            raise NotFound("document", document_id)
        self.read.append(document_id)
        return self._documents[document_id]


def cited(owner: Document, start: int, end: int, number: int = 1, quote: str | None = None) -> Citation:
    """Return a citation of a document; true, unless another quote is given."""
    whole = passage(owner, (0, len(owner.text)))
    return Citation(number, owner.text[start:end] if quote is None else quote, start, end, hit(owner, whole))


def answered(*citations: Citation, short: StatedValue | None = None, conflicts: tuple[Conflict, ...] = ()) -> Answered:
    return Answered(short=short, confidence=0.9, doubtful=False, citations=citations, conflicts=conflicts)


def named(citation: Citation, number: int | None = None) -> StatedValue:
    """Return the first character of a quote as a value, by the number of its citation."""
    return StatedValue("place", citation.quote[0], citation.start, citation.start + 1, number or citation.number)


def stored(owner: Document, start: int, end: int) -> StoredCitation:
    return StoredCitation(owner.id, owner.text_sha256, start, end, owner.text[start:end])


def standing(citation: StoredCitation, *documents: Document) -> Standing:
    (found,) = standings([citation], Shelf(*documents))
    return found


def place(found: Standing) -> tuple[str, int] | None:
    return None if found.document is None or found.start is None else (found.document.id, found.start)


def test_an_answer_whose_citations_are_true_is_sent_as_it_is() -> None:
    answer = answered(cited(REPORT, 0, 5, 1), cited(OTHER, 0, 5, 2))

    found, removed = verified(answer, faults(Shelf(REPORT, OTHER)))

    assert found == answer
    assert removed == ()


LIES = {
    "a document that is not there": (cited(replace(OTHER, id="nowhere"), 0, 5), "no such document"),
    "a hash of another text": (cited(replace(REPORT, text_sha256=OTHER.text_sha256), 0, 5), "another hash"),
    "a text that the index does not hold": (cited(document("港は見ていない。", id="report"), 0, 5), "another hash"),
    "a span before the text": (cited(REPORT, -5, 5, quote="港を見た。"), "not within"),
    "a span from its end": (cited(REPORT, -5, -1, quote="港を見た"), "not within"),
    "a span beyond the text": (cited(REPORT, 15, 21, quote="港を見た。"), "not within"),
    "a span of nothing": (cited(REPORT, 3, 3, quote=""), "not within"),
    "a span backwards": (cited(REPORT, 5, 0, quote=""), "not within"),
    "the span of another quote": (cited(REPORT, 5, 10, quote="港を見た。"), "not what stands there"),
    "a quote with a character more": (cited(REPORT, 0, 5, quote="港を見た。市"), "not what stands there"),
    "a quote in another width": (cited(REPORT, 0, 5, quote="港を見た｡"), "not what stands there"),
    "an empty quote": (cited(REPORT, 0, 5, quote=""), "not what stands there"),
}


@pytest.mark.parametrize(("lie", "why"), LIES.values(), ids=LIES)
def test_a_citation_that_is_not_true_is_removed_and_the_others_are_numbered_anew(lie: Citation, why: str) -> None:
    first, last = cited(REPORT, 0, 5, 1), cited(REPORT, 5, 10, 3)

    found, removed = verified(answered(first, replace(lie, number=2), last), faults(Shelf(REPORT, OTHER)))

    assert found == answered(first, replace(last, number=2))
    assert [one.citation.number for one in removed] == [2]
    assert why in removed[0].fault


HARBOUR, TOWN, RIVER = (cited(REPORT, start, start + 5, number) for number, start in enumerate((0, 5, 10), start=1))
LIE = replace(TOWN, quote="市は見ていない。")


def test_the_short_answer_and_the_conflicts_go_by_the_new_numbers() -> None:
    given = answered(
        HARBOUR, LIE, RIVER, short=named(RIVER), conflicts=(Conflict("place", (named(HARBOUR), named(RIVER))),)
    )

    found, _ = verified(given, faults(Shelf(REPORT)))

    left = replace(RIVER, number=2)
    conflict = Conflict("place", (named(HARBOUR), named(RIVER, number=2)))
    assert found == answered(HARBOUR, left, short=named(RIVER, number=2), conflicts=(conflict,))


def test_a_short_answer_is_removed_with_the_citation_that_it_lies_in() -> None:
    found, _ = verified(answered(HARBOUR, LIE, short=named(TOWN)), faults(Shelf(REPORT)))

    assert found == answered(HARBOUR)


def test_a_conflict_of_which_one_value_is_left_is_none_and_one_of_which_two_are_is() -> None:
    pair = Conflict("place", (named(HARBOUR), named(TOWN)))
    three = Conflict("place", (named(HARBOUR), named(TOWN), named(RIVER)))

    found, _ = verified(answered(HARBOUR, LIE, RIVER, conflicts=(pair, three)), faults(Shelf(REPORT)))

    assert isinstance(found, Answered)
    assert found.conflicts == (Conflict("place", (named(HARBOUR), named(RIVER, number=2))),)


FALSE = {
    "a text that stands elsewhere": replace(named(HARBOUR), text="市"),
    "a text in other characters": replace(named(HARBOUR), text="みなと"),
    "a place in another quote": replace(named(RIVER), citation=1),
    "a place that goes on behind its quote": StatedValue("place", "。市", 4, 6, 1),
    "a place before the text": StatedValue("place", "港", -20, -19, 1),
    "a place behind the text": StatedValue("place", "", 90, 91, 1),
    "nothing": StatedValue("place", "", 0, 0, 1),
    "a citation that is not there": replace(named(HARBOUR), citation=7),
    "a citation before the first": replace(named(HARBOUR), citation=0),
}


@pytest.mark.parametrize("value", FALSE.values(), ids=FALSE)
def test_a_value_that_does_not_stand_in_its_quote_is_not_sent_though_all_quotes_are_true(value: StatedValue) -> None:
    pair, three = (Conflict("place", (value, *true)) for true in ([named(TOWN)], [named(TOWN), named(RIVER)]))
    given = answered(HARBOUR, TOWN, RIVER, short=value, conflicts=(pair, three))

    found, removed = verified(given, faults(Shelf(REPORT)))

    left = Conflict("place", (named(TOWN), named(RIVER)))
    assert (found, removed) == (answered(HARBOUR, TOWN, RIVER, conflicts=(left,)), ())


def test_citations_are_numbered_from_1_and_what_goes_by_them_goes_along() -> None:
    tens = [replace(citation, number=10 * citation.number) for citation in (HARBOUR, LIE, RIVER)]
    parts = (Block("港", (10, 20)), Block("川", (30, 2, 0)), Block("空", ()))
    given = replace(answered(*tens, short=named(RIVER, 30)), parts=parts)

    found, _ = verified(given, faults(Shelf(REPORT)))

    left = answered(HARBOUR, replace(RIVER, number=2), short=named(RIVER, 2))
    assert found == replace(left, parts=(Block("港", (1,)), Block("川", (2,)), Block("空", ())))


def test_of_citations_with_one_number_the_first_has_it() -> None:
    given = replace(answered(HARBOUR, replace(TOWN, number=1), short=named(HARBOUR)), parts=(Block(None, (1,)),))

    found, _ = verified(given, faults(Shelf(REPORT)))

    assert found == replace(given, citations=(HARBOUR, TOWN))


def test_blocks_that_name_no_citation_lay_nothing_out() -> None:
    found, _ = verified(replace(answered(HARBOUR), parts=(Block("港", (7,)),)), faults(Shelf(REPORT)))

    assert found == answered(HARBOUR)


def test_what_an_answer_writes_is_its_citations_and_nothing_else() -> None:
    found, _ = verified(answered(HARBOUR, LIE, RIVER), faults(Shelf(REPORT)))

    assert isinstance(found, Answered)
    assert found.text == "港を見た。 [1]\n川を見た。 [2]"


def test_an_answer_of_which_nothing_is_true_is_none() -> None:
    lies = [lie for lie, _ in LIES.values()]

    found, removed = verified(answered(*lies), faults(Shelf(REPORT, OTHER)))

    assert found is None
    assert [one.citation for one in removed] == lies


def test_an_answer_that_cites_nothing_is_none() -> None:
    assert verified(answered(), faults(Shelf(REPORT))) == (None, ())


def test_no_answer_is_sent_as_it_is() -> None:
    none = NoAnswer(0.1, Missing("港", "phone"), "not_stated")

    assert verified(none, faults(Shelf(REPORT))) == (none, ())


def test_a_document_whose_hash_the_index_itself_has_wrong_is_not_cited() -> None:
    wrong = replace(REPORT, text_sha256="0" * 64)

    assert "another hash" in str(faults(Shelf(wrong))(cited(wrong, 0, 5)))


def test_a_text_is_hashed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[bytes] = []
    sha256 = hashlib.sha256
    monkeypatch.setattr(hashlib, "sha256", lambda data: hashed.append(data) or sha256(data))
    fault = faults(Shelf(REPORT))

    assert [fault(cited(REPORT, start, start + 5)) for start in (0, 5, 10)] == [None] * 3
    assert len(hashed) == 1


@given(texts(), st.integers(-3, 60), st.integers(-3, 60), st.integers(0, 60), st.integers(0, 60))
def test_no_fault_is_found_exactly_where_the_law_of_citations_holds(
    text: str, start: int, end: int, first: int, last: int
) -> None:
    owner = document(text)
    quote = text[first:last]

    fault = faults(Shelf(owner))(cited(owner, start, end, quote=quote))

    assert (fault is None) == (0 <= start < end <= len(text) and text[start:end] == quote)


def test_a_stored_citation_holds_where_its_document_has_the_quote_at_its_span() -> None:
    assert standing(stored(REPORT, 0, 5), REPORT) == Standing("holds", "unchanged", REPORT, 0, 2)


def test_it_holds_too_where_the_text_around_it_has_changed() -> None:
    changed = document("港を見た。空を見た。", id="report")

    assert standing(stored(REPORT, 0, 5), changed) == Standing("holds", "changed", changed, 0, 1)


def test_it_has_moved_where_its_document_has_the_quote_at_another_place() -> None:
    longer = document(f"概要。{REPORT.text}", id="report")

    assert standing(stored(REPORT, 5, 10), longer, OTHER) == Standing("moved", "changed", longer, 8, 1)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("市市市市市市市市港市市市港", 8),  # as near on either side: the earlier
        ("市港市市市市市市市市市港市", 11),
        ("市市市市市市市市市港市市港", 9),
        ("港市市市市市市市市市市市市", 0),
        ("港", 0),
    ],
)
def test_of_several_places_the_nearest_to_the_old_one_is_told(text: str, start: int) -> None:
    owner = document("市" * 10 + "港", id="report")

    found = standing(stored(owner, 10, 11), document(text, id="report"))

    assert (found.state, found.start, found.places) == ("moved", start, text.count("港"))


def test_where_its_own_document_has_the_quote_no_other_is_looked_at() -> None:
    shelf = Shelf(replace(REPORT, id="a"), document("市を見た。", id="report"))

    (found,) = standings([stored(REPORT, 5, 10)], shelf)

    assert (place(found), found.places) == (("report", 0), 1)
    assert set(shelf.read) == {"report"}


def test_a_quote_of_a_document_that_is_gone_is_found_in_another() -> None:
    found = standing(stored(REPORT, 5, 10), OTHER, document("概要。市を見た。市を見た。", id="new"))

    assert (found.state, found.cited, place(found), found.places) == ("moved", "gone", ("new", 3), 2)


def test_a_quote_that_left_its_document_is_found_in_another() -> None:
    emptied, new = document("川を見た。", id="report"), document("市を見た。", id="new")

    found = standing(stored(REPORT, 5, 10), emptied, new)

    assert (found.state, found.cited, place(found), found.places) == ("moved", "changed", ("new", 0), 1)


def test_a_document_that_was_given_another_id_comes_before_others_that_have_the_quote() -> None:
    alike, renamed, later = document("市を見た。", id="a"), replace(REPORT, id="renamed"), replace(REPORT, id="z")

    found = standing(stored(REPORT, 15, 20), alike, renamed, later)

    assert (found.state, place(found), found.places) == ("moved", ("renamed", 15), 4)


def test_without_the_very_text_the_first_document_by_id_is_told() -> None:
    found = standing(stored(REPORT, 5, 10), document("市を見た。", id="b"), document("あ市を見た。", id="a"))

    assert (place(found), found.places) == (("a", 1), 2)


def test_a_quote_that_no_document_has_is_gone() -> None:
    lost = stored(REPORT, 5, 10)

    assert standing(lost, OTHER) == Standing("gone", "gone", None, None, 0)
    assert standing(lost, document("川を見た。", id="report")) == Standing("gone", "changed", None, None, 0)
    assert standing(replace(lost, quote="空"), REPORT) == Standing("gone", "unchanged", None, None, 0)


def test_a_quote_in_other_characters_is_another_quote() -> None:
    width = document(REPORT.text.replace("。", "｡"), id="report")

    assert standing(stored(REPORT, 5, 10), width).state == "gone"


@pytest.mark.parametrize("span", [(1, 6), (0, 4), (0, 50), (50, 55), (10**30, 10**30 + 5)], ids=str)
def test_a_span_that_was_never_that_of_the_quote_does_not_hold(span: tuple[int, int]) -> None:
    found = standing(replace(stored(REPORT, 5, 10), start=span[0], end=span[1]), REPORT)

    assert (found.state, found.cited, place(found)) == ("moved", "unchanged", ("report", 5))


def test_all_documents_are_read_once_for_all_quotes_that_left_theirs() -> None:
    shelf = Shelf(OTHER, document("市を見た。", id="new"))
    asked = [stored(REPORT, 5, 10), stored(OTHER, 0, 5), stored(REPORT, 0, 5), stored(REPORT, 5, 10)]

    found = standings(asked, shelf)

    assert [(one.state, place(one)) for one in found] == [
        ("moved", ("new", 0)),
        ("holds", ("other", 0)),
        ("gone", None),
        ("moved", ("new", 0)),
    ]
    assert sorted(shelf.read) == ["new", "other", "other"]


@given(st.text("ab", min_size=1, max_size=12), st.data())
def test_a_standing_is_what_looking_at_every_place_finds(text: str, data: st.DataObject) -> None:
    owner = document(text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    now = document(data.draw(st.text("ab", max_size=12)))
    quote = text[start:end]
    everywhere = [at for at in range(len(now.text)) if now.text.startswith(quote, at)]

    found = standing(stored(owner, start, end), now)

    if now.text[start:end] == quote:
        assert (found.state, found.start) == ("holds", start)
    elif everywhere:
        assert (found.state, found.start) == ("moved", min(everywhere, key=lambda at: (abs(at - start), at)))
    else:
        assert (found.state, found.start) == ("gone", None)
    assert bool(found.places) == bool(everywhere)
    assert found.cited == ("unchanged" if now.text == text else "changed")


@given(texts(), st.data())
def test_whatever_was_true_when_it_was_cited_holds_for_as_long_as_the_text_is_the_same(
    text: str, data: st.DataObject
) -> None:
    owner = document(f"{text}。")
    start = data.draw(st.integers(0, len(owner.text) - 1))
    end = data.draw(st.integers(start + 1, len(owner.text)))

    found = standing(stored(owner, start, end), owner)

    assert (found.state, found.cited, found.start) == ("holds", "unchanged", start)


def test_documents_are_opened_whatever_encoder_the_index_was_built_with(tmp_path: Path) -> None:
    settings, _ = built(tmp_path, [REPORT, OTHER])

    opened = open_documents(settings.model_copy(update={"encoder": "bundled"}))

    assert [found.id for found in opened.documents()] == ["other", "report"]
    assert opened.document("report").text == REPORT.text
    assert opened.manifest.documents == 2
    with pytest.raises(NotFound, match="no document 'nowhere'"):
        opened.document("nowhere")
