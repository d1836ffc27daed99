# SPDX-License-Identifier: MIT
"""Texts. C has bytes in any encoding; bytes that are not UTF-8 travel in a str as lone surrogates
(`surrogateescape`), so that what was read can be written again."""

from typing import Optional


def encoded(text: Optional[str]) -> Optional[bytes]:
    """A text for C. ValueError where it holds a NUL."""
    if text is None:
        return None
    raw = text.encode("utf-8", "surrogateescape")
    if b"\0" in raw:
        raise ValueError("a text with a NUL in it: %r" % text)
    return raw


def decoded(text: Optional[bytes]) -> Optional[str]:
    """A text of C."""
    return None if text is None else text.decode("utf-8", "surrogateescape")
