from classes.models.assignments import Assignment, PersonalAssignment
from classes.models.groups import ClassGroup, ClassTeacher, Member, PupilNumber, TeacherNote
from classes.models.paper import (
    CompanionAttendance,
    CompanionSession,
    CompanionStep,
    PaperQuestion,
    PaperQuiz,
    PaperRow,
)

__all__ = [
    "Assignment",
    "ClassGroup",
    "ClassTeacher",
    "CompanionAttendance",
    "CompanionSession",
    "CompanionStep",
    "Member",
    "PaperQuestion",
    "PaperQuiz",
    "PaperRow",
    "PersonalAssignment",
    "PupilNumber",
    "TeacherNote",
]
