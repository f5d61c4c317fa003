"""Our site and the bare one, side by side on this machine, each with 2 gunicorn workers of 4 threads."""

from __future__ import annotations

import http.cookiejar
import os
import re
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

from tests.e2e.site import PROJECT, Site, free_port


class Visitor:
    """A signed-in browser, as far as plain HTTP goes."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.jar = http.cookiejar.CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str) -> tuple[str, str]:
        """(address in the end, text)"""
        with self.opener.open(self.base + path) as answer:
            return answer.url, answer.read().decode()

    def bytes(self, path: str) -> bytes:
        with self.opener.open(self.base + path) as answer:
            return bytes(answer.read())

    def post(self, path: str, **fields: str) -> tuple[str, str]:
        _url, text = self.get(path)
        return self.send(path, text, **fields)

    def send(self, path: str, page: str, **fields: str) -> tuple[str, str]:
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": token(page), **fields}).encode()
        with self.opener.open(urllib.request.Request(self.base + path, body, {"Referer": self.base + path})) as answer:
            return answer.url, answer.read().decode()

    @property
    def cookies(self) -> str:
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.jar)


def token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    return found[1]


def sign_in(base: str, username: str = "siti", pin: str = "246813") -> Visitor:
    """A browser that has been here before: it holds the style sheet, and says so by its cookie."""
    visitor = Visitor(base)
    visitor.post("/masuk/", identifier=username, secret=pin)
    _url, page = visitor.get("/")
    name, _equals, value = re.findall(r'data-cookie="([^"]+)"', page)[0].partition("=")
    visitor.jar.set_cookie(_cookie(name, value))
    return visitor


def _cookie(name: str, value: str) -> http.cookiejar.Cookie:
    return http.cookiejar.Cookie(
        0, name, value, None, False, "localhost.local", False, False, "/", True, False, None, True, None, None, {}
    )


class Bare:
    """bench.bare under gunicorn."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        self.folder, self.port = folder, free_port()
        rows = "".join('{% for line in lines %}<p class="row">{{ line }}</p>{% endfor %}')
        (folder / "page.html").write_text(f"<!doctype html><title>{{{{ name }}}}</title>{rows}")
        self.environment = os.environ | {
            "BENCH_DIR": str(folder),
            "DJANGO_SETTINGS_MODULE": "bench.bare.settings",
            "DATABASE_URL": database_url,
        }
        self.process: subprocess.Popen[bytes] | None = None
        self.cookie = ""

    def start(self) -> None:
        made = (
            "import django; django.setup()\n"
            "from django.core.management import call_command; call_command('migrate', run_syncdb=True, verbosity=0)\n"
            "from django.contrib.auth.models import User; u = User.objects.create_user('bare')\n"
            "from django.contrib.sessions.backends.db import SessionStore; s = SessionStore()\n"
            "s['_auth_user_id'] = str(u.pk); s['_auth_user_backend'] = 'django.contrib.auth.backends.ModelBackend'\n"
            "s['_auth_user_hash'] = u.get_session_auth_hash(); s.create(); print(s.session_key)"
        )
        done = subprocess.run(
            [sys.executable, "-c", made], cwd=PROJECT, env=self.environment, capture_output=True, text=True, check=True
        )
        self.cookie = f"sessionid={done.stdout.strip()}"
        app = "django.core.wsgi:get_wsgi_application()"
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            app,
            "-b",
            f"127.0.0.1:{self.port}",
            "--workers",
            "2",
            "--threads",
            "4",
            "--preload",
            "--log-level",
            "error",
        ]
        self.process = subprocess.Popen(command, cwd=PROJECT, env=self.environment)
        for _ in range(100):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/page/").read()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the bare server does not answer")

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(10)


__all__ = ["Bare", "Site", "Visitor", "sign_in", "token"]
