"""Make files with real programs, measure what is read of them, and how long ingest takes beside another checkout.

    python scripts/files.py make [--font FAMILY]
    python scripts/files.py measure [--markdown] [--each] [--strict]
    python scripts/files.py ingest --base CHECKOUT [--rounds N] [--strict]

`make` makes the files that are not there, with Chromium, LibreOffice, Ghostscript, odfdo, python-hwpx and reportlab.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console

from tripqa.cli import run
from tripqa_lab.files import bar, taking
from tripqa_lab.files.making import make

ROOT = Path(__file__).parent.parent
FILES = ROOT / "lab" / "data" / "files"
TODAY = ("corpus/*.txt", "tests/data/files/*.*", "lab/data/files/made/*/*")
READ_BEFORE = (".txt", ".html", ".md", ".pdf", ".docx", ".pptx")  # by the checkout of before


def main() -> None:
    options = arguments().parse_args()
    match options.what:
        case "make":
            print("\n".join(make(FILES, options.font)))
        case "measure":
            measure(options)
        case _:
            ingest(options)


def measure(options: argparse.Namespace) -> None:
    found = bar.read_all(FILES)
    sheet = bar.sheet(found)
    if options.markdown:
        print(sheet.markdown())
    else:
        Console().print(sheet.for_terminal())
    failing = [name for name, read in found.items() if not bar.holds(read)]
    if options.each:
        print("\n".join(f"{name}: {found[name]}" for name in failing))
    if options.strict and not all(bar.holds(bar.total(reads)) for reads in bar.by_kind(found).values()):
        sys.exit(1)


def ingest(options: argparse.Namespace) -> None:
    files = [file for pattern in TODAY for file in sorted(ROOT.glob(pattern)) if file.suffix in READ_BEFORE]
    rounds = taking.compare(files, ROOT, options.base, options.rounds)
    for one in rounds:
        print(f"{one.ours:.2f} s, {one.theirs:.2f} s before")
    print(
        f"median of {len(rounds)} rounds, {len(files)} files: {taking.ratio(rounds):.2f} times, at most {taking.MOST}"
    )
    if options.strict and taking.ratio(rounds) > taking.MOST:
        sys.exit(1)


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("make", "measure", "ingest"))
    parser.add_argument("--font", default="Noto Serif CJK JP", help="family of the pages (make)")
    parser.add_argument("--markdown", action="store_true", help="print what docs/formats.md holds (measure)")
    parser.add_argument("--each", action="store_true", help="print the files that miss the bar (measure)")
    parser.add_argument("--strict", action="store_true", help="exit 1 if the bar is missed")
    parser.add_argument("--base", type=Path, help="checkout of an earlier version (ingest)")
    parser.add_argument("--rounds", type=int, default=5, help="(ingest)")
    return parser


if __name__ == "__main__":
    run(main)
