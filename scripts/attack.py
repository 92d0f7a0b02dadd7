"""Attack a server and show what it costs others: clients that hang up, that ask too much, and that never read.

    python scripts/attack.py [document|streams] [--against CHECKOUT] [--markdown]

Settings come from TRIPQA_* variables as always; the index is temporary. `document` attacks a server with one report of
9.9 million characters. `streams` has many clients wait for a slow model, and shows how soon a stream begins.
`--against` attacks the server of another checkout first, in the same run, but for streams. Exit status 1: here the
polite client was told to come back, or paid over twice; or who does not read was not cut off; or a bound of streams
does not hold.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console

from tripqa.evaluation.questions import read_questions
from tripqa_lab.benchmarks import attacks, large, streams
from tripqa_lab.benchmarks.bounds import bounds_sheet
from tripqa_lab.benchmarks.machine import describe_machine
from tripqa_lab.benchmarks.questions import read_real_questions
from tripqa_lab.benchmarks.table import Sheet

ROOT = Path(__file__).parent.parent
DEAREST = 2  # times its time alone


def main() -> None:
    options = arguments().parse_args()
    machine = describe_machine()
    sheet, harmed = {"document": document, "clients": clients, "streams": many_streams}[options.what](options)
    print(machine)
    if options.markdown:
        print(sheet.markdown())
    else:
        Console(soft_wrap=True).print(sheet.for_terminal())
    sys.exit(harmed)


def clients(options: argparse.Namespace) -> tuple[Sheet, bool]:
    plan = attacks.Plan(options.hung_up, options.connections, options.seconds, options.asked)
    questions = [one.question for one in read_questions(ROOT / "tests/data/questions.jsonl")]
    harms = attacks.attack_all(options.corpus, [*options.against, None], questions, plan)
    here = harms[-1]
    return attacks.harm_sheet(harms, plan), here.refused > 0 or here.beside.p50 > DEAREST * here.alone.p50


def document(options: argparse.Namespace) -> tuple[Sheet, bool]:
    plan = large.Plan(options.characters, options.gone, options.unread, options.stays)
    burdens = large.burden_all([*options.against, None], plan)
    return large.burden_sheet(burdens, plan), burdens[-1].open > 0


def many_streams(options: argparse.Namespace) -> tuple[Sheet, bool]:
    plan = streams.Plan(options.corpus, options.streams, options.rounds, options.asked, options.answer)
    real = read_real_questions(ROOT / "tests/data/questions.jsonl", ROOT / "tests/data/townhall/queries.jsonl")
    bounds = streams.stream_bounds(streams.measure_streams(plan, real, print), plan.streams)
    return bounds_sheet(bounds), not all(bound.holds for bound in bounds)


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("clients", "document", "streams"), nargs="?", default="clients")
    parser.add_argument("--against", type=Path, action="append", default=[], help="another checkout, attacked first")
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus")
    parser.add_argument("--hung-up", type=int, default=30, help="long questions whose clients are gone at once")
    parser.add_argument("--connections", type=int, default=80, help="of the greedy client")
    parser.add_argument("--seconds", type=float, default=20, help="for which the greedy client asks")
    parser.add_argument("--asked", type=int, default=60, help="questions of the polite client alone")
    parser.add_argument("--characters", type=int, default=9_900_000, help="of the report (document)")
    parser.add_argument("--gone", type=int, default=20, help="clients that ask for it and leave at once (document)")
    parser.add_argument("--unread", type=int, default=36, help="clients that ask for it and read nothing (document)")
    parser.add_argument("--stays", type=float, default=45, help="seconds for which these stay (document)")
    parser.add_argument("--streams", type=int, default=50, help="that wait for a slow model (streams)")
    parser.add_argument("--answer", type=float, default=120, help="seconds that the slow model takes (streams)")
    parser.add_argument("--rounds", type=int, default=5, help="(streams)")
    parser.add_argument("--markdown", action="store_true")
    return parser


if __name__ == "__main__":
    main()
