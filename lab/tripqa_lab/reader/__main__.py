"""The reader's laboratory: `python -m tripqa_lab.reader data | train | measure | ship …`.

`data` reads the written data, says what there is, and what its wording betrays. `train` trains a network, or goes on
with a run that was stopped, and says how well it reads the authors that it has not seen. `measure` says how well a run
reads held-out articles of public sets and, where it is told to look, the test part. `ship` makes a run's
weights what the package carries.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from pathlib import Path

import torch
from safetensors.numpy import save_file

from tripqa.encoders.bundled import packed_model, reference_folder
from tripqa.encoders.sentence_pieces import write_pieces
from tripqa.reading.weights import packed
from tripqa_lab.reader.figures import figures, held_out_figures
from tripqa_lab.reader.held_out import read_held_out
from tripqa_lab.reader.leak import leak
from tripqa_lab.reader.measuring import measure_public, measure_test_part
from tripqa_lab.reader.network import ReaderNetwork
from tripqa_lab.reader.sets import drawn_from, watched
from tripqa_lab.reader.sheets import read_sheets
from tripqa_lab.reader.shipping import begin_with_shipped, shipped
from tripqa_lab.reader.tokens import Tokens
from tripqa_lab.reader.training import Run, Schedule, load
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
    _add_network(train, "the checkpoint: gone on with if it is there, written every few minutes")
    _add_public(train)
    train.add_argument("--steps", type=int, default=1500, help="of 40 pairs, in the whole run")
    train.add_argument("--seconds", type=float, default=7000, help="after which it stops, to be gone on with")
    train.add_argument("--begin", type=Path, help="a checkpoint, or shipped weights, that a new run begins with")
    train.add_argument("--seed", type=int, default=0)
    train.set_defaults(run_command=_train)
    ship = commands.add_parser("ship", help="write the weights of a run in int8, as the package carries them")
    _add_network(ship, "a checkpoint")
    ship.add_argument("file", type=Path, help="the file to write: src/tripqa/reading/reader.safetensors")
    ship.set_defaults(run_command=_ship)
    measure = commands.add_parser("measure", help="say how well a run reads what it has not seen")
    measure.add_argument("folder", type=Path, help="the written data")
    _add_network(measure, "a checkpoint")
    _add_public(measure)
    measure.add_argument("--most", type=int, default=600, help="examples of each public set")
    measure.add_argument("--look", action="store_true", help="at the test part too: note it in LOOKS.md")
    measure.set_defaults(run_command=_measure)
    given = parser.parse_args()
    given.run_command(given)


def _add_network(command: argparse.ArgumentParser, run: str) -> None:
    command.add_argument("run", type=Path, help=run)
    command.add_argument("--cache", type=Path, required=True, help="where the encoder is unpacked (about 490 MB)")
    command.add_argument("--meet", type=int, default=6, help="layers that read question and passage apart, and stay")


def _add_public(command: argparse.ArgumentParser) -> None:
    command.add_argument("--public", type=Path, nargs="*", default=[], help="folders of public sets in BEIR form")


def _data(given: argparse.Namespace) -> None:
    examples = read_sheets(given.folder / "train")
    _, asked = read_held_out(given.folder / "test")
    for line in (*figures(examples), *held_out_figures(asked)):
        print(line)
    for language, auroc in leak(examples).items():
        print(f"what the wording alone betrays, {language}: AUROC {auroc:.3f}")


def _ship(given: argparse.Namespace) -> None:
    _, network = _untrained(given)
    print(f"trained for {load(network, given.run)} steps")
    save_file(packed(shipped(network)), given.file)
    print(f"SHA-256 {hashlib.sha256(given.file.read_bytes()).hexdigest()}: put it into tripqa.reading.weights")


def _measure(given: argparse.Namespace) -> None:
    tokens, network = _untrained(given)
    print(f"trained for {load(network, given.run)} steps")
    for folder in given.public:
        for of_public in measure_public(network, tokens, folder, given.most):
            print(of_public, flush=True)
    for of_authors in watch(network, tokens, watched(read_sheets(given.folder / "train"))):
        print(of_authors, flush=True)
    for of_test in measure_test_part(network, tokens, given.folder / "test") if given.look else ():
        print(of_test)


def _untrained(given: argparse.Namespace) -> tuple[Tokens, ReaderNetwork]:
    encoder = reference_folder(given.cache, print)
    write_pieces(packed_model(), given.cache / "pieces.spm")
    return Tokens(given.cache / "pieces.spm"), ReaderNetwork(encoder, given.meet)


def _train(given: argparse.Namespace) -> None:
    torch.manual_seed(given.seed)
    tokens, network = _untrained(given)
    examples = read_sheets(given.folder / "train")
    if given.begin:
        begin = begin_with_shipped if given.begin.suffix == ".safetensors" else load
        begin(network, given.begin)
    schedule = Schedule(given.steps, seed=given.seed)
    run = Run(network, drawn_from(tokens, given.folder, examples, given.public), schedule, _KEPT_BYTES)
    if given.run.exists():
        run.resume(given.run)
    print(f"at step {run.step} of {given.steps}", flush=True)
    ends = time.monotonic() + given.seconds
    while run.step < given.steps and time.monotonic() < ends:
        run.go(run.step + _SAVED_EVERY, lambda told: print(told, flush=True))
        run.save(given.run)
    for seen in watch(network, tokens, watched(examples)):
        print(seen)


if __name__ == "__main__":
    main()
