"""Invented passages about meetings and incidents, for what the reader gets wrong on news.

Who took part over several sentences (and who did not), posts before names, two meetings on two
days, sources that are no participants, who said what, and numbers side by side. All names are put
together from syllables. Every passage comes with its questions, among them near misses that it
leaves open.
"""

import random
from dataclasses import dataclass, field

from qa.training.examples import Example

SOURCE = "synthetic"
_FIRST = (
    "Amara Anders Aylin Bohdan Carla Chidi Dai Edda Elif Farid Fatou Goran Hana Henrik Ines Ivo "
    "Jana Jonas Kaito Karim Kwame Lars Leila Liam Lucia Mads Marek Mei Milan Mira Nadia Nils "
    "Olena Oskar Paulo Petra Priya Rafael Rasmus Rosa Salma Sanna Sofia Stefan Tamar Tomas Uma "
    "Viktor Yara Zofia David Anna Peter Laura James Maria John Kate Robert Helen"
).split()
_HEADS = (
    "Ald Bar Bren Cas Dor Eld Fer Gor Hal Jan Kel Lind Mar Nor Ol Pet Ros Sand Tor Vas Wes Zel"
).split()
_TAILS = (
    "aker berg court dahl ecki field gaard hurst ino jansen kov land mann ner osz quist rup sen ton"
).split()
_PLACES = (
    "Aldermouth Brenholt Castrova Dorne Elvas-Nord Ferrin Gorsk Halmar Kelverton Lindau-Sund"
).split()
_LANDS = "Ruritania Veldonia Ostmark Kestria Norland Caldera Maravia Tessaly".split()
_POSTS = (
    "foreign minister|defence minister|special envoy|national security adviser|prime minister|"
    "president|mayor|ambassador|union leader|chief executive|finance minister|deputy minister|"
    "police chief|central bank governor|club chairman|"
    "chief of the General Staff of the Armed Forces|head of the delegation|"
    "secretary of the National Council|director of the coast guard"
).split("|")
_MEETINGS = (
    ("call", "phone call", "conversation"), ("meeting", "talks"), ("summit", "leaders' summit"),
    ("hearing", "committee hearing"), ("briefing", "news briefing"), ("dinner", "working dinner"),
    ("board meeting", "meeting of the board"), ("video conference", "video call"),
)  # fmt: skip
_TOPICS = (
    "territory and security guarantees|a prisoner exchange|the budget for next year|grain exports|"
    "a ceasefire|the flood response|gas prices|border controls|a trade deal|the strike|"
    "fishing rights|the ferry accident|school closures|the merger|reconstruction loans|rail safety"
).split("|")
_SPANS = (
    "two hours|almost five hours|about 40 minutes|more than three hours|just 15 minutes|"
    "an hour and a half|nearly ninety minutes|45 minutes|half an hour"
).split("|")
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_OUTLETS = (
    "the Gazette|the Evening Courier|Northwire|Channel Six|the Harbour Post|Radio Sund".split("|")
)
_CLAIMS = (
    "the work would continue|the plan was realistic and fair|more money was needed|nobody was hurt|"
    "the deadline would be kept|the figures were wrong|an agreement was close|the roof was unsafe"
).split("|")
_FILLER = (
    "An official familiar with the matter called the discussions difficult.",
    "According to two interlocutors, both sides made progress.",
    "No further details were given.",
    "A source close to the delegation confirmed the account.",
    "Opposition parties demanded a vote in parliament.",
    "It was not immediately clear what would happen next.",
    "Reporters were not allowed into the room.",
    "“We need to look at all the drafts,” an unnamed official said.",
)
_COUNTED = (
    ("people were killed", "people were injured", "people died", "people were hurt"),
    ("homes lost power", "homes were evacuated", "homes had no electricity", "homes were cleared"),
    ("workers voted yes", "workers voted no", "workers backed it", "workers opposed it"),
    ("trains ran", "trains were cancelled", "trains were running", "trains did not run"),
)  # fmt: skip


