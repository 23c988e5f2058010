"""What is documented is there, and what is there is documented."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from api.cli.app import app
from api.requests import ArticleIn, AskIn, SearchIn
from api.responses import AnswerOut, CitationOut
from api.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def document(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def test_every_setting_is_documented_with_its_meaning() -> None:
    text = document("configuration.md")
    for name, field in Settings.model_fields.items():
        assert f"| `{PREFIX}{name.upper()}` |" in text
        assert field.description
        assert field.description in text
    documented = set(re.findall(rf"^\| `{PREFIX}(\w+)`", text, re.MULTILINE))
    assert documented == {name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("model", [AskIn, SearchIn, AnswerOut, CitationOut, ArticleIn])
def test_every_field_is_documented(model: type) -> None:
    text = document("http-api.md")
    for name in model.model_fields:
        assert f"`{name}`" in text or f'"{name}"' in text, name


def test_every_command_is_in_the_changelog_and_has_help() -> None:
    commands = get_command(app).commands
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    for name, command in commands.items():
        assert name in changelog
        assert command.help


def test_the_readmes_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"^make ([\w-]+)", README, re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


@pytest.mark.parametrize(
    "path", [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (path.parent / target).exists(), target


@pytest.mark.slow
def test_the_readmes_transcript_is_what_the_program_prints(tmp_path: Path) -> None:
    def dateline(*arguments: str) -> str:
        call = "from api.cli import main; main()"
        result = subprocess.run(
            [sys.executable, "-c", call, *arguments, "--data", str(tmp_path / "data")],
            capture_output=True,
            text=True,
            cwd=ROOT,
            check=True,
        )
        return result.stdout

    dateline("ingest", "seeds")
    question = re.search(r'make ask Q="(.*)"', README)
    assert question
    assert dateline("ask", question[1]) == blocks(README, "text")[0]
