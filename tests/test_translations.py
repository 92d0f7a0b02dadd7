"""What a sidecar says in the reader's language reaches them beside the document's own words, on every face."""

from __future__ import annotations

import io
import json
from datetime import date, time
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from tests.builders import document
from tests.conftest import CORPUS, service_over
from tests.visiting import page_at, visiting
from tripqa.cli import app
from tripqa.domain import LANGUAGES, Document, NameGroup, Translation
from tripqa.errors import CorpusError
from tripqa.index.lock import NO_WAIT
from tripqa.ingest_command import ingest_corpus, ingest_out, print_changes
from tripqa.parsing.corpus import read_corpus
from tripqa.service import QuestionService
from tripqa.settings import load_settings
from tripqa.terminal import print_reply
from tripqa.text.passages import sections
from tripqa.web.words import words_of
from tripqa.wire.answers import AnswerOut, SearchOut
from tripqa.wire.documents import DocumentOut

PORT = document(
    "港湾局訪問\n\n2025年9月8日(月) 14:00-16:00\n\n岸壁には30万人が集まった。蔣万安市長が開港式に出席した。\n\n"
    "市場\n\n市場は毎朝5時に開く。\n",
    id="port",
    title="港の視察",
    publisher="港湾局",
    language="ja",
    trip=(date(2025, 9, 8), date(2025, 9, 9)),
    translations={
        "ko": Translation("항구 시찰", "항만국", {"港湾局訪問": "항만국 방문"}),
        "zh-TW": Translation("港口考察"),
    },
)
MAYOR = NameGroup("person", ("蔣万安", "Chiang Wan-an", "장완안"))
WHO = "開港式に出席したのは誰ですか"
HOW_MANY = "岸壁には何人が集まりましたか"

