from courses.models.outline import CourseOutline, CourseVersion
from courses.models.packs import PackItem, PackLoad
from courses.models.pages import CataloguePage, CoursePage, LessonPage, ModulePage
from courses.models.stale import StaleReport
from courses.models.track import Track
from courses.models.track_tests import TrackTest

__all__ = [
    "CataloguePage",
    "CourseOutline",
    "CoursePage",
    "CourseVersion",
    "LessonPage",
    "ModulePage",
    "PackItem",
    "PackLoad",
    "StaleReport",
    "Track",
    "TrackTest",
]
