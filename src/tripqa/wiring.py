"""Settings -> real parts. What is asked for by a setting is named here and nowhere else."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tripqa import written
from tripqa.access.key_file import KeyFile
from tripqa.answers.reader import ReaderAnswerer, rule
from tripqa.domain import WrittenGroup
from tripqa.encoders.adapted import AdaptedEncoder, adapted_space, packed_adapter
from tripqa.encoders.centred import Background, CentredEncoder, background_of, centred_space
from tripqa.encoders.local_model import LocalModelEncoder, fingerprint, own_prefixes
from tripqa.encoders.space import FLOAT32, Prefixes, name_space
from tripqa.errors import ExtraMissing, SettingsError, SpaceMismatch
from tripqa.index.generations import checked, read_current, read_manifest, read_whole
from tripqa.index.pointer import Pointer
from tripqa.models import Models
from tripqa.ports import Answerer, Documents, EncoderChoice, PassageIndex, Reader, Reranker
from tripqa.reading.shared_words import SharedWordsReader
from tripqa.retrieval import Retrieval
from tripqa.service import QuestionService
from tripqa.settings import Settings

if TYPE_CHECKING:
    from tripqa.encoders.lower_layers import LowerLayers
    from tripqa.generating.writing import Writer

Say = Callable[[str], None]
T = TypeVar("T")


def choose_encoder(settings: Settings) -> EncoderChoice:
    """Name the encoder the settings ask for; the bundled one is centred, and its questions are turned."""
    model = choose_model(settings)
    background = background_of(model.space)
    return adapted(centred(model, background)) if background else model


def centred(model: EncoderChoice, background: Background) -> EncoderChoice:
    """Name a model less its background."""
    return EncoderChoice(centred_space(model.space, background), lambda: CentredEncoder(model.load(), background))


def adapted(centred: EncoderChoice) -> EncoderChoice:
    """Name a centred model whose questions are turned by the matrix that the package carries."""
    matrix = packed_adapter()
    return EncoderChoice(adapted_space(centred.space, matrix), lambda: AdaptedEncoder(centred.load(), matrix))


def choose_model(settings: Settings) -> EncoderChoice:
    """Name the model the settings ask for, as it is; nothing heavy is loaded, but the bundled one may first be made."""
    match settings.encoder:
        case "bundled":
            return _bundled(settings)
        case "reference":
            return _reference(settings)
        case "hashing":
            from tripqa.encoders.hashing import HashingEncoder

            return EncoderChoice(HashingEncoder().space, HashingEncoder)
        case folder:
            return _folder(Path(folder), settings)


def open_index(settings: Settings, encoder: EncoderChoice) -> PassageIndex:
    """Open the current generation, if it was built by this encoder."""
    from tripqa.index.local import LocalIndex

    return LocalIndex.open(settings.index, space=encoder.space)


def open_whole_index(settings: Settings, encoder: EncoderChoice, say: Say) -> PassageIndex:
    """Open the same or, if it is damaged, the last generation before it that is not, and say so."""
    from tripqa.index.local import LocalIndex

    return _last_whole(settings, lambda pointer: LocalIndex.read(checked(pointer), space=encoder.space), say)


def choose_keys(settings: Settings) -> KeyFile | None:
    """Return the keys that the server asks for; None: it answers all who reach it. SettingsError if neither is said."""
    if os.path.lexists(settings.keys):
        if settings.open:
            raise SettingsError(
                f"there are keys in {settings.keys}, and TRIPQA_OPEN=1 lets everyone in; keep one of both"
            )
        return KeyFile(settings.keys)
    if settings.user_header:
        raise SettingsError(
            f"TRIPQA_USER_HEADER gives users the rights of a key, and {settings.keys} holds none: make one with "
            f"`tripqa key create --name {settings.user_header}`"
        )
    if settings.open or is_loopback(settings.host):
        return None
    raise SettingsError(
        f"{settings.host} can be reached from other machines, and {settings.keys} holds no keys: make one with "
        "`tripqa key create`, or set TRIPQA_OPEN=1 if everyone may ask"
    )


def is_loopback(host: str) -> bool:
    """Tell whether no other machine reaches what listens there."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_space(settings: Settings, encoder: EncoderChoice) -> None:
    """See that there is an index of this encoder: what is wrong with most is told before anything is loaded."""

    def check(pointer: Pointer) -> None:
        built_with = read_manifest(pointer).space
        if built_with != encoder.space:
            raise SpaceMismatch(built_with=built_with, asked_for=encoder.space)

    read_whole(settings.index, check)


def open_documents(settings: Settings) -> Documents:
    """Open the documents of the current generation, whatever encoder it was built with."""
    from tripqa.index.documents import LocalDocuments

    return LocalDocuments.open(settings.index)


def open_names(settings: Settings) -> list[WrittenGroup]:
    """Return the names that the current generation knows, whatever encoder it was built with."""
    from tripqa.index.writings import Writings

    return read_current(settings.index, lambda generation: Writings.read(generation.folder)).written()


def open_whole_documents(settings: Settings, say: Say) -> Documents:
    """Open the same or, if they are damaged, those of the last generation before that are not, and say so."""
    from tripqa.index.documents import LocalDocuments

    return _last_whole(settings, lambda pointer: LocalDocuments.read(checked(pointer)), say)


def _last_whole(settings: Settings, read: Callable[[Pointer], T], say: Say) -> T:
    whole = read_whole(settings.index, read)
    if refusal := whole.refusal:
        refused, answers = refusal.pointer.folder.name, whole.pointer.folder.name
        say(f"generation {refused} is refused, {answers} answers: {refusal.why}")
    return whole.found


