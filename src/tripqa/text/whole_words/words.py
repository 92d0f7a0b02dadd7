"""What each language brings to tell a question about the whole from one about a detail."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WholeWords:
    """Patterns for folded questions in lower case. Longer words come before those that they begin with."""

    done: str  # what was done: of a day, or of a trip
    schedule: str  # the itinerary
    summary: str  # the gist of something
    told: str  # to be told about something
    all: str  # to list; all
    comparison: str
    people: str
    places: str
    bodies: str
    visit: str  # a visit or meeting, whichever
    met: str  # to have visited or met
    report: str  # the document, the trip, or who went on it
    section: str  # a part of a document, whichever
    first_day: str
    last_day: str
    nth_day: str  # with the group `n`, a number
    until: str  # what stands between the first day of a period and its last one
    filler: str  # what asks, politely or not, and says nothing
