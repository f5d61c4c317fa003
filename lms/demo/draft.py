"""A lesson that its author has sent to review, so that the reviewer of the demo has something to do."""

from __future__ import annotations

import json

from accounts.models import User
from courses.models import LessonPage

SLUG = "merawat-baterai-hp"
_BODY = [
    {
        "type": "text",
        "value": {
            "heading": "Baterai punya umur",
            "body": "<p>Baterai melemah setiap kali dipakai sampai habis. Kebiasaan kecil membuatnya awet.</p>",
        },
    },
    {
        "type": "steps",
        "value": {
            "title": "Menyalakan penghemat baterai",
            "steps": [
                {"text": "<p>Buka <b>Pengaturan</b>.</p>"},
                {"text": "<p>Ketuk <b>Baterai</b>.</p>"},
                {"text": "<p>Nyalakan <b>Penghemat baterai</b>.</p>"},
            ],
        },
    },
    {"type": "try_now", "value": {"body": "<p>Lihat di HP Anda: aplikasi apa yang paling banyak memakai baterai?</p>"}},
]


def send_draft_to_review(author: User, *, beside: LessonPage) -> LessonPage:
    """Write it at the end of the module of ``beside`` and ask for review, as its author would."""
    draft = LessonPage(
        title="Merawat baterai HP",
        slug=SLUG,
        objective="Anda bisa membuat baterai HP lebih awet.",
        minutes=4,
        live=False,
        owner=author,
        body=json.dumps(_BODY),
    )
    beside.get_parent().add_child(instance=draft)
    draft.save_revision(user=author)
    workflow = draft.get_workflow()
    if workflow is not None:  # an administrator may have taken the review away
        workflow.start(draft, author)
    return draft


def remove_draft() -> None:
    """Whatever became of it: still waiting, sent back, published."""
    for page in LessonPage.objects.filter(slug=SLUG, owner__is_demo=True):
        page.delete()
