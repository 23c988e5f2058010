from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from index.article import Article, parse_published
from index.errors import InvalidInput


def test_the_id_is_the_given_one_else_of_the_url_else_of_the_content() -> None:
    assert Article.create(text="a", article_id="x", url="https://a.example/1").id == "x"
    with_url = Article.create(text="a", url="https://a.example/1")
    assert with_url.id == Article.create(text="other", url="https://a.example/1").id
    assert with_url.id.startswith("url-")
    plain = Article.create(text="a", title="t")
    assert plain.id == Article.create(text="a", title="t").id
    assert plain.id != Article.create(text="b", title="t").id


def test_empty_fields_count_as_absent() -> None:
    article = Article.create(text="a", title=" ", source="", url="", published="", corrects="")
    assert (article.title, article.source, article.url) == (None, None, None)
    assert (article.published, article.corrects) == (None, None)


def test_every_field_changes_the_version() -> None:
    base = {
        "text": "a",
        "article_id": "x",
        "title": "t",
        "published": "2025-12-06",
        "source": "s",
        "url": "u",
        "corrects": "y",
    }
    versions = {Article.create(**base).version} | {
        Article.create(**{**base, name: value + ("-07" if name == "published" else "!")}).version
        for name, value in {**base, "published": "2025-12"}.items()
    }
    assert len(versions) == len(base) + 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2025-12-06", date(2025, 12, 6)),
        ("2025-12-06T21:14:00", datetime(2025, 12, 6, 21, 14, tzinfo=UTC)),
        ("2025-12-06T21:14:00Z", datetime(2025, 12, 6, 21, 14, tzinfo=UTC)),
        (
            "2025-12-06T21:14:00+01:00",
            datetime(2025, 12, 6, 21, 14, tzinfo=timezone(timedelta(hours=1))),
        ),
    ],
)
def test_published_is_an_iso_date_or_date_time(value: str, expected: date) -> None:
    assert parse_published(value) == expected


def test_the_publication_day_is_that_of_the_articles_own_offset() -> None:
    article = Article.create(text="a", published="2026-01-09T00:52:00+01:00")
    assert article.published_day == date(2026, 1, 9)
    assert article.published_iso == "2026-01-09T00:52:00+01:00"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"text": " \n"}, "text is empty"),
        ({"text": "a", "published": "Dec 6"}, "published is 'Dec 6': send a date like"),
        ({"text": "a \ud800"}, "text has a lone surrogate"),
        ({"text": "a", "title": "x" * 5000}, "title has 5000 characters"),
        ({"text": "a", "article_id": "a\nb"}, "control characters"),
        ({"text": "a", "article_id": "a" * 600}, "id has 600 characters"),
    ],
)
def test_unusable_fields_are_refused_with_the_remedy(fields: dict[str, str], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        Article.create(**fields)
