import gzip
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.readers import Unread, find_files, read_file

SEEDS = Path(__file__).parents[2] / "seeds"


def read(folder: Path, name: str, content: str | bytes) -> list[Article | Unread]:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_file(path, folder))


def test_the_seed_gives_its_text_without_the_date_line() -> None:
    [article] = read_file(next(SEEDS.iterdir()), SEEDS)
    assert isinstance(article, Article)
    assert article.text.startswith("During the December 6 talks, the president, Hnatov,")
    raw = next(SEEDS.iterdir()).read_bytes().decode()
    assert raw == f" date 2025-12-06 {article.text}"
    assert article.published_iso == "2025-12-06"
    assert (article.title, article.source, article.url) == (None, None, None)


def test_plain_text_is_kept_as_it_is(tmp_path: Path) -> None:
    text = "  date palms grow here\n\n\ttabs, trailing blanks  \n"
    [article] = read(tmp_path, "a/b.txt", text)
    assert article == Article(id="a/b.txt", text=text)


def test_an_impossible_date_line_is_text(tmp_path: Path) -> None:
    [article] = read(tmp_path, "a.txt", " date 2025-13-06 Words.")
    assert article == Article(id="a.txt", text=" date 2025-13-06 Words.")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marks_and_line_ends_of_the_file_are_not_text(tmp_path: Path, encoding: str) -> None:
    [article] = read(tmp_path, "a.txt", "One.\r\nTwo.\rÉlise 👍".encode(encoding))
    assert isinstance(article, Article)
    assert article.text == "One.\nTwo.\nÉlise 👍"


def test_front_matter_gives_the_fields(tmp_path: Path) -> None:
    content = (
        "---\ntitle: 'A: b'\ndate: 2025-12-06\nsource: The Sound\nurl: https://a.example\n---\n"
        "\n# Head\n"
    )
    [article] = read(tmp_path, "a.md", content)
    assert isinstance(article, Article)
    assert (article.title, article.source) == ("A: b", "The Sound")
    assert (article.published_iso, article.url) == ("2025-12-06", "https://a.example")
    assert article.text == "# Head\n"
    assert article.id.startswith("url-")


def test_markdown_without_front_matter_is_all_text(tmp_path: Path) -> None:
    [article] = read(tmp_path, "a.md", "Words\n---\nmore")
    assert article == Article(id="a.md", text="Words\n---\nmore")


def test_json_forms(tmp_path: Path) -> None:
    one = {"id": "x", "text": "a\r\nb", "published": "2025-12-06"}
    assert [a.id for a in read(tmp_path, "a.json", json.dumps(one))] == ["x"]
    several = read(tmp_path, "b.json", json.dumps([one, {"text": "c"}]))
    assert [a.id for a in several] == ["x", "b.json#2"]
    wrapped = read(tmp_path, "c.json", json.dumps({"articles": [one]}))
    assert [a.text for a in wrapped] == ["a\r\nb"]
    lines = read(tmp_path, "d.jsonl.gz", gzip.compress(b'{"text": "a"}\n\n{"text": "b\\u2028c"}\n'))
    assert [a.id for a in lines] == ["d.jsonl.gz#1", "d.jsonl.gz#3"]
    assert lines[1].text == "b\u2028c"


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", b"%PDF", "unknown kind of file"),
        ("noend", b"text", "unknown kind of file"),
        ("a.txt", b"\xff\xfe\xfa", "not UTF-8"),
        ("b.txt", b"caf\xe9", "not UTF-8 (byte 3)"),
        ("c.txt", b"  \n", "text is empty"),
        ("a.json", b"{", "is no JSON"),
        ("b.json", b"3", "neither an article object nor a list"),
        ("c.json", b'[{"title": "x"}]', "has no text"),
        ("d.json", b'{"text": "x", "title": 3}', "title is int"),
        ("e.json", b'{"text": "x", "published": "soon"}', "published is 'soon'"),
        ("f.json", b'{"text": "\\ud800"}', "lone surrogate"),
        ("a.jsonl", b"[1]", "is no article object"),
        ("a.md", b"---\n: [\n---\nx", "front matter that is no YAML"),
        ("b.md", b"---\n- a\n---\nx", "no list of `name: value` lines"),
        ("c.md", b"---\ndate: 2025-02-30\n---\nx", "front matter that is no YAML"),
        ("d.md", b"---\na: " + b"[" * 3000 + b"\n---\nx", "front matter that is no YAML"),
        ("a.txt.gz", b"no gzip", "cannot be read"),
    ],
)
def test_what_cannot_be_read_is_named_with_the_reason(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    [unread] = read(tmp_path, name, content)
    assert isinstance(unread, Unread)
    assert name in unread.where
    assert reason in unread.reason


def test_a_damaged_line_does_not_hide_the_others(tmp_path: Path) -> None:
    outcomes = read(tmp_path, "a.jsonl", '{"text": "a"}\n{"text"\n{"text": "b"}')
    assert [type(o).__name__ for o in outcomes] == ["Article", "Unread", "Article"]
    assert "line 2" in outcomes[1].where


def test_files_are_found_in_order_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.txt", ".git/x.txt", ".hidden.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = list(find_files(tmp_path))
    assert found == [tmp_path / "b.txt", tmp_path / "a" / "c.txt"]
    assert list(find_files(tmp_path / "b.txt")) == [tmp_path / "b.txt"]


def test_what_may_hide_articles_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nowhere")
    (tmp_path / "folder").symlink_to(tmp_path.parent)
    outside = tmp_path.parent / f"{tmp_path.name}-outside.txt"
    outside.write_text("nobody's business")
    (tmp_path / "outside.txt").symlink_to(outside)
    (tmp_path / "inside.txt").write_text("x")
    (tmp_path / "link.txt").symlink_to(tmp_path / "inside.txt")
    files = [f.name for f in find_files(tmp_path) if isinstance(f, Path)]
    assert files == ["inside.txt", "link.txt"]
    reasons = [u.reason for u in find_files(tmp_path) if isinstance(u, Unread)]
    assert [r.split(":")[0] for r in reasons] == [
        "is a link to a folder",
        "is a link that leads nowhere",
        "is a link to outside of the folder",
    ]
    [unread] = find_files(tmp_path / "nothing")
    assert isinstance(unread, Unread)
    assert "check the path" in unread.reason


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300))
def test_json_text_survives_untouched(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("json", numbered=True)
    [outcome] = read(folder, "a.jsonl", json.dumps({"text": text}))
    if text.strip():
        assert isinstance(outcome, Article)
        assert outcome.text == text
    else:
        assert isinstance(outcome, Unread)


FORMATS = {
    "a.txt": lambda text: text.encode(),
    "b.txt": lambda text: b" date 2025-12-06 " + text.encode(),
    "c.txt": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "a.md": lambda text: b"---\ntitle: T\n---\n" + text.encode(),
    "a.json": lambda text: json.dumps([{"text": text}]).encode(),
    "a.jsonl": lambda text: json.dumps({"text": text}, ensure_ascii=False).encode(),
    "a.jsonl.gz": lambda text: gzip.compress(json.dumps({"text": text}).encode()),
}


@pytest.mark.parametrize("name", FORMATS)
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), min_size=1))
def test_every_format_gives_the_same_text_so_that_offsets_are_its_own(
    tmp_path_factory: pytest.TempPathFactory, name: str, text: str
) -> None:
    text = "X" + text  # neither a date line nor front matter, nor empty
    [article] = read(tmp_path_factory.mktemp("formats"), name, FORMATS[name](text))
    assert isinstance(article, Article)
    assert article.text == text
