"""What an author writes is what an example says."""

from __future__ import annotations

from pathlib import Path

import pytest

from tripqa_lab.reader.sheets import SheetError, read_sheets

SHEET = """## facility ja | 潮見プール > 利用案内
A
料金は大人500円、中学生以下250円です。再入場は500円です。
B
料金は大人600円です。持ち物は水着、帽子。
?
ja f 大人の料金はいくらですか。 => 500円 // 600円
en k re-entry fee => 500円@2 // -
ko c 뭘 가져가야 해요? => - // 水着 ;; 帽子
zh m 大人五百円的游泳池 => 潮見 // !
"""


def sheet(folder: Path, text: str) -> Path:
    (folder / "x01-1.txt").write_text(text, encoding="utf-8")
    return folder


def test_a_question_is_asked_of_each_passage_of_its_block(tmp_path: Path) -> None:
    examples = read_sheets(sheet(tmp_path, SHEET.replace("潮見 // !", "料金 // !")))

    assert [(one.passage.id, one.kind, one.answers) for one in examples[:4]] == [
        ("x01-1:1A", "answerable", ("500円",)),
        ("x01-1:1B", "answerable", ("600円",)),
        ("x01-1:1A", "answerable", ("500円",)),
        ("x01-1:1B", "near_miss", ()),
    ]
    assert examples[0].passage.path == ("潮見プール", "利用案内")
    assert (examples[0].author, examples[0].language, examples[6].language) == ("x01", "ja", "zh-Hant")


def test_an_occurrence_is_the_one_that_was_meant(tmp_path: Path) -> None:
    (asked,) = [
        one
        for one in read_sheets(sheet(tmp_path, SHEET.replace("潮見 // !", "料金 // !")))
        if one.question == "re-entry fee" and one.spans
    ]

    assert asked.spans == ((26, 30),)
    assert asked.passage.text[:26].endswith("再入場は")


def test_a_list_has_all_its_spans(tmp_path: Path) -> None:
    examples = read_sheets(sheet(tmp_path, SHEET.replace("潮見 // !", "料金 // !")))

    assert examples[5].answers == ("水着", "帽子")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (SHEET, "x01-1:10: '潮見' does not stand there 1 time"),
        (SHEET.replace("500円@2", "500円@3").replace("潮見 //", "料金 //"), "3 time"),
        (SHEET.replace(" // 600円", ""), "2 labels are wanted"),
        (SHEET.replace("ja f", "fr f"), "a question is"),
        (SHEET.replace("?\nja", "\nja"), "a block is"),
    ],
)
def test_a_line_that_cannot_be_right_is_named(tmp_path: Path, wrong: str, said: str) -> None:
    with pytest.raises(SheetError, match=said.replace("?", r"\?")):
        read_sheets(sheet(tmp_path, wrong))
