"""What the small types are made with: it has to be what the standard library's dataclasses are."""

from __future__ import annotations

import copy
import dataclasses
import pickle
import subprocess
import sys
from dataclasses import FrozenInstanceError

import pytest

from clashreader.later import later
from clashreader.values import dataclass, field, fields, replace


@dataclass(frozen=True, slots=True)
class Point:
    """A place."""

    x: int
    y: int = 2
    seen: list[int] = field(default_factory=list, repr=False, compare=False)

    @property
    def sum(self) -> int:
        """Both together."""
        return self.x + self.y


@dataclass(frozen=True, slots=True)
class Marked(Point):
    """A place with a colour, and y of its own."""

    y: int = 7
    colour: str = "red"


@dataclass(slots=True)
class Count:
    """Something that changes, and is never negative."""

    number: int = 0

    def __post_init__(self) -> None:
        self.number = max(0, self.number)


@dataclass(slots=True, eq=False)
class Thing:
    """Equal to nothing but itself."""

    name: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """Without a field."""


def test_values_are_made_compared_and_shown() -> None:
    assert (Point(1).x, Point(1).y, Point(1).sum) == (1, 2, 3)
    assert Point(1) == Point(x=1, y=2, seen=[5])
    assert Point(1) != Point(2)
    assert Point(1) != Thing("a")  # type: ignore[comparison-overlap]
    assert hash(Point(1)) == hash(Point(1, 2, [5]))
    assert repr(Point(1)) == "Point(x=1, y=2)"
    assert Point(1).seen is not Point(1).seen
    assert Count(-3) == Count(0)
    assert Thing("a") != Thing("a")
    assert {Nothing(), Nothing()} == {Nothing()}
    match Point(7):
        case Point(x, y):
            assert (x, y) == (7, 2)


def test_a_constructor_says_what_is_wrong_with_its_arguments() -> None:
    with pytest.raises(TypeError, match=r"Point.__init__.. missing 1 required .* 'x'"):
        Point()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword argument 'z'"):
        Point(1, z=2)  # type: ignore[call-arg]


def test_frozen_values_stay_as_they_are_and_others_have_no_new_names() -> None:
    point = Point(1)
    with pytest.raises(FrozenInstanceError):
        point.x = 3  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del point.x
    with pytest.raises(AttributeError):
        Count().other = 1  # type: ignore[attr-defined]
    with pytest.raises(TypeError):
        hash(Count())


@pytest.mark.parametrize(
    "again",
    [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))],
)
def test_values_can_be_copied(again: object) -> None:
    assert callable(again)
    for value in (Point(1, 5), Count(4)):
        assert again(value) == value


def test_whoever_looks_for_dataclasses_finds_some() -> None:
    assert dataclasses.is_dataclass(Point)
    assert [one.name for one in dataclasses.fields(Point)] == ["x", "y", "seen"]
    assert dataclasses.asdict(Point(1)) == {"x": 1, "y": 2, "seen": []}
    assert dataclasses.replace(Point(1), y=9) == replace(Point(1), y=9) == Point(1, 9)
    assert [(one.name, one.default) for one in fields(Count)] == [("number", 0)]


def test_fields_are_inherited() -> None:
    marked = Marked(1)
    assert repr(marked) == "Marked(x=1, y=7, colour='red')"
    assert (marked.sum, marked.__class__.__slots__) == (8, ["colour"])  # type: ignore[comparison-overlap]
    assert dataclasses.asdict(Marked(1)) == {"x": 1, "y": 7, "seen": [], "colour": "red"}


def test_modules_are_loaded_when_they_are_used() -> None:
    code = (
        "import sys; from clashreader.later import later; "
        "scales = later('clashreader.content', 'body')['body']; "
        "print('clashreader.content.body' in sys.modules, scales.Body.__name__, "
        "'clashreader.content.body' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "Body", "True"]
    values = later("clashreader", "later values")["values"]
    assert values.field is field
    with pytest.raises(AttributeError):
        _ = values.no_such_thing
