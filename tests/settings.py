"""The product's settings, with what would only make tests slow or noisy taken out."""

import atexit
import os
import shutil
import tempfile

if "DATA_DIR" not in os.environ or not os.environ["DATA_DIR"].startswith(tempfile.gettempdir()):
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="lms-test-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
for name in ("PUBLIC_URL", "EXTRA_HOSTS", "SECRET_KEY"):
    os.environ.pop(name, None)

from lms.catalogues import compile_catalogues  # noqa: E402
from lms.settings import *  # noqa: E402, F403
from lms.settings import DATABASES, LOCALE_PATHS, LOGGING, STORAGES  # noqa: E402

compile_catalogues(LOCALE_PATHS)  # before the first translated word: a process keeps what it has once read

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True  # or the first request of every test would list all static files
TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
LOGGING = {**LOGGING, "root": {"handlers": [], "level": "WARNING"}}
if "pool" in DATABASES["default"].get("OPTIONS", {}):
    DATABASES["default"]["OPTIONS"].pop("pool")  # each test thread opens and closes its own connection
