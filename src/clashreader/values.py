"""Dataclasses that cost little to define: what the small types of this program are made with.

`dataclasses` writes and compiles up to eight methods for each class, and imports `inspect` to do
so: 0.4 ms a class and 10 ms. A command that asks a hundred feeds and finds nothing new defines
sixty classes, of which it uses a dozen; it has 100 ms in all. Here a class is defined in 0.02 ms,
and its constructor is written when the first object is made.

The names mean what they mean in the standard library, of which this is a part: `frozen`, `slots`
(always given here) and `eq`, defaults, fields of a base class, ``__post_init__``; there is no
order and no ``ClassVar``. Whatever looks at dataclasses from outside (`dataclasses.fields`,
`asdict`, `replace`) finds them to be such.
"""

from __future__ import annotations

from operator import attrgetter

__all__ = ["dataclass", "field", "fields", "replace"]

TYPE_CHECKING = False  # importing typing would take longer than most of what this saves
if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass, field, fields, replace
    from typing import Any

    Class = type[Any]
else:

    def dataclass(*, frozen=False, slots=True, eq=True):
        """Return what makes a class of annotated names into one of values."""
        if not slots:
            raise TypeError("every class of values has slots")
        return lambda cls: _made(cls, frozen=frozen, eq=eq)

    def field(*, default=..., default_factory=..., repr=True, compare=True):  # noqa: A002
        """Say more of a field than its default."""
        return _Field(default, default_factory, repr, compare)

    def fields(cls):
        """Return what was said of the fields of a class (or of a value's), name and default."""
        return cls.__value_fields__

    def replace(value, /, **changes):
        """Return a copy of `value` with some fields changed."""
        cls = value.__class__
        for name in cls.__match_args__:
            if name not in changes:
                changes[name] = getattr(value, name)
        return cls(**changes)


class _Field:
    """What is said of a field; ``...`` stands for no default."""

    __slots__ = ("compare", "default", "factory", "kind", "name", "shown")

    def __init__(
        self,
        default: object = ...,
        factory: object = ...,
        shown: bool = True,
        compare: bool = True,
    ) -> None:
        self.name = ""
        self.kind: object = None
        self.default = default
        self.factory = factory
        self.shown = shown
        self.compare = compare


def _made(cls: Class, *, frozen: bool, eq: bool) -> Class:
    space = dict(cls.__dict__)
    space.pop("__dict__", None)
    space.pop("__weakref__", None)
    said = {one.name: one for one in getattr(cls, "__value_fields__", ())}
    space["__slots__"] = []
    for name, kind in space.get("__annotations__", {}).items():
        if name not in said:
            space["__slots__"].append(name)
        said[name] = _said(name, kind, space.pop(name, ...))
    names = space["__match_args__"] = tuple(said)
    space["__value_fields__"] = tuple(said.values())
    space["__dataclass_fields__"] = _Fields(said)
    space["__init__"] = _first_init(said, frozen)
    space.setdefault("__repr__", _repr_of([name for name in names if said[name].shown]))
    if eq:
        compared = [name for name in names if said[name].compare]
        space["__eq__"] = _eq_of(compared)
        space["__hash__"] = _hash_of(compared) if frozen else None
    if frozen:
        space["__setattr__"], space["__delattr__"] = _refuse_setting, _refuse_deleting
        # Else copies and pickles would be refused as well.
        space["__getstate__"], space["__setstate__"] = _state, _set_state
    metaclass: Any = type(cls)
    made: Class = metaclass(cls.__name__, cls.__bases__, space)
    made.__qualname__ = cls.__qualname__
    return made


def _said(name: str, kind: object, default: object) -> _Field:
    found = default if isinstance(default, _Field) else _Field(default)
    found.name, found.kind = name, kind
    return found


def _first_init(said: dict[str, _Field], frozen: bool) -> Callable[..., None]:
    """Return a constructor that writes the real one, puts it in its own place, and calls it."""

    def __init__(self: Any, *values: Any, **named: Any) -> None:  # noqa: N807
        cls = self.__class__
        cls.__init__ = _written_init(cls, said, frozen)
        cls.__init__(self, *values, **named)

    return __init__


def _written_init(cls: Class, said: dict[str, _Field], frozen: bool) -> Callable[..., None]:
    known: dict[str, Any] = {"_NONE": ...}
    parameters, lines = ["_self"], []
    for name, field in said.items():
        value = name
        if field.factory is not ...:
            known[f"_make_{name}"] = field.factory
            parameters.append(f"{name}=_NONE")
            value = f"_make_{name}() if {name} is _NONE else {name}"
        elif field.default is not ...:
            known[f"_default_{name}"] = field.default
            parameters.append(f"{name}=_default_{name}")
        else:
            parameters.append(name)
        if frozen:  # by the slot itself, which is also the fastest way
            known[f"_set_{name}"] = getattr(cls, name).__set__
            lines.append(f"_set_{name}(_self, {value})")
        else:
            lines.append(f"_self.{name} = {value}")
    if hasattr(cls, "__post_init__"):
        lines.append("_self.__post_init__()")
    body = "\n    ".join(lines or ["pass"])
    exec(f"def __init__({', '.join(parameters)}):\n    {body}", known)
    written: Callable[..., None] = known["__init__"]
    written.__qualname__ = f"{cls.__qualname__}.__init__"
    written.__module__ = cls.__module__
    return written


def _eq_of(names: list[str]) -> Callable[[Any, object], Any]:
    key = attrgetter(*names) if names else type

    def __eq__(self: Any, other: object) -> Any:  # noqa: N807
        if other.__class__ is not self.__class__:
            return NotImplemented
        return key(self) == key(other)

    return __eq__


def _hash_of(names: list[str]) -> Callable[[Any], int]:
    key = attrgetter(*names) if names else type

    def __hash__(self: Any) -> int:  # noqa: N807
        return hash(key(self))

    return __hash__


def _repr_of(names: list[str]) -> Callable[[Any], str]:
    def __repr__(self: Any) -> str:  # noqa: N807
        said = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({said})"

    return __repr__


def _refuse_setting(_self: object, name: str, _value: object) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_deleting(_self: object, name: str) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[object]:
    return [getattr(self, name) for name in self.__match_args__]


def _set_state(self: Any, state: list[object]) -> None:
    for name, value in zip(self.__match_args__, state, strict=True):
        object.__setattr__(self, name, value)


class _Fields:
    """Stands for `__dataclass_fields__`, which the standard library makes when somebody asks."""

    __slots__ = ("_said",)

    def __init__(self, said: dict[str, _Field]) -> None:
        self._said = said

    def __get__(self, _value: object, cls: Class) -> dict[str, Any]:
        import dataclasses

        space: dict[str, Any] = {
            "__annotations__": {name: field.kind for name, field in self._said.items()},
            "__module__": cls.__module__,
        }
        for name, field in self._said.items():
            more = {} if field.default is ... else {"default": field.default}
            if field.factory is not ...:
                more = {"default_factory": field.factory}
            space[name] = dataclasses.field(repr=field.shown, compare=field.compare, **more)  # type: ignore[call-overload]
        twin: Any = dataclasses.dataclass(init=False, eq=False, repr=False)(
            type(cls.__name__, (), space)
        )
        cls.__dataclass_fields__ = twin.__dataclass_fields__
        found: dict[str, Any] = cls.__dataclass_fields__
        return found
