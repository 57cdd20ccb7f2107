"""Likeness of a text to the leaves of the tree (文本与分类说明的相似度): cosine of character n-grams, untrained."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from hotline.kit.text import Wording
from routing.features import char_grams, prepare_raw
from routing.lookup import Table, char_keys, counted, gram_key

_PLAIN = Wording({})


class TreeMatch:
    """One weighted n-gram vector a leaf; a text is compared with all of them at once."""

    def __init__(self, leaves: Sequence[tuple[str, str]]) -> None:
        """Read (code, words of the leaf) pairs."""
        self._codes = [code for code, _ in leaves]
        texts = [Counter(char_grams(prepare_raw(words, _PLAIN))) for _, words in leaves]
        spread = Counter(gram for grams in texts for gram in grams)
        numbers = {gram: i for i, gram in enumerate(spread)}
        documents = np.fromiter(spread.values(), np.float32, len(spread))
        self._idf = np.log((1 + len(texts)) / (1 + documents)) + 1
        self._matrix = np.zeros((len(numbers), len(texts)), np.float32)
        for column, grams in enumerate(texts):
            rows = [numbers[gram] for gram in grams]
            weights = (1 + np.log(np.array(list(grams.values())))) * self._idf[rows]
            self._matrix[rows, column] = weights / (np.sqrt(weights @ weights) or 1.0)
        self._table = Table([gram_key(gram) for gram in numbers], list(numbers.values()))

    def best(self, prepared: str, k: int) -> list[tuple[str, float]]:
        """Return the ``k`` leaves most like a prepared text, with the cosine (0–1)."""
        rows, counts = counted(self._table.find(char_keys(prepared)))
        if not rows.size:
            return []
        weights = np.log(counts.astype(np.float32))
        weights += 1.0
        weights *= self._idf.take(rows)
        likeness = weights @ self._matrix.take(rows, axis=0)
        likeness /= np.sqrt(weights @ weights)
        order = (-likeness).argsort(kind="stable")[:k]
        codes = [self._codes[i] for i in order.tolist()]
        return list(zip(codes, likeness.take(order).tolist(), strict=True))
