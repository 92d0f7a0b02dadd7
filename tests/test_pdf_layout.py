"""PDF files as offices write them: what stands on a page is read as people read it."""

from __future__ import annotations

import pytest

from tests.drawing import MINCHO, SANS, UPRIGHT, drawn, each, shown
from tests.files import LIMITS, pages
from tripqa.errors import FileWithoutText
from tripqa.parsing.extract import Extract
from tripqa.parsing.pdf import extract


def read(*sheets: str) -> Extract:
    return extract(drawn(sheets), LIMITS)


def text(*sheets: str) -> str:
    return read(*sheets).text


def prose(x: float, y: float, *lines: str, size: float = 12, leading: float = 20) -> str:
    return "".join(shown(x, y - i * leading, line, size=size) for i, line in enumerate(lines))


# Letters set apart.


@pytest.mark.parametrize("pitch", [12.0, 13.5, 14.6, 16.8, 18.6])
def test_letters_that_are_set_apart_are_words(pitch: float) -> None:
    assert text(each(60, 700, "議会費は１億２千万円です。", pitch=pitch)) == "議会費は１億２千万円です。"


def test_letters_that_are_set_apart_by_spaces_of_no_width_are_words() -> None:
    spaced = "".join(
        shown(60 + 12.2 * i, 700, letter) + shown(72 + 12.2 * i, 700, " ", size=0.4)
        for i, letter in enumerate("補助金は３００万円")
    )

    assert text(spaced) == "補助金は３００万円"


def test_latin_letters_that_are_set_apart_are_words_too() -> None:
    assert text(each(60, 700, "Harbour", pitch=13, font=SANS) + each(170, 700, "office", pitch=13, font=SANS)) == (
        "Harbour office"
    )


def test_words_that_stand_apart_are_words_of_their_own() -> None:
    assert text(shown(60, 700, "Harbour", font=SANS) + shown(108, 700, "office", font=SANS)) == "Harbour office"


def test_numbers_in_the_cells_of_a_row_stay_apart() -> None:
    row = shown(60, 700, "令和六年度の合計") + shown(200, 700, "１２０") + shown(300, 700, "３４５")

    assert text(row) == "令和六年度の合計\t１２０\t３４５"


def test_a_label_and_its_text_are_one_line() -> None:
    assert text(shown(60, 700, "第２条") + shown(130, 700, "会費は年三千円とする。")) == "第２条 会費は年三千円とする。"


# Fonts, layers, order.


def test_two_fonts_of_a_line_are_in_the_order_of_their_places() -> None:
    latin = shown(108, 700, "1,250", font=SANS) + shown(84, 680, "34", font=SANS)
    japanese = "".join(
        [
            shown(60, 700, "負担金は"),
            shown(138, 700, "円である。"),
            shown(60, 680, "定員"),
            shown(98, 680, "名である。"),
        ]
    )

    assert text(latin + japanese) == "負担金は1,250円である。\n定員34名である。"


def test_lines_that_are_drawn_in_no_order_are_read_downwards() -> None:
    assert text(prose(60, 640, "三行目") + prose(60, 700, "一行目") + prose(60, 670, "二行目")) == (
        "一行目\n二行目\n三行目"
    )


@pytest.mark.parametrize("smaller", [0.0, 0.2, 0.5])
def test_letters_that_are_drawn_twice_are_read_once(smaller: float) -> None:
    line = "補助率は三分の二である。"

    assert text(shown(60, 700, line) + shown(60.3, 700.2, line, size=12 - smaller)) == line


def test_recognised_text_that_lies_on_real_text_is_left_out() -> None:
    real, misread = "申請の期限は六月末日です。", "申請の期隈は六月未日です。"

    assert text(shown(60, 700, misread, size=11.8, mode=3) + shown(60, 700, real)) == real


def test_recognised_text_of_a_scan_is_read() -> None:
    scan = "q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q\n"
    words = (
        each(60, 700, "窓口", pitch=12, mode=3) + shown(90, 700, "は", mode=3) + shown(108, 700, "三番です。", mode=3)
    )

    assert text(scan + words).replace(" ", "") == "窓口は三番です。"


