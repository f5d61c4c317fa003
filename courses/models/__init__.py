from courses.models.outline import CourseOutline, CourseVersion
from courses.models.packs import PackImport, PackItem, PackLoad, PackSigner
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
    "PackImport",
    "PackItem",
    "PackLoad",
    "PackSigner",
    "StaleReport",
    "Track",
    "TrackTest",
]
