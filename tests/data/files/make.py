"""Make the files beside this script out of an excerpt of the report, with real programs. CI reads them and makes none.

    apt-get install chromium fonts-ipafont-gothic libreoffice-writer-nogui libreoffice-impress-nogui
    python -m venv VENV && VENV/bin/pip install reportlab msoffcrypto-tool playwright pypdfium2 python-pptx
    VENV/bin/python tests/data/files/make.py

Every program writes its version and the day into its files: made anew they hold the same text, not the same bytes.
"""

from __future__ import annotations

import html
import io
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pypdfium2
from msoffcrypto.format.ooxml import OOXMLFile
from playwright.sync_api import sync_playwright
from pptx import Presentation
from pptx.util import Cm
from reportlab.lib.pagesizes import A5
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

HERE = Path(__file__).parent
REPORT = HERE.parent.parent.parent / "corpus" / "2025-09-seoul-taiwan.txt"
TITLE = "2025年9月 ソウル・台湾出張"
HEADINGS = ("出張概要", "出張行程")
LINES = slice(8, 63)  # of the report: overview, itinerary and the first visit
COLUMNS = 26  # characters of a line of the reportlab files
Block = tuple[str, list[str]]  # h1, h2, p or table


def blocks() -> Iterator[Block]:
    """Yield the excerpt as headings, paragraphs and tables."""
    lines = [line for line in REPORT.read_text(encoding="utf-8").splitlines()[LINES] if line.strip()]
    for kind, group in groupby(lines, kind_of):
        if kind == "table":
            yield kind, list(group)
        else:
            yield from ((kind, [line]) for line in group)


def kind_of(line: str) -> str:
    if "\t" in line:
        return "table"
    if line in HEADINGS or line.endswith("訪問"):
        return "h1"
    return "h2" if line.startswith("■") else "p"


def page(style: str) -> str:
    """Return the excerpt as a page of HTML."""
    parts = []
    for kind, lines in blocks():
        if kind == "table":
            rows = ["".join(f"<td>{html.escape(cell)}</td>" for cell in line.split("\t")) for line in lines]
            parts.append("<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>")
        else:
            parts.append(f"<{kind}>{html.escape(lines[0])}</{kind}>")
    head = f'<meta charset="utf-8"><title>{TITLE}</title><style>{style}</style>'
    return f'<!doctype html><html lang="ja"><head>{head}</head><body>{"".join(parts)}</body></html>'


def by_chromium() -> None:
    """Print two columns with a header, and a footer that counts pages."""
    furniture = '<div style="font: 8px IPAGothic; width: 100%; text-align: center">{}</div>'
    numbers = '- <span class="pageNumber"></span> / <span class="totalPages"></span> -'
    font = "body { font: 9pt/2.5 IPAGothic } h1 { font: 12pt IPAGothic } h2 { font: 11pt IPAGothic }"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        sheet = browser.new_page()
        sheet.set_content(page(font + "body { columns: 2; column-gap: 7mm } table { font-size: 7pt }"))
        sheet.pdf(
            path=HERE / "columns.pdf",
            format="A5",
            margin={"top": "42mm", "bottom": "42mm", "left": "9mm", "right": "9mm"},
            display_header_footer=True,
            header_template=furniture.format("デジタルサービス局 出張報告"),
            footer_template=furniture.format(numbers),
        )
        browser.close()


def by_libreoffice() -> None:
    """Save the excerpt as .docx, .doc and .pdf, and slides as .pptx and .ppt."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "report.html")
        source.write_text(page("p, h1, h2, td { font-family: IPAGothic }"), encoding="utf-8")
        convert(source, "docx:MS Word 2007 XML", ["--infilter=HTML (StarWriter)"])
        report = HERE / "report.docx"
        convert(report, "doc:MS Word 97", [])
        convert(report, 'pdf:writer_pdf_Export:{"ExportBookmarks":{"type":"boolean","value":"true"}}', [])
        deck = Path(folder, "slides.pptx")
        slides(deck)
        convert(deck, "pptx:Impress MS PowerPoint 2007 XML", [])


def convert(file: Path, to: str, more: list[str]) -> None:
    subprocess.run(["soffice", "--headless", *more, "--convert-to", to, "--outdir", HERE, file], check=True)


def slides(file: Path) -> None:
    """Write a slide for each heading of the first level, as python-pptx does; LibreOffice saves it again."""
    deck = Presentation()
    deck.core_properties.title = TITLE
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    slide.shapes.title.text, slide.placeholders[1].text = TITLE, "2025.9.8-9.12"
    for kind, lines in blocks():
        if kind == "h1":
            slide = deck.slides.add_slide(deck.slide_layouts[1])
            slide.shapes.title.text = lines[0]
            slide.notes_slide.notes_text_frame.text = "話す人だけのメモ"
        elif kind == "table":
            rows = [line.split("\t") for line in lines]
            place = (len(rows), 2, Cm(2), Cm(6), Cm(20), Cm(10))
            table = slide.shapes.add_table(*place).table
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    table.cell(number, column).text = cell
        else:
            frame = slide.placeholders[1].text_frame
            frame.text = f"{frame.text}\n{lines[0]}".lstrip("\n")
    deck.save(file)


def by_reportlab() -> None:
    """Write a PDF whose font is not embedded, the same with a password, a scan, and text with a scan in it."""
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    text = [piece for _, lines in blocks() for line in lines for piece in wrapped(line.replace("\t", " "))]
    text = [line for line in text if line]
    draw("unembedded.pdf", text)
    draw("locked.pdf", text[:10], encrypt="secret")
    picture = ImageReader(photographed(HERE / "unembedded.pdf"))
    draw("scanned.pdf", [], pictures={1: picture})
    draw("part-scanned.pdf", text[:40], pictures={2: picture})


def wrapped(line: str) -> Iterator[str]:
    for start in range(0, len(line), COLUMNS):
        yield line[start : start + COLUMNS]


def draw(name: str, text: list[str], pictures: dict[int, ImageReader] | None = None, **options: str) -> None:
    """Draw lines on A5 pages, the footer of each first."""
    canvas = Canvas(str(HERE / name), pagesize=A5, pageCompression=1, **options)
    canvas.setTitle(f"Microsoft Word - {name}")
    number = 0
    while text or number < max(pictures or [0]):
        number += 1
        if picture := (pictures or {}).get(number):
            canvas.drawImage(picture, 0, 0, *A5)
        else:
            canvas.setFont("HeiseiMin-W3", 9)
            canvas.drawCentredString(A5[0] / 2, 30, f"第{number}頁")
            canvas.setFont("HeiseiMin-W3", 11)
            for i, line in enumerate(text[:20]):
                canvas.drawString(50, A5[1] - 70 - 22 * i, line)
            text = text[20:]
        canvas.showPage()
    canvas.save()


def photographed(file: Path) -> io.BytesIO:
    """Return the first page of a PDF as a small grey picture."""
    document = pypdfium2.PdfDocument(file)
    picture = io.BytesIO()
    document[0].render(scale=1).to_pil().convert("L").save(picture, "JPEG", quality=40)
    picture.seek(0)
    return picture


def locked() -> None:
    """Put a password on the Word file, as Word does it."""
    with (HERE / "report.docx").open("rb") as plain, (HERE / "locked.docx").open("wb") as into:
        OOXMLFile(plain).encrypt("secret", into)


if __name__ == "__main__":
    lines = REPORT.read_text(encoding="utf-8").splitlines(keepends=True)[LINES]
    (HERE / "excerpt.txt").write_text("".join(lines), encoding="utf-8")
    by_chromium()
    by_libreoffice()
    by_reportlab()
    locked()
