"""Whether the settings can be used, and what they name is there."""

from __future__ import annotations

from collections.abc import Iterator

from tripqa.doctor.finding import Finding, broken, well
from tripqa.doctor.installation import Installation
from tripqa.doctor.mending import pip, unsaid
from tripqa.errors import ExtraMissing, SettingsError
from tripqa.settings import Settings
from tripqa.wiring import factory_of, open_writer
from tripqa.written import GENERATED, READER


def check_settings(installation: Installation) -> Iterator[Finding]:
    """Tell what of the settings is refused; no value of one that is right is shown."""
    yield from installation.unusable
    settings = installation.settings
    if settings.reranker and not (settings.reranker / "config.json").is_file():
        yield broken(f"TRIPQA_RERANKER: {settings.reranker} is no folder of a CrossEncoder", unsaid("reranker"))
    if settings.answerer not in (READER, GENERATED):
        try:
            factory_of(settings.answerer)
        except SettingsError as error:
            yield broken(str(error), unsaid("answerer"))
    yield from _model(settings)
    said = sorted(settings.model_fields_set)
    yield well(f"chosen are {', '.join(said)}" if said else "all at their defaults")


def _model(settings: Settings) -> Iterator[Finding]:
    """Say why no model can be asked to write; none is asked."""
    try:
        open_writer(settings)
    except SettingsError as error:
        yield broken(str(error), _without_model(settings))
    except ExtraMissing as error:
        yield broken(str(error), pip("tripqa[llm]"))


def _without_model(settings: Settings) -> str:
    """Return the command that takes back what asks for a model: nobody but the operator knows what is missing."""
    said = {"llm_url": settings.llm_url, "llm_model": settings.llm_model, "answerer": settings.answerer == GENERATED}
    taking = {unsaid(name) for name, given in said.items() if given}
    return " && ".join(sorted(taking, reverse=True))  # `unset`, `sed`, `mv`: a file is edited before it is moved away
