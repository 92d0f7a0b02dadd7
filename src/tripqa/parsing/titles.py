"""The title that a file carries in its properties, unless a program put it there on its own."""

from __future__ import annotations

import re
import unicodedata

_LONGEST_TITLE = 200  # characters: beyond it somebody's text has slipped into the properties
_ENDINGS = (
    "docx?|docm|dotx?|pptx?|pptm|xlsx?|xlsm|pdf|odt|odp|ods|odg|html?|indd|idml|txt|rtf|csv|md|tex|dvi|ps|eps|ai|psd|svg"
    "|jtdc?|jtt|hwpx?|xdw|xbd|sxw|wps|pub|vsdx?|mpp|dwg|dxf|jww|sfc|key|pages|numbers|qxd|pm[456]|fm|cdr"
    "|jpe?g|png|tiff?|bmp|gif"
)
_BY_DEFAULT = re.compile(
    r"(word document|powerpoint presentation|powerpoint プレゼンテーション|powerpoint 프레젠테이션|powerpoint 簡報"
    r"|microsoft (word|powerpoint|excel|publisher|visio|project|office \w+) - .*"
    r"|adobe photoshop pdf|scan(ned document)?"
    r"|(untitled|document|presentation|slide|book|sheet|layout|print|무제|無題|文書|スライド|白紙|신규 문서|제목 없음"
    r"|문서|빈 문서|슬라이드|未命名|未標題|無標題|文件|投影片)[- \d.]*"
    rf"|.*\.({_ENDINGS})|about:blank|(https?|file)://.*|data:.*|[a-z]:\\.*)",
    re.IGNORECASE,
)
_HEX = re.compile(
    r"<?\s*(?:FEFF(?:[0-9A-F]{4})*|FFFE(?:[0-9A-F]{4})*|(?=\d*[A-F])(?:[0-9A-F]{2}){4,})\s*>?", re.IGNORECASE
)
_MARKS = ("\u00fe\u00ff", "\u00ff\u00fe", "\ufffe")  # byte order marks that were taken for letters
_EVERYDAY = re.compile(
    r"[ -~\u00a0-\u024f\u0370-\u052f\u2010-\u27bf\u3000-\u30ff\u3105-\u318f\u4e00-\u9fff\uac00-\ud7a3\uff01-\uffee]{3,}"
)
_KANA_IN_HALVES = re.compile(r"(?:0[\x80-\xff]){2}")  # UTF-16 without a byte order mark, byte for byte


def own_title(title: str | None) -> str:
    """Return a title on one line; empty if it is a program's default, the name of a file, or no title at all."""
    printable = "".join(" " if unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") else one for one in title or "")
    words = " ".join(printable.split())
    no_title = len(words) > _LONGEST_TITLE or _BY_DEFAULT.fullmatch(words) or _is_garbled(title or "")
    return "" if no_title else words


def _is_garbled(title: str) -> bool:
    """Tell whether a title is the bytes of one: hexadecimal digits, or another encoding read as something else."""
    if _HEX.fullmatch(title) or title.startswith(_MARKS) or "\ufffd" in title or _KANA_IN_HALVES.search(title):
        return True
    return _reads_better(title, "utf-16-be", "utf-16-le") or any(
        _reads_better(title, "latin-1", meant) for meant in ("cp932", "euc_jp", "cp949", "big5", "utf-8")
    )


def _reads_better(title: str, taken_for: str, meant: str) -> bool:
    """Tell whether a title is of everyday characters in another encoding, and holds others in this one."""
    try:
        other = title.encode(taken_for).decode(meant)
    except UnicodeError:
        return False
    if taken_for == "latin-1":
        return not title.isascii() and sum(map(_is_asian, other)) * 2 > len(other)
    return not _EVERYDAY.fullmatch(title) and _EVERYDAY.fullmatch(other) is not None


def _is_asian(character: str) -> bool:
    return "\u3041" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7a3"
