"""Past facts; whoever listens is optional to this app (DESIGN §4.9)."""

from django.dispatch import Signal

# Sent after commit when a course asks for something else than before, or is there again.
outline_published = Signal()  # course (UUID)
