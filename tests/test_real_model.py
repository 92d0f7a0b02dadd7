"""A real model, outside CI: TEST_LLM_URL and TEST_LLM_MODEL name one. What it says is sent if it holds, good or not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.builders import document
from tests.conftest import service_over
from tests.test_api import ready
from tripqa.api.app import create_app
from tripqa.generating.talking import Talking
from tripqa.generating.writing import Writer

URL, MODEL = os.environ.get("TEST_LLM_URL", ""), os.environ.get("TEST_LLM_MODEL", "")
TEXT = "KLID was set up under article 72 of the Electronic Government Act. It serves 243 local governments in Korea.\n"


@pytest.mark.skipif(not (URL and MODEL), reason="no real model: TEST_LLM_URL and TEST_LLM_MODEL name none")
def test_what_a_real_model_writes_holds_or_is_not_sent(tmp_path: Path) -> None:
    service = service_over(tmp_path, [document(TEXT, id="klid", language="en")])
    writer = Writer(Talking(URL, MODEL, os.environ.get("TEST_LLM_KEY", ""), 120), 1, 1, 300)
    with TestClient(create_app(ready(service), [], threads=1, writer=writer)) as client:
        asked = {"question": "Under which article was KLID set up?", "answerer": "generated"}
        reply = client.post("/v1/ask", json=asked).json()

    print(reply["statements"], reply["generated"])
    assert reply["status"] == "answered"
    assert reply["generated"]["model"] == MODEL
    assert reply["statements"] or reply["generated"]["reason"] in ("cannot", "nothing_held", "cut_short")
