"""`tripqa index`: what generations there are, whether they are whole, going back to one, deleting old ones."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from tripqa.index.generations import StoredGeneration, generations, pointer_to, pointers, unnamed
from tripqa.index.publishing import prune, roll_back
from tripqa.settings import load_settings
from tripqa.wire.documents import Wire
from tripqa.wire.generations import GenerationCheckOut, GenerationsOut, PruneOut, RollbackOut

index_app = typer.Typer(help=__doc__, no_args_is_help=True)
_WORDS = Console(stderr=True, highlight=False, soft_wrap=True)
_MEGABYTE = 1e6

IndexFolder = Annotated[Path | None, typer.Option("--index", help="Folder of the index.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Name = Annotated[str | None, typer.Argument(metavar="[NAME]", help="Of a generation, as `tripqa index list` shows it.")]


@index_app.command("list")
def list_command(index: IndexFolder = None, json: AsJson = False) -> None:
    """Show the generations, newest first; the current one is marked."""
    folder = load_settings({"index": index}).index
    stored, strays = generations(folder), unnamed(folder)
    if json:
        _print_json(GenerationsOut.of(stored, strays))
        return
    print("\n".join(map(_line, stored)))
    for name in strays:
        _say(f"{folder / name} is in no list of generations and is never deleted; delete it if nobody needs it")


@index_app.command("check")
def check_command(name: Name = None, index: IndexFolder = None, json: AsJson = False) -> None:
    """Read a generation whole, by default the current one: its hashes, its counts, and whether each document is found.

    Each fault is one line. The exit status is 0 if there is none and 1 otherwise. No encoder is loaded.
    """
    from tripqa.index.checking import faults_of

    folder = load_settings({"index": index}).index
    pointer = pointer_to(folder, name) if name else pointers(folder)[0]
    faults = list(faults_of(pointer))
    if json:
        _print_json(GenerationCheckOut(generation=pointer.folder.name, faults=faults))
    elif faults:
        print("\n".join(faults))
    else:
        _say(f"{pointer.folder.name} is whole")
    if faults:
        raise typer.Exit(1)


@index_app.command("rollback")
def rollback_command(name: Name = None, index: IndexFolder = None, json: AsJson = False) -> None:
    """Make an earlier generation current, by default the one before, once its files are checked.

    It stays current until `tripqa ingest` finds that the corpus is another one.
    """
    folder = load_settings({"index": index}).index
    before = pointers(folder)[0].folder.name
    current = roll_back(folder, name).folder.name
    if json:
        _print_json(RollbackOut(before=before, current=current))
    else:
        _say(f"{current} is current, {before} was")


@index_app.command("prune")
def prune_command(
    keep: Annotated[int | None, typer.Option("--keep", min=1, help="How many stay.")] = None,
    index: IndexFolder = None,
    json: AsJson = False,
) -> None:
    """Delete all but the newest generations, by default as many as TRIPQA_KEPT_GENERATIONS, never the current one."""
    settings = load_settings({"index": index, "kept_generations": keep})
    deleted = prune(settings.index, settings.kept_generations)
    if json:
        _print_json(PruneOut(deleted=deleted))
    else:
        _say("\n".join(f"deleted {name}" for name in deleted) or "there was nothing to delete")


def _line(stored: StoredGeneration) -> str:
    mark = "*" if stored.current else " "
    start = f"{mark} {stored.name}  {stored.bytes / _MEGABYTE:.1f} MB"
    if (known := stored.manifest) is None:
        return f"{start}  {stored.fault}"
    return f"{start}  {known.documents} documents, {known.passages} passages  {known.created}  {known.space}"


def _say(words: str) -> None:
    _WORDS.print(Text(words))


def _print_json(shape: Wire) -> None:
    print(shape.model_dump_json(indent=2))
