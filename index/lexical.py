"""Write a question as a full-text query."""

import re

# Function words of English: they say how a question is put, not what it is about. Words such as
# "will" or "may" are among them since FTS5 knows no parts of speech. Contractions stand there as
# typed without their apostrophe, and as what is left of them where it cuts them in two.
STOP_WORDS = frozenset(
    """
    a about after all also am an and any are as at be because been before being but by can could did
    do does doing for from had has have having he her hers him his how i if in into is it its just
    me more most my no not now of off on once only or other our out over own please s same she
    should so some such t tell than that the their them then there these they this those to too
    under until up us was we were what whats when where which while who whom whos whose why will
    with would you your
    arent cant couldnt didnt doesnt dont hadnt hasnt havent hows isnt shouldnt wasnt werent wheres
    wouldnt
    aren couldn didn doesn hadn hasn isn ll re shouldn ve wasn weren wouldn
    """.split()
)
_WORD = re.compile(r"\w+")


def content_words(text: str) -> list[str]:
    """The words of `text` in lower case, without function words; all of them if none is left."""
    words = [word.lower() for word in _WORD.findall(text)]
    return [word for word in words if word not in STOP_WORDS] or words


def match_expression(text: str) -> str | None:
    """An FTS5 query that any content word of `text` satisfies; None where there is no word.

    Every word is quoted, so that nothing in it is read as FTS5 syntax.
    """
    words = dict.fromkeys(content_words(text))
    return " OR ".join(f'"{word}"' for word in words) or None
