"""What a language has to ask with: patterns of the forms of answers, of question words and of nouns.

Patterns are searched for in a folded question in lower case. In a table of words an earlier row takes the characters
it matches from the later ones, so that 何時間 is not read as 何時. A noun tells a kind where the question asks for it
(どの国, 出身地はどこ, what year) or ends with it, as typed keywords do (NIA 博士 人数).
"""

from __future__ import annotations

from dataclasses import dataclass

from tripqa.domain import Contact


@dataclass(frozen=True, slots=True)
class Words:
    """What one language has to ask with. Rows of words and nouns: kinds, what is counted, pattern."""

    why: str
    comparison: str
    list: str
    explanation: str
    definition: str
    asking: str  # any word that makes a question
    lookalikes: str  # what looks like a question word and is none
    words: tuple[tuple[str, str, str], ...]
    nouns: tuple[tuple[str, str, str], ...]
    asked_noun: str  # where a question asks for a noun; {noun} stands for it
    ending: str  # where a noun ends keywords
    reason: str  # what asks for a reason, among what asks for an explanation
    contacts: tuple[tuple[Contact, str, str], ...]  # ways to reach somebody: noun, and what asks without it
    contact_asked: str  # where a question asks for such a noun; {noun} stands for it
    empty: str  # whole words that name no thing of their own


AMOUNT = "number percentage duration money"
