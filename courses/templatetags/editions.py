"""What the pages of an edition need besides words."""

from __future__ import annotations

import json

from django import template

from courses.editions.model import Blank, SelfCheck

register = template.Library()


@register.filter
def check_key(question: SelfCheck) -> str:
    """What edition.js grades by, as JSON: the key is on the page anyhow, behind “See the answer”."""
    blanks = question.blanks or tuple(gap for gap in question.gaps if isinstance(gap, Blank))
    key = {
        "scheme": question.scheme,
        "several": question.several,
        "right": [str(number) for number, option in enumerate(question.options, 1) if option.is_right],
        "fits": [list(blank.fits) for blank in blanks],
        "typed": [not blank.choices for blank in blanks],
        "rules": dict(question.rules or {}),
    }
    return json.dumps(key, ensure_ascii=False)
