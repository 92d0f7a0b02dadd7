"""Bare names, and what the documents say that they are."""

from __future__ import annotations

import re

from tripqa.answers.whole.asked import AskedWhole, asks_otherwise
from tripqa.answers.whole.outline import Line, Outline
from tripqa.answers.whole.parts import Corpus, Part
from tripqa.answers.whole.summing import MOST
from tripqa.text.variants import lexical_form

_DEFINES = re.compile(r"[」』\"”]?(?:とは|は、?|이란|란|은|는|是|,? (?:is|are|was|means)\b)")
_LONGEST = 30  # characters
_LITTLE = 4  # characters
_QUOTES = "「」『』\"“”'"


def is_bare_name(asked: AskedWhole) -> bool:
    """Tell whether a question may be a name and nothing else, perhaps in two languages."""
    return (
        not asked.days
        and not asks_otherwise(asked)
        and len(asked.folded) <= _LONGEST
        and not re.search(r"[?。、,をがにで]|\s\S+\s\S+\s\S+\s", asked.folded)
    )


def name(asked: AskedWhole, corpus: Corpus) -> list[Part]:
    """Return the sentence that says what a name means, and the section that it heads."""
    written = (part for part in re.split(r"[()]", asked.folded) if part.strip())
    forms = dict.fromkeys(lexical_form(part).strip(_QUOTES) for part in written)
    return next((parts for one in corpus.outlines for form in forms if (parts := _said(one, form))), [])


def _said(outlined: Outline, name: str) -> list[Part]:
    definition = next((line for line in outlined.lines if _defines(line, name)), None)
    heading = next((place for place in outlined.headings() if _heads(outlined.lines[place], name)), None)
    below = [line for line in outlined.below(heading) if not line.heading][:MOST] if heading is not None else []
    if definition is None:
        return (
            [Part(outlined.text_of(outlined.lines[heading]), outlined, tuple(below[:1]))]
            if heading is not None and below
            else []
        )
    return [Part(None, outlined, (definition, *(line for line in below if line != definition)))]


def _heads(line: Line, name: str) -> bool:
    """Tell whether a heading is a name, or one with little more: 宣言の要点."""
    words = lexical_form(line.words)
    return words.startswith(name) and len(words) - len(name) <= _LITTLE


def _defines(line: Line, name: str) -> bool:
    """Tell whether a sentence begins with a name and says what it is."""
    words = line.words.lstrip(_QUOTES)
    opens = not line.heading and lexical_form(words).startswith(name)
    return opens and _DEFINES.match(words, len(name)) is not None
