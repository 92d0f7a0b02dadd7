"""A file that cannot be used costs that file alone, and is told; what was there of it before is kept."""

from __future__ import annotations

import errno
import io
import json
import os
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from rich.console import Console

from tripqa.errors import CorpusError
from tripqa.index.lock import NO_WAIT
from tripqa.ingest_command import Ingested, ingest_corpus, ingest_out, print_changes
from tripqa.parsing import reading
from tripqa.parsing.ids import document_id
from tripqa.settings import Settings, load_settings
from tripqa.wiring import open_documents

NOWHERE = Console(file=io.StringIO())


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "corpus").mkdir()
    return load_settings({"corpus": tmp_path / "corpus", "index": tmp_path / "index", "encoder": "hashing"})


def put(settings: Settings, **files: str | bytes) -> None:
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (settings.corpus / name.replace("__", ".")).write_bytes(data)


def ingested(settings: Settings, *, strict: bool = False) -> Ingested:
    return ingest_corpus(settings, NOWHERE, rebuild=False, strict=strict, wait=NO_WAIT)


def ids(settings: Settings) -> list[str]:
    return [document.id for document in open_documents(settings).documents()]


def printed(done: Ingested, settings: Settings) -> str:
    shown = Console(file=io.StringIO(), width=200)
    print_changes(done, settings, shown, shown)
    assert isinstance(shown.file, io.StringIO)
    return shown.file.getvalue()


BROKEN = b"\xff\xfe\x00\xd8"  # half of a surrogate pair


def test_what_was_added_changed_and_removed_is_told(settings: Settings) -> None:
    put(settings, a__txt="港は広い。", b__txt="市場は朝に開く。", c__txt="灯台は古い。")
    ingested(settings)
    put(settings, a__txt="港はとても広い。", d__txt="橋は長い。")
    (settings.corpus / "b.txt").unlink()

    changes = ingested(settings).report.changes

    assert (changes.added, changes.changed, changes.removed, changes.unchanged) == (("d",), ("a",), ("b",), 1)


def test_a_second_run_tells_that_all_is_unchanged(settings: Settings) -> None:
    put(settings, a__txt="港は広い。", b__txt="市場は朝に開く。")
    ingested(settings)

    done = ingested(settings)

    assert not done.report.changed
    assert done.report.changes.unchanged == 2


def test_a_file_that_cannot_be_used_costs_that_file_alone(settings: Settings) -> None:
    put(settings, a__txt="港は広い。", b__jsonl='{"_id": "x", "text": "市場"}\nno json\n')

    done = ingested(settings)

    assert ids(settings) == ["a"]
    (failed,) = done.corpus.failed
    assert (failed.file, failed.kept) == ("b.jsonl", 0)
    assert "line 2 is not JSON; mend or remove the line" in failed.why


def test_what_the_index_has_of_a_file_that_can_no_longer_be_used_is_kept(settings: Settings) -> None:
    put(settings, a__txt="港は広い。", b__jsonl='{"_id": "x", "text": "市場"}\n{"_id": "y", "text": "魚"}\n')
    ingested(settings)
    put(settings, a__txt="港はとても広い。", b__jsonl="cut sho")

    done = ingested(settings)

    assert ids(settings) == ["a", "x", "y"]
    assert [one.kept for one in done.corpus.failed] == [2]
    assert done.report.changes.changed == ("a",)
    assert "2 document(s) of it are kept as they were" in printed(done, settings)
    assert ids(settings) == ["a", "x", "y"]
    assert not ingested(settings).report.changed


def test_a_file_that_is_gone_is_not_kept(settings: Settings) -> None:
    put(settings, a__txt="港は広い。", b__txt="市場は朝に開く。")
    ingested(settings)
    (settings.corpus / "b.txt").unlink()
    put(settings, c__jsonl="no json")

    ingested(settings)

    assert ids(settings) == ["a"]


def test_a_kept_document_makes_room_for_one_of_its_id(settings: Settings) -> None:
    put(settings, b__jsonl='{"_id": "x", "text": "市場"}')
    ingested(settings)
    put(settings, b__jsonl="cut sho", x__txt="港は広い。")

    done = ingested(settings)

    (document,) = open_documents(settings).documents()
    assert (document.id, document.file, done.corpus.failed[0].kept) == ("x", "x.txt", 0)


def test_of_two_files_of_one_id_the_first_is_used_and_the_other_told(settings: Settings) -> None:
    put(settings, a__txt="港は広い。", b__txt="市場は朝に開く。", b__toml='id = "a"')

    done = ingested(settings)

    (document,) = open_documents(settings).documents()
    assert document.file == "a.txt"
    assert "a.txt and b.txt both have the id 'a'" in done.corpus.failed[0].why


