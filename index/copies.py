"""Recognise near-identical articles: the same agency story in several outlets.

Shingles of five words, MinHash and banding (Broder 1997; Leskovec, Rajaraman and Ullman, "Mining of
Massive Datasets", chapter 3) find candidates; the exact Jaccard similarity of the shingles decides.
"""

import re
from collections.abc import Set as AbstractSet

import numpy as np
from datasketch import MinHash

# An edited lead and a new last line leave a syndicated story above this, a follow-up far below.
SIMILARITY = 0.5
# 20 bands of 4 rows: a pair of similarity 0.5 shares a band with probability 0.72, 0.7 with 0.996.
BANDS, ROWS = 20, 4
_SHINGLE_WORDS = 5
_WORD = re.compile(r"\w+")


def shingles(text: str) -> frozenset[str]:
    """The runs of five words in `text`, lower-cased; a shorter text is one, a wordless one none."""
    words = _WORD.findall(text.lower())
    if not words:
        return frozenset()
    count = max(1, len(words) - _SHINGLE_WORDS + 1)
    return frozenset(" ".join(words[i : i + _SHINGLE_WORDS]) for i in range(count))


def bands(of: AbstractSet[str]) -> list[bytes]:
    """Keys under which texts of similar shingles meet; the band's number leads each key."""
    signature = MinHash(num_perm=BANDS * ROWS, seed=1)
    signature.update_batch([shingle.encode() for shingle in sorted(of)])
    rows = np.asarray(signature.digest()).astype("<u8").reshape(BANDS, ROWS)
    return [bytes([number]) + row.tobytes() for number, row in enumerate(rows)]


def similarity(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    """Jaccard similarity, 0 to 1."""
    union = len(one | other)
    return len(one & other) / union if union else 0.0


def repeats(part: AbstractSet[str], whole: AbstractSet[str], share: float = 0.8) -> bool:
    """Whether nearly all shingles of `part` occur in `whole`."""
    return len(part & whole) >= share * len(part)
