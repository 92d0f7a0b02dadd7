"""What a question asks for, told from its words: the form of the answer and the kinds of value it would state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from tripqa.domain import LANGUAGES, UNDETERMINED, AskedThing, Contact, Language, ValueKind
from tripqa.languages.shapes import About, Questions
from tripqa.languages.tables import table
from tripqa.text.language import find_language
from tripqa.text.numerals import unit
from tripqa.text.scripts import KANA

Form = Literal["value", "list", "comparison", "definition", "explanation", "open"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for."""

    form: Form
    kinds: frozenset[ValueKind]  # of values that would answer it, its items or its sides; empty if none is told
    unit: str  # what a number would count, as `numerals.unit` names it; empty if none is told


_FORMS: dict[str, Form] = {  # by the table that tells it; the first that fits
    "why": "explanation",
    "comparison": "comparison",
    "list": "list",
    "explanation": "explanation",
    "definition": "definition",
}
_KANA = re.compile(f"[{KANA}]")
_FIRST_OF_SEVERAL: tuple[ValueKind, ...] = ("name", "place", "person", "date", "time")  # of kinds a word may mean
_IS_THING = frozenset(("person", "organisation", "place"))  # nouns of these kinds are things that are asked about
_WHAT_KINDS_SUIT: frozenset[Form] = frozenset(("value", "list", "comparison"))


def what_is_asked(folded_question: str) -> Asked:
    """Return what a question asks for; its language is told by its characters."""
    question = folded_question.lower()
    told = [_asked(question, _compiled(language)) for language in possible_languages(folded_question)]
    return next(
        (asked for asked in told if asked.kinds or asked.form not in ("value", "open")), max(told, key=_is_told)
    )


def thing_asked(folded_question: str) -> AskedThing | None:
    """Return the one kind of thing that a question asks for; None where it may be several, or none is told."""
    question, asked = folded_question.lower(), what_is_asked(folded_question)
    languages = [_compiled(language) for language in possible_languages(folded_question)]
    if asked.form == "explanation" and any(told.reason.search(question) for told in languages):
        return "reason"
    contacts = (contact for told in languages for contact in _contacts(question, told) if _may_be(contact, asked))
    return next(contacts, None) or _kind(asked)


def without_asking(folded_question: str) -> str:
    """Return a folded question with \\0 for every character of its question words and of ways to reach somebody."""
    question = folded_question
    for language in possible_languages(folded_question):
        for pattern in _compiled(language).asks_with:
            question = pattern.sub(_taken, question)
    return question


def names_nothing(folded: str) -> bool:
    """Tell whether words in lower case name no thing of their own: function words, and nouns such as date or amount."""
    return any(_compiled(language).empty.fullmatch(folded) for language in LANGUAGES)


def possible_languages(question: str) -> list[Language]:
    """Return the languages that a question may be in, the likeliest first: Han characters alone may be Chinese."""
    language = find_language(question)
    if language == "ja" and not _KANA.search(question):
        return [Language("ja"), Language("zh-Hant")]
    if language == UNDETERMINED:
        return [known for known in LANGUAGES if not table(known, About).reforms]  # which its own characters tell
    return [known for known in LANGUAGES if known == language]


def _kind(asked: Asked) -> ValueKind | None:
    if len(asked.kinds) == 1:
        return next(iter(asked.kinds))
    return next((kind for kind in _FIRST_OF_SEVERAL if kind in asked.kinds), None)


def _contacts(question: str, told: _Compiled) -> Iterator[Contact]:
    return (contact for contact, pattern in told.contacts if pattern.search(question))


def _may_be(contact: Contact, asked: Asked) -> bool:
    """Tell whether a contact answers the question word: where a place, how many a phone number, else none at all."""
    suits = {"number"} if contact == "phone" else set[ValueKind]()
    return not asked.kinds or bool(asked.kinds & {"place", *suits})


