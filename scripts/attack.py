"""Attack a server and show what it costs a polite client: clients that hang up, and one with many connections.

    python scripts/attack.py [--against CHECKOUT] [--markdown]

Settings come from TRIPQA_* variables as always; the index is temporary. `--against` attacks the server of another
checkout first, in the same run. Exit status 1: the polite client was told to come back here, or paid over twice.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console

from tripqa.evaluation.questions import read_questions
from tripqa_lab.benchmarks.attacks import Plan, attack_all, harm_sheet
from tripqa_lab.benchmarks.machine import describe_machine

ROOT = Path(__file__).parent.parent
DEAREST = 2  # times its time alone


def main() -> None:
    options = arguments().parse_args()
    plan = Plan(options.hung_up, options.connections, options.seconds, options.asked)
    machine = describe_machine()
    questions = [one.question for one in read_questions(ROOT / "tests/data/questions.jsonl")]
    harms = attack_all(options.corpus, [*options.against, None], questions, plan)
    sheet = harm_sheet(harms, plan)
    print(machine)
    if options.markdown:
        print(sheet.markdown())
    else:
        Console(soft_wrap=True).print(sheet.for_terminal())
    here = harms[-1]
    sys.exit(here.refused > 0 or here.beside.p50 > DEAREST * here.alone.p50)


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, action="append", default=[], help="another checkout, attacked first")
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus")
    parser.add_argument("--hung-up", type=int, default=30, help="long questions whose clients are gone at once")
    parser.add_argument("--connections", type=int, default=80, help="of the greedy client")
    parser.add_argument("--seconds", type=float, default=20, help="for which the greedy client asks")
    parser.add_argument("--asked", type=int, default=60, help="questions of the polite client alone")
    parser.add_argument("--markdown", action="store_true")
    return parser


if __name__ == "__main__":
    main()
