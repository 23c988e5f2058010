"""The index as one: what is stored is found, what is deleted is not, in every process."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from threading import Thread

import pytest
from fakes import HashingEmbedder

from index.article import Article
from index.chunking import Chunking
from index.database import FILE_NAME as DATABASE
from index.embedding import Embedder, Vectors
from index.errors import ArticleNotFound, BuildMismatch
from index.passage import DateSpan, Filters, Query
from index.prepare import reindex
from index.search import PassageIndex
from index.vectors import FILE_NAME

STORM = "Storm Ragna hit the coast. Three people died in Havnby, police said."


def article(article_id: str, text: str, published: str | None = None, **more: str) -> Article:
    return Article.create(article_id=article_id, text=text, published=published, **more)


def found(index: PassageIndex, text: str, **query: object) -> list[str]:
    return [hit.article.id for hit in index.search(Query(text, **query), 10)]


def test_what_is_added_is_found_and_what_is_deleted_is_not(index: PassageIndex) -> None:
    statuses = [s.status for s in index.add([article("a", STORM), article("b", "Metro strike.")])]
    assert statuses == ["created", "created"]
    assert found(index, "storm ragna")[0] == "a"
    index.delete("a")
    assert "a" not in found(index, "storm ragna")
    with pytest.raises(ArticleNotFound, match="'a'"):
        index.delete("a")


def test_adding_again_changes_nothing(index: PassageIndex) -> None:
    [first] = index.add([article("a", STORM)])
    [again] = index.add([article("a", STORM)])
    assert (again.status, again.version, again.passages) == ("unchanged", first.version, 1)
    assert index.store.counts() == (1, 1)


def test_a_new_text_is_a_new_version_and_the_old_one_no_longer_answers(index: PassageIndex) -> None:
    list(index.add([article("a", "Three people died.", "2026-01-14")]))
    [updated] = index.add([article("a", "Seven people died.", "2026-01-15")])
    assert updated.status == "updated"
    assert [h.passage.text for h in index.search(Query("people died"), 10)] == [
        "Seven people died."
    ]
    newest, versions = index.store.article("a")
    assert (newest.text, len(versions)) == ("Seven people died.", 2)
    assert index.store.article("a", versions[1])[0].text == "Three people died."


def test_as_of_shows_the_version_of_then_and_hides_later_articles(index: PassageIndex) -> None:
    list(index.add([article("a", "Three people died.", "2026-01-14")]))
    list(index.add([article("a", "Seven people died.", "2026-01-15T23:30:00-05:00")]))
    list(index.add([article("b", "Ten people died.", "2026-01-19"), article("c", "People died.")]))
    hits = index.search(Query("people died", as_of=date(2026, 1, 14)), 10)
    assert {h.passage.text for h in hits} == {"Three people died.", "People died."}
    hits = index.search(Query("people died", as_of=date(2026, 1, 15)), 10)
    assert {h.passage.text for h in hits} == {"Seven people died.", "People died."}


def test_an_older_version_stored_again_is_the_newest_again(index: PassageIndex) -> None:
    old, new = article("a", "Three people died."), article("a", "Seven people died.")
    list(index.add([old]))
    list(index.add([new]))
    assert [s.status for s in index.add([old])] == ["updated"]
    assert [h.passage.text for h in index.search(Query("people died"), 10)] == [
        "Three people died."
    ]


def test_filters_apply_inside_retrieval(index: PassageIndex) -> None:
    many = [article(f"x{n}", f"People died {n}.", "2026-01-01", source="X") for n in range(120)]
    list(index.add([*many, article("y", "Nobody was hurt.", "2026-02-01", source="Y")]))
    assert found(index, "people died", filters=Filters(sources=("Y",))) == ["y"]
    assert found(index, "people died", filters=Filters(article_ids=("y", "x7"))) == ["x7", "y"]
    assert found(index, "people died", filters=Filters(published_from=date(2026, 1, 2))) == ["y"]
    assert "y" not in found(index, "hurt", filters=Filters(published_to=date(2026, 1, 31)))


def test_titles_help_to_find_but_are_not_quoted(index: PassageIndex) -> None:
    list(
        index.add([article("a", "It rained.", title="Weather in Havnby"), article("b", "Nothing.")])
    )
    [first, *_] = index.search(Query("havnby"), 10)
    assert (first.article.id, first.passage.text) == ("a", "It rained.")


def test_passages_about_the_day_asked_for_rank_higher(index: PassageIndex) -> None:
    list(index.add([article("a", "They met on Dec 6.", "2025-12-07")]))
    list(index.add([article("b", "They met on Dec 9.", "2025-12-10")]))
    for day, first in ((6, "a"), (9, "b")):
        span = DateSpan(date(2025, 12, day), date(2025, 12, day))
        assert found(index, "they met", dates=(span,))[0] == first


AGENCY = (
    "The leaders agreed on Saturday to let a repair ship into the strait. The prime minister spoke "
    "with the president for fifty minutes, her office said. An envoy was brought in for the final "
    "quarter of an hour. Nobody shouted, said an official who was not authorised to speak."
)


def test_near_copies_count_once_and_name_each_other(index: PassageIndex) -> None:
    copy = AGENCY + " This story was supplied by an agency."
    stored = list(
        index.add(
            [
                article("a", AGENCY, source="Agency"),
                article("b", copy, source="Paper"),
                article("c", "The president spoke about fish for fifty minutes."),
            ]
        )
    )
    assert [(s.status, s.duplicate_of) for s in stored] == [
        ("created", None),
        ("duplicate", "a"),
        ("created", None),
    ]
    hits = index.search(Query("leaders repair ship strait fifty minutes"), 10)
    assert sorted(h.article.id for h in hits) in (["a", "c"], ["b", "c"])
    [leader] = [h for h in hits if h.article.id != "c"]
    assert {leader.article.id, *(c.id for c in leader.copies)} == {"a", "b"}
    only = index.search(Query("repair ship", filters=Filters(sources=("Paper",))), 10)
    assert [(h.article.id, h.copies) for h in only] == [("b", ())]


def test_a_correction_is_no_copy_of_what_it_corrects(index: PassageIndex) -> None:
    list(index.add([article("a", AGENCY)]))
    corrected = AGENCY.replace("fifty", "seventy")
    [stored] = index.add([article("b", corrected, corrects="a")])
    assert stored.status == "created"


def test_a_copy_of_the_corrected_story_leads_not_to_the_wrong_one(index: PassageIndex) -> None:
    corrected = AGENCY.replace("fifty", "seventy")
    stored = index.add(
        [
            article("a", AGENCY),
            article("copy of a", AGENCY + " By an agency."),
            article("b", corrected, corrects="a"),
            article("copy of b", corrected + " By an agency."),
        ]
    )
    assert [(s.id, s.status, s.duplicate_of) for s in stored] == [
        ("a", "created", None),
        ("copy of a", "duplicate", "a"),
        ("b", "created", None),
        ("copy of b", "duplicate", "b"),
    ]


def test_near_copies_do_not_crowd_out_the_rest(index: PassageIndex) -> None:
    copies = [article(f"copy {n:03}", f"{AGENCY} Edition {n}.") for n in range(120)]
    others = [article(f"other {n}", f"The leaders of ship {n} spoke {n} times.") for n in range(9)]
    list(index.add([*copies, *others]))
    assert len(index.search(Query("leaders repair ship strait spoke"), 10)) == 10


def test_texts_without_words_are_no_copies(index: PassageIndex) -> None:
    stored = list(index.add([article("a", "\U0001f44d"), article("b", "???")]))
    assert [s.status for s in stored] == ["created", "created"]


def test_very_many_ids_can_be_asked_for(index: PassageIndex) -> None:
    list(index.add([article("a", STORM)]))
    ids = ("a", *map(str, range(300_000)))
    assert found(index, "storm", filters=Filters(article_ids=ids)) == ["a"]


def test_no_question_is_fts_syntax(index: PassageIndex) -> None:
    list(index.add([article("a", STORM)]))
    for text in (
        '" OR 1',
        "ragna*",
        "NEAR(a b)",
        "heading:x",
        "-",
        "?",
        "AND OR NOT",
        "👍",
        "\x00",
    ):
        index.search(Query(text), 5)


def test_every_process_sees_the_others_changes(tmp_path: Path, embedder: Embedder) -> None:
    one, two = (PassageIndex.open(tmp_path, embedder) for _ in range(2))
    list(one.add([article("a", STORM)]))
    assert found(two, "storm") == ["a"]
    two.delete("a")
    assert found(one, "storm") == []
    one.close()
    two.close()


@pytest.mark.parametrize("damage", ["missing", "cut", "altered", "garbage", "empty", "stale"])
def test_a_snapshot_that_cannot_be_used_is_rebuilt(
    tmp_path: Path, embedder: Embedder, damage: str
) -> None:
    index = PassageIndex.open(tmp_path, embedder)
    list(index.add([article("a", STORM)]))
    index.close()
    snapshot = tmp_path / FILE_NAME
    content = snapshot.read_bytes()
    if damage == "missing":
        snapshot.unlink()
    elif damage == "stale":
        index = PassageIndex.open(tmp_path, embedder)
        list(index.add([article("b", "Metro strike.")]))
        index.close()
        snapshot.write_bytes(content)
    else:
        changed = {
            "cut": content[:-9],
            "altered": content[:-9] + bytes(9),
            "garbage": b"\n\n\n",
            "empty": b"",
        }
        snapshot.write_bytes(changed[damage])
    index = PassageIndex.open(tmp_path, embedder)
    assert "a" in found(index, "storm")
    assert len(index) == index.store.counts()[1]
    index.close()


def test_another_embedder_or_cut_is_refused_until_reindexed(
    tmp_path: Path, embedder: Embedder
) -> None:
    index = PassageIndex.open(tmp_path, embedder)
    list(index.add([article("a", STORM), article("b", "Metro strike.")]))
    index.close()

    class Wider:
        fingerprint, dimension = "wider@32", 32

        def encode(self, texts: list[str]) -> Vectors:
            return embedder.encode(texts)[:, :32].copy()

    with pytest.raises(BuildMismatch, match=r"hashing@1024.*wider@32.*dateline reindex"):
        PassageIndex.open(tmp_path, Wider())
    with pytest.raises(BuildMismatch, match="chunking"):
        PassageIndex.open(tmp_path, embedder, Chunking(60, 15))
    assert [a.id for a in reindex(tmp_path, Wider())] == ["a", "b"]
    index = PassageIndex.open(tmp_path, Wider())
    assert found(index, "storm")[0] == "a"
    index.close()
    with pytest.raises(BuildMismatch):
        PassageIndex.open(tmp_path, embedder)


class Renamed(HashingEmbedder):
    fingerprint = "renamed@1024"


def test_an_interrupted_reindex_changes_nothing(tmp_path: Path, index: PassageIndex) -> None:
    list(index.add([article("a", STORM), article("b", "Metro strike.")]))
    interrupted = reindex(tmp_path / "data", Renamed())
    next(interrupted)
    interrupted.close()
    assert found(index, "storm")[0] == "a"
    assert [s.status for s in index.add([article("c", "Ferry adrift.")])] == ["created"]


def test_a_process_notices_that_another_has_reindexed(tmp_path: Path, index: PassageIndex) -> None:
    list(index.add([article("a", STORM)]))
    list(reindex(tmp_path / "data", Renamed()))
    with pytest.raises(BuildMismatch, match="start it again"):
        index.search(Query("storm"), 5)
    with pytest.raises(BuildMismatch, match="start it again"):
        list(index.add([article("b", "Metro strike.")]))
    assert index.store.counts()[0] == 1


def test_an_article_deleted_while_it_is_added_again_is_stored_whole(
    tmp_path: Path, embedder: Embedder
) -> None:
    class Deleting(HashingEmbedder):
        def encode(self, texts: Sequence[str]) -> Vectors:
            if len(texts) > 1:
                other.delete("a")
            return super().encode(texts)

    other = PassageIndex.open(tmp_path, embedder)
    list(other.add([article("a", STORM)]))
    index = PassageIndex.open(tmp_path, Deleting())
    again = [article("a", STORM), article("b", "Metro strike."), article("c", "Ferry adrift.")]
    assert [s.status for s in index.add(again)] == ["created"] * 3
    assert found(index, "storm ragna")[0] == "a"
    index.close()
    other.close()


def test_search_holds_while_another_process_adds_and_deletes(
    tmp_path: Path, embedder: Embedder
) -> None:
    reader, writer = (PassageIndex.open(tmp_path, embedder) for _ in range(2))

    def write() -> None:
        for number in range(60):
            list(writer.add([article(f"{number}", f"Storm number {number} hit the coast.")]))
            if number % 3 == 0:
                writer.delete(f"{number}")

    thread = Thread(target=write)
    thread.start()
    while thread.is_alive():
        for hit in reader.search(Query("storm coast"), 10):
            assert hit.article.text[hit.passage.start : hit.passage.end] == hit.passage.text
    thread.join()
    assert len(reader.search(Query("storm coast"), 100)) == 40
    reader.close()
    writer.close()


def test_a_snapshot_of_another_history_is_not_used(tmp_path: Path, embedder: Embedder) -> None:
    """As after putting back an older copy of the database beside a newer snapshot."""
    index = PassageIndex.open(tmp_path, embedder)
    list(index.add([article("a", STORM)]))
    index.close()
    backup = (tmp_path / DATABASE).read_bytes()
    for text, going_on in (("Metro strike.", False), ("Ferry adrift.", True)):
        index = PassageIndex.open(tmp_path, embedder)
        list(index.add([article("b", text)]))
        index.close()
        (tmp_path / DATABASE).write_bytes(backup)
        if going_on:
            (tmp_path / FILE_NAME).rename(tmp_path / "kept")
            index = PassageIndex.open(tmp_path, embedder)
            list(index.add([article("c", "Nothing of that."), article("d", "Or of this.")]))
            index.close()
            (tmp_path / "kept").rename(tmp_path / FILE_NAME)
        index = PassageIndex.open(tmp_path, embedder)
        assert found(index, "storm")[0] == "a"
        assert "b" not in found(index, text)
        assert len(index) == index.store.counts()[1]
        index.close()


def test_a_snapshot_that_cannot_be_written_stops_nothing(
    tmp_path: Path, embedder: Embedder, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / FILE_NAME).mkdir()  # in the way, whoever the user is
    index = PassageIndex.open(tmp_path, embedder)
    list(index.add([article("a", STORM)]))
    assert found(index, "storm") == ["a"]
    index.close()
    assert "cannot write" in caplog.text


@pytest.fixture(autouse=True)
def _no_leftovers(tmp_path: Path) -> Iterator[None]:
    yield
    assert not list(tmp_path.rglob("*.tmp"))
