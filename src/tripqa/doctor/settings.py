"""Whether the settings can be used, and what they name is there."""

from __future__ import annotations

from collections.abc import Iterator

from tripqa.doctor.finding import Finding, broken, well
from tripqa.doctor.installation import Installation
from tripqa.doctor.mending import unsaid
from tripqa.errors import SettingsError
from tripqa.wiring import factory_of
from tripqa.written import READER


def check_settings(installation: Installation) -> Iterator[Finding]:
    """Tell what of the settings is refused; no value of one that is right is shown."""
    yield from installation.unusable
    settings = installation.settings
    if settings.reranker and not (settings.reranker / "config.json").is_file():
        yield broken(f"TRIPQA_RERANKER: {settings.reranker} is no folder of a CrossEncoder", unsaid("reranker"))
    if settings.answerer != READER:
        try:
            factory_of(settings.answerer)
        except SettingsError as error:
            yield broken(str(error), unsaid("answerer"))
    said = sorted(settings.model_fields_set)
    yield well(f"chosen are {', '.join(said)}" if said else "all at their defaults")
