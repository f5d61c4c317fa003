"""What a host decides: one table, read from the environment and from local.env."""

import ast
import json
import os
import stat
import subprocess
import sys

import pytest

from core.environment import PROJECT_DIR, VARIABLES, keep_local, local_values, read

NAMES = {variable.name for variable in VARIABLES}


@pytest.fixture
def data_dir(tmp_path, monkeypatch):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    return tmp_path


def test_the_environment_wins_over_local_env_and_that_over_the_default(data_dir, monkeypatch):
    assert (read("LOG_LEVEL"), read("PUBLIC_URL")) == ("INFO", "")
    (data_dir / "local.env").write_text("LOG_LEVEL=ERROR\nPUBLIC_URL = https://belajar.example \n", encoding="utf-8")
    assert (read("LOG_LEVEL"), read("PUBLIC_URL")) == ("ERROR", "https://belajar.example")
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    assert read("LOG_LEVEL") == "DEBUG"
    monkeypatch.setenv("LOG_LEVEL", "")
    assert read("LOG_LEVEL") == "ERROR"


def test_a_name_that_is_not_in_the_table_is_a_mistake(data_dir, monkeypatch):
    monkeypatch.setenv("PUBLIC_ADDRESS", "x")
    with pytest.raises(KeyError):
        read("PUBLIC_ADDRESS")


def test_values_are_kept_beside_what_is_there(data_dir):
    (data_dir / "local.env").write_text("WEB_WORKERS=3\nkomentar\nMINE=a=b\n", encoding="utf-8")
    keep_local(PUBLIC_URL="https://belajar.example/?a=b")
    assert local_values() == {"MINE": "a=b", "PUBLIC_URL": "https://belajar.example/?a=b", "WEB_WORKERS": "3"}
    keep_local(PUBLIC_URL="https://lain.example")
    assert local_values()["PUBLIC_URL"] == "https://lain.example"


def test_only_names_of_the_table_are_kept(data_dir):
    with pytest.raises(ValueError, match="PUBLIC_ADDRESS"):
        keep_local(PUBLIC_ADDRESS="x", LOG_LEVEL="DEBUG")
    assert local_values() == {}


@pytest.mark.parametrize(
    "end", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
)
def test_no_value_brings_a_second_line_along(data_dir, end):
    with pytest.raises(ValueError, match="single-line"):
        keep_local(PUBLIC_URL=f"https://belajar.example{end}DEBUG=1")
    assert local_values() == {}
    assert read("DEBUG") == ""


def _names_read(tree: ast.AST) -> set[str]:
    return {
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "read"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def test_every_variable_of_the_table_is_read_somewhere_and_no_other():
    sources = [
        path for folder in ("lms", "core", "accounts", "certificates") for path in (PROJECT_DIR / folder).rglob("*.py")
    ]
    found = set().union(*(_names_read(ast.parse(path.read_text(encoding="utf-8"))) for path in sources))
    assert found | {"DATA_DIR"} == NAMES


def test_the_table_stands_in_the_operations_guide():
    guide = PROJECT_DIR / "docs" / "operations.md"
    text = guide.read_text(encoding="utf-8") if guide.exists() else ""
    assert [name for name in sorted(NAMES | {"BACKUP_PASSPHRASE"}) if f"`{name}`" not in text] == []


WANTED = [
    "HTTPS",
    "SESSION_COOKIE_NAME",
    "CSRF_COOKIE_NAME",
    "DEVICE_COOKIE_NAME",
    "SESSION_COOKIE_SECURE",
    "CSRF_COOKIE_SECURE",
    "LANGUAGE_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY",
    "CSRF_COOKIE_HTTPONLY",
    "SESSION_COOKIE_SAMESITE",
    "SECURE_HSTS_SECONDS",
    "ALLOWED_HOSTS",
    "TRUSTED_PROXIES",
    "SECURE_PROXY_SSL_HEADER",
    "MAX_UPLOAD_BYTES",
    "DEBUG",
    "SECRET_KEY",
]


def settings_with(data_dir, **values: str) -> dict:
    """The product's settings as another process with this environment reads them."""
    clean = {name: value for name, value in os.environ.items() if name not in NAMES}
    code = (
        "import json, lms.settings as s;"
        f"print(json.dumps({{name: getattr(s, name, None) for name in {WANTED!r}}}, default=str))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT_DIR,
        env=clean | {"DATA_DIR": str(data_dir), "DATABASE_URL": ""} | values,
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


def test_a_public_address_with_https_makes_cookies_strict(data_dir):
    found = settings_with(data_dir, PUBLIC_URL="https://belajar.kota.example/", EXTRA_HOSTS="a.example, b.example")
    secret = found.pop("SECRET_KEY")
    assert len(secret) > 50
    assert found == {
        "HTTPS": True,
        "SESSION_COOKIE_NAME": "__Host-sesi",
        "CSRF_COOKIE_NAME": "__Host-csrf",
        "DEVICE_COOKIE_NAME": "__Host-perangkat",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "LANGUAGE_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SECURE_HSTS_SECONDS": 31_536_000,
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]", "a.example", "b.example", "belajar.kota.example"],
        "TRUSTED_PROXIES": 0,
        "SECURE_PROXY_SSL_HEADER": None,
        "MAX_UPLOAD_BYTES": 60 * 1_048_576,
        "DEBUG": False,
    }


def test_without_https_cookies_come_back_and_the_key_stays_the_same(data_dir):
    first, second = (settings_with(data_dir, TRUSTED_PROXIES="1", MAX_UPLOAD_MB="5") for _ in range(2))
    assert first == second
    assert (first["SESSION_COOKIE_NAME"], first["SESSION_COOKIE_SECURE"], first["HTTPS"]) == ("sesi", False, False)
    assert first["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert first["MAX_UPLOAD_BYTES"] == 5 * 1_048_576
    kept = data_dir / "keys" / "secret_key"
    assert kept.read_text() == first["SECRET_KEY"]
    assert (stat.S_IMODE(kept.stat().st_mode), stat.S_IMODE(kept.parent.stat().st_mode)) == (0o600, 0o700)
