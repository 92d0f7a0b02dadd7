"""Any sentence-transformers folder works, with its own prompts or with prefixes from the settings."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.conftest import quiet
from tripqa.encoders.local_model import fingerprint, own_prefixes
from tripqa.encoders.space import Prefixes
from tripqa.errors import EncoderError
from tripqa.settings import load_settings
from tripqa.wiring import choose_encoder, choose_model


def characters(folder: Path) -> int:
    """Write a tokenizer of hiragana and katakana that does not know how much a network takes; return its words."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    vocabulary = {word: number for number, word in enumerate(["[UNK]", "[PAD]", *map(chr, range(0x3041, 0x30FF))])}
    words = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    PreTrainedTokenizerFast(tokenizer_object=words, unk_token="[UNK]", pad_token="[PAD]").save_pretrained(folder)
    return len(vocabulary)


@pytest.mark.parametrize("length", [63, 64, 65, 66, 67, 200])
def test_a_network_that_counts_from_behind_its_padding_takes_a_text_of_any_length(tmp_path: Path, length: int) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import XLMRobertaConfig, XLMRobertaModel

    words = characters(tmp_path / "bare")
    XLMRobertaModel(
        XLMRobertaConfig(
            vocab_size=words,
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=32,
            max_position_embeddings=66,
            pad_token_id=1,
        )
    ).save_pretrained(tmp_path / "bare")
    model = SentenceTransformer(modules=[Transformer(str(tmp_path / "bare")), Pooling(16)], device="cpu")
    model.save(str(tmp_path / "model"), create_model_card=False)

    encoder = choose_encoder(load_settings({"encoder": str(tmp_path / "model")})).load()

    assert encoder.encode_question("み" * length).shape == (16,)


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of two layers with random weights, made here: no hub is needed."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    torch.manual_seed(7)
    folder = tmp_path_factory.mktemp("tiny")
    vocabulary = {word: number for number, word in enumerate(["[PAD]", "[UNK]", *map(chr, range(0x3041, 0x30FF))])}
    words = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    words.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=words, unk_token="[UNK]", pad_token="[PAD]")
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(folder / "bare")
    tokenizer.save_pretrained(folder / "bare")
    transformer = Transformer(str(folder / "bare"), max_seq_length=64)
    model = SentenceTransformer(
        modules=[transformer, Pooling(16)], prompts={"query": "とう: ", "passage": "ぶん: "}, device="cpu"
    )
    model.save(str(folder / "model"), create_model_card=False)
    return folder / "model"


def test_a_model_brings_its_own_prompts(tiny: Path) -> None:
    assert own_prefixes(tiny) == Prefixes(question="とう: ", passage="ぶん: ")


def test_prompts_that_are_not_used_are_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "modules.json").write_text("[]")
    (tmp_path / "config_sentence_transformers.json").write_text('{"prompts": {"query": "q: ", "s2p_query": "x"}}')

    assert own_prefixes(tmp_path).question == "q: "
    assert "s2p_query" in caplog.text


def test_settings_take_the_place_of_a_model_s_prompts(tiny: Path) -> None:
    with_own = choose_model(load_settings({"encoder": str(tiny)}))
    without = choose_model(load_settings({"encoder": str(tiny), "question_prefix": "", "passage_prefix": "ほん: "}))

    assert with_own.space != without.space
    assert "question=''" in without.space
    assert "passage='ほん: '" in without.space
    assert float(with_own.load().encode_question("みなと") @ without.load().encode_question("みなと")) < 0.9999


def test_a_text_beyond_the_window_is_encoded_to_its_end(tiny: Path) -> None:
    encoder = choose_encoder(load_settings({"encoder": str(tiny)})).load()
    long, longer = "みなと" * 40, "みなと" * 40 + "やまかわ" * 30

    first, second = encoder.encode_passages([long, longer], quiet)

    assert float(first @ second) < 0.99999
    np.testing.assert_allclose(np.linalg.norm([first, second], axis=1), 1, atol=1e-5)


def test_a_space_is_named_by_the_files_of_the_model(tiny: Path, tmp_path: Path) -> None:
    before = fingerprint(tiny)
    (tiny / "note.txt").write_text("another file", encoding="utf-8")

    assert fingerprint(tiny) != before


@pytest.mark.parametrize("name", ["nothing here", "."])
def test_a_folder_that_is_no_model_is_named_with_what_to_do(tmp_path: Path, name: str) -> None:
    with pytest.raises(EncoderError, match=r"not a sentence-transformers folder.*TRIPQA_ENCODER"):
        choose_encoder(load_settings({"encoder": str(tmp_path / name)}))


def test_a_model_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    (tmp_path / "modules.json").write_text('[{"idx": 0, "name": "0", "path": "", "type": "no.such.Module"}]')
    choice = choose_encoder(load_settings({"encoder": str(tmp_path)}))

    with pytest.raises(EncoderError, match="cannot be loaded"):
        choice.load()
