"""Names are completed and roles resolved only where the article makes it certain."""

import pytest

from qa.names import completed, holder_of, same_person, shown

TEXT = (
    "The talks took place with the participation of president Volodymyr Zelenskyy. On the American "
    "side were the special envoy of the US president Steve Witkoff and son-in-law Donald Trump "
    "Jared Kushner, and for Ukraine the chief of the General Staff Andriy Hnatov and the secretary "
    "of the National Security and Defense Council Rustem Umerov. Trump's plan was read by the "
    "president, Hnatov, Umerov, Witkoff and Kushner. Leif Haukås and Nora Haukås did not comment."
)


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("Hnatov", "Andriy Hnatov"),
        ("Umerov", "Rustem Umerov"),
        ("Witkoff", "Steve Witkoff"),
        ("Kushner", "Jared Kushner"),
        ("Haukås", "Haukås"),  # there are two
        ("Lavrov", "Lavrov"),
        ("Andriy Hnatov", "Andriy Hnatov"),
        ("plan", "plan"),
    ],
)
def test_a_short_name_is_completed_where_one_person_has_it(name: str, whole: str) -> None:
    assert completed(name, TEXT) == whole


@pytest.mark.parametrize(
    ("role", "holder"),
    [
        ("the president", "Volodymyr Zelenskyy"),  # not Witkoff: "the US president" is another role
        ("the secretary", None),
        ("the official", None),
        ("Hnatov", None),
    ],
)
def test_a_role_is_resolved_where_one_person_holds_it(role: str, holder: str | None) -> None:
    assert holder_of(role, TEXT) == holder


def test_two_holders_settle_nothing() -> None:
    text = "The mayor, Ada Berg, met mayor Ole Dahl. Mayor Eva Lund was away. The mayor smiled."
    assert holder_of("the mayor", text) is None


def test_the_words_of_a_role_stay_visible() -> None:
    assert shown("the president", TEXT) == "Volodymyr Zelenskyy (the president)"
    assert shown("Umerov", TEXT) == "Rustem Umerov"
    assert shown("an interlocutor", TEXT) == "an interlocutor"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Witkoff", "Steve Witkoff", True),
        ("Steve Witkoff", "envoy Steve Witkoff", True),
        ("Trump", "Donald Trump", True),
        ("Leif Haukås", "Nora Haukås", False),
        ("Élise Varnholm", "Elise Varnholm", True),
        ("Hnatov", "Umerov", False),
        ("the mayor", "the Mayor", True),
    ],
)
def test_two_names_of_one_person(one: str, other: str, same: bool) -> None:
    assert same_person(one, other) is same
