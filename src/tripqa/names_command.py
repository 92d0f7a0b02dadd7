"""`tripqa names`: what the documents name, and what readers of each language are shown of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from tripqa.domain import LANGUAGES, WrittenGroup
from tripqa.options import AsJson, IndexFolder
from tripqa.settings import load_settings
from tripqa.text.glossing import nameless, shown_in
from tripqa.text.language import ours
from tripqa.wire.names import NameOut, NamesOut
from tripqa.wiring import open_names

Missing = Annotated[
    str | None, typer.Option("--missing", metavar="LANGUAGE", help="Only those without a writing in it: ja, en, ko …")
]


def names_command(missing: Missing = None, index: IndexFolder = None, json: AsJson = False) -> None:
    """Show what the documents name, by `aliases.toml` and the places of sidecars, and what readers are shown of it.

    A line for each: as the documents write it, then in each language. No encoder is loaded.
    """
    language = ours(missing) if missing else None
    if missing and not language:
        raise typer.BadParameter(f"--missing {missing} is none of {', '.join(LANGUAGES)}")
    names = open_names(load_settings({"index": index}))
    found = nameless(language, names) if language else [name for name in names if name.written]
    shown = _names(found)
    print(shown.model_dump_json(indent=2) if json else "\n".join(map(_line, shown.names)))


def _names(groups: Sequence[WrittenGroup]) -> NamesOut:
    return NamesOut(names=list(map(_name, groups)))


def _name(group: WrittenGroup) -> NameOut:
    shown: dict[str, str | None] = {language: shown_in(language, group) for language in LANGUAGES}
    return NameOut(kind=group.kind, written=list(group.written), shown=shown)


def _line(name: NameOut) -> str:
    said = (f"{language}: {shown or '-'}" for language, shown in name.shown.items())
    return "  ".join([", ".join(name.written), *said])
