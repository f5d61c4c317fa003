from classes.models.assignments import Assignment, PersonalAssignment
from classes.models.groups import ClassGroup, ClassTeacher, Member, PupilNumber, TeacherNote
from classes.models.handovers import Handover

__all__ = [
    "Assignment",
    "ClassGroup",
    "ClassTeacher",
    "Handover",
    "Member",
    "PersonalAssignment",
    "PupilNumber",
    "TeacherNote",
]
