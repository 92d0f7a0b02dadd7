"""How far a long piece of work is: a bar on a terminal, elsewhere a sentence at each tenth.

Both say the rate and the time left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.text import Text

from tripqa.ports import Progress

Show = Callable[[str, str], Progress]  # what is done, and what is counted
_LONG = 100  # of a unit of time are told in the next


class _Rate(ProgressColumn):
    """How much is done in a second."""

    def render(self, task: Task) -> Text:
        """Return it in words, once it is known."""
        return Text(_per_second(task.speed, task.fields["counted"]) if task.speed else "")


_COLUMNS = (
    TextColumn("{task.description}"),
    BarColumn(),
    MofNCompleteColumn(),
    _Rate(),
    TimeRemainingColumn(),
    TextColumn("left"),
)


@contextmanager
def progress_on(console: Console, clock: Callable[[], float] = monotonic) -> Iterator[Show]:
    """Give what makes a progress out of two words, such as `encoding` and `texts`."""

    def show(doing: str, counted: str) -> Progress:
        if console.is_terminal:
            return _bar(bars, doing, counted)
        return _sentences(console, doing, counted, clock)

    with Bars(*_COLUMNS, console=console, transient=True, disable=not console.is_terminal, get_time=clock) as bars:
        yield show


def _bar(bars: Bars, doing: str, counted: str) -> Progress:
    task = bars.add_task(doing, total=None, visible=False, counted=counted)
    return lambda done, total: bars.update(task, completed=done, total=total, visible=True)


def _sentences(console: Console, doing: str, counted: str, clock: Callable[[], float]) -> Progress:
    said = 0
    first: tuple[int, float] | None = None  # how much was done when it was first heard of, and when that was

    def show(done: int, total: int) -> None:
        nonlocal said, first
        first = first or (done, clock())
        if (tenth := done * 10 // total) > said:
            said = tenth
            pace = _pace(done - first[0], clock() - first[1], total - done, counted)
            console.print(f"{doing}: {done} of {total} {counted}{pace}", markup=False)

    return show


def _pace(done: int, seconds: float, left: int, counted: str) -> str:
    if not (done and seconds):
        return ""
    rate = done / seconds
    return f", {_per_second(rate, counted)}, {_duration(left / rate)} left"


def _per_second(rate: float, counted: str) -> str:
    return f"{rate:.0f} {counted}/s" if rate >= 10 else f"{rate:.1f} {counted}/s"


def _duration(seconds: float) -> str:
    if seconds < _LONG:
        return f"{seconds:.0f} s"
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < _LONG else f"{minutes / 60:.1f} h"
