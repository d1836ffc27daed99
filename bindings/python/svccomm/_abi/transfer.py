# SPDX-License-Identifier: MIT
"""The structs of transfer.h."""

from .struct import Sized, U32, U64, struct


@struct("svccomm_import_report")
class ImportReport(Sized):
    """What an import did."""

    size: U32
    reserved: U32
    records: U64  # read
    created: U64  # of these, new
    merged: U64  # of these, joined with one that existed (K9)
