from classes.models.assignments import Assignment, PersonalAssignment
from classes.models.groups import ClassGroup, ClassTeacher, Member, PupilNumber, TeacherNote

__all__ = [
    "Assignment",
    "ClassGroup",
    "ClassTeacher",
    "Member",
    "PersonalAssignment",
    "PupilNumber",
    "TeacherNote",
]
