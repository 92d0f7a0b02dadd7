"""An answer in a file of its own, whose name says the format."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from tripqa.errors import AnswersError
from tripqa.exports.formats import FORMATS, Format
from tripqa.service import Reply
from tripqa.web.addresses import Addresses


def format_named(file: Path) -> Format:
    """Return the format that a file's name says; AnswersError if an answer is written in no such one."""
    form = FORMATS.get(file.suffix.lower())
    if form is None:
        raise AnswersError(
            f"{file} is of no format that an answer is written in; end its name in {' or '.join(FORMATS)}"
        )
    return form


def write_answer(file: Path, reply: Reply, public_url: str) -> None:
    """Write a reply in place of what was there, once all of it is written; links in it begin with `public_url`.

    AnswersError if that cannot be done.
    """
    written = format_named(file).written(reply, Addresses(public_url) if public_url else None)
    try:
        with TemporaryDirectory(prefix=".", dir=file.parent) as own:  # where nobody else can have put a link
            aside = Path(own) / file.name
            aside.write_bytes(written)
            os.replace(aside, file)
    except OSError as error:
        raise AnswersError(f"{file} cannot be written ({error.strerror}); name another with --out") from error