def test_equal_letters_that_stand_side_by_side_are_all_read() -> None:
    assert text(each(60, 700, "lllliiii", pitch=2.7, size=12, font=SANS)) == "lllliiii"


def test_a_letter_that_stands_alone_is_read_without_its_font() -> None:
    assert text(shown(60, 700, "令和") + shown(84, 700, "七") + shown(96, 700, "年度")) == "令和七年度"


def test_columns_of_vertical_writing_are_read_from_right_to_left() -> None:
    columns = ["町長は十月一日に", "選挙で選ばれた。", "任期は四年間とする。"]
    drawings = [shown(500 - 24 * i, 760, column, font=UPRIGHT) for i, column in enumerate(columns)]

    for order in (drawings, drawings[::-1]):
        assert "".join(text("".join(order)).split()) == "".join(columns)


def test_vertical_writing_is_read_letter_by_letter_too() -> None:
    def column(x: float, letters: str) -> str:
        return "".join(shown(x, 700 - 13 * i, letter) for i, letter in enumerate(letters))

    assert text(column(300, "会費は年額") + column(276, "三千円です")).replace("\n", "") == "会費は年額三千円です"


def test_digits_that_stand_upright_in_a_column_are_in_their_place() -> None:
    column = shown(500, 760, "令和", font=UPRIGHT)
    column += shown(494, 726, "10", font=SANS, size=11) + shown(500, 722, "年度の予算", font=UPRIGHT)

    assert text(column) == "令和10年度の予算"


def test_figures_below_one_another_are_no_vertical_writing() -> None:
    assert text("".join(shown(60, 700 - 14 * i, digit) for i, digit in enumerate("１２３４５"))) == "１\n２\n３\n４\n５"


def test_text_that_is_turned_is_read_along_its_lines() -> None:
    turned = "BT /F3 12 Tf 0 1 -1 0 200 100 Tm (Annual) Tj ET BT /F3 12 Tf 0 1 -1 0 220 100 Tm (budget) Tj ET\n"

    assert text(turned) == "Annual\nbudget"


def test_what_the_page_says_its_text_to_be_is_one_word_over_several_objects() -> None:
    meant = (
        "/Span <</ActualText <FEFF4EE4548C4E035E74>>> BDC\n" + shown(60, 700, "令和") + shown(84, 700, "7年") + "EMC\n"
    )

    assert text(meant + shown(108, 700, "度の予算")) == "令和七年度の予算"


def test_rare_characters_take_no_space_beside_latin_ones() -> None:
    assert text(shown(60, 700, "𠮷") + shown(87, 700, "A", font=SANS)) == "𠮷A"


# Readings.


def test_readings_stand_after_their_paragraph() -> None:
    base = shown(60, 700, "受付") + shown(84, 700, "は") + shown(96, 700, "庁舎") + shown(120, 700, "で行う。")
    ruby = shown(62, 711, "うけつけ", size=5) + shown(96, 711, "ちょうしゃ", size=5)

    assert text(base + ruby) == text(ruby + base) == "受付は庁舎で行う。\nうけつけ\u3000ちょうしゃ"


def test_readings_beside_a_column_are_apart_too() -> None:
    column = shown(300, 700, "受付は庁舎で行う。", font=UPRIGHT)

    assert text(column + shown(309, 699, "うけつけ", font=UPRIGHT, size=5)) == "受付は庁舎で行う。\nうけつけ"


def test_small_kana_that_read_nothing_stay() -> None:
    assert text(shown(60, 700, "庁舎") + shown(60, 640, "おわり", size=5)) == "庁舎\n\nおわり"


# Paragraphs.

_LONG = "補助金の交付を受けようとする者は申請書に事業計画書を添えて町長に提出しな"  # 36 letters


def test_a_hanging_indent_ends_no_sentence() -> None:
    first, second, last = "第三条　" + _LONG[:32], _LONG[:32], "ければならない。"

    found = text(shown(60, 700, first) + prose(108, 680, second, last))
    assert found == first + second + last


