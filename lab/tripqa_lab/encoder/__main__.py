"""What the package carries of the bundled network in float32.

`python -m tripqa_lab.encoder measure` measures ranges and vectors and writes them into the package; `differ` says how
far those that are there lie from sentence-transformers' own. Once `src/tripqa/encoders/texts.json` or the weights are
others, they have to be measured anew, and every light encoder made anew.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

import tripqa
from tripqa.encoders.bundled import packed_model, reference_folder
from tripqa.encoders.measured import FILE, Measured
from tripqa.settings import load_settings
from tripqa_lab.encoder.measuring import furthest, measure, reference_ranges


def main() -> None:
    """Read the arguments, measure, and write or say it."""
    parser = argparse.ArgumentParser(prog="python -m tripqa_lab.encoder", description=__doc__)
    parser.add_argument("what", choices=("measure", "differ"))
    given = parser.parse_args()
    reference = reference_folder(load_settings({}).cache, print)
    measured = measure(packed_model(), reference)
    match given.what:
        case "measure":
            measured.write(Path(tripqa.__file__).parent / "encoders" / FILE)
        case "differ":
            shipped = Measured.read()
            print(f"ranges: {furthest(shipped.ranges, reference_ranges(reference)):.1e} of themselves, at most")
            print(f"vectors: cosine {np.min((shipped.vectors * measured.vectors).sum(axis=1)):.6f}, at least")


if __name__ == "__main__":
    main()