SIDECAR = """
[translations.ko]
title = "항구 시찰"
publisher = "항만국"

[translations.ko.headings]
"港湾局訪問" = "항만국 방문"
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> QuestionService:
    return service_over(tmp_path_factory.mktemp("port"), [PORT], [MAYOR])


def corpus(folder: Path, sidecar: str = SIDECAR, text: str = PORT.text) -> Path:
    (folder / "corpus").mkdir(exist_ok=True)
    (folder / "corpus" / "port.txt").write_text(text, encoding="utf-8")
    (folder / "corpus" / "port.toml").write_text(sidecar, encoding="utf-8")
    return folder / "corpus"


# Sidecars


def test_a_sidecar_says_title_publisher_and_headings_in_other_languages(tmp_path: Path) -> None:
    (found,) = read_corpus(corpus(tmp_path)).documents

    assert found.translations == {"ko": Translation("항구 시찰", "항만국", {"港湾局訪問": "항만국 방문"})}


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('translations = "ko"', "'translations'"),
        ('[translations.korean_]\ntitle = "x"', "'translations.korean_"),
        ('[translations.ko]\nname = "x"', "the keys are title, publisher, headings"),
        ("[translations.ko]\ntitle = 1", "'translations.ko.title'"),
        ('[translations.ko.headings]\n"港湾局訪問" = " "', "'translations.ko.headings.港湾局訪問'"),
        (f'[translations.ko]\ntitle = "{"x" * 1001}"', "'translations.ko.title'"),
    ],
)
def test_a_translation_that_cannot_be_used_is_named(tmp_path: Path, line: str, told: str) -> None:
    with pytest.raises(CorpusError) as caught:
        read_corpus(corpus(tmp_path, line))
    assert told in str(caught.value)


def test_a_heading_that_the_report_does_not_have_is_told_and_costs_nothing(tmp_path: Path) -> None:
    folder = corpus(tmp_path, SIDECAR + '"港湾局を訪問" = "항만국 방문"\n')

    found = read_corpus(folder)
    assert len(found.documents) == 1
    assert "'港湾局を訪問', which it does not have" in " ".join(found.remarks["port.txt"])
    assert "'港湾局訪問'" not in " ".join(found.remarks["port.txt"])


def test_the_languages_of_a_corpus_are_those_of_its_documents_and_translations(tmp_path: Path) -> None:
    assert read_corpus(corpus(tmp_path)).languages == {"ja", "ko"}


def test_the_report_that_is_delivered_has_every_heading_in_every_language(
    report: Document,
) -> None:
    headings = {heading for section in sections(report) for heading in section.headings}

    assert {report.language, *report.translations} == {*LANGUAGES}
    for said in report.translations.values():
        assert said.title
        assert said.publisher
        assert said.headings.keys() == headings
        assert len({*said.headings.values()}) == len(headings)


# The wire


def test_an_answer_has_the_reader_s_language_beside_the_original(service: QuestionService) -> None:
    out = AnswerOut.of(service.ask(WHO, shown_in="ko"))
    citation = next(one for one in out.citations if "蔣万安" in one.quote)

    assert out.shown_in == "ko"
    assert citation.document.title == "港の視察"
    assert citation.section == ["港湾局訪問"]
    assert citation.localised is not None
    assert citation.localised.model_dump() == {"title": "항구 시찰", "publisher": "항만국", "section": ["항만국 방문"]}
    assert [gloss.model_dump() for gloss in citation.glosses] == [{"written": "蔣万安", "shown": "장완안"}]
    assert citation.visit is not None
    assert (citation.visit.date, citation.visit.start) == (date(2025, 9, 8), time(14))
    assert citation.visit.localised == "2025년 9월 8일(월) 14:00–16:00"


def test_a_short_answer_is_given_as_its_reader_writes_it(service: QuestionService) -> None:
    out = AnswerOut.of(service.ask(HOW_MANY, shown_in="en"))

    assert (out.short_answer, out.short_answer_localised) == ("30万人", "300,000 people")
    assert AnswerOut.of(service.ask(HOW_MANY)).short_answer_localised is None


def test_the_reader_s_language_is_the_question_s_where_nobody_says_another(service: QuestionService) -> None:
    korean = AnswerOut.of(service.ask("항구에 간 것은 언제입니까", language="ko"))

    assert korean.shown_in == "ko"
    assert AnswerOut.of(service.ask(WHO)).shown_in == "ja"
    assert AnswerOut.of(service.ask(WHO, shown_in="fr")).shown_in is None


def test_readers_of_the_document_s_own_language_are_told_nothing_twice(service: QuestionService) -> None:
    out = AnswerOut.of(service.ask(WHO))

    assert all(one.localised is None and one.glosses == [] for one in out.citations)
    assert all(one.localised is None for one in out.hits)


def test_what_nobody_has_translated_is_null(service: QuestionService) -> None:
    (hit, *_) = SearchOut.of(service.search("市場", shown_in="zh-Hant")).hits

    assert hit.localised is not None
    assert (hit.localised.title, hit.localised.publisher, {*hit.localised.section}) == ("港口考察", None, {None})
    assert SearchOut.of(service.search("市場", shown_in="en")).hits[0].localised is None


def test_what_the_reader_is_told_changes_nothing_of_what_is_found(service: QuestionService) -> None:
    added = {"shown_in", "localised", "glosses", "short_answer_localised", "id", "took_ms"}

    def plain(shape: object) -> object:
        if isinstance(shape, dict):
            return {key: plain(value) for key, value in shape.items() if key not in added}
        return [plain(one) for one in shape] if isinstance(shape, list) else shape

    own, korean = (AnswerOut.of(service.ask(WHO, shown_in=language)).model_dump() for language in ("ja", "ko"))
    assert plain(own) == plain(korean)


def test_a_document_is_listed_with_all_its_translations() -> None:
    out = DocumentOut.of(PORT).translations

    assert out["ko"].model_dump() == {
        "title": "항구 시찰",
        "publisher": "항만국",
        "headings": {"港湾局訪問": "항만국 방문"},
    }
    assert out["zh-TW"].title == "港口考察"


def test_an_answer_of_before_is_still_read(service: QuestionService) -> None:
    sent = AnswerOut.of(service.ask(WHO)).model_dump(mode="json")
    sent.pop("shown_in")
    sent.pop("short_answer_localised")
    for place in (*sent["citations"], *sent["hits"]):
        place.pop("localised")
        place["visit"] and place["visit"].pop("localised")

    assert AnswerOut.model_validate(sent).citations


# The page and the terminal


def test_a_page_shows_headings_titles_and_names_in_the_reader_s_language_and_the_original(
    service: QuestionService,
) -> None:
    with visiting(service) as reader:
        page = page_at(reader, f"/?q={WHO}", Accept_Language="ko")
        start = page_at(reader, "/", Accept_Language="ko")
        shelf = page_at(reader, "/documents", Accept_Language="ko")

    where = page.one("article", class_="answer").all(class_="where")[0]
    assert [one.text for one in where.all("bdi")] == ["항만국 방문", "港湾局訪問"]
    assert where.all("bdi")[1].attributes["lang"] == "ja"
    assert "lang" not in where.all("bdi")[0].attributes
    glossed = page.one(class_="glosses")
    assert [one.text for one in glossed.all("bdi")] == ["蔣万安", "장완안"]
    assert "장완안" not in " ".join(one.text for one in page.all(class_="words"))
    assert "항구 시찰" in start.one(class_="trip").text
    assert "항만국 방문" in start.one(class_="timeline").text
    assert "항만국" in shelf.one(class_="shelf").one(class_="facts").text


def test_a_page_shows_a_short_answer_in_both_writings(service: QuestionService) -> None:
    with visiting(service) as reader:
        short = page_at(reader, f"/?q={HOW_MANY}", Accept_Language="en").one(class_="short")

    assert [one.text for one in short.all("bdi")] == ["30万人", "300,000 people"]


def test_original_text_is_said_once_a_page(service: QuestionService) -> None:
    said = words_of("ko").original.format(language=words_of("ko").languages["ja"])
    with visiting(service) as reader:
        for address in (f"/?q={WHO}", "/", "/documents", f"/?q={WHO}&open=port:0-5"):
            page = page_at(reader, address, Accept_Language="ko")
            labels = [one.text for one in page.one(id="view").all(class_="original")]
            assert [label for label in labels if label] == [said], address


def test_the_terminal_shows_both(service: QuestionService) -> None:
    shown = Console(file=io.StringIO(), width=300)
    print_reply(service.ask(WHO, shown_in="ko"), shown, shown)
    print_reply(service.ask(HOW_MANY, shown_in="en"), shown, shown)
    assert isinstance(shown.file, io.StringIO)

    said = shown.file.getvalue()
    assert "港の視察 (항구 시찰) · 港湾局訪問 (항만국 방문) · 2025년 9월 8일(월) 14:00–16:00" in said
    assert "蔣万安 · 장완안" in said
    assert "30万人 (300,000 people) [1]" in said


# Names without a writing


def test_ingest_tells_how_many_names_readers_of_a_language_that_is_used_cannot_read(tmp_path: Path) -> None:
    folder = corpus(tmp_path)
    (folder / "aliases.toml").write_text(
        '[[group]]\nnames = ["蔣万安", "Chiang Wan-an"]\n[[group]]\nnames = ["開港式", "개항식"]\n', encoding="utf-8"
    )
    settings = load_settings({"corpus": folder, "index": tmp_path / "index", "encoder": "hashing"})
    shown = Console(file=io.StringIO(), width=300)

    done = ingest_corpus(settings, Console(file=io.StringIO()), rebuild=False, strict=False, wait=NO_WAIT)
    print_changes(done, settings, shown, shown)
    assert isinstance(shown.file, io.StringIO)
    assert "1 name(s) in the documents have no writing in ko: tripqa names --missing ko" in shown.file.getvalue()
    assert ingest_out(done).names_missing == {"ko": 1}  # English is used nowhere


def test_names_lists_what_documents_write_and_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    service_over(tmp_path, [PORT], [MAYOR, NameGroup("", ("開港式", "開港典禮")), NameGroup("", ("京都", "Kyoto"))])
    run = CliRunner()

    every = run.invoke(app, ["names", "--index", str(tmp_path)])
    assert every.stdout.splitlines() == [
        "蔣万安  ja: 蔣万安  en: Chiang Wan-an  ko: 장완안  zh-Hans: -  zh-Hant: 蔣万安",
        "開港式  ja: 開港式  en: -  ko: -  zh-Hans: -  zh-Hant: 開港典禮",
    ]
    missing = run.invoke(app, ["names", "--missing", "ko", "--index", str(tmp_path), "--json"])
    assert [one["written"] for one in json.loads(missing.stdout)["names"]] == [["開港式"]]
    assert run.invoke(app, ["names", "--missing", "fr", "--index", str(tmp_path)]).exit_code == 2


def test_the_delivered_sidecar_changes_no_character_of_the_report(report: Document) -> None:
    assert report.text == (CORPUS / report.file).read_bytes().decode("utf-8")
