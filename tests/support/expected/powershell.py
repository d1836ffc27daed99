# SPDX-License-Identifier: MIT
"""Get-NetTCPConnection and Get-NetUDPEndpoint of PowerShell: the table and CSV."""

import csv

from words import address, row


def end(host, port):
    host = address(host)
    return (host, int(port)) if host and port.isdigit() else None


def fields_of(line, columns, table):
    if not table:
        return dict(zip(columns, next(csv.reader([line]))))
    # What is empty is in the middle (AppliedSetting); the columns before it are never.
    return dict(zip(columns, line.split()))


def read(lines, name):
    columns, table = [], True
    for line in lines:
        if "LocalAddress" in line:
            table = "," not in line
            columns = line.split() if table else next(csv.reader([line]))
            yield None
        elif not line.strip() or line.startswith("#TYPE"):
            yield "skipped"
        elif set(line) <= set("- "):
            yield None
        else:
            fields = fields_of(line, columns, table)
            local = end(fields["LocalAddress"], fields["LocalPort"])
            if "RemoteAddress" in columns:
                peer = end(fields["RemoteAddress"], fields["RemotePort"])
                yield row(6, fields["State"], local, peer)
            else:
                yield row(17, "", local, ("::", 0))
