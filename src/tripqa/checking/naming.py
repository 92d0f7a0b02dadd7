"""Names of a statement that stand in none of the quotes it cites, beside those that a list of names has.

What tells a name is its form: a last word (市, 部長), capitals, katakana, or Han characters that are neither of the
quotes nor common words. In hangul, which writes all words alike, a name is told by a title behind it, its last word, or
by syllables that only names and words of other languages are made of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from tripqa.checking.sounds import sounds_like
from tripqa.checking.words import Quoted, alone, common, is_common, ordinary
from tripqa.domain import Span
from tripqa.languages.shapes import Names
from tripqa.languages.tables import longest_first, tables
from tripqa.text.glossary import find_words, places
from tripqa.text.naming import find_named
from tripqa.text.particles import particles
from tripqa.text.scripts import HAN, HANGUL, KATAKANA
from tripqa.text.variants import lexical_form

_TOLD = frozenset(("person", "organisation", "place"))
_RUN = re.compile(rf"[{HAN}]{{2,}}|[{KATAKANA}]{{2,}}")
_HAN_END = re.compile(rf"[{HAN}]+\Z")
_HANGUL_RUN = re.compile(rf"[{HANGUL}]+")
_CJK = re.compile(rf"[{HAN}{HANGUL}\u3041-\u30ff]")
_BRACKETS = re.compile('[「『《〈“"]([^」』》〉”"]{2,40})[」』》〉”"]')
_CAPITAL = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Za-z0-9'’&]*")
_BEGINS = re.compile(r"(?:\A|[.!?:;]\s|[\"“(・])\s*\Z")
_INFLECTED = re.compile(r"(?:ing|ed|ly|s)\Z")
_SHORTEST = 2  # characters of a name
_STEM = 5  # letters that a name shares with what is made of it: Korea, Korean
_KANA = frozenset(  # syllables in which Korean writes Japanese
    "아이우에오가기구게고카키쿠케코사시스세소자지즈제조타치쓰테토다데도나니누네노하히후헤호바비부베보파피푸페포마미무메모야유요라리루레로와"
    "간긴군겐곤칸킨쿤켄콘산신순센손잔진준젠존탄친쓴텐톤단덴돈난닌넨논한힌훈헨혼반빈분벤본판핀푼펜폰만민문멘몬안인운엔온란린룬렌론완"
    "샤슈쇼차추초자주조갸규교캬큐쿄냐뉴뇨햐휴효뱌뷰뵤랴류료먀뮤묘욘얀윤"
    "갓깃곳삿싯슷셋솟탓칫텟톳닷맛못핫홋밧봇앗잇웃엣옷랏릿룻렛롯쇼순"
)
_FOREIGN = frozenset("크트프스르츠브드그즈흐쿠투푸쿨릭릿맥밴엘앨웰윌")
_TITLED = re.compile(
    rf"(?<![{HANGUL}])(?P<name>[{HANGUL}]{{2,4}})\s(?=[{HANGUL}]{{0,8}}(?:장|관|의원|위원|박사|교수|선수|씨|님|대표|감독|총리|대통령|지사|이사|단장|선생)(?![{HANGUL}])"
    rf"|[{HANGUL}]{{0,8}}(?:장|관|의원|위원|박사|교수|선수|씨|님|대표|감독|총리|대통령|지사|이사|선생)(?:은|는|이|가|을|를|의|과|와|에|도|등)(?![{HANGUL}]))"
)
_PARTICLE = "에서는|에서|에는|에게|에|의|을|를|과|와|은|이|가|까지|부터|으로"
_OFFICE = re.compile(  # and prefectures
    rf"(?<![{HANGUL}])(?P<name>[{HANGUL}]{{2,6}}[청처국현])(?:{_PARTICLE})(?![{HANGUL}])"
)
_ATTRIBUTE = re.compile("[의는은인한된던할와과및로]$")


def unnamed(said: str, known: Sequence[Span], quotes: Sequence[str], writings: Sequence[str]) -> Iterator[Span]:
    """Yield the spans of names in a folded statement that stand in no quote.

    `known` are the spans of names that a list has, `writings` all names of what the quotes name.
    """
    quoted, taken = Quoted(quotes), list(known)
    covered = quoted.covered(said)
    for start, end in known:
        covered[start:end] = b"\x01" * (end - start)
    seen = (
        *_places(said, quoted),
        *_told(said, covered),
        *_bracketed(said, covered),
        *_in_capitals(said, quoted, writings),
        *_runs(said, covered),
        *_in_hangul(said, covered),
    )
    for start, end in seen:
        word = said[start:end]
        if all(end <= first or last <= start for first, last in taken) and not any(
            sounds_like(word, quote) for quote in quotes
        ):
            taken.append((start, end))
            yield start, end


def _places(said: str, quoted: Quoted) -> Iterator[Span]:
    """Yield countries, regions and cities that everybody knows, which the quotes name in no language."""
    shared = frozenset(quoted.shared(said))
    for word in find_words(said.lower()):
        if word.first in places() and (word.start, word.end) not in shared:
            yield word.start, word.end


def _told(said: str, covered: bytearray) -> Iterator[Span]:
    """Yield what a last word tells to be a name, where what stands before that is of no quote."""
    for kind, start, end in find_named(said):
        if kind not in _TOLD:
            continue
        if _HANGUL_RUN.fullmatch(said, start, end) and not _is_heard(said, start, end, covered):
            yield start, end
        last = next((one for one in _last_word().finditer(said, start, end) if one.end() == end), None)
        stem = _HAN_END.search(said, start, last.start()) if last else None
        if stem and len(stem.group()) >= _SHORTEST and not _stands(said, *stem.span(), covered):
            yield stem.start(), end
    for found in _OFFICE.finditer(said):
        if not _is_heard(said, *found.span("name"), covered):
            yield found.span("name")


def _bracketed(said: str, covered: bytearray) -> Iterator[Span]:
    """Yield what stands in brackets as the name of a thing does, where none of it is of the quotes."""
    for found in _BRACKETS.finditer(said):
        if not any(covered[found.start(1) : found.end(1)]) and _CJK.search(found[1]):
            yield found.span(1)


def _stands(said: str, start: int, end: int, covered: bytearray) -> bool:
    """Tell whether each character is of the quotes, of an ordinary word, or adds nothing to one that is."""
    form, told = lexical_form(said[start:end]), [bool(covered[place]) for place in range(start, end)]
    for first in range(len(form)):
        for last in range(first + _SHORTEST, len(form) + 1):
            if form[first:last] in ordinary():
                told[first:last] = [True] * (last - first)
    return any(told) and all(one or form[i] in alone() for i, one in enumerate(told))


def _is_heard(said: str, start: int, end: int, covered: bytearray) -> bool:
    """Tell whether half of a name in hangul, or more, is of the quotes, or all of it but its last word is ordinary."""
    left = sum(not covered[place] for place in range(start, end))
    return 2 * left <= end - start or any(
        said[start:place] in ordinary() for place in range(start + _SHORTEST, end + 1)
    )


def _runs(said: str, covered: bytearray) -> Iterator[Span]:
    """Yield what of runs of Han characters or katakana is neither of the quotes nor a common word."""
    words, form = common(said), lexical_form(said)
    for run in _RUN.finditer(said):
        left = [not (covered[i] or words[i]) for i in range(*run.span())]
        for start, end in _stretches(left, run.start()):
            while start < end and form[start] in alone():
                start += 1
            while start < end and form[end - 1] in alone():
                end -= 1
            if end - start >= _SHORTEST:
                yield start, end


def _stretches(left: Sequence[bool], at: int) -> Iterator[Span]:
    start = None
    for place, one in enumerate((*left, False)):
        if one and start is None:
            start = place
        elif not one and start is not None:
            yield at + start, at + place
            start = None


def _in_capitals(said: str, quoted: Quoted, writings: Sequence[str]) -> Iterator[Span]:
    """Yield words with a capital that stand in no quote, in none of its languages."""
    shared = list(quoted.shared(said))
    glossed = {word.start for word in find_words(said.lower())}
    begun = {name.lower()[:_STEM] for name in writings if name.isascii() and len(name) >= _STEM}
    for found in _CAPITAL.finditer(said):
        word = found.group().lower().removesuffix("'s").removesuffix("’s")
        first = _BEGINS.search(said[: found.start()]) is not None
        if any(start <= found.start() < end for start, end in shared) or word in quoted.form or word[:_STEM] in begun:
            continue
        if word in ordinary() and (first or found.start() not in glossed or _titles().fullmatch(word)):
            continue
        if first and not _goes_on(said, found.end()) and (found.start() in glossed or _INFLECTED.search(word)):
            continue
        yield found.span()


def _goes_on(said: str, end: int) -> bool:
    return re.match(r" [A-Z]", said[end:]) is not None


def _in_hangul(said: str, covered: bytearray) -> Iterator[Span]:
    """Yield words in hangul that stand before a title, are of three syllables or more before a particle, or foreign."""
    words = common(said)
    for form in (_TITLED, _before_particle(), _words()):
        for found in form.finditer(said):
            name = found["name"]
            start, end = found.span("name")
            left = sum(not (covered[place] or words[place]) for place in range(start, end))
            if left < _SHORTEST or (form is _TITLED and _ATTRIBUTE.search(name)) or is_common(name):
                continue
            verb = name.endswith("다") and end == found.end()
            if form is not _words() or (_is_foreign(name) and not verb):
                yield start, end


def _is_foreign(name: str) -> bool:
    return len(name) > _SHORTEST and (all(one in _KANA for one in name) or any(one in _FOREIGN for one in name))


@cache
def _before_particle() -> re.Pattern[str]:
    return re.compile(rf"(?<![{HANGUL}A-Za-z0-9])(?P<name>[{HANGUL}]{{3,10}}?)(?:{_PARTICLE})(?![{HANGUL}])")


@cache
def _words() -> re.Pattern[str]:
    return re.compile(rf"(?<![{HANGUL}A-Za-z0-9])(?P<name>[{HANGUL}]{{2,10}}?)(?:{particles()})(?![{HANGUL}])")


@cache
def _last_word() -> re.Pattern[str]:
    names = tables(Names).values()
    return re.compile(
        rf"(?:{longest_first(word for one in names for word in (*one.titles, *one.organisations, *one.places))})"
    )


@cache
def _titles() -> re.Pattern[str]:
    return re.compile(
        "mayor|governor|minister|president|premier|director|chair|professor|mr|mrs|ms|dr|deputy|vice|chief|head"
    )
