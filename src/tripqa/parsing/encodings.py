"""The characters that the bytes of a text file stand for.

What a file says of itself goes first: UTF-8 that is UTF-8 throughout, a byte order mark, the escapes of ISO-2022-JP, a
charset that HTML declares. Of the rest, each encoding that the bytes fit is tried, and the one is assumed whose
characters are everyday ones of its language: kana and JIS level 1, Hangul of KS X 1001, level 1 of Big5 and GB 2312.
Decoding is strict throughout: no character is ever replaced.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from tripqa.errors import FileDamaged

ASSUMED = " (assumed)"
_BOMS = (  # UTF-32 first: its mark begins like that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_JIS_ESCAPE = re.compile(rb"\x1b\$[@B]")
_LABELS = {  # what browsers take a declared charset for: its superset on Windows
    "shift_jis": ("cp932", "Shift_JIS"),
    "iso-2022-jp": ("iso2022_jp_2004", "ISO-2022-JP"),
    "euc-jp": ("euc_jp", "EUC-JP"),
    "euc-kr": ("cp949", "EUC-KR"),
    "big5": ("cp950", "Big5"),
    "gb18030": ("gb18030", "GB18030"),
    "windows-1252": ("cp1252", "Windows-1252"),
}
_ALIASES = {
    **dict.fromkeys(("shift-jis", "sjis", "x-sjis", "windows-31j", "ms932", "ms_kanji", "cp932"), "shift_jis"),
    **dict.fromkeys(("x-euc-jp", "eucjp"), "euc-jp"),
    **dict.fromkeys(
        ("ks_c_5601-1987", "ks_c_5601", "ksc5601", "cp949", "uhc", "windows-949", "x-windows-949"), "euc-kr"
    ),
    **dict.fromkeys(("big5-hkscs", "cn-big5", "x-x-big5", "cp950"), "big5"),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk", "gb_2312-80", "cp936", "chinese"), "gb18030"),
    **dict.fromkeys(("iso-8859-1", "latin1", "us-ascii", "ascii", "cp1252"), "windows-1252"),
}
_ENOUGH = 2000  # characters beyond ASCII that tell an encoding
_LEAST = 0.3  # of 2 points a character; real text has 0.5 and more, bytes that are no text have less than none
_HINT = 0.5  # points that a language known beforehand is worth
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x19\x1c-\x1f\x7f-\x84\x86-\x9f\ue000-\uf8ff\ufffe\uffff]")
_MOST_WESTERN = 0.3  # share of a Western text that is beyond ASCII
_SURE_UNITS = 8  # UTF-16 without a mark is sure from so many characters on, half of them ASCII
_PUNCTUATION = re.compile(
    r"[\u2010-\u2026\u2190-\u2193\u2460-\u2473\u2500-\u257f\u25a0-\u25ef\u3000-\u301f\uff01-\uff5e★☆※·×÷±℃]"
)
_KOREAN = frozenset("이다는을의에가지한고하사로인도기서시자대어리원정일수부해")
_CHINESE = frozenset(
    "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出就分對成會可主發年動同工也能下過子說產種面而方後多定行學法所"
    "这为个国时来们于对会发动过说产种后学"
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An encoding that bytes may be in, and how everyday one of its characters is: 2 at most, below 0 if it is rare."""

    codec: str
    label: str
    language: str
    points: Callable[[str], float]


def decode(data: bytes, name: str, *, language: str | None = None, declared: str = "") -> tuple[str, str]:
    """Return the text of a file, its byte order mark included, and the encoding in words; what was guessed says so.

    `language` (BCP 47) is what is known of it beforehand, `declared` the charset it names. FileDamaged if none fits.
    """
    return (
        _marked(data, name)
        or _escaped(data)
        or _sure_utf_16(data)
        or _utf_8(data)
        or _declared(data, declared)
        or _assumed(data, language)
        or _unknown(data, name)
    )


def _marked(data: bytes, name: str) -> tuple[str, str] | None:
    for mark, codec, label in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(codec), label
            except UnicodeDecodeError as error:
                raise FileDamaged(
                    f"begins like {label} and is not (byte {error.start}: {error.reason}); save it as UTF-8", name
                ) from error
    return None


def _escaped(data: bytes) -> tuple[str, str] | None:
    """Read ISO-2022-JP, whose bytes are all ASCII; in the JIS X 0213 of its escapes, which has ① and ㈱ too."""
    if not (data.isascii() and _JIS_ESCAPE.search(data)):
        return None
    text = _strict(_JIS_ESCAPE.sub(b"\x1b$(Q", data), "iso2022_jp_2004")
    return (text, "ISO-2022-JP") if text is not None else None


