"""Choosing a content for a lesson: what was made last comes first, and each says its type."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.chooser import ChooseResultsView, ChooseView, SnippetChooserViewSet

from media.h5p.admin.showing import for_listing, library_title
from media.h5p.models import H5PContent


class _Newest:
    ordering = "-pk"

    def get_object_list(self) -> QuerySet[H5PContent]:
        """Nothing is left out: Wagtail's search refuses a filter on a field that is not in its index."""
        return for_listing(H5PContent.objects.all())

    @property
    def columns(self) -> list[Column]:
        kind = Column("kind", label=_("Kind"), accessor=library_title)
        return [*super().columns, kind]  # type: ignore[misc]  # of the view beside it


class H5PChooseView(_Newest, ChooseView):
    pass


class H5PChooseResultsView(_Newest, ChooseResultsView):
    pass


class H5PChooserViewSet(SnippetChooserViewSet):
    choose_view_class = H5PChooseView
    choose_results_view_class = H5PChooseResultsView
