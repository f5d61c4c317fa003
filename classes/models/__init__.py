from classes.models.assignments import Assignment, PersonalAssignment
from classes.models.events import (
    Attendance,
    EventSession,
    PrintRun,
    Registration,
    Speaker,
    SurveyAnswer,
    TrainingEvent,
)
from classes.models.groups import ClassGroup, ClassTeacher, Member, PupilNumber, TeacherNote

__all__ = [
    "Assignment",
    "Attendance",
    "ClassGroup",
    "ClassTeacher",
    "EventSession",
    "Member",
    "PersonalAssignment",
    "PrintRun",
    "PupilNumber",
    "Registration",
    "Speaker",
    "SurveyAnswer",
    "TeacherNote",
    "TrainingEvent",
]
