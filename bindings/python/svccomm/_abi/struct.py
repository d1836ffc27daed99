# SPDX-License-Identifier: MIT
"""How structs are declared: each member once, as an annotation that both a type checker and ctypes
understand. The tests compare every size and offset with what the C compiler sees."""

import ctypes
from typing import Annotated, Any, Callable, Dict, Iterator, Optional, Tuple, Type, TypeVar

from .functions import lib

U8 = Annotated[int, ctypes.c_uint8]
U16 = Annotated[int, ctypes.c_uint16]
U32 = Annotated[int, ctypes.c_uint32]
U64 = Annotated[int, ctypes.c_uint64]
I32 = Annotated[int, ctypes.c_int32]
I64 = Annotated[int, ctypes.c_int64]
Double = Annotated[float, ctypes.c_double]
Text = Annotated[Optional[bytes], ctypes.c_char_p]
Pointer = Annotated[Optional[int], ctypes.c_void_p]

_Address = ctypes.c_uint8 * 16
Bytes16 = Annotated[ctypes.Array[ctypes.c_uint8], _Address]

_LIMITS: Dict[Any, Tuple[int, int]] = {
    ctypes.c_uint8: (0, 2**8 - 1), ctypes.c_uint16: (0, 2**16 - 1),
    ctypes.c_uint32: (0, 2**32 - 1), ctypes.c_uint64: (0, 2**64 - 1),
    ctypes.c_int32: (-2**31, 2**31 - 1), ctypes.c_int64: (-2**63, 2**63 - 1),
}

STRUCTS: Dict[str, Type["Struct"]] = {}


class Struct(ctypes.Structure):
    """A struct, with its members' names and values in repr() and equal where they are. A number
    that does not fit into its member is a ValueError; ctypes alone would cut it."""

    C_NAME = ""
    LIMITS: Dict[str, Tuple[int, int]] = {}

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self.LIMITS and isinstance(value, int):
            low, high = self.LIMITS[name]
            if not low <= value <= high:
                raise ValueError("%s: %d is not within %d to %d" % (name, value, low, high))
        super().__setattr__(name, value)

    def values(self) -> Iterator[Tuple[str, Any]]:
        """The members with their names, but for those that say nothing."""
        for name, _ in self._fields_:
            if name != "size" and not name.startswith("reserved"):
                value = getattr(self, name)
                yield name, list(value) if isinstance(value, ctypes.Array) else value

    def __repr__(self) -> str:
        values = ", ".join("%s=%r" % pair for pair in self.values())
        return "%s(%s)" % (type(self).__name__, values)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Struct) or type(other) is not type(self):
            return NotImplemented
        return list(self.values()) == list(other.values())

    __hash__ = None  # type: ignore[assignment]  # its members may change


class Sized(Struct):
    """A struct that begins with its size and has an init function for its defaults. Members can be
    given by name; another name is a TypeError."""

    def __init__(self, **members: object) -> None:
        super().__init__()
        init = getattr(lib, self.C_NAME + "_init")
        if init(ctypes.byref(self), ctypes.sizeof(self)) != 0:
            raise ImportError("the library does not know this %s" % self.C_NAME)
        names = {name for name, _ in self._fields_}
        for name, value in members.items():
            if name not in names:
                raise TypeError("%s has no member %r" % (type(self).__name__, name))
            setattr(self, name, value)


_Declared = TypeVar("_Declared", bound=Struct)


def struct(name: str) -> Callable[[Type[_Declared]], Type[_Declared]]:
    """Makes the annotations of a class the members of the C struct of that name."""

    def declare(cls: Type[_Declared]) -> Type[_Declared]:
        cls._fields_ = [(member, getattr(hint, "__metadata__", (hint,))[0])
                        for member, hint in cls.__annotations__.items()]
        cls.LIMITS = {field[0]: _LIMITS[field[1]] for field in cls._fields_ if field[1] in _LIMITS}
        cls.C_NAME = name
        STRUCTS[name] = cls
        return cls

    return declare
