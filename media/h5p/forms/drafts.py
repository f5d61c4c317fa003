"""Drafts: begun, written in, saved as a version of a content, thrown away."""

from __future__ import annotations

import io
import json
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from h5p_wrapper.file_values import is_external
from h5p_wrapper.kinds import extension, media_type
from h5p_wrapper.overlays import lay_over
from h5p_wrapper.semantics import FileLike
from h5p_wrapper.versions import LibraryName
from PIL import Image as Pictures
from PIL import UnidentifiedImageError

from accounts.models import User
from media.h5p.contents import record_version, stored_version
from media.h5p.files import clone_files, drop_folder
from media.h5p.forms.checking import is_shown
from media.h5p.forms.file_parts import files_of
from media.h5p.forms.fresh import fresh_members
from media.h5p.forms.models import H5PDraft
from media.h5p.forms.places import MISSING, Place, Types, changed, parts_of, root, walk
from media.h5p.models import H5PContent, H5PContentVersion
from media.h5p.places import content_storage
from media.h5p.registry import InstalledLibraries

KEPT_FOR = timedelta(days=30)
MOST_FILES, MOST_BYTES = 300, 300 * 1_048_576  # of one draft
ROOM_OF_ONE = 2048 * 1_048_576  # bytes of all drafts of one person
MOST_PARAMS = 2_000_000  # characters of JSON
LARGEST = {"image": 15 * 1_048_576, "audio": 60 * 1_048_576, "video": 200 * 1_048_576, "file": 60 * 1_048_576}
_TYPES = {
    "image": ("image/png", "image/jpeg", "image/gif", "image/webp"),
    "audio": ("audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "video/webm"),
    "video": ("video/mp4", "video/webm"),
}
_ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/ogg": "ogg",
    "audio/wav": "wav",
    "video/mp4": "mp4",
    "video/webm": "webm",
}
_FILE_ENDINGS = frozenset(("pdf", "txt", "csv", "docx", "xlsx", "pptx", "odt", "ods", "odp", "vtt", "webvtt", "json"))
_FOLDERS = {"image": "images", "audio": "audios", "video": "videos", "file": "files"}


class FileRefused(Exception):
    """Says why, in words for its author."""


class TooLarge(Exception):
    """The whole is more than a draft holds."""


class FormLibraries(InstalledLibraries):
    """Knows also which types come with the product: their own words are Indonesian."""

    def is_own(self, name: LibraryName) -> bool:
        row = self.row(name)
        return bool(row and row.own)

    def rows(self) -> list[Any]:
        return list(self._all().values())


def begin(main: LibraryName, *, by: User, at: datetime, language: str = "id") -> H5PDraft:
    types = Types(FormLibraries(), language)
    params = in_language(fresh_members(types.fields(main), types), main, types)
    return H5PDraft.objects.create(by=by, main_library=str(main), params=params, changed_at=at)


def in_language(params: Any, main: LibraryName, types: Types) -> Any:
    """With the interface texts of common types in the language of the forms."""
    return lay_over(params, main, types.registry, types.language)[0] if types.language != "en" else params


def reopen(content: H5PContent, *, by: User, at: datetime) -> H5PDraft:
    """The draft in which this person changes the content; begun where there is none."""
    found = H5PDraft.objects.filter(by=by, content=content).first()
    if found:
        return found
    version = content.current
    assert version is not None
    draft = H5PDraft(key=uuid.uuid4(), by=by, content=content, changed_at=at)
    _take_over(draft, version)
    try:
        clone_files(version.folder, draft.folder)
        with transaction.atomic():
            draft.save()
    except IntegrityError:  # two tabs at once
        drop_folder(content_storage(), draft.folder)
        return H5PDraft.objects.get(by=by, content=content)
    except BaseException:
        drop_folder(content_storage(), draft.folder)
        raise
    return draft


def _take_over(draft: H5PDraft, version: H5PContentVersion) -> None:
    draft.base, draft.main_library = version.number, version.main_library
    draft.title, draft.alternative = version.content.title, version.content.alternative
    draft.params, draft.manifest = version.params, version.manifest
    draft.files = {path: {"size": facts["size"], "type": facts["type"]} for path, facts in version.files.items()}


