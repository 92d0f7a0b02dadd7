"""`python -m tripqa` is the command `tripqa`."""

from __future__ import annotations

from tripqa.cli import main

if __name__ == "__main__":
    main()
