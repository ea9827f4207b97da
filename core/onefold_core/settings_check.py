"""Settings against their shapes: an unknown key or a bad value is a ConfigError that names the place."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field, ValidationError
from pydantic.fields import FieldInfo

from onefold_core.errors import ConfigError
from onefold_core.yamlio import MEND

M = TypeVar("M", bound=BaseModel)
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


def validated(model: type[M], document: Any, path: Path) -> M:
    """A document read from `path` as the model; ConfigError lists the valid keys."""
    if not isinstance(document, dict):
        raise ConfigError("bad-settings", "the file must hold a mapping", where=str(path), mend=MEND)
    try:
        return model.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        extra = first["type"] == "extra_forbidden"
        valid = _valid_keys(model, first["loc"]) if extra else ()
        what = "this key is not known" if extra else first["msg"].removeprefix("Value error, ")
        count = error.error_count() - 1
        more = f" (and {count} more)" if count else ""
        raise ConfigError(
            "bad-settings", f"{what}{more}", where=f"{path}: {place or 'top level'}", valid=valid, mend=MEND
        ) from None


def _valid_keys(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """The keys allowed where an unknown one stands, found by walking the model along `loc`."""
    here: Any = model
    for part in loc[:-1]:
        if isinstance(here, type) and issubclass(here, BaseModel) and str(part) in _fields(here):
            here = _inner_model(_fields(here)[str(part)].annotation)
    return list(_fields(here)) if isinstance(here, type) and issubclass(here, BaseModel) else []


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _inner_model(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _inner_model(argument)
        if found is not None:
            return found
    return None
