"""pg_dump and pg_restore, told by their environment where the database is: everybody can read a command line."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# libpq's parameters and its environment variables (PostgreSQL manual, “Environment Variables” of libpq).
_VARIABLES = {
    "host": "PGHOST",
    "hostaddr": "PGHOSTADDR",
    "port": "PGPORT",
    "dbname": "PGDATABASE",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "options": "PGOPTIONS",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "channel_binding": "PGCHANNELBINDING",
    "require_auth": "PGREQUIREAUTH",
    "target_session_attrs": "PGTARGETSESSIONATTRS",
    "sslmode": "PGSSLMODE",
    "sslnegotiation": "PGSSLNEGOTIATION",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslcertmode": "PGSSLCERTMODE",
    "sslcrl": "PGSSLCRL",
    "sslcrldir": "PGSSLCRLDIR",
    "ssl_min_protocol_version": "PGSSLMINPROTOCOLVERSION",
    "ssl_max_protocol_version": "PGSSLMAXPROTOCOLVERSION",
    "gssencmode": "PGGSSENCMODE",
    "krbsrvname": "PGKRBSRVNAME",
}


class ProgramFailed(Exception):
    """What the program said."""


def dump(target: Path, *, snapshot: str, parameters: Mapping[str, Any]) -> None:
    """``parameters``: of the connection, as Django gives them to psycopg. Raises ProgramFailed."""
    _run(["pg_dump", "--format=custom", f"--snapshot={snapshot}", "--file", str(target)], parameters)


def load(source: Path, *, parameters: Mapping[str, Any]) -> None:
    """Raises ProgramFailed."""
    name = str(parameters["dbname"]).replace("\\", r"\\").replace("'", r"\'")
    # Without --dbname it would write a script; quoted, a name can be nothing but a name.
    options = ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--dbname", f"dbname='{name}'"]
    _run(["pg_restore", *options, str(source)], parameters)


def _run(command: list[str], parameters: Mapping[str, Any]) -> None:
    given = {
        variable: str(value)
        for name, variable in _VARIABLES.items()
        if (value := parameters.get(name)) not in (None, "")
    }
    done = subprocess.run(command, env=os.environ | given, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ProgramFailed(done.stderr.strip())
