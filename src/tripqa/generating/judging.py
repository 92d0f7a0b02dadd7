"""Whether a statement may be sent: what tells its faults, and whether it is in the language that was asked for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from tripqa.answers.logistic import probability
from tripqa.answers.reader import path_of
from tripqa.checking.statements import Checks, Statement
from tripqa.domain import UNDETERMINED, Citation, Language
from tripqa.generated import Sentence
from tripqa.ports import Reader
from tripqa.text.language import find_language
from tripqa.text.scripts import HAN, HANGUL, KANA

LONGEST_STATEMENT = 400  # characters
_UNSEEN = {"Cc", "Cf", "Cs"}  # controls, what turns or hides text, halves of characters
_NUMBERS = re.compile(r"\[\d+(?: ?[,、;] ?\d+)*\]")
_ADDRESS = re.compile(
    r"://|[\w-]\.[^\W\d_][\w-]|\b\d{1,3}(?:\.\d{1,3}){3}\b"
)  # a host's last part begins with a letter
_APART = re.compile(r"[\s<>()\[\]{}\"'“”‘’「」『』【】〈〉《》、。!?…]+")  # what no address is written on across
_ENDS = ".,;:·・~*_"
_AROUND = re.compile(  # Japanese and Chinese put no space between an address and their words
    f"^[{KANA}{HAN}{HANGUL}・:]+(?=[a-z0-9])|(?<=[a-z0-9/])[{KANA}{HAN}{HANGUL}]+$"
)
_HAN = re.compile(f"[{HAN}]")
_SHORT = 12  # Han characters: so many may be Japanese without any kana


class Judging:
    """Judges the statements that rest on the quotes of one answer. For one thread at a time."""

    def __init__(
        self, checks: Checks, reader: Reader, question: str, citations: Sequence[Citation], language: Language
    ) -> None:
        self._checks, self._reader, self._question = checks, reader, question
        self._citations, self._language = citations, language
        self._quotes = [citation.quote for citation in citations]
        self._scores: dict[int, float] = {}  # by number
        self._seen = set[str]()

    def judge(self, statement: Statement) -> Sentence | str:
        """Return a statement as it may be sent, or the kind of its first fault."""
        text = statement.text
        if len(text) > LONGEST_STATEMENT:
            return "long"
        if any(unicodedata.category(one) in _UNSEEN for one in text):
            return "unseen"
        if faults := self._checks.faults(statement, self._quotes):
            return faults[0].kind
        cited = "\n".join(self._quotes[number - 1] for number in statement.citations)
        if any(group not in cited for group in _NUMBERS.findall(text)):
            return "number"  # it cites something else, so it is no mark, which the checks pass over
        if not is_in(self._language, text):
            return "language"
        if not addresses(text) <= addresses(cited):
            return "address"  # nobody is led where no quote leads
        if text in self._seen:
            return "again"
        self._seen.add(text)
        numbers = tuple(dict.fromkeys(statement.citations))
        return Sentence(text, numbers, max(map(self._score, numbers)))

    def _score(self, number: int) -> float:
        if number not in self._scores:
            cited = self._citations[number - 1]
            (reading,) = self._reader.read(self._question, [(path_of(cited.hit), cited.quote)], once=True)
            self._scores[number] = round(probability(reading.stands), 4)
        return self._scores[number]


def is_in(language: Language, text: str) -> bool:
    """Tell whether a text may be in a language: it is not where it is surely in another one that is ours."""
    found = find_language(text)
    if found in (UNDETERMINED, language) or {found, language} <= {"zh-Hant", "zh-Hans"}:
        return True
    return language == "ja" and found.startswith("zh") and len(_HAN.findall(text)) <= _SHORT


def addresses(text: str) -> set[str]:
    """Return the addresses of the web and of mail in a text, each whole, as far as readers may take them for one."""
    parts = (part.strip(_ENDS) for part in _APART.split(unicodedata.normalize("NFKC", text).lower()))
    return {_AROUND.sub("", part).strip(_ENDS) for part in parts if _ADDRESS.search(part)}
