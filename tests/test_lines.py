"""Lines and units: a line break is layout only inside a block that shows wrapping."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given, settings

from tests.builders import in_order, outside, texts
from tripqa.text.dates import is_date_line
from tripqa.text.lines import lines, units

JAPANESE = (
    "高雄市では市長直轄のスマートシティ委員会が主導し、各部署と連携して多様なプロジェクトを推進しています。"
    "職員採用試験では情報技術が必修であり、市政におけるデジタル施策の重要性を強調しました。"
)
ENGLISH = (
    "The foundation was set up to bring artificial intelligence into every part of the work of the city, "
    "and it now trains officials, advises departments, and brings researchers and companies together."
)
KOREAN = (
    "한국지역정보개발원은 지방자치단체의 정보화를 추진하는 기관으로 전국의 행정 시스템을 개발하고 보안을 감시하며 "
    "여러 지방자치단체와 함께 디지털 정부를 만들어 가고 있습니다."
)
JAPANESE_WRAPPED = [JAPANESE[i : i + 20] for i in range(0, len(JAPANESE), 20)]  # 40 columns
ENGLISH_WRAPPED = textwrap.wrap(ENGLISH, 72)
KOREAN_WRAPPED = textwrap.wrap(KOREAN, 30)


def unit_texts(text: str) -> list[str]:
    return [text[unit.start : unit.end] for unit in units(text)]


@given(texts())
@settings(deadline=None, max_examples=150)
def test_every_character_that_is_not_white_space_lies_in_one_unit(text: str) -> None:
    spans = [(unit.start, unit.end) for unit in units(text)]

    assert in_order(spans)
    assert outside(text, spans) == ""


@given(texts())
@settings(deadline=None, max_examples=150)
def test_a_line_is_the_very_characters_of_the_text(text: str) -> None:
    for line in lines(text):
        assert text[line.start : line.end] == line.text == line.text.strip() != ""


@given(texts())
@settings(deadline=None, max_examples=150)
def test_only_plain_adjacent_lines_are_joined(text: str) -> None:
    for unit in units(text):
        assert (unit.start, unit.end) == (unit.lines[0].start, unit.lines[-1].end)
        for line in unit.lines[1:]:
            assert line.blank_above == 0
            assert not line.is_bullet
        if len(unit.lines) > 1:
            assert not any(line.tabbed or is_date_line(line.text) for line in unit.lines)


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\u2028"])
@pytest.mark.parametrize(
    "wrapped", [JAPANESE_WRAPPED, ENGLISH_WRAPPED, KOREAN_WRAPPED], ids=["Japanese", "English", "Korean"]
)
def test_the_lines_of_a_wrapped_paragraph_are_one_unit(wrapped: list[str], line_break: str) -> None:
    text = line_break.join(wrapped)

    assert len(wrapped) > 2
    assert unit_texts(text) == [text]


def test_wrapped_paragraphs_stay_apart_at_a_blank_line() -> None:
    japanese, english = "\n".join(JAPANESE_WRAPPED), "\n".join(ENGLISH_WRAPPED)

    assert unit_texts(f"{japanese}\n \u3000\n{english}") == [japanese, english]


@pytest.mark.parametrize("bullet", ["- ", "・", "● ", "1. ", "(2) ", "③", "※"])
def test_a_bullet_begins_a_unit_inside_a_wrapped_block(bullet: str) -> None:
    items = [bullet + "\n".join(JAPANESE_WRAPPED)] * 2

    assert unit_texts("\n".join(items)) == items


@pytest.mark.parametrize("line", ["9月8日(月) 14:00-16:00", "２０２５年９月８日", "\t韓国地域情報開発院訪問"])
def test_a_date_line_or_a_tab_ends_a_unit_on_both_sides(line: str) -> None:
    wrapped = "\n".join(JAPANESE_WRAPPED)

    assert unit_texts(f"{wrapped}\n{line}\n{wrapped}") == [wrapped, line.strip(), wrapped]


@pytest.mark.parametrize(
    "lines_of_a_list",
    [
        ["宮坂副知事", "政策企画局職員", "デジタルサービス局職員"],
        ["東京都副知事", "高雄市副市長", "台北市情報局", "政策企画局長"],
        ["Seoul", "Taipei", "Kaohsiung", "Tokyo"],
        ["大韓民国:ソウル特別市", "台 湾:台北市、高雄市"],
        ["東京都新宿区西新宿二丁目8番1号", "東京都庁第一本庁舎", "電話 03-5321-1111"],
        ["Taipei City Government", "No. 1, City Hall Rd., Xinyi District", "Taipei 110204, Taiwan"],
        [
            "韓国地域情報開発院の院長らと行政システムの標準化について意見を交換した。",
            "ソウル市政府の副市長らと両都市間の知見の共有について意見を交換した。",
            "知能情報化振興院の幹部らとシステム監理の過程について意見を交換した。",
        ],
        ["항만배관건설사업 대출 1.05% 1.75%", "항만사용자시설설치 대출 1.5%(고정금리)", "연안유전개발 대출 - 2.75%"],
        ["大会議室（二階・定員百二十名） 4,500円 6,000円", "小会議室（三階・定員二十名） 1,200円 1,800円"],
        [
            "青葉地区（中央公民館および周辺の三町内会） 31,939 40,753 14,522",
            "東雲地区（臨海部の埋立地を含む全域です。） 52,912 63,767 21,312",
            "若葉地区（旧若葉村のうち山間部を除く区域） 9,718 3,597 53,637",
        ],
        [
            "Maintenance of the northern breakwater and quays 4,500 6,000",
            "Maintenance of the southern breakwater and piers 1,200 1,800",
            "Dredging of the inner basin and its approach way 2,300 3,100",
        ],
        [
            "山田太郎 教育委員会事務局学校教育部指導課 課長補佐（併任）",
            "鈴木花子 市民協働部地域振興課まちづくり係 主任主事（併任）",
            "佐藤次郎 建設部道路河川課維持管理係水防班 技術主任（併任）",
        ],
    ],
    ids=[
        "short",
        "of one width",
        "English",
        "values",
        "address",
        "English address",
        "sentences",
        "rates",
        "fees",
        "figures",
        "English figures",
        "people",
    ],
)
def test_the_lines_of_a_list_stay_apart(lines_of_a_list: list[str]) -> None:
    assert unit_texts("\n".join(lines_of_a_list)) == lines_of_a_list


def test_a_short_last_line_belongs_to_its_paragraph_and_the_line_below_it_does_not() -> None:
    paragraph = "\n".join([*JAPANESE_WRAPPED[:3], "推進しています。"])

    assert unit_texts(f"{paragraph}\n次の段落です。") == [paragraph, "次の段落です。"]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\u3000\r\n\t"])
def test_white_space_alone_holds_no_unit(text: str) -> None:
    assert units(text) == []


def test_blank_lines_are_counted_above_the_next_line() -> None:
    assert [line.blank_above for line in lines("一\r\n\r\n \r\n二\n三\n\n四")] == [0, 2, 0, 1]


@pytest.mark.parametrize("text", ["-5度", "3.5億円", "2025年", "---", "10.8%"])
def test_a_figure_is_not_a_list_mark(text: str) -> None:
    (line,) = lines(text)

    assert not line.is_bullet


@pytest.mark.parametrize(
    "wrapped",
    [
        [
            "第四条　旅費は次のとおりとし、宿泊を伴うときの日当の上限額は一日につき三",
            "千五百円とし、宿泊料の上限額は一夜につき一万二千円とする。ただし",
            "研修のため三十日を超えて滞在するときは日当の上限額を一日につき二",
            "千百円に減額することができるものとする。",
        ],
        [
            "本年度の普通地方交付税は国の算定方法の見直しに",
            "よる増額を見込み、前年度から二億円増の四十一億円を計上した。なお、基金の",
            "残高は年度末に二十七億円となる見込みである。",
        ],
        [
            "The port authority plans to extend the quay by 840 metres and to",
            "deepen the basin within three years, at an estimated",
            "total cost of 41 million euros, of which the state will pay a half in",
            "yearly parts.",
        ],
    ],
    ids=["hanging indent", "justified line", "English"],
)
def test_a_line_that_stays_short_inside_a_sentence_is_no_end(wrapped: list[str]) -> None:
    text = "\n".join(wrapped)

    assert unit_texts(text) == [text]


def test_a_number_at_the_head_of_a_line_begins_a_unit_below_a_whole_sentence() -> None:
    first = (
        "一、建議成立跨局處工作小組，由資訊局擔任召集單位，每季召開一次\n會議檢討進度並向市長提出報告，俾利業務之執行。"
    )
    second = "二、編列預算三百二十萬元。"

    assert unit_texts(f"{first}\n{second}") == [first, second]


@pytest.mark.parametrize(
    "rows",
    [
        [
            "2025年5月17日　世界の台所まつり（港町広場）",
            "2025年8月1日　夏休み自習室の開設（ともしび会館）",
            "2025年11月8日　姉妹都市の中学生の受入れ",
        ],
        [
            "午前9時30分　空き家の相談窓口を訪問し説明を聴取",
            "午前11時　改修済みの空き家3軒を順に見学した後",
            "午後6時　空港発、帰国の途へ（空港まで専用車）",
        ],
        [
            "資料1　分館の時間帯別利用者数の推移（過去3年分）",
            "資料2　空き家活用補助金交付要綱の新旧対照表一式",
            "資料3　避難所の案内板の設置箇所の一覧（予定）",
        ],
        [
            "議案第41号　原案可決（全会一致）委員長報告のとおり",
            "議案第42号　修正可決（賛成3、反対1）少数意見の留保",
            "議案第43号　原案可決（全会一致）附帯決議を付す",
        ],
    ],
    ids=["dates", "times", "papers", "bills"],
)
def test_lines_that_begin_alike_are_rows_however_wide_they_are(rows: list[str]) -> None:
    assert unit_texts("\n".join(rows)) == rows


def test_a_date_that_happens_to_begin_a_wrapped_line_ends_nothing() -> None:
    wrapped = [
        "委員会は、補助金の交付の申請の期限を令和7年",
        "9月30日までとし、必要な書類を定めることを決",
        "定し、あわせて審査の基準を公表しました。",
    ]

    assert unit_texts("\n".join(wrapped)) == ["\n".join(wrapped)]


@pytest.mark.parametrize(
    "wrapped",
    [
        [
            "令和5年度には駅前の広場を改め、さらに翌年の",
            "令和6年度には隣の公園に遊具を置くこととし、",
            "いずれも市の費用で工事を行うものとしました。",
        ],
        [
            "平成30 年の大雨で崩れた道を直し、さらに翌年",
            "平成31 年には堤を高くする工事を始めることを",
            "決め、いずれも県の補助を受けるものとした。",
        ],
        [
            "約5万人が暮らす東の地区と、港の西側にあって",
            "約10万人が暮らす南の地区とを結ぶ橋の建設を",
            "決め、いずれも県の補助を受けるものとした。",
        ],
        [
            "議案第41号の審査を終えた後、続けて委員長から",
            "議案第42号の説明があり、質疑を経て原案のとお",
            "り可決すべきものと決定しましたと報告した。",
        ],
        [
            "The council has set up a committee on the harbour, which is made up",
            "of 12 members of the two parties and meets each month, and a panel",
            "of 15 residents, who are chosen by lot and serve for a single year.",
        ],
    ],
    ids=["years", "years apart", "rough numbers", "bills", "English"],
)
def test_numbers_that_grow_at_the_head_of_wrapped_lines_end_nothing(wrapped: list[str]) -> None:
    assert unit_texts("\n".join(wrapped)) == ["\n".join(wrapped)]
