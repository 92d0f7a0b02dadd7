"""Measure how fast and how large tripqa is on this machine, and hold it against its bounds.

    python scripts/bench.py [--against] [--markdown] [--strict]
    python scripts/bench.py growing --data FOLDER
    python scripts/bench.py guards [--base CHECKOUT] [--strict]
    python scripts/bench.py making [--base CHECKOUT] [--rounds 3] [--strict]

Settings come from TRIPQA_* variables as always; the index is temporary. docs/performance.md says how it is measured.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from tripqa.cli import run
from tripqa.encoders.bundled import reference_folder
from tripqa.evaluation.sample import evenly
from tripqa.parsing.beir import QUESTIONS, identified
from tripqa.parsing.json_lines import json_lines
from tripqa.progress import progress_on
from tripqa.settings import load_settings
from tripqa_lab.benchmarks import guarding
from tripqa_lab.benchmarks.bounds import Bound, bounds_sheet
from tripqa_lab.benchmarks.growing import HASHING, grow, growing_sheet
from tripqa_lab.benchmarks.machine import describe_machine
from tripqa_lab.benchmarks.making import FirstStarts, making_bounds, making_sheet, measure_making
from tripqa_lab.benchmarks.nearest import alone_sheet
from tripqa_lab.benchmarks.questions import Asked, distinct_questions, read_real_questions
from tripqa_lab.benchmarks.rates import failures
from tripqa_lab.benchmarks.table import Sheet
from tripqa_lab.benchmarks.whole import Plain, Plan, measure

ROOT = Path(__file__).parent.parent
WORDS = Console(stderr=True, highlight=False, soft_wrap=True)
FIRST = "KLIDはどの法律に基づいて設立されましたか"
LARGEST = 10_000  # passages that the encoder of the settings encodes; it would take hours for more


def main() -> None:
    options = arguments().parse_args()
    machine = describe_machine()
    match options.what:
        case "growing":
            show(growing(options), machine, markdown=options.markdown)
        case "guards":
            guards(options, machine)
        case "making":
            making(options, machine)
        case _:
            bounds(options, machine)


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("bounds", "growing", "guards", "making"), nargs="?", default="bounds")
    parser.add_argument("--markdown", action="store_true", help="print what docs/performance.md holds")
    parser.add_argument("--encoder", help="use this encoder instead of the one that the settings name (growing)")
    parser.add_argument("--data", type=Path, help="folder with a corpus.jsonl (growing)")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000], help="passages (growing)")
    parser.add_argument("--base", type=Path, help="checkout of an earlier version (guards, making)")
    parser.add_argument("--strict", action="store_true", help="exit 1 if a bound does not hold or a question fails")
    parser.add_argument(
        "--against", type=Path, nargs="?", const=Path(), metavar="MODEL", help="measure scripts/plain_service.py too"
    )
    parser.add_argument("--reference", default="reference", help="setting of the encoder to hold ours against")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--questions", type=int, default=200, help="in each round, for each number of clients")
    parser.add_argument("--starts", type=int, default=3)
    parser.add_argument("--after", type=int, default=1000, help="questions after which memory is read")
    parser.add_argument("--encoded", type=int, default=64, help="questions and passages in each round of the encoders")
    return parser


def bounds(options: argparse.Namespace, machine: str) -> None:
    plan = Plan(
        corpus=ROOT / "corpus",
        reference=options.reference,
        clients=tuple(options.clients),
        rounds=options.rounds,
        questions=options.questions,
        starts=options.starts,
        asked_of_each_start=options.after,
        encoded=options.encoded,
        threads=load_settings({}).working_threads,
    )
    with progress_on(WORDS) as progress:
        measured = measure(plan, real_questions(), plain(options.against), progress)
    show(measured.sheets(), machine, markdown=options.markdown)
    judge(measured.bounds, measured.failures, strict=options.strict)


def guards(options: argparse.Namespace, machine: str) -> None:
    plan = guarding.Plan(ROOT / "corpus", options.base, tuple(options.clients), options.rounds, options.questions)
    with progress_on(WORDS) as progress:
        rounds = guarding.measure_guards(plan, real_questions(), progress)
    found = guarding.guard_bounds(rounds)
    show([bounds_sheet(found), guarding.guards_sheet(rounds)], machine, markdown=options.markdown)
    judge(found, failures(rounds, ()), strict=options.strict)


def making(options: argparse.Namespace, machine: str) -> None:
    codes = (None, *([options.base] if options.base else []))
    with progress_on(WORDS) as progress:
        rounds = measure_making(FirstStarts(ROOT / "corpus", FIRST, codes, options.rounds), progress)
    found = making_bounds(rounds)
    held = [bounds_sheet(found)] if found else []
    show([*held, making_sheet(rounds)], machine, markdown=options.markdown)
    judge(found, (), strict=options.strict)


def judge(found: Sequence[Bound], failed: Sequence[str], *, strict: bool) -> None:
    missed = [bound.name for bound in found if not bound.holds]
    for words in (*(f"does not hold: {name}" for name in missed), *failed):
        WORDS.print(words, markup=False)
    if strict and (missed or failed):
        sys.exit(1)


def real_questions() -> list[Asked]:
    return read_real_questions(ROOT / "tests/data/questions.jsonl", ROOT / "tests/data/townhall/queries.jsonl")


def plain(model: Path | None) -> Plain | None:
    if model is None:
        return None
    cache = load_settings({}).cache
    folder = model if model != Path() else reference_folder(cache, lambda words: WORDS.print(words, markup=False))
    return Plain(Path(__file__).with_name("plain_service.py"), folder)


def growing(options: argparse.Namespace) -> list[Sheet]:
    if options.data is None:
        arguments().error("growing needs --data, a folder with a corpus.jsonl")
    questions, grown = questions_of(options.data, options.questions), []
    encoded = max((size for size in options.sizes if size <= LARGEST), default=0)
    beyond = [] if options.encoder else [size for size in options.sizes if size > LARGEST]
    for size in options.sizes:
        encoder = options.encoder or (HASHING if size > LARGEST else None)
        WORDS.print(f"{size} passages", markup=False)
        grown.append(grow(options.data, size, encoder, questions, beyond if size == encoded else ()))
    alone = [alone_sheet(one.encoder, one.searched.alone) for one in grown if one.searched.alone]
    return [growing_sheet(grown), *alone]


def questions_of(data: Path, count: int) -> list[str]:
    if (data / QUESTIONS).is_file():
        return list(evenly([row.text("text") for row in identified(json_lines(data / QUESTIONS))], count))
    return distinct_questions(real_questions(), count)


def show(sheets: Sequence[Sheet], machine: str, *, markdown: bool) -> None:
    command = " ".join(["python", "scripts/bench.py", *sys.argv[1:]])
    print(f"{command}\n{machine}\n")
    for sheet in sheets:
        if markdown:
            print(sheet.markdown(), end="\n\n")
        else:
            Console(width=None if sys.stdout.isatty() else 200).print(sheet.for_terminal())


if __name__ == "__main__":
    run(main)