def keep_file(draft: H5PDraft, place: Place, file: UploadedFile) -> Mapping[str, Any]:
    """The value of the file in the content. Raises ``FileRefused``."""
    kind = place.field.kind
    size = int(file.size or 0)
    if size > LARGEST.get(kind, 0):
        raise FileRefused(_("This file is too large: at most %(mb)s MB.") % {"mb": LARGEST.get(kind, 0) // 1_048_576})
    if not size:
        raise FileRefused(_("This file is empty."))
    taken = sum(int(each["size"]) for each in draft.files.values())
    if len(draft.files) >= MOST_FILES or taken + size > MOST_BYTES:
        raise FileRefused(_("There is no more room in this content. Take other files away first."))
    if _weight_of_others(draft) + taken + size > ROOM_OF_ONE:
        raise FileRefused(_("Your drafts fill the room for them. Finish some of them or throw them away first."))
    file.seek(0)
    head = file.read(4096)
    file.seek(0)
    found = media_type(head, file.name or "") or ""
    ending = _ENDINGS.get(found, "") if kind in _TYPES else extension(file.name or "")
    fits = found in _TYPES[kind] if kind in _TYPES else ending in _FILE_ENDINGS and bool(found)
    if not fits:
        raise FileRefused(_not_of_kind(kind))
    value: dict[str, Any] = {"path": f"{_FOLDERS[kind]}/{kind}-{uuid.uuid4().hex[:12]}.{ending}", "mime": found}
    if kind == "audio" and found == "video/webm":
        value["mime"] = "audio/webm"
    if kind == "image":
        value |= _measured(file)
    value["copyright"] = {"license": "U"}
    content_storage().save(f"{draft.folder}/{value['path']}", cast(BinaryIO, file))
    draft.files = {**draft.files, value["path"]: {"size": size, "type": found}}
    return value


def _weight_of_others(draft: H5PDraft) -> int:
    others = H5PDraft.objects.filter(by=draft.by_id).exclude(pk=draft.pk).values_list("files", flat=True)
    return sum(int(each["size"]) for files in others for each in files.values())


def _not_of_kind(kind: str) -> str:
    return {
        "image": _("This is not a picture. Bring a PNG, JPEG, GIF or WebP file."),
        "audio": _("This is not a recording. Bring an MP3, M4A, OGG or WAV file."),
        "video": _("This is not a film. Bring an MP4 or WebM file."),
    }.get(kind, _("Files of this kind are not allowed. Bring a PDF, office or text file."))


def _measured(file: UploadedFile) -> dict[str, int]:
    try:
        with Pictures.open(io.BytesIO(file.read())) as picture:
            width, height = picture.size
    except (UnidentifiedImageError, OSError, ValueError, Pictures.DecompressionBombError):
        raise FileRefused(_("This picture is damaged. Save it again and bring the new file.")) from None
    finally:
        file.seek(0)
    return {"width": width, "height": height}


def save_draft(draft: H5PDraft, *, at: datetime) -> None:
    """Raises ``TooLarge``."""
    draft.title, draft.alternative = _storable(draft.title), _storable(draft.alternative)
    draft.params, draft.manifest = _storable(draft.params), _storable(draft.manifest)
    if len(json.dumps(draft.params)) > MOST_PARAMS:
        raise TooLarge
    draft.revision += 1
    draft.changed_at = at
    draft.save()


def _storable(value: Any) -> Any:
    """Without a letter that no keyboard has and PostgreSQL does not take; only a program sends it."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, list):
        return [_storable(each) for each in value]
    return {name: _storable(each) for name, each in value.items()} if isinstance(value, dict) else value


def final_params(draft: H5PDraft, types: Types) -> Any:
    """Without what is hidden by another answer and wants to be nothing then (``nullWhenHidden``)."""
    params = draft.params
    for place in walk(root(types, draft.main, params), types):
        values = {str(each.path[-1]): each for each in parts_of(place, types) if each.path}
        beside = {name: each.value for name, each in values.items()}
        for each in values.values():
            condition = each.field.show_when
            if (
                condition
                and condition.null_when_hidden
                and each.value is not MISSING
                and not is_shown(condition, beside)
            ):
                params = changed(params, each.path, lambda _old: MISSING)
    return params


def used_files(draft: H5PDraft, params: Any, types: Types) -> frozenset[str]:
    found = set()
    for place in walk(root(types, draft.main, params), types):
        if isinstance(place.field, FileLike):
            for each in files_of(place.value):
                original = each.get("originalImage")
                found.add(str(each["path"]))
                found.update(str(inner["path"]) for inner in files_of(original))
    return frozenset(path for path in found if not is_external(path))


def publish(draft: H5PDraft, *, types: Types, by: User, at: datetime) -> H5PContentVersion:
    """A new version; the draft goes on from it. Raises H5PError."""
    params = final_params(draft, types)
    folder = content_storage().path(draft.folder)
    used = used_files(draft, params, types) & draft.files.keys()
    stored = stored_version(
        draft.content,
        title=draft.title,
        manifest=_manifest(draft),
        params=params,
        main=draft.main,
        files={path: folder / path for path in used},
        by=by,
    )
    with stored as what, transaction.atomic():
        version = record_version(what, by=by, at=at, alternative=draft.alternative)
        H5PDraft.objects.filter(by=by, content=version.content).exclude(pk=draft.pk).delete()
        draft.content = version.content
        _take_over(draft, version)
        draft.revision += 1
        draft.changed_at = at
        draft.save()
    return version


def _manifest(draft: H5PDraft) -> dict[str, Any]:
    said = {key: value for key, value in draft.manifest.items() if not key.endswith("Dependencies")}
    return {"language": "id", "embedTypes": ["iframe"], **said, "title": draft.title}


def discard(draft: H5PDraft) -> None:
    draft.delete()
    drop_folder(content_storage(), draft.folder)


def remove_forgotten_drafts(*, at: datetime, dry_run: bool) -> int:
    forgotten = H5PDraft.objects.filter(changed_at__lt=at - KEPT_FOR)
    if dry_run:
        return forgotten.count()
    count = 0
    for draft in forgotten:
        discard(draft)
        count += 1
    return count
