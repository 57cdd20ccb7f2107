"""The learning machines (学习机): TF-IDF views of a text and linear machines over them; scikit-learn lives here.

Words 1–2 and characters 1–3, sublinear TF-IDF, each view of unit length. Each label gets a support vector
machine of its own, its features weighed by how much they speak for that label in the training texts
(naive-Bayes log ratios). The weighing folds into the coefficients, so serving is one product whatever
was chosen; several machines fold as well, by their weighted sum.
"""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hotline.kit.text import default_tokenizer
from routing.classify.features import char_grams, word_grams

Floats = NDArray[np.float32]
Labels = Mapping[str, str]
NEVER = -3.0  # margin of a label a machine has never seen
SEED = 12345
_MAX_CELLS = 80_000_000  # weights of the whole model: 320 MB
_MAX_FEATURES = 300_000
_MIN_FEATURES = 20_000


@dataclass(frozen=True)
class Machine:
    """The settings of one question's machine.

    ``cost`` is the support vector machine's C. ``balance`` raises the weight of rare labels (0: none,
    1: as if all were equally frequent). ``clip`` bounds the log ratios that weigh the features; 0 leaves
    the features as they are. ``smooth`` is added to every count before the ratios are taken.
    """

    cost: float = 0.3
    balance: float = 0.4
    clip: float = 0.0
    smooth: float = 1.0

    def told(self) -> str:
        """Return the settings in Chinese."""
        weighed = f"特征按类别加权（截断 {self.clip:g}）" if self.clip else "特征不加权"
        return f"C={self.cost:g}，少数类加权 {self.balance:g}，{weighed}"


@dataclass(frozen=True)
class ViewSet:
    """What a text is cut into: words (0: none) and characters up to so many in a row, and the words' weight."""

    words: int = 2
    chars: int = 3
    word_weight: float = 1.0
    min_texts: int = 2

    def told(self) -> str:
        """Return the settings in Chinese."""
        words = f"词 1–{self.words}（权重 {self.word_weight:g}），" if self.words else ""
        return f"{words}字 1–{self.chars}"


@dataclass(frozen=True)
class Fitted:
    """A learned question: ``weights`` are features × labels, labels in sorted order."""

    labels: tuple[str, ...]
    weights: Floats
    bias: Floats

    def margins(self, matrix: Any) -> NDArray[np.float64]:
        """Return the scores of the rows of a sparse matrix."""
        return np.asarray(matrix @ self.weights + self.bias, dtype=np.float64)

    def aligned(self, matrix: Any, labels: Sequence[str]) -> NDArray[np.float64]:
        """Return the scores for ``labels`` in their order; a label never seen scores low."""
        scores = self.margins(matrix)
        known = {label: column for column, label in enumerate(self.labels)}
        out = np.full((scores.shape[0], len(labels)), NEVER)
        for column, label in enumerate(labels):
            if label in known:
                out[:, column] = scores[:, known[label]]
        return out


