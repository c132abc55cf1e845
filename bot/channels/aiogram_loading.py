"""Loads aiogram without building the hundreds of models that nobody here uses; it never changes what a model accepts.

On import aiogram builds every model of the Bot API, which takes some seconds of a start. Here each model is only told where
its names are to be looked up, and pydantic builds it on its first use, as it does for any model that isn't complete yet.
"""

import sys
from importlib import import_module
from typing import Any

from pydantic import BaseModel, ConfigDict


def load_aiogram() -> None:
    """Import aiogram with its models unbuilt; does nothing where it is loaded already."""
    if "aiogram" in sys.modules:
        return
    waiting: list[tuple[type[BaseModel], dict[str, Any] | None]] = []

    def note(model: type[BaseModel], /, _types_namespace: dict[str, Any] | None = None, **_: Any) -> None:
        waiting.append((model, _types_namespace))

    usual, config = BaseModel.__dict__["model_rebuild"], BaseModel.model_config
    BaseModel.model_rebuild = classmethod(note)  # type: ignore[assignment]
    # Inherited by the models made meanwhile; those of other libraries keep theirs.
    BaseModel.model_config = ConfigDict(**config, defer_build=True)
    try:
        import_module("aiogram")
    finally:
        BaseModel.model_rebuild = usual  # type: ignore[method-assign]
        BaseModel.model_config = config
    names = next((given for _, given in waiting if given is not None), None)
    if names is None:
        return  # a version that names nothing here builds its models as it sees fit
    methods = import_module("aiogram.methods")
    unbuilt: list[Any] = [getattr(methods, name) for name in methods.__all__]
    unbuilt += [model for model, _ in waiting]
    for each in unbuilt:
        each.__pydantic_parent_namespace__ = names
