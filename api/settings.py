"""All settings, read from `DATELINE_*` variables; command-line options go before them."""

import os
import sys
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.telemetry import LogFormat

PREFIX = "DATELINE_"


def available_cores() -> int:
    """Cores that this process may use: fewer than the machine has, in some containers."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Settings(BaseSettings):
    """What an operator may set; an unknown `DATELINE_` variable is an error."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, extra="forbid", frozen=True, env_ignore_empty=True
    )

    data: Path = Field(
        default=Path(".dateline"), description="Data directory: the database and FAISS snapshot."
    )
    embedder: str = Field(
        default="",
        description="Folder of a sentence-transformers model; empty: the packaged all-MiniLM-L6-v2."
        " Changing it needs `dateline reindex`.",
    )
    reader: str = Field(
        default="",
        description="Folder of an extractive question-answering model in Hugging Face format, or"
        " of one that `python -m qa.training train` made; empty: the packaged reader.",
    )
    threshold: float | None = Field(
        default=None,
        allow_inf_nan=False,
        description="With a reader of your own: the margin in logits at which an answer is as"
        " likely right as wrong; empty: 0. The packaged reader has fitted weights instead.",
    )
    min_confidence: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="Confidence below which the articles don't say; empty: the fitted one.",
    )
    host: str = Field(default="127.0.0.1", description="Address that `serve` listens on.")
    port: int = Field(default=8000, ge=0, le=65_535, description="Port that `serve` listens on.")
    threads: int = Field(
        default=0,
        ge=0,
        le=256,
        description="Threads of a model call; 0: the cores, shared out among the workers.",
    )
    workers: int = Field(
        default=1, ge=1, le=64, description="Processes that `serve` answers with, one directory."
    )
    max_body_bytes: int = Field(
        default=32_000_000, ge=1_000, description="Largest HTTP request body."
    )
    requests_per_minute: int = Field(
        default=600,
        ge=1,
        description="Requests that one API key may send in a minute, per process.",
    )
    max_waiting: int = Field(
        default=32, ge=0, description="Requests that may wait for the models; more get 503."
    )
    time_limit: float = Field(
        default=30.0, gt=0, description="Seconds within which a question is answered, or gets 503."
    )
    cors_origins: list[str] = Field(
        default=[],
        description="Sites whose pages may ask from a browser, as a JSON list of origins like"
        ' `["https://chat.example"]`; empty: none.',
    )
    log_format: LogFormat = Field(
        default="text", description="Lines of the server's log: `text` or `json`."
    )
    llm_base_url: str = Field(
        default="",
        description="OpenAI-compatible endpoint of a language model, such as"
        " `http://127.0.0.1:8080/v1`; empty: none, and answers are quoted words alone.",
    )
    llm_model: str = Field(default="", description="Name of that model at its endpoint.")
    llm_api_key: SecretStr = Field(
        default=SecretStr(""), description="Key for that endpoint, where it needs one."
    )
    llm_time_limit: float = Field(
        default=20.0,
        gt=0,
        description="Seconds that a draft may take; then what was checked of it is the answer, or"
        " the quoted words.",
    )
    eval_data: Path | None = Field(
        default=None, description="Folder of evaluation sets, read by tests and benchmarks only."
    )

    @field_validator("cors_origins")
    @classmethod
    def _origins(cls, origins: list[str]) -> list[str]:
        for origin in origins:
            parts = urlsplit(origin)
            if (
                parts.scheme not in ("http", "https")
                or origin != f"{parts.scheme}://{parts.netloc}"
            ):
                raise ValueError(f"{origin!r} is no origin: write one like https://chat.example")
        return origins

    @model_validator(mode="after")
    def _endpoint_and_model(self) -> Self:
        if bool(self.llm_base_url) != bool(self.llm_model):
            raise ValueError(f"set both {PREFIX}LLM_BASE_URL and {PREFIX}LLM_MODEL, or neither")
        return self

    @model_validator(mode="after")
    def _no_threshold_without_effect(self) -> Self:
        if self.threshold is not None and not self.reader:
            raise ValueError(
                f"{PREFIX}THRESHOLD is for a reader of your own ({PREFIX}READER); for the packaged "
                f"one set {PREFIX}MIN_CONFIDENCE"
            )
        return self

    @model_validator(mode="after")
    def _no_more_threads_than_cores(self) -> Self:
        cores = available_cores()
        if self.workers > cores or self.workers * self.threads > cores:
            raise ValueError(
                f"{self.workers} workers with {self.threads or 1} threads each are more than the "
                f"{cores} cores, and would only slow each other: set {PREFIX}WORKERS and "
                f"{PREFIX}THREADS lower"
            )
        return self

    @property
    def threads_each(self) -> int:
        """Threads of a model call in each worker, 1 or more."""
        return self.threads or available_cores() // self.workers

    @model_validator(mode="after")
    def _no_unknown_variable(self) -> Self:
        known = {f"{PREFIX}{name.upper()}" for name in type(self).model_fields}
        unknown = sorted(n for n in os.environ if n.startswith(PREFIX) and n not in known)
        if unknown:
            raise ValueError(f"unknown setting {', '.join(unknown)}; known: {sorted(known)}")
        return self
