"""How well questions about the whole are answered: `python -m tripqa_lab.whole tests/data/whole w1`.

Asks what an author wrote about three documents, each question of its own one or of all. Prints, by kind and
language, which of the items that a right answer has are quoted (recall), and which of the quotes are such items
(precision), as means over questions with 95 % intervals. Of what has no answer both are the share that is refused.
Follow-ups are asked as they were written out; `essential` is the recall of what a summary must hold.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import fmean
from tempfile import TemporaryDirectory

from tripqa.domain import EVERYTHING, LANGUAGES, Filter
from tripqa.evaluation.intervals import mean_interval
from tripqa.ingesting import ingest
from tripqa.parsing.corpus import read_corpus
from tripqa.service import QuestionService
from tripqa.settings import load_settings
from tripqa.wiring import choose_encoder, make_service, open_index
from tripqa_lab.whole.judging import KINDS, Asked, Judged, judge, read_asked


def main() -> None:
    """Read the arguments, ask and print."""
    parser = argparse.ArgumentParser(prog="python -m tripqa_lab.whole", description=__doc__)
    parser.add_argument("folder", type=Path, help="of the documents and what is asked of them")
    parser.add_argument("author", help="whose: AUTHOR-1.txt … and AUTHOR.questions")
    given = parser.parse_args()
    asked = read_asked(given.folder / f"{given.author}.questions")
    with TemporaryDirectory() as index:
        service = _service(given.folder, given.author, Path(index))
        judged = [judge(one, service.ask(one.words, where=_where(one)), service.document) for one in asked]
    for line in table(judged):
        print(line)


def table(judged: Sequence[Judged]) -> Iterator[str]:
    """Yield lines: questions, recall, precision and essential recall, of each kind and language."""
    yield f"{'':14}{'':9}{'asked':>6}{'recall':>20}{'precision':>20}{'essential':>20}"
    for kind in KINDS:
        for language in (*LANGUAGES, None):
            mine = [one for one in judged if one.asked.kind == kind and language in (None, one.asked.language)]
            if mine:
                essential = [one.essential for one in mine if one.essential is not None]
                shares = ([one.recall for one in mine], [one.precision for one in mine], essential)
                yield f"{kind:14}{language or 'all':9}{len(mine):6}" + "".join(map(_share, shares))


def _share(values: Sequence[float]) -> str:
    if not values:
        return f"{'':20}"
    low, high = mean_interval(values)
    return f"{fmean(values):8.2f} ({low:.2f}-{high:.2f})"


def _where(asked: Asked) -> Filter:
    return Filter(documents=(asked.document,)) if asked.document else EVERYTHING


def _service(folder: Path, author: str, index: Path) -> QuestionService:
    settings = load_settings({"index": index})
    encoder = choose_encoder(settings)
    documents = [one for one in read_corpus(folder).documents if one.id.startswith(f"{author}-")]
    ingest(documents, index, encoder, lambda done, total: None, names=(), rebuild=False)
    return make_service(open_index(settings, encoder), encoder, settings)


if __name__ == "__main__":
    main()