def make_service(index: PassageIndex, encoder: EncoderChoice, settings: Settings) -> QuestionService:
    """Load the models and put the parts together."""
    return load_models(encoder, settings)(index)


def open_service(settings: Settings, say: Say) -> QuestionService:
    """Return what answers here, as the server at its start: from the last whole generation if the current is not."""
    encoder = choose_encoder(settings)
    return make_service(open_whole_index(settings, encoder, say), encoder, settings)


def load_models(encoder: EncoderChoice, settings: Settings) -> Callable[[PassageIndex], QuestionService]:
    """Load the models, the one that may be wrong first, and return what makes a service of them over any index."""
    reranker = _reranker(settings.reranker)
    models = Models(encoder.load(), load_reader(settings))
    answerer = _answerer(settings, models.reader)

    def over(index: PassageIndex) -> QuestionService:
        retrieval = Retrieval(index, models.encoder, reranker, remembered=settings.remembered_questions)
        return QuestionService(index, retrieval, answerer, models, over)

    return over


def load_for_all(encoder: EncoderChoice, settings: Settings) -> Callable[[Pointer], QuestionService]:
    """Load the models once, and return what makes a service over any generation; it raises what `open_index` raises."""
    from tripqa.index.local import LocalIndex

    over = load_models(encoder, settings)
    return lambda pointer: over(LocalIndex.read(checked(pointer), space=encoder.space))


def load_reader(settings: Settings) -> Reader:
    """Load the trained reader, made first where it is missing; without a model, what goes by shared words."""
    if settings.encoder == "hashing":
        return SharedWordsReader()
    from tripqa.reading.bundled import reader_folders
    from tripqa.reading.onnx_reader import OnnxReader

    folder, encoder = reader_folders(settings.cache, _say)
    return OnnxReader.load(folder, _lower(encoder), settings.working_threads)


def _answerer(settings: Settings, reader: Reader) -> Answerer:
    match settings.answerer:
        case written.READER | written.GENERATED:
            return ReaderAnswerer(reader, rule())
        case path:
            return _answerer_of(path)


def _answerer_of(path: str) -> Answerer:
    """Return what a factory makes that is named as package.module:factory."""
    made: Answerer = factory_of(path)()
    if not (isinstance(getattr(made, "name", None), str) and callable(getattr(made, "answer", None))):
        raise SettingsError(f"TRIPQA_ANSWERER={path} makes no answerer, which has a name and answer(question, ranking)")
    return made


def factory_of(path: str) -> Callable[[], Answerer]:
    """Return what is named as package.module:factory; SettingsError if it is not there."""
    module, _, name = path.partition(":")
    try:
        factory: Callable[[], Answerer] = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise SettingsError(f"TRIPQA_ANSWERER={path} cannot be loaded ({error}); is it on PYTHONPATH?") from error
    return factory


def open_writer(settings: Settings) -> Writer | None:
    """Return what has a model write, None where no address of one is set; SettingsError says what is missing."""
    if not settings.llm_url:
        if settings.answerer == written.GENERATED or settings.llm_model:
            raise SettingsError("a model is asked at TRIPQA_LLM_URL, which is not set: name its server's address")
        return None
    if not settings.llm_model:
        raise SettingsError("TRIPQA_LLM_URL names a server; name the model in TRIPQA_LLM_MODEL too, as that knows it")
    if find_spec("openai") is None:
        raise ExtraMissing("TRIPQA_LLM_URL needs the extra `llm`, which is not installed: pip install 'tripqa[llm]'")
    from tripqa.generating.talking import Talking
    from tripqa.generating.writing import Writer

    key = settings.llm_key.get_secret_value() if settings.llm_key else ""
    model = Talking(settings.llm_url, settings.llm_model, key, settings.llm_silence)
    return Writer(model, settings.llm_calls, settings.llm_queue, settings.llm_seconds)


@lru_cache(maxsize=1)
def _lower(encoder: Path) -> LowerLayers:
    """Load the layers that encoder and reader share, once."""
    from tripqa.encoders.lower_layers import LowerLayers

    return LowerLayers.load(encoder)


def _reranker(folder: Path | None) -> Reranker | None:
    if folder is None:
        return None
    from tripqa.encoders.cross_encoder import CrossEncoderReranker

    return CrossEncoderReranker.load(folder)


def _bundled(settings: Settings) -> EncoderChoice:
    """Name the bundled encoder's light form, made first where it is missing: only then is its precision known."""
    from tripqa.encoders.bundled import MODEL, PREFIXES, light_folder
    from tripqa.encoders.onnx_model import Facts, OnnxEncoder

    folder, prefixes = light_folder(settings.cache, _say), _chosen(PREFIXES, settings)
    space = name_space(MODEL, prefixes, Facts.read(folder).precision)
    return EncoderChoice(space, lambda: OnnxEncoder.load(folder, space, prefixes, settings.working_threads, _lower))


def _reference(settings: Settings) -> EncoderChoice:
    from tripqa.encoders.bundled import MODEL, PREFIXES, reference_folder

    prefixes = _chosen(PREFIXES, settings)
    space = name_space(MODEL, prefixes, FLOAT32)
    return EncoderChoice(space, lambda: LocalModelEncoder.load(reference_folder(settings.cache, _say), space, prefixes))


def _folder(folder: Path, settings: Settings) -> EncoderChoice:
    prefixes = _chosen(own_prefixes(folder), settings)
    space = name_space(fingerprint(folder), prefixes, FLOAT32)
    return EncoderChoice(space, lambda: LocalModelEncoder.load(folder, space, prefixes))


def _chosen(own: Prefixes, settings: Settings) -> Prefixes:
    question, passage = settings.question_prefix, settings.passage_prefix
    return Prefixes(own.question if question is None else question, own.passage if passage is None else passage)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)
