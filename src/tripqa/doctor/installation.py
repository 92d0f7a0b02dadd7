"""What is looked at: the settings as far as they can be used, the machine, and what several checks read, once."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tripqa.doctor.finding import Finding, NotChecked
from tripqa.doctor.machine import Machine
from tripqa.doctor.mending import tripqa
from tripqa.errors import FormatMismatch, IndexDamaged, IndexMissing
from tripqa.index.generations import pointers, read_current, read_manifest
from tripqa.ingest_command import EXTRACTS, limits_of
from tripqa.ingesting import Changes, changes_since
from tripqa.manifest import Manifest
from tripqa.parsing.corpus import Corpus, survey
from tripqa.parsing.reading import Reading
from tripqa.ports import Documents, EncoderChoice
from tripqa.settings import Settings
from tripqa.wiring import choose_encoder, open_documents

_ANYTHING = "tripqa"  # a question: what it finds does not matter


@dataclass(frozen=True, slots=True)
class Surveyed:
    """What a corpus holds, and how the index differs from it."""

    corpus: Corpus
    changes: Changes | None  # None: there is no index that can be compared
    renamed: bool  # other names


@dataclass(frozen=True)
class Installation:
    """An installation as it stands. What is read of it may raise; then each check that needs it says so."""

    settings: Settings
    unusable: tuple[Finding, ...]  # what is wrong with the settings that are not used
    machine: Machine

    @property
    def needs_models(self) -> bool:
        """Tell whether the settings ask for a network at all."""
        return self.settings.encoder != "hashing"

    @cached_property
    def made(self) -> Mapping[Path, bool]:
        """Return where in the cache each network that the settings ask for belongs, and whether it is whole there."""
        from tripqa.encoders.bundled import light_place, reference_place
        from tripqa.encoders.whole_folder import is_whole
        from tripqa.reading.bundled import reader_place

        places = [light_place, reader_place] if self.needs_models else []
        if self.settings.encoder == "reference":
            places.append(reference_place)
        return {folder: is_whole(folder) for folder in (place(self.settings.cache) for place in places)}

    @property
    def making(self) -> str:
        """Return the command that makes what is missing in the cache."""
        ask = tripqa("search", _ANYTHING)
        return ask if os.path.lexists(self.settings.index / "current") else f"{tripqa('ingest')} && {ask}"

    def need(self, folder: Path) -> None:
        """Raise NotChecked unless a network is whole in the cache: whoever loads it would make it."""
        if not self.made[folder]:
            raise NotChecked(f"{folder} is not made yet, or damaged", self.making)

    @cached_property
    def encoder(self) -> EncoderChoice:
        """Return what encodes. NotChecked if it would have to be made."""
        for folder in self.made:
            self.need(folder)
        return choose_encoder(self.settings)

    @property
    def manifest(self) -> Manifest | None:
        """Return what the current generation says of itself; None if there is none that can be believed."""
        try:
            return read_manifest(pointers(self.settings.index)[0])
        except (IndexMissing, IndexDamaged, FormatMismatch):
            return None

    @cached_property
    def surveyed(self) -> Surveyed:
        """Return what the corpus holds; CorpusError. Nothing is kept of what is parsed, and no document read later."""
        with Reading(limits_of(self.settings), self.settings.index / EXTRACTS, keeps=False) as reading:
            corpus = survey(self.settings.corpus, reading, self._earlier)
            return Surveyed(corpus, *self._changes(corpus))

    def _changes(self, corpus: Corpus) -> tuple[Changes | None, bool]:
        try:
            return read_current(
                self.settings.index, lambda generation: changes_since(generation, corpus.documents, corpus.names)
            )
        except (IndexMissing, IndexDamaged, FormatMismatch):
            return None, False

    def _earlier(self) -> Documents | None:
        try:
            return open_documents(self.settings)
        except (IndexMissing, IndexDamaged, FormatMismatch):
            return None
