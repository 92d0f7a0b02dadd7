"""What a model makes of quotes: what holds is passed on as it comes, and whatever goes wrong is said, never raised."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import AsyncGenerator, Iterator
from typing import Any

import pytest

from tests.builders import document, hit, passage
from tests.scripted import DONE, Json, Says, Scripted, chunk, event, lines, refused, said, scripted
from tests.waiting import soon
from tripqa.checking.checker import Checker
from tripqa.checking.statements import Statement
from tripqa.domain import Citation, Language
from tripqa.generated import Generated, Sentence, Why
from tripqa.generating import speech as speaking
from tripqa.generating import talking
from tripqa.generating.health import Health
from tripqa.generating.judging import Judging, addresses, is_in
from tripqa.generating.prompt import messages
from tripqa.generating.speech import LONGEST_LINE, MOST_LINES, MOST_SAID, Speech
from tripqa.generating.talking import Talking
from tripqa.generating.writing import Wanted, Writer
from tripqa.reading.shared_words import SharedWordsReader

QUOTES = ["The lighthouse was built in 1903.", "It was repaired for 45 days in 2019."]
RIGHT = "The lighthouse dates from 1903 [1]."
ALSO = "Its repair took 45 days [2]."
WANTED = Wanted("When was the lighthouse built?", Language("en"), QUOTES)


async def judge(statement: Statement) -> Sentence | str:
    faults = Checker([]).faults(statement, QUOTES)
    return faults[0].kind if faults else Sentence(statement.text, statement.citations, 0.5)


def writer_at(server: Scripted | str, **how: Any) -> Writer:
    address = server if isinstance(server, str) else server.address
    model = Talking(address, "scripted", how.pop("key", ""), how.pop("silence", 5))
    return Writer(model, how.pop("at_once", 4), how.pop("waiting", 4), how.pop("seconds", 20))


def written(server: Scripted | str, wanted: Wanted = WANTED, **how: Any) -> list[Sentence | Generated]:
    """Return all that is yielded."""

    async def write() -> list[Sentence | Generated]:
        writer = writer_at(server, **how)
        try:
            return [one async for one in writer.write(wanted, judge, "a client")]
        finally:
            await writer.model.close()

    return asyncio.run(write())


def outcome(says: Any, **how: Any) -> tuple[list[str], tuple[str, ...], Why | None]:
    """Return the statements that hold, what the others failed, and why there are no more."""
    with scripted(says) as server:
        *sentences, last = written(server, **how)
    assert isinstance(last, Generated)
    assert tuple(sentences) == last.sentences
    return [one.text for one in last.sentences], last.dropped, last.why


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(talking, "_PAUSES", (0.0, 0.0))


def test_statements_that_hold_are_passed_on_with_their_citations() -> None:
    with scripted(lines(RIGHT, ALSO)) as server:
        first, second, last = written(server)

    assert first == Sentence("The lighthouse dates from 1903.", (1,), 0.5)
    assert second == Sentence("Its repair took 45 days.", (2,), 0.5)
    assert last == Generated("scripted", (first, second), (), None)


def test_a_model_is_told_the_question_the_language_and_the_quotes_and_nothing_else() -> None:
    with scripted(lines(RIGHT)) as server:
        written(server, Wanted("灯台は\nいつ？", Language("ko"), ["a\nb", "c"]))

    (sent,) = server.asked
    assert set(sent) == {"model", "messages", "stream", "temperature"}
    assert (sent["model"], sent["stream"], sent["temperature"]) == ("scripted", True, 0)
    rules, asked = sent["messages"]
    assert "Write in Korean." in rules["content"]
    assert asked["content"] == "Question: 灯台は いつ？\n\nSentences:\n[1] a b\n[2] c"
    assert sent["messages"] == messages("灯台は\nいつ？", Language("ko"), ["a\nb", "c"])


def test_what_belongs_to_openai_s_own_servers_is_not_sent_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("API_KEY", "ORG_ID", "PROJECT_ID", "BASE_URL"):
        monkeypatch.setenv(f"OPENAI_{name}", f"http://secret.example/{name}")
    with scripted(lines(RIGHT)) as server:
        written(server)
        written(server, key="ours")

    assert [head["authorization"] for head in server.heads] == ["Bearer none", "Bearer ours"]
    assert "secret.example" not in json.dumps(server.heads)


@pytest.mark.parametrize(
    ("spoken", "fault"),
    [
        ("The lighthouse dates from 1904 [1].", "date"),
        ("The lighthouse dates from 1903 [2].", "date"),
        ("The lighthouse dates from 1903 [3].", "citation"),
        ("The lighthouse dates from 1903.", "citation"),
        ("Its repair took 46 days [2].", "number"),
        ("Here is the answer:", "citation"),
        ('{"statements": [{"text": "The lighthouse dates from 1903", "citations": [1', "citation"),
    ],
)
def test_a_statement_that_does_not_hold_is_dropped_and_the_others_are_sent(spoken: str, fault: str) -> None:
    assert outcome(lines(spoken, ALSO)) == (["Its repair took 45 days."], (fault,), None)
    assert outcome(lines(spoken)) == ([], (fault,), "nothing_held")


@pytest.mark.parametrize("spoken", ["NONE", "NONE.\n", "", "```\nNONE\n```"])
def test_a_model_may_say_that_the_quotes_do_not_answer(spoken: str) -> None:
    assert outcome(said(spoken)) == ([], (), "cannot")


BROKEN = {
    "in silence, in the middle of a statement": Says([chunk(f"{RIGHT}\n"), chunk("Its repair took 45")]),
    "by a connection that is cut": Says([chunk(f"{RIGHT}\n"), chunk("Its repair")], ends=False),
    "in the middle of a chunk": Says([chunk(f"{RIGHT}\n"), chunk("Its repair took")[:40], b"\n\n"]),
    "by an error of the server": Says([chunk(f"{RIGHT}\n"), event({"error": {"message": "out of memory"}})]),
    "at the length that the server allows": said(f"{RIGHT}\n", "Its repair", finish="length"),
    "where the last blank line is missing": Says([chunk(f"{RIGHT}\n"), chunk(ALSO, "stop")[:-1]]),
}


@pytest.mark.parametrize("says", BROKEN.values(), ids=BROKEN)
def test_what_was_whole_before_a_stream_breaks_is_sent_and_the_rest_is_not(says: Says) -> None:
    assert outcome(says) == (["The lighthouse dates from 1903."], (), "cut_short")


ODD = {
    "without a last line end": said(RIGHT),
    "letter by letter": said(*RIGHT),
    "with a chunk that counts tokens": Says(
        [chunk(RIGHT), event({"choices": [], "usage": {"total_tokens": 9}}), chunk(None, "stop"), DONE]
    ),
    "with null for what is empty": Says(
        [
            event({"choices": [{"index": 0, "delta": {"role": "assistant", "content": None}, "finish_reason": None}]}),
            event({"choices": [{"index": 0, "delta": None, "finish_reason": None}]}),
            event({"choices": None}),
            b": ping\n\n",
            chunk(RIGHT),
            chunk(None, "stop"),
        ]
    ),
    "with its thoughts": said("<think>\nIt is [9], or 1904 [1].\n", "</think>\n\n", RIGHT),
    "with thoughts whose beginning the server cut off": said(f"so be it</think>{RIGHT}"),
    "as a list, in bold": said(f"1. **{RIGHT}**\n"),
    "with a bullet": said(f"- {RIGHT}\n"),
    "in other brackets": said("The lighthouse dates from 1903 【1】."),
    "as an object on a line": said('{"text": "The lighthouse dates from 1903.", "citations": [1]}'),
    "in a fence": said(f"```\n{RIGHT}\n```\n"),
}


@pytest.mark.parametrize("says", ODD.values(), ids=ODD)
def test_models_and_servers_may_say_the_same_in_ways_of_their_own(says: Says) -> None:
    assert outcome(says) == (["The lighthouse dates from 1903."], (), None)


def test_several_numbers_in_one_bracket_are_several_citations() -> None:
    (statement,) = Speech().hear("Built 1903, repaired 2019 [1, 2][2].\n")

    assert statement == Statement("Built 1903, repaired 2019.", (1, 2))


def test_nothing_that_a_terminal_obeys_or_that_turns_text_around_is_kept() -> None:
    (statement,) = Speech().hear("\u202ethe \x1b[2Jport\u2066 is open [1]\r\n")

    assert statement == Statement("the [2Jport is open", (1,))


def test_a_sign_is_no_bullet() -> None:
    (statement,) = Speech().hear("-5 degrees were measured [1]\n")

    assert statement.text == "-5 degrees were measured"


def endless(words: str) -> Says:
    def pieces() -> Iterator[bytes]:
        while True:
            yield chunk(words)

    return Says(pieces())


def test_a_model_that_does_not_end_is_stopped() -> None:
    for words, expected in (("word ", "cut_short"), ("\n" * 500, "cut_short"), (f"{RIGHT}\n", None)):
        with scripted(endless(words)) as server:
            *sentences, last = written(server)
            assert server.left.wait(20)
        assert isinstance(last, Generated)
        assert last.why == expected
        assert len(sentences) <= MOST_LINES


def test_a_line_that_is_longer_than_any_statement_is_none() -> None:
    assert outcome(said("a" * (LONGEST_LINE + 1))) == ([], (), "cut_short")


def held(first: bytes = b"", gate: threading.Event | None = None) -> Says:
    """Say something, and then nothing until it is let go or 20 seconds are over."""

    def pieces() -> Iterator[bytes]:
        yield first or b": wait\n\n"
        (gate or threading.Event()).wait(20)
        yield b": still there\n\n"

    return Says(pieces())


def test_a_model_that_falls_silent_is_given_up() -> None:
    with scripted(lambda _: held(chunk(f"{RIGHT}\n"))) as server:
        *sentences, last = written(server, silence=0.3)

    assert isinstance(last, Generated)
    assert (len(sentences), last.why) == (1, "too_slow")


def test_an_answer_takes_no_longer_than_the_settings_let_it() -> None:
    with scripted(lambda _: held(chunk(f"{RIGHT}\n"))) as server:
        *sentences, last = written(server, seconds=0.3)

    assert isinstance(last, Generated)
    assert (len(sentences), last.why) == (1, "too_slow")


def in_turn(*replies: Says) -> Any:
    left = list(replies)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]


def test_what_may_pass_is_tried_again_and_no_longer_than_it_pays() -> None:
    for status in (429, 500, 502, 503):
        with scripted(in_turn(refused(status), refused(status), lines(RIGHT))) as server:
            _, last = written(server)
        assert isinstance(last, Generated)
        assert (last.why, len(server.asked)) == (None, 3)


@pytest.mark.parametrize(("status", "why"), [(429, "busy"), (503, "busy"), (500, "unreachable")])
def test_a_server_that_goes_on_refusing_is_asked_three_times(status: int, why: str) -> None:
    with scripted(refused(status)) as server:
        (last,) = written(server)

    assert isinstance(last, Generated)
    assert (last.why, len(server.asked)) == (why, 3)


def test_a_server_that_says_to_come_back_much_later_is_asked_once() -> None:
    with scripted(refused(429, Retry_After="60")) as server:
        (last,) = written(server)

    assert isinstance(last, Generated)
    assert (last.why, len(server.asked)) == ("busy", 1)


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_server_that_will_not_is_asked_once(status: int) -> None:
    with scripted(refused(status)) as server:
        (last,) = written(server)

    assert isinstance(last, Generated)
    assert (last.why, len(server.asked)) == ("unreachable", 1)


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_server_that_refuses_one_request_is_not_said_to_be_down(status: int) -> None:
    async def write(address: str) -> tuple[Any, str, str | None]:
        writer = writer_at(address)
        writer.model.health.said(None)
        (last,) = [one async for one in writer.write(WANTED, judge, "a client")]
        await writer.model.close()
        return last, writer.model.health.state, writer.model.health.why

    with scripted(refused(status, "the prompt is too long")) as server:
        last, *health = asyncio.run(write(server.address))
    assert (last.why, len(server.asked), health) == ("refused", 1, ["up", None])


def test_a_model_that_takes_no_temperature_is_told_none() -> None:
    def says(asked: Json) -> Says:
        return refused(400, "temperature is not supported") if "temperature" in asked else lines(RIGHT)

    assert outcome(says) == (["The lighthouse dates from 1903."], (), None)


def test_a_server_that_is_not_there_is_said_to_be_down_and_to_be_up_when_it_is(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def states() -> list[tuple[str, str | None]]:
        model = Talking("http://127.0.0.1:9/v1", "scripted", "", 5)
        found = [(model.health.state, model.health.why)]
        writer = Writer(model, 1, 1, 20)
        (last,) = [one async for one in writer.write(WANTED, judge, "a client")]
        assert isinstance(last, Generated)
        assert last.why == "unreachable"
        found.append((model.health.state, model.health.why))
        await model.close()
        return found

    assert asyncio.run(states()) == [("unknown", None), ("down", "it cannot be reached")]
    assert [record.message for record in caplog.records if record.levelname == "WARNING"] == [
        "the model is down: it cannot be reached"
    ]
    assert "lighthouse" not in caplog.text


def test_who_looks_is_left_to_it_until_it_is_done() -> None:
    async def look() -> int:
        looks, gate = [], asyncio.Event()

        async def slow() -> None:
            looks.append(1)
            await gate.wait()

        writer = writer_at("http://127.0.0.1:9/v1")
        writer.model.look = slow  # type: ignore[method-assign]
        for _ in range(3):
            writer.look()
            await asyncio.sleep(0)
        gate.set()
        await asyncio.sleep(0.01)
        writer.look()
        await asyncio.sleep(0.01)
        await writer.model.close()
        return len(looks)

    assert asyncio.run(look()) == 2


def test_looking_at_a_server_asks_its_model_nothing() -> None:
    async def look(address: str) -> str:
        model = Talking(address, "scripted", "", 5)
        await model.look()
        await model.look()  # so soon it is not asked again
        await model.close()
        return model.health.state

    with scripted(lines(RIGHT)) as server:
        assert asyncio.run(look(server.address)) == "up"
        assert (server.asked, server.lists) == ([], ["/v1/models"])
    assert asyncio.run(look(server.address)) == "down"


def test_no_more_answers_are_written_at_once_than_the_settings_say_and_no_more_wait() -> None:
    gate = threading.Event()

    async def ask(address: str) -> list[Why | None]:
        writer = writer_at(address, at_once=1, waiting=3)

        async def one(client: str) -> Why | None:
            *_, last = [each async for each in writer.write(WANTED, judge, client)]
            assert isinstance(last, Generated)
            return last.why

        tasks = [asyncio.create_task(one(client)) for client in "aaabcd"]
        await asyncio.sleep(0.2)
        gate.set()
        found = await asyncio.gather(*tasks)
        assert writer.taken == 0
        await writer.model.close()
        return found

    under_way: list[int] = []
    most: list[int] = []

    def says(_: Json) -> Says:
        def pieces() -> Iterator[bytes]:
            under_way.append(1)
            most.append(len(under_way))
            gate.wait(20)
            yield chunk(f"{RIGHT}\n")
            under_way.pop()
            yield chunk(None, "stop")

        return Says(pieces())

    with scripted(says) as server:
        found = asyncio.run(ask(server.address))

    assert found == [None, None, "busy", None, None, "busy"]  # half of four places for one client, and four for all
    assert max(most) == 1


def test_who_leaves_stops_the_model_and_gives_the_place_back() -> None:
    async def leave(server: Scripted) -> int:
        writer = writer_at(server)
        steps = writer.write(WANTED, judge, "a client")
        assert isinstance(await anext(steps), Sentence)
        assert writer.taken == 1
        await steps.aclose()
        taken = writer.taken
        await writer.model.close()
        return taken

    def says(_: Json) -> Says:
        def pieces() -> Iterator[bytes]:
            yield chunk(f"{RIGHT}\n")
            while True:
                yield b": still thinking\n\n"

        return Says(pieces())

    with scripted(says) as server:
        assert asyncio.run(leave(server)) == 0
        assert soon(server.left.is_set)


@pytest.mark.parametrize(
    ("language", "text", "is_one"),
    [
        ("en", "The lighthouse dates from 1903.", True),
        ("en", "灯台は1903年に建てられた。", False),
        ("ko", "등대는 1903년에 세워졌다.", True),
        ("ko", "灯台は1903年に建てられた。", False),
        ("ja", "灯台は1903年に建てられた。", True),
        ("ja", "令和七年高雄市訪問", True),
        ("ja", "這座燈塔建於1903年，並於2019年修繕四十五天，目前仍由港務局負責管理與維護。", False),
        ("zh-Hant", "這座燈塔建於1903年。", True),
        ("zh-Hant", "这座灯塔建于1903年。", True),
        ("zh-Hans", "灯台は1903年に建てられた。", False),
        ("ja", "1903", True),
    ],
)
def test_a_statement_is_in_another_language_only_where_that_is_sure(language: str, text: str, is_one: bool) -> None:
    assert is_in(Language(language), text) is is_one


def judging(*quotes: str, language: str = "en") -> Judging:
    about = document("".join(quotes), language=language)
    found = hit(about, passage(about, (0, len(about.text))))
    citations = [Citation(number, quote, 0, len(quote), found) for number, quote in enumerate(quotes, start=1)]
    return Judging(Checker([]), SharedWordsReader(), "When was it built?", citations, Language(language))


def test_an_address_that_no_cited_quote_has_leads_nobody_anywhere() -> None:
    judge = judging("See https://port.example/a for more.", "The port is open.").judge

    assert isinstance(judge(Statement("More is at https://port.example/a.", (1,))), Sentence)
    for text in ("More is at https://evil.example/a.", "Write to a@evil.example.", "See www.evil.example."):
        assert judge(Statement(text, (1,))) == "address"
    assert judge(Statement("More is at https://port.example/a.", (2,))) == "address"


def test_a_statement_is_said_once_in_the_language_that_is_wanted_and_is_short() -> None:
    judge = judging("The port is open.").judge

    assert isinstance(judge(Statement("The port is open.", (1, 1))), Sentence)
    assert judge(Statement("The port is open.", (1,))) == "again"
    assert judge(Statement("港は開いています。", (1,))) == "language"
    assert judge(Statement("The port is open. " * 40, (1,))) == "long"


def test_the_score_is_the_reader_s_word_on_the_best_of_the_quotes_and_not_on_the_text() -> None:
    judge = judging("It was built in 1903.", "The port is open.").judge

    first, second = judge(Statement("Built in 1903.", (1,))), judge(Statement("The port is open.", (2,)))
    both = judge(Statement("It is open, built in 1903.", (2, 1)))
    assert isinstance(first, Sentence)
    assert isinstance(second, Sentence)
    assert isinstance(both, Sentence)
    assert (both.score, both.citations) == (max(first.score, second.score), (2, 1))
    assert first.score > second.score


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("Log in at evil-site.example/login.", True),
        ("It is at https://аpple.com.", True),
        ("It is at https://moda.gov.t", True),
        ("It is at https://moda.gov.tw@evil.example", True),
        ("It is at https://moda.gov.tw.中国", True),
        ("It is at evil．example", True),
        ("It is at 192.0.2.1/a", True),
        ("It is at https://moda.gov.tw.", False),
        ("詳細はhttps://moda.gov.twを参照。", False),
        ("Write to a@port.example, e.g. at 3.5 p.m. in the U.S.", False),
    ],
)
def test_addresses_are_compared_whole_and_however_they_are_written(text: str, refused: bool) -> None:
    known = addresses("網址：https://moda.gov.tw、メールはa@port.exampleへ。")

    assert known == {"https://moda.gov.tw", "a@port.example"}
    assert (not addresses(text) <= known) is refused


@pytest.mark.parametrize("character", ["\ud800", "\u202e", "\u200b", "\x07", "\x9b"])
def test_what_cannot_be_sent_or_seen_is_in_no_statement(character: str) -> None:
    assert judging("The port is open.").judge(Statement(f"The port is {character}open.", (1,))) == "unseen"


@pytest.mark.parametrize(
    ("line", "text", "citations"),
    [
        ("The fee was [12345] yen [1]", "The fee was [12345] yen", (1,)),
        ('{"text": "The fee [9000] yen [1]", "citations": [1]}', "The fee [9000] yen", (1,)),
        ("(99) persons visited [1]", "persons visited", (1,)),
        ('{"text": "1) Open.", "citations": [1]}', "Open.", (1,)),
        ("3.5 km long [1]", "3.5 km long", (1,)),
        ("5、6月に開催 [1]", "5、6月に開催", (1,)),
    ],
)
def test_marks_are_cut_off_before_a_statement_is_checked_and_sent(
    line: str, text: str, citations: tuple[int, ...]
) -> None:
    assert list(Speech().hear(f"{line}\n")) == [Statement(text, citations)]


def test_a_number_in_brackets_that_is_no_citation_is_checked_as_any_other() -> None:
    judge = judging("The fee was 300 yen.", "See [12345] there.").judge

    assert judge(Statement("The fee was [12345] yen.", (1,))) == "number"
    assert isinstance(judge(Statement("See [12345] there.", (2,))), Sentence)


def test_no_more_is_read_than_a_model_may_say_however_it_comes() -> None:
    speech = Speech()
    assert len(list(speech.hear(f"{RIGHT}\n" + "a" * (LONGEST_LINE + 1) + f"\n{ALSO}\n"))) == 1
    assert speech.runs_on
    speech = Speech()
    assert list(speech.hear("\n" * MOST_SAID + f"{RIGHT}\n")) == []
    assert speech.runs_on


def test_blanks_are_read_in_one_pass() -> None:
    speech = Speech()
    (statement,) = speech.hear("x" + " " * (LONGEST_LINE - 10) + "y [1]\n")
    assert statement == Statement("x y", (1,))
    assert not re.search(r"\\s[*+]", speaking._NUMBERS.pattern)


def test_a_check_that_breaks_costs_its_statement_and_a_client_that_breaks_the_rest(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Breaking:
        name, health = "breaking", Health()

        async def words(self, _: object) -> AsyncGenerator[str, None]:
            yield f"{ALSO}\n{RIGHT}\n"
            raise ZeroDivisionError("lighthouse")

        async def look(self) -> None: ...
        async def close(self) -> None: ...

    async def breaks(statement: Statement) -> Sentence | str:
        if "repair" in statement.text:
            raise ValueError(statement.text)
        return await judge(statement)

    async def write() -> list[Sentence | Generated]:
        return [one async for one in Writer(Breaking(), 1, 1, 20).write(WANTED, breaks, "a client")]

    *sentences, last = asyncio.run(write())
    assert isinstance(last, Generated)
    assert (len(sentences), last.dropped, last.why) == (1, ("failed",), "cut_short")
    assert "ValueError" in caplog.text
    assert "ZeroDivisionError" in caplog.text
    assert "lighthouse" not in caplog.text
    assert "repair" not in caplog.text
