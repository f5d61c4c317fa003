import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings")
application = get_wsgi_application()


def _load_before_forking() -> None:
    """What every worker needs stands in memory once (gunicorn's --preload): addresses, hooks, template tags.

    Objects that were there before are never looked at again by the collector, which would write into their pages.
    """
    from django.template import engines
    from django.urls import get_resolver
    from wagtail.hooks import search_for_hooks

    search_for_hooks()
    _ = get_resolver().url_patterns
    engines.all()
    gc.collect()
    gc.freeze()


_load_before_forking()
