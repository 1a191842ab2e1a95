"""Domain values as JSON values and back: the one spelling used in action payloads, sealed batches and the command line's output."""

from typing import Any, TypeVar

from pydantic import TypeAdapter

_T = TypeVar("_T")
_adapters: dict[Any, TypeAdapter[Any]] = {}


def _adapter(kind: Any) -> TypeAdapter[Any]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]


def to_json(value: object) -> Any:
    """JSON values of a domain dataclass (tuples become lists, enums their values, sets sorted lists, bytes base64)."""
    return _sorted_sets(value, _adapter(type(value)).dump_python(value, mode="json"))


def from_json(kind: type[_T], value: object) -> _T:
    """The domain value back; raise pydantic.ValidationError for anything that is not one."""
    result: _T = _adapter(kind).validate_python(value)
    return result


def _sorted_sets(value: object, dumped: Any) -> Any:
    """Sets have no order of their own; give them one, so that equal values have equal JSON."""
    if isinstance(dumped, dict):
        for key in dumped:
            if isinstance(getattr(value, key, None), frozenset):
                dumped[key] = sorted(dumped[key])
    return dumped
