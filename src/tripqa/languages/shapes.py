"""What a language brings: a shape for each file of its folder, every field of which the file has.

A pattern is a regular expression for folded text, in lower case where it is of questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NewType

Pattern = NewType("Pattern", str)


@dataclass(frozen=True, slots=True)
class About:
    """What it is."""

    english: str  # its name in English
    tags: tuple[str, ...]  # BCP 47, in small letters: what else means it, and whatever begins so
    scripts: tuple[str, ...]  # ISO 15924
    region: str  # its tag with a region, by which Word knows it
    font: str  # in which Word sets it: one that Word brings along
    words: Pattern  # that only it has, among languages of its script
    standard: tuple[tuple[str, int, int], ...]  # of its Han characters: encoding, first and last row of everyday ones
    reforms: str  # the language whose words it writes in characters of its own
    called: Mapping[str, str]  # its name in languages whose pages do not know it
    first_question: str  # that no corpus is about: asked once when a server starts
    particles: tuple[str, ...]  # that it glues to a word without making another of it
    name_particles: tuple[str, ...]  # … and that end too many words to be told at the end of one that is no known name
    copulas: tuple[str, ...]  # that it glues to a noun to say that something is it, whatever they end with
    suffixes: tuple[str, ...]  # that it glues to a noun before particles: of the plural, of a side
    fillers: Pattern  # words that ask for nothing by themselves


@dataclass(frozen=True, slots=True)
class Questions:
    """What it asks with: forms of answers, question words and nouns. Rows of words and nouns: kinds, unit, pattern.

    In a table of words an earlier row takes the characters it matches from the later ones, so that 何時間 is not read
    as 何時. A noun tells a kind where the question asks for it (どの国, 出身地はどこ, what year) or ends with it, as
    typed keywords do (NIA 博士 人数).
    """

    why: Pattern
    comparison: Pattern
    list: Pattern
    explanation: Pattern
    definition: Pattern
    asking: Pattern  # any word that makes a question
    lookalikes: Pattern  # what looks like a question word and is none
    words: tuple[tuple[str, str, Pattern], ...]  # the unit {} is what the group `counter` matches
    nouns: tuple[tuple[str, str, Pattern], ...]
    asked_noun: Pattern  # where a question asks for a noun; {noun} stands for it
    ending: Pattern  # where a noun ends keywords
    reason: Pattern  # what asks for a reason, among what asks for an explanation
    contacts: tuple[tuple[str, Pattern, Pattern], ...]  # ways to reach somebody: noun, and what asks without it
    contact_asked: Pattern  # where a question asks for such a noun; {noun} stands for it
    empty: Pattern  # whole words that name no thing of their own


@dataclass(frozen=True, slots=True)
class Whole:
    """What tells a question about the whole from one about a detail. Longer words come before those they begin with."""

    done: Pattern  # what was done: of a day, or of a trip
    schedule: Pattern  # the itinerary
    summary: Pattern  # the gist of something
    told: Pattern  # to be told about something
    all: Pattern  # to list; all
    comparison: Pattern
    people: Pattern
    places: Pattern
    bodies: Pattern
    visit: Pattern  # a visit or meeting, whichever
    met: Pattern  # to have visited or met
    report: Pattern  # the document, the trip, or who went on it
    section: Pattern  # a part of a document, whichever
    first_day: Pattern
    last_day: Pattern
    nth_day: Pattern  # with the group `n`, a number
    filler: Pattern  # what asks, politely or not, and says nothing


@dataclass(frozen=True, slots=True)
class Comparing:
    """How it puts two things side by side."""

    both: tuple[Pattern, ...]  # of a question, with the groups `a`, `b` and `rest`
    joined: Pattern  # else what stands between the two
    ends: Pattern  # and what ends the second, where it does not end as the first one does
    possessive: Pattern  # what stands between a thing and what is asked of it
    also: Pattern  # … between things that are asked
    asking: Pattern  # what asks to compare, and says nothing of what is compared
    each: Pattern  # what asks something of each of two things, and does not say that it compares; empty if nothing
    preposition: Pattern  # behind which the second leaves to the first what stands before; empty if nothing
    standing_for: Pattern  # what stands in the second for the noun of the first; empty if nothing
    leading: Pattern  # what may stand before the first


@dataclass(frozen=True, slots=True)
class Pointing:
    """How a question points at what came before, and leaves out what it shares with that."""

    pointers: tuple[tuple[str, Pattern, str], ...]  # what it means, pattern, what is put in its place: {} is the name
    left: Pattern  # a question of which all is left out but `said`; `way` is what belongs to that
    joined: str  # how that is put to the question before: {way} and {before}
    about: str  # how a question is put below {things}
    whole: Pattern  # what is said of everything that the documents hold


@dataclass(frozen=True, slots=True)
class Sections:
    """What headings, and questions, call the kinds of sections that official documents have; empty if nothing.

    What stands first is looked for first, and takes its characters.
    """

    insight: Pattern
    conclusion: Pattern
    purpose: Pattern
    attendees: Pattern
    officers: Pattern
    cities: Pattern
    policy: Pattern
    programmes: Pattern
    received: Pattern
    absent: Pattern
    agenda: Pattern
    materials: Pattern
    future: Pattern
    issues: Pattern
    decisions: Pattern
    background: Pattern
    overview: Pattern
    recommendation: Pattern
    cost: Pattern
    destination: Pattern
    schedule: Pattern
    contact: Pattern
    minutes: Pattern
    when: Pattern
    where: Pattern
    observers: Pattern
    other: Pattern


@dataclass(frozen=True, slots=True)
class Names:
    """What tells names. Titles, organisations and places are last words, where what a thing is stands behind it."""

    titles: tuple[Pattern, ...]
    organisations: tuple[Pattern, ...]
    places: tuple[Pattern, ...]
    whole: tuple[tuple[str, Pattern], ...]  # kind, and what all of a name looks like; {particle} is what may follow
    known_places: tuple[str, ...]  # that no last word tells: countries, and cities with a name of their own
    leading: str  # characters that are no name by themselves before a last word
    outside: str  # characters that are in no name, written without spaces
    between: str  # … and others that part nouns


@dataclass(frozen=True, slots=True)
class Calendar:
    """How it names days, months, years and times, and what it puts between two of them."""

    months: tuple[tuple[str, ...], ...]  # names of each, in full first; none where months have numbers alone
    month_words: tuple[str, ...]  # of these the ones that are other words in small letters
    year: str  # signs behind a number, any of them
    month: str
    day: str
    hour: str
    oclock: str  # … that are of an hour where minutes follow, or the half of the day goes before
    minute: str
    half: str  # … for thirty minutes
    weekday: Pattern  # behind a date
    weekday_in_brackets: Pattern
    weekday_alone: Pattern  # where it is all of a date
    weekday_before: Pattern
    eras: tuple[tuple[tuple[str, ...], int, int], ...]  # names, the year before its first, and its last; 0: it lasts
    western: tuple[str, ...]  # what it calls the Western count
    other_eras: tuple[str, ...]  # that make a date of a year and are not counted
    this_year: tuple[str, ...]  # years told from another
    part_of_month: tuple[str, ...]
    to: tuple[str, ...]  # between the ends of a range
    until: tuple[str, ...]  # behind the second
    also: tuple[str, ...]  # between two that are not the ends of one
    before_noon: tuple[str, ...]
    after_noon: tuple[str, ...]
    about_noon: tuple[str, ...]  # from eleven to three
    night: tuple[str, ...]  # over midnight, from five to four
    noon: Pattern
    midnight: Pattern
    midnight_at_twelve: tuple[str, ...]  # with which twelve o'clock is midnight


@dataclass(frozen=True, slots=True)
class Amounts:
    """How it counts: what it puts around numbers, and what numbers count. A guard says what may not follow."""

    above: tuple[str, ...]  # behind the lower end of a range
    below: tuple[str, ...]  # … the upper one
    about: tuple[str, ...]  # before a number that is not exact
    in_all: tuple[str, ...]  # … that is
    or_so: tuple[Pattern, ...]  # behind a number that is not exact
    ordinal: tuple[str, ...]  # behind one that tells a place
    several: str  # signs behind a number that is a little more
    every: tuple[str, ...]  # behind a period that comes again
    minus: tuple[str, ...]
    plus: tuple[str, ...]
    periods: tuple[Pattern, ...]  # behind figures
    periods_after_han: tuple[Pattern, ...]  # behind numerals in Han characters
    whole_periods: tuple[Pattern, ...]  # without a number
    money: tuple[Pattern, ...]
    percent: tuple[Pattern, ...]
    of: str  # between the parts of a fraction
    shares: tuple[Pattern, ...]  # without a number
    counters_after_han: tuple[Pattern, ...]  # what numerals in Han characters count
    counted_words: tuple[str, ...]  # numbers that are one word with what they count
    other_counters: tuple[str, ...]  # what figures count that has no like in another language
    units: Mapping[str, tuple[str, ...]]  # … that has, by one name for all languages
    spans: Mapping[str, tuple[str, ...]]  # periods so
    currencies: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Manner:
    """How its readers write days, numbers and what is counted; {…} are filled in.

    Of the forms of a unit the first is written, all are read in its own documents.
    """

    date: str  # {year} {month} {day} {weekday}: pieces as below, each empty where nobody has said it
    year: str
    month: str  # {number} or {name}
    day: str
    weekday: str
    weekday_alone: str
    weekdays: tuple[str, ...]  # from Monday on
    months: tuple[str, ...]
    scales: tuple[tuple[int, str], ...]  # the largest first
    stacked: bool  # 1億2,000万, not 120 million
    after_scale: str  # stands between a scale and a unit
    gap: str  # between two amounts that are one: 2 hours 30 minutes
    units: Mapping[str, str]  # forms by what is counted, with | between them, as they follow a number
    one: Mapping[str, str]  # the form behind 1, where it is another
    unsure: Pattern  # all of a number with its unit that may mean something else: not read; empty if nothing
    ordinals: Mapping[str, str]
    bounds: Mapping[str, str]  # what makes a value more or less than it is
    every: str


@dataclass(frozen=True, slots=True)
class Statements:
    """How a statement says what it takes from quotes, whatever language these are in."""

    denial: Pattern  # says that something is not so
    no_denial: Pattern  # what looks so and denies nothing
    lacking: Pattern  # says so in other words, or may
    each: Pattern  # says that a number is of each, or of one
    alone: str  # Han characters that are words, or pieces of words, by themselves
    ordinary: tuple[str, ...]  # words that name nothing; of Latin letters in lower case
    begin_names: tuple[str, ...]  # Han characters that names begin with: family names, places without a last word
    titles: Pattern  # of persons, behind or before names that this language writes; empty where Names tells them
    bodies: Pattern  # what things with names are, so
    measures: Mapping[str, str]  # forms of a unit behind a number, with | between them, beside those of Manner
    shares: Mapping[str, Pattern]  # parts of a whole that are told without a figure, by the fraction


WORDS = ("pages.toml", "widget.toml")  # without a shape: said to readers, under the same keys everywhere
FILES: dict[type, str] = {
    About: "language.toml",
    Questions: "questions.toml",
    Whole: "whole.toml",
    Comparing: "comparing.toml",
    Pointing: "pointing.toml",
    Sections: "sections.toml",
    Names: "names.toml",
    Calendar: "calendar.toml",
    Amounts: "amounts.toml",
    Manner: "manner.toml",
    Statements: "statements.toml",
}
