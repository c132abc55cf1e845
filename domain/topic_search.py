"""Finds the topics that tell what happened to somebody; it must never keep what they wrote."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from domain.typing_leftovers import without_leftovers
from domain.vietnamese_letters import Word, words_of

_MOST_WORDS_TYPED = 60
_MOST_WORDS_READ = 4_000
_ABOUT_WEIGHT = 0.35
"""What a topic says of itself counts less than how people tell it."""

_OTHER_DIACRITICS = 0.3
"""A word typed with diacritics that the topic writes with others (`bán`, `bạn`)."""

_PAIR_WEIGHT = 1.0
"""Two words in a row: most Vietnamese words have two syllables."""

_PHRASE_WEIGHT = 1.0
"""One phrase that tells the whole story, against words from many phrases."""

_LEAST_ALIKE = 0.75
_SHORTEST_MISTYPED = 4
_MOST_ALIKE = 3
_LEAST_SCORE = 0.5
"""Below it only everyday words were alike (`xin chào`)."""
_ENDINGS = ("ing", "ed", "es", "s", "e")
_SHORTEST_STEM = 3

_Term = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class TopicText:
    """What is searched of one topic: `told_by` are phrases of people, `about` is its own text."""

    key: str
    told_by: tuple[str, ...]
    about: str


@dataclass(slots=True)
class _Known:
    """What the index knows of one topic: weights of its terms, spellings of its words, its phrases."""

    weights: dict[_Term, float] = field(default_factory=dict)
    signatures: set[str] = field(default_factory=set)
    phrases: list[frozenset[_Term]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Typed:
    """A typed word: the words of the index it may be, how alike they are, and its own spelling."""

    meant: dict[str, float]
    signature: str | None


class TopicIndex:
    """Topics by the words and the pairs of words in which people tell them."""

    def __init__(self, known: dict[str, _Known], language: str) -> None:
        self._known = known
        self._language = language
        found_in: dict[_Term, float] = defaultdict(float)
        for topic in known.values():
            for term, weight in topic.weights.items():
                found_in[term] += weight
        self._rarity = {term: _rarity(count, len(known)) for term, count in found_in.items()}
        self._rarest = _rarity(1, len(known))
        self._vocabulary = sorted(term for term in self._rarity if isinstance(term, str))
        self._phrase_weights = {
            key: [sum(self._rarity[term] for term in phrase) for phrase in topic.phrases]
            for key, topic in known.items()
        }

    @classmethod
    def of(cls, texts: Iterable[TopicText], language: str) -> "TopicIndex":
        """An index over the topics of one language; `en` takes the endings off its words."""
        known: dict[str, _Known] = {}
        for text in texts:
            topic = known[text.key] = _Known()
            for source, weight in ((text.about, _ABOUT_WEIGHT), *((told, 1.0) for told in text.told_by)):
                words = words_of(source, _MOST_WORDS_READ)[0]
                bases = [_base(word, language) for word in words]
                terms = frozenset[_Term]((*bases, *pairwise(bases)))
                topic.weights.update({term: max(weight, topic.weights.get(term, 0.0)) for term in terms})
                topic.signatures.update(word.signature for word in words)
                if weight == 1.0:
                    topic.phrases.append(terms)
        return cls(known, language)

    def search(self, text: str, most: int = 3) -> tuple[str, ...]:
        """Keys of at most `most` topics, likeliest first; none where nothing typed is like any of them.

        Reads Vietnamese with all, half or none of its diacritics, Telex and VNI leftovers, and words with a
        wrong letter. Only the first sixty words are read.
        """
        typed = [self._read(word) for word in words_of(text, _MOST_WORDS_TYPED)[0]]
        if not typed or not self._known:
            return ()
        scores = {key: self._score(key, typed) for key in self._known}
        best = sorted(scores, key=lambda key: -scores[key])[:most]
        least = max(_LEAST_SCORE, scores[best[0]] / 4)
        return tuple(key for key in best if scores[key] >= least)

    def _read(self, word: Word) -> _Typed:
        undone = without_leftovers(word)
        for reading in (word, undone) if undone else (word,):
            base = _base(reading, self._language)
            if base in self._rarity:
                return _Typed({base: 1.0}, reading.signature if reading.marked else None)
        base = _base(undone or word, self._language)
        if len(base) < _SHORTEST_MISTYPED or base.isdigit():
            return _Typed({}, None)
        alike = process.extract(
            base,
            self._vocabulary,
            scorer=OSA.normalized_similarity,
            score_cutoff=_LEAST_ALIKE,
            limit=_MOST_ALIKE,
        )
        return _Typed({meant: similarity**2 for meant, similarity, _ in alike}, None)

    def _score(self, key: str, typed: Sequence[_Typed]) -> float:
        """From 0, nothing alike; one phrase of the topic typed word for word gives about 2 and more."""
        topic = self._known[key]
        held: dict[_Term, float] = {}
        for term, sure in _terms(typed, topic.signatures):
            if term in topic.weights:
                held[term] = max(sure, held.get(term, 0.0))
        if not held:
            return 0.0
        asked = sum(max((self._rarity[word] for word in each.meant), default=self._rarest) for each in typed)
        words = sum(
            self._rarity[term]
            * topic.weights[term]
            * sure
            * (_PAIR_WEIGHT if isinstance(term, tuple) else 1.0)
            for term, sure in held.items()
        )
        told = max(
            (
                sum(self._rarity[term] * held[term] for term in phrase & held.keys()) / (weight + asked)
                for phrase, weight in zip(topic.phrases, self._phrase_weights[key], strict=True)
            ),
            default=0.0,
        )
        return words / (asked + 1.0) + _PHRASE_WEIGHT * told


def _terms(typed: Sequence[_Typed], signatures: set[str]) -> Iterator[tuple[_Term, float]]:
    """Words and pairs that a text may mean, each with how sure that is for a topic of these spellings."""
    before: dict[str, float] = {}
    for word in typed:
        same = word.signature is None or word.signature in signatures
        now = {base: alike * (1.0 if same else _OTHER_DIACRITICS) for base, alike in word.meant.items()}
        yield from now.items()
        for first, sure in before.items():
            for second, also in now.items():
                yield (first, second), sure * also
        before = now


def _base(word: Word, language: str) -> str:
    if language == "en":
        for ending in _ENDINGS:
            if word.base.endswith(ending) and len(word.base) - len(ending) >= _SHORTEST_STEM:
                return word.base[: -len(ending)]
    return word.base


def _rarity(found_in: float, topics: int) -> float:
    """Inverse document frequency, as in BM25: Robertson and Zaragoza, 2009."""
    return math.log(1.0 + (topics - found_in + 0.5) / (found_in + 0.5))
