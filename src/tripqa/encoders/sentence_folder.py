"""The unpacked model as an ordinary sentence-transformers folder: BertModel, mean pooling, length 1, in float32."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tripqa.encoders.bert_weights import BertWeights
from tripqa.encoders.packed_e5 import PackedModel
from tripqa.encoders.space import Prefixes

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import BertModel, PreTrainedTokenizerFast


def write_sentence_folder(packed: PackedModel, prefixes: Prefixes, folder: Path) -> None:
    """Write a folder as `SentenceTransformer.save` does; the prompts `query` and `document` are the prefixes."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    with tempfile.TemporaryDirectory(dir=folder.parent) as bare:
        _model(packed).save_pretrained(bare)
        _fast_tokenizer(packed).save_pretrained(bare)
        transformer = Transformer(bare, max_seq_length=packed.header.positions)
    pooling = Pooling(packed.header.hidden, pooling_mode="mean")
    whole = SentenceTransformer(
        modules=[transformer, pooling, Normalize()],
        prompts={"query": prefixes.question, "document": prefixes.passage},
        device="cpu",
        local_files_only=True,
    )
    whole.save(str(folder), create_model_card=False)


def _model(packed: PackedModel) -> BertModel:
    import torch
    from transformers import BertConfig, BertModel

    shape = packed.header
    config = BertConfig(
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward,
        vocab_size=shape.vocabulary,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.token_types,
        layer_norm_eps=1e-12,
        pad_token_id=packed.pad,
    )
    with torch.device("meta"):
        model = BertModel(config)
    state = {name: torch.from_numpy(value) for name, value in BertWeights(packed).items()}
    state |= {name: torch.zeros(held.shape) for name, held in model.state_dict().items() if name not in state}
    model.load_state_dict(state, assign=True)  # what is zero is BERT's pooler
    return model


def _tokenizer(packed: PackedModel) -> Tokenizer:
    """Build the XLM-RoBERTa tokenizer: `<s> … </s>` around Unigram pieces of the NFKC text."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(packed.pieces, unk_id=packed.unk, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", packed.bos), ("</s>", packed.eos)],
    )
    return tokenizer


def _fast_tokenizer(packed: PackedModel) -> PreTrainedTokenizerFast:
    from transformers import PreTrainedTokenizerFast

    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=_tokenizer(packed),
        bos_token="<s>",
        eos_token="</s>",
        cls_token="<s>",
        sep_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
        mask_token="<mask>",
        model_max_length=packed.header.positions,
    )
