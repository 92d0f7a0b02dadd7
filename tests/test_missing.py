"""What a refusal says: what was asked for, and of what that the documents mention."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.builders import document, found_in, hit, passage, texts
from tripqa.answers.missing import missing, refused, unmeasured
from tripqa.domain import AskedThing, Hit, NameMatch, Question
from tripqa.text.folding import fold_typed
from tripqa.text.language import find_language

JAPANESE = document(
    "北海情報機構(HJK)訪問\n\nHJKは、自治体の情報化を支援する機関です。東京都の山野副知事が訪れ、デジタルプラットフォームを視察しました。"
    "費用の説明は港南市政府から受けました。台北市長の林美玲氏と会談。",
    title="出張",
)
ENGLISH = document(
    "Visit to the Agency\n\nThe delegation visited the Harbour Board and met Mayor Anna Lindqvist. "
    "Reports are kept in Odense. The visit was long, and the board paid.",
    title="Trip report",
    language="en",
)
KOREAN = document(
    "한빛정보개발원 방문\n\n한빛정보개발원은 지방자치단체의 정보화를 추진하는 기관이다. "
    "서울시가 운영하는 데이터 센터를 견학했다. "
    "박선우 부시장과 면담했다.",
    title="출장 보고서",
    language="ko",
)
CHINESE = document(
    "港南市政府訪問\n\n港南市政府於2022年啟用資料平台。數位發展部協助市府推動服務。市長林美玲說明預算。",
    title="出差報告",
    language="zh-Hant",
)
HITS = tuple(hit for one in (JAPANESE, ENGLISH, KOREAN, CHINESE) for hit in found_in(one, "。"))


def about(question: str, hits: tuple[Hit, ...] = HITS) -> str | None:
    return missing(Question(question, find_language(question)), hits).about


def asked(question: str) -> AskedThing | None:
    return missing(Question(question, find_language(question)), ()).asked


@pytest.mark.parametrize(
    ("name", "questions"),
    [
        ("HJK", ["HJKの電話番号は?", "What is HJK's phone number?", "HJK는 전화번호가 뭐예요?", "HJK電話號碼"]),
        ("hjk", ["hjkの電話番号を教えてください", "phone number of hjk"]),
        ("山野副知事", ["山野副知事のメールアドレスは", "なぜ山野副知事は中止したのですか"]),
        ("デジタルプラットフォーム", ["デジタルプラットフォームの費用はいくら"]),
        ("Harbour Board", ["What is the phone number of the Harbour Board?", "Who pays the Harbour Board?"]),
        ("Anna Lindqvist", ["How can I contact Anna Lindqvist?", "the e-mail address of Anna Lindqvist"]),
        ("anna lindqvist", ["where is anna lindqvist's office"]),
        ("한빛정보개발원", ["한빛정보개발원의 전화번호는?", "한빛정보개발원 주소 알려 주세요"]),
        ("박선우 부시장", ["박선우 부시장의 이메일은 무엇인가요"]),
        ("서울시", ["서울시가 방문한 기관의 주소는", "서울시 홈페이지 주소"]),
        ("港南市政府", ["港南市政府的電話是多少?", "請問港南市政府的網址", "港南市政府の住所はどこですか"]),
        ("數位發展部", ["數位發展部成立於哪一年", "數位發展部網址"]),
    ],
)
def test_a_name_of_the_question_that_the_documents_mention_is_told_as_it_is_asked(
    name: str, questions: list[str]
) -> None:
    assert {question: about(question) for question in questions} == dict.fromkeys(questions, name)


@pytest.mark.parametrize(
    "question",
    [
        *["hello", "こんにちは", "안녕하세요", "你好"],
        *["今日の天気は", "What is the weather in Lisbon?", "오늘 날씨 어때요?", "今天天氣如何"],
        *["電話番号は何番", "what is the phone number?", "전화번호가 뭐예요?", "電話號碼是多少"],
        *["どこですか", "Where is the report?", "何時間かかりますか", "How many visits were there?", "誰負責服務"],
    ],
)
def test_where_no_name_or_noun_of_the_question_is_mentioned_none_is_told(question: str) -> None:
    assert about(question) is None


@pytest.mark.parametrize(
    "question", ["京都の電話番号は", "西海情報機構のURLは", "울시의 연락처는", "Who runs Lindqvistson?"]
)
def test_a_part_of_a_longer_name_is_not_taken_for_it(question: str) -> None:
    assert about(question) is None


def test_a_name_that_the_documents_write_in_another_way_is_told_as_the_question_writes_it() -> None:
    owner = document("高雄を訪れた。")
    found = hit(owner, passage(owner, (0, len(owner.text))), names=(NameMatch("Kaohsiung", "高雄"),))

    assert about("What is the phone number of Kaohsiung?", (found,)) == "Kaohsiung"


def test_of_several_names_the_one_whose_number_is_asked_for_is_told() -> None:
    assert about("東京都が訪れたHJKの電話番号は?") == "HJK"
    assert about("What is the phone number of HJK in Odense?") == "HJK"


def test_a_name_is_told_before_another_noun() -> None:
    assert about("費用をHJKはいつ払いますか") == "HJK"


@pytest.mark.parametrize(
    ("thing", "questions"),
    [
        (
            "phone",
            ["市役所の電話番号は?", "phone number of the town hall", "시청 전화번호 알려줘", "市政府的電話是多少"],
        ),
        (
            "phone",
            ["電話番号は何番ですか", "What number do I call?", "전화가 몇 번이에요?", "告訴我市府的電話"],
        ),
        ("email", ["メールアドレスを教えて", "What is her e-mail address?", "이메일 주소가 뭔가요", "電子郵件是什麼"]),
        ("address", ["住所はどこですか", "what is the address of the office?", "주소가 어디인가요", "地址在哪"]),
        ("website", ["公式サイトのURLは?", "does the town have a website?", "홈페이지 주소는?", "官網網址是什麼"]),
        ("contact", ["連絡先は?", "How can I contact the mayor?", "연락처를 알려 주세요", "聯絡方式是什麼"]),
        ("reason", ["なぜ中止したのですか", "Why was it stopped?", "왜 중단했나요", "為什麼停辦?"]),
        ("date", ["いつ始まりましたか", "When did it start?", "언제 시작했나요", "哪一天開始?"]),
        ("person", ["誰が署名しましたか", "Who signed it?", "누가 서명했나요", "誰簽署的?"]),
        ("place", ["どこで開かれましたか", "Where was it held?", "어디에서 열렸나요", "在哪裡舉行?"]),
        ("money", ["予算はいくらですか", "How much did it cost?", "예산이 얼마예요?", "預算是多少錢?"]),
        (None, ["どのように進めますか", "How does it work?", "어떻게 진행하나요", "如何進行?"]),
    ],
)
def test_the_kind_of_thing_that_is_asked_for_is_told(thing: AskedThing | None, questions: list[str]) -> None:
    assert {question: asked(question) for question in questions} == dict.fromkeys(questions, thing)


@pytest.mark.parametrize(
    ("thing", "question"),
    [
        ("person", "Who made the website?"),
        ("date", "When was the website opened?"),
        ("organisation", "Which company made the website?"),
        ("number", "How many websites are there?"),
        ("person", "電話番号は誰が決めましたか"),
        ("date", "홈페이지는 언제 열었나요"),
        (None, "What is the website about?"),
        (None, "Did the mayor address the crowd?"),
        (None, "What did they say on the phone?"),
    ],
)
def test_a_contact_that_a_question_only_speaks_of_is_not_what_it_asks_for(
    thing: AskedThing | None, question: str
) -> None:
    assert asked(question) == thing


def test_a_question_in_a_language_that_was_not_measured_is_refused_and_others_are_not() -> None:
    refusal = unmeasured(Question("Où est HJK?", "fr"), HITS)

    assert refusal is not None
    assert (refusal.why, refusal.confidence, refusal.missing.about) == ("language", 0.0, "HJK")
    assert [unmeasured(Question("HJK", told), HITS) for told in ("ja", "en", "ko", "zh-Hant", "und")] == [None] * 5


def test_a_refusal_keeps_how_sure_the_answer_would_have_been() -> None:
    assert refused(Question("?", "ja"), (), 0.25).confidence == 0.25


@pytest.mark.parametrize("character", ["率", "a ", "have ", "数", "가 ", "電話"])
def test_a_question_of_one_thing_over_and_over_takes_no_time(character: str) -> None:
    started = time.process_time()

    about((character * 1000)[:1999] + "x", HITS)

    assert time.process_time() - started < 5


@settings(deadline=None)
@given(texts(6), texts(6), st.sampled_from(["ja", "en", "ko", "zh-Hant", "und"]))
def test_whatever_is_asked_what_it_is_about_stands_in_the_question(question: str, said: str, language: str) -> None:
    owner = document(said + "。")
    found = hit(owner, passage(owner, (0, len(owner.text))))

    told = missing(Question(question, language), (found,)).about

    assert told is None or (told and told in fold_typed(question))
