"""Read article files: plain text, Markdown, JSON, JSON Lines, and any of them compressed by gzip.

Text is kept as it is, so that offsets are those of the text that a reader of the file sees, with
two exceptions that belong to the file and not to the words: a byte order mark is dropped, and in
text and Markdown files the line ends CR LF and CR become LF. Strings inside JSON stay untouched.
A date line or front matter that is taken off is not part of the text that offsets count in.
"""

import gzip
import json
import os
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import yaml

from index.article import Article
from index.errors import InvalidInput, UnreadableSource

_DATE_LINE = re.compile(r" ?date (\d{4}-\d{2}-\d{2})[ \n]")
_FRONT_MATTER = re.compile(r"---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|\Z)", re.DOTALL)
# What PyYAML lets through where a tag and its value do not go together: `!!bool maybe`.
_FROM_TAGS = (ValueError, OverflowError, LookupError, AttributeError, TypeError)
FIELDS = ("id", "title", "text", "published", "source", "url", "corrects")
MAX_FILE_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class Unread:
    """A file, or one line of it, that gave no article, and why."""

    where: str
    reason: str


def find_files(path: Path) -> Iterator[Path | Unread]:
    """The file itself, or all files under a folder, in order; hidden ones are left out.

    Folders that cannot be opened, and links that lead nowhere, to a folder or out of `path`, are
    yielded as `Unread`: what lies behind them may still be there.
    """
    if path.is_file():
        yield path
        return
    if not path.is_dir():
        yield Unread(str(path), "is no file or folder: check the path")
        return
    closed: list[OSError] = []
    for folder, folders, names in os.walk(path, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in folders:
            if (Path(folder) / name).is_symlink():
                yield Unread(str(Path(folder) / name), "is a link to a folder: name that folder")
        for name in sorted(names):
            file = Path(folder) / name
            if file.is_symlink() and not file.resolve().is_relative_to(path.resolve()):
                yield Unread(str(file), "is a link to outside of the folder: name its target")
            elif file.is_file() and not name.startswith("."):
                yield file
            elif file.is_symlink() and not file.exists():
                yield Unread(str(file), "is a link that leads nowhere: mend or remove it")
    for error in closed:
        yield Unread(str(error.filename), f"cannot be opened: {error.strerror}")


def read_file(path: Path, root: Path) -> Iterator[Article | Unread]:
    """Yield the articles of one file, and what of it could not be read.

    An article without an id and URL is named by the file's path below `root`, with `#line` where
    the file holds several.
    """
    name = path.relative_to(root).as_posix()
    yield from _read(name, name, str(path), lambda: path.open("rb"), MAX_FILE_BYTES)


def read_bytes(content: bytes, name: str, max_bytes: int) -> Iterator[Article | Unread]:
    """The same of a file's content, sent under a name; unpacked at most `max_bytes` are read.

    Two files of one name are two, so an article without an id and URL is named by what it says.
    """
    yield from _read(name, None, name, lambda: BytesIO(content), max_bytes)


def _read(
    name: str, file_id: str | None, shown: str, opened: Callable[[], BinaryIO], max_bytes: int
) -> Iterator[Article | Unread]:
    suffixes = [suffix.lower() for suffix in PurePosixPath(name).suffixes]
    packed = suffixes[-1:] == [".gz"]
    kind = (suffixes[:-1] if packed else suffixes)[-1:]
    reader = _READERS.get(kind[0] if kind else "")
    if reader is None:
        yield Unread(shown, f"unknown kind of file: use {', '.join(sorted(_READERS))} or .gz")
        return
    try:
        yield from reader(_decode(_content(opened, packed, max_bytes)), name, file_id)
    except UnreadableSource as error:
        yield Unread(shown, str(error))


def _content(opened: Callable[[], BinaryIO], packed: bool, max_bytes: int) -> bytes:
    try:
        with opened() as file:
            unpacked = gzip.GzipFile(fileobj=file) if packed else file
            content = unpacked.read(max_bytes + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise UnreadableSource(f"cannot be read: {error}") from None
    if len(content) > max_bytes:
        raise UnreadableSource(f"is larger than {max_bytes} bytes: split it")
    return content


def _decode(content: bytes) -> str:
    utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return content.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableSource(
            f"is not UTF-8 (byte {error.start}): convert it, such as with iconv -t UTF-8"
        ) from None


def _plain(content: str, name: str, file_id: str | None) -> Iterator[Article | Unread]:
    text, published = _unix_lines(content), None
    prefix = _DATE_LINE.match(text)
    if prefix and _is_day(prefix[1]):
        text, published = text[prefix.end() :], prefix[1]
    yield _article({"text": text, "published": published}, file_id, name)


def _markdown(content: str, name: str, file_id: str | None) -> Iterator[Article | Unread]:
    text = _unix_lines(content)
    matter = _FRONT_MATTER.match(text)
    fields: dict[str, Any] = {}
    if matter:
        try:
            loaded = yaml.safe_load(matter[1] or "")
        except (yaml.YAMLError, RecursionError, *_FROM_TAGS) as error:
            raise UnreadableSource(f"has front matter that is no YAML: {error!r}") from None
        if not isinstance(loaded, dict | None):
            raise UnreadableSource("has front matter that is no list of `name: value` lines")
        fields = {str(key): value for key, value in (loaded or {}).items()}
        text = text[matter.end() :].lstrip("\n")
    yield _article({**fields, "text": text}, file_id, name)


def _json(content: str, name: str, file_id: str | None) -> Iterator[Article | Unread]:
    try:
        loaded = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise UnreadableSource(f"is no JSON: {error}") from None
    if isinstance(loaded, dict) and "articles" in loaded:
        loaded = loaded["articles"]
    if isinstance(loaded, dict):
        yield _article(loaded, file_id, name)
    elif isinstance(loaded, list):
        for number, fields in enumerate(loaded, start=1):
            yield _article(fields, _part(file_id, number), f"{name}, article {number}")
    else:
        raise UnreadableSource("holds neither an article object nor a list of them")


def _json_lines(content: str, name: str, file_id: str | None) -> Iterator[Article | Unread]:
    for number, line in enumerate(content.split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{name}, line {number}"
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Unread(where, f"is no JSON: {error}")
            continue
        yield _article(fields, _part(file_id, number), where)


def _part(file_id: str | None, number: int) -> str | None:
    return file_id and f"{file_id}#{number}"


def _article(fields: object, fallback_id: str | None, where: str) -> Article | Unread:
    try:
        return article_from_fields(fields, fallback_id)
    except InvalidInput as error:
        return Unread(where, str(error))


def article_from_fields(fields: object, fallback_id: str | None) -> Article:
    """Make an article of the contract's fields; `date` is read as `published`, others are left.

    Raises:
        InvalidInput: a field is missing, of a wrong type, or cannot be used.
    """
    if not isinstance(fields, Mapping):
        raise InvalidInput('is no article object: give {"text": ..., ...}')
    values = {name: fields.get(name) for name in FIELDS}
    if values["published"] is None:
        values["published"] = fields.get("date")
    for name, value in values.items():
        # YAML reads dates by itself.
        allowed = (str, date, type(None)) if name == "published" else (str, type(None))
        if not isinstance(value, allowed):
            raise InvalidInput(f"{name} is {type(value).__name__}: give a string")
    text = values.pop("text")
    if text is None:
        raise InvalidInput('has no text: give a field "text"')
    article_id = values.pop("id") or (None if values["url"] else fallback_id)
    return Article.create(text=text, article_id=article_id, **values)


def _unix_lines(content: str) -> str:
    return content.replace("\r\n", "\n").replace("\r", "\n")


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


_READERS = {
    ".txt": _plain,
    ".md": _markdown,
    ".markdown": _markdown,
    ".json": _json,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
}