def test_one_line_that_is_justified_ends_no_sentence() -> None:
    stretched = each(60, 680, _LONG[:30], pitch=12 * 35 / 29)

    assert text(shown(60, 700, _LONG) + stretched + shown(60, 660, "ければならない。")) == (
        _LONG + _LONG[:30] + "ければならない。"
    )


def test_a_number_that_is_broken_at_a_line_end_is_whole() -> None:
    lines = _LONG[:33] + "三百", "二十万円とする。"

    assert text(prose(60, 700, _LONG[:35], *lines)).endswith("三百二十万円とする。")


def test_paragraphs_that_begin_indented_stay_apart() -> None:
    first, second = _LONG[:34] + "る。", _LONG[:34]

    assert text(shown(72, 700, _LONG[:35]) + shown(60, 680, first) + shown(72, 660, second)).split("\n") == [
        _LONG[:35] + first,
        second,
    ]


@pytest.mark.parametrize("label", ["（２）", "２．", "第四条　", "・", "イ　", "(2) ", "②", "가. "])
def test_what_is_numbered_begins_a_line(label: str) -> None:
    assert f"\n{label}" in text(prose(60, 700, _LONG, label + "申請書の様式は町長が定め、これを公表する。"))


def test_rows_of_one_width_are_no_sentence() -> None:
    schools = [("東町立第一", "三二一", "一二"), ("西町立第二", "二一〇", "〇九"), ("南町立第三", "一五六", "〇六")]
    rows = [f"{name}小学校　児童数{count}名　学級数{rooms}　校長山田太郎" for name, count, rooms in schools]

    assert text(prose(60, 700, *rows)).splitlines() == rows


def test_a_paragraph_goes_on_overleaf_before_footnotes_and_the_page_number() -> None:
    first = prose(60, 700, "概要", "", _LONG, _LONG) + shown(60, 90, "1　様式は別に定める。", size=8)
    first += shown(290, 40, "- 1 -", font=SANS)

    found = read(first, prose(60, 780, "ければならない。") + shown(60, 700, "次の段落。"))

    assert _LONG + _LONG + "ければならない。" in found.text
    assert "様式は別に定める。" in pages(found)[0]
    assert pages(found)[1].startswith("ければならない。")


def test_words_of_latin_and_hangul_lines_are_joined_with_a_space() -> None:
    lines = [
        "The committee may award grants to any society that has its seat in the",
        "town, up to 1,250 euros a year.",
    ]

    assert text("".join(shown(60, 700 - 18 * i, line, font=SANS) for i, line in enumerate(lines))) == " ".join(lines)


# What is told.


def test_a_scan_is_refused_with_the_command_that_recognises_its_text() -> None:
    with pytest.raises(FileWithoutText, match=r"`ocrmypdf -l jpn OLD\.pdf NEW\.pdf`"):
        text("q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q\n")


def test_characters_that_have_no_meaning_are_left_out_and_told() -> None:
    font = (
        "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [<< /Type /Font /Subtype "
        "/CIDFontType2 /BaseFont /X /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>] >>"
    )
    page = shown(60, 700, "予算") + "BT /F9 12 Tf 1 0 0 1 60 680 Tm <00410042> Tj ET\n"

    found = extract(drawn([page], fonts={"F9": font}), LIMITS)
    assert found.text == "予算"
    assert found.remarks == ("left out 2 characters whose font does not tell which they are, on page 1",)


def test_what_is_filled_into_a_form_stands_beside_its_label() -> None:
    fields = [
        "<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V <FEFF6E2F753A> /Rect [120 695 300 715] /F 4 >>",
        "<< /Type /Annot /Subtype /Widget /FT /Tx /T (sum) /V (1,250) /Rect [120 665 300 685] /F 4 >>",
        "<< /Type /Annot /Subtype /Widget /FT /Tx /T (secret) /V (x) /Ff 8192 /Rect [120 635 300 655] /F 4 >>",
    ]
    labels = shown(60, 700, "申請者") + shown(60, 670, "金額") + shown(60, 640, "暗証番号")

    found = extract(
        drawn(
            [labels],
            objects=fields,
            page="/Annots [3 0 R 4 0 R 5 0 R]",
            more="/AcroForm << /Fields [3 0 R 4 0 R 5 0 R] >>",
        ),
        LIMITS,
    )
    assert found.text == "申請者\t港町\n金額\t1,250\n暗証番号"


