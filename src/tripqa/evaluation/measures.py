"""The field's own measures of a ranking of documents, by ir-measures (MacAvaney et al., 2022)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

RANKING_MEASURES = ("nDCG@10", "R@1", "R@5", "R@10", "RR@10")


def measure(
    rankings: Mapping[str, Sequence[str]], qrels: Mapping[str, Mapping[str, int]]
) -> dict[str, dict[str, float]]:
    """Return every measure of every question that has a relevant document; a ranking is of documents, best first.

    A document's score is its place from the end: equal scores would be put in an order of trec_eval's own.
    """
    from ir_measures import Qrel, ScoredDoc, iter_calc, parse_measure

    judged = {question for question in rankings if any(value > 0 for value in qrels.get(question, {}).values())}
    asked = [Qrel(question, document, value) for question in judged for document, value in qrels[question].items()]
    run = [
        ScoredDoc(question, document, float(len(rankings[question]) - place))
        for question in judged
        for place, document in enumerate(rankings[question])
    ]
    found: dict[str, dict[str, float]] = {question: {} for question in judged}
    for metric in iter_calc([parse_measure(name) for name in RANKING_MEASURES], asked, run) if judged else ():
        found[metric.query_id][str(metric.measure)] = float(metric.value)
    return {question: {name: values[name] for name in RANKING_MEASURES} for question, values in found.items()}
