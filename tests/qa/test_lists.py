"""Lists are complete, without doubles, and without those who were not there."""

from dataclasses import replace
from datetime import date

from index.article import Article
from index.dates import event_dates
from index.passage import Hit, Passage
from qa.answer import Answer, Kind
from qa.compose import compose
from qa.decision import Decision, decide
from qa.question import understand
from qa.reader import Span

TELLING = Decision.from_margin(0.0)
DECISION = replace(TELLING, list_inside=None, unasked_inside=None)
MEETING = (
    "On the Ostmark side, envoy Ada Berg and Ole Dahl took part in the March 3 talks. Norland was "
    "also represented by its minister, Eva Lund. Berg was joined by Kaspar Rehn, who left early. "
    "Minister Otto Vik did not attend. On February 2 Dahl had met the banker Nils Quist. "
    "Norland was represented not by its premier, Ivo Kern, but by Petra Holt."
)


def ask(question: str, *words: tuple[str, float], text: str = MEETING) -> Answer:
    article = Article.create(article_id="m", text=text, published="2026-03-04")
    dates = event_dates(text, article.published_day)
    hit = Hit(Passage("m", 0, len(text), text, dates), article, 0.9, 0.9, 5.0)
    spans = []
    for said, score in words:
        start = text.index(said)
        spans.append(Span(0, start, start + len(said), score, 0.0))
    understood = understand(question, date(2026, 3, 10))
    reading = decide(understood, [hit], spans, DECISION, DECISION.stages[0])
    return compose(understood, reading, DECISION, 0.0, 5)


def ask_marked(
    question: str, decision: Decision, *words: tuple[str, float, float], text: str = MEETING
) -> Answer:
    """Ask with spans of words, score and the logit of being inside an answer."""
    article = Article.create(article_id="m", text=text, published="2026-03-04")
    dates = event_dates(text, article.published_day)
    hit = Hit(Passage("m", 0, len(text), text, dates), article, 0.9, 0.9, 5.0)
    spans = []
    for said, score, inside in words:
        start = text.index(said)
        spans.append(Span(0, start, start + len(said), score, 0.0, inside))
    understood = understand(question, date(2026, 3, 10))
    reading = decide(understood, [hit], spans, decision, decision.stages[0])
    return compose(understood, reading, decision, 0.0, 5)


def test_what_the_reader_has_inside_an_answer_is_listed_however_it_scores() -> None:
    words = (
        ("Ada Berg and Ole Dahl", 8.0, 3.0), ("Eva Lund", -5.0, 2.0), ("Kaspar Rehn", -5.0, -2.0),
    )  # fmt: skip
    question = "who attended the March 3 talks"
    telling = ask_marked(question, TELLING, *words)
    assert items(telling) == ["Ada Berg", "Ole Dahl", "Eva Lund"]
    assert items(ask_marked(question, DECISION, *words)) == ["Ada Berg", "Ole Dahl"]


def test_a_list_that_the_question_does_not_announce_needs_words_that_are_surely_inside() -> None:
    text = "Fire took the barn on Monday. It had also reached the mill and a chapel stood in smoke."
    words = (("the barn", 8.0, 3.0), ("the mill", 1.0, 2.0), ("a chapel", 1.0, 0.5))
    answer = ask_marked("what burned", TELLING, *words, text=text)
    assert items(answer) == ["the barn", "the mill"]
    assert answer.kind is Kind.LIST
    for decision, inside in ((DECISION, 3.0), (TELLING, 0.5)):
        words = (("the barn", 8.0, inside), ("the mill", 1.0, 2.0))
        answer = ask_marked("what burned", decision, *words, text=text)
        assert answer.kind is not Kind.LIST


