"""Apps, middleware, templates, languages, files, cache, tasks."""

import sys
from pathlib import Path

from core.environment import PROJECT_DIR, data_dir, read
from lms.bootstrap.player import core_folder

BASE_DIR = PROJECT_DIR
DATA_DIR = data_dir()
DEBUG = read("DEBUG") == "1"

INSTALLED_APPS = [
    "lms",
    "classes",
    "progress",
    "certificates",
    "courses",
    "quizzes",
    "practice",
    "media",
    "accounts",
    "core",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "core.middleware.request_log",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "core.csp.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "accounts.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.second_factor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "core.middleware.municipality",
    "core.middleware.upload_limit",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("lms.loaders.Loader", ["django.template.loaders.app_directories.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.context.face",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "core.templatetags.words",
                "lms.templatetags.face",
                "lms.templatetags.learning",
            ],
        },
    },
]

LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES  # of courses; Wagtail's own way to translate pages stays off (ADR 0045)
LOCALE_PATHS = [PROJECT_DIR / "lms" / "locale", PROJECT_DIR / "lms" / "locale_wagtail"]
LANGUAGE_COOKIE_NAME = "bahasa"
LANGUAGE_COOKIE_AGE = 400 * 86_400
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"  # per request: the municipality's, see core.middleware.municipality
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_URL = "unggahan/"
MEDIA_ROOT = DATA_DIR / "uploads"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "lms.static.CompressedStorage"},
}
WHITENOISE_USE_FINDERS = False
WHITENOISE_AUTOREFRESH = False
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

H5P_CORE = core_folder(Path(sys.prefix))

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Of Wagtail and allauth only, and each process has its own: what all must agree on is in the database.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "default"}}

EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # nothing here needs e-mail: notices are in the app

TASKS = {"default": {"BACKEND": "core.queue.Backend", "QUEUES": []}}

DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a long lesson in the page editor
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
FILE_UPLOAD_PERMISSIONS = 0o644
MAX_UPLOAD_BYTES = int(read("MAX_UPLOAD_MB")) * 1_048_576
MAX_H5P_BYTES = int(read("MAX_H5P_MB")) * 1_048_576
CERTIFICATE_SIGNER = read("CERTIFICATE_SIGNER")
CERTIFICATE_SEAL_PASSPHRASE = read("CERTIFICATE_SEAL_PASSPHRASE")
UPLOAD_LIMITS = {
    "/kelola/h5p/unggah/": MAX_H5P_BYTES + 100_000,  # the form around the file; staff only come there
    "/periksa/berkas/": 6_000_000,  # anybody comes there
}