@pytest.mark.parametrize("name", ["b.txt", "b.jsonl"])
def test_a_pipe_is_told_and_never_opened(settings: Settings, name: str) -> None:
    put(settings, a__txt="港は広い。")
    os.mkfifo(settings.corpus / name)

    done = ingested(settings)

    assert "is no file but a folder, a pipe" in done.corpus.failed[0].why
    assert ids(settings) == ["a"]


@pytest.mark.parametrize("target", ["outside", "nothing"])
def test_a_link_that_leads_out_is_told_and_never_followed(settings: Settings, tmp_path: Path, target: str) -> None:
    put(settings, a__txt="港は広い。")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text("秘密")
    (settings.corpus / "b.txt").symlink_to(tmp_path / target / "secret.txt")
    (settings.corpus / "folder.txt").symlink_to(tmp_path / "outside")

    done = ingested(settings)

    told = {"outside": "is a link that leads out of the corpus", "nothing": "cannot be read (No such file"}
    file, folder = done.corpus.failed
    assert told[target] in file.why
    assert told["outside"] in folder.why
    assert ids(settings) == ["a"]


def test_strictly_nothing_is_changed_if_one_file_cannot_be_used(settings: Settings) -> None:
    put(settings, a__txt="港は広い。")
    before = ingested(settings).report.manifest.generation
    put(settings, a__txt="港はとても広い。", b__jsonl="no json")

    with pytest.raises(
        CorpusError, match=r"1 file\(s\) cannot be used: .*b\.jsonl, line 1 is not JSON.*nothing was changed"
    ):
        ingested(settings, strict=True)

    assert open_documents(settings).manifest.generation == before


def test_where_no_file_can_be_used_nothing_is_changed(settings: Settings) -> None:
    put(settings, b__jsonl="no json")

    with pytest.raises(CorpusError, match=r"no file can be used: .*nothing was changed"):
        ingested(settings)

    assert not (settings.index / "current").exists()


def test_long_lists_are_cut_and_counted(settings: Settings) -> None:
    put(settings, a__jsonl="\n".join(f'{{"_id": "d{number:03}", "text": "港"}}' for number in range(50)))

    told = printed(ingested(settings), settings)

    assert told.count("added") == 22
    assert "and 30 more" in told
    assert "50 added, 0 changed, 0 removed, 0 unchanged, 0 failed" in told


def test_the_json_says_the_same_and_all_of_it(settings: Settings) -> None:
    put(settings, a__jsonl="\n".join(f'{{"_id": "d{number:03}", "text": "港"}}' for number in range(50)), b__jsonl="no")

    out = ingest_out(ingested(settings))

    assert len(out.changes.added) == 50
    assert [(one.file, one.kept) for one in out.failed] == [("b.jsonl", 0)]


