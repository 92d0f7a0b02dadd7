"""What a caller of tripqa can act on. Anything else that is raised is a bug.

TripqaError
├── SettingsError        a flag, a variable or tripqa.toml is wrong
├── CorpusError          a file in the corpus cannot be used
│   └── UnreadableFile   … one file, which its `file` and `reason` name
│       ├── FileForbidden    it may not be opened, is no file, or leads out of the corpus
│       ├── FileMisnamed     it is of another format than its name says, or of one that is no longer read
│       ├── FileEncrypted    it has a password
│       ├── FileDamaged      it is cut off, broken, or makes its parser crash
│       ├── FileTooLarge     bytes, pages, text, memory or time go beyond what the settings allow
│       └── FileWithoutText  it is empty, holds nothing that is seen, or pictures alone
├── EncoderError         the files of the encoder or the reranker are missing or damaged
├── IndexMissing         nothing has been ingested yet
├── IndexDamaged         a file of the index is not what the manifest says
├── IndexUnwritable      the index folder cannot be written to
├── IndexBusy            another ingest is writing it
├── GenerationMissing    the index holds no such generation
├── FormatMismatch       the index was written by another version of tripqa
├── SpaceMismatch        the index was built by another encoder
├── QuestionRefused      a question that cannot be asked: empty, too long, not text
├── NotFound             no document or passage of that id
├── KeysUnusable         the file of keys is gone, damaged, or may not be read or written
├── KeyMissing           there is no key of that id
├── LetInNoMore          a key was taken back or changed while its holder was being answered
├── NotReady             the server is still loading the encoder
├── Busy                 more questions wait than can be answered soon
├── QuotaExceeded        one client has asked more often than it may
├── ExtraMissing         what is asked for needs packages that are not installed
├── AddressUnavailable   the server cannot listen where it was told to
├── AnswersError         a file of stored answers cannot be read
├── EvaluationError      an evaluation cannot be run, kept or compared
└── ServerError          the server that is asked is not there, or not what it should be
"""

from __future__ import annotations

from typing import Self

REBUILD = "run `tripqa ingest --rebuild`"


class TripqaError(Exception):
    """The root of the family. `code` names the error in every face: HTTP body, JSON output, logs."""

    code = "error"
    request_id: str | None = None  # of the request that failed, where a server has told of it


class SettingsError(TripqaError):
    """A flag, a TRIPQA_* variable or tripqa.toml holds something that cannot be used."""

    code = "settings"


class CorpusError(TripqaError):
    """A file in the corpus cannot be read or described; the message names it."""

    code = "corpus"


class UnreadableFile(CorpusError):
    """One file cannot be read: `reason` goes on from its name, and says what to do."""

    code = "unreadable_file"

    def __init__(self, reason: str, file: object = "the file") -> None:
        super().__init__(f"{file} {reason}")
        self.reason, self.file = reason, file

    def of(self, file: object) -> Self:
        """Return the same error with the file's name: a parser is handed bytes and does not know it."""
        return type(self)(self.reason, file)


class FileForbidden(UnreadableFile):
    """The file may not be opened: by its rights, because it is no file, or because it lies outside the corpus."""

    code = "file_forbidden"


class FileMisnamed(UnreadableFile):
    """The file is of another format than its name says, or of one that is no longer read."""

    code = "file_misnamed"


class FileEncrypted(UnreadableFile):
    """The file has a password."""

    code = "file_encrypted"


class FileDamaged(UnreadableFile):
    """The file is cut off or broken, or its parser crashed on it."""

    code = "file_damaged"


class FileTooLarge(UnreadableFile):
    """The file goes beyond a limit: bytes, pages, characters, memory or time."""

    code = "file_too_large"

    @classmethod
    def of_text(cls, longest: int) -> Self:
        """Return the error of a file that holds more than so many characters."""
        return cls(f"holds more than {longest:,} characters (TRIPQA_LONGEST_TEXT); split it, or raise that setting")


class FileWithoutText(UnreadableFile):
    """The file is empty, or holds nothing that is seen, or pictures alone."""

    code = "file_without_text"


class EncoderError(TripqaError):
    """The files of the encoder or the reranker are missing, damaged, or not a sentence-transformers model."""

    code = "encoder"


class IndexMissing(TripqaError):
    """The index folder holds no finished generation."""

    code = "index_missing"

    def __init__(self, folder: object) -> None:
        super().__init__(f"there is no index in {folder}; run `tripqa ingest` first")
        self.folder = folder


