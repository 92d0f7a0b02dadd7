"""How far a long piece of work is: a bar on a terminal, elsewhere a sentence at each tenth."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from tripqa.ports import Progress

_COLUMNS = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
Show = Callable[[str, str], Progress]  # what is done, and what is counted


@contextmanager
def progress_on(console: Console) -> Iterator[Show]:
    """Give what makes a progress out of two words, such as `encoding` and `texts`."""
    with Bars(*_COLUMNS, console=console, transient=True, disable=not console.is_terminal) as bars:
        yield lambda doing, counted: _bar(bars, doing) if console.is_terminal else _sentences(console, doing, counted)


def _bar(bars: Bars, doing: str) -> Progress:
    task = bars.add_task(doing, total=None, visible=False)
    return lambda done, total: bars.update(task, completed=done, total=total, visible=True)


def _sentences(console: Console, doing: str, counted: str) -> Progress:
    said = 0

    def show(done: int, total: int) -> None:
        nonlocal said
        if (tenth := done * 10 // total) > said:
            said = tenth
            console.print(f"{doing}: {done} of {total} {counted}", markup=False)

    return show
