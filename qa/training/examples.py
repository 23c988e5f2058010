"""What the reader is trained on: questions, texts, and the words in them that answer."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.article import Article
from index.errors import UnreadableSource
from index.prepare import heading
from index.readers import article_from_fields

DESK, OWN = "newsdesk", "desk"
NEWS = (DESK, OWN)


@dataclass(frozen=True, slots=True)
class Example:
    """One question and the text it is asked of.

    `answers` are [start, end) in `context`, none where it does not say. With `needs_all` they
    answer together, else each by itself. `heading` is read before the context and never answers.
    """

    source: str
    question: str
    heading: str
    context: str
    answers: tuple[tuple[int, int], ...]
    needs_all: bool = False

    @property
    def texts(self) -> tuple[str, ...]:
        """The answering words."""
        return tuple(self.context[start:end] for start, end in self.answers)


def load_spans(path: Path) -> list[Example]:
    """Read span examples: JSON Lines (`.gz` or not) of source, question, context and answers.

    Raises:
        UnreadableSource: the file is missing or not of this form.
    """
    found = []
    for number, fields in _lines(path):
        try:
            answers = tuple((a["start"], a["start"] + len(a["text"])) for a in fields["answers"])
            example = Example(fields["source"], fields["question"], "", fields["context"], answers)
        except (KeyError, TypeError) as error:
            raise UnreadableSource(
                f"{path}, line {number}: {error} is missing; give source, question, context and "
                "answers"
            ) from None
        found.append(example)
    return found


def load_desk(directory: Path, split: str, source: str = DESK) -> list[Example]:
    """Read news articles with their questions: `articles.jsonl` and `questions.jsonl`.

    Raises:
        UnreadableSource: a file is missing or not of this form.
    """
    articles: dict[str, Article] = {}
    for number, fields in _lines(directory / "articles.jsonl"):
        try:
            articles[fields["id"]] = article_from_fields(fields, fields["id"])
        except KeyError as error:
            raise UnreadableSource(f"{directory}, article {number}: {error} is missing") from None
    found = []
    for number, fields in _lines(directory / "questions.jsonl"):
        try:
            if fields["split"] != split:
                continue
            article = articles[fields["article_ids"][0]]
            spans = tuple((start, end) for start, end in fields.get("spans", ()))
            needs_all = fields.get("answers_mode") == "all"
            example = Example(
                source, fields["question"], heading(article), article.text, spans, needs_all
            )
        except (KeyError, IndexError, ValueError) as error:
            raise UnreadableSource(f"{directory}, question {number}: {error!r}") from None
        found.append(example)
    return found


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open() as file
        ):
            for number, line in enumerate(file, start=1):
                yield number, json.loads(line)
    except (OSError, ValueError) as error:
        raise UnreadableSource(f"cannot read {path}: {error}") from None
