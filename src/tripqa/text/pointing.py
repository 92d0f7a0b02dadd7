"""What a question leaves out or points at, told from its words: "and in Taipei?", "he", その機関, 그곳, 該市.

A pronoun whose thing the question has named before it points at nothing that came earlier: the caller, who knows
names, looks for that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from tripqa.domain import Language, Span, ValueKind
from tripqa.text.language import find_language

Means = Literal["person", "place", "organisation", "thing"]
KINDS: dict[Means, frozenset[ValueKind]] = {  # of what a word may stand for
    "person": frozenset(("person",)),
    "place": frozenset(("place",)),
    "organisation": frozenset(("organisation", "name")),
    "thing": frozenset(("organisation", "name", "place")),
}


@dataclass(frozen=True, slots=True)
class Pointer:
    """A word of a question that stands for something, and how a name is put in its place."""

    means: Means
    span: Span
    put: str  # {} stands for the name


@dataclass(frozen=True, slots=True)
class Left:
    """What is said of a question whose rest is left out."""

    said: Span  # the thing that is new, without the words around it; empty where nothing is
    way: str  # how it is said: "in {}", {}では


@dataclass(frozen=True, slots=True)
class _Words:
    """How one language points and leaves out. Patterns are searched for in a folded question in lower case."""

    pointers: tuple[tuple[Means, str, str], ...]  # what it means, pattern, what is put in its place
    left: str  # a question of which all is left out but `said`; `way` is what belongs to that
    joined: str  # how that is put to the question before: {way} and {before}
    about: str  # how a question is put below {things}
    whole: str  # what is said of everything that the documents hold


_EN_NOUN = r"agency|organi[sz]ation|foundation|company|institute|institution|body|group|office|cent(?:er|re)|university"
_EN_ASKED = r"(?:when|why|where|who|whom|how|how (?:many|much|long)|which(?: one)?|what(?: else)?|who else)"
_JA_AFTER = r"(?=[はがをにでとへのもや]|から|まで|、|$)"
_KO_BEFORE, _KO_AFTER = r"(?<![가-힣])", r"(?=(?:은|는|이|가|을|를|의|에|와|과|도|로|께|만|랑)|[^가-힣]|$)"
_WORDS: dict[Language, _Words] = {
    "en": _Words(
        pointers=(
            ("person", r"\b(?:his|her(?= [a-z]))\b", "{}'s"),
            ("person", r"\b(?:he|she|him|her)\b", "{}"),
            ("place", r"\b(?:that|this|the same) (?:city|town|country|place|prefecture|county)\b", "{}"),
            (
                "place",
                r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )\bthere\b"
                r"(?! (?:is|are|was|were|be|been|will|has|have|any|an?|much|many|more)\b)",
                "in {}",
            ),
            ("organisation", rf"\b(?:that|this|the same) (?:{_EN_NOUN})\b", "{}"),
            ("thing", r"\b(?:its|their)\b", "{}'s"),
            (
                "thing",
                r"(?<!\btake )\bit\b(?! (?:take|takes|took|possible|true|is|was)\b)|\b(?:they|them)\b"
                r"|\b(?:this|that)\b(?=$| (?:cost|mean|happen|take place|work|start|begin|end)\b)",
                "{}",
            ),
        ),
        left=rf"(?:(?:and|but|ok|okay|so|then|also|or),? )*(?:"
        rf"(?:what|how) about (?P<way1>(?:in |at |on |for )?(?:the )?(?P<said1>.+))"
        rf"|(?P<way2>(?:in|at|on|for|from|with|by|to|during|before|after) (?:the )?(?P<said2>.+))|{_EN_ASKED})"
        rf"|(?:and|but) (?:the )?(?P<way3>(?P<said3>.+))",
        joined="{before} {way}",
        about="About {things}: {question}",
        whole=r"\b(?:whole|entire|overall|overview|itinerary|altogether|in total|trips?|reports?|documents?)\b"
        r"|\b(?:summari[sz]e|summary|main|key)\b|\ball (?:the )?\w+s\b",
    ),
    "ja": _Words(
        pointers=(
            ("person", rf"(?:彼女|彼(?!ら|岸)|同氏|その人|この人|その方|(?<![一-龥ァ-ヶー])氏){_JA_AFTER}", "{}"),
            (
                "place",
                rf"(?:[そあ]こ|(?:同|当該)(?:市|都市|地|国|県|区|島|町|村)|[そこあ]の(?:市|都市|町|街|国|場所|地域|土地))"
                rf"{_JA_AFTER}",
                "{}",
            ),
            (
                "organisation",
                rf"(?:(?:同|当該)(?:社|機関|団体|財団|院|局|庁|大学|研究所|組織|会|協会|センター)"
                rf"|[そこ]の(?:会社|機関|団体|財団|組織|大学|研究所|施設|センター|協会)){_JA_AFTER}",
                "{}",
            ),
            ("thing", r"(?<![一-龥ぁ-ん])[そこ]れ(?=[はがをにのもで])", "{}"),
            (
                "thing",
                r"(?<![一-龥ぁ-ん])[そこ]の(?!他|後|ほか|うち|ため|中|際|時|上|前|とき|あと|間|結果|よう|まま|程度|点"
                r"|[報文資出])",
                "{}の",
            ),
        ),
        left=r"(?:(?:では|じゃあ?|それでは|それなら|また|そして|あと|ちなみに|それと)、?)*"
        r"(?P<way1>(?P<said1>[^、。]{1,40}?)(?:の場合|について|に関して|で|に|へ|から|と)?)(?:は|なら|だと|って)"
        r"(?:、?(?:どう|いかが)(?:です|でしょう|なん)?(?:か|の)?)?"
        r"|(?:それは)?(?:なぜ|何故|どうして|いつ|どこ|誰|いくら|どうやって|他には?|ほかには?)(?:です|でしょう)?か?",
        joined="{way}、{before}",
        about="{things}について、{question}",
        whole=r"全体|全部|全て|すべて|全(?:日程|行程|訪問)|行程|日程|旅程|出張|報告書?|資料|文書|概要|要約|まとめ|所感|主な",
    ),
    "ko": _Words(
        pointers=(
            ("person", rf"{_KO_BEFORE}(?:그녀|그분|그 ?사람){_KO_AFTER}", "{}"),
            ("person", rf"{_KO_BEFORE}그(?=(?:는|가|의|를|에게|와|도|께서)(?![가-힣]))", "{}"),
            ("place", rf"{_KO_BEFORE}(?:거기|그곳|(?:그|이|해당) ?(?:도시|나라|지역|장소)){_KO_AFTER}", "{}"),
            (
                "organisation",
                rf"{_KO_BEFORE}(?:그|이|해당|동) ?(?:기관|단체|재단|회사|조직|연구소|센터|대학교?){_KO_AFTER}",
                "{}",
            ),
            ("thing", rf"{_KO_BEFORE}(?:그것|이것){_KO_AFTER}", "{}"),
            (
                "thing",
                rf"{_KO_BEFORE}그 (?=[가-힣])(?!그 (?:다음|외|밖|후|때|중|동안|전|이후|결과|보고서|문서|출장))",
                "{}의 ",
            ),
        ),
        left=r"(?:(?:그럼|그러면|그렇다면|그리고|또|또한),? ?)*"
        r"(?:(?P<way1>(?P<said1>[^,]{1,40}?)(?:에서|에|의 경우|에 대해서?)?)(?:은|는|이라면|라면)요?"
        r"(?: ?(?:어때요?|어떤가요|어떻습니까|어떻게 (?:되|됐)나요|어떤지))?"
        r"|(?:왜|언제|어디(?:서|에서)?|누구|얼마|어떻게)(?:요|인가요|입니까|죠|지요)?)",
        joined="{way} {before}",
        about="{things}에 대해, {question}",
        whole=r"전체|모든|모두|전부|일정|출장|보고서|문서|개요|요약|주요",
    ),
    "zh-Hant": _Words(
        pointers=(
            ("person", r"(?<![其吉])[他她](?![們人國国處处])", "{}"),
            (
                "place",
                r"那[裡裏邊里]|當地(?![的]?(?:時間|人))|(?:該|此|[這那]個)(?:市|城市|縣|國|地區|地方|地|都市|島)",
                "{}",
            ),
            (
                "organisation",
                r"(?:該|此|[這那][個家])(?:機構|單位|基金會|公司|組織|團體|機關|中心|大學|學校|局|院|協會|部門)",
                "{}",
            ),
            ("thing", r"[它牠](?!們)|[這那]個(?=[是有在的]|$)", "{}"),
            ("thing", r"(?<![尤極與及])其(?![他中實餘次它間])", "{}的"),
        ),
        left=r"那?(?:為什麼|為何|什麼時候|何時|在?哪裡|是?誰|多少錢?|怎麼做)呢?"
        r"|(?:(?:那麼|那么|那|還有|還|而|然後),?)?(?P<way1>在?(?P<said1>[^,。]{1,30}?))(?:的話|方面|的情況|的部分)?呢",
        joined="{way},{before}",
        about="關於{things},{question}",
        whole=r"整體|整個|全部|所有|全程|行程|日程|出差|考察團|報告|文件|概要|摘要|總結|主要",
    ),
}


def pointers(folded: str) -> Iterator[Pointer]:
    """Yield what a folded question points with, the surest first: a person, a place, an organisation, anything."""
    words, question = _of(folded), folded.lower()
    for means, pattern, put in words.pointers:
        for found in _compiled(pattern).finditer(question):
            yield Pointer(means, found.span(), put)


def left(folded: str) -> Left | None:
    """Return what is said of a folded question whose rest is left out; None where nothing is by its form."""
    found = _compiled(_of(folded).left).fullmatch(folded.lower())
    if found is None:
        return None
    groups = [(found.span(f"said{i}"), found.span(f"way{i}")) for i in _numbers(found) if found[f"said{i}"]]
    if not groups:
        return Left((len(folded), len(folded)), "{}")
    said, way = groups[0]
    return Left(said, f"{folded[way[0] : said[0]]}{{}}{folded[said[1] : way[1]]}")


def of_everything(folded: str) -> bool:
    """Tell whether a folded question asks of all that there is: the trip, the report, the main points."""
    return _compiled(_of(folded).whole).search(folded.lower()) is not None


def joined(folded: str, way: str, before: str) -> str:
    """Return a question with another thing put to it, in the language of the folded question that says that."""
    return _of(folded).joined.format(way=way, before=before)


def below(folded: str, question: str, things: list[str]) -> str:
    """Return a question put below things that it does not name."""
    return _of(folded).about.format(things=", ".join(things), question=question)


def _of(folded: str) -> _Words:
    """Return the words of a question's language; what is in Han characters and may be of any is taken for Chinese."""
    told = find_language(folded)
    return next((words for language, words in _WORDS.items() if language == told), _words_of_short(folded))


def _words_of_short(folded: str) -> _Words:
    return _WORDS["en" if folded.isascii() else "zh-Hant"]


def _numbers(found: re.Match[str]) -> list[int]:
    return [number for number in (1, 2, 3) if f"said{number}" in found.re.groupindex]


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
