"""One tar that installs tripqa where no network is: `scripts/bundle FOLDER`.

It is made for the Python and the machine that it is made with. docs/operations.md says how it is installed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tripqa_lab.bundle.parts import make_bundle
from tripqa_lab.errors import BundleError

_ROOT = Path(__file__).parents[3]


def main() -> None:
    """Read the arguments and make it."""
    parser = argparse.ArgumentParser(prog="scripts/bundle", description=__doc__)
    parser.add_argument("folder", type=Path, help="where the tar is written: some 700 MB, and 3 GB while it is made")
    given = parser.parse_args()
    try:
        print(make_bundle(_ROOT, given.folder, lambda words: print(words, file=sys.stderr, flush=True)))
    except (BundleError, OSError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