@pytest.fixture
def closed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that nobody may look into from when it is there: root may look into all."""
    folder, scan = settings.corpus / "closed", os.scandir

    def scandir(place: Any) -> Any:
        if place == str(folder) and (folder / "stop").exists():
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), place)
        return scan(place)

    monkeypatch.setattr(os, "scandir", scandir)
    folder.mkdir()
    return folder


def test_what_the_index_has_of_a_folder_that_cannot_be_looked_into_is_kept_and_told(
    settings: Settings, closed: Path
) -> None:
    put(settings, a__txt="港は広い。")
    (closed / "b.txt").write_text("市場は朝に開く。")
    ingested(settings)
    (closed / "stop").touch()

    done = ingested(settings)

    assert ids(settings) == ["a", document_id(PurePosixPath("closed/b"))]
    (failed,) = done.corpus.failed
    assert (failed.file, failed.kept) == ("closed", 1)
    assert "closed cannot be read (Permission denied); give tripqa the right to" in failed.why
    assert not done.report.changed


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("b\n.txt", r"b\n.txt"),
        ("b\x1b[31m.txt", r"b\x1b[31m.txt"),
        ("b\udcff.txt", r"b\udcff.txt"),
        ("b\udcff.toml", r"b\udcff.toml"),
        ("b\x1b\udcff.dat", r"b\x1b\udcff.dat"),
    ],
)
def test_a_name_of_any_bytes_is_told_in_characters_that_can_be_shown(settings: Settings, name: str, shown: str) -> None:
    put(settings, a__txt="港は広い。")
    (settings.corpus / name).touch()

    done = ingested(settings)

    assert shown in printed(done, settings)
    out = json.loads(ingest_out(done).model_dump_json())
    assert [*(one["file"] for one in out["failed"]), *out["passed_over"]] == [shown]


def test_the_places_of_a_file_that_cannot_be_used_are_no_names(settings: Settings) -> None:
    put(settings, a__txt="港は広い。", b__toml='[[places]]\nja = "高雄"\nen = "Kaohsiung"')
    put(settings, b__jsonl='{"_id": "x", "text": "市場"}\nno json\n')

    assert ingested(settings).corpus.names == ()


@pytest.mark.parametrize("name", ["~$report.docx", "lost+found/report.txt"])
def test_what_programs_and_systems_leave_in_a_folder_is_no_report(settings: Settings, name: str) -> None:
    put(settings, a__txt="港は広い。")
    (settings.corpus / name).parent.mkdir(exist_ok=True)
    (settings.corpus / name).write_text("not ours")

    corpus = ingested(settings).corpus

    assert [document.id for document in corpus.documents] == ["a"]
    assert (corpus.failed, corpus.passed_over) == ((), ())


@pytest.mark.parametrize(("name", "fits"), [("index", False), (".", False), (".index", True), ("../index", True)])
def test_an_index_is_not_kept_where_it_would_be_read_as_reports(settings: Settings, name: str, fits: bool) -> None:
    put(settings, a__txt="港は広い。")
    nested = load_settings({"corpus": settings.corpus, "index": settings.corpus / name, "encoder": "hashing"})

    if fits:
        assert not [ingested(nested), ingested(nested)][1].report.changed
    else:
        with pytest.raises(CorpusError, match=r"lies in the corpus folder .*; choose another place"):
            ingested(nested)
        assert [file.name for file in settings.corpus.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("ending", [".doc", ".ppt", ".xls", ".jtd", ".hwp", ".rtf"])
def test_a_report_of_a_format_that_is_not_read_is_not_passed_over(settings: Settings, ending: str) -> None:
    put(settings, a__txt="港は広い。")
    (settings.corpus / f"b{ending}").write_bytes(b"{\\rtf1 harbour}")

    (failed,) = ingested(settings).corpus.failed

    assert "is RTF, which is not read; save it as docx in its program" in failed.why


@pytest.mark.parametrize("ending", [".docx", ".txt"])
def test_no_archive_is_opened_whole_in_this_process(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    put(settings, a__txt="港は広い。")
    monkeypatch.setattr(reading, "_TELLING", 10)
    (settings.corpus / f"b{ending}").write_bytes(b"PK\3\4" + bytes(100))
    looked_at: list[int] = []
    monkeypatch.setattr(reading, "check_format", lambda data, ending: looked_at.append(len(data)))

    ingested(settings)

    assert max(looked_at) <= 10


def test_no_reason_is_cut_however_long_the_names_are(settings: Settings) -> None:
    put(settings, a__txt="港は広い。")
    (settings.corpus / f"{'b' * 200}.jsonl").write_text("no json")
    done = ingested(settings)

    terminal, file = io.StringIO(), io.StringIO()
    print_changes(done, settings, Console(file=terminal, width=60, force_terminal=True), NOWHERE)
    print_changes(done, settings, Console(file=file, width=60), NOWHERE)

    assert "…" not in terminal.getvalue()
    assert any(
        "failed" in line and "b.jsonl" in line and "mend or remove" in line for line in file.getvalue().splitlines()
    )


def test_a_row_may_be_as_long_as_a_file_and_no_longer(settings: Settings) -> None:
    put(settings, a__jsonl='{"_id": "x", "text": "港は広い"}', b__jsonl='{"_id": "y", "text": "港は広い。"}')

    done = ingested(settings.model_copy(update={"longest_text": 4}))

    assert ids(settings) == ["x"]
    assert "b.jsonl, row 'y', holds more than 4 characters (TRIPQA_LONGEST_TEXT)" in done.corpus.failed[0].why


def test_a_sidecar_is_a_file_of_the_corpus_too(settings: Settings, tmp_path: Path) -> None:
    put(settings, a__txt="港は広い。", b__txt="市場は朝に開く。", c__txt="灯台は古い。")
    (tmp_path / "secret.toml").write_text('title = "secret"')
    (settings.corpus / "b.toml").symlink_to(tmp_path / "secret.toml")
    os.mkfifo(settings.corpus / "c.toml")

    done = ingested(settings)

    assert ids(settings) == ["a"]
    link, pipe = done.corpus.failed
    assert "b.toml is a link that leads out of the corpus" in link.why
    assert "c.toml is no file but a folder, a pipe" in pipe.why
