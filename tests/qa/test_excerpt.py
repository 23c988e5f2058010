"""Sentences as answers: which may be chosen, which is, and what becomes of it."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from index.embedding import SentenceTransformerEmbedder
from index.passage import Hit, Passage
from index.search import PassageIndex
from qa.accounts import Form
from qa.answer import Answer, Kind, Reason
from qa.decision import Reading
from qa.excerpt import (
    CHOICE_FEATURES,
    SURE_FEATURES,
    best_excerpt,
    best_of_each,
    choice_features,
    lead_of,
    sentences,
    shipped_weights,
    sure_features,
)
from qa.pipeline import Pipeline
from qa.question import understand
from qa.reader import TransformersReader

# Three days of one story, and another story; all invented.
ARTICLES = (
    Article.create(
        article_id="walkout",
        title="Ferry crews walk out at Sarn",
        source="Sarn Courier",
        published="2026-03-02",
        text="SARN\n\nBy Mette Aalto\n\nFerry crews at Sarn walked out on Monday over nights, "
        "and all nine boats stayed in the harbour. The crews want a second mate on every boat.\n\n"
        "Nobody said how long the ferry strike would last.",
    ),
    Article.create(
        article_id="talks",
        title="No deal in Sarn ferry strike",
        source="Sarn Courier",
        published="2026-03-05",
        text="Talks to end the ferry strike at Sarn broke off on Thursday without a deal.\n\n"
        "Captain Ludo Brandt, who speaks for the crews, called the offer thin.",
    ),
    Article.create(
        article_id="deal",
        title="Sarn ferry strike is over",
        source="Sarn Courier",
        published="2026-03-09",
        text="The ferry strike at Sarn is over: crews accepted a second mate on every boat.\n\n"
        "The first boat sailed at noon. Brandt said he had slept for eleven hours.",
    ),
    Article.create(
        article_id="goose",
        title="Goose stops tram in Ilm",
        source="Ilm Post",
        published="2026-03-04",
        text="A goose held up a tram in Ilm for forty minutes on Wednesday.\n\n"
        "It was led away by a pupil with a sandwich.",
    ),
)


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pipeline]:
    index = PassageIndex.open(
        tmp_path_factory.mktemp("harbour"), SentenceTransformerEmbedder.packaged()
    )
    for _ in index.add(ARTICLES):
        pass
    yield Pipeline(index, TransformersReader.packaged())
    index.close()


def ask(pipeline: Pipeline, text: str, **options: date) -> Answer:
    return pipeline.ask(understand(text, date(2026, 3, 12), **options))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("what is the latest on the ferry strike at sarn", "is over: crews accepted"),
        ("sarn ferry strike news", "is over: crews accepted"),
        ("tell me about the goose in ilm", "held up a tram"),
        ("the goose of ilm, what happened", "held up a tram"),
        ("is the ferry strike over?", "The ferry strike at Sarn is over"),
        ("did the talks end without a deal", "broke off on Thursday without a deal"),
    ],
)
def test_a_sentence_answers(harbour: Pipeline, question: str, words: str) -> None:
    answer = ask(harbour, question)
    assert answer.kind is Kind.EXCERPT
    assert words in (answer.text or "")
    [citation] = answer.citations
    assert citation.quote == answer.text
    assert citation.highlight == ((0, len(citation.quote)),)
    assert [item.text for item in answer.items] == [answer.text]


def test_as_of_an_earlier_day_the_latest_is_what_was_known(harbour: Pipeline) -> None:
    answer = ask(harbour, "what is the latest on the ferry strike", as_of=date(2026, 3, 6))
    assert [c.article.id for c in answer.citations] == ["talks"]


def test_of_a_day_only_what_speaks_of_it(harbour: Pipeline) -> None:
    answer = ask(harbour, "what happened to the ferry crews on March 2")
    assert {c.article.id for c in answer.citations} == {"walkout"}
    nothing = ask(harbour, "what is the latest on the ferry strike on March 29")
    assert (nothing.text, nothing.reason) == (None, Reason.NO_ARTICLE_FOR_DATE)


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("what happened on March 4", "goose"),
        ("any news from march 9?", "deal"),
        ("What happened on Thursday, March 5, 2026?", "talks"),
    ],
)
def test_all_that_happened_on_a_day(harbour: Pipeline, question: str, article: str) -> None:
    answer = ask(harbour, question)
    assert answer.kind is Kind.EXCERPT
    assert [c.article.id for c in answer.citations] == [article]


@pytest.mark.parametrize(
    "question",
    ["what is the latest on the tram strike in Karsholm", "has Ludo Brandt resigned as mayor"],
)
def test_the_articles_do_not_say(harbour: Pipeline, question: str) -> None:
    answer = ask(harbour, question)
    assert (answer.text, answer.kind, answer.reason) == (None, Kind.NONE, Reason.NOT_IN_ARTICLES)
    assert answer.citations


def test_min_confidence_decides_here_too(harbour: Pipeline) -> None:
    question = understand("is the ferry strike over?", date(2026, 3, 12))
    sure = harbour.ask(question)
    assert harbour.ask(question, min_confidence=sure.confidence).text == sure.text
    above = harbour.ask(question, min_confidence=min(1.0, sure.confidence + 0.001))
    assert above.text is None
    assert above.confidence == sure.confidence
    assert above.citations[0].quote == sure.text  # the nearest


def test_a_fact_is_still_answered_in_few_words(harbour: Pipeline) -> None:
    answer = ask(harbour, "how long did the goose hold up the tram")
    assert (answer.kind, answer.text) == (Kind.SPAN, "forty minutes")


def test_lines_of_place_and_author_open_no_article() -> None:
    lead = lead_of(ARTICLES[0])
    assert lead is not None
    assert ARTICLES[0].text[slice(*lead)].startswith("Ferry crews at Sarn walked out")
    assert lead_of(Article.create(article_id="a", text="Closed until Monday.")) is None


def hit(article: Article, start: int = 0, end: int | None = None) -> Hit:
    end = len(article.text) if end is None else end
    return Hit(Passage(article.id, start, end, article.text[start:end]), article, 0.5, 0.5, 1.0)


def test_the_best_sentence_of_each_article() -> None:
    found = sentences([hit(article) for article in ARTICLES[:3]])
    ranks = [float(len(s.text)) for s in found]
    best = [found[n] for n in best_of_each(found, ranks)]
    assert [s.hit.article.id for s in best] == ["walkout", "deal", "talks"]
    assert all(s.lead for s in best)


def test_what_the_next_sentence_takes_back_is_no_answer() -> None:
    article = Article.create(
        article_id="toll",
        published="2026-03-11",
        text="An article on Monday said that nine boats sank at Sarn. This was incorrect. "
        "Four boats sank at Sarn in the storm.",
    )
    question = understand("did nine boats sink at sarn", date(2026, 3, 12))
    reading = Reading((hit(article),), (), None, 0.0)
    best = best_excerpt(question, reading, shipped_weights()[Form.YES_NO], 0.5)
    assert best is not None
    assert best.sentence.text == "Four boats sank at Sarn in the storm."


@given(
    st.text(alphabet="ab .!?\n’“”é", min_size=1, max_size=120).filter(str.strip),
    st.integers(0, 119),
    st.sampled_from(["what is the latest on a", "is ab b?", "ab a", "what happened to b"]),
)
def test_any_text_gives_sentences_with_all_features(text: str, start: int, asked: str) -> None:
    article = Article.create(article_id="a", text=text)
    begin = min(start, len(article.text) - 1)
    found = sentences([hit(article, begin), hit(article)])
    assert len({(s.start, s.end) for s in found}) == len(found)
    assert all(s.text == article.text[s.start : s.end] and s.text.strip() for s in found)
    question = understand(asked, date(2026, 3, 1))
    reading = Reading((hit(article),), (), None, 0.0)
    features = choice_features(question, found, reading)
    assert all(tuple(f) == CHOICE_FEATURES for f in features)
    ranks = [0.0] * len(found)
    assert set(sure_features(question, found, features, ranks, 0, reading)) == set(SURE_FEATURES)
    assert question.form
    best = best_excerpt(question, reading, shipped_weights()[question.form], 0.5)
    assert best is None or 0 <= best.confidence <= 1
