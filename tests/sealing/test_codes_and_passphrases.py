"""Receipt codes and passphrases: what can be typed wrongly, and what can't be guessed."""

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sealing.errors import Malformed
from sealing.passphrases import (
    WORDS_IN_PASSPHRASE,
    generate_passphrase,
    normalise_passphrase,
    read_words,
    shipped_words,
)
from sealing.receipts import derive_receipt, new_code, read_code, show_code
from sealing.secret_types import SecretText

codes = st.binary(min_size=9, max_size=9).map(lambda drawn: new_code(lambda _: b"\x00" + drawn))


@given(codes)
def test_a_shown_code_is_read_back(code: SecretText) -> None:
    """read ∘ show gives the code, with its six groups of four."""
    shown = show_code(code)
    assert re.fullmatch(r"\d{4}( \d{4}){5}", shown.reveal())
    assert read_code(shown) == code


@given(codes, st.integers(0, 23), st.integers(1, 9))
def test_any_one_wrong_digit_is_noticed(code: SecretText, at: int, off: int) -> None:
    """The check digits catch every single wrong digit before any work is done."""
    digits = code.reveal()
    wrong = digits[:at] + str((int(digits[at]) + off) % 10) + digits[at + 1 :]
    assert read_code(SecretText(wrong)) is None


@given(codes, st.integers(0, 22))
def test_any_two_neighbours_swapped_are_noticed(code: SecretText, at: int) -> None:
    """So do swapped neighbours, the other common slip."""
    digits = code.reveal()
    wrong = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    assert (read_code(SecretText(wrong)) is None) == (wrong != digits)


@given(st.text())
def test_any_typed_text_is_a_code_or_an_ordinary_no(typed: str) -> None:
    """Nothing that is typed raises."""
    read = read_code(SecretText(typed))
    assert read is None or len(read) == 24


@settings(deadline=None, max_examples=5)
@given(codes)
def test_a_code_opens_the_same_mailbox_every_time(code: SecretText) -> None:
    """Bot and form derive alike, whatever was typed between the digits."""
    typed = read_code(SecretText(show_code(code).reveal().replace("0", "o").replace(" ", " - ")))
    assert typed is not None
    assert derive_receipt(typed, bytes(16)) == derive_receipt(code, bytes(16))


def test_codes_are_spread_evenly() -> None:
    """Every leading digit comes up about as often as any other: no draw is reduced unfairly."""
    leading = [new_code().reveal()[0] for _ in range(4000)]
    assert all(250 < leading.count(digit) < 550 for digit in "0123456789")


def test_the_shipped_words_give_at_least_55_bits() -> None:
    """Five words of a list that is all different without diacritics, one number of syllables each."""
    words = shipped_words()
    plain = {normalise_passphrase(SecretText(word)).reveal() for word in words}
    assert len(plain) == len(words)
    assert all(re.fullmatch(r"[a-z]+ [a-z]+", word) for word in plain)
    assert WORDS_IN_PASSPHRASE * math.log2(len(words)) >= 55


def test_a_generated_passphrase_reads_the_same_with_and_without_diacritics() -> None:
    """What an input method makes of it doesn't matter."""
    for _ in range(50):
        passphrase = generate_passphrase(shipped_words())
        plain = normalise_passphrase(passphrase)
        assert len(plain.reveal().split(" ")) == 2 * WORDS_IN_PASSPHRASE
        assert normalise_passphrase(plain) == plain
        assert normalise_passphrase(SecretText(f" {passphrase.reveal().upper()}\t")) == plain


@given(st.text())
def test_normalising_twice_changes_nothing(typed: str) -> None:
    """And what is left is plain letters, digits and single spaces, or a refusal."""
    try:
        once = normalise_passphrase(SecretText(typed))
    except Malformed:
        return
    assert re.fullmatch(r"[a-z0-9]+( [a-z0-9]+)*", once.reveal())
    assert normalise_passphrase(once) == once


def test_a_bad_word_list_is_refused() -> None:
    """Too short, with words that look alike without diacritics, or of another number of syllables."""
    good = list(shipped_words())
    assert read_words("\n".join(good)) == tuple(good)
    for bad in (good[:2047], [*good, good[0].upper()], [*good, "một"], [*good, "một hai ba"], [*good, ""]):
        with pytest.raises(Malformed):
            read_words("\n".join(bad) + "\n")
