"""Figures in rows, for a terminal or for a document."""

from __future__ import annotations

from dataclasses import dataclass

from rich.table import Table


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a line above it that says what it shows."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def for_terminal(self) -> Table:
        """Lay it out for people at a terminal."""
        table = Table(title=self.title, title_justify="left")
        for number, name in enumerate(self.columns):
            table.add_column(name, justify="right" if number else "left")
        for row in self.rows:
            table.add_row(*row)
        return table

    def markdown(self) -> str:
        """Return it as a document holds it."""
        rule = " | ".join(["---", *("---:" for _ in self.columns[1:])])
        lines = [" | ".join(self.columns), rule, *(" | ".join(row) for row in self.rows)]
        return f"{self.title}:\n\n" + "\n".join(f"| {line} |" for line in lines)
