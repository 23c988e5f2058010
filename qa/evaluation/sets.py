"""Read an evaluation set: its articles, its questions, and which part each belongs to."""

import gzip
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from index.article import Article
from index.errors import InvalidInput, UnreadableSource
from index.passage import Filters
from index.readers import article_from_fields
from qa.followup import Message

PARTS = ("tune", "report")
UNDATED = date(2026, 1, 1)  # when a question without a day is asked: after every set's articles


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where the answer stands: an article, and the quote in it or None for anywhere."""

    article_id: str
    quote: str | None


@dataclass(frozen=True, slots=True)
class Gold:
    """A question and what is right: no answers mean that the articles don't say.

    With `needs_all` every answer is wanted, else any one.
    """

    id: str
    question: str
    type: str
    answers: tuple[str, ...]
    needs_all: bool
    article_ids: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    asked_on: date
    as_of: date | None
    history: tuple[Message, ...]
    part: str
    filters: Filters = field(default_factory=Filters)

    @property
    def answerable(self) -> bool:
        """Whether the articles say."""
        return bool(self.answers)


@dataclass(frozen=True, slots=True)
class EvaluationSet:
    """Articles and questions of one folder."""

    name: str
    articles: tuple[Article, ...]
    questions: tuple[Gold, ...]


def load_set(
    directory: Path, split: str | None = None, questions: str = "questions"
) -> EvaluationSet:
    """Read `articles.jsonl` and `questions.jsonl`, or these with `.gz`, from a folder.

    With `split`, only the questions of that value in their field `split`; and only such articles,
    where they have the field. `questions` names another file of questions, without its ending.

    Raises:
        UnreadableSource: a file is missing or not of the documented form.
    """
    name = directory.resolve().name
    articles = []
    for fields in _lines(directory, "articles"):
        if split and fields.get("split", split) != split:
            continue
        try:
            articles.append(article_from_fields(fields, str(fields.get("id"))))
        except InvalidInput as error:
            raise UnreadableSource(f"{directory}, article {fields.get('id')}: {error}") from None
    texts = {article.id: article.text for article in articles}
    golds = []
    for number, fields in enumerate(_lines(directory, questions), start=1):
        if split and fields.get("split") != split:
            continue
        try:
            golds.append(_gold(fields, name, texts))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UnreadableSource(
                f"{directory}, question {number} is not of the documented form: {error!r}"
            ) from None
    return EvaluationSet(name, tuple(articles), tuple(golds))


def sample(questions: tuple[Gold, ...], part: str | None, limit: int | None) -> list[Gold]:
    """The questions of one part (None: all), at most `limit`, always the same ones."""
    chosen = [q for q in questions if part is None or q.part == part]
    if limit is not None and limit < len(chosen):
        kept = set(sorted((number_of(q.id), q.id) for q in chosen)[:limit])
        chosen = [q for q in chosen if (number_of(q.id), q.id) in kept]
    return chosen


def _lines(directory: Path, stem: str) -> Iterator[dict[str, Any]]:
    plain, packed = directory / f"{stem}.jsonl", directory / f"{stem}.jsonl.gz"
    if not plain.exists() and not packed.exists():
        raise UnreadableSource(f"there is no {plain} (or .gz): name a folder with both files")
    with plain.open("rb") if plain.exists() else gzip.open(packed) as file:
        for number, line in enumerate(file, start=1):
            try:
                fields = json.loads(line)
            except ValueError as error:
                raise UnreadableSource(f"{plain}, line {number} is no JSON: {error}") from None
            if not isinstance(fields, dict):
                raise UnreadableSource(f"{plain}, line {number} is no JSON object")
            yield fields


def _gold(fields: dict[str, Any], set_name: str, texts: dict[str, str]) -> Gold:
    evidence = [
        Evidence(e["article_id"], e.get("quote") or e.get("text"))
        for e in fields.get("evidence") or ()
    ]
    article_ids = list(fields.get("article_ids") or dict.fromkeys(e.article_id for e in evidence))
    answers = tuple(fields.get("answers") or ())
    if not evidence and answers and article_ids and fields.get("answer_start") is not None:
        text, start = texts.get(article_ids[0], ""), int(fields["answer_start"])
        evidence = [Evidence(article_ids[0], text[start : start + len(answers[0])] or None)]
    asked_on = fields.get("asked_on")
    return Gold(
        id=str(fields["id"]),
        question=fields["question"],
        type=fields.get("type") or "question",
        answers=answers,
        needs_all=fields.get("answers_mode") == "all",
        article_ids=tuple(article_ids),
        evidence=tuple(evidence),
        asked_on=date.fromisoformat(asked_on) if asked_on else UNDATED,
        as_of=_as_of(fields),
        history=_history(fields),
        part=_part(set_name, str(fields["id"]), article_ids),
    )


def _history(fields: dict[str, Any]) -> tuple[Message, ...]:
    return tuple(
        Message("user" if said["role"] == "user" else "assistant", said["content"])
        for said in fields.get("history") or ()
    )


def _as_of(fields: dict[str, Any]) -> date | None:
    """As the API does: without an `as_of` of its own, a dated question sees what was known then."""
    day = fields.get("as_of") or fields.get("asked_on")
    return date.fromisoformat(day) if day else None


def _part(set_name: str, question_id: str, article_ids: list[str]) -> str:
    listed = _listed(set_name)
    if listed:
        return listed[question_id][1] if question_id in listed else "report"
    return PARTS[number_of(article_ids[0] if article_ids else question_id) % 2]


def story_of(set_name: str, question_id: str) -> str | None:
    """The story that a question belongs to, in a set whose split is listed by story."""
    listed = _listed(set_name).get(question_id)
    return listed[0] if listed else None


@cache
def _listed(set_name: str) -> dict[str, tuple[str, str]]:
    """Story and part of each question of a set that is listed by story."""
    split = json.loads(files("qa.evaluation").joinpath("split.json").read_text(encoding="utf-8"))
    stories: dict[str, Any] = split.get(set_name, {}) if set_name != "about" else {}
    return {
        question: (story, fields["part"])
        for story, fields in stories.items()
        for question in fields["questions"]
    }


def number_of(value: str) -> int:
    """A number that a name always has: its SHA-256."""
    return int.from_bytes(hashlib.sha256(value.encode()).digest())
