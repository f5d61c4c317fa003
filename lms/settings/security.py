"""Keys, hosts, cookies, transport, headers."""

import secrets
from urllib.parse import urlsplit

from core.environment import data_dir, read

PUBLIC_URL = read("PUBLIC_URL").rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")
BIND_HOST = read("BIND_HOST")


def _kept_secret_key() -> str:
    """The signing key of this installation, made on first use; part of every backup."""
    path = data_dir() / "keys" / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(60), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


SECRET_KEY = read("SECRET_KEY") or _kept_secret_key()

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS += [host.strip() for host in read("EXTRA_HOSTS").split(",") if host.strip()]
if PUBLIC_URL:
    ALLOWED_HOSTS.append(urlsplit(PUBLIC_URL).hostname or "")

# Over plain http (a class in the same network, a trial) a Secure cookie would never come back.
_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{_PREFIX}sesi"
CSRF_COOKIE_NAME = f"{_PREFIX}csrf"
DEVICE_COOKIE_NAME = f"{_PREFIX}perangkat"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # what is said may name people
CSRF_FAILURE_VIEW = "lms.views.errors.csrf_failure"

SECURE_SSL_REDIRECT = False  # the proxy's work; health checks come over plain http
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # for browsers too old for frame-ancestors in core.csp

TRUSTED_PROXIES = int(read("TRUSTED_PROXIES"))
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SILENCED_SYSTEM_CHECKS = [
    "security.W008",  # SECURE_SSL_REDIRECT: see above
    "security.W019",  # X_FRAME_OPTIONS: the admin shows previews of our pages in a frame
]
