"""Kill ingests at random points and let every write fail in turn; afterwards the old or the new generation answers.

    python scripts/killtest.py [--kills 200] [--no-failing] [--seed 0] [--json]

Half of the kills are at file operations, a quarter at any call, a quarter after random times. Exit status 1: something
was lost.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys

from tripqa_lab.benchmarks.killing import Plan, Summary, try_all


def main() -> None:
    options = arguments().parse_args()
    quarter = options.kills // 4
    summary = try_all(Plan(options.kills - 2 * quarter, quarter, quarter, not options.no_failing, options.seed))
    if options.json:
        print(json.dumps(dataclasses.asdict(summary), ensure_ascii=False, indent=1))
    else:
        show(summary)
    sys.exit(bool(summary.faults))


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200, help="how many ingests are killed")
    parser.add_argument("--no-failing", action="store_true", help="do not let writes fail")
    parser.add_argument("--seed", type=int, default=0, help="of the random points")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    return parser


def show(summary: Summary) -> None:
    for kind, counts in summary.ended.items():
        print(f"{kind}: {', '.join(f'{count} ended {found}' for found, count in sorted(counts.items()))}")
    print(f"{summary.next_ingests} next ingests, {summary.seconds:.0f} s, {len(summary.faults)} faults")
    for fault in summary.faults:
        print(fault)


if __name__ == "__main__":
    main()