def test_a_form_whose_values_cannot_be_read_is_told() -> None:
    form = drawn([shown(60, 700, "申請書")], more="/AcroForm << /Fields [] /XFA (x) >>")

    assert any("(XFA) whose values are not read" in remark for remark in extract(form, LIMITS).remarks)


def test_the_same_bytes_give_the_same_text() -> None:
    data = drawn([each(60, 700, "議会費は１億円です。", pitch=14.6, font=MINCHO)])

    assert extract(data, LIMITS) == extract(data, LIMITS)


def test_thousands_of_letters_on_one_line_drawn_backwards_are_one_line() -> None:
    letters = [shown(20 + i * 1.3, 700, "港湾"[i % 2], size=1) for i in range(2000)]

    assert text("".join(reversed(letters))).strip() == "港湾" * 1000


def test_the_cells_of_a_table_drawn_in_no_order_are_read_row_by_row() -> None:
    rows = [(f"第{row}工区", f"{row}0ｍ", f"{row}月") for row in range(1, 8)]
    cells = [
        prose(60 + 140 * column, 720 - 40 * number, row[column])
        for column in (2, 0, 1)
        for number, row in reversed(list(enumerate(rows)))
    ]

    assert text("".join(cells)).split() == [word for row in rows for word in row]


def test_columns_of_text_drawn_in_no_order_are_read_one_by_one() -> None:
    left, right = (
        [prose(x, 720 - 20 * number, f"{side}の段の本文の{number}行目です。") for number in range(7)]
        for x, side in ((60, "左"), (340, "右"))
    )

    assert [line[0] for line in text("".join([*right[::-1], *left[::-1]])).split()] == ["左"] * 7 + ["右"] * 7


# Tables.

_WORKS = [
    ("工区の名称", "延長", "完成"),
    ("東町の第一工区", "120ｍ", "３月"),
    ("西町", "1,450ｍ", ""),
    ("南", "80ｍ", "５月"),
]
_LEFT = (60, 240, 360)


def table(order: str, *, y: float = 700, right: bool = False) -> str:
    """Return the operators that draw the table row by row, column by column or upwards."""
    cells = {
        (row, column): shown(_LEFT[column] + (60 - 12 * len(word) if right and column else 0), y - 24 * row, word)
        for row, words in enumerate(_WORKS)
        for column, word in enumerate(words)
        if word
    }
    keys = {"rows": sorted(cells), "columns": sorted(cells, key=lambda at: at[::-1]), "upwards": sorted(cells)[::-1]}
    return "".join(cells[at] for at in keys[order])


@pytest.mark.parametrize("right", [False, True])
@pytest.mark.parametrize("order", ["rows", "columns", "upwards"])
def test_cells_of_a_table_without_lines_stand_in_their_columns_however_they_are_drawn(order: str, right: bool) -> None:
    found = text(shown(60, 740, "工事の一覧（単位：ｍ）") + table(order, right=right))

    assert found.split("\n\n")[-1].split("\n") == ["\t".join(row).rstrip() for row in _WORKS]


def test_an_empty_first_cell_keeps_the_columns() -> None:
    rows = shown(60, 700, "東部公民館") + shown(240, 700, "大会議室") + shown(360, 700, "2,400円")
    rows += shown(240, 676, "小会議室") + shown(360, 676, "900円")
    rows += shown(60, 652, "西部公民館") + shown(240, 652, "ホール") + shown(360, 652, "5,800円")

    assert text(rows).split("\n") == [
        "東部公民館\t大会議室\t2,400円",
        "\t小会議室\t900円",
        "西部公民館\tホール\t5,800円",
    ]


