"""What operators count: Prometheus metrics of all workers, served at `/metrics`.

One process keeps its counts in memory. Several keep them in files of the folder that
`PROMETHEUS_MULTIPROC_DIR` names, and whichever is asked adds them up.
"""

import os
from collections.abc import Iterable
from typing import Annotated

from fastapi import Depends, Request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from qa.answer import Answer
from qa.pipeline import Pipeline

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
# Seconds: from a health check to the time limit of a question.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The metrics of one application; each has its own registry."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "dateline_requests", "Requests, by route and status.",
            ["method", "route", "status"], registry=self._registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "dateline_request_seconds", "Time until a response was sent, waiting included.",
            ["method", "route"], buckets=_BUCKETS, registry=self._registry,
        )  # fmt: skip
        self._answers = Counter(
            "dateline_answers", "Answers by kind; refusals are kind none, with their reason.",
            ["kind", "reason"], registry=self._registry,
        )  # fmt: skip
        self._stages = Histogram(
            "dateline_stage_seconds", "Time of each stage of a question, without waiting.",
            ["stage"], buckets=_BUCKETS, registry=self._registry,
        )  # fmt: skip
        self._tokens = Counter(
            "dateline_llm_tokens", "Tokens of drafts, by kind: prompt or completion.",
            ["kind"], registry=self._registry,
        )  # fmt: skip
        self.loading = Gauge(
            "dateline_load_seconds", "Time that loading models and index took at the start.",
            registry=self._registry, multiprocess_mode="max",
        )  # fmt: skip
        self.waiting = Gauge(
            "dateline_waiting", "Requests that wait for the models.",
            registry=self._registry, multiprocess_mode="livesum",
        )  # fmt: skip
        if SHARED_FOLDER in os.environ:
            self._registry = CollectorRegistry()
            MultiProcessCollector(self._registry)  # type: ignore[no-untyped-call]  # it has no types
        self._registry.register(_Sizes(pipeline))

    def answered(self, answer: Answer) -> None:
        """Count one answer and its stages."""
        self._answers.labels(answer.kind.value, answer.reason.value if answer.reason else "").inc()
        self._stages.labels("retrieve").observe(answer.timing.retrieve / 1000)
        self._stages.labels("read").observe(answer.timing.read / 1000)

    def drafted(self, prompt: int, completion: int) -> None:
        """Count the tokens of one draft, as the endpoint of the language model reports them."""
        self._tokens.labels("prompt").inc(prompt)
        self._tokens.labels("completion").inc(completion)

    def text(self) -> bytes:
        """All of it, in Prometheus' text format."""
        return generate_latest(self._registry)


class _Sizes(Collector):
    """What is looked up when somebody asks, rather than kept up to date."""

    def __init__(self, pipeline: Pipeline) -> None:
        self._pipeline = pipeline

    def describe(self) -> Iterable[Metric]:
        """None ahead: the store is not read before the first scrape."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """How much is stored."""
        articles, passages = self._pipeline.index.store.counts()
        yield GaugeMetricFamily("dateline_articles", "Articles stored.", value=articles)
        yield GaugeMetricFamily("dateline_passages", "Passages stored.", value=passages)


def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.app.state.metrics
    return metrics


MetricsDep = Annotated[Metrics, Depends(_metrics)]
