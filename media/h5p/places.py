"""Where files of H5P lie, below DATA_DIR. Libraries and contents are never changed once written."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from h5p_wrapper.storage import FolderStorage


def h5p_folder() -> Path:
    return Path(settings.DATA_DIR) / "h5p"


def library_storage() -> FolderStorage:
    """``<H5PLibrary.folder>/<path of the file>``."""
    return FolderStorage(h5p_folder() / "libraries")


def content_storage() -> FolderStorage:
    """``<H5PContentVersion.folder>/<path below content/>``: the originals, and ``.play/…`` what is sent to phones."""
    return FolderStorage(h5p_folder() / "contents")


def bundle_storage() -> FolderStorage:
    """Scripts and styles put together and compressed, under content-hash names; can be made again at any time."""
    return FolderStorage(h5p_folder() / "bundles")


def upload_storage() -> FolderStorage:
    """``<H5PUpload.key>.h5p``: packages on their way."""
    return FolderStorage(h5p_folder() / "uploads")
