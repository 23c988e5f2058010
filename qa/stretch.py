"""All that happened on a day or in a week: what the articles published then begin with."""

from dataclasses import replace
from datetime import timedelta
from itertools import chain
from typing import TYPE_CHECKING

from index.article import Article
from index.passage import DateSpan, Hit
from qa.question import Question, stems

if TYPE_CHECKING:
    from qa.pipeline import Pipeline

# What a question may have beside a stretch of time and still ask for all that happened then.
_OF_ALL = frozenset(
    stem
    for word in """summarise summarize summary sum overview describe tell what happened happen news
    events event main most important latest stories story report reports day days week month year
    explain known know timeline monday tuesday wednesday thursday friday saturday sunday""".split()
    for stem in stems(word)
)
_FOUND, _MANY = 12, 24
_BEGINNING = 300  # characters
_SOON = timedelta(1)  # an article of the next day tells what happened on this one


def stretch(question: Question) -> DateSpan | None:
    """The days of which a question asks all that happened, or None where it asks of something."""
    if len(question.dates) != 1 or not question.content <= _OF_ALL:
        return None
    return question.dates[0].nearest


def told_within(pipeline: "Pipeline", question: Question, span: DateSpan) -> list[Hit]:
    """The passage that each article published then begins with."""
    if span.first is None or span.last is None:
        return []
    filters = replace(
        question.filters,
        published_from=max(filter(None, (question.filters.published_from, span.first))),
        published_to=min(filter(None, (question.filters.published_to, span.last + _SOON))),
    )
    articles = pipeline.index.store.latest_articles(filters, None, _MANY)
    return list(chain.from_iterable(_lead(pipeline, question, a) for a in articles))[:_FOUND]


def _lead(pipeline: "Pipeline", question: Question, article: Article) -> list[Hit]:
    only = replace(question.filters, article_ids=(article.id,))
    begins = replace(question, text=article.text[:_BEGINNING], dates=(), filters=only)
    return pipeline.search(begins, 1)
