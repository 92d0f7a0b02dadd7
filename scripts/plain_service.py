"""A search service as most people would write it, for `scripts/bench.py --against`: MODEL PASSAGES.jsonl PORT."""

import json
import sys
from pathlib import Path

import faiss
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel
from sentence_transformers import SentenceTransformer


class Asked(BaseModel):
    question: str
    top_k: int = 5


def make_app(folder: str, texts: list[str]) -> FastAPI:
    app = FastAPI()
    model = SentenceTransformer(folder, device="cpu")
    vectors = model.encode_document(texts, normalize_embeddings=True)
    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)

    @app.post("/search")
    def search(asked: Asked) -> dict[str, object]:
        vector = model.encode_query([asked.question], normalize_embeddings=True)
        scores, rows = index.search(vector, asked.top_k)
        return {"hits": [{"score": float(s), "text": texts[row]} for s, row in zip(scores[0], rows[0], strict=True)]}

    return app


if __name__ == "__main__":
    model, passages, port = sys.argv[1:]
    lines = Path(passages).read_text(encoding="utf-8").splitlines()
    uvicorn.run(make_app(model, [json.loads(line)["text"] for line in lines]), port=int(port))
