"""Figures as cells of a table for people; `-` where there was no question to take one of."""

from __future__ import annotations

from tripqa.wire.reports import FigureOut

NONE = "-"


def mean_cell(figure: FigureOut) -> str:
    """Write a mean or an area with its interval."""
    return NONE if figure.value is None else f"{figure.value:.3f} ({figure.low:.3f}-{figure.high:.3f})"


def share_cell(figure: FigureOut) -> str:
    """Write a share with its counts and its interval."""
    if figure.value is None:
        return NONE
    return f"{figure.value:.2f} ({figure.count}/{figure.of}; {figure.low:.2f}-{figure.high:.2f})"


def count_cell(figure: FigureOut) -> str:
    """Write a share with its counts alone."""
    return NONE if figure.value is None else f"{figure.value:.2f} ({figure.count}/{figure.of})"


def whole_cell(figure: FigureOut) -> str:
    """Write a number of characters."""
    return NONE if figure.value is None else f"{figure.value:.0f}"
