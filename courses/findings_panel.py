"""In the editor of a lesson: what the rules of ``courses.quality`` find in the draft. Advice; it stops nobody."""

from __future__ import annotations

from wagtail.admin.panels import Panel


class FindingsPanel(Panel):
    class BoundPanel(Panel.BoundPanel):
        template_name = "courses/admin/findings_panel.html"
