"""A small dataset in BEIR form, made to be searched by shared words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.test_corpus import write

CORPUS: list[dict[str, Any]] = [
    {"_id": "harbour", "title": "港", "text": "高雄港の貨物を視察しました。岸壁は三本あります。"},
    {"_id": "market", "title": "市場", "text": "釜山の市場で魚の競りを見学しました。"},
    {"_id": "Town Hall", "title": "", "text": "The town hall of Busan opens at nine. Its clerks speak four languages."},
    {"_id": "empty", "title": "空", "text": ""},
]
QUESTIONS: list[dict[str, Any]] = [
    {"_id": "q1", "text": "高雄港の貨物は何を視察しましたか", "lang": "ja", "answers": ["貨物"], "answerable": True},
    {"_id": "q2", "text": "釜山の市場で何を見学しましたか", "answers": ["牛"]},
    {"_id": "q3", "text": "When does the town hall of Busan open?", "answers": ["NINE"]},
    {"_id": "q4", "text": "zzz qqq xxx", "lang": "en", "answerable": False},
    {"_id": "q5", "text": "岸壁は何本ありますか"},
]
QRELS = {"q1": "harbour", "q2": "market", "q3": "Town Hall"}


def jsonl(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def make_dataset(folder: Path, **files: str) -> Path:
    """Write the dataset; a file given by its name, `_` for the dot, replaces ours."""
    qrels = "query-id\tcorpus-id\tscore\n" + "".join(f"{q}\t{d}\t1\n" for q, d in QRELS.items())
    ours = {"corpus_jsonl": jsonl(CORPUS), "queries_jsonl": jsonl(QUESTIONS), "qrels_tsv": qrels}
    return write(folder, {name.replace("_", "."): text for name, text in (ours | files).items()})
