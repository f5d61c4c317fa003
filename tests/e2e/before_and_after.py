"""A short course of a test before and a test afterwards, as an author would publish it: made on a site that runs."""

from __future__ import annotations

import uuid

from courses.models import Track
from tests.e2e.site import Site
from tests.factories.courses import course, lesson, module, question, quiz, quiz_block


def make_on(site: Site, name: str) -> tuple[str, str]:
    """The addresses of the two tests; the one afterwards is called like ``name``."""
    told = site.manage("shell", "-v0", "-c", f"from tests.e2e.before_and_after import make; make({name!r})")
    before, after = told.split()[-2:]
    return before, after


def make(name: str) -> None:
    """Each of two questions whose right answer is “A”."""
    asked = [question() for _ in range(2)]
    before = quiz(title=f"Tes awal {name}", fixed=asked)
    after = quiz(title=name, fixed=asked, pretest=before)
    page = course(name, slug=f"tes-{uuid.uuid4().hex[:8]}", track=Track.objects.order_by("pk").first())
    part = module(page)
    lessons = [lesson(part, quiz_block(one), kind="quiz", title=one.title) for one in (before, after)]
    print(*[one.get_url() for one in lessons])
