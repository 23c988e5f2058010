"""Several questions in one are asked one by one, and none of them is passed over."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.embedding import SentenceTransformerEmbedder
from index.ingest import ingest
from index.search import PassageIndex
from qa.answer import Alternative, Answer, Item, Kind, Reason, Relation
from qa.citation import Citation
from qa.compound import MAX_PARTS, in_turn, questions_in, together
from qa.pipeline import Pipeline
from qa.question import Question, understand
from qa.reader import TransformersReader

DAY = date(2025, 12, 10)
TEXT = "Moss left the race on Tuesday. Lund and Petrie stayed in it. Nobody was surprised."
ARTICLE = Article.create(article_id="race", text=TEXT, published="2025-12-10")


def understood(text: str) -> Question:
    return understand(text, DAY)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("who left the race, and when?", ("who left the race", "when?")),
        ("who left the race? and by how much", ("who left the race", "by how much")),
        ("who stood down & who took over", ("who stood down", "who took over")),
        ("when and where is round 4", ("when is round 4", "where is round 4")),
        ("when and how many people died", ("when (many people died)?", "how many people died")),
        ("who and what firm paid for it", ("who (firm paid)?", "what firm paid for it")),
        ("who was shot, when, and why", ()),  # "was shot, when" has two question words
        ("who was shot and when and why", ("who was shot", "when", "why")),
        (
            "who asked and who answered about the club",
            ("who asked (answered club)?", "who answered about the club"),
        ),
        ("tell me who won and by how much", ("tell me who won", "by how much")),
    ],
)
def test_questions_are_told_apart(text: str, parts: tuple[str, ...]) -> None:
    assert questions_in(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "who attended the Dec 6 call",
        "who and what",
        "what did he say about who left and why",
        "difference between what they asked for and what they got",
        "which firm raised rates, and whose decision is awaited",
        'who said "I know who did it and why"',
        "was he found, and where",
        "who won the vote and the recount",
        "who a and who b and who c and who d",
    ],
)
def test_one_question_stays_whole(text: str) -> None:
    assert questions_in(text) == ()


@given(st.text(max_size=80))
def test_any_text(text: str) -> None:
    assert len(questions_in(text)) in (0, *range(2, MAX_PARTS + 1))


@given(
    st.lists(
        st.lists(st.sampled_from([(0, 4), (22, 29), (31, 35), (40, 46)]), max_size=4),
        min_size=2,
        max_size=3,
    )
)
def test_every_item_keeps_its_quote(spans: list[list[tuple[int, int]]]) -> None:
    parts = []
    for number, chosen in enumerate(spans):
        citations = tuple(Citation.cut(ARTICLE, (span,)) for span in chosen)
        items = tuple(Item(TEXT[s:e], (n,)) for n, (s, e) in enumerate(chosen, start=1))
        other = Alternative("x", Relation.SUPERSEDED, (len(chosen),))
        parts.append(
            Answer(f"q{number}", Kind.LIST, "; ".join(i.text for i in items), items, citations,
                   0.5, alternatives=(other,))
            if chosen
            else Answer(f"q{number}", Kind.NONE, None, reason=Reason.NOT_IN_ARTICLES)
        )  # fmt: skip
    whole = together(understood("q"), parts)
    places = [(c.start, c.end) for c in whole.citations]
    assert len(places) == len(set(places))
    told = [part for part in parts if part.text is not None]
    assert bool(whole.parts) == bool(told) == (whole.text is not None)
    for part, before in zip(whole.parts, parts, strict=False):
        assert part.citations == whole.citations
        assert [i.text for i in part.items] == [i.text for i in before.items]
        for item in part.items:
            [number] = item.citations
            cited = whole.citations[number - 1]
            assert item.text in {cited.quote[s:e] for s, e in cited.highlight}
        for other, earlier in zip(part.alternatives, before.alternatives, strict=True):
            quotes = (
                whole.citations[other.citations[0] - 1].quote,
                before.citations[earlier.citations[0] - 1].quote,
            )
            assert quotes[0] == quotes[1]


def answered(question: Question, text: str | None, room: int) -> Answer:
    cited = (Citation.cut(ARTICLE, ((0, 4),)),) * min(room, 1)
    kind = Kind.SPAN if text else Kind.NONE
    reason = None if text else Reason.NOT_IN_ARTICLES
    items = (Item(text, (1,)),) if text else ()
    return Answer(question.original, kind, text, items, cited, 0.4, reason, resolved=question.text)


def test_each_part_knows_the_answer_before_and_has_its_citations() -> None:
    asked: list[tuple[str, int]] = []

    def ask(question: Question, room: int) -> Answer:
        asked.append((question.text, room))
        return answered(question, "Ada Moss", room)

    question = understood("who left the race and where does she live")
    whole = in_turn(question, questions_in(question.text), 5, ask)
    assert asked == [("who left the race", 3), ("where does Ada Moss live", 2)]
    assert whole.kind is Kind.LIST
    assert whole.question == question.text
    assert [part.question for part in whole.parts] == ["who left the race", "where does she live"]


def test_what_hangs_on_an_unanswered_part_is_not_asked() -> None:
    asked: list[str] = []

    def ask(question: Question, room: int) -> Answer:
        asked.append(question.text)
        return answered(question, None, room)

    for text, count in (("who left the race and why", 1), ("who won and who runs the port", 2)):
        asked.clear()
        whole = in_turn(understood(text), questions_in(text), 5, ask)
        assert len(asked) == count
        assert (whole.kind, whole.text, whole.parts) == (Kind.NONE, None, ())
        assert whole.reason is Reason.NOT_IN_ARTICLES
        assert whole.citations  # what lies nearest


@pytest.fixture(scope="module")
def seed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    index = PassageIndex.open(
        tmp_path_factory.mktemp("seed"), SentenceTransformerEmbedder.packaged()
    )
    for _ in ingest(index, [Path(__file__).parents[2] / "seeds"]):
        pass
    yield Pipeline(index, TransformersReader.packaged())
    index.close()


def test_both_questions_are_answered_on_the_seed(seed: Pipeline) -> None:
    question = understood("who attended the Dec 6 call, and how long did it last?")
    answer = seed.ask(question)
    assert len(answer.items) == 6
    assert answer.items[-1].text == "two hours"
    assert answer.text == f"{answer.parts[0].text}; two hours"
    assert [str(d.first) for d in answer.dates] == ["2025-12-06"]
    assert all(c.quote == c.article.text[c.start : c.end] for c in answer.citations)
    one = seed.ask(question, max_citations=1)  # no room for a citation of each
    assert one.parts == ()
