"""Any CrossEncoder folder puts the first hits in order; what is none is named with what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.builders import document
from tests.conftest import built, service_over
from tripqa.domain import Document
from tripqa.encoders.cross_encoder import CrossEncoderReranker
from tripqa.errors import EncoderError, SettingsError
from tripqa.service import QuestionService
from tripqa.settings import load_settings
from tripqa.wiring import make_service, open_index

Make = Callable[[int], Path]
TEXTS = ["みなとのちょうさ", "やまとかわ", "", "びょういんのけんがく" * 40, "みなと"]


@pytest.fixture(scope="module")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Make a BERT of two layers with random weights that gives so many scores for a pair: no hub is needed."""
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    def made(labels: int) -> Path:
        torch.manual_seed(7)
        folder = tmp_path_factory.mktemp("reranker")
        marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
        vocabulary = {word: number for number, word in enumerate([*marks, *map(chr, range(0x3041, 0x30FF))])}
        characters = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
        characters.pre_tokenizer = pre_tokenizers.Split("", "isolated")
        characters.post_processor = processors.TemplateProcessing(
            single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
        )
        tokenizer = PreTrainedTokenizerFast(
            tokenizer_object=characters,
            unk_token="[UNK]",
            pad_token="[PAD]",
            cls_token="[CLS]",
            sep_token="[SEP]",
            model_max_length=64,
        )
        config = BertConfig(
            vocab_size=len(vocabulary),
            hidden_size=16,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=32,
            max_position_embeddings=64,
            initializer_range=0.7,  # so that scores differ by more than rounding
            num_labels=labels,
        )
        BertForSequenceClassification(config).save_pretrained(folder)
        tokenizer.save_pretrained(folder)
        return folder

    return made


@pytest.fixture(scope="module")
def folder(make: Make) -> Path:
    return make(1)


@pytest.fixture(scope="module")
def reranker(folder: Path) -> CrossEncoderReranker:
    return CrossEncoderReranker.load(folder)


def test_every_text_has_its_score_in_the_order_given_whatever_stands_beside_it(reranker: CrossEncoderReranker) -> None:
    together = reranker.scores("みなと", TEXTS)
    alone = [reranker.scores("みなと", [text])[0] for text in TEXTS]

    assert together == pytest.approx(alone, abs=1e-5)
    assert reranker.scores("みなと", TEXTS[::-1]) == pytest.approx(together[::-1], abs=1e-5)
    assert len({round(score, 4) for score in together}) == len(TEXTS)


def test_a_score_depends_on_the_question(reranker: CrossEncoderReranker) -> None:
    assert reranker.scores("みなと", TEXTS) != pytest.approx(reranker.scores("やま", TEXTS), abs=1e-3)


def test_no_texts_have_no_scores(reranker: CrossEncoderReranker) -> None:
    assert reranker.scores("みなと", []) == []


def test_many_threads_get_the_scores_that_one_gets(reranker: CrossEncoderReranker) -> None:
    questions = ["みなと", "やま" * 50, "か"] * 8

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda question: reranker.scores(question, TEXTS), questions))

    for scores, question in zip(found, questions, strict=True):
        assert scores == pytest.approx(reranker.scores(question, TEXTS), abs=1e-5)


@pytest.fixture(scope="module")
def reports() -> list[Document]:
    words = ["みなと", "やま", "かわ", "びょういん", "いちば", "やくしょ", "だいがく", "こうえん"]
    return [
        document(f"{first}と{second}をけんがくした。", id=f"{i:02}{j:02}")
        for i, first in enumerate(words)
        for j, second in enumerate(words)
        if i < j
    ]


def test_the_setting_puts_the_first_hits_in_the_reranker_s_order_and_shows_its_scores(
    tmp_path: Path, folder: Path, reports: list[Document], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = service_over(tmp_path, reports)
    monkeypatch.setenv("TRIPQA_RERANKER", str(folder))
    settings, encoder = built(tmp_path, reports)
    reranked: QuestionService = make_service(open_index(settings, encoder), encoder, settings)

    before, after = (service.search("みなととやま", top_k=28).hits for service in (plain, reranked))

    scores = [hit.reranked for hit in after[:20] if hit.reranked is not None]
    assert all(hit.reranked is None for hit in before)
    assert len(scores) == 20
    assert [hit.reranked for hit in after[20:]] == [None] * 8
    assert [hit.passage for hit in after[20:]] == [hit.passage for hit in before[20:]]
    assert {hit.passage.id for hit in after} == {hit.passage.id for hit in before}
    assert [hit.passage for hit in after] != [hit.passage for hit in before]
    assert {hit.passage.id: hit.score for hit in after} == {hit.passage.id: hit.score for hit in before}


@pytest.mark.parametrize("name", ["nothing here", "."])
def test_a_folder_that_is_no_model_is_named_with_what_to_do(tmp_path: Path, name: str) -> None:
    with pytest.raises(EncoderError, match=r"not a CrossEncoder folder.*TRIPQA_RERANKER"):
        CrossEncoderReranker.load(tmp_path / name)


@pytest.mark.parametrize("config", ["", "{}", "[]", '{"model_type": "no-such-model"}', '{"model_type": "bert"}', "\0"])
def test_a_model_that_cannot_be_loaded_is_named_with_what_to_do(tmp_path: Path, config: str) -> None:
    (tmp_path / "config.json").write_text(config, encoding="utf-8")

    with pytest.raises(EncoderError, match="TRIPQA_RERANKER"):
        CrossEncoderReranker.load(tmp_path)


def test_a_model_that_was_cut_short_is_named_with_what_to_do(make: Make) -> None:
    broken = make(1)
    weights = broken / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])

    with pytest.raises(EncoderError, match="TRIPQA_RERANKER"):
        CrossEncoderReranker.load(broken)


def test_a_model_of_two_labels_is_no_reranker(make: Make) -> None:
    with pytest.raises(EncoderError, match=r"gives 2 scores for a pair, a reranker gives one; set TRIPQA_RERANKER"):
        CrossEncoderReranker.load(make(2))


def test_an_empty_setting_names_no_folder() -> None:
    with pytest.raises(SettingsError, match="'reranker' is '': name a folder, or leave the setting out"):
        load_settings({"reranker": ""})


def test_an_encoder_s_folder_is_no_reranker(make: Make) -> None:
    from safetensors.torch import load_file, save_file

    encoder = make(1)
    weights = {
        name: value for name, value in load_file(encoder / "model.safetensors").items() if "classifier" not in name
    }
    save_file(weights, encoder / "model.safetensors", metadata={"format": "pt"})
    config = json.loads((encoder / "config.json").read_text(encoding="utf-8"))
    (encoder / "config.json").write_text(json.dumps(config | {"architectures": ["BertModel"]}), encoding="utf-8")

    with pytest.raises(EncoderError, match="TRIPQA_RERANKER"):
        CrossEncoderReranker.load(encoder)