def _is_told(asked: Asked) -> bool:
    return asked.form != "open"


@dataclass(frozen=True, slots=True)
class _Row:
    """A word that tells kinds of value; the pattern may have a group `counter`."""

    kinds: frozenset[ValueKind]
    unit: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """The words of one language, ready to be searched for."""

    forms: dict[str, re.Pattern[str]]
    asking: re.Pattern[str]
    lookalikes: re.Pattern[str]
    words: tuple[_Row, ...]
    nouns: tuple[_Row, ...]
    endings: tuple[_Row, ...]
    reason: re.Pattern[str]
    contacts: tuple[tuple[Contact, re.Pattern[str]], ...]
    asks_with: tuple[re.Pattern[str], ...]
    empty: re.Pattern[str]


@cache
def _compiled(language: Language) -> _Compiled:
    told = table(language, Questions)
    return _Compiled(
        {table: re.compile(getattr(told, table)) for table in _FORMS},
        re.compile(told.asking),
        re.compile(told.lookalikes),
        tuple(_row(kinds, unit, pattern) for kinds, unit, pattern in told.words),
        tuple(_row(kinds, unit, told.asked_noun.replace("{noun}", noun)) for kinds, unit, noun in told.nouns),
        tuple(_row(kinds, unit, told.ending.replace("{noun}", noun)) for kinds, unit, noun in told.nouns),
        re.compile(told.reason),
        tuple((cast(Contact, contact), _contact(told, noun, other)) for contact, noun, other in told.contacts),
        tuple(map(re.compile, (*(noun for _, noun, _ in told.contacts), told.asking, told.reason))),
        _empty(told),
    )


def _contact(told: Questions, noun: str, other: str) -> re.Pattern[str]:
    asked = told.contact_asked.replace("{noun}", noun)
    return re.compile(f"{asked}|{other}" if other else asked)


def _empty(told: Questions) -> re.Pattern[str]:
    nouns = (noun for kinds, _, noun in told.nouns if _IS_THING.isdisjoint(kinds.split()) or "name" in kinds)
    contacts = (noun for _, noun, _ in told.contacts)
    return re.compile(rf"(?:(?:{'|'.join((told.empty, *nouns, *contacts))})s?[ -]?)++")  # ++: each is tried in one way


def _row(kinds: str, unit: str, pattern: str) -> _Row:
    return _Row(frozenset(cast(list[ValueKind], kinds.split())), unit, re.compile(pattern))


def _asked(question: str, told: _Compiled) -> Asked:
    form = next((form for table, form in _FORMS.items() if told.forms[table].search(question)), None)
    question = told.lookalikes.sub(_taken, question)
    words = list(_found(question, told.words))
    asks = bool(words) or told.asking.search(question) is not None
    nouns = list(_found(question, told.nouns if asks else told.endings))
    by_word = frozenset[ValueKind]().union(*(row.kinds for row, _ in words))
    by_noun = frozenset[ValueKind]().union(*(row.kinds for row, _ in nouns))
    kinds = (by_word & by_noun) or by_word or by_noun
    form = form or ("value" if asks else "open")
    if form not in _WHAT_KINDS_SUIT and form != "open":
        return Asked(form, frozenset(), "")
    return Asked(form, kinds, _unit([*words, *nouns]) if "number" in kinds else "")


def _found(question: str, rows: tuple[_Row, ...]) -> Iterator[tuple[_Row, re.Match[str]]]:
    """Yield the rows that match, each taking its characters from those after it."""
    for row in rows:
        if found := row.pattern.search(question):
            yield row, found
            question = row.pattern.sub(_taken, question)


def _taken(found: re.Match[str]) -> str:
    return "\0" * len(found.group())


def _unit(found: list[tuple[_Row, re.Match[str]]]) -> str:
    for row, match in found:
        if row.unit:
            return unit(match["counter"].replace(" ", "")) if row.unit == "{}" else row.unit
    return ""
