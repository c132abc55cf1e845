"""Collects the cases of one vector file and runs each while writing it, so that no file promises what the code doesn't do."""

import hashlib
import json

from sealing import errors
from tests.sealing.vector_calls import run
from tests.sealing.vector_values import written
from tests.vectors.fixed_bytes import Json

SPEC = "tinbao/v1 revision 2"


class VectorFile:
    """One file of cases."""

    def __init__(self, name: str, about: str, where: str = "everywhere") -> None:
        self.name = name
        self.about = about
        self.where = where
        self.material: dict[str, Json] = {}
        self.cases: list[dict[str, Json]] = []

    def gives(self, name: str, call: str, given: Json, *, long: bool = False) -> None:
        """A case that returns something; `long` results stand as their hash."""
        out = written(run(call, given, self.material))
        if long:
            out = {"sha256": hashlib.sha256(bytes.fromhex(out)).hexdigest()}
        self.cases.append({"name": name, "call": call, "in": given, "out": out})

    def refuses(self, name: str, call: str, given: Json, error: str) -> None:
        """A case that must be refused with exactly this error."""
        try:
            run(call, given, self.material)
        except errors.SealingError as raised:
            if type(raised).__name__ != error:
                raise AssertionError(f"{self.name}: {name}: {type(raised).__name__}, not {error}") from raised
        else:
            raise AssertionError(f"{self.name}: {name}: not refused")
        self.cases.append({"name": name, "call": call, "in": given, "refused": error})

    def text(self) -> str:
        """The file as it is written."""
        names = [one["name"] for one in self.cases]
        assert len(set(names)) == len(names), f"{self.name}: a name twice"
        file = {
            "spec": SPEC,
            "about": self.about,
            "where": self.where,
            **({"material": self.material} if self.material else {}),
        }
        lines = ",\n".join("  " + json.dumps(one, ensure_ascii=True) for one in self.cases)
        head = json.dumps(file, ensure_ascii=True, indent=1)[:-2]
        return f'{head},\n "cases": [\n{lines}\n ]\n}}\n'
