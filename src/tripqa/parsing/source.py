"""What every reader is handed: a file of the corpus, its place in it, and what the sidecar beside it says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tripqa.errors import CorpusError
from tripqa.parsing.sidecar import Sidecar


@dataclass(frozen=True, slots=True)
class Source:
    """A file that documents are read from."""

    path: Path
    name: str  # relative to the corpus folder, with slashes
    about: Sidecar

    @property
    def corpus(self) -> Path:
        """Return the corpus folder."""
        return corpus_of(self.path, self.name)


def corpus_of(path: Path, name: str) -> Path:
    """Return the folder that a file has a name in."""
    return path.parents[name.count("/")]


def unreadable(file: Path, error: OSError) -> CorpusError:
    """Return the error that says why a file cannot be read."""
    return CorpusError(f"{file} cannot be read ({error.strerror}); give tripqa the right to")
