"""Checks a request against the Bot API as aiogram declares it; it never lets an undeclared field through."""

import functools
import types
import typing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Union

import aiogram.methods
from aiogram.client.default import Default
from aiogram.methods import TelegramMethod
from aiogram.types import BufferedInputFile, InputFile
from pydantic import ValidationError

from bot.sandbox.refusals import RefusedError, bad_request

_PLAIN = (str, int, float, bool, type(None), InputFile, Default, datetime, timedelta)


@dataclass(frozen=True, slots=True)
class MethodSchema:
    """One method of the Bot API: its name and which of its fields are structures, uploads or withdrawn."""

    name: str
    model: type[TelegramMethod[Any]]
    structures: frozenset[str]
    uploads: frozenset[str]
    withdrawn: frozenset[str]

    @property
    def fields(self) -> frozenset[str]:
        """Names of the fields a caller may send."""
        return frozenset(self.model.model_fields) - self.withdrawn

    @property
    def required(self) -> frozenset[str]:
        """Names of the fields a caller must send."""
        return frozenset(name for name, field in self.model.model_fields.items() if field.is_required())


def _leaves(annotation: Any) -> list[Any]:
    if typing.get_origin(annotation) in (Union, types.UnionType):
        return [leaf for part in typing.get_args(annotation) for leaf in _leaves(part)]
    return [annotation]


def _is_structure(annotation: Any) -> bool:
    return any(leaf not in _PLAIN for leaf in _leaves(annotation))


def _is_upload_alone(annotation: Any) -> bool:
    leaves = _leaves(annotation)
    return InputFile in leaves and str not in leaves


def _describe(model: type[TelegramMethod[Any]]) -> MethodSchema:
    fields = model.model_fields
    withdrawn = frozenset(
        name
        for name, field in fields.items()
        if isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get("deprecated")
    )
    return MethodSchema(
        name=model.__api_method__,
        model=model,
        structures=frozenset(name for name, field in fields.items() if _is_structure(field.annotation)),
        uploads=frozenset(name for name, field in fields.items() if _is_upload_alone(field.annotation)),
        withdrawn=withdrawn,
    )


@functools.cache
def method_schemas() -> dict[str, MethodSchema]:
    """Every method aiogram declares, by its name in lower case (the Bot API ignores case in method names)."""
    found: dict[str, MethodSchema] = {}
    for name in aiogram.methods.__all__:
        model = getattr(aiogram.methods, name)
        if isinstance(model, type) and issubclass(model, TelegramMethod) and model is not TelegramMethod:
            schema = _describe(model)
            found[schema.name.lower()] = schema
    return found


def check_values(schema: MethodSchema, values: dict[str, Any]) -> None:
    """Refuse unknown, withdrawn and missing fields and values of a wrong kind, at every depth.

    Raises RefusedError (400). The description names the field, never its value.
    """
    withdrawn = schema.withdrawn.intersection(values)
    if withdrawn:
        raise bad_request(f'field "{min(withdrawn)}" of {schema.name} is withdrawn from the Bot API')
    if schema.uploads:
        values = {
            name: BufferedInputFile(b"", "upload") if name in schema.uploads else value
            for name, value in values.items()
        }
    try:
        schema.model.model_validate(values, extra="forbid")
    except ValidationError as error:
        raise _refusal(schema, error) from None


def _refusal(schema: MethodSchema, error: ValidationError) -> RefusedError:
    # In a union every branch complains; the deepest complaint belongs to the branch the caller meant.
    details = error.errors(include_input=False, include_url=False, include_context=False)
    first = max(details, key=lambda item: len(item["loc"]))
    path = ".".join(str(step) for step in first["loc"])
    if first["type"] == "extra_forbidden":
        return bad_request(f'unknown field "{path}" of {schema.name}')
    return bad_request(f'field "{path}" of {schema.name} is wrong: {first["msg"]}')
