"""Past facts; whoever listens is optional to this app (DESIGN §4.9)."""

from django.dispatch import Signal

# Sent after commit.
course_completed = Signal()  # learner (User), course (UUID), at (datetime), certificate (Certificate | None)

# Sent inside the transaction that recorded it, so that what counts it can never disagree with it.
work_recorded = Signal()  # learner (User), course (UUID), lesson (UUID | None: several), at (datetime)