def _sure_utf_16(data: bytes) -> tuple[str, str] | None:
    """Read UTF-16 without a mark where half of it, or more, is ASCII: every second byte of that is zero."""
    if len(data) % 2 or len(data) < 2 * _SURE_UNITS:
        return None
    for zero, codec in ((data[1::2], "utf-16-le"), (data[::2], "utf-16-be")):
        if 2 * zero.count(0) >= len(zero) and zero.count(0) == data.count(0):
            text = _strict(data, codec)
            return (text, f"UTF-16{ASSUMED}") if text is not None else None
    return None


def _utf_8(data: bytes) -> tuple[str, str] | None:
    text = _strict(data, "utf-8")
    return (text, "UTF-8") if text is not None else None


def _declared(data: bytes, declared: str) -> tuple[str, str] | None:
    charset = declared.strip().lower()
    known = _LABELS.get(_ALIASES.get(charset, charset))
    text = _strict(data, known[0]) if known else None
    return (text, known[1]) if known and text is not None else None


def _assumed(data: bytes, language: str | None) -> tuple[str, str] | None:
    """Return the text whose characters are the most everyday ones of the language that its encoding is of."""
    found = [(points, text, label) for points, text, label in _texts(data, language) if points >= _LEAST]
    if not found:
        return None
    _, text, label = max(found, key=lambda one: one[0])
    return text, label + ASSUMED


def _texts(data: bytes, language: str | None) -> Iterator[tuple[float, str, str]]:
    for one in _CANDIDATES:
        text = _strict(data, one.codec)
        if text is not None and not _NOT_TEXT.search(text):
            hint = _HINT if language and one.language == language.split("-")[0] else 0.0
            yield _everyday(text, one.points) + hint, text, one.label
    text = _strict(data, "cp1252")
    if text is not None and not _NOT_TEXT.search(text):
        yield _western(text), text, "Windows-1252"


def _everyday(text: str, points: Callable[[str], float]) -> float:
    told = [character for character in text if character > "\x7f"][:_ENOUGH]
    return sum(map(points, told)) / max(len(told), 1)


def _western(text: str) -> float:
    """Tell how Western a text is: what it has beyond ASCII are letters that stand alone, quotes and dashes."""
    told = [found.group() for found in re.finditer(r"[^\x00-\x7f]+", text)][:_ENOUGH]
    likely = sum(len(run) == 1 and (run.isalpha() or run in "‘’“”–—…•€£§©®°·\xa0«»") for run in told)
    few = sum(character > "\x7f" for character in text) <= _MOST_WESTERN * len(text)
    return 2 * likely / max(len(told), 1) - 0.5 if few else 0.0


def _unknown(data: bytes, name: str) -> tuple[str, str]:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FileDamaged(
            f"is not UTF-8 (byte {error.start} is 0x{data[error.start]:02x}), nor of any other encoding that gives "
            "readable text; save it as UTF-8 and try again",
            name,
        ) from error
    raise AssertionError("UTF-8 has been read")


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


@lru_cache(4096)
def _japanese(character: str) -> float:
    if "\u3041" <= character <= "\u3096":
        return 2
    if "\u30a1" <= character <= "\u30fe":
        return 1
    return _han(character, "euc_jp", 0xB0, 0xCF)


@lru_cache(4096)
def _korean(character: str) -> float:
    if "\uac00" <= character <= "\ud7a3":
        if character in _KOREAN:
            return 2
        return 1 if character.encode("euc_kr", "ignore") else -1
    return min(_han(character, "euc_kr", 0xCA, 0xFD), 0)


@lru_cache(4096)
def _traditional(character: str) -> float:
    return 2 if character in _CHINESE else _han(character, "big5", 0xA4, 0xC6)


@lru_cache(4096)
def _simplified(character: str) -> float:
    return 2 if character in _CHINESE else _han(character, "gb2312", 0xB0, 0xD7)


@lru_cache(4096)
def _of_any(character: str) -> float:
    return max(one.points(character) for one in _NATIONAL)


def _han(character: str, codec: str, first: int, last: int) -> float:
    """Return 1 for a character in the everyday rows of a national standard, -1 for a rarer one, -2 for no Han."""
    if "\u4e00" <= character <= "\u9fff":
        encoded = character.encode(codec, "ignore")
        return 1 if len(encoded) == 2 and first <= encoded[0] <= last else -1
    return 0 if _PUNCTUATION.match(character) else -2


_NATIONAL = (
    _Candidate("cp932", "Shift_JIS", "ja", _japanese),
    _Candidate("euc_jp", "EUC-JP", "ja", _japanese),
    _Candidate("euc_jis_2004", "EUC-JP", "ja", _japanese),  # with ① and ㈱
    _Candidate("cp949", "EUC-KR", "ko", _korean),
    _Candidate("cp950", "Big5", "zh", _traditional),
    _Candidate("gb18030", "GB18030", "zh", _simplified),
)
_CANDIDATES = (
    *_NATIONAL,
    _Candidate("utf-16-le", "UTF-16", "", _of_any),
    _Candidate("utf-16-be", "UTF-16", "", _of_any),
)
