"""`/v1/articles`: add, list, get and delete."""

from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.deps import ModelsDep
from api.requests import ArticlesIn, Day
from api.responses import ArticleHeadOut, ArticleOut, ArticlesOut, ResultsOut, StoredOut
from index.article import Article
from index.errors import InvalidInput
from index.passage import Filters
from index.records import Stored
from index.search import BATCH_ARTICLES, PassageIndex


def _known_parameters(request: Request) -> None:
    """Refuse query parameters that the route does not have, as bodies refuse unknown fields."""
    known = {field.alias for field in request.scope["route"].dependant.query_params}
    for name in request.query_params:
        if name not in known:
            raise InvalidInput(f"{name} is no parameter of this request: leave it out")


router = APIRouter(
    prefix="/v1/articles", tags=["articles"], dependencies=[Depends(_known_parameters)]
)


@router.post("")
async def add(body: ArticlesIn, models: ModelsDep) -> ResultsOut:
    """Store articles; returns when they can be found."""
    articles = []
    for number, article in enumerate(body.articles):
        try:
            articles.append(article.parsed())
        except InvalidInput as error:
            raise InvalidInput(f"articles.{number}: {error}") from None
    stored: list[Stored] = []
    for start in range(0, len(articles), BATCH_ARTICLES):  # questions get a turn in between
        batch = articles[start : start + BATCH_ARTICLES]
        stored += await models.add(partial(_add_batch, models.pipeline.index, batch))
    return ResultsOut(results=[StoredOut.of(s) for s in stored])


def _add_batch(index: PassageIndex, batch: list[Article]) -> list[Stored]:
    return list(index.add(batch))


@router.get("")
def list_articles(
    models: ModelsDep,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: str | None = None,
    source: Annotated[list[str] | None, Query()] = None,
    published_from: Day = None,
    published_to: Day = None,
) -> ArticlesOut:
    """List articles by id, in their newest versions."""
    filters = Filters(published_from, published_to, tuple(source or ()))
    found = models.pipeline.index.store.articles(filters, cursor, limit + 1)
    return ArticlesOut(
        articles=[ArticleHeadOut.of(article) for article in found[:limit]],
        next_cursor=found[limit - 1].id if len(found) > limit else None,
    )


@router.get("/{article_id:path}")
def get(article_id: str, models: ModelsDep, version: str | None = None) -> ArticleOut:
    """One article with its text, in its newest or another version."""
    article, versions = models.pipeline.index.store.article(article_id, version)
    return ArticleOut.of(article, versions)


@router.delete("/{article_id:path}", status_code=HTTPStatus.NO_CONTENT)
def delete(article_id: str, models: ModelsDep) -> Response:
    """Delete all versions of an article; the next search no longer finds it."""
    models.pipeline.index.delete(article_id)
    return Response(status_code=HTTPStatus.NO_CONTENT)
