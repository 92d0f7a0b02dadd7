"""The reader's laboratory: `python -m tripqa_lab.reader data | train …`.

`data` reads the written data, says what there is, and what its wording betrays. `train` trains a network, or goes on
with a run that was stopped, and says how well it reads the authors that it has not seen.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import torch

from tripqa.encoders.bundled import packed_model, reference_folder
from tripqa.encoders.sentence_pieces import write_pieces
from tripqa_lab.reader.figures import figures, held_out_figures
from tripqa_lab.reader.held_out import read_held_out
from tripqa_lab.reader.leak import leak
from tripqa_lab.reader.network import ReaderNetwork
from tripqa_lab.reader.sets import drawn_from, watched
from tripqa_lab.reader.sheets import read_sheets
from tripqa_lab.reader.tokens import Tokens
from tripqa_lab.reader.training import Run, Schedule
from tripqa_lab.reader.watching import watch

_SAVED_EVERY = 20  # steps
_KEPT_BYTES = 5 << 30  # of states of texts that were read apart


def main() -> None:
    """Read the arguments and print."""
    parser = argparse.ArgumentParser(prog="python -m tripqa_lab.reader", description=__doc__)
    commands = parser.add_subparsers(required=True)
    data = commands.add_parser("data", help="read the written data and say what there is")
    data.add_argument("folder", type=Path)
    data.set_defaults(run_command=_data)
    train = commands.add_parser("train", help="train a network, or go on with a run")
    train.add_argument("folder", type=Path, help="the written data")
    train.add_argument("run", type=Path, help="the checkpoint: gone on with if it is there, written every few minutes")
    train.add_argument("--public", type=Path, nargs="*", default=[], help="folders of public sets in BEIR form")
    train.add_argument("--cache", type=Path, required=True, help="where the encoder is unpacked (about 490 MB)")
    train.add_argument("--meet", type=int, default=6, help="layers that read question and passage apart, and stay")
    train.add_argument("--steps", type=int, default=1500, help="of 40 pairs, in the whole run")
    train.add_argument("--seconds", type=float, default=7000, help="after which it stops, to be gone on with")
    train.add_argument("--seed", type=int, default=0)
    train.set_defaults(run_command=_train)
    given = parser.parse_args()
    given.run_command(given)


def _data(given: argparse.Namespace) -> None:
    examples = read_sheets(given.folder / "train")
    _, asked = read_held_out(given.folder / "test")
    for line in (*figures(examples), *held_out_figures(asked)):
        print(line)
    for language, auroc in leak(examples).items():
        print(f"what the wording alone betrays, {language}: AUROC {auroc:.3f}")


def _train(given: argparse.Namespace) -> None:
    torch.manual_seed(given.seed)
    encoder = reference_folder(given.cache, print)
    write_pieces(packed_model(), given.cache / "pieces.spm")
    tokens = Tokens(given.cache / "pieces.spm")
    examples = read_sheets(given.folder / "train")
    network = ReaderNetwork(encoder, given.meet)
    schedule = Schedule(given.steps, seed=given.seed)
    run = Run(network, drawn_from(tokens, examples, given.public), schedule, _KEPT_BYTES)
    if given.run.exists():
        run.resume(given.run)
    ends = time.monotonic() + given.seconds
    while run.step < given.steps and time.monotonic() < ends:
        run.go(run.step + _SAVED_EVERY, lambda told: print(told, flush=True))
        run.save(given.run)
    for seen in watch(network, tokens, watched(examples)):
        print(seen)


if __name__ == "__main__":
    main()
