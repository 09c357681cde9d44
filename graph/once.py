"""How is a property computed once, without making others wait?

`functools.cached_property` of Python 3.11 holds one lock for all objects of a class while it computes: a person who asks for one chain
would wait until everything is decided for somebody else. Here two threads that ask for the same at the same time may both compute it,
and get equal values; nobody waits for another object. (From Python 3.12 on the standard library's does the same.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

Value = TypeVar("Value")


class once(Generic[Value]):  # noqa: N801  reads as the decorator it is
    """A property that is kept in the object's `__dict__` when it was computed."""

    def __init__(self, compute: Callable[[Any], Value]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, _owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, held: None, owner: type) -> Self: ...
    @overload
    def __get__(self, held: object, owner: type) -> Value: ...
    def __get__(self, held: object | None, owner: type) -> Self | Value:
        """The value; the descriptor itself when the class is asked. Not a data descriptor: the kept value is found before it."""
        if held is None:
            return self
        value = held.__dict__[self._name] = self._compute(held)
        return value
