# SPDX-License-Identifier: MIT
"""Pure calculators of the netstat statistics (N13). No value is None."""

import ctypes
import math
from typing import Optional, Tuple

from . import _abi as c
from ._numbers import u64
from .errors import check


def average_connections(total_ports: int, active_samples: int) -> Optional[float]:
    """total ports / active samples; None where there are no active samples."""
    return _value(c.lib.svccomm_average_connections(u64(total_ports), u64(active_samples)))


def persistence(active_samples: int, total_samples: int) -> Optional[float]:
    """active / total x 100, percent; None where total is 0."""
    return _value(c.lib.svccomm_persistence(u64(active_samples), u64(total_samples)))


def persistence_interval(active_samples: int,
                         total_samples: int) -> Optional[Tuple[float, float]]:
    """The Wilson score interval of persistence at 95 %, percent; None where total is 0."""
    low, high = ctypes.c_double(), ctypes.c_double()
    check(c.lib.svccomm_persistence_interval(u64(active_samples), u64(total_samples),
                                             ctypes.byref(low), ctypes.byref(high)))
    return None if math.isnan(low.value) else (low.value, high.value)


def _value(number: float) -> Optional[float]:
    return None if math.isnan(number) else number
