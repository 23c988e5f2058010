"""`dateline keys create | list | revoke`."""

import json
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated

import typer

from api.cli.options import DataOption, JsonOption, err, existing_data, out, settings_for, shown
from api.keys import Key, Keys

app = typer.Typer(help="Create, list and revoke API keys.", no_args_is_help=True)


class Scope(StrEnum):
    """What a key allows."""

    READ = "read"
    WRITE = "write"


@app.command()
def create(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Who or what will use it.")],
    data: DataOption = None,
    scope: Annotated[
        list[Scope] | None,
        typer.Option(
            "--scope", help="read: ask, search, get; write: add, delete. Repeatable; default: read."
        ),
    ] = None,
) -> None:
    """Make a key and print it, this once; from then on every request needs one."""
    scopes = scope or [Scope.READ]
    keys = Keys(settings_for(data).data)
    try:
        key, token = keys.create(
            name, can_read=Scope.READ in scopes, can_write=Scope.WRITE in scopes
        )
    finally:
        keys.close()
    err.print(shown(f"key {key.id} ({_scopes(key)}); it is shown this once:"))
    out.out(token, highlight=False)


@app.command("list")
def list_keys(data: DataOption = None, as_json: JsonOption = False) -> None:
    """List the keys, without their secrets; with --json one object a line."""
    keys = Keys(existing_data(data).data)
    try:
        found = keys.all()
    finally:
        keys.close()
    for key in found:
        if as_json:
            out.out(json.dumps(asdict(key), ensure_ascii=False), highlight=False)
        else:
            out.print(
                shown(key.id, style="cyan") + shown(f"  {_scopes(key)}  {key.created}  {key.name}")
            )
    if not found:
        err.print("there are no keys: requests from this machine need none")


@app.command()
def revoke(
    key_ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Keys to revoke.")],
    data: DataOption = None,
) -> None:
    """Revoke keys; running servers refuse them from the next request on."""
    keys = Keys(existing_data(data).data)
    try:
        for key_id in key_ids:
            keys.revoke(key_id)
            out.print(shown(f"revoked {key_id}"))
        if not keys.exist():
            err.print("no key is left: requests from this machine need none now", style="yellow")
    finally:
        keys.close()


def _scopes(key: Key) -> str:
    return "+".join(s for s, has in (("read", key.can_read), ("write", key.can_write)) if has)
