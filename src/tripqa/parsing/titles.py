"""The title that a file carries in its properties, unless a program put it there on its own."""

from __future__ import annotations

import re
import unicodedata

_LONGEST_TITLE = 200  # characters: beyond it somebody's text has slipped into the properties
_BY_DEFAULT = re.compile(
    r"(word document|powerpoint presentation|powerpoint プレゼンテーション|powerpoint 프레젠테이션|powerpoint 簡報"
    r"|microsoft (word|powerpoint) - .*"
    r"|(untitled|document|presentation|slide|無題|文書|スライド|제목 없음|문서|슬라이드|未命名|文件|投影片)[ \d.]*"
    r"|.*\.(docx?|pptx?|xlsx?|pdf|od[tps]|hwpx?|jtd|csv|html?|indd|txt)|about:blank|https?://.*|data:.*)",
    re.IGNORECASE,
)


def own_title(title: str | None) -> str:
    """Return a title on one line; empty if it is a program's default, the name of a file, or no title at all."""
    printable = "".join(" " if unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") else one for one in title or "")
    words = " ".join(printable.split())
    return "" if len(words) > _LONGEST_TITLE or _BY_DEFAULT.fullmatch(words) else words
