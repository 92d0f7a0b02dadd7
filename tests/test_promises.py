"""What docs/formats.md says to be tried is tried."""

from __future__ import annotations

from tests.promises import PAGE, promises, shown


def test_what_the_page_says_to_be_tried_of_a_format_is_a_test_of_it() -> None:
    tried = {
        (format, name.removeprefix("test_").replace("_", " "))
        for (format, _), names in promises().items()
        for name in names
    }

    assert set(shown(PAGE.read_text("utf-8"))) <= tried, "run `python -m tests.promises`"


def test_every_format_is_tried_and_of_sixty_kinds_at_least() -> None:
    told = shown(PAGE.read_text("utf-8"))

    assert len({format for format, _ in told}) == len({format for format, _ in promises()})
    assert len(told) >= 60