def test_a_role_before_the_names_is_an_item_where_the_article_tells_whose_it_is() -> None:
    known = "President Vera Lindqvist spoke first. "
    talks = "On March 3 the president, Ada Berg and Ole Dahl took part in the talks."
    question = "who took part in the March 3 talks"
    names = ("Ada Berg and Ole Dahl", 8.0, 3.0)
    answer = ask_marked(question, DECISION, names, text=known + talks)
    assert items(answer) == ["Vera Lindqvist (the president)", "Ada Berg", "Ole Dahl"]
    answer = ask_marked(question, DECISION, names, text=talks)
    assert items(answer) == ["Ada Berg", "Ole Dahl"], "nothing tells that she is not Ada Berg"
    known = "President Ada Berg spoke first. "
    answer = ask_marked(question, DECISION, names, text=known + talks)
    assert items(answer) == ["Ada Berg", "Ole Dahl"]


def test_two_values_for_one_count_are_no_list() -> None:
    text = "Police counted 4,000 marchers. Organisers counted 9,000."
    words = (("4,000", 8.0, 3.0), ("9,000", 7.0, 3.0))
    assert ask_marked("how many marched", TELLING, *words, text=text).kind is not Kind.LIST


def items(answer: Answer) -> list[str]:
    return [item.text for item in answer.items]


def test_items_of_several_sentences_are_one_list_each_with_its_sentence() -> None:
    answer = ask(
        "who attended the March 3 talks", ("Ada Berg and Ole Dahl", 8.0), ("Eva Lund", 6.0)
    )
    assert answer.kind is Kind.LIST
    assert items(answer) == ["Ada Berg", "Ole Dahl", "Eva Lund"]
    assert [item.citations for item in answer.items] == [(1,), (1,), (2,)]
    assert answer.citations[1].quote.startswith("Norland was also represented")
    for item in answer.items:
        [number] = item.citations
        citation = answer.citations[number - 1]
        marked = [citation.quote[s:e] for s, e in citation.highlight]
        assert any(words in item.text for words in marked)


def test_one_person_is_listed_once() -> None:
    answer = ask(
        "who attended the March 3 talks",
        ("Ada Berg and Ole Dahl", 8.0),
        ("Berg was", 7.0),
        ("Kaspar Rehn", 6.0),
    )
    assert items(answer) == ["Ada Berg", "Ole Dahl", "Kaspar Rehn"]


def test_who_was_absent_is_left_out_unless_asked_for() -> None:
    absent = ("Otto Vik", 7.0)
    answer = ask("who attended the March 3 talks", ("Ada Berg and Ole Dahl", 8.0), absent)
    assert items(answer) == ["Ada Berg", "Ole Dahl"]
    assert ask("who did not attend the talks", absent).text == "Otto Vik"


def test_not_by_this_one_but_by_that_one() -> None:
    answer = ask(
        "who attended the March 3 talks",
        ("Ada Berg and Ole Dahl", 8.0),
        ("Ivo Kern", 7.0),
        ("Petra Holt", 6.5),
    )
    assert items(answer) == ["Ada Berg", "Ole Dahl", "Petra Holt"]


def test_a_sentence_about_another_day_adds_nobody() -> None:
    answer = ask(
        "who attended the March 3 talks", ("Ada Berg and Ole Dahl", 8.0), ("Nils Quist", 7.0)
    )
    assert items(answer) == ["Ada Berg", "Ole Dahl"]


def test_what_falls_far_behind_is_no_item() -> None:
    answer = ask(
        "who attended the March 3 talks", ("Ada Berg and Ole Dahl", 8.0), ("Eva Lund", 3.0)
    )
    assert items(answer) == ["Ada Berg", "Ole Dahl"]


def test_what_the_article_joins_is_told_in_its_words() -> None:
    text = "The board called the decision lawful and, at the time, reasonable."
    answer = ask(
        "which words described it", ("lawful and, at the time, reasonable", 8.0), text=text
    )
    assert answer.text == "lawful and, at the time, reasonable"


def test_a_question_for_one_gets_one() -> None:
    answer = ask("who left early", ("Kaspar Rehn", 8.0), ("Eva Lund", 7.0))
    assert (answer.kind, answer.text) == (Kind.SPAN, "Kaspar Rehn")
