"""`/v1/articles`: add, list, get and delete."""

from collections.abc import Sequence
from functools import partial
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.deps import Models, ModelsDep, SettingsDep
from api.requests import (
    MAX_FILE_ARTICLES,
    MAX_FILE_UNREAD,
    ArticlesIn,
    Day,
    FileIn,
    Order,
)
from api.responses import (
    ArticleHeadOut,
    ArticleOut,
    ArticlesOut,
    FileOut,
    ResultsOut,
    StoredOut,
    UnreadOut,
)
from index.article import Article
from index.errors import InvalidInput
from index.passage import Filters
from index.readers import Unread, read_bytes
from index.records import Stored


def _known_parameters(request: Request) -> None:
    """Refuse query parameters that the route does not have, as bodies refuse unknown fields."""
    known = {field.alias for field in request.scope["route"].dependant.query_params}
    for name in request.query_params:
        if name not in known:
            raise InvalidInput(f"{name} is no parameter of this request: leave it out")


_DONE = object()

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
    return ResultsOut(results=[StoredOut.of(s) for s in await _store(articles, models)])


async def _store(articles: Sequence[Article], models: Models) -> list[Stored]:
    steps = models.pipeline.index.adding(articles)
    stored: list[Stored] = []
    step = await models.add(partial(next, steps, _DONE))
    while step is not _DONE:
        if isinstance(step, Stored):
            stored.append(step)
        # Questions get a turn in between.
        step = await models.add(partial(next, steps, _DONE), begun=True)
    return stored


@router.post("/files")
async def add_file(body: FileIn, models: ModelsDep, settings: SettingsDep) -> FileOut:
    """Store the articles of a file; what of it cannot be read is named, and the rest stored."""
    articles, unread = await run_in_threadpool(_read, body, settings.max_body_bytes)
    stored = await _store(articles, models)
    return FileOut(
        results=[StoredOut.of(s) for s in stored],
        unread=[UnreadOut(where=u.where, reason=u.reason) for u in unread],
    )


def _read(file: FileIn, max_bytes: int) -> tuple[list[Article], list[Unread]]:
    articles: list[Article] = []
    unread: list[Unread] = []
    for found in read_bytes(file.content, file.name, max_bytes):
        if isinstance(found, Article):
            articles.append(found)
        else:
            unread.append(found)
        if len(articles) > MAX_FILE_ARTICLES or len(unread) > MAX_FILE_UNREAD:
            raise InvalidInput(
                f"{file.name} has more than {MAX_FILE_ARTICLES} articles, or more than "
                f"{MAX_FILE_UNREAD} that cannot be read, and none of it was stored: split it, or "
                "read it with `dateline ingest`"
            )
    return articles, unread


@router.get("")
def list_articles(
    models: ModelsDep,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    cursor: str | None = None,
    source: Annotated[list[str] | None, Query()] = None,
    published_from: Day = None,
    published_to: Day = None,
    order: Order = Order.ID,
) -> ArticlesOut:
    """List articles in their newest versions: by id, or the last published first."""
    filters = Filters(published_from, published_to, tuple(source or ()))
    store = models.pipeline.index.store
    if order is Order.NEWEST:
        found = store.latest_articles(filters, _moment_and_id(cursor), limit + 1)
    else:
        found = store.articles(filters, cursor, limit + 1)
    last = found[limit - 1] if len(found) > limit else None
    return ArticlesOut(
        articles=[ArticleHeadOut.of(article) for article in found[:limit]],
        next_cursor=_cursor(last, order) if last else None,
    )


def _cursor(last: Article, order: Order) -> str:
    return f"{last.published_iso or ''}/{last.id}" if order is Order.NEWEST else last.id


def _moment_and_id(cursor: str | None) -> tuple[str, str] | None:
    if cursor is None:
        return None
    moment, slash, article_id = cursor.partition("/")
    if not slash:
        raise InvalidInput("cursor: send next_cursor as an answer to order=newest had it")
    return moment, article_id


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
