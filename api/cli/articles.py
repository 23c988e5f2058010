"""`dateline articles list | show | delete`."""

import json
from typing import Annotated

import typer

from api.cli.options import DataOption, JsonOption, existing_data, out, shown
from api.cli.render import describe
from api.main import open_index
from api.responses import ArticleHeadOut, ArticleOut
from index.passage import Filters
from index.store import Store

app = typer.Typer(help="List, show and delete stored articles.", no_args_is_help=True)
_PAGE = 1000


@app.command("list")
def list_articles(
    data: DataOption = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", help="Only this source; may be repeated.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """List all articles by id; with --json one object a line."""
    store = Store.open(existing_data(data).data)
    try:
        after: str | None = None
        while page := store.articles(Filters(sources=tuple(source or ())), after, _PAGE):
            after = page[-1].id
            for article in page:
                if as_json:
                    head = ArticleHeadOut.of(article).model_dump()
                    out.out(json.dumps(head, ensure_ascii=False), highlight=False)
                else:
                    out.print(shown(article.id, style="cyan") + shown(f"  {describe(article)}"))
    finally:
        store.close()


@app.command()
def show(
    article_id: Annotated[str, typer.Argument(metavar="ID", help="The article's id.")],
    data: DataOption = None,
    version: Annotated[
        str | None, typer.Option("--version", help="An older version instead of the newest.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Print one article."""
    store = Store.open(existing_data(data).data)
    try:
        article, versions = store.article(article_id, version)
    finally:
        store.close()
    if as_json:
        out.out(ArticleOut.of(article, versions).model_dump_json(indent=2), highlight=False)
        return
    out.print(shown(describe(article), style="bold"))
    out.print(shown(f"version {article.version}, one of {len(versions)}", style="dim"))
    out.print()
    out.print(shown(article.text))


@app.command()
def delete(
    article_ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Articles to delete.")],
    data: DataOption = None,
) -> None:
    """Delete articles in all their versions; where one is unknown none is deleted."""
    index = open_index(existing_data(data))
    try:
        index.delete(*dict.fromkeys(article_ids))
    finally:
        index.close()
    for article_id in dict.fromkeys(article_ids):
        out.print(shown(f"deleted {article_id}"))
