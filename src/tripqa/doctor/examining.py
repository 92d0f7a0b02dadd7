"""Every check, one after the other. Each stands alone: what one raises is its own failure and hides no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import packages_distributions
from types import MappingProxyType

from tripqa.doctor.cache import check_cache
from tripqa.doctor.clock import check_clock
from tripqa.doctor.corpus import check_corpus, check_names
from tripqa.doctor.engine import check_engine
from tripqa.doctor.finding import STATES, Finding, NotChecked, State, broken, doubtful
from tripqa.doctor.index import check_index
from tripqa.doctor.installation import Installation
from tripqa.doctor.keys import check_keys
from tripqa.doctor.machine import Machine
from tripqa.doctor.mending import pip
from tripqa.doctor.models import check_encoder, check_reader
from tripqa.doctor.port import check_port
from tripqa.doctor.proxy import check_proxy
from tripqa.doctor.python import check_python
from tripqa.doctor.room import check_disk, check_memory
from tripqa.doctor.settings import check_settings
from tripqa.doctor.usable import usable_settings
from tripqa.errors import TripqaError

Check = Callable[[Installation], Iterable[Finding]]


def _documents(installation: Installation) -> Iterable[Finding]:
    from tripqa.doctor.documents import check_documents  # which loads what searches

    return check_documents(installation)


CHECKS: Mapping[str, Check] = MappingProxyType(
    {
        "python": check_python,
        "settings": check_settings,
        "disk": check_disk,
        "memory": check_memory,
        "clock": check_clock,
        "cache": check_cache,
        "encoder": check_encoder,
        "reader": check_reader,
        "engine": check_engine,
        "index": check_index,
        "documents": _documents,
        "corpus": check_corpus,
        "names": check_names,
        "keys": check_keys,
        "port": check_port,
        "proxy": check_proxy,
    }
)


def examine(machine: Machine) -> Iterator[tuple[str, Finding]]:
    """Yield the name of each check with all that it finds amiss or, if that is nothing, with what it looked at.

    The settings are those of this environment and folder. Nothing is written.
    """
    settings, unusable = usable_settings()
    installation = Installation(settings, unusable, machine)
    for name, check in CHECKS.items():
        yield from ((name, finding) for finding in _found(check, installation))


def worst(states: Iterable[State]) -> State:
    """Return the worst of some states."""
    return max(states, key=STATES.index, default="pass")


def _found(check: Check, installation: Installation) -> list[Finding]:
    found = list(_all_of(check, installation))
    return [finding for finding in found if finding.state != "pass"] or found


def _all_of(check: Check, installation: Installation) -> Iterator[Finding]:
    try:
        yield from check(installation)
    except NotChecked as needs:
        yield doubtful(str(needs), needs.command)
    except TripqaError as error:
        yield broken(str(error), None)
    except ImportError as error:
        yield broken(f"a package cannot be loaded: {error}", _reinstall(error.name))
    except Exception as error:  # a bug, or a machine such as we have not met
        yield broken(f"the check itself failed, {type(error).__name__}: {error}", None)


def _reinstall(module: str | None) -> str | None:
    top = (module or "").partition(".")[0]
    packages = packages_distributions().get(top, [top])
    return pip(packages[0], anew=True) if top else None
