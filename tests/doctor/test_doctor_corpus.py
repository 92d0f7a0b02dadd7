"""The corpus and its names: what is amiss is found, and mended by the command that is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.doctor.looking import (
    BROKEN,
    Doctor,
    Mend,
    amiss,
    in_shell,
    only,
    put,
)


def test_files_that_cannot_be_used_are_found_one_by_one(here: Path, doctor: Doctor, mend: Mend) -> None:
    put(here, "it's -broken.txt", BROKEN)
    put(here, "a\nb.txt", BROKEN)
    put(here, "harbour.txt", BROKEN)

    found = doctor()["corpus"]

    assert [one.state for one in found] == ["fail"] * 3
    assert ["harbour.txt: begins like" in one.found for one in found] == [False, True, False]
    assert "1 document(s) of it are kept as they were" in found[1].found
    for one in found[1:]:
        mend(one.command)
    (last,) = doctor()["corpus"]  # its name is no text, so that no command names it
    assert last.command == found[0].command
    (here / "corpus" / "a\nb.txt").unlink()
    assert amiss(doctor()) == {}


def test_of_a_report_whose_sidecar_cannot_be_used_the_sidecar_is_set_aside(
    here: Path, doctor: Doctor, mend: Mend
) -> None:
    put(here, "harbour.toml", "title = = 1\n")
    put(here, "market.toml", "no_such_key = 1\n")
    reports = {file: file.read_bytes() for file in (here / "corpus").glob("*.txt")}

    found = doctor()["corpus"]

    assert [one.found.partition(":")[0] for one in found] == ["harbour.txt", "market.txt"]
    for one, name in zip(found, ("harbour", "market"), strict=True):
        assert str(one.command).startswith(f"mv -n -- corpus/{name}.toml corpus/{name}.toml.aside && ")
        mend(one.command)
    assert amiss(doctor()) == {}
    assert {file: file.read_bytes() for file in (here / "corpus").glob("*.txt")} == reports


def test_many_files_that_cannot_be_used_are_counted(here: Path, doctor: Doctor) -> None:
    for number in range(13):
        put(here, f"broken-{number:02}.txt", BROKEN)

    found = doctor()["corpus"]

    assert len(found) == 11
    assert found[-1].found == "3 more files cannot be used"


def test_names_of_the_corpus_that_cannot_be_used_are_found(here: Path, doctor: Doctor, mend: Mend) -> None:
    put(here, "aliases.toml", "[[group]]\nnames = 3\n")

    found = doctor()

    assert amiss(found) == {"corpus": "fail", "names": "warn"}
    mend(found["corpus"][0].command)
    assert amiss(doctor()) == {}


def test_reports_that_are_not_ingested_yet_are_found(here: Path, doctor: Doctor, mend: Mend) -> None:
    put(here, "bridge.txt", "橋は長い。")
    put(here, "market.txt", "市場は夜に開く。")
    (here / "corpus" / "library.txt").unlink()

    finding = only(doctor(), "corpus", "warn")

    assert finding.found == ("not yet in the index: 1 document(s) added, 1 document(s) changed, 1 document(s) removed")
    mend(finding.command)
    assert amiss(doctor()) == {}


def test_an_index_among_the_reports_is_found(
    here: Path, doctor: Doctor, mend: Mend, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIPQA_INDEX", "corpus/index")

    found = doctor()["corpus"]

    assert "lies in the corpus folder" in found[0].found
    mend(found[0].command)
    assert amiss(doctor()) == {}


def test_names_that_some_readers_cannot_read_are_found(here: Path, doctor: Doctor, mend: Mend) -> None:
    put(here, "aliases.toml", '[[group]]\nkind = "place"\nnames = ["中央図書館", "Central Library"]\n')
    put(here, "harbour.toml", '[translations.ko]\ntitle = "항만"\n')
    mend(doctor()["corpus"][0].command)

    finding = only(doctor(), "names", "warn")

    assert finding.found.startswith("1 name(s) have no writing in ko: 中央図書館")
    assert "中央図書館" in in_shell(str(finding.command)).stdout
    put(here, "aliases.toml", '[[group]]\nkind = "place"\nnames = ["中央図書館", "중앙도서관"]\n')
    mend(doctor()["corpus"][0].command)
    assert amiss(doctor()) == {}
