from quizzes.models.attempts import Attempt, AttemptItem, CheckAnswer
from quizzes.models.bank import Pool, Question, QuestionVersion
from quizzes.models.quiz import Quiz, QuizQuestion, QuizSection

__all__ = [
    "Attempt",
    "AttemptItem",
    "CheckAnswer",
    "Pool",
    "Question",
    "QuestionVersion",
    "Quiz",
    "QuizQuestion",
    "QuizSection",
]
