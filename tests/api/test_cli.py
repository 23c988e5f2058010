"""The command line, with the real models, on the seed."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli.app import app
from api.settings import Settings
from index.database import FILE_NAME
from index.errors import InvalidInput, NotSupported

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "data"
    result = run("ingest", SEEDS, "--data", folder)
    assert result.exit_code == 0, result.output
    assert "1 created" in result.output
    return folder


def test_ask_prints_the_answer_and_the_quote(data: Path) -> None:
    result = run("ask", "who attended the Dec 6 call", "--data", data)
    assert result.exit_code == 0
    for name in ("Volodymyr Zelenskyy (the president)", "Andriy Hnatov", "Jared Kushner"):
        assert f"- {name} [1]" in result.stdout
    assert "[1] “During the December 6 talks, the president, Hnatov," in result.stdout
    assert "characters 0 to 153" in result.stdout
    assert "\x1b" not in result.stdout, "colours in a pipe"


def test_ask_prints_the_contracts_json(data: Path) -> None:
    result = run("ask", "how long did the call last", "--data", data, "--json")
    answer = json.loads(result.stdout)
    assert (answer["answer"], answer["kind"]) == ("two hours", "span")
    [citation] = answer["citations"]
    article = json.loads(
        run("articles", "show", citation["article_id"], "--data", data, "--json").stdout
    )
    assert article["text"][citation["start"] : citation["end"]] == citation["quote"]


def test_no_answer_is_exit_code_3(data: Path) -> None:
    result = run("ask", "who attended the Dec 9 call", "--data", data, "--asked-on", "2025-12-10")
    assert result.exit_code == 3
    assert "No article speaks of that date." in result.stdout
    assert "(Dec 9: 2025-12-09)" in result.stdout


def test_as_of_hides_later_articles(data: Path) -> None:
    result = run("ask", "how long did the call last", "--data", data, "--as-of", "2025-12-05")
    assert result.exit_code == 3


def test_search(data: Path) -> None:
    result = run("search", "security guarantees", "--data", data, "--top-k", "2", "--json")
    assert [hit["rank"] for hit in json.loads(result.stdout)["hits"]] == [1, 2]
    assert "1. 0." in run("search", "security guarantees", "--data", data).stdout


def test_ingest_is_idempotent_names_what_it_cannot_read_and_prunes(tmp_path: Path) -> None:
    files, data = tmp_path / "files", tmp_path / "data"
    files.mkdir()
    (files / "a.txt").write_text("Hnatov spoke.")
    (files / "b.txt").write_text("Umerov spoke.")
    lines = run("ingest", files, "--data", data, "--json").stdout.splitlines()
    assert [json.loads(line)["status"] for line in lines] == ["created", "created"]
    assert "2 unchanged" in run("ingest", files, "--data", data).stdout
    (files / "c.pdf").write_bytes(b"%PDF")
    (files / "b.txt").unlink()
    kept = run("ingest", files, "--data", data, "--prune")
    assert kept.exit_code == 1
    assert "c.pdf: unknown kind of file" in kept.stderr
    (files / "c.pdf").unlink()
    pruned = run("ingest", files, "--data", data, "--prune")
    assert (pruned.exit_code, "removed b.txt" in pruned.stdout) == (0, True)
    listed = run("articles", "list", "--data", data).stdout
    assert "a.txt" in listed
    assert "b.txt" not in listed


def test_articles_are_listed_shown_and_deleted(tmp_path: Path) -> None:
    source = tmp_path / "x.jsonl"
    source.write_text('{"id": "x", "text": "Hnatov spoke.", "source": "Axle", "title": "T"}\n')
    run("ingest", source, "--data", tmp_path / "data")
    at = ("--data", tmp_path / "data")
    head = json.loads(run("articles", "list", *at, "--json", "--source", "Axle").stdout)
    assert (head["id"], head["title"]) == ("x", "T")
    assert run("articles", "list", *at, "--source", "none").stdout == ""
    assert "Hnatov spoke." in run("articles", "show", "x", *at).stdout
    assert run("articles", "delete", "x", *at).stdout == "deleted x\n"
    assert run("articles", "list", *at).stdout == ""


def test_reindex_builds_everything_anew(data: Path) -> None:
    assert "1 article versions embedded anew" in run("reindex", "--data", data).stdout
    assert run("ask", "how long did the call last", "--data", data).exit_code == 0


def test_eval_measures_a_folder(tmp_path: Path) -> None:
    article = {"id": "a", "text": "Hnatov and Umerov attended the call. It took two hours."}
    question = {"id": "q", "question": "how long was the call", "answers": ["two hours"]}
    question |= {"article_ids": ["a"], "answer_start": 46}
    for name, row in (("articles", article), ("questions", question)):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(row) + "\n")
    files = ("--report", tmp_path / "report.json", "--wrong", tmp_path / "wrong.jsonl")
    measured = json.loads(run("eval", tmp_path, "--json", *files).stdout)
    assert (measured["parts"]["all"]["right"], measured["parts"]["all"]["quotes_exact"]) == (1, 1)
    assert json.loads((tmp_path / "report.json").read_text()) == measured
    assert (tmp_path / "wrong.jsonl").read_text() == ""
    table = run("eval", tmp_path, "--retrieval").stdout
    for way in ("BM25", "dense", "fused"):
        assert way in table
    assert "mrr" in table
    assert run("eval", tmp_path, "--part", "none").exit_code == 2
    assert run("eval", tmp_path, "--report", tmp_path / "no" / "such").exit_code == 2


def program(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from api.cli import main; main()", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, **environment},
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "environment", "code", "message"),
    [
        (["ask"], {}, 2, "Missing argument 'question'"),
        (["ask", "who", "--data", "no/such"], {}, 1, "run `dateline ingest PATH` first"),
        (["ask", "who", "--asked-on", "Dec 6"], {}, 2, "give one like 2025-12-06"),
        (["ask", " "], {}, 1, "question is empty"),
        (
            ["articles", "list", "--data", "seeds/000_30d24e5d8631c7b6.txt"],
            {},
            1,
            "is no data directory",
        ),
        (["eval", "no/such"], {}, 1, "name a folder with both files"),
        (["articles", "list"], {"DATELINE_COLOR": "1"}, 2, "unknown setting DATELINE_COLOR"),
        (["articles", "list"], {"DATELINE_PORT": "x"}, 2, "port"),
    ],
)
def test_errors_are_one_line_that_names_the_remedy(
    arguments: list[str], environment: dict[str, str], code: int, message: str
) -> None:
    result = program(*arguments, **environment)
    assert result.returncode == code, result.stderr
    assert message in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr


def test_a_port_in_use_is_an_error_before_models_are_loaded(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = program("serve", "--data", tmp_path / "data", "--port", port)
    assert result.returncode == 1
    assert f"cannot listen on 127.0.0.1 port {port}" in result.stderr
    assert "loading models" not in result.stderr


def test_help_is_quick_to_load() -> None:
    """Models and their libraries are imported when needed only."""
    check = "import sys, api.cli.app; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], cwd=ROOT, check=False).returncode == 0


def test_a_threshold_without_a_reader_of_ones_own_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATELINE_THRESHOLD", "2.0")
    with pytest.raises(ValueError, match="set DATELINE_MIN_CONFIDENCE"):
        Settings()
    monkeypatch.setenv("DATELINE_READER", "a/folder")
    assert Settings().threshold == 2.0


def test_a_plot_that_cannot_be_drawn_fails_before_the_questions_are_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qa.evaluation.plot.find_spec", lambda name: None)
    result = run("eval", tmp_path, "--plot", tmp_path / "plot.png")
    assert isinstance(result.exception, NotSupported)
    assert "dateline[plot]" in str(result.exception)


def test_keys_are_made_shown_once_listed_and_revoked(tmp_path: Path) -> None:
    data = tmp_path / "data"
    made = run("keys", "create", "desk", "--scope", "read", "--scope", "write", "--data", data)
    token = made.stdout.strip()
    assert made.exit_code == 0
    assert token.startswith("dl_")
    [line] = run("keys", "list", "--data", data, "--json").stdout.splitlines()
    key = json.loads(line)
    assert token.startswith(f"dl_{key['id']}_")
    assert token.rpartition("_")[2] not in line
    assert (key["name"], key["can_read"], key["can_write"]) == ("desk", True, True)
    unknown = run("keys", "revoke", "nothing", "--data", data)
    assert "dateline keys list" in str(unknown.exception)
    assert "no key is left" in run("keys", "revoke", key["id"], "--data", data).stderr


def test_serve_beyond_this_machine_needs_a_key(tmp_path: Path) -> None:
    result = run("serve", "--host", "0.0.0.0", "--port", 0, "--data", tmp_path / "data")  # noqa: S104  refused
    assert isinstance(result.exception, InvalidInput)
    assert "dateline keys create" in str(result.exception)


def test_check_backup_and_restore(data: Path, tmp_path: Path) -> None:
    assert "is sound" in run("check", "--data", data).stdout
    assert run("backup", tmp_path / "saved", "--data", data).exit_code == 0
    restored = tmp_path / "restored"
    assert run("restore", tmp_path / "saved", "--data", restored).exit_code == 0
    with closing(sqlite3.connect(restored / FILE_NAME)) as connection, connection:
        connection.execute("DELETE FROM event_date")
    found = run("check", "--data", restored)
    assert (found.exit_code, "dates are not those" in found.stdout) == (1, True)
    mended = run("check", "--repair", "--data", restored)
    assert (mended.exit_code, "is sound" in mended.stdout) == (0, True)
    answer = run(
        "ask", "who attended the Dec 9 call", "--data", restored, "--asked-on", "2025-12-10"
    )
    assert answer.exit_code == 3
