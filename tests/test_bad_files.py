"""Whatever lies in the folder gets a sentence that says what to do, and nothing of it gets further than that."""

from __future__ import annotations

import io
import os
import socket
import stat
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.files import FILES, LIMITS, W, bytes_of, word
from tripqa.errors import (
    CorpusError,
    FileDamaged,
    FileEncrypted,
    FileForbidden,
    FileMisnamed,
    FileTooLarge,
    FileWithoutText,
    UnreadableFile,
)
from tripqa.parsing.extracting import extract_bytes
from tripqa.parsing.opening import read_file
from tripqa.parsing.reading import Reading
from tripqa.parsing.sidecar import Sidecar
from tripqa.parsing.source import Source
from tripqa.parsing.titles import own_title
from tripqa.parsing.worker import Worker

OLD = (
    "which is not read; "
    "save it as {0} in its program, or with `soffice --headless --convert-to {0} FILE` of LibreOffice"
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refused(data: bytes, ending: str) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        extract_bytes(data, ending, LIMITS)
    return caught.value


def archive(parts: Mapping[str, bytes]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return into.getvalue()


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return an archive with one part changed, or with a new one."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = {part: packed.read(part) for part in packed.namelist()}
    return archive(parts | {name: change(parts.get(name, b""))})


@pytest.mark.parametrize(
    ("name", "ending", "kind", "says"),
    [
        ("report.docx", ".pdf", FileMisnamed, "is a Word file; let its name end in .docx"),
        ("slides.pptx", ".docx", FileMisnamed, "is a file of slides; let its name end in .pptx"),
        ("columns.pdf", ".pptx", FileMisnamed, "is a PDF; let its name end in .pdf"),
        ("columns.pdf", ".txt", FileMisnamed, "is a PDF; let its name end in .pdf"),
        ("report.doc", ".doc", FileMisnamed, f"is a Word file of before 2007, {OLD.format('docx')}"),
        ("report.doc", ".docx", FileMisnamed, f"is a Word file of before 2007, {OLD.format('docx')}"),
        ("locked.docx", ".docx", FileEncrypted, "has a password; save a copy without one"),
        ("locked.pdf", ".pdf", FileEncrypted, "has a password; save a copy without one"),
        ("excerpt.txt", ".pdf", FileMisnamed, "is not a PDF; give it the ending of what it is, or save it as .pdf"),
    ],
)
def test_a_file_is_told_by_what_is_in_it(name: str, ending: str, kind: type[UnreadableFile], says: str) -> None:
    error = refused(bytes_of(name), ending)

    assert (type(error), error.reason) == (kind, says)


def stored(parts: Mapping[str, bytes]) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return into.getvalue()


GIVE = "give it the ending of what it is, or save it as"
JTD = (
    "is an Ichitaro file, which is not read; "
    "save it as docx or PDF in Ichitaro, or print it to PDF from Ichitaro Viewer"
)
HWP = (
    "is a Hangul file of the old kind, which is not read; "
    "save it as hwpx in Hangul, or as odt with `hwp5odt FILE` of pyhwp"
)
ELSE = "save it as .pdf, .docx, .pptx or .xlsx"


@pytest.mark.parametrize(
    ("data", "ending", "says"),
    [
        (
            OLE + "PowerPoint Document".encode("utf-16-le"),
            ".ppt",
            f"is a file of slides of before 2007, {OLD.format('pptx')}",
        ),
        (OLE, ".doc", f"is a Word file of before 2007, {OLD.format('docx')}"),
        (OLE + "Workbook".encode("utf-16-le"), ".xls", f"is an Excel file of before 2007, {OLD.format('xlsx')}"),
        (OLE + "Workbook".encode("utf-16-le"), ".xlsx", f"is an Excel file of before 2007, {OLD.format('xlsx')}"),
        (b"{\\rtf1", ".docx", f"is RTF, {OLD.format('docx')}"),
        (b"{\\rtf1", ".rtf", f"is RTF, {OLD.format('docx')}"),
        (OLE + "JSRV_SegmentInformation".encode("utf-16-le"), ".docx", JTD),
        (b"anything", ".jtd", JTD),
        (OLE + "HwpSummaryInformation".encode("utf-16-le"), ".hwp", HWP),
        (b"HWP Document File V3.00", ".docx", HWP),
        (stored({"xl/workbook.xml": b""}), ".docx", "is an Excel file; let its name end in .xlsx"),
        (stored({"mimetype": b"application/hwp+zip"}), ".docx", "is a Hangul file; let its name end in .hwpx"),
        (
            stored({"mimetype": b"application/vnd.oasis.opendocument.text"}),
            ".docx",
            "is an OpenDocument text; let its name end in .odt",
        ),
        (stored({"a.txt": b""}), ".pptx", f"is an archive, not a file of slides; {GIVE} .pptx"),
        (b"\x89PNG\r\n", ".pdf", f"is a picture, not a PDF; {GIVE} .pdf"),
        (b"what", ".xyz", f"ends in .xyz, which is not read; {ELSE}"),
        (b"what", "", f"ends in nothing, which is not read; {ELSE}"),
    ],
)
def test_what_is_not_read_is_told_with_what_to_do(data: bytes, ending: str, says: str) -> None:
    error = refused(data, ending)

    assert (type(error), error.reason) == (FileMisnamed, says)


@pytest.mark.parametrize("ending", [".pdf", ".docx", ".pptx", ".xlsx", ".odt", ".odp", ".ods", ".hwpx", ".csv"])
@pytest.mark.parametrize("data", [b"", b"\0" * 5000, b"\n \n"])
def test_an_empty_file_is_told(data: bytes, ending: str) -> None:
    assert type(refused(data, ending)) is FileWithoutText


@pytest.mark.parametrize("name", ["report.docx", "slides.pptx"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_file_that_was_cut_off_is_told(name: str, share: float) -> None:
    data = bytes_of(name)

    assert isinstance(refused(data[: int(len(data) * share)], Path(name).suffix), FileDamaged | FileMisnamed)


@pytest.mark.parametrize("name", ["columns.pdf", "report.docx", "slides.pptx"])
def test_flipped_bytes_are_read_or_told(name: str) -> None:
    data, reasons = bytes_of(name), []
    with Worker(replace(LIMITS, seconds_per_file=10)) as worker:
        for start in range(0, len(data), len(data) // 25):
            broken = bytearray(data)
            for place in range(start, min(start + 8, len(data))):
                broken[place] ^= 0xA5
            try:
                worker.extract(bytes(broken), Path(name).suffix)
            except UnreadableFile as error:
                reasons.append(error.reason)
    assert reasons
    assert [reason for reason in reasons if "; " not in reason] == []


def test_a_bomb_is_told_before_it_bursts() -> None:
    bomb = with_part(bytes_of("report.docx"), "word/media/image1.emf", lambda _: bytes(300_000_000))
    small = with_part(bytes_of("report.docx"), "word/media/image1.emf", lambda _: bytes(30_000_000))

    assert "grows to more than 200 times its size when it is unpacked" in refused(bomb, ".docx").reason
    assert "'word/media/image1.emf'" in refused(small, ".docx").reason


def test_more_than_there_is_room_for_is_told() -> None:
    data = with_part(bytes_of("report.docx"), "word/media/image1.png", lambda _: os.urandom(1_000_000) * 100)

    with pytest.raises(
        FileTooLarge, match=r"unpacks to 100 MB in \d+ parts, more than 85 MB .* TRIPQA_MEMORY_PER_FILE"
    ):
        extract_bytes(data, ".docx", replace(LIMITS, memory_per_file=256))


def test_an_archive_that_lies_about_its_size_is_damaged() -> None:
    data = bytearray(bytes_of("report.docx"))
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        size = packed.getinfo("word/document.xml").file_size
    place = data.rfind(b"word/document.xml") - 46  # its entry in the directory at the end
    assert data[place + 24 : place + 28] == size.to_bytes(4, "little")
    data[place + 24 : place + 28] = (100).to_bytes(4, "little")

    assert type(refused(bytes(data), ".docx")) is FileDamaged


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_and_no_entity_is_looked_up(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("秘密", encoding="utf-8")
    body = (
        f'<?xml version="1.0" encoding="{encoding}"?>'
        f'<!DOCTYPE d [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
        f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>'
    )
    error = refused(with_part(bytes_of("report.docx"), "word/document.xml", lambda _: body.encode(encoding)), ".docx")

    assert error.reason.startswith("holds a document type in 'word/document.xml', as no Office program writes it")


def test_elements_inside_elements_without_end_are_told() -> None:
    nested = "<w:ins>" * 100_000 + "</w:ins>" * 100_000
    body = f'<w:document xmlns:w="{W}"><w:body><w:p>{nested}</w:p></w:body></w:document>'
    data = with_part(bytes_of("report.docx"), "word/document.xml", lambda _: body.encode())

    assert refused(data, ".docx").reason.startswith("cannot be parsed (XMLSyntaxError: Excessive depth")


def test_tables_inside_tables_as_deep_as_xml_allows_are_read() -> None:
    deep = "<w:p><w:r><w:t>底</w:t></w:r></w:p>"
    for _ in range(80):
        deep = f"<w:tbl><w:tr><w:tc>{deep}<w:p/></w:tc></w:tr></w:tbl>"

    assert extract_bytes(word("<w:p><w:r><w:t>上</w:t></w:r></w:p>" + deep), ".docx", LIMITS).text.startswith("上")


def test_memory_is_limited_while_xml_is_parsed() -> None:
    body = f'<w:document xmlns:w="{W}"><w:body>{"<w:p/>" * 10_000_000}</w:body></w:document>'.encode()
    noisy = with_part(bytes_of("report.docx"), "word/document.xml", lambda _: body)

    with Worker(replace(LIMITS, memory_per_file=400)) as worker, pytest.raises(FileTooLarge):
        worker.extract(noisy, ".docx")


def test_a_file_that_does_not_hold_what_its_name_says_is_damaged() -> None:
    error = refused(archive({"word/document.xml": b"<a/>"}), ".docx")

    assert type(error) is FileDamaged
    assert error.reason.endswith("open it in its program and save it anew")


# What is taken from the folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    return tmp_path / "corpus"


def test_a_file_is_read_and_a_link_inside_the_folder_is_followed(folder: Path) -> None:
    (folder / "a.pdf").write_bytes(b"one")
    (folder / "b.pdf").symlink_to("a.pdf")

    assert [read_file(folder / name, folder, LIMITS) for name in ("a.pdf", "b.pdf")] == [b"one", b"one"]


@pytest.mark.parametrize("to", ["../secret.pdf", "/etc/passwd", "/dev/zero"])
def test_a_link_that_leads_out_is_not_followed(folder: Path, to: str) -> None:
    (folder.parent / "secret.pdf").write_bytes(b"secret")
    (folder / "a.pdf").symlink_to(to)

    with pytest.raises(FileForbidden, match=r"a\.pdf is a link that leads out of the corpus; copy the file into it"):
        read_file(folder / "a.pdf", folder, LIMITS)


def test_a_link_to_nothing_or_to_itself_is_told(folder: Path) -> None:
    (folder / "a.pdf").symlink_to("a.pdf")
    (folder / "b.pdf").symlink_to("gone.pdf")

    for name in ("a.pdf", "b.pdf"):
        with pytest.raises(FileForbidden, match=f"{name} cannot be read"):
            read_file(folder / name, folder, LIMITS)


@pytest.fixture(params=["pipe", "socket", "folder", "device"])
def no_file(request: pytest.FixtureRequest, folder: Path) -> Iterator[Path]:
    place = folder / "a.pdf"
    match request.param:
        case "pipe":
            os.mkfifo(place)
        case "socket":
            with socket.socket(socket.AF_UNIX) as listening:
                listening.bind(str(place))
                yield place
            return
        case "folder":
            place.mkdir()
        case "device":
            try:
                os.mknod(place, stat.S_IFCHR | 0o666, os.makedev(1, 5))  # as /dev/zero
            except PermissionError:
                pytest.skip("only root makes devices")
    yield place


def test_what_is_no_file_is_never_opened(no_file: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "open", lambda *_: pytest.fail("it was opened"))

    with pytest.raises(FileForbidden, match=r"a\.pdf is no file but a folder, a pipe, a device or the like"):
        read_file(no_file, folder, LIMITS)


@pytest.fixture
def _ordinary_user() -> Iterator[None]:
    """Root may read everything, so be nobody for a while."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    yield
    if root:
        os.seteuid(0)


@pytest.mark.usefixtures("_ordinary_user")
def test_a_file_that_may_not_be_read_is_told() -> None:
    with pytest.raises(FileForbidden, match=r"shadow cannot be read \(Permission denied\); give tripqa the right to"):
        read_file(Path("/etc/shadow"), Path("/etc"), LIMITS)


def test_a_large_file_is_not_read_into_memory(folder: Path) -> None:
    with (folder / "a.pdf").open("wb") as file:
        file.truncate(LIMITS.largest_file + 1)  # a hole: it takes no room

    with pytest.raises(FileTooLarge, match=r"a\.pdf has more than 200,000,000 bytes \(TRIPQA_LARGEST_FILE\)"):
        read_file(folder / "a.pdf", folder, LIMITS)


def test_the_error_names_the_file_and_is_one_of_the_corpus() -> None:
    source = Source(FILES / "scanned.pdf", "scanned.pdf", Sidecar())
    with Reading(LIMITS) as reading, pytest.raises(FileWithoutText) as caught:
        next(reading.reader(".pdf")(source, 0))

    error = caught.value
    assert isinstance(error, CorpusError)
    assert str(error) == f"{FILES / 'scanned.pdf'} {error.reason}"
    assert (error.file, error.code) == (FILES / "scanned.pdf", "file_without_text")


@pytest.mark.parametrize(
    ("title", "own"),
    [
        ("2025年9月\r\n ソウル・台湾出張 ", "2025年9月 ソウル・台湾出張"),
        ("Microsoft Word - 報告書.docx", ""), ("PowerPoint プレゼンテーション", ""), ("Untitled", ""), ("無題 1", ""),
        ("報告書.pdf", ""), ("a" * 201, ""), ("文書館訪問", "文書館訪問"), (None, ""), ("\ud800", ""),
    ],
)  # fmt: skip
def test_a_title_is_one_line_and_somebody_s_own(title: str | None, own: str) -> None:
    assert own_title(title) == own
