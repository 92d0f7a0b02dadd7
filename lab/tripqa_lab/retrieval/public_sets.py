"""The public sets that the encoder is calibrated on, by language."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tripqa.domain import Document
from tripqa.evaluation.dataset import DatasetQuestion, read_dataset_questions
from tripqa.parsing.beir import CORPUS, QUESTIONS, file_of, read_rows
from tripqa.parsing.corpus import describe


def read_questions_of(folder: Path, language: str) -> list[DatasetQuestion]:
    """Return the questions of a set that are asked in one language."""
    return [
        question for question in read_dataset_questions(file_of(folder, QUESTIONS)) if question.language == language
    ]


def read_documents_of(folder: Path, language: str) -> list[Document]:
    """Return the passages of a set as documents of one language, their titles kept."""
    return [replace(document, language=language) for document in read_rows(describe(folder / CORPUS, CORPUS))]
