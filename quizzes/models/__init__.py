from quizzes.models.attempts import Attempt, AttemptItem, CheckAnswer
from quizzes.models.bank import Pool, Question, QuestionVersion
from quizzes.models.quiz import Allowance, Quiz, QuizQuestion, QuizSection, Window
from quizzes.models.regrades import Regrade, RegradeChange

__all__ = [
    "Allowance",
    "Attempt",
    "AttemptItem",
    "CheckAnswer",
    "Pool",
    "Question",
    "QuestionVersion",
    "Quiz",
    "QuizQuestion",
    "QuizSection",
    "Regrade",
    "RegradeChange",
    "Window",
]
