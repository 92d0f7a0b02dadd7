"""What a Word paragraph says is what is seen of it: no struck or hidden text, no codes; signs, equations and boxes."""

from __future__ import annotations

import pytest
from docx import Document
from docx.oxml.parser import parse_xml

from tests.files import LIMITS, W, saved, word
from tripqa.parsing.docx import extract


def read(body: str) -> str:
    return extract(word(f"<w:p>{body}</w:p>"), LIMITS).text


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def char(kind: str, more: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{more}</w:fldChar></w:r>'


def code(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


@pytest.mark.parametrize("mark", ["strike", "dstrike", "vanish"])
def test_struck_and_hidden_text_is_none_and_what_is_not_struck_after_all_is_text(mark: str) -> None:
    assert (
        read(run("定員は") + run("三十", f"<w:{mark}/>") + run("四十五", f'<w:{mark} w:val="0"/>') + run("名"))
        == "定員は四十五名"
    )


def test_text_struck_by_its_style_is_none() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="Old"><w:name w:val="Old"/><w:rPr><w:strike/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Older"><w:name w:val="Older"/><w:basedOn w:val="Old"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Gone"><w:name w:val="Gone"/><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    file = Document()
    for style in parse_xml(f'<w:styles xmlns:w="{W}">{styles}</w:styles>'):
        file.styles.element.append(style)
    older = '<w:rStyle w:val="Older"/>'
    for properties, runs in [
        ("", run("会場は") + run("旧庁舎", older) + run("みなと", older + '<w:strike w:val="false"/>') + run("会館")),
        ('<w:pStyle w:val="Gone"/>', run("控え") + run("見える", '<w:vanish w:val="off"/>')),
    ]:
        paragraph = parse_xml(f'<w:p xmlns:w="{W}"><w:pPr>{properties}</w:pPr>{runs}</w:p>')
        file.element.body.insert(len(file.element.body) - 1, paragraph)

    assert extract(saved(file), LIMITS).text == "会場はみなと会館\n\n見える"


def test_of_a_field_the_text_is_read_and_never_the_code_not_even_what_a_field_in_it_says() -> None:
    nested = char("begin") + code("PAGE") + char("separate") + run("7") + char("end")
    field = char("begin") + code(" IF ") + nested + code(' = 1 "甲" "乙" ') + char("separate") + run("乙") + char("end")

    assert read(run("前") + field + run("後")) == "前乙後"


def test_a_field_that_never_ends_costs_no_text() -> None:
    assert read(run("前") + char("begin") + code("REF x") + run("後")) == "前後"
    assert read(char("end") + run("前") + char("separate") + run("後")) == "前後"


@pytest.mark.parametrize(
    ("eq", "shown"),
    [
        (r"EQ \o\ac(○,３)", "③"),
        (r"eq \o\ac(○,印)", "○印"),
        (r'EQ \* jc2 \* "Font:ＭＳ 明朝" \* hps10 \o\ad(\s\up 9(みやさか),宮坂)', "宮坂"),
        (r"EQ \f(1,2)", "1/2"),
        ("XE &quot;索引&quot;", ""),
    ],
)
def test_a_field_that_stores_no_text_says_what_it_shows(eq: str, shown: str) -> None:
    assert read(run("前") + char("begin") + code(eq) + char("end") + run("後")) == f"前{shown}後"


def test_boxes_that_are_ticked_and_choices_that_are_made_are_text() -> None:
    tick = '<w:ffData><w:checkBox><w:default w:val="0"/>{}</w:checkBox></w:ffData>'
    entries = '<w:listEntry w:val="可"/><w:listEntry w:val="否"/>'
    choice = f'<w:ffData><w:ddList><w:result w:val="1"/>{entries}</w:ddList></w:ffData>'
    fields = [
        char("begin", form) + code("FORM") + char("end")
        for form in (tick.format("<w:checked/>"), tick.format(""), choice)
    ]

    assert read("".join(fields)) == "☑☐否"
    assert read("".join(field.replace(char("end"), char("separate") + char("end")) for field in fields)) == "☑☐否"


@pytest.mark.parametrize(
    ("symbol", "shown"),
    [
        ('w:font="Wingdings" w:char="F0FC"', "✓"),
        ('w:font="Wingdings" w:char="FC"', "✓"),
        ('w:font="Symbol" w:char="F0B0"', "°"),
        ('w:font="ＭＳ 明朝" w:char="2460"', "①"),
        ('w:font="Wingdings" w:char="D800"', ""),
        ('w:font="Wingdings" w:char="rubbish"', ""),
        ('w:font="Wingdings"', ""),
    ],
)
def test_a_sign_of_a_symbol_font_is_the_character_that_is_seen(symbol: str, shown: str) -> None:
    assert read(f"{run('前')}<w:r><w:sym {symbol}/></w:r>{run('後')}") == f"前{shown}後"


def test_text_in_a_symbol_font_is_what_is_seen() -> None:
    assert read(run("\uf061b", '<w:rFonts w:ascii="Symbol"/>') + run("ab")) == "αβab"


def test_a_raised_number_does_not_run_into_the_one_before_it() -> None:
    raised = '<w:vertAlign w:val="superscript"/>'

    assert (
        read(run("10") + run("6", raised) + run("件、500m") + run("2", raised) + run("注", raised)) == "10⁶件、500m²注"
    )


M = {
    "half": "<m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>",
    "power": "<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>",
}


@pytest.mark.parametrize(
    ("equation", "shown"),
    [
        (M["half"], "(a+b)/2"),
        (M["power"], "x^2"),
        (f"<m:sSup><m:e>{M['half']}</m:e><m:sup><m:r><m:t>n+1</m:t></m:r></m:sup></m:sSup>", "((a+b)/2)^(n+1)"),
        (f'<m:rad><m:radPr><m:degHide m:val="1"/></m:radPr><m:deg/><m:e>{M["half"]}</m:e></m:rad>', "√((a+b)/2)"),
        (f"<m:rad><m:deg><m:r><m:t>3</m:t></m:r></m:deg><m:e>{M['power']}</m:e></m:rad>", "∛(x^2)"),
        (
            '<m:nary><m:naryPr><m:chr m:val="∑"/></m:naryPr><m:sub><m:r><m:t>i=1</m:t></m:r></m:sub>'
            f"<m:sup><m:r><m:t>n</m:t></m:r></m:sup><m:e>{M['power']}</m:e></m:nary>",
            "∑_(i=1)^n x^2",
        ),
        (f"<m:d><m:e>{M['power']}</m:e></m:d>", "(x^2)"),
        (f'<m:d><m:dPr><m:begChr m:val="["/><m:endChr m:val="]"/></m:dPr><m:e>{M["half"]}</m:e></m:d>', "[(a+b)/2]"),
        ("<m:func><m:fName><m:r><m:t>sin</m:t></m:r></m:fName><m:e><m:r><m:t>x</m:t></m:r></m:e></m:func>", "sin x"),
    ],
)
def test_an_equation_is_read_on_one_line_and_says_what_it_says(equation: str, shown: str) -> None:
    assert read(f"{run('式は')}<m:oMath>{equation}</m:oMath>{run('とする')}") == f"式は{shown}とする"
    assert read(f"<m:oMathPara><m:oMath>{equation}</m:oMath></m:oMathPara>") == shown


def test_a_box_is_read_from_the_form_that_has_it_and_once() -> None:
    box = "<w:pict><w:txbxContent><w:p><w:r><w:t>枠</w:t></w:r></w:p></w:txbxContent></w:pict>"
    forms = f"<mc:Choice><w:drawing/></mc:Choice><mc:Fallback>{box}</mc:Fallback>"

    assert read(f"{run('本文')}<w:r><mc:AlternateContent>{forms}</mc:AlternateContent></w:r>") == "本文\n\n枠"


def test_paragraphs_that_stand_there_in_two_forms_are_read_once() -> None:
    paragraph = f"<w:p>{run('一度')}</w:p>"
    forms = f"<mc:Choice>{paragraph}</mc:Choice><mc:Fallback>{paragraph}</mc:Fallback>"

    assert extract(word(f"<mc:AlternateContent>{forms}</mc:AlternateContent>"), LIMITS).text == "一度"
