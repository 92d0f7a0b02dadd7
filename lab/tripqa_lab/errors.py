"""What went wrong in the laboratory, for the command line to tell."""

from __future__ import annotations

from tripqa.errors import TripqaError


class BenchmarkError(TripqaError):
    """A benchmark cannot be run on this machine, or what it measures does not start or answer."""

    code = "benchmark"


class BundleError(TripqaError):
    """A bundle for a closed network cannot be made here."""

    code = "bundle"
