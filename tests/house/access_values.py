"""What a row of the access matrix is made of."""

from __future__ import annotations

from typing import Any

# What a GET answers: a status, or where it leads.
SIGN_IN, SIGN_UP, HOME, SECOND_FACTOR = "→ /masuk/", "→ /daftar/", "→ /", "→ /akun/langkah-kedua/aplikasi/"
COURSE, OWN_CERTIFICATE, AGAIN = "→ course", "→ certificate", "→ /akun/langkah-kedua/sandi-lagi/"
RESULT = "→ result"  # of a test of a path
REFUSED = "refused"  # 403, or led away from the admin: whoever asks is told on a page that they may look at

Row = tuple[Any, Any, Any, Any]  # visitor, guest, learner, everybody else …
Rows = dict[str, tuple[Row, dict[str, Any]]]  # … but for these roles


def row(visitor: Any, *others: Any, **but: Any) -> tuple[Row, dict[str, Any]]:
    """One value for all, or visitor, guest, learner [, the others]."""
    values = (visitor, *others) + ((others[-1] if others else visitor),) * (3 - len(others))
    return values, {name.replace("_", " "): value for name, value in but.items()}


OWN = row(SIGN_IN, SIGN_UP, 200)  # about oneself
OWN_OBJECT = row(SIGN_IN, SIGN_UP, 200, 404)
POST_ONLY = row(405)
ATTEMPT = row(SIGN_IN, 404, 200, 404)
SECOND = row("→ /akun/langkah-kedua/masuk/", 200, AGAIN)
NO_SECOND_YET = row(SIGN_IN, 404)
STAFF = {"author": 200, "reviewer": 200, "administrator": 200, "administrator_without_second_factor": SECOND_FACTOR}
ACT_OF_STAFF = STAFF | {"author": 405, "reviewer": 405, "administrator": 405}
ONLY_ADMINISTRATORS = STAFF | {"author": REFUSED, "reviewer": REFUSED}
# Pages of classes lie on the learners' side; staff show their second step there as well.
_BY_PASSWORD = {"administrator_without_second_factor": SECOND_FACTOR}
LEADERS = row(SIGN_IN, SIGN_UP, 404, 404, teacher=200, coordinator=200, author=200, administrator=200, **_BY_PASSWORD)
OF_CLASS = row(SIGN_IN, SIGN_UP, 404, 404, teacher=200, coordinator=200, administrator=200, **_BY_PASSWORD)
POST_OF_CLASS = row(SIGN_IN, SIGN_UP, 404, 404, teacher=405, coordinator=405, administrator=405, **_BY_PASSWORD)
OF_SCHOOL = row(SIGN_IN, SIGN_UP, 404, 404, coordinator=200, administrator=200, **_BY_PASSWORD)
POST_OF_SCHOOL = row(SIGN_IN, SIGN_UP, 404, 404, coordinator=405, administrator=405, **_BY_PASSWORD)
# … and of organisations: who coordinates them or what is above; teachers see their classes alone.
OF_BRANCH = row(SIGN_IN, SIGN_UP, 404, 404, coordinator=200, administrator=200, **_BY_PASSWORD)
BRANCHES = row(SIGN_IN, SIGN_UP, 404, 404, coordinator=200, author=200, administrator=200, **_BY_PASSWORD)
OF_TEACHER = row(SIGN_IN, SIGN_UP, 404, 404, teacher=200, **_BY_PASSWORD)
POST_OF_TEACHER = row(SIGN_IN, SIGN_UP, 404, 404, teacher=405, **_BY_PASSWORD)
NOT_STAFF = (SIGN_IN, REFUSED, REFUSED, REFUSED)
