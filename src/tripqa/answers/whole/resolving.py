"""What kind of whole a question asks for, and the lines that answer it.

In doubt a question is an ordinary one: every part gives nothing where the structure tells nothing sure.
"""

from __future__ import annotations

import re

from tripqa.answers.whole.asked import AskedWhole, asks_otherwise
from tripqa.answers.whole.comparing import Read, Seek, comparison
from tripqa.answers.whole.days import day, itinerary
from tripqa.answers.whole.gists import section, summary
from tripqa.answers.whole.lists import listed
from tripqa.answers.whole.naming import is_bare_name, name
from tripqa.answers.whole.parts import Corpus, Resolved
from tripqa.answers.whole.sides import asks_each
from tripqa.text.asking import what_is_asked
from tripqa.text.naming import find_named

_MOST_LEFT = 3  # words that are not accounted for, in a question for a list
_NEVER_LISTED = frozenset(("date", "duration", "percentage"))
_FEW = 1  # words besides the kind of section that is asked for
_DAY_CUES = frozenset(("done", "schedule", "all", "bodies", "places", "visit", "met"))  # of people rows say little
_DAY_SECTIONS = frozenset(("schedule", "programmes"))  # that words for what was done may be taken for


def may_be_whole(asked: AskedWhole) -> bool:
    """Tell from its words alone whether a question may be one of the whole."""
    wants = (wants_comparison, wants_each, wants_day, wants_itinerary, wants_summary, wants_list, is_bare_name)
    return any(wanted(asked) for wanted in wants)


def resolve(asked: AskedWhole, corpus: Corpus, seek: Seek, read: Read) -> Resolved:
    """Return what answers a question; None where it is none of the whole.

    `seek` looks for a text, and `read` answers a question as an ordinary one.
    """
    if wants_comparison(asked):
        return comparison(asked, seek, read, corpus) or None
    if wants_each(asked) and (parts := comparison(asked, seek, read, corpus)):
        return parts
    if wants_day(asked):
        return day(asked, corpus)
    if wants_itinerary(asked):
        return itinerary(corpus)
    if is_bare_name(asked) and (parts := name(asked, corpus)):
        return parts
    if asked.days or asked.nth or asked.years:
        return None  # what is of that time cannot be told from what is of another
    if wants_summary(asked):
        return summary(asked, seek(asked.folded), corpus)
    if not wants_list(asked):
        return None
    sought = seek(asked.folded)
    return listed(asked, sought, corpus) or (not asked.left and section(asked, sought, corpus)) or None


def wants_comparison(asked: AskedWhole) -> bool:
    """Tell whether a question compares."""
    return "summary" not in asked.cues and (
        "comparison" in asked.cues or what_is_asked(asked.folded).form == "comparison"
    )


def wants_each(asked: AskedWhole) -> bool:
    """Tell whether a question asks something of each of two things, and not of days."""
    return not asked.days and not asked.nth and asks_each(asked.folded)


def wants_day(asked: AskedWhole) -> bool:
    """Tell whether a question asks what there was on days, or in a year, and for nothing else."""
    if asks_otherwise(asked) or "people" in asked.cues or set(asked.sections) - _DAY_SECTIONS:
        return False
    if asked.days or asked.nth:
        return bool(asked.cues & _DAY_CUES)
    return bool(asked.years and asked.cues & {"done", "schedule"} and not asked.left)


def wants_summary(asked: AskedWhole) -> bool:
    """Tell whether a question asks for a gist, and for no value or reason."""
    return "summary" in asked.cues and not asks_otherwise(asked)


def wants_itinerary(asked: AskedWhole) -> bool:
    """Tell whether a question asks for the itinerary and nothing else."""
    plain = not asked.left and not asked.cues & {"people", "places", "bodies", "summary", "comparison"}
    return plain and set(asked.sections) == {"schedule"} and not asks_otherwise(asked)


def wants_list(asked: AskedWhole) -> bool:
    """Tell whether a question asks for a list, or for a section that documents are known to have, and for no detail."""
    told = what_is_asked(asked.folded)
    detailed = len(asked.left) > _MOST_LEFT or any(re.search(r"\d", word) for word in asked.left)
    if detailed or asked.cues & {"summary", "comparison"} or told.kinds & _NEVER_LISTED:
        return False
    if any(kind == "person" for kind, *_ in find_named(asked.folded)):
        return False
    if told.form == "list":
        return True
    plain = not told.kinds and len(asked.left) <= _FEW and bool(asked.sections)
    return told.form in ("open", "value", "definition") and not asked.for_value and ("all" in asked.cues or plain)
