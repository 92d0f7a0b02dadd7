"""Read the reports and build the index: `tripqa ingest` for those who run Python files. Takes the same options."""

from __future__ import annotations

import sys

from tripqa.cli import main

if __name__ == "__main__":
    sys.argv.insert(1, "ingest")
    main()
