"""How pages travel: the choice of a language, caches, compression, and the path that a proxy puts before ours."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from fastapi.testclient import TestClient

from tests.markup import read
from tests.visiting import page_at, visiting
from tripqa.domain import LANGUAGES
from tripqa.service import QuestionService

FILES = {"/page.css": "text/css", "/page.js": "text/javascript", "/icon.svg": "image/svg+xml"}
PAGES = ["/", "/?q=KLID", "/documents", "/documents/2025-09-seoul-taiwan?span=608-659", "/documents/nothing", "/widget"]
FIRST_VIEW = 60 * 1024  # bytes, compressed


@pytest.fixture
def reader(hashing_service: QuestionService) -> Iterator[TestClient]:
    """Return a reader without cookies."""
    with visiting(hashing_service) as open_reader:
        yield open_reader


@pytest.fixture
def behind_proxy(hashing_service: QuestionService) -> Iterator[TestClient]:
    with visiting(hashing_service, root="/tripqa") as open_reader:
        yield open_reader


def raw(reader: TestClient, address: str, *, accepted: str = "gzip") -> tuple[bytes, dict[str, str]]:
    """Return a body as it travels, with its headers."""
    with reader.stream("GET", address, headers={"Accept-Encoding": accepted}) as reply:
        return b"".join(reply.iter_raw()), dict(reply.headers)


# A form in another encoding


@pytest.mark.parametrize("encoding", ["shift_jis", "euc_jp", "euc_kr", "big5"])
def test_a_question_that_is_no_utf_8_is_refused_and_told_why(reader: TestClient, encoding: str) -> None:
    question = "預算" if encoding == "big5" else "예산" if encoding == "euc_kr" else "人口は何人ですか"

    reply = reader.get(f"/?q={quote(question.encode(encoding))}")

    assert reply.status_code == 422
    assert "UTF-8" in reply.text


# The choice of a language


@pytest.mark.parametrize(
    ("address", "back"),
    [
        ("/?lang=ko", "/"),
        ("/?q=KLID&lang=ko&open=a:1-5", "/?q=KLID&open=a%3A1-5"),
        ("/?lang=en&lang=ko", "/"),
        ("/?q=a%20b%26lang%3Dko&lang=ko", "/?q=a+b%26lang%3Dko"),
        ("/documents?page=2&lang=ko", "/documents?page=2"),
        ("/documents/%E5%A0%B1?span=1-5&lang=ko", "/documents/%E5%A0%B1?span=1-5"),
        ("/documents/nothing?lang=ko", "/documents/nothing"),
    ],
)
def test_a_choice_of_language_leads_back_to_the_same_address_without_it(
    reader: TestClient, address: str, back: str
) -> None:
    reply = reader.get(address)

    assert (reply.status_code, reply.headers["location"]) == (303, back)


def test_the_choice_is_kept_in_a_cookie_that_scripts_and_other_sites_do_not_get(reader: TestClient) -> None:
    (cookie,) = SimpleCookie(reader.get("/?lang=zh-Hant").headers["set-cookie"]).values()

    assert cookie.value == "zh-Hant"
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["domain"]) == ("/", True, "lax", "")
    assert int(cookie["max-age"]) > 30 * 24 * 3600


def test_the_choice_outlasts_what_the_browser_prefers_until_another_is_made(reader: TestClient) -> None:
    for chosen in ("ko", "zh-Hant", "ja"):
        reader.get(f"/?lang={chosen}")
        for address in ("/", "/documents", "/?q=KLID"):
            page = page_at(reader, address, Accept_Language="en")
            assert page.one("html").attributes["lang"] == chosen
            current = [one.text for one in page.one(class_="languages").all("a", **{"aria-current": "true"})]
            assert len(current) == 1


@pytest.mark.parametrize("chosen", ["", "fr", "KO", "zh", "ko%20", "ko%0d%0aX:1", "../ko", "%00", "ｋｏ"])
def test_a_language_that_the_pages_do_not_speak_is_ignored(reader: TestClient, chosen: str) -> None:
    reply = reader.get(f"/?lang={chosen}")

    assert (reply.status_code, read(reply.text).one("html").attributes["lang"]) == (200, "en")
    assert "set-cookie" not in reply.headers


@pytest.mark.parametrize("kept", ["fr", "", '"ko', "<b>", "a" * 3000])
def test_a_cookie_that_says_nothing_is_ignored(reader: TestClient, kept: str) -> None:
    page = page_at(reader, "/", Cookie=f"tripqa_language={kept}")

    assert page.one("html").attributes["lang"] == "en"


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example/?lang=ko",
        "//evil.example/documents?lang=ko",
        "/%2Fevil.example/?lang=ko",
        "/%5Cevil.example?lang=ko",
        "/documents/%5C%5Cevil.example?lang=ko",
        "/documents/..%2F..%2F%2Fevil.example?lang=ko",
        "/documents/%0D%0ALocation:%20https:%2F%2Fevil.example?lang=ko",
        "/documents//evil.example?lang=ko",
        "/?next=//evil.example&lang=ko",
        "/?q=%0D%0ASet-Cookie:%20a=b&%0D%0AX:=1&lang=ko",
        "/tripqa//evil.example/?lang=ko",
    ],
)
@pytest.mark.parametrize("root", ["", "/tripqa"])
def test_a_choice_of_language_never_leads_to_another_host(
    hashing_service: QuestionService, address: str, root: str
) -> None:
    with visiting(hashing_service, root=root) as reader:
        reply = reader.get(f"http://testserver{address}")

    place = reply.headers.get("location", "/")
    assert place.startswith("/")
    assert not place.startswith(("//", "/\\"))
    assert not set("\r\n\\") & set(place)
    assert urlsplit(place).netloc == ""
    assert "a=b" not in reply.headers.get("set-cookie", "")
    assert "x" not in reply.headers


@pytest.mark.parametrize("address", PAGES)
def test_every_page_offers_every_language_and_leads_back_to_itself(reader: TestClient, address: str) -> None:
    links = read(reader.get(address).text).one(class_="languages").all("a")

    assert [one.attributes["hreflang"] for one in links] == [*LANGUAGES]
    for link in links:
        back = reader.get(link.attributes["href"])
        assert back.status_code == 303
        one, other = urlsplit(back.headers["location"]), urlsplit(address)
        assert (one.path, parse_qs(one.query)) == (other.path, parse_qs(other.query))


# Behind a proxy


def test_behind_a_proxy_every_address_has_its_path_before_it(behind_proxy: TestClient) -> None:
    for address in (*PAGES, "/?q=KLID&document=2025-09-seoul-taiwan&open=2025-09-seoul-taiwan:1-5"):
        page = read(behind_proxy.get(f"/tripqa{address}").text)
        for element in page.all():
            for name in ("href", "src", "action"):
                assert element.attributes.get(name, "/tripqa/").startswith(("/tripqa/", "#"))


@pytest.mark.parametrize("taken_off", [False, True])
def test_behind_a_proxy_a_choice_of_language_stays_below_its_path(behind_proxy: TestClient, taken_off: bool) -> None:
    reply = behind_proxy.get(f"{'' if taken_off else '/tripqa'}/documents?page=1&lang=ko")

    assert (reply.status_code, reply.headers["location"]) == (303, "/tripqa/documents?page=1")
    (cookie,) = SimpleCookie(reply.headers["set-cookie"]).values()
    assert cookie["path"] == "/tripqa"


def test_behind_a_proxy_the_files_are_found(behind_proxy: TestClient) -> None:
    for file in FILES:
        assert behind_proxy.get(f"/tripqa{file}").status_code == 200


# Caches and compression


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_checked_before_it_is_shown_again_and_depends_on_language_and_cookie(
    reader: TestClient, address: str
) -> None:
    headers = reader.get(address).headers

    assert headers["cache-control"] == "no-cache"
    assert {"Accept-Language", "Cookie", "Accept-Encoding"} == {*headers["vary"].replace(" ", "").split(",")}


@pytest.mark.parametrize("address", [*PAGES, *FILES])
def test_head_is_answered_as_get_without_a_body(reader: TestClient, address: str) -> None:
    got, asked = reader.get(address), reader.head(address)

    assert (asked.status_code, asked.content) == (got.status_code, b"")
    for name in ("content-type", "cache-control", "content-security-policy"):
        assert asked.headers[name] == got.headers[name]


TAKES_THREADS = [address for address in PAGES if address.partition("?")[0] == "/"]  # by POST: tests/test_threads.py


@pytest.mark.parametrize(
    ("method", "address"),
    [
        *(("PUT", address) for address in [*PAGES, *FILES]),
        *(("POST", address) for address in [*PAGES, *FILES] if address not in TAKES_THREADS),
    ],
)
def test_pages_are_only_read(reader: TestClient, method: str, address: str) -> None:
    reply = reader.request(method, address)

    assert (reply.status_code, reply.json()["error"]["code"]) == (405, "method_not_allowed")


@pytest.mark.parametrize(("file", "kind"), FILES.items())
def test_a_file_that_a_browser_has_is_not_sent_again(reader: TestClient, file: str, kind: str) -> None:
    first = reader.get(file)

    assert first.headers["content-type"].split(";")[0] == kind
    assert first.headers["cache-control"] == "no-cache"
    again = reader.get(file, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert reader.get(file, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("address", [*PAGES, "/page.css", "/page.js"])
def test_what_is_sent_is_compressed_for_those_who_take_it_and_for_no_others(reader: TestClient, address: str) -> None:
    packed, headers = raw(reader, address, accepted="br, gzip")
    plain, plain_headers = raw(reader, address, accepted="identity")

    assert headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain_headers
    assert "Accept-Encoding" in headers["vary"]
    assert "Accept-Encoding" in plain_headers["vary"]
    assert int(headers["content-length"]) == len(packed) < len(plain)
    assert gzip.decompress(packed) == plain


def test_the_first_view_is_light(reader: TestClient) -> None:
    sizes = {address: len(raw(reader, address)[0]) for address in ("/", *FILES)}

    assert sum(sizes.values()) < FIRST_VIEW, sizes


def test_a_page_loads_nothing_but_its_files(reader: TestClient) -> None:
    for address in PAGES:
        page = read(reader.get(address).text)
        loaded = [
            one.attributes.get("src") or one.attributes["href"] for tag in ("script", "link") for one in page.all(tag)
        ]
        offered = ["/feed.xml", "/opensearch.xml"]  # which a browser loads when it is asked to
        assert sorted(loaded) == sorted([*FILES, *offered, *(["/widget.js"] if address == "/widget" else [])])


def test_what_lies_beside_the_files_is_not_served(reader: TestClient) -> None:
    for path in ("/static/page.css", "/words/en.toml", "/..%2Fwords%2Fen.toml", "/templates/base.html", "/page.css/"):
        assert reader.get(path).status_code == 404
    assert reader.get(f"/{quote('../pages.py', safe='')}").status_code == 404
