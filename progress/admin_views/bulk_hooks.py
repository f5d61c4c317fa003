"""Where the admin leads to many certificates at once, and to training hours."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from progress.admin_views import batches, ledger


@hooks.register("register_admin_urls")
def bulk_urls() -> list[Any]:
    place, work = "sertifikat-massal/", "sertifikat-massal/pekerjaan/"
    return [
        path(place, batches.bulk, name="admin_bulk"),
        path(f"{place}daftar/", batches.bulk_list, name="admin_bulk_list"),
        path(f"{place}mulai/", batches.bulk_start, name="admin_bulk_start"),
        path(work, batches.batches_list, name="admin_batches"),
        path(f"{work}<uuid:public_id>/", batches.batch_page, name="admin_batch"),
        path(f"{work}<uuid:public_id>/unduh/", batches.batch_file, name="admin_batch_file"),
        path(f"{work}<uuid:public_id>/berhenti/", batches.cancel_batch, name="admin_cancel_batch"),
        path(f"{work}<uuid:public_id>/lanjut/", batches.resume_batch, name="admin_resume_batch"),
        path("laporan/jam-pelatihan/", ledger.ledger, name="admin_ledger"),
        path(
            "laporan/jam-pelatihan/<uuid:public_id>/<int:year>/transkrip/", ledger.transcript, name="admin_transcript"
        ),
    ]


class HandingOutMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm(batches.PERMISSION))


@hooks.register("register_admin_menu_item")
def bulk_in_the_menu() -> MenuItem:
    return HandingOutMenuItem(
        _("Certificates of many people"),
        reverse("admin_bulk"),
        name="certificates-of-many",
        icon_name="group",
        order=411,
        classname="lms-wraps",
    )


@hooks.register("register_reports_menu_item")
def ledger_in_the_menu() -> MenuItem:
    return HandingOutMenuItem(_("Training hours (JP)"), reverse("admin_ledger"), icon_name="time", order=98)
