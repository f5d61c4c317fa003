"""The body of a lesson: every block a trainer may choose from, in the order the picker shows them."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from core.blocks import (
    CalloutBlock,
    MessageBlock,
    PictureBlock,
    StepsBlock,
    TableBlock,
    TermsBlock,
    TextBlock,
    TryNowBlock,
)
from courses.h5p_block import H5PBlock
from media.blocks import AudioBlock, DocumentBlock, VideoBlock
from practice.blocks import PracticeBlock
from quizzes.blocks import CheckQuestionBlock, QuizBlock

_READ, _SEE, _DO = _("To read"), _("To see and hear"), _("To do")


class LessonBody(blocks.StreamBlock):
    text = TextBlock(group=_READ)
    steps = StepsBlock(group=_READ)
    callout = CalloutBlock(group=_READ)
    message = MessageBlock(group=_READ)
    terms = TermsBlock(group=_READ)
    table = TableBlock(group=_READ)
    picture = PictureBlock(group=_SEE)
    video = VideoBlock(group=_SEE)
    audio = AudioBlock(group=_SEE)
    document = DocumentBlock(group=_SEE)
    try_now = TryNowBlock(group=_DO)
    check = CheckQuestionBlock(group=_DO)
    practice = PracticeBlock(group=_DO)
    quiz = QuizBlock(group=_DO)
    h5p = H5PBlock(group=_DO)


# Block type → name of the child that holds what the learner acts on.
ACTIVITY_BLOCKS = {"check": "question", "practice": "task", "quiz": "quiz", "h5p": "content"}
