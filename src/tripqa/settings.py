"""Settings: flags over TRIPQA_* variables over `tripqa.toml` over defaults, in one frozen table."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from tripqa.errors import SettingsError
from tripqa.written import (
    GENERATED,
    READER,
    UNLIMITED,
    Address,
    AnswererName,
    Folder,
    Network,
    Origins,
    Prefix,
    Rate,
)

PREFIX = "TRIPQA_"
FILE = "tripqa.toml"
SECRET = "llm_key"  # noqa: S105 -- the name of a setting
_HEADER = re.compile(r"[A-Za-z0-9-]{1,80}")


def _default_cache() -> Path:
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tripqa"
    except RuntimeError as error:  # a user without a home folder
        raise SettingsError("there is no home folder for the encoder's cache; set TRIPQA_CACHE to a folder") from error


class Settings(BaseSettings):
    """What an operator can choose. The description of each field is the settings table of `docs/settings.md`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", toml_file=FILE)

    corpus: Folder = Field(Path("corpus"), description="Folder of the reports and their sidecars.")
    index: Folder = Field(Path("index"), description="Folder that `tripqa ingest` writes and `tripqa serve` reads.")
    kept_generations: int = Field(
        2,
        ge=1,
        description="Generations of the index that `tripqa ingest` keeps, the new one among them.",
    )
    cache: Folder = Field(
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
    reranker: Folder | None = Field(
        None,
        description="Folder of a sentence-transformers CrossEncoder that puts the first 20 hits in order.",
    )
    answerer: AnswererName = Field(
        READER,
        description="`reader`: a model reads the best hits. With the encoder `hashing`, what reads knows shared words "
        "only. `generated`: besides, a model at `TRIPQA_LLM_URL` writes statements from the quotes, where page, widget "
        "or `/v1/ask` ask. Or `package.module:factory`: what the factory returns, an answerer of your own.",
    )
    llm_url: Address = Field(
        "",
        description="Address of a server that speaks OpenAI's chat completions, up to its `/v1`, such as "
        "`http://127.0.0.1:8080/v1`. Questions and quotes are sent there; without it no model is asked.",
    )
    llm_model: str = Field("", description="Name of the model, as that server knows it.")
    llm_key: SecretStr | None = Field(
        None, description="Key that is sent to that server; from the environment alone, never from a file or a flag."
    )
    llm_calls: int = Field(4, ge=1, le=256, description="Answers that the model writes at once.")
    llm_queue: int = Field(
        16, ge=0, le=1024, description="Answers that wait for one of these; beyond that the quotes are sent alone."
    )
    llm_seconds: float = Field(
        25,
        gt=0,
        le=600,
        description="Seconds that the statements of an answer may take, waiting included; then what there is is sent.",
    )
    llm_silence: float = Field(
        15, gt=0, le=600, description="Seconds for which the model may say nothing; then it is given up."
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
    allowed_origins: Origins = Field(
        (),
        description="Origins, with commas between, whose pages may call the API, such as `https://intra.example`.",
    )
    originals: bool = Field(
        False,
        description="`1`: who may see a document may open its file too, as it lies in TRIPQA_CORPUS: a PDF at the page "
        "of a quote.",
    )
    keys: Folder = Field(
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
    root_path: Prefix = Field(
        "",
        description="Path below which a proxy shows the server, such as `/tripqa`; by default it has a host to itself.",
    )
    public_url: Address = Field(
        "",
        description="Address under which people reach the server, such as `https://intra.example/tripqa`: links in "
        "replies begin with it, and assistants may use its host; by default links have the host that was asked.",
    )
    trusted_proxy: Network = Field(
        "",
        description="Address or network of the proxy that is believed who asks (`X-Forwarded-For`) and by which scheme "
        "(`X-Forwarded-Proto`), such as `127.0.0.1` or `10.0.0.0/8`; by default none is.",
    )
    user_header: str = Field(
        "",
        description="Header in which that proxy names the user who has signed on, such as `X-Remote-User`: believed "
        "from the proxy alone, it lets the user in with the rights of a key of the same name.",
    )
    limit_ask: Rate = Field(
        "300/minute",
        description="How many questions one client may ask in which time, on the start page, by `/v1/ask`, in "
        "batches, in chats and by assistants together, such as `60/minute` or `1000 per 2 hours`; `off` sets no bound.",
    )
    limit_search: Rate = Field(
        "1200/minute",
        description="How many searches one client may send (`/v1/search`), those while typing among them; likewise.",
    )
    limit_documents: Rate = Field(
        "1200/minute",
        description="How many documents, passages and lists of them one client may read, and messages of assistants "
        "send; likewise.",
    )
    limit_verify: Rate = Field(
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

    @field_validator("user_header")
    @classmethod
    def _is_header_of_proxy(cls, value: str, info: ValidationInfo) -> str:
        if value and not _HEADER.fullmatch(value):
            raise ValueError("write the name of a header, of letters, digits and hyphens, such as X-Remote-User")
        if value and not info.data.get("trusted_proxy"):
            raise ValueError("name the proxy in TRIPQA_TRUSTED_PROXY too: the header is believed from there alone")
        return value

    @property
    def rates(self) -> dict[str, str]:
        """Return how often one client may ask what, without what has no bound."""
        prefix = "limit_"
        found = {name.removeprefix(prefix): value for name, value in self if name.startswith(prefix)}
        return {name: rate for name, rate in found.items() if rate != UNLIMITED}

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
        return init_settings, env_settings, _File(settings_cls)


class _File(TomlConfigSettingsSource):
    """`tripqa.toml`, which others may read."""

    def __call__(self) -> dict[str, Any]:
        if SECRET in (said := super().__call__()):
            raise ValueError(f"it holds {SECRET!r}, which is for {PREFIX}{SECRET.upper()} alone to say")
        return said


def load_settings(flags: Mapping[str, Any]) -> Settings:
    """Return the settings; a flag that is None was not given. SettingsError names what is wrong."""
    _refuse_unknown_variables(os.environ)
    if flags.get(SECRET) is not None:
        raise SettingsError(f"{SECRET!r} is for {PREFIX}{SECRET.upper()} to say, and for nobody who calls")
    if flags.get("answerer") not in (None, READER, GENERATED):
        raise SettingsError("what code answers is for TRIPQA_ANSWERER or tripqa.toml to say, and for nobody who calls")
    try:
        return Settings(**{name: value for name, value in flags.items() if value is not None})
    except ValidationError as error:
        raise SettingsError("; ".join(sentence(dict(problem)) for problem in error.errors())) from error
    except (OSError, ValueError) as error:
        raise SettingsError(f"{FILE} cannot be read: {error}") from error


def _refuse_unknown_variables(environment: Mapping[str, str]) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    unknown = sorted(name for name in environment if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise SettingsError(f"unknown variable {', '.join(unknown)}; there are {', '.join(sorted(known))}")


def sentence(problem: Mapping[str, Any]) -> str:
    """Return what is wrong with a setting, of a problem as pydantic lists it."""
    name = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f"unknown setting {name!r}; there are {', '.join(Settings.model_fields)}"
    return f"the setting {name!r} is {problem['input']!r}: {problem['msg'].removeprefix('Value error, ')}"
