"""Undoes Telex and VNI keystrokes left over in a word; it must never touch a word without them."""

import re

from domain.vietnamese_letters import Word, fold_base

_VOWELS = "aeiouy"
_TELEX_TONES = {"f": "2", "r": "3", "x": "4", "s": "5", "j": "6"}
_VNI_TONES = {"2": "2", "3": "3", "4": "4", "1": "5", "5": "6"}
_MOST_HORNS = 2
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"
_LETTERS = re.compile(r"[a-z]+")
_VNI = re.compile(r"[a-z]+(?:[1-9][a-z]*)+")
_ONSET = re.compile(r"^(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|dd|[bcdghklmnprstvx])?(?=[aeiouyw])")
_SYLLABLE = re.compile(r"^(?:[bcdghklmnprstvxq]{0,3})[aeiouy]{1,3}(?:ch|nh|ng|[ckmnpt])?$")


def without_leftovers(word: Word) -> Word | None:
    """The word meant by `chieengf` (Telex) or `chie62ng` (VNI), or None where there is nothing to undo."""
    if word.marked:
        return None
    if _LETTERS.fullmatch(word.base):
        return _telex(word.base)
    if _VNI.fullmatch(word.base):
        return _vni(word.base)
    return None


def _telex(typed: str) -> Word | None:
    onset = _ONSET.match(typed)
    if onset is None or typed.count("w") > _MOST_HORNS:
        return None
    head, rest = onset.group(), typed[onset.end() :]
    marks: list[str] = []
    if head == "dd":
        head = "d"
        marks.append("đ")
    tone = "1"
    letters: list[str] = []
    for char in rest:
        if char in _TELEX_TONES and any(letter in _VOWELS for letter in letters):
            tone = _TELEX_TONES[char]
            marks.append(char)
        elif char == "w":
            _apply_w(letters)
            marks.append(char)
        elif char == "d" and head == "d" and not marks:
            marks.append("đ")
        elif char in "aeo" and _doubles(letters, char):
            marks.append(char)
        else:
            letters.append(char)
    return _word(head, letters, tone, "đ" in marks) if marks else None


def _doubles(letters: list[str], char: str) -> bool:
    """Puts a circumflex on an earlier plain `char` (`ee`, and the free style `chiênge`)."""
    for place in range(len(letters) - 1, -1, -1):
        if letters[place] == char and (place + 1 == len(letters) or letters[place + 1] not in "̛̂̆"):
            letters.insert(place + 1, _CIRCUMFLEX)
            return True
    return False


def _apply_w(letters: list[str]) -> None:
    """`w` after a vowel: horn on o and u (both in `uo`), breve on a; alone it is ư."""
    plain = [place for place, letter in enumerate(letters) if letter in "aou"]
    if not plain:
        letters.extend(("u", _HORN))
        return
    last = plain[-1]
    if letters[last] == "a" and not (last and letters[last - 1] == "u"):
        letters.insert(last + 1, _BREVE)
        return
    place = last if letters[last] != "a" else last - 1
    letters.insert(place + 1, _HORN)
    if letters[place] == "o" and place and letters[place - 1] == "u":
        letters.insert(place, _HORN)


def _vni(typed: str) -> Word | None:
    letters: list[str] = []
    tone = "1"
    crossed = False
    for char in typed:
        if char in _VNI_TONES:
            tone = _VNI_TONES[char]
        elif char == "6":
            _mark_last(letters, "aeo", _CIRCUMFLEX)
        elif char == "7":
            _apply_w(letters)
        elif char == "8":
            _mark_last(letters, "a", _BREVE)
        elif char == "9":
            crossed = crossed or (letters[:1] == ["d"])
        else:
            letters.append(char)
    return _word("", letters, tone, crossed)


def _mark_last(letters: list[str], vowels: str, mark: str) -> None:
    for place in range(len(letters) - 1, -1, -1):
        if letters[place] in vowels:
            letters.insert(place + 1, mark)
            return


def _word(head: str, letters: list[str], tone: str, crossed: bool) -> Word | None:
    whole = head + "".join(letters)
    base = "".join(char for char in whole if char.isascii())
    if not _SYLLABLE.match(base):
        return None
    signature = f"đ{whole[1:]}" if crossed and whole.startswith("d") else whole
    return Word(fold_base(base), fold_base(signature) + tone, marked=True)