@dataclass
class _Text:
    """A passage as it grows, and the questions it answers or leaves open."""

    rng: random.Random
    text: str = ""
    asked: list[tuple[str, list[tuple[int, int]], bool]] = field(default_factory=list)

    def add(self, *parts: str | tuple[str, str]) -> dict[str, tuple[int, int]]:
        """Add a sentence; parts given as (name, words) are found again under their name."""
        if self.text:
            self.text += "\n\n" if self.rng.random() < 0.25 else " "
        first, found = True, {}
        for part in parts:
            name, words = part if isinstance(part, tuple) else ("", part)
            if first and words:
                words, first = words[0].upper() + words[1:], False
            if name:
                found[name] = (len(self.text), len(self.text) + len(words))
            self.text += words
        return found

    def ask(self, question: str, *spans: tuple[int, int], needs_all: bool = False) -> None:
        """Note a question; no spans: the passage does not say."""
        self.asked.append((question, list(spans), needs_all))

    def fill(self, chance: float) -> None:
        if self.rng.random() < chance:
            self.add(self.rng.choice(_FILLER))


def make(rng: random.Random) -> list[Example]:
    """One passage and its questions."""
    text = _Text(rng)
    kinds = [_meeting, _meeting, _speakers, _numbers, _post]
    rng.shuffle(kinds)
    text.fill(0.5)
    days = rng.sample(range(1, 29), 2)
    for number, kind in enumerate(kinds[: rng.choice((2, 3))]):
        kind(text, rng, days[number % 2], days[(number + 1) % 2])
        text.fill(0.4)
    counts: dict[str, int] = {}
    for question, _, _ in text.asked:
        counts[question] = counts.get(question, 0) + 1
    return [
        Example(SOURCE, _typed(question, rng), "", text.text, tuple(spans), needs_all)
        for question, spans, needs_all in text.asked
        if counts[question] == 1
    ]


def _typed(question: str, rng: random.Random) -> str:
    return question[0].lower() + question[1:].rstrip("?") if rng.random() < 0.4 else question


def _surname(rng: random.Random) -> str:
    return rng.choice(_HEADS) + rng.choice(_TAILS)


def _person(rng: random.Random) -> str:
    name = f"{rng.choice(_FIRST)} {_surname(rng)}"
    chance = rng.random()
    if chance < 0.4:
        return name
    if chance < 0.7:
        return f"{rng.choice(_POSTS)} {name}"
    return f"{rng.choice(_LANDS)}’s {name}" if chance < 0.85 else name.split()[1]


def _people(rng: random.Random, count: int) -> str:
    people = [_person(rng) for _ in range(count)]
    return people[0] if count == 1 else f"{', '.join(people[:-1])} and {people[-1]}"


def _date(rng: random.Random, month: str, day: int) -> str:
    return rng.choice((f"{month} {day}", f"{month} {day}", f"{month[:3]}. {day}", f"{day} {month}"))


def _meeting(text: _Text, rng: random.Random, day: int, other_day: int) -> None:
    names, month = rng.choice(_MEETINGS), rng.choice(_MONTHS)

    def said() -> str:
        return rng.choice(names)  # two names for one meeting

    where, topic, span = rng.choice(_PLACES), rng.choice(_TOPICS), rng.choice(_SPANS)
    asked = f"the {_date(rng, month, day)} {names[0]}"
    one, two = _people(rng, rng.choice((1, 2, 3))), _people(rng, rng.choice((1, 2)))
    verb = "was" if " and " not in one else "were"
    told: list[tuple[int, int]] = []
    form = rng.randrange(5)
    if form == 0:
        got = text.add(
            f"On the {rng.choice(_LANDS)} side, ", ("a", one), f" took part in the "
            f"{_date(rng, month, day)} {said()}; the other side was represented by ",
            ("b", two), ".",
        )  # fmt: skip
        told = [got["a"], got["b"]]
    elif form == 1:
        got = text.add(
            f"During the {_date(rng, month, day)} {said()}, ", ("a", one), f" discussed {topic}."
        )
        told = [got["a"]]
        told.append(text.add("They were joined by ", ("b", two), ".")["b"])
    elif form == 2:
        got = text.add(
            "", ("a", one), f" {verb} at the {said()} in {where} on {_date(rng, month, day)}."
        )
        told = [got["a"]]
        text.fill(0.5)
        told.append(text.add("", ("b", two), " also attended, officials said.")["b"])
    elif form == 3:
        got = text.add(
            f"The {said()} of {_date(rng, month, day)} brought together ", ("a", one), "."
        )
        told = [got["a"]]
    else:
        got = text.add(
            "", ("a", one), f" held a {said()} in ", ("w", where), f" on {_date(rng, month, day)}."
        )
        told = [got["a"]]
        text.ask(f"Where was {asked} held?", got["w"])
    who = rng.choice(("Who attended {}?", "Who took part in {}?", "who was at {}", "Who joined {}?",
                      "List everyone who attended {}.", "which people were at {}"))  # fmt: skip
    text.ask(who.format(asked), *told, needs_all=True)
    if rng.random() < 0.5:
        absent = text.add("", ("n", _person(rng)), rng.choice((
            ", who had been expected, did not attend.", " stayed away, citing illness.",
            " was not on the call." if names[0] == "call" else " was absent.")))  # fmt: skip
        text.ask(
            rng.choice(("Who did not attend?", "Who was absent?", "Who stayed away?")), absent["n"]
        )
    if rng.random() < 0.6:
        lasted = text.add(
            f"The {said()} lasted ", ("d", span), " and focused on ", ("t", topic), "."
        )
        text.ask(f"How long did {asked} last?", lasted["d"])
        text.ask(f"What was {asked} about?", lasted["t"])
    elif rng.random() < 0.5:
        text.ask(f"How long did {asked} last?")
    if rng.random() < 0.6:
        miss = f"the {_date(rng, month, other_day)} {names[0]}"
        text.ask(
            rng.choice(("Who attended {}?", "How long did {} last?", "Where was {} held?")).format(
                miss
            )
        )


