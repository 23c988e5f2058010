"""A short form of `make quality`: the shipped reader and decision on the fictional newsroom."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.quality
@pytest.mark.skipif(
    "DATELINE_EVAL_DATA" not in os.environ, reason="DATELINE_EVAL_DATA names no evaluation data"
)
def test_the_newsroom_is_answered_no_worse_than_before(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "bench/quality.py", os.environ["DATELINE_EVAL_DATA"],
         "--indexes", str(tmp_path / "indexes"), "--sets", "newsroom",
         "--json", str(tmp_path / "found.json"), "--wrong", str(tmp_path / "wrong.jsonl")],
        cwd=ROOT, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    found = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))["sets"]["newsroom"]
    assert found["quotes_exact"] == 1
    # Floors below what was measured (docs/evaluation.md) by more than one question: each of the 11
    # that must be refused counts 0.045, and other hardware rounds otherwise.
    assert found["right_answerable"] > 0.42
    assert found["refusal"]["balanced_accuracy"] > 0.62
    lines = (tmp_path / "wrong.jsonl").read_text(encoding="utf-8").splitlines()
    wrong = [json.loads(line) for line in lines]
    assert wrong
    assert all(row["right"] < 1 for row in wrong)
