# SPDX-License-Identifier: MIT
"""netstat of HP-UX: as that of BSD, but `tcp` does not say the family."""

import bsd


def read(lines, name):
    return bsd.read(lines, name, {word: "::" for word in ("tcp", "udp", "tcp6", "udp6")})
