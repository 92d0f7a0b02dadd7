"""Makes the files of lab/data/files, with the programs and libraries that offices and their suppliers use.

A file is named for what stands in it (`truth/NAME.txt`), who made it and how: `ja-rules.chromium-columns.pdf`.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from tripqa_lab.files import pages, writers
from tripqa_lab.files.truth import Truth

_TABLES = ("ja-facilities", "ja-budget", "ko-notice", "zh-report", "en-guide")
_PROSE = (*_TABLES, "ja-minutes", "ja-rules", "ja-visit")
_MIXED = ("ja-rules", "ja-budget", "ko-notice", "zh-report")
_SLIDES = ("ja-facilities", "ja-visit", "ko-notice")
_SHEETS = ("ja-sheet", "ko-sheet")
_FILES = {  # by who makes them, those of which others are made first
    "hand.html": (*_PROSE, "ja-ruby"),
    "hand.md": _MIXED,
    "hand.csv": _SHEETS,
    "chromium.pdf": (*_PROSE, "ja-ruby"),
    "chromium-lines.pdf": _TABLES,
    "chromium-columns.pdf": ("ja-minutes", "ja-visit", "zh-report"),
    "chromium-vertical.pdf": ("ja-vertical",),
    "python-docx.docx": _PROSE,
    "python-pptx.pptx": _SLIDES,
    "python-hwpx.hwpx": _SLIDES,
    "openpyxl.xlsx": _SHEETS,
    "odfdo.odt": _MIXED,
    "reportlab.pdf": _PROSE,
    "reportlab-apart.pdf": ("ja-facilities", "ja-budget", "ja-minutes", "ja-rules"),
    "libreoffice.docx": (*_PROSE, "ja-ruby"),
    "libreoffice.odt": _MIXED,
    "libreoffice.odp": _SLIDES,
    "libreoffice.ods": _SHEETS,
    "libreoffice.xlsx": _SHEETS,
    "libreoffice.pdf": (*_PROSE, *_SHEETS),
    "ghostscript.pdf": _MIXED,
}
_STYLES = {
    "chromium": pages.LINES,
    "chromium-lines": pages.NO_LINES,
    "chromium-columns": pages.LINES + pages.COLUMNS,
    "chromium-vertical": pages.LINES + pages.VERTICAL,
    "hand": pages.LINES,
}
_FONTS = {"ja": "HeiseiMin-W3", "ko": "HYSMyeongJo-Medium", "zh": "MSung-Light", "en": writers.LATIN}
_APART = 2.6  # points
_CHROMIUM = (
    "chromium --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync "
    "--no-pdf-header-footer --user-data-dir={profile} --print-to-pdf={made} {source}"
)
_OFFICE = "soffice --headless -env:UserInstallation=file://{profile} --convert-to {form} --outdir {folder} {source}"
_GHOSTSCRIPT = "gs -q -dNOPAUSE -dBATCH -dSAFER -sDEVICE=pdfwrite -sOutputFile={made} {source}"


def make(folder: Path, font: str) -> list[str]:
    """Make the files that are not there, and return their names. `font`: of the pages, by its family."""
    names = [f"{stem}.{kind}" for kind, stems in _FILES.items() for stem in stems]
    missing = [name for name in names if not _place(folder, name).exists()]
    with tempfile.TemporaryDirectory() as room:
        for name in missing:
            into = _place(folder, name)
            into.parent.mkdir(parents=True, exist_ok=True)
            into.write_bytes(_made(folder, name, font, Path(room)))
    return missing


def _place(folder: Path, name: str) -> Path:
    """Return where a file lies: in the folder of its format, for an id has no ending."""
    return folder / "made" / name.rpartition(".")[2] / name


def _made(folder: Path, name: str, font: str, room: Path) -> bytes:
    stem, maker, ending = name.split(".")
    truth, language = Truth.read(folder / "truth" / f"{stem}.txt"), stem[:2]
    match maker.split("-")[0], ending:
        case "hand" | "chromium", "html" | "pdf":
            style = pages.PLAIN % font + _STYLES[maker]
            page = pages.page(truth, style, language.replace("zh", "zh-Hant")).encode()
            return page if ending == "html" else _run(_CHROMIUM, page, ".html", "pdf", room)
        case "hand", "md":
            return pages.markdown(truth).encode()
        case "hand", _:
            return pages.rows(truth, ",").encode()
        case "libreoffice" | "ghostscript", _:
            source = _source(folder, stem, maker, ending)
            form = "docx:MS Word 2007 XML" if ending == "docx" else ending
            program = _GHOSTSCRIPT if maker == "ghostscript" else _OFFICE
            return _run(program, source.read_bytes(), source.suffix, form, room)
        case "reportlab", _:
            return writers.pdf(truth, _FONTS[language], apart=_APART if maker == "reportlab-apart" else 0.0)
    return writers.BY_LIBRARY[maker](truth)


def _source(folder: Path, stem: str, maker: str, ending: str) -> Path:
    """Return the file out of which a program makes another."""
    is_sheet = stem in _SHEETS
    by = {
        "docx": "hand.html",
        "odp": "python-pptx.pptx",
        "ods": "openpyxl.xlsx",
        "xlsx": "libreoffice.ods",
        "odt": "python-docx.docx",
        "pdf": "openpyxl.xlsx" if is_sheet else "python-docx.docx",
    }
    return _place(folder, f"{stem}.{'libreoffice.pdf' if maker == 'ghostscript' else by[ending]}")


def _run(command: str, source: bytes, ending: str, form: str, room: Path) -> bytes:
    """Return what a program makes of a source."""
    folder = Path(tempfile.mkdtemp(dir=room))
    given, made = folder / f"source{ending}", folder / f"made.{form.split(':')[0]}"
    given.write_bytes(source)
    words = {"profile": room / "profile", "made": made, "source": given, "form": form, "folder": folder}
    words_of_command = [word.format(**words) for word in command.split()]
    subprocess.run(words_of_command, check=True, capture_output=True, timeout=120)  # noqa: S603
    return next(file for file in folder.iterdir() if file != given).read_bytes()
