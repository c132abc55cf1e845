"""Holds secret bytes and secret text so that they can be used on purpose but never be printed, formatted or
pickled by accident.
"""

import hmac
from typing import NoReturn, final

__all__ = ["SecretBytes", "SecretText"]

_MASK = "●●●"


class _Masked:
    """What both secret types share: a mask instead of a value wherever Python would show one."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({_MASK})"

    def __str__(self) -> str:
        return _MASK

    def __format__(self, format_spec: str) -> str:
        return _MASK

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError(f"{type(self).__name__} is never pickled or copied through pickle")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} doesn't change")

    def __copy__(self) -> "_Masked":
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> "_Masked":
        return self


@final
class SecretBytes(_Masked):
    """Bytes that are nobody's business: keys, seeds, the content of a file.

    Equality takes constant time for equal lengths. `len()` and truth show the length only.
    """

    __slots__ = ("_value",)
    _value: bytes

    def __init__(self, value: bytes) -> None:
        object.__setattr__(self, "_value", bytes(value))

    def reveal(self) -> bytes:
        """Give the bytes to the one line that needs them."""
        return self._value

    def __len__(self) -> int:
        return len(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SecretBytes):
            return NotImplemented
        return hmac.compare_digest(self._value, other.reveal())

    def __hash__(self) -> int:
        return hash((SecretBytes, self._value))


@final
class SecretText(_Masked):
    """Text that is nobody's business: what a resident typed, a receipt code, a passphrase, a token.

    Equality takes constant time for equal lengths. `len()` and truth show the length only.
    """

    __slots__ = ("_value",)
    _value: str

    def __init__(self, value: str) -> None:
        object.__setattr__(self, "_value", value)

    def reveal(self) -> str:
        """Give the text to the one line that needs it."""
        return self._value

    def __len__(self) -> int:
        return len(self._value)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SecretText):
            return NotImplemented
        # surrogatepass: comparing must not raise with the text in the exception.
        return hmac.compare_digest(
            self._value.encode("utf-8", "surrogatepass"), other.reveal().encode("utf-8", "surrogatepass")
        )

    def __hash__(self) -> int:
        return hash((SecretText, self._value))
