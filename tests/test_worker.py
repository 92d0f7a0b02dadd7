"""Whatever a parser does costs the one file: not the process that asked, and not the files that come after."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.files import EXCERPT, FILES, LIMITS, bare, bytes_of
from tests.waiting import soon
from tripqa.errors import FileDamaged, FileEncrypted, FileTooLarge, UnreadableFile
from tripqa.parsing.extracting import extract_bytes
from tripqa.parsing.limits import Limits
from tripqa.parsing.worker import Worker
from tripqa.settings import Settings

ROOT = Path(__file__).parent.parent
SMALL = Limits(seconds_per_file=2, memory_per_file=400, longest_text=100_000)


@pytest.fixture(autouse=True)
def _tests_can_be_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])))


@pytest.fixture
def hostile() -> Iterator[Worker]:
    with Worker(SMALL, "tests.hostile") as worker:
        yield worker


def pid(worker: Worker) -> int:
    return int(worker.extract(b"pid", "").text)


def is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
        return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_files_are_read_as_they_are_in_this_process() -> None:
    with Worker(LIMITS) as worker:
        for name in ("columns.pdf", "report.docx", "slides.pptx"):
            found = worker.extract(bytes_of(name), (FILES / name).suffix)

            assert found == extract_bytes(bytes_of(name), (FILES / name).suffix, LIMITS)
            assert bare(EXCERPT)[-50:] in bare(found.text)


def test_one_process_serves_many_files(hostile: Worker) -> None:
    assert [hostile.extract(b"text", ".x").read_as for _ in range(3)] == ["1.x", "2.x", "3.x"]


@pytest.mark.parametrize(
    ("does", "kind", "says"),
    [
        (b"abort", FileDamaged, r"makes its parser crash \(SIGABRT\); open it in its program and save it anew"),
        (b"leave", FileDamaged, r"makes its parser crash \(status 3\)"),
        (b"kill", FileTooLarge, r"takes more than 400 MB of memory to read \(TRIPQA_MEMORY_PER_FILE\)"),
        (b"eat", FileTooLarge, r"takes more than 400 MB of memory to read \(TRIPQA_MEMORY_PER_FILE\)"),
        (b"hang", FileTooLarge, r"takes more than 2 seconds to read \(TRIPQA_SECONDS_PER_FILE\)"),
        (b"hang with the interpreter", FileTooLarge, "takes more than 2 seconds"),
        (b"flood", FileTooLarge, r"holds more than 100,000 characters \(TRIPQA_LONGEST_TEXT\)"),
        (b"misplace", FileDamaged, "makes its parser talk nonsense"),
        (b"write", FileDamaged, r"makes its parser crash \(status 1\)"),
        (b"open", FileDamaged, r"makes its parser crash \(status 1\)"),
    ],
)
def test_a_mishap_costs_one_file(hostile: Worker, does: bytes, kind: type[UnreadableFile], says: str) -> None:
    assert hostile.extract(b"before", "").text == "before"
    with pytest.raises(kind, match=says):
        hostile.extract(does, "")
    assert hostile.extract(b"after", "").text == "after"


def test_what_a_parser_prints_is_lost(hostile: Worker, capfd: pytest.CaptureFixture[str]) -> None:
    assert [hostile.extract(what, "").text for what in (b"print", b"text")] == ["print", "text"]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("ending", ["", ".a b", ".\n", ".\udcff", "." + "長" * 250])
def test_any_ending_arrives(hostile: Worker, ending: str) -> None:
    assert hostile.extract(b"text", ending).text == "text"


def test_what_a_file_is_refused_for_arrives(hostile: Worker) -> None:
    before = pid(hostile)

    with pytest.raises(FileEncrypted, match="the file has a password; save a copy without one"):
        hostile.extract(b"lock", "")
    assert pid(hostile) == before


def test_a_process_that_others_wore_out_is_not_the_file_s_fault(hostile: Worker) -> None:
    hostile.extract(b"text", "")

    assert hostile.extract(b"wear out", "").read_as == "1"


def test_large_files_pass_both_ways() -> None:
    with Worker(Limits(longest_text=30_000_000), "tests.hostile") as worker:
        text = "出張" * 10_000_000

        assert worker.extract(text.encode(), "").text == text


def test_threads_take_turns(hostile: Worker) -> None:
    texts = [f"text {number}" for number in range(40)]
    found: dict[str, str] = {}
    ask = [
        threading.Thread(target=lambda t=text: found.update({t: hostile.extract(t.encode(), "").text}))
        for text in texts
    ]
    for thread in ask:
        thread.start()
    for thread in ask:
        thread.join()

    assert found == {text: text for text in texts}


def test_the_process_outlives_the_thread_that_started_it(hostile: Worker) -> None:
    first = threading.Thread(target=lambda: hostile.extract(b"text", ""))
    first.start()
    first.join()
    time.sleep(0.1)

    assert hostile.extract(b"text", "").read_as == "2"


def test_an_interrupt_leaves_no_reply_for_the_next_file(hostile: Worker) -> None:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # which a shell's background jobs ignore
    hostile.extract(b"text", "")
    timer = threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        hostile.extract(b"hang", "")
    timer.join()
    signal.signal(signal.SIGINT, before)

    assert hostile.extract(b"text", "").text == "text"


def test_it_ends_with_the_block() -> None:
    with Worker(SMALL, "tests.hostile") as worker:
        process = pid(worker)

    assert not is_there(process)


@pytest.mark.parametrize("does", ["text", "hang", "hang with the interpreter"])
def test_it_ends_with_the_process_that_started_it_whatever_it_is_doing(does: str) -> None:
    program = (
        "from tripqa.parsing.limits import Limits\nfrom tripqa.parsing.worker import Worker\n"
        "worker = Worker(Limits(), 'tests.hostile')\n"
        f"print(worker.extract(b'pid', '').text, flush=True)\n"
        f"worker.extract({does.encode()!r}, '')\nimport time\ntime.sleep(99)"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    process = int(parent.stdout.readline())
    time.sleep(0.3)
    assert is_there(process)

    parent.kill()
    parent.communicate()

    assert soon(lambda: not is_there(process))


def test_it_starts_fast_for_it_imports_no_more_than_it_needs(hostile: Worker) -> None:
    loaded = set(hostile.extract(b"modules", "").text.split())

    assert not loaded & {
        "torch",
        "numpy",
        "onnxruntime",
        "transformers",
        "pydantic",
        "docx",
        "openpyxl",
        "pptx",
        "pypdfium2",
        "lxml",
    }


def test_it_is_told_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRIPQA_SECRET", "secret")
    with Worker(SMALL, "tests.hostile") as worker:
        assert "TRIPQA_SECRET" not in worker.extract(b"environment", "").text.split()


def test_one_that_does_not_start_is_a_bug(capfd: pytest.CaptureFixture[str]) -> None:
    with Worker(SMALL, "tests.no_such_module") as worker, pytest.raises(RuntimeError, match="does not start"):
        worker.extract(b"text", "")
    assert "No module named tests.no_such_module" in capfd.readouterr().err


def test_the_limits_are_those_of_the_settings() -> None:
    defaults = {name: Settings.model_fields[name].default for name in Limits.__dataclass_fields__}

    assert defaults == {name: getattr(LIMITS, name) for name in defaults}
