"""Ask the same questions through library, HTTP, client, batch, MCP and OpenAI's clients, and compare the quotes.

    python scripts/faces.py [--count 1000]

The index is that of the settings (TRIPQA_INDEX). Exit status 1: a face answered otherwise than the library.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tripqa.cli import run
from tripqa.library import Opened
from tripqa.settings import load_settings
from tripqa_lab.benchmarks.faces import differences
from tripqa_lab.benchmarks.process import LOOPBACK
from tripqa_lab.benchmarks.questions import distinct_questions, read_real_questions
from tripqa_lab.benchmarks.services import our_service

DATA = Path(__file__).parent.parent / "tests" / "data"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=1000, help="how many questions are asked")
    count = parser.parse_args().count
    settings = load_settings({})
    real = read_real_questions(DATA / "questions.jsonl", DATA / "townhall" / "queries.jsonl")
    questions = {str(number): one for number, one in enumerate(distinct_questions(real, count), start=1)}
    otherwise = 0
    print("| face | questions | with other quotes than the library |\n| --- | --- | --- |", flush=True)
    with Opened.of(settings) as here, our_service(settings.index, remembers=True).start() as server:
        for face, others in differences(here, f"http://{LOOPBACK}:{server.port}", questions):
            print(f"| {face} | {len(questions)} | {len(others)} {' · '.join(others[:5])} |", flush=True)
            otherwise += len(others)
    sys.exit(bool(otherwise))


if __name__ == "__main__":
    run(main)
