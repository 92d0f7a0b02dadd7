"""The settings as far as they can be used, and what is wrong with the others: these stand at their defaults."""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_settings import SettingsConfigDict

from tripqa.doctor.finding import Finding, broken
from tripqa.doctor.mending import aside, chosen, unsaid, unwritten
from tripqa.errors import SettingsError
from tripqa.settings import FILE, PREFIX, SECRET, Settings, sentence


class _FromEnvironment(Settings):
    model_config = SettingsConfigDict(toml_file=None)


def usable_settings() -> tuple[Settings, tuple[Finding, ...]]:
    """Return the settings of this environment and folder, and a finding for each that cannot be used."""
    faults = [*map(_unknown_variable, _unknown_variables())]
    written, unreadable = _written()
    faults += unreadable
    unknown = written.keys() - Settings.model_fields.keys()
    faults += (broken(f"there is no setting {name!r}, which {FILE} has", unwritten(name)) for name in sorted(unknown))
    if SECRET in written:
        why = f"{FILE} holds {SECRET!r}, which is for {PREFIX}{SECRET.upper()} alone to say: others may read the file"
        faults.append(broken(why, unwritten(SECRET)))
    said = {name.upper() for name in os.environ}
    flags = {name: value for name, value in written.items() if name not in unknown | {SECRET}}
    flags = {name: value for name, value in flags.items() if f"{PREFIX}{name.upper()}" not in said}
    while True:
        try:
            return _FromEnvironment(**flags), tuple(faults)
        except SettingsError as error:  # nothing says where the cache should lie
            faults.append(broken(str(error), chosen("cache", Path.cwd() / ".cache")))
            flags["cache"] = Path(tempfile.gettempdir()) / "tripqa"
        except ValidationError as error:
            for problem in error.errors():
                name = str(problem["loc"][0])
                faults.append(broken(sentence(dict(problem)), unsaid(name)))
                flags[name] = _default(name)


def _default(name: str) -> object:
    try:
        return Settings.model_fields[name].get_default(call_default_factory=True)
    except SettingsError:
        return Path(tempfile.gettempdir()) / "tripqa"


def _written() -> tuple[Mapping[str, Any], list[Finding]]:
    """Return what the file says; nothing, and why, if it cannot be read."""
    try:
        return tomllib.loads(Path(FILE).read_text(encoding="utf-8")), []
    except FileNotFoundError:
        return {}, []
    except (OSError, ValueError) as error:
        return {}, [broken(f"{FILE} cannot be read: {error}", aside(Path(FILE)))]


def _unknown_variables() -> list[str]:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    return sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)


def _unknown_variable(name: str) -> Finding:
    if re.fullmatch(r"[A-Za-z_]\w*", name, re.ASCII):
        return broken(f"there is no setting {name}", f"unset {name}")
    return broken(f"there is no setting {name}, and a shell can unset no such name: take it out where it is set", None)