class IndexDamaged(TripqaError):
    """A file of the index is missing, or differs from what its manifest says."""

    code = "index_damaged"

    def __init__(self, file: object, what: str) -> None:
        super().__init__(f"the index is damaged: {file} {what}; {REBUILD}")
        self.file, self.what = file, what


class IndexUnwritable(TripqaError):
    """The index folder cannot be written to; what was there before still is."""

    code = "index_unwritable"

    def __init__(self, folder: object, reason: object, now: str = "the old one is unchanged") -> None:
        super().__init__(f"the index in {folder} cannot be written ({reason}); {now}")
        self.folder = folder


class IndexBusy(TripqaError):
    """Another process is writing the index."""

    code = "index_busy"

    def __init__(self, folder: object, holder: object) -> None:
        super().__init__(
            f"another `tripqa ingest` is writing {folder} ({holder}); run this again when it is done, or with --wait"
        )
        self.folder, self.holder = folder, holder


class GenerationMissing(TripqaError):
    """The index holds no generation of that name, or none before the current one."""

    code = "generation_missing"

    def __init__(self, wanted: str) -> None:
        super().__init__(f"there is no generation {wanted}; `tripqa index list` shows what there is")
        self.wanted = wanted


class FormatMismatch(TripqaError):
    """The index was written in another format than this version of tripqa reads."""

    code = "format_mismatch"

    def __init__(self, *, found: object, expected: int) -> None:
        super().__init__(f"the index has format {found!r}, this version reads {expected}; {REBUILD}")
        self.found, self.expected = found, expected


class SpaceMismatch(TripqaError):
    """The index was built by another encoder than the one now asked to read it."""

    code = "space_mismatch"

    def __init__(self, *, built_with: str, asked_for: str) -> None:
        super().__init__(
            f"the index was built with {built_with!r}, the settings ask for {asked_for!r}; "
            f"{REBUILD} or change TRIPQA_ENCODER back"
        )
        self.built_with, self.asked_for = built_with, asked_for


class QuestionRefused(TripqaError):
    """The question is empty, too long, or not text."""

    code = "bad_question"


class NotFound(TripqaError):
    """No document or passage has that id."""

    code = "not_found"

    def __init__(self, kind: str, wanted: str) -> None:
        super().__init__(f"there is no {kind} {wanted!r}; `GET /v1/documents` lists what there is")
        self.kind, self.wanted = kind, wanted


class KeysUnusable(TripqaError):
    """The file of keys is gone, damaged, or may not be read or written. Nobody is let in."""

    code = "keys_unusable"

    def __init__(self, file: object, reason: object) -> None:
        super().__init__(f"the keys in {file} cannot be used ({reason}); put the file back, or create keys anew")
        self.file, self.reason = file, reason


class KeyMissing(TripqaError):
    """There is no key of that id or name."""

    code = "key_missing"

    def __init__(self, wanted: str) -> None:
        super().__init__(f"there is no key {wanted!r}; `tripqa key list` shows what there is")
        self.wanted = wanted


class LetInNoMore(TripqaError):
    """What let a request in was taken back, is over or was changed since: `code` says which."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class NotReady(TripqaError):
    """The server has started but cannot answer yet."""

    code = "not_ready"


class Busy(TripqaError):
    """So many questions wait already that another would wait too long."""

    code = "busy"


class QuotaExceeded(TripqaError):
    """One client has asked more often than the settings let it."""

    code = "quota_exceeded"

    def __init__(self, rate: str, name: str, *, wait: int) -> None:
        super().__init__(
            f"one client may ask this {rate}; ask again in {wait} seconds, as Retry-After says, or have the operator "
            f"raise TRIPQA_LIMIT_{name.upper()}"
        )
        self.rate, self.wait = rate, wait


class ExtraMissing(TripqaError):
    """What is asked for needs an extra of this package that is not installed."""

    code = "extra_missing"


class AddressUnavailable(TripqaError):
    """The server cannot listen where it was told to."""

    code = "address_unavailable"

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            f"the server cannot listen on {host}:{port} (the line above says why); choose another with --host or --port"
        )
        self.host, self.port = host, port


class AnswersError(TripqaError):
    """A file of stored answers cannot be read, or a line of it is none; the message names it."""

    code = "answers"


class EvaluationError(TripqaError):
    """A file that an evaluation is to read or write cannot be used, or another process holds it."""

    code = "evaluation"


class ServerError(TripqaError):
    """A running server that is asked does not reply, or serves something else."""

    code = "server"
