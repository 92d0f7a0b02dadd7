"""What an operator can watch, in the form that Prometheus reads. It counts questions and never says what was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Literal

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import CounterMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from tripqa.api.current import Current
from tripqa.domain import Answered
from tripqa.generated import Generated
from tripqa.service import Reply

FORMAT = CONTENT_TYPE_LATEST
Route = Literal["search", "ask", "verify"]
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Metrics:
    """The figures of one server."""

    def __init__(self, taken_in: Callable[[], int], current: Current) -> None:
        self._registry = CollectorRegistry()
        self._took = Histogram(
            "tripqa_question_seconds",
            "Time that answering took, by route, without waiting for a thread.",
            ["route"],
            registry=self._registry,
            buckets=_SECONDS,
        )
        Gauge(
            "tripqa_waiting_questions", "Questions taken in: waiting or being answered.", registry=self._registry
        ).set_function(taken_in)
        replies = Counter("tripqa_replies", "Replies, by status code.", ["status"], registry=self._registry)
        self._replies = cache(lambda status: replies.labels(status))
        self._checked = Counter(
            "tripqa_citations_checked",
            "Citations that were verified before an answer was sent.",
            registry=self._registry,
        )
        self._removed = Counter(
            "tripqa_citations_removed", "Citations that were not true, and were not sent.", registry=self._registry
        )
        statements = Counter(
            "tripqa_statements",
            "Statements of a model, by what became of them: sent, or the check that they failed.",
            ["fate"],
            registry=self._registry,
        )
        self._statements = cache(lambda fate: statements.labels(fate))
        written = Counter(
            "tripqa_written_answers",
            "Answers that a model was to write, by why there is nothing of it, or not all; `whole` where nothing is.",
            ["outcome"],
            registry=self._registry,
        )
        self._written = cache(lambda outcome: written.labels(outcome))
        self._registry.register(_CurrentCollector(current))
        ProcessCollector(registry=self._registry)

    def answered(self, route: Route, took_ms: float) -> None:
        """Count a request and the milliseconds it took."""
        self._took.labels(route).observe(took_ms / 1000)

    def replied_with(self, reply: Reply) -> None:
        """Count the reply to a question, its citations that were verified, and those among them that were not true."""
        self.answered("ask", reply.took_ms)
        kept = reply.answer.citations if isinstance(reply.answer, Answered) else ()
        self._checked.inc(len(kept) + len(reply.removed))
        self._removed.inc(len(reply.removed))

    def wrote(self, made: Generated) -> None:
        """Count what a model made of an answer."""
        self._written(made.why or "whole").inc()
        for fate in [*("sent" for _ in made.sentences), *made.dropped]:
            self._statements(fate).inc()

    def replied(self, status: int) -> None:
        """Count a reply."""
        self._replies(status).inc()

    def text(self) -> bytes:
        """Return all figures."""
        return generate_latest(self._registry)


class _CurrentCollector(Collector):
    """What answers, what was to take its place, and how often a question was asked again while its ranking was kept."""

    def __init__(self, current: Current) -> None:
        self._current = current

    def collect(self) -> Iterator[Metric]:
        found = self._current.remembered()
        asked = CounterMetricFamily(
            "tripqa_asked", "Questions asked, by whether they were remembered.", labels=["remembered"]
        )
        asked.add_metric(["yes"], found.again)
        asked.add_metric(["no"], found.anew)
        yield asked
        if (generation := self._current.generation()) is not None:
            yield InfoMetricFamily("tripqa_generation", "The generation that answers.", {"generation": generation})
        yield CounterMetricFamily(
            "tripqa_reloads", "Moves to another generation without a stop.", value=self._current.moves
        )
        yield CounterMetricFamily(
            "tripqa_generations_refused", "Generations that could not be moved to.", value=self._current.refusals
        )
