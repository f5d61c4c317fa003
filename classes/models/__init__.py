from classes.models.assignments import Assignment, PersonalAssignment
from classes.models.groups import ClassGroup, ClassTeacher, Member, PupilNumber, TeacherNote
from classes.models.rosters import RosterCandidate, RosterImport, RosterRow

__all__ = [
    "Assignment",
    "ClassGroup",
    "ClassTeacher",
    "Member",
    "PersonalAssignment",
    "PupilNumber",
    "RosterCandidate",
    "RosterImport",
    "RosterRow",
    "TeacherNote",
]
