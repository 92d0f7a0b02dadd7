"""Which documents a part shows, and the service that answers from them alone."""

from __future__ import annotations

from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.builders import document, manifest
from tests.conftest import built, service_over
from tripqa.citations.verify import StoredCitation
from tripqa.domain import Filter
from tripqa.errors import NotFound
from tripqa.index.visible import matching_ids, part_manifest
from tripqa.ports import Encoder, EncoderChoice
from tripqa.service import QuestionService
from tripqa.wiring import load_models, open_index

IDS = ["2024-report", "2025-report", "2025-Report", "2025", "[2025]-a", "a/2025-b", "台北-2025"]
HARBOUR = document("港は広い。\n\n灯台は古い。", id="2025-harbour")
MARKET = document("市場は朝に開く。\n\n魚が並ぶ。", id="2025-market")
SECRET = document("合言葉は「ひらけごま」である。", id="2026-secret")


@pytest.mark.parametrize(
    ("patterns", "matched"),
    [
        (["2025-*"], ["2025-report", "2025-Report"]),
        (["2025-report"], ["2025-report"]),
        (["2025-REPORT"], []),
        (["2025"], ["2025"]),
        (["202?-report"], ["2024-report", "2025-report"]),
        (["202[45]-r*"], ["2024-report", "2025-report"]),
        (["[[]2025]*"], ["[2025]-a"]),
        (["*/2025-*"], ["a/2025-b"]),
        (["台北*", "2024-*"], ["台北-2025", "2024-report"]),
        (["*"], IDS),
        ([""], []),
        ([], []),
    ],
    ids=str,
)
def test_a_pattern_matches_whole_ids_with_their_letter_case(patterns: Collection[str], matched: list[str]) -> None:
    assert matching_ids(patterns, IDS) == set(matched)


def test_the_manifest_of_a_part_tells_nothing_of_the_whole_but_generation_and_rules() -> None:
    whole = manifest([HARBOUR, SECRET], [], space="east", dimension=2)

    part = part_manifest(whole, documents=1, passages=2, sentences=3)

    assert (part.documents, part.passages, part.sentences) == (1, 2, 3)
    assert (part.documents_fingerprint, part.passages_fingerprint, part.files) == ("", "", {})
    assert (part.generation, part.space, part.rules) == (whole.generation, whole.space, whole.rules)


@pytest.fixture
def service(tmp_path: Path) -> QuestionService:
    return service_over(tmp_path, [HARBOUR, MARKET, SECRET])


def test_a_service_of_a_part_searches_lists_and_counts_its_documents_alone(service: QuestionService) -> None:
    part = service.part(["2025-harbour", "2025-market"])

    found = part.search("合言葉", top_k=50)

    assert {hit.document.id for hit in found.hits} == {"2025-harbour", "2025-market"}
    assert found.manifest.passages == len(found.hits)
    assert [one.id for one in part.documents()] == ["2025-harbour", "2025-market"]
    assert part.generation == service.generation


def test_a_filter_that_names_a_hidden_document_fails_as_one_that_names_none(service: QuestionService) -> None:
    part = service.part(["2025-harbour"])

    with pytest.raises(NotFound) as hidden:
        part.ask("合言葉", where=Filter(documents=("2026-secret",)))
    with pytest.raises(NotFound) as nowhere:
        part.ask("合言葉", where=Filter(documents=("nowhere",)))

    assert str(hidden.value) == str(nowhere.value).replace("nowhere", "2026-secret")


def test_a_stored_quote_of_a_hidden_document_is_gone(service: QuestionService) -> None:
    stored = StoredCitation("2026-secret", SECRET.text_sha256, 5, 10, SECRET.text[5:10])

    (seen,), (unseen,) = (one.verify([stored]).standings for one in (service, service.part(["2025-harbour"])))

    assert (seen.state, unseen.state, unseen.document) == ("holds", "gone", None)


def test_patterns_choose_the_part(service: QuestionService) -> None:
    assert [one.id for one in service.matching(["2025-*"]).documents()] == ["2025-harbour", "2025-market"]
    assert [one.id for one in service.matching(["2025-*", "*-secret"]).documents()] == [*service_ids(service)]
    assert [one.id for one in service.matching(["2019-*"]).documents()] == []


def service_ids(service: QuestionService) -> list[str]:
    return [one.id for one in service.documents()]


def test_a_service_that_may_see_nothing_says_that_there_is_no_answer(service: QuestionService) -> None:
    reply = service.matching([]).ask("港は広いですか")

    assert (reply.hits, reply.manifest.passages) == ((), 0)


def test_a_set_of_documents_has_one_part_however_it_is_named(service: QuestionService) -> None:
    part = service.matching(["2025-*"])

    assert service.part(["2025-market", "2025-harbour", "nowhere"]) is part
    assert service.matching(["2025-m*", "2025-h*"]) is part
    assert service.matching(["2025-m*"]) is not part


def test_the_part_of_all_documents_is_the_service_itself(service: QuestionService) -> None:
    assert service.matching(["*"]) is service


def test_models_are_loaded_once_for_all_parts(tmp_path: Path) -> None:
    settings, encoder = built(tmp_path, [HARBOUR, MARKET])
    loads: list[str] = []

    def load() -> Encoder:
        loads.append("encoder")
        return encoder.load()

    service = load_models(EncoderChoice(encoder.space, load), settings)(open_index(settings, encoder))
    service.part(["2025-harbour"]).search("港")
    service.part(["2025-market"]).search("港")

    assert loads == ["encoder"]


def test_only_the_last_few_parts_are_kept_and_another_is_made_anew(tmp_path: Path) -> None:
    service = service_over(tmp_path, [document(f"港{number}は広い。", id=f"d{number}") for number in range(12)])
    first = service.part(["d0"])

    for number in range(1, 12):
        service.part([f"d{number}"])

    assert service.part(["d0"]) is not first
    assert service_ids(service.part(["d0"])) == ["d0"]


def test_many_threads_see_what_they_may_and_nothing_else(service: QuestionService) -> None:
    patterns = ["2025-*", "2026-*", "*-market", "nothing", "*"] * 20

    def seen(pattern: str) -> set[str]:
        return {hit.document.id for hit in service.matching([pattern]).search("港と市場の合言葉", top_k=50).hits}

    with ThreadPoolExecutor(8) as threads:
        found = [*threads.map(seen, patterns)]

    assert found == [set(matching_ids([pattern], service_ids(service))) for pattern in patterns]
