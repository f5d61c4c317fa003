"""A file between its dry run and its import: kept in the storage, out of everybody's reach but its owner's."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import User
from quizzes.formats import READERS

FOLDER = "question-imports"  # none of those that media.views serves
KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class Upload:
    token: UUID
    form: str  # one of quizzes.formats.READERS
    data: bytes


def keep_upload(*, person: User, data: bytes, form: str, at: datetime) -> UUID:
    """A person has one at a time; forgotten ones of others go after a day, by this and by ``housekeeping``."""
    remove_forgotten_uploads(at=at)
    drop_uploads(person)
    token = uuid4()
    default_storage.save(f"{_folder(person)}/{token}.{form}", ContentFile(data))
    return token


def kept_upload(person: User, token: UUID) -> Upload | None:
    for form in READERS:
        path = f"{_folder(person)}/{token}.{form}"
        with suppress(FileNotFoundError):
            if default_storage.exists(path):
                with default_storage.open(path) as file:
                    return Upload(token, form, file.read())
    return None


def drop_uploads(person: User) -> None:
    for name in _listed(_folder(person)):
        default_storage.delete(f"{_folder(person)}/{name}")


def drop_upload(person: User, token: UUID) -> None:
    """The file; what was noted about it stays for a day."""
    for form in READERS:
        default_storage.delete(f"{_folder(person)}/{token}.{form}")


def write_note(person: User, token: UUID, name: str, text: str) -> None:
    """A word about the import of this upload, for whoever asks how it goes; the newest counts."""
    path = _note(person, token, name)
    with suppress(FileNotFoundError):
        default_storage.delete(path)
    default_storage.save(path, ContentFile(text.encode()))


def read_note(person: User, token: UUID, name: str) -> str:
    """Empty where there is none, or where it is just being written."""
    with suppress(FileNotFoundError), default_storage.open(_note(person, token, name)) as file:
        return str(file.read().decode())
    return ""


def drop_note(person: User, token: UUID, name: str) -> None:
    with suppress(FileNotFoundError):
        default_storage.delete(_note(person, token, name))


def _note(person: User, token: UUID, name: str) -> str:
    return f"{_folder(person)}/{token}.{name}"


def _folder(person: User) -> str:
    return f"{FOLDER}/{person.public_id}"


def _listed(folder: str, *, folders: bool = False) -> list[str]:
    try:
        inner, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    return list(inner if folders else files)


def remove_forgotten_uploads(*, at: datetime, dry_run: bool = False) -> int:
    """Returns how many are older than a day; with ``dry_run`` they stay."""
    found = 0
    for owner in _listed(FOLDER, folders=True):
        for name in _listed(f"{FOLDER}/{owner}"):
            path = f"{FOLDER}/{owner}/{name}"
            with suppress(FileNotFoundError):
                if at - default_storage.get_modified_time(path) > KEPT_FOR:
                    found += 1
                    if not dry_run:
                        default_storage.delete(path)
    return found
