"""Names in hangul, which writes all words alike: told by a title behind them, by a last word, or by their syllables.

Korean writes Japanese names, and those of Western languages, in syllables that few of its own words are made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tripqa.checking.words import common, is_common, ordinary
from tripqa.domain import Language, Span
from tripqa.languages.shapes import Statements
from tripqa.languages.tables import table
from tripqa.text.scripts import HANGUL

_SHORTEST = 2  # syllables of a name that are of no other word
_KANA = frozenset(  # in which Korean writes Japanese
    "아이우에오가기구게고카키쿠케코사시스세소자지즈제조타치쓰테토다데도나니누네노하히후헤호바비부베보파피푸페포마미무메모야유요라리루레로와"
    "간긴군겐곤칸킨쿤켄콘산신순센손잔진준젠존탄친쓴텐톤단덴돈난닌넨논한힌훈헨혼반빈분벤본판핀푼펜폰만민문멘몬안인운엔온란린룬렌론완"
    "샤슈쇼차추초주갸규교캬큐쿄냐뉴뇨햐휴효뱌뷰뵤랴류료먀뮤묘욘얀윤갓깃곳삿싯슷셋솟탓칫텟톳닷맛못핫홋밧봇앗잇웃엣옷랏릿룻렛롯"
)
_FOREIGN = frozenset("크트프스르츠브드그즈흐쿠투푸쿨릭릿맥밴엘앨웰윌")
_KOREAN = table(Language("ko"), Statements)
_TITLE, _BODY = f"(?:{_KOREAN.titles})", f"(?:{_KOREAN.bodies})"
_PARTICLE = "는|에서는|에서|에는|에게|에|의|을|를|과|와|은|이|가|까지|부터|으로|로"
_TITLED = re.compile(
    rf"(?<![{HANGUL}])(?P<name>[{HANGUL}]{{2,4}})\s(?=[{HANGUL}]{{0,8}}{_TITLE}(?:은|는|이|가|을|를|의|과|와|에|도|등)?(?![{HANGUL}]))"
)
_OFFICE = re.compile(rf"(?<![{HANGUL}])(?P<name>[{HANGUL}]{{2,6}}[청처국현])(?:{_PARTICLE})(?![{HANGUL}])")
_WORD = re.compile(rf"(?<![{HANGUL}A-Za-z0-9])(?P<name>[{HANGUL}]{{3,10}}?)(?:{_PARTICLE})(?![{HANGUL}])")
_FIRST = re.compile(
    rf"(?<![{HANGUL}A-Za-z0-9])(?P<name>[{HANGUL}]{{3,8}})\s(?={_BODY}|[{HANGUL}]{{1,4}}\s?[{HANGUL}]{{0,8}}{_TITLE})"
)
_ATTRIBUTE = re.compile("[의는은인한된던할와과및로고지며면러려서게]$")


def in_hangul(said: str, covered: bytearray) -> Iterator[Span]:
    """Yield the spans of names in hangul that a folded statement has. What is `covered` is of its quotes."""
    words = common(said)
    for form in (_TITLED, _WORD, _FIRST):
        for found in form.finditer(said):
            name, (start, end) = found["name"], found.span("name")
            left = sum(not (covered[place] or words[place]) for place in range(start, end))
            ends = form is not _WORD and _ATTRIBUTE.search(name)
            if left >= _SHORTEST and not ends and not is_common(name) and (form is _TITLED or _is_foreign(name)):
                yield start, end
    for found in _OFFICE.finditer(said):
        if not is_heard(said, *found.span("name"), covered):
            yield found.span("name")


def is_heard(said: str, start: int, end: int, covered: bytearray) -> bool:
    """Tell whether half of a name in hangul, or more, is of the quotes, or it begins with an ordinary word."""
    left = sum(not covered[place] for place in range(start, end))
    return 2 * left <= end - start or any(
        said[start:place] in ordinary() for place in range(start + _SHORTEST, end + 1)
    )


def _is_foreign(name: str) -> bool:
    return all(one in _KANA for one in name) or any(one in _FOREIGN for one in name)
