from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from tests.indexes import Build, local, memory
from tripqa.index import lexical


@pytest.fixture(params=["local", "skimmed", "memory"])
def build(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Build an index of each kind: `skimmed` is the one on disk as it would be of very many passages."""
    match request.param:
        case "local":
            return lambda made_of: local(tmp_path / uuid.uuid4().hex, made_of)
        case "skimmed":
            monkeypatch.setattr(lexical, "_FEW", 0)
            return lambda made_of: local(tmp_path / uuid.uuid4().hex, made_of, exact_up_to=0)
        case _:
            return memory
