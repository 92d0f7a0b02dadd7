"""Make the pictures of docs/images: the main states of the pages, by a browser that is installed.

    python scripts/screenshots.py [--url http://127.0.0.1:8000] [--out docs/images]

Asks a running server over the reports in corpus/. Needs Chromium, and fonts for Japanese, Korean and Chinese.
"""

from __future__ import annotations

import argparse
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from playwright.sync_api import Browser, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
REPORT = "2025-09-seoul-taiwan"
BESIDE = quote("타이베이 패스 앱으로 무엇을 할 수 있나요?")
WIDE, NARROW = (1120, 720), (390, 780)


@dataclass(frozen=True, slots=True)
class State:
    """A state of the pages, who looks at it, and how."""

    name: str
    address: str
    locale: str
    size: tuple[int, int] = WIDE
    scheme: Literal["light", "dark"] = "light"
    typed: str = ""  # into the box, once the page is there


STATES = (
    State("start", "/", "ja-JP"),
    State("typing", "/", "zh-TW", typed="智慧醫療"),
    State("answer", f"/?q={quote('全国民へのクーポン配布のシステムは何日で作られましたか')}", "ja-JP"),
    State(
        "beside",
        f"/?q={quote('타이베이 패스 앱으로 무엇을 할 수 있나요?')}&open={REPORT}:3686-3772#span",
        "ko-KR",
        (1280, 720),
    ),
    State("conflict", f"/?q={quote('When was Startup Island TAIWAN visited?')}", "en-GB", scheme="dark"),
    State("no-answer", f"/?q={quote('今天天氣如何？')}", "zh-TW"),
    State("document", f"/documents/{REPORT}?span=834-955#span", "en-GB"),
    State("narrow", f"/?q={quote('台北市長との面会ではどのような話がありましたか。')}", "ja-JP", NARROW, "dark"),
    State("widget", "/widget", "en-GB"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="address of the server")
    parser.add_argument("--out", type=Path, default=Path("docs/images"), help="folder of the pictures")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        for state in STATES:
            take(browser, state, options.url, options.out / f"{state.name}.png")
        browser.close()


def take(browser: Browser, state: State, url: str, file: Path) -> None:
    width, height = state.size
    context = browser.new_context(
        locale=state.locale,
        color_scheme=state.scheme,
        viewport={"width": width, "height": height},
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(url + state.address)
    if state.typed:
        page.get_by_role("searchbox").press_sequentially(state.typed)
        page.locator("#typing li").first.wait_for()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file)
    context.close()
    print(f"{file} ({file.stat().st_size // 1024} KB)")


if __name__ == "__main__":
    main()
