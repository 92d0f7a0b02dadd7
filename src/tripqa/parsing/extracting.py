"""The process that parses files: bytes in, an extract out, one file after the other. `worker.py` starts and limits it.

    python -m tripqa.parsing.extracting LIFELINE LIMITS

It says that it is ready. Then it reads from its standard input a line `{"ending": …, "size": …}` and so many bytes, and
writes to its standard output a line with a size and so many bytes of JSON, `{"extract": …}` or `{"error": …}`; again
and again. What a parser prints cannot get between: it goes nowhere. Nothing heavy is imported here, and a parser
only when a file of its format comes.
"""

from __future__ import annotations

import fcntl
import importlib
import json
import os
import resource
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any, BinaryIO

from tripqa.errors import CorpusError, FileDamaged, FileMisnamed, FileTooLarge, UnreadableFile
from tripqa.parsing.extract import Extract
from tripqa.parsing.formats import check_format
from tripqa.parsing.limits import Limits

READY = b"ready\n"
OUT_OF_MEMORY = 70  # the status that the process ends with when a file took more than it may
Extractor = Callable[[bytes, Limits], Extract]

_MODULES: Mapping[str, str] = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".pptx": "pptx",
    ".xlsx": "xlsx",
    ".csv": "comma_separated",
    ".odt": "opendocument",
    ".odp": "opendocument",
    ".ods": "opendocument",
    ".hwpx": "hangul",
    ".html": "html",
    ".md": "markdown",
}
ENDINGS = frozenset(_MODULES)
_OPEN_FILES = 64  # parsers are imported after this is set, and PDFium looks into fonts


def extract_bytes(data: bytes, ending: str, limits: Limits) -> Extract:
    """Return the extract of a file's bytes, in this process; UnreadableFile says what is wrong with them."""
    check_format(data, ending)
    if ending not in ENDINGS:
        raise FileMisnamed(f"ends in {ending or 'nothing'}, which is not read; save it as .pdf, .docx, .pptx or .xlsx")
    extractor: Extractor = importlib.import_module(f"tripqa.parsing.{_MODULES[ending]}").extract
    try:
        extract = extractor(data, limits)
    except (CorpusError, MemoryError):
        raise
    except Exception as error:  # a parser that meets a broken file raises whatever it stumbled over
        raise FileDamaged(
            f"cannot be parsed ({type(error).__name__}: {str(error)[:200]}); open it in its program and save it anew"
        ) from error
    if len(extract.text) > limits.longest_text:
        raise FileTooLarge.of_text(limits.longest_text)
    return _whole(extract)


def _whole(extract: Extract) -> Extract:
    """Return an extract without halves of surrogate pairs and NULs, of which no UTF-8 and no database is made."""
    return replace(
        extract,
        text=_without_halves(extract.text),
        title=_without_halves(extract.title),
        remarks=tuple(map(_without_halves, extract.remarks)),
    )


def _without_halves(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace").replace("\0", "\ufffd")


def serve(extract: Callable[[bytes, str, Limits], Extract]) -> None:
    """Answer until the input ends."""
    lifeline, limits = int(sys.argv[1]), Limits(**json.loads(sys.argv[2]))
    requests, replies = _private_streams()
    _die_with_parent(lifeline)
    _limit(limits)
    replies.write(READY)
    replies.flush()
    while line := requests.readline():
        asked = json.loads(line)
        reply = _reply(extract, requests.read(asked["size"]), asked["ending"], limits)
        replies.write(b"%d\n" % len(reply) + reply)
        replies.flush()


def _reply(extract: Callable[[bytes, str, Limits], Extract], data: bytes, ending: str, limits: Limits) -> bytes:
    reply: dict[str, Any]
    try:
        reply = {"extract": asdict(extract(data, ending, limits))}
    except CorpusError as error:
        reason = error.reason if isinstance(error, UnreadableFile) else str(error)
        reply = {"error": {"code": error.code, "reason": _without_halves(reason)}}
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # who knows what else had no memory: the next file gets a new process
    return json.dumps(reply, default=str).encode()  # a date as ISO 8601 writes it


def _private_streams() -> tuple[BinaryIO, BinaryIO]:
    """Return standard input and output as they were, and put nothing in their place."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.close(nowhere)
    return requests, replies


def _die_with_parent(lifeline: int) -> None:
    """Let the kernel end this process as soon as nobody holds the other end of a pipe, whatever a parser is doing.

    The signal is SIGIO, which ends a process that does not handle it. PR_SET_PDEATHSIG would do so when the thread
    ends that started the process, though the parent lives on.
    """
    fcntl.fcntl(lifeline, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(lifeline, fcntl.F_SETFL, fcntl.fcntl(lifeline, fcntl.F_GETFL) | os.O_ASYNC)


def _limit(limits: Limits) -> None:
    memory = limits.memory_per_file * 1_000_000
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
    ):
        resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    serve(extract_bytes)
