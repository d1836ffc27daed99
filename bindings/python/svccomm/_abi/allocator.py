# SPDX-License-Identifier: MIT
"""The structs of allocator.h."""

from .struct import Pointer, Sized, U32, struct


@struct("svccomm_allocator")
class Allocator(Sized):
    """Memory functions of a handle. All three are given, or all three NULL for the C library's.
    Blocks are aligned as malloc's. Sizes are never 0. They must not call the handle."""

    size: U32
    reserved: U32
    ctx: Pointer  # passed to each function; NULL is fine
    malloc: Pointer  # A new block of `size` bytes, or NULL.
    realloc: Pointer  # Resizes `block` from `old_size` to `size`; NULL leaves the block as it was.
    free: Pointer  # Ends a block of `size` bytes; `block` is never NULL.
