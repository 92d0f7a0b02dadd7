"""What the written data promises."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tripqa_lab.reader.held_out import read_held_out
from tripqa_lab.reader.leak import leak
from tripqa_lab.reader.sheets import LANGUAGES, read_sheets

DATA = Path(__file__).parent.parent / "data" / "reader"
EXAMPLES = read_sheets(DATA / "train")
TEXTS, ASKED = read_held_out(DATA / "test")


def test_passages_are_as_long_as_ours() -> None:
    written = {one.passage.id: one.passage.text for one in EXAMPLES}

    assert not [name for name, text in written.items() if not 40 <= len(text) <= 400]
    assert len(written) >= 1200


def test_there_are_8000_questions_and_a_tenth_of_the_passages_is_not_japanese() -> None:
    passages = {one.passage.id: one.passage.language for one in EXAMPLES}

    assert len({(one.language, one.question) for one in EXAMPLES}) >= 8000
    assert sum(language != "ja" for language in passages.values()) >= len(passages) / 10


def test_half_cannot_be_answered() -> None:
    share = sum(one.kind == "answerable" for one in EXAMPLES) / len(EXAMPLES)

    assert 0.45 < share < 0.55


def test_the_wording_of_a_question_does_not_betray_its_label() -> None:
    assert {language: found for language, found in leak(EXAMPLES).items() if not found <= 0.58} == {}


def test_the_test_part_asks_enough_of_each_kind() -> None:
    counts = Counter((one.language, one.kind) for one in ASKED)

    assert len(TEXTS) >= 12
    assert all(2000 <= len(text) <= 5000 for text in TEXTS.values())
    for language in LANGUAGES.values():
        assert sum(count for (of, _), count in counts.items() if of == language) >= 300
        assert counts[language, "near_miss"] >= 60
        assert counts[language, "false_premise"] >= 60
        assert counts[language, "foreign"] >= 60


def test_nothing_of_the_test_part_is_trained_on() -> None:
    asked = {one.question for one in ASKED if one.kind != "foreign"}  # thanks and greetings are everyone's

    assert not asked & {one.question for one in EXAMPLES}
    assert not set(TEXTS) & {one.author for one in EXAMPLES}
