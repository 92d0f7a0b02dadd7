"""Settings: flags over TRIPQA_* variables over `tripqa.toml` over defaults, in one frozen table."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from tripqa.errors import SettingsError

PREFIX = "TRIPQA_"
FILE = "tripqa.toml"
_UNLIMITED = "off"
_NO_RATE = "write one rate such as 60/minute or 1000 per 2 hours, or off"
_ORIGIN = re.compile(r"https?://(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(:[0-9]{1,5})?")
_HEADER = re.compile(r"[A-Za-z0-9-]{1,80}")
_ROOT_PATH = re.compile(r"(/(?!\.{1,2}(/|$))[A-Za-z0-9._~-]+)*")


def _default_cache() -> Path:
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tripqa"
    except RuntimeError as error:  # a user without a home folder
        raise SettingsError("there is no home folder for the encoder's cache; set TRIPQA_CACHE to a folder") from error


class Settings(BaseSettings):
    """What an operator can choose. The description of each field is the settings table of `docs/settings.md`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", toml_file=FILE)

    corpus: Path = Field(Path("corpus"), description="Folder of the reports and their sidecars.")
    index: Path = Field(Path("index"), description="Folder that `tripqa ingest` writes and `tripqa serve` reads.")
    kept_generations: int = Field(
        2,
        ge=1,
        description="Generations of the index that `tripqa ingest` keeps, the new one among them.",
    )
    cache: Path = Field(
        default_factory=_default_cache,
        description="Folder for the encoder and for interrupted evaluations; by default `tripqa` in the "
        "user's cache folder.",
    )
    host: str = Field("127.0.0.1", min_length=1, description="Address that `tripqa serve` listens on.")
    port: int = Field(8000, ge=0, le=65535, description="Port that `tripqa serve` listens on; 0 takes a free one.")
    encoder: str = Field(
        "bundled",
        min_length=1,
        description="`bundled`, `reference` (the same network run by sentence-transformers), `hashing` (no model: "
        "shared words only), or a sentence-transformers folder.",
    )
    question_prefix: str | None = Field(
        None,
        description="Put before each question in place of the prefix that the encoder's own prompts name.",
    )
    passage_prefix: str | None = Field(
        None,
        description="Put before each passage in place of the prefix that the encoder's own prompts name.",
    )
    reranker: Path | None = Field(
        None,
        description="Folder of a sentence-transformers CrossEncoder that puts the first 20 hits in order.",
    )
    answerer: Literal["reader"] = Field(
        "reader",
        description="`reader`: a model reads the best hits. With the encoder `hashing`, what reads knows shared words "
        "only.",
    )
    threads: int = Field(
        0,
        ge=0,
        le=256,
        description="Questions that are answered, and passages that are encoded, at once; 0 takes as many as there are "
        "processors.",
    )
    remembered_questions: int = Field(
        1000,
        ge=0,
        description="Questions whose ranking is kept, so that asking again costs next to nothing; 0 keeps none.",
    )
    reload_seconds: float = Field(
        2,
        ge=0,
        le=3600,
        description="Seconds after which `tripqa serve` looks again whether the index has another generation, which it "
        "then answers from; 0 keeps the first.",
    )
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description="Origins, with commas between, whose pages may call the API, such as `https://intra.example`.",
    )
    keys: Path = Field(
        Path("keys.json"),
        description="File of the keys that `tripqa key` makes. Where it is, nobody is answered without a key.",
    )
    client_key: SecretStr | None = Field(
        None,
        description="Key that `tripqa ask --url` sends to the server it asks; from the environment, where no list of "
        "commands shows it.",
    )
    open: bool = Field(
        False,
        description="`1`: everyone who reaches the server is answered. Without it, a server that listens beyond this "
        "machine starts only with keys.",
    )
    root_path: str = Field(
        "",
        description="Path below which a proxy shows the server, such as `/tripqa`; by default it has a host to itself.",
    )
    trusted_proxy: str = Field(
        "",
        description="Address or network of the proxy that is believed who asks (`X-Forwarded-For`) and by which scheme "
        "(`X-Forwarded-Proto`), such as `127.0.0.1` or `10.0.0.0/8`; by default none is.",
    )
    user_header: str = Field(
        "",
        description="Header in which that proxy names the user who has signed on, such as `X-Remote-User`: believed "
        "from the proxy alone, it lets the user in with the rights of a key of the same name.",
    )
    limit_ask: str = Field(
        "300/minute",
        description="How many questions one client may ask in which time, on the start page, by `/v1/ask`, in "
        "batches and in chats together, such as `60/minute` or `1000 per 2 hours`; `off` sets no bound.",
    )
    limit_search: str = Field(
        "1200/minute",
        description="How many searches one client may send (`/v1/search`), those while typing among them; likewise.",
    )
    limit_documents: str = Field(
        "1200/minute", description="How many documents, passages and lists of them one client may read; likewise."
    )
    limit_verify: str = Field(
        "300/minute",
        description="How often one client may have stored answers checked (`/v1/verify`); likewise.",
    )
    access_log: Literal["off", "metadata", "questions"] = Field(
        "metadata",
        description="Lines that `tripqa serve` writes to stderr: `metadata` writes one for each request, without what "
        "was asked; `questions` with it, but for the lines of a batch; `off` none.",
    )

    largest_file: int = Field(
        200_000_000, ge=1, description="Bytes of a file, but for a .jsonl; a larger one is not read."
    )
    most_pages: int = Field(2_000, ge=1, description="Pages or slides of a file; one with more is not read.")
    longest_text: int = Field(
        10_000_000,
        ge=1,
        description="Characters of text that a file, or a row of a .jsonl, may hold; a file with more is not read.",
    )
    seconds_per_file: int = Field(
        60, ge=1, le=86_400, description="Seconds that reading a file may take; then it is given up."
    )
    memory_per_file: int = Field(
        1024, ge=256, description="Megabytes of address space that reading a file may take, in a process of its own."
    )

    @field_validator("corpus", "index", "cache", "keys", "reranker", mode="before")
    @classmethod
    def _is_folder(cls, value: object) -> object:
        if value in ("", Path()):
            raise ValueError("name a folder, or leave the setting out")
        return value

    @field_validator("corpus", "index", "cache", "keys", "reranker")
    @classmethod
    def _expanded(cls, value: Path | None) -> Path | None:
        return value.expanduser() if value else None

    @field_validator("allowed_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part for part in re.split(r"[,\s]+", value) if part) if isinstance(value, str) else value

    @field_validator("allowed_origins")
    @classmethod
    def _are_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if not _ORIGIN.fullmatch(origin.lower()):
                raise ValueError(
                    f"{origin!r} is not an origin: write scheme, host and port only, as https://intra.example"
                )
        return value

    @field_validator("root_path")
    @classmethod
    def _is_prefix(cls, value: str) -> str:
        if not _ROOT_PATH.fullmatch(value):
            raise ValueError(
                "write a path such as /tripqa, with a slash before each name and none at the end, "
                "the names of letters, digits and -._~ alone, or leave the setting out"
            )
        return value

    @field_validator("trusted_proxy")
    @classmethod
    def _is_network(cls, value: str) -> str:
        try:
            return value and str(ip_network(value)).removesuffix("/32").removesuffix("/128")
        except ValueError as error:
            raise ValueError("write an address or a network such as 127.0.0.1 or 10.0.0.0/8") from error

    @field_validator("user_header")
    @classmethod
    def _is_header_of_proxy(cls, value: str, info: ValidationInfo) -> str:
        if value and not _HEADER.fullmatch(value):
            raise ValueError("write the name of a header, of letters, digits and hyphens, such as X-Remote-User")
        if value and not info.data.get("trusted_proxy"):
            raise ValueError("name the proxy in TRIPQA_TRUSTED_PROXY too: the header is believed from there alone")
        return value

    @field_validator("limit_ask", "limit_search", "limit_documents", "limit_verify")
    @classmethod
    def _is_rate(cls, value: str) -> str:
        if value == _UNLIMITED:
            return value
        from limits import parse_many  # slow to load, and the defaults need no check

        try:
            (rate,) = parse_many(value)
        except ValueError as error:
            raise ValueError(_NO_RATE) from error
        if not rate.amount:
            raise ValueError(_NO_RATE)
        return value

    @property
    def rates(self) -> dict[str, str]:
        """Return how often one client may ask what, without what has no bound."""
        prefix = "limit_"
        found = {name.removeprefix(prefix): value for name, value in self if name.startswith(prefix)}
        return {name: rate for name, rate in found.items() if rate != _UNLIMITED}

    @property
    def working_threads(self) -> int:
        """Return how many threads do the work."""
        allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
        return self.threads or allowed or 1

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read flags, then the environment, then the file; nothing else."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(flags: Mapping[str, Any]) -> Settings:
    """Return the settings; a flag that is None was not given. SettingsError names what is wrong."""
    _refuse_unknown_variables(os.environ)
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as error:
        raise SettingsError("; ".join(_sentence(dict(problem)) for problem in error.errors())) from error
    except (OSError, ValueError) as error:
        raise SettingsError(f"{FILE} cannot be read: {error}") from error


def _refuse_unknown_variables(environment: Mapping[str, str]) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(name for name in environment if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise SettingsError(f"unknown variable {', '.join(unknown)}; there are {', '.join(sorted(known))}")


def _sentence(problem: Mapping[str, Any]) -> str:
    name = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"unknown setting {name!r}; there are {', '.join(Settings.model_fields)}"
    return f"the setting {name!r} is {problem['input']!r}: {problem['msg'].removeprefix('Value error, ')}"
