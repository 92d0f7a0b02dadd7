"""Questions as they may be asked, and what is wrong with those that are refused."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tripqa.conversation import Turn
from tripqa.domain import Question
from tripqa.errors import QuestionRefused
from tripqa.text.folding import fold_question
from tripqa.text.language import LANGUAGE_TAG, find_language, language_of

LONGEST_QUESTION = 2000  # characters
MOST_HITS = 50
DEFAULT_HITS = 5
MOST_TURNS = 8  # questions before one
MOST_SPOKEN_OF = 50  # passages of each


def check_turns(previous: Sequence[Turn]) -> None:
    """Raise QuestionRefused for too many questions before one, or one that is none."""
    if len(previous) > MOST_TURNS:
        raise QuestionRefused(f"{len(previous)} questions come before this one; send the last {MOST_TURNS}")
    for turn in previous:
        _check(turn.question)
        if len(turn.passages or ()) > MOST_SPOKEN_OF:
            raise QuestionRefused(f"a question before has over {MOST_SPOKEN_OF} passages; send those it cites")


def question_of(text: str, language: str | None, top_k: int) -> Question:
    """Return what someone asks, its language told where none is given; QuestionRefused says what is wrong with it."""
    _check(text)
    if not 1 <= top_k <= MOST_HITS:
        raise QuestionRefused(f"top_k is {top_k}; ask for 1 to {MOST_HITS} hits")
    if language is None:
        return Question(text, find_language(fold_question(text)))
    if not re.fullmatch(LANGUAGE_TAG, language):
        raise QuestionRefused(f"the language {language!r} cannot be used; send a BCP 47 tag such as ja or zh-Hant")
    return Question(text, language_of(language))


def _check(text: str) -> None:
    """Raise QuestionRefused for what is no question."""
    if not text.strip():
        raise QuestionRefused("the question is empty; write what you want to know")
    if len(text) > LONGEST_QUESTION:
        raise QuestionRefused(
            f"the question has {len(text)} characters, at most {LONGEST_QUESTION} are read; ask for one thing"
        )
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise QuestionRefused("the question holds half of a surrogate pair; send it as valid Unicode")
    if "\ufffd" in text:
        raise QuestionRefused(
            "the question holds U+FFFD, which stands for bytes that are no UTF-8; send it as UTF-8, a form with "
            'accept-charset="utf-8"'
        )
    if not any(map(str.isalnum, text)):
        raise QuestionRefused("the question holds no word; write what you want to know")
    if len(fold_question(text)) > 2 * LONGEST_QUESTION:  # one character can stand for eighteen
        raise QuestionRefused("the question is too long when written out; ask for one thing")
