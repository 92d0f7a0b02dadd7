"""Persons, organisations, places, and names of systems and works, told by their last word, title or brackets.

Japanese, Chinese and Korean put what a thing is behind its name (台北市, 金泰均副市長, 한국지능정보사회진흥원): the
name is what stands before that word, back to the next character that cannot belong to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Literal

NameKind = Literal["person", "organisation", "place", "name"]

_TITLES = (
    r"副市長|市長|副知事|知事|区長|町長|村長|縣長|區長|鎮長|鄉長|里長|大臣|大統領|總統|首相|總理|部長|局長"
    r"|處長|署長|庁長|廳長|次長|課長|科長|係長"
    r"|室長|司長|院長|理事長|理事(?!会)|董事長|執行長|会長|會長|社長|館長|所長|センター長|主任|団長|團長"
    r"|議長|議員(?!会)|立委|委員長|委員(?![会會])|学長"
    r"|總長|総長|校長|教授|博士(?![級号論課後前研])|先生|女士|小姐|氏(?![名族])|専務|常務|頭取|会頭|総裁"
    r"|總裁|監督|選手|代表(?![団團者的さ作例取性])|主席"
    r"|書記|管理監|将軍|將軍|天皇|皇帝|国王|國王|女王|王妃|皇后|王子|教皇|(?<![皆客])さん(?!か)|職員(?!採)"
    r"|社員|幹部|CEO|CTO"
)
_ORGANISATIONS = (
    r"財団|基金会|基金會|委員会|委員會|協会|協會|学会|學會|審議会|協議会|商工会|連合会|聯合會|議会|議會|組合"
    r"|連盟|聯盟|大学院|大学(?![生院])|大學(?!生)"
    r"|学院|學院|研究所|研究院|病院|醫院|振興院|開発院|院(?![長内內生政外])|局(?![長面所部地])"
    r"|(?<=[一-龥ァ-ヶ]{2})省(?![略エ力])|庁(?![舎内長])|廳(?!長)"
    r"|署(?![名長])|会社|公司|企業|機構|機関|機關|センター(?!長)|中心(?![部的と地])|公社|公団|銀行|新聞"
    r"|出版社|放送|学校|學校|高校|中学|小学|小學"
    r"|図書館|圖書館|博物館|美術館|政府|市役所|区役所|市庁|県庁|都庁|警察|団体|團體|グループ|チーム|事業部"
    r"|本部|支部|学部|コミュニティ|社群"
    r"|(?<=[一-龥ァ-ヶー]{2})社(?![会會員長説])|軍(?![事人団])|党(?![首員])|黨|教会|教會|課(?![題す税程])"
)
_PLACES = (
    r"都(?![市度合道心])|道(?![路具徳德理府教])|(?<!政)府(?![長中])|県(?![民庁議内外])|縣(?![長市府議民])"
    r"|(?<![^一-龥]都)(?<!\A都)市(?![民長場議役街況内販立])|区(?![民長別分役間域切画])"
    r"|區(?![民長別分域塊])|町(?![長民内人])|村(?![長民落人])|郡|州"
    r"|(?<![安務業境働産通信報学])省(?![略エ力])|島(?![民内])|山(?![頂麓間地脈])|川(?![岸沿])|河|湖|湾"
    r"|港(?!内)|駅|站|空港|機場"
    r"|公園|半島|諸島|群島|海峡|平野|盆地|山脈|高原|海岸|街(?![道頭並])|通り|路(?![線面上])|王国|共和国|帝国"
    r"|王國|共和國|帝國|地方(?![自政公])|地区|地區"
    r"|地域|城|寺|神社|宮殿|広場|廣場|国(?![家民際内会立王際語土籍外])|國(?![家民際內會立王語土籍外])"
)
_KOREAN: tuple[tuple[NameKind, str], ...] = (  # what begins the word, then its last part; a particle may follow
    (
        "person",
        r"[가-힣]{0,6}\s?(?:부?시장|부?지사|구청장|군수|장관|차관|대통령|총리|의원|의장|위원장|원장|국장"
        r"|부장|과장|실장|소장|센터장"
        r"|관장|단장|이사장|회장|사장|대표(?!단)|교수|박사|선생|씨|님|총장|감독|선수)",
    ),
    (
        "organisation",
        r"[가-힣A-Za-z0-9]{1,12}(?:재단|공단|위원회|협회|학회|의회|대학교|대학원|대학|연구소|연구원|병원"
        r"|진흥원|개발원|공사|은행|회사|기업"
        r"|기관|센터|학교|도서관|박물관|정부|시청|구청|도청|단체|커뮤니티)|[가-힣]{2,8}(?:[가-힣]부"
        r"|[가-힣]청|[가-힣]국)",
    ),
    (
        "place",
        r"[가-힣]{2,6}(?:특별시|광역시|자치도|시|구|군|읍|면|섬|산|강|항|역|공항|공원)|(?:경기|강원|제주"
        r"|도쿄|충청|전라|경상|홋카이)도"
        r"|[가-힣]{1,3}[남북]도",
    ),
)
_PARTICLE = (
    r"(?=(?:은|는|이|가|을|를|의|와|과|도|만|로|으로|에|에서|에게|께서|까지|부터|보다|처럼|하고|이나|나|랑"
    r"|이랑|란|이란|측|들|들이|들은|들의)?(?![가-힣])"
    r"|입니|이었|였|이며|이고|이라)"
)
_CAPITALISED = r"[A-Z][A-Za-z0-9.'’&-]{0,30}"
_ENGLISH: tuple[tuple[NameKind, str], ...] = (
    (
        "person",
        r"(?:(?i:vice|deputy|prime|lieutenant)[ -])?(?:(?i:mayor|governor|minister|president|premier"
        r"|chancellor|director(?:[ -]general)?"
        r"|chair(?:man|woman|person)?|secretary|senator|professor|councillor)|Prof\.|Dr\.?|Mr\.?|Mrs\.?"
        r"|Ms\.?|Sir|Lord|King|Queen|Emperor|Pope"
        rf"|General|Captain)(?: {_CAPITALISED}){{0,3}}(?![A-Za-z])",
    ),
    (
        "organisation",
        rf"(?:{_CAPITALISED} (?:(?:of|for|and|the) ){{0,2}}){{1,6}}(?:Foundation|Agency|University|College"
        rf"|Institute|Council|Committee"
        r"|Commission|Association|Corporation|Company|Bank|Center|Centre|Bureau|Department|Office|Authority"
        r"|Government|Assembly|Parliament"
        r"|School|Hospital|Library|Museum|Union|Party|Society|League|Organi[sz]ation|Group|Board|Inc\.?|Co\."
        r"|Ltd\.?|Corp\.?|Church|Army"
        r"|Times|Press|Club)(?![A-Za-z])",
    ),
    (
        "organisation",
        rf"(?:Ministry|Department|University|Bank|Institute|Bureau|Office|Agency|Commission|Council) (?:of"
        rf"|for) (?:the )?{_CAPITALISED}"
        rf"(?:(?: (?:and|of|the))?,? {_CAPITALISED}){{0,4}}",
    ),
    (
        "place",
        rf"(?:{_CAPITALISED} ){{1,3}}(?:City|County|Prefecture|Province|State|River|Island|Islands|Lake|Bay"
        rf"|Station|Street|Park|Airport|District"
        r"|Republic|Kingdom|Empire)(?![A-Za-z])",
    ),
)
_KATAKANA = "ァ-ヴー"
_ANYWHERE: tuple[tuple[NameKind, str], ...] = (
    ("person", rf"(?<![{_KATAKANA}・])[{_KATAKANA}]{{1,12}}(?:[・=][{_KATAKANA}]{{1,12}}){{1,4}}(?![{_KATAKANA}・])"),
    ("person", r"(?<![一-龥])[一-龥]{2,6}(?:[·‧][一-龥]{1,6}){1,3}"),
    (
        "name",
        r"「[^「」]{1,40}」|『[^『』]{1,40}』|《[^《》]{1,40}》|〈[^〈〉]{1,40}〉|“[^“”]{1,60}”"
        r"|\"[^\"]{1,60}\"",
    ),
    ("name", rf"[{_KATAKANA}]{{4,30}}(?:[・=][{_KATAKANA}]{{1,20}}){{0,4}}"),
    ("name", rf"(?<![A-Za-z0-9]){_CAPITALISED}(?: (?:(?:of|the|for|and) )?{_CAPITALISED}){{1,6}}"),
    (
        "name",
        r"(?<![A-Za-z0-9])(?=[A-Za-z0-9.&-]{0,15}[A-Z0-9][A-Za-z0-9]{0,15})(?=[0-9.&-]{0,8}[A-Za-z])[A-Za-z0-9]{1,16}[A-Z0-9.&-][A-Za-z0-9.&-]{0,16}(?![A-Za-z0-9])",
    ),
)

_RUN = re.compile(r"[々〆ヶァ-ヺー一-龥㐀-䶿A-Za-z0-9・&'\-]")
_BREAKS = frozenset("的了在與是由於將被們這那")
_LONGEST = 24  # characters before the word that tells what it is
_LEADING = re.compile(r"[・&'\-]+|(?:同|各|全|両|本|当|該|某|他|貴|旧|新|我|元|前|副|的)(?=\Z)")
_ABBREVIATION = re.compile(r"\s?\([A-Z][A-Za-z0-9&-]{1,11}\)")


@cache
def _grown() -> dict[NameKind, re.Pattern[str]]:
    tables: dict[NameKind, str] = {"person": _TITLES, "organisation": _ORGANISATIONS, "place": _PLACES}
    return {kind: re.compile(table) for kind, table in tables.items()}


@cache
def _patterns() -> list[tuple[NameKind, re.Pattern[str]]]:
    korean: list[tuple[NameKind, str]] = [
        (kind, rf"(?<![가-힣A-Za-z])(?:{pattern}){_PARTICLE}") for kind, pattern in _KOREAN
    ]
    english: list[tuple[NameKind, str]] = [(kind, rf"(?<![A-Za-z]){pattern}") for kind, pattern in _ENGLISH]
    return [
        (kind, re.compile(pattern)) for kind, pattern in (*korean, *english, *_ANYWHERE, ("place", _known_places()))
    ]


def _known_places() -> str:
    lines = files("tripqa.text").joinpath("places.txt").read_text(encoding="utf-8").splitlines()
    names = [name.replace("_", " ") for line in lines if not line.startswith("#") for name in line.split()]
    latin = "|".join(re.escape(name) for name in names if name[0] < "\u0250")
    katakana = "|".join(name for name in names if "\u30a0" < name[0] < "\u30ff")
    rest = "|".join(sorted((name for name in names if name[0] >= "\u3100"), key=len, reverse=True))
    return rf"(?<![A-Za-z])(?:{latin})(?![A-Za-z])|(?<![{_KATAKANA}])(?:{katakana})(?![{_KATAKANA}])|{rest}"


def find_named(folded: str) -> Iterator[tuple[NameKind, int, int]]:
    """Yield the spans of persons, organisations, places and names in a folded text."""
    for kind, table in _grown().items():
        for last in table.finditer(folded):
            start = _first(folded, last.start())
            if start < last.start() or kind == "person":
                yield kind, start, _with_abbreviation(folded, last.end()) if kind == "organisation" else last.end()
    for kind, pattern in _patterns():
        for found in pattern.finditer(folded):
            yield (
                kind,
                found.start(),
                _with_abbreviation(folded, found.end()) if kind == "organisation" else found.end(),
            )


def _first(folded: str, end: int) -> int:
    """Return where the name begins that stands before `end`."""
    start = end
    while start > max(0, end - _LONGEST) and _RUN.match(folded[start - 1]) and folded[start - 1] not in _BREAKS:
        start -= 1
    leading = _LEADING.match(folded, start, end)
    return leading.end() if leading else start


def _with_abbreviation(folded: str, end: int) -> int:
    found = _ABBREVIATION.match(folded, end)
    return found.end() if found else end
