"""What operators count: Prometheus metrics of one process, served at `/metrics`."""

from collections.abc import Iterable
from typing import Annotated

from fastapi import Depends, Request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api.deps import Models
from qa.answer import Answer

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# Seconds: from a health check to the time limit of a question.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The metrics of one application; each has its own registry."""

    def __init__(self, models: Models) -> None:
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
        self.loading = Gauge(
            "dateline_load_seconds", "Time that loading models and index took at the start.",
            registry=self._registry,
        )  # fmt: skip
        self._registry.register(_Sizes(models))

    def answered(self, answer: Answer) -> None:
        """Count one answer and its stages."""
        self._answers.labels(answer.kind.value, answer.reason.value if answer.reason else "").inc()
        self._stages.labels("retrieve").observe(answer.timing.retrieve / 1000)
        self._stages.labels("read").observe(answer.timing.read / 1000)

    def text(self) -> bytes:
        """All of it, in Prometheus' text format."""
        return generate_latest(self._registry)


class _Sizes(Collector):
    """What is looked up when somebody asks, rather than kept up to date."""

    def __init__(self, models: Models) -> None:
        self._models = models

    def describe(self) -> Iterable[Metric]:
        """None ahead: the store is not read before the first scrape."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """How much is stored, and how many wait."""
        articles, passages = self._models.pipeline.index.store.counts()
        yield GaugeMetricFamily("dateline_articles", "Articles stored.", value=articles)
        yield GaugeMetricFamily("dateline_passages", "Passages stored.", value=passages)
        waiting = self._models.waiting
        yield GaugeMetricFamily("dateline_waiting", "Requests that wait for the models.", waiting)


def _metrics(request: Request) -> Metrics:
    metrics: Metrics = request.app.state.metrics
    return metrics


MetricsDep = Annotated[Metrics, Depends(_metrics)]