def _speakers(text: _Text, rng: random.Random, _day: int, _other: int) -> None:
    first, second = f"{rng.choice(_FIRST)} {_surname(rng)}", f"{rng.choice(_FIRST)} {_surname(rng)}"
    outlet = rng.choice(_OUTLETS)
    claims = rng.sample(_CLAIMS, 3)
    post = rng.choice(_POSTS)
    a = text.add(
        "", ("n", f"{post} {first}"), " said that ", ("c", claims[0]), f", {outlet} reported."
    )
    b = text.add(f"“{claims[1][0].upper()}{claims[1][1:]},” ", ("n", second), " told reporters.")
    text.ask(f"Who said that {claims[0]}?", a["n"])
    text.ask(f"Who said {claims[1]}?", b["n"])
    text.ask(f"What did {first.split()[1]} say?", a["c"])
    text.ask(f"Who said that {claims[2]}?")
    text.ask(f"What did {_surname(rng)} say about the plan?")


def _numbers(text: _Text, rng: random.Random, _day: int, _other: int) -> None:
    one, two, ask_one, ask_two = rng.choice(_COUNTED)
    low, high, more = sorted(rng.sample(range(2, 400), 3))
    place, elsewhere = rng.sample(_PLACES, 2)
    a = text.add("", ("n", str(low)), f" {one} and ", ("m", str(high)), f" {two} in {place}.")
    text.ask(f"How many {ask_one} in {place}?", a["n"])
    text.ask(f"How many {ask_two} in {place}?", a["m"])
    if rng.random() < 0.5:
        b = text.add(f"In {elsewhere}, ", ("n", str(more)), f" {one}.")
        text.ask(f"How many {ask_one} in {elsewhere}?", b["n"])
        text.ask(f"How many {ask_two} in {elsewhere}?")
    else:
        text.ask(f"How many {ask_one} in {elsewhere}?")


def _post(text: _Text, rng: random.Random, _day: int, _other: int) -> None:
    land, other = rng.sample(_LANDS, 2)
    post = rng.choice(_POSTS)
    name = f"{rng.choice(_FIRST)} {_surname(rng)}"
    form = rng.random()
    if form < 0.5:
        got = text.add(f"The {post} of {land} ", ("n", name), " declined to comment.")
    elif form < 0.8:
        got = text.add("", ("n", name), f", the {post} of {land}, welcomed the plan.")
    else:
        got = text.add(
            f"{_surname(rng)}’s aide and {land}’s {post}, ", ("n", name), ", arrived late."
        )
    text.ask(f"Who is the {post} of {land}?", got["n"])
    if rng.random() < 0.5:
        text.ask(f"Who is the {post} of {other}?")
