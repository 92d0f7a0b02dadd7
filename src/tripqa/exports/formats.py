"""The formats that an answer can be had in as a file of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from tripqa.exports.markdown import markdown
from tripqa.exports.paper import Paper, paper_of
from tripqa.exports.word import word
from tripqa.exports.word_parts import MEDIA_TYPE
from tripqa.service import Reply
from tripqa.web.addresses import Addresses


@dataclass(frozen=True, slots=True)
class Format:
    """How a paper is written into a file."""

    ending: str  # of the file's name
    media_type: str
    write: Callable[[Paper], bytes]

    def written(self, reply: Reply, to: Addresses | None) -> bytes:
        """Return a reply as a file; its notes lead to the pages that show their quotes, if these have addresses."""
        return self.write(paper_of(reply, to))


FORMATS: Mapping[str, Format] = {
    one.ending: one for one in (Format(".md", "text/markdown", markdown), Format(".docx", MEDIA_TYPE, word))
}
"""By the ending of a file's name."""
