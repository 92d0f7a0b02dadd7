"""Ids of documents that no sidecar names."""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePosixPath

from tripqa.parsing.limits import LONGEST_ID
from tripqa.parsing.sidecar import DOCUMENT_ID


def document_id(path: PurePosixPath) -> str:
    """Return an id for a file without one of its own: its path without the ending."""
    return legal_id(str(path.with_suffix("")))


def legal_id(name: str) -> str:
    """Return a name that is an id as it stands; one that is not loses what ids may not hold and gets a short hash."""
    if len(name) <= LONGEST_ID and DOCUMENT_ID.fullmatch(name):
        return name
    slug = re.sub(r"[^a-z0-9._]+", "-", name.lower())[: LONGEST_ID - 9].strip("-._") or "document"
    return f"{slug}-{hashlib.sha256(name.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}"
