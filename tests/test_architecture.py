"""The house: which package may import which, and what each file may hold."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALLOWED = {"index": {"index"}, "qa": {"qa", "index"}, "api": {"api", "qa", "index"}}


def sources(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize("package", ALLOWED)
def test_dependencies_run_one_way(package: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sources(package)
        for name in imported(path)
        if name.split(".")[0] in ALLOWED and name.split(".")[0] not in ALLOWED[package]
    ]
    assert not wrong


def test_the_product_never_imports_the_training() -> None:
    for package in ALLOWED:
        for path in sources(package):
            if "training" not in path.parts:
                assert not [n for n in imported(path) if n.startswith("qa.training")], path


@pytest.mark.parametrize("package", ["index", "qa"])
def test_only_the_api_reads_the_environment(package: str) -> None:
    reading = re.compile(r"os\.(?:environ\[[^]]+\](?! =)|environ\.get|getenv)")
    assert not [p.name for p in sources(package) if reading.search(p.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("package", ALLOWED)
def test_files_stay_small_and_named_for_what_they_hold(package: str) -> None:
    for path in sources(package):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 400, path
        assert path.stem not in {"utils", "common", "core", "helpers"}, path


def test_no_pickle_and_no_remote_code() -> None:
    for package in ALLOWED:
        for path in sources(package):
            assert not {"pickle", "joblib", "marshal"} & set(imported(path)), path
            assert "trust_remote_code=True" not in path.read_text(encoding="utf-8"), path


def test_the_wheel_holds_every_package() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    folders = (
        f.parent for top in ("index", "qa", "api") for f in (ROOT / top).rglob("__init__.py")
    )
    packages = {".".join(folder.relative_to(ROOT).parts) for folder in folders}
    assert set(settings["tool"]["setuptools"]["packages"]) == packages
