"""The list of contents, and what may be changed about one without its package."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import CreateView, EditView, IndexView, SnippetViewSet

from media.h5p.admin.chooser import H5PChooserViewSet
from media.h5p.admin.showing import for_listing, library_title, made_on
from media.h5p.contents import record_change
from media.h5p.models import H5PContent


class H5PIndexView(IndexView):
    def get_edit_url(self, instance: H5PContent) -> str:
        """First what it is; from there to its words."""
        return reverse("h5p_content", args=[instance.pk])


class H5PCreateView(CreateView):
    """A content comes from a package."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("h5p_upload")


class H5PEditView(EditView):
    def save_instance(self) -> H5PContent:
        """What is played stays as it is in the database, also when somebody replaces it at this moment."""
        changed = self.form.instance
        record_change(changed, by=self.request.user, at=timezone.now())
        return changed

    def get_success_url(self) -> str:
        return reverse("h5p_content", args=[self.object.pk])


class H5PContentViewSet(SnippetViewSet):
    model = H5PContent
    icon = "media"
    menu_label = _("H5P contents")
    menu_order = 700
    index_view_class = H5PIndexView
    add_view_class = H5PCreateView
    edit_view_class = H5PEditView
    chooser_viewset_class = H5PChooserViewSet
    panels = [FieldPanel("title"), FieldPanel("alternative"), FieldPanel("picture")]
    list_display = (
        "title",
        Column("kind", label=_("Kind"), accessor=library_title),
        Column("made_on", label=_("Changed"), accessor=made_on),
    )
    list_per_page = 30
    copy_view_enabled = False
    inspect_view_enabled = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[H5PContent]:
        return for_listing(H5PContent.objects.all())