class Views:
    """The vectorisers of words, if they are used, and of characters."""

    def __init__(self, chosen: ViewSet | None = None, *, columns: int = 1) -> None:
        """Keep the settings; ``columns`` labels bound how many features there may be."""
        self.chosen = chosen or ViewSet()
        share = _MAX_CELLS // max(columns, 1) // 2
        self._most = min(max(share, _MIN_FEATURES), _MAX_FEATURES)
        self._parts: list[tuple[float, Any]] = []
        self._listed: tuple[str, ...] = ()

    def fit(self, texts: Sequence[str]) -> Any:
        """Learn the vocabulary and return the matrix of the same texts."""
        from sklearn.feature_extraction.text import TfidfVectorizer  # noqa: PLC0415 — heavy

        minimum = self.chosen.min_texts if len(texts) >= 2 * self.chosen.min_texts else 1
        found = []
        for weight, analyse in self._analysers():
            view = TfidfVectorizer(
                analyzer=analyse,
                sublinear_tf=True,
                min_df=minimum,
                max_features=self._most,
                dtype=np.float32,
            )
            found.append(view.fit_transform(texts) * weight)
            self._parts.append((weight, view))
        return _side_by_side(found)

    def _analysers(self) -> Iterator[tuple[float, Callable[[str], list[str]]]]:
        tokenizer, chosen = default_tokenizer(), self.chosen
        if chosen.words:
            yield chosen.word_weight, lambda text: word_grams(text, tokenizer, chosen.words)
        yield 1.0, lambda text: char_grams(text, chosen.chars)

    def transform(self, texts: Sequence[str]) -> Any:
        """Return the sparse matrix of the views side by side."""
        return _side_by_side([view.transform(texts) * weight for weight, view in self._parts])

    def scale(self) -> Floats:
        """Return the weight of every feature's view, which serving finds folded into the weights."""
        sizes = [len(view.idf_) for _, view in self._parts]
        return np.repeat([weight for weight, _ in self._parts], sizes).astype(np.float32)

    def name(self, column: int) -> str:
        """Return the n-gram of one column of the matrix."""
        if not self._listed:
            words, chars = self.names()
            self._listed = words + chars
        return self._listed[column]

    def names(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the words and the character n-grams, in the order of the matrix."""
        *words, chars = (tuple(map(str, v.get_feature_names_out())) for _, v in self._parts)
        return (words[0] if words else ()), chars

    def idf(self) -> Floats:
        """Return the inverse document frequencies in the order of the matrix."""
        return np.concatenate([view.idf_ for _, view in self._parts]).astype(np.float32)


def _side_by_side(parts: list[Any]) -> Any:
    from scipy.sparse import hstack  # noqa: PLC0415 — heavy

    return hstack(parts, format="csr", dtype=np.float32)


def learn(matrix: Any, names: Sequence[str], machine: Machine) -> Fitted | None:
    """Learn one question from the rows of ``matrix``; ``None`` where there is only one label."""
    labels, truth = np.unique(np.asarray(names, dtype=object).astype(str), return_inverse=True)
    if len(labels) < 2:
        return None
    columns = range(1, 2) if len(labels) == 2 else range(len(labels))
    weigh = _ratios(matrix, truth, len(labels), machine) if machine.clip else None
    weights = np.zeros((matrix.shape[1], len(labels)), np.float32)
    bias = np.zeros(len(labels), np.float32)
    for column in columns:
        ratios = weigh(column) if weigh else None
        coefficients, shift = _one(matrix, truth == column, machine, ratios)
        weights[:, column], bias[column] = coefficients, shift
    if len(labels) == 2:
        weights[:, 0], bias[0] = -weights[:, 1], -bias[1]
    return Fitted(tuple(str(label) for label in labels), weights, bias)


def _one(matrix: Any, is_it: Any, machine: Machine, ratios: Floats | None) -> tuple[Floats, float]:
    """Tell one label from all others; the weighing goes back into the coefficients."""
    from sklearn.svm import LinearSVC  # noqa: PLC0415 — heavy, imported on first use

    inside = int(is_it.sum())
    heavier = 0.5 * ((len(is_it) - inside) / inside) ** machine.balance
    solver = LinearSVC(
        C=machine.cost, class_weight={False: 1.0, True: max(heavier, 0.5)}, random_state=SEED
    )
    given = matrix if ratios is None else _weighed(matrix, ratios)
    with warnings.catch_warnings():  # an early stop is good enough; the figures tell
        warnings.filterwarnings("ignore", "Liblinear failed to converge")
        solver.fit(given, is_it)
    found = solver.coef_[0].astype(np.float32)
    return found if ratios is None else found * ratios, float(solver.intercept_[0])


def _weighed(matrix: Any, ratios: Floats) -> Any:
    from scipy.sparse import csr_matrix  # noqa: PLC0415 — heavy

    data = matrix.data * ratios.take(matrix.indices)
    return csr_matrix((data, matrix.indices, matrix.indptr), shape=matrix.shape, copy=False)


def _ratios(
    matrix: Any, truth: NDArray[np.intp], labels: int, machine: Machine
) -> Callable[[int], Floats]:
    """Return what gives the clipped log ratio of every feature for a label against the others."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 — heavy

    rows = np.arange(len(truth))
    ones = np.ones(len(truth), np.float32)
    member = csr_matrix((ones, (truth, rows)), shape=(labels, len(truth)))
    present = csr_matrix(
        (np.ones_like(matrix.data), matrix.indices, matrix.indptr), shape=matrix.shape, copy=False
    )
    counts = np.asarray((member @ present).toarray(), dtype=np.float32)
    total = counts.sum(axis=0)

    def of(label: int) -> Floats:
        inside = counts[label] + machine.smooth
        outside = total - counts[label] + machine.smooth
        told = np.log(inside / inside.sum()) - np.log(outside / outside.sum())
        ratios: Floats = np.clip(told, -machine.clip, machine.clip).astype(np.float32)
        return ratios

    return of


@dataclass
class Pipeline:
    """The scikit-learn side of a model: the views and the learned questions."""

    heads: tuple[str, ...]
    machines: Mapping[str, Machine] = field(default_factory=dict)
    chosen: ViewSet = field(default_factory=ViewSet)
    views: Views = field(default_factory=Views)
    fitted: dict[str, Fitted] = field(default_factory=dict)

    def fit(self, texts: Sequence[str], labels: Sequence[Labels]) -> "Pipeline":
        """Learn every question from the texts that carry its label."""
        answers = {(h, found[h]) for found in labels for h in self.heads if h in found}
        self.views = Views(self.chosen, columns=len(answers))
        matrix = self.views.fit(texts)
        for head in self.heads:
            rows = [row for row, found in enumerate(labels) if found.get(head)]
            names = [labels[row][head] for row in rows]
            part = matrix if len(rows) == len(labels) else matrix[rows]
            learned = learn(part, names, self.machines.get(head, Machine())) if rows else None
            if learned is not None:
                self.fitted[head] = learned
        return self

    def predict(self, texts: Sequence[str]) -> list[dict[str, str]]:
        """Return the labels of prepared texts, by scikit-learn's features."""
        matrix = self.views.transform(texts)
        best = {head: f.margins(matrix).argmax(axis=1) for head, f in self.fitted.items()}
        return [
            {head: self.fitted[head].labels[int(best[head][row])] for head in best}
            for row in range(len(texts))
        ]
