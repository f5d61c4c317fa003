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
from classes.models.handovers import Handover
from classes.models.paper import (
    CompanionAttendance,
    CompanionSession,
    CompanionStep,
    PaperQuestion,
    PaperQuiz,
    PaperRow,
)
from classes.models.rosters import RosterCandidate, RosterImport, RosterRow

__all__ = [
    "Assignment",
    "Attendance",
    "ClassGroup",
    "ClassTeacher",
    "CompanionAttendance",
    "CompanionSession",
    "CompanionStep",
    "EventSession",
    "Handover",
    "Member",
    "PaperQuestion",
    "PaperQuiz",
    "PaperRow",
    "PersonalAssignment",
    "PrintRun",
    "PupilNumber",
    "Registration",
    "RosterCandidate",
    "RosterImport",
    "RosterRow",
    "Speaker",
    "SurveyAnswer",
    "TeacherNote",
    "TrainingEvent",
]
