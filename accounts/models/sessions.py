from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class Session(AbstractBaseSession):
    """A session that knows whose it is, so that one person's sessions can be ended."""

    person_id = models.BigIntegerField(null=True, db_index=True)

    @classmethod
    def get_session_store_class(cls) -> type:
        from accounts.sessions import SessionStore  # the store imports this model

        return SessionStore