def test_the_lines_of_a_cell_are_one_cell() -> None:
    rows = shown(60, 700, "道路の改良") + prose(200, 700, "幅員を広げ、側溝を", "新設する。", leading=14)
    rows += shown(360, 700, "1,250万円")
    for number, (name, what, sum_) in enumerate(
        [("橋の補修", "塗り替える。", "340万円"), ("公園", "遊具を置く。", "90万円")]
    ):
        y = 660 - 28 * number
        rows += shown(60, y, name) + shown(200, y, what) + shown(360, y, sum_)

    assert text(rows).split("\n") == [
        "道路の改良\t幅員を広げ、側溝を新設する。\t1,250万円",
        "橋の補修\t塗り替える。\t340万円",
        "公園\t遊具を置く。\t90万円",
    ]


def test_a_head_over_two_columns_stands_in_the_first_of_them() -> None:
    rows = shown(60, 720, "地区の名") + shown(220, 720, "令和六年度の状況") + shown(400, 720, "前の年度")
    for number, words in enumerate([("東町", "1,204", "3,075", "3,081"), ("西町", "873", "2,078", "2,110")]):
        rows += "".join(shown(x, 700 - 20 * number, word) for x, word in zip((60, 200, 300, 400), words, strict=True))

    assert text(rows).split("\n") == [
        "地区の名\t令和六年度の状況\t\t前の年度",
        "東町\t1,204\t3,075\t3,081",
        "西町\t873\t2,078\t2,110",
    ]


def test_labels_before_their_text_make_no_table() -> None:
    articles = [
        ("第１条", "会費は年三千円とする。"),
        ("第２条", "役員は五名とする。"),
        ("第３条", "総会は四月に開く。"),
    ]

    assert text(
        "".join(shown(60, 700 - 20 * i, a) + shown(130, 700 - 20 * i, b) for i, (a, b) in enumerate(articles))
    ) == ("第１条 会費は年三千円とする。\n第２条 役員は五名とする。\n第３条 総会は四月に開く。")


def test_two_columns_of_text_with_figures_in_them_are_no_table() -> None:
    left, right = (
        prose(x, 700, *[f"{side}の段では令和{i}年の予算が{i}億円" for i in range(2, 8)])
        for x, side in ((60, "左"), (330, "右"))
    )

    found = text(left + right)
    assert "\t" not in found
    assert found.rindex("左") < found.index("右")


# Notes between the halves of a paragraph.


@pytest.mark.parametrize("note", ["※　様式は別に定める。", "（注１）様式は別に定める。", "*1 様式は別に定める。"])
def test_a_note_in_letters_as_large_parts_no_sentence(note: str) -> None:
    first = prose(60, 700, "概要", "", _LONG, _LONG) + shown(60, 90, note) + shown(290, 40, "- 1 -", font=SANS)

    assert _LONG + _LONG + "ければならない。" in read(first, prose(60, 780, "ければならない。")).text


def test_the_lines_of_a_note_are_set_in_from_its_mark() -> None:
    first = (
        prose(60, 700, "概要", "", _LONG, _LONG) + shown(60, 110, "※　様式は別に定め、") + shown(84, 90, "公表する。")
    )

    assert _LONG + _LONG + "ければならない。" in read(first, prose(60, 780, "ければならない。")).text


def test_a_remark_with_text_below_it_stays_where_it_is() -> None:
    first = prose(60, 700, _LONG, _LONG, "※　休止中の団体を除く。", _LONG, _LONG)

    found = read(first, prose(60, 780, "ければならない。")).text

    assert found.startswith(_LONG + _LONG)
    assert found.endswith(_LONG + _LONG + "ければならない。")


def test_a_page_that_is_one_paragraph_with_a_note_below_parts_no_sentence() -> None:
    first = prose(60, 700, _LONG, _LONG) + shown(60, 90, "1　様式は別に定める。", size=8)

    found = read(first, prose(60, 780, "ければならない。") + shown(60, 700, "次の段落。"))

    assert found.text.split("\n\n") == ["1　様式は別に定める。", _LONG + _LONG + "ければならない。", "次の段落。"]
