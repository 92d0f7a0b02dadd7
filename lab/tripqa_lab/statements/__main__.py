"""How well statements are checked: `python -m tripqa_lab.statements lab/data/statements`.

Right statements are made wrong in one place each; what is caught is told by kind and language, apart for the documents
that nothing was tuned on, and how many right ones are dropped. `--examples FILE` writes a hundred to be read.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

from tripqa_lab.statements.measuring import SHARES, Bench, Judged, table
from tripqa_lab.statements.written import Written, read_sentences, read_statements

_READ = 100  # examples to read


def main() -> None:
    """Read the arguments, and measure."""
    parser = argparse.ArgumentParser(prog="python -m tripqa_lab.statements", description=__doc__)
    parser.add_argument("folder", type=Path, help="the right statements")
    parser.add_argument("--sheets", type=Path, help="sheets whose sentences are made wrong too")
    parser.add_argument("--examples", type=Path, help="the file that a hundred examples are written to")
    parser.add_argument("--missed", action="store_true", help="print what is not caught, of what is tuned on")
    given = parser.parse_args()
    bench, written = Bench(given.folder), read_statements(given.folder)
    others = read_sentences(given.sheets) if given.sheets else []
    judged = bench.judge([*written, *others], SHARES)
    for title, held_out in (("tuned on", False), ("held out", True)):
        mine = [one for one in judged if one.mutated.of.document != "sheets" and one.mutated.of.is_held_out == held_out]
        _print(f"## {title}", mine, bench, [one for one in written if one.is_held_out == held_out])
    if others:
        _print("## sentences", [one for one in judged if one.mutated.of.document == "sheets"], bench, others)
    _print("## all", judged, bench, written)
    if given.missed:
        _print_missed(judged)
    if given.examples:
        _write(given.examples, judged)


def _print(title: str, judged: Sequence[Judged], bench: Bench, right: Sequence[Written]) -> None:
    dropped = bench.dropped(right)
    print(f"{title}\n", *table(judged), f"\n{len(dropped)} of {len(right)} right statements dropped\n", sep="\n")
    for one, faults in dropped:
        print(f"  {one.id} {[(fault.kind, fault.said) for fault in faults]} {one.statement}")


def _print_missed(judged: Sequence[Judged]) -> None:
    for one in judged:
        if not one.is_caught and not one.mutated.of.is_held_out:
            print(one.mutated.kind, f"{one.mutated.before} -> {one.mutated.after}", one.mutated.statement, sep=" | ")


def _write(file: Path, judged: Sequence[Judged]) -> None:
    chosen = random.Random(1).sample(list(judged), min(len(judged), _READ))  # noqa: S311
    blocks = [
        "\n".join(
            (
                f"{one.mutated.kind}: {one.mutated.before} -> {one.mutated.after}: "
                + ("caught as " + ", ".join(f"{fault.kind} {fault.said!r}" for fault in one.faults) or "NOT CAUGHT"),
                one.mutated.statement,
                *(f"  [{number}] {quote}" for number, quote in enumerate(one.mutated.of.quotes, start=1)),
                f"  cites {one.mutated.citations}",
            )
        )
        for one in chosen
    ]
    file.write_text("\n\n".join(blocks) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
