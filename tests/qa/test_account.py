"""What an account rests on: both sides, every outlet, all that happened in a week."""

from datetime import date

import pytest

from index.article import Article
from index.passage import DateSpan, Filters
from index.search import PassageIndex
from qa.account import account_hits, compared, stretch
from qa.pipeline import Pipeline
from qa.question import Question, understand

TODAY = date(2026, 1, 21)


def asked(text: str) -> Question:
    return understand(text, TODAY)


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("compare the storm and the strike", ["the storm", "the strike"]),
        ("what is the difference between Ada Berg and Ole Dahl?", ["Ada Berg", "Ole Dahl"]),
        (
            "compare the December 6 and December 9 calls",
            ["the December 6 calls", "December 9 calls"],
        ),
        ("how do the storm and the strike compare?", ["the storm", "the strike"]),
        ("compare what the outlets say about the storm and the strike", []),
        ("how many boats sank", []),
        ("compare the storm", []),
    ],
)
def test_the_sides_of_a_comparison(text: str, sides: list[str]) -> None:
    assert [side.text for side in compared(asked(text))] == sides


def test_a_stretch_of_time_is_asked_for_as_a_whole_or_not() -> None:
    week = DateSpan(date(2026, 1, 12), date(2026, 1, 18))
    assert stretch(asked("summarise last week")) == week
    assert stretch(asked("what happened last week?")) == week
    assert stretch(asked("what happened to the storm last week?")) is None
    assert stretch(asked("summarise the storm")) is None


@pytest.fixture
def archive(index: PassageIndex, pipeline: Pipeline) -> Pipeline:
    told = [
        ("storm-a", "Axle", "2026-01-13", "The storm sank nine boats."),
        ("storm-b", "Axle", "2026-01-14", "The storm sank nine more boats, and the storm went on."),
        ("storm-c", "Wire", "2026-01-14", "The storm closed a road."),
        ("strike", "Post", "2026-01-15", "The strike began."),
        ("later", "Post", "2026-01-20", "The snow fell."),
    ]
    list(
        index.add(
            Article.create(article_id=i, source=source, published=day, text=text)
            for i, source, day, text in told
        )
    )
    return pipeline


def found(archive: Pipeline, question: Question) -> list[str]:
    return [hit.article.id for hit in account_hits(archive, question)]


def test_each_side_has_its_turn(archive: Pipeline) -> None:
    first, second, *_ = found(archive, asked("compare the storm and the strike"))
    assert first.startswith("storm")
    assert second == "strike"


def test_each_outlet_comes_before_a_second_word_of_any(archive: Pipeline) -> None:
    ids = found(archive, asked("compare what the outlets say about the storm"))
    sources = [archive.index.store.article(i)[0].source for i in ids]
    assert set(sources[:3]) == {"Axle", "Wire", "Post"}
    assert len(ids) == len(set(ids))


def test_all_of_a_week_and_nothing_else(archive: Pipeline) -> None:
    assert set(found(archive, asked("summarise last week"))) == {
        "storm-a", "storm-b", "storm-c", "strike"
    }  # fmt: skip
    only = understand("summarise last week", TODAY, filters=Filters(sources=("Wire",)))
    assert found(archive, only) == ["storm-c"]
