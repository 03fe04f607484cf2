"""What somebody meant to type: the nearest word among those they may read.

The distance is Damerau and Levenshtein's (a letter added, missing, wrong, or two swapped), in the
form that counts each place once, and bounded: one mistake in a short word, two in a longer one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

SHORTEST = 4  # letters; a shorter word could be a misspelling of too many others
MOST_ENDINGS = 12


def count(vocabularies: Iterable[str]) -> Counter[str]:
    """{word: how many things have it}, from SearchEntry.words."""
    counted: Counter[str] = Counter()
    for words in vocabularies:
        counted.update(words.split())
    return counted


def endings(typed: str, words: Counter[str]) -> list[str]:
    """The words that begin as typed, the commonest first: 'evaluati' -> evaluation, evaluating.

    The database compares stems ('evalu'), which an unfinished word does not match.
    """
    begun = [word for word in words if word.startswith(typed)]
    return sorted(begun, key=lambda word: (-words[word], word))[:MOST_ENDINGS]


def nearest(typed: str, words: Counter[str], *, is_accented: bool = False) -> str | None:
    """The word that was meant, even if only its beginning was typed; None when none is near.

    Whoever `is_accented` types an accent knows the word: one mistake fewer is believed.
    """
    allowed = most_mistakes(typed) - is_accented
    if allowed < 1:
        return None
    found = [(distance, 0, -words[word], word) for word, distance in _near(typed, words, allowed)]
    for size in range(len(typed) - 1, len(typed) + 2):
        starts = {word[:size] for word in words if len(word) > size}
        for start, distance in _near(typed, starts, allowed):
            commonest = endings(start, words)[0]
            found.append((distance, 1, -words[commonest], commonest))
    return min(found)[3] if found else None


def _near(typed: str, words: Iterable[str], allowed: int) -> Iterator[tuple[str, int]]:
    # Loaded only for a word that matches nothing: it costs 4 MB.
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    found = process.extract(
        typed, list(words), scorer=OSA.distance, score_cutoff=allowed, limit=None
    )
    return ((word, int(distance)) for word, distance, _ in found)


def most_mistakes(typed: str) -> int:
    """How many letters may be wrong in a word of this length."""
    if len(typed) < SHORTEST or any(letter.isdigit() for letter in typed):
        return 0
    return 1 if len(typed) < 6 else 2
