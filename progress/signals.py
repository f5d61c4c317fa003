"""Past facts, sent after commit; whoever listens is optional to this app (DESIGN §4.9)."""

from django.dispatch import Signal

course_completed = Signal()  # learner (User), course (UUID), at (datetime), certificate (Certificate | None)
