"""What stands in the rows and panels of H5P's pages in the admin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from h5p_wrapper.metadata import Credit, credits_of
from h5p_wrapper.versions import LibraryName

from media.h5p.forms.choosing import known_title
from media.h5p.models import H5PContent, H5PLibraryUse, H5PUpload
from media.h5p.registry import InstalledLibraries
from media.h5p.words import Said, said


@dataclass(frozen=True)
class Problems:
    errors: tuple[Said, ...]
    warnings: tuple[Said, ...]
    left_out: int = 0  # more of the same kinds than are listed

    def __bool__(self) -> bool:
        return bool(self.errors or self.warnings)


def problems_of(
    noted: Iterable[Mapping[str, Any]],
    left_out: Mapping[str, int] | None = None,
    *,
    upload: H5PUpload | None = None,
) -> Problems:
    """``upload``: a problem of the package as a whole stands under the name that its owner knows."""
    known = {f"{upload.key}.h5p": upload.name} if upload else {}
    rows = [{**row, "where": known.get(row["where"], row["where"])} for row in noted]
    return Problems(
        tuple(said(row) for row in rows if row["severity"] == "error"),
        tuple(said(row) for row in rows if row["severity"] != "error"),
        sum((left_out or {}).values()),
    )


def arrivals_now(libraries: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What would happen to each now: some may be installed since the package was looked through."""
    registry = InstalledLibraries()
    return [_arrival_now(row, registry) for row in libraries]


def _arrival_now(noted: Mapping[str, Any], registry: InstalledLibraries) -> dict[str, Any]:
    there = registry.row(LibraryName.parse(noted["name"]))
    if there is None or noted["arrival"] not in ("new", "patch"):
        return dict(noted)
    arrival = "patch" if noted["patch"] > there.patch else "known"
    differs = noted["patch"] == there.patch and noted["sha256"] != there.sha256
    return {**noted, "arrival": arrival, "installed_patch": there.patch, "differs": differs}


def type_title(main: str, title: str) -> str:
    """As people here call it; else as its maker does."""
    return known_title(main.partition(" ")[0]) or title or main


def rights_of(manifest: Mapping[str, Any]) -> Credit:
    """Who made it and under which licence, as h5p.json says."""
    return credits_of(manifest, None)[0]


def for_listing(contents: QuerySet[H5PContent]) -> QuerySet[H5PContent]:
    """With the titles of their types, without what makes a row heavy."""
    heavy = ("params", "manifest", "files", "libraries", "external", "warnings")
    main = H5PLibraryUse.objects.filter(main=True).select_related("library").only("version", "main", "library__title")
    return (
        contents.select_related("current")
        .defer(*(f"current__{name}" for name in heavy))
        .prefetch_related(Prefetch("current__uses", queryset=main, to_attr="main_uses"))
    )


def library_title(content: H5PContent) -> str:
    version = content.current
    if version is None:  # somebody is still writing it
        return ""
    title = next((use.library.title for use in getattr(version, "main_uses", ())), "")
    return type_title(version.main_library, title)


def made_on(content: H5PContent) -> str:
    if content.current is None:
        return ""
    return date_format(localtime(content.current.made_at), "j M Y")
