import pytest

from crash.run import main


@pytest.mark.slow
def test_ten_kills_lose_nothing() -> None:
    counts = main(kills=10, seed=7)
    assert sum(count for name, count in counts.items() if name.startswith("killed")) == 10
    assert counts["add"] > 100
    assert counts["delete"] > 10
    assert counts["searched"] > 100
