"""Names and numbers in each other's place."""

import pytest

from qa.relations import misplaced_number, swapped_names

QUOTE = (
    "Prime Minister Edda Ull of Norland thanked the envoy Ole Dahl, and Eva Lund of the Harbour "
    "List was met by Kaspar Rehn."
)


@pytest.mark.parametrize(
    "sentence",
    [
        QUOTE,
        "Edda Ull thanked Ole Dahl.",
        "Ole Dahl was thanked by Edda Ull.",
        "Kaspar Rehn met Eva Lund.",
        "Minister Ull thanked Dahl.",
        "The talks were led by Norland.",
        "",
    ],
)
def test_names_in_their_places(sentence: str) -> None:
    assert swapped_names(sentence, QUOTE) is None


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Ole Dahl thanked Edda Ull.", "Ole Dahl"),
        ("Kaspar Rehn was met by Eva Lund.", "Kaspar Rehn"),
        ("Edda Dahl thanked the envoy.", "Edda Dahl"),
        ("Eva Harbour List was met.", "Eva Harbour List"),
    ],
)
def test_names_in_others_places(sentence: str, name: str) -> None:
    assert swapped_names(sentence, QUOTE) == name


def test_a_list_has_no_order() -> None:
    assert swapped_names("Umerov and Hnatov came.", "Hnatov and Umerov came.") is None


COUNTED = (
    "Nine boats sank and 14 people were hurt; the pier, built for 6.2 million, cost 4.1 million."
)


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        (COUNTED, None),
        ("14 people were hurt, and nine boats sank.", None),
        ("9 boats sank.", None),
        ("14 boats sank.", "14 boats"),
        ("Nine people were hurt.", "9 people"),
        ("The pier, built for 4.1 million, cost 6.2 million.", "4.1"),
        ("It sank.", None),
    ],
)
def test_a_number_counts_what_it_counts_in_the_quote(sentence: str, wrong: str | None) -> None:
    assert misplaced_number(sentence, COUNTED) == wrong
