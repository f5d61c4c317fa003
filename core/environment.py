"""What a host decides, read once from the environment. The table in docs/operations.md lists the same.

Values may also stand in ``DATA_DIR/local.env`` as NAME=VALUE lines (the first set-up writes the public
address there); the environment wins. Plain Python: the bootstrap reads it before Django exists.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parent.parent
WRAPPER_DIR = PROJECT_DIR / "h5p-python-wrapper" / "src"


@dataclass(frozen=True)
class Variable:
    name: str
    default: str
    meaning: str


VARIABLES = (
    Variable("DATA_DIR", "var", "Folder for the embedded database, uploads, keys and collected files."),
    Variable(
        "PUBLIC_URL", "", "Address people use, e.g. https://belajar.kota.example. https:// turns on secure cookies."
    ),
    Variable("DATABASE_URL", "", "postgres://user:password@host/name. Empty: SQLite in DATA_DIR."),
    Variable("DATABASE_POOLED", "", "1 when a transaction pooler (PgBouncer) stands in front of PostgreSQL."),
    Variable("SECRET_KEY", "", "Signing key. Empty: made once and kept in DATA_DIR/keys."),
    Variable("EXTRA_HOSTS", "", "Further host names that may be used in an address, separated by commas."),
    Variable(
        "TRUSTED_PROXIES", "0", "How many reverse proxies of yours stand in front; their X-Forwarded-* are believed."
    ),
    Variable("BIND_HOST", "", "Address that the bootstrap serves on; `up` sets it."),
    Variable("WEB_WORKERS", "2", "Server processes that `up` starts."),
    Variable("WEB_THREADS", "4", "Threads in each of them."),
    Variable("BACKUP_PASSPHRASE", "", "Encrypts what `backup` writes; `restore` asks for the same."),
    Variable("CERTIFICATE_SEAL_PASSPHRASE", "", "Opens the institution's own PKCS#12 in DATA_DIR/keys/seal."),
    Variable("CERTIFICATE_SIGNER", "", "Dotted path of a provider of certified signatures (docs/signing.md)."),
    Variable("H5P_CORE", "", "Folder of the H5P player's core. Empty: h5p-core/ inside the Python environment."),
    Variable("NPM_CONFIG_REGISTRY", "", "Where npm's packages come from. Empty: as npm's own files say."),
    Variable("MAX_UPLOAD_MB", "60", "Largest upload accepted; larger ones are refused before they are read."),
    Variable("MAX_H5P_MB", "200", "Largest H5P package accepted; only staff upload them."),
    Variable("LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR; log lines are JSON on standard error."),
    Variable("DEBUG", "", "1 shows tracebacks in the browser. Never where others can reach it."),
)
_NAMES = {variable.name: variable for variable in VARIABLES}


def data_dir() -> Path:
    return (PROJECT_DIR / (os.environ.get("DATA_DIR") or _NAMES["DATA_DIR"].default)).resolve()


def read(name: str) -> str:
    """Value of a variable of the table: environment, then local.env, then its default."""
    variable = _NAMES[name]
    return os.environ.get(name) or local_values().get(name) or variable.default


def local_values() -> dict[str, str]:
    path = data_dir() / "local.env"
    if not path.is_file():
        return {}
    pairs = (line.partition("=") for line in path.read_text(encoding="utf-8").splitlines())
    return {name.strip(): value.strip() for name, equals, value in pairs if equals}


def keep_local(**values: str) -> None:
    """Write values to local.env; the next start uses them. Other lines stay."""
    unknown = values.keys() - _NAMES.keys()
    if unknown or any(value.splitlines() not in ([], [value]) for value in values.values()):
        raise ValueError(f"not a single-line value of the table: {sorted(unknown) or sorted(values)}")
    kept = local_values() | values
    path = data_dir() / "local.env"
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name("local.env.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)  # it may hold a password
    part.write_text("".join(f"{name}={value}\n" for name, value in sorted(kept.items())), encoding="utf-8")
    part.replace(path)
