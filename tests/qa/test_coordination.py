import pytest

from qa.coordination import is_named, split_coordination


def parts(text: str, *, named: bool = True) -> list[str]:
    return [text[s:e] for s, e in split_coordination(text, named=named)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "the president, Hnatov, Umerov, Witkoff and Kushner",
            ["the president", "Hnatov", "Umerov", "Witkoff", "Kushner"],
        ),
        ("Leif Haukås and Samir Benaïssa", ["Leif Haukås", "Samir Benaïssa"]),
        ("A. Berg, B. Dahl, and C. Lund", ["A. Berg", "B. Dahl", "C. Lund"]),
        ("Rødvang; Kadrzyn; Corliss", ["Rødvang", "Kadrzyn", "Corliss"]),
    ],
)
def test_takes_names_apart(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Umerov",
        "an interlocutor",
        "territory and security guarantees",
        "Umerov, who was said to be ill",
        "Hnatov, and",
        "",
    ],
)
def test_leaves_whole_what_is_no_coordination_of_names(text: str) -> None:
    assert parts(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Benedict Uy, and a farmer, Lola Dumlao", ["Benedict Uy", "a farmer, Lola Dumlao"]),
        ("Okafor, with a broken leg, and Jolene Pratt", ["Okafor", "Jolene Pratt"]),
        ("Paso Almirón, in northern Uruguay", []),
        ("by boat, by train and on foot", ["by boat", "by train", "on foot"]),
        ("three and a half years", []),
        ("a mower, three trophies and a tea urn", ["a mower", "three trophies", "a tea urn"]),
    ],
)
def test_what_describes_an_item_is_none(text: str, expected: list[str]) -> None:
    assert parts(text, named=False) == expected


def test_things_need_no_capital_but_letters() -> None:
    assert parts("bread, milk and eggs", named=False) == ["bread", "milk", "eggs"]
    assert parts("December 6, 2025", named=False) == []


def test_a_name_has_a_capital() -> None:
    assert is_named("the envoy Witkoff")
    assert is_named("Élise")
    assert not is_named("an interlocutor")
