"""The content of each question kind as a trainer writes it, and the blocks that put questions into a lesson."""

from __future__ import annotations

from wagtail import blocks

from quizzes.blocks.arranged import GroupsBlock, MatchingBlock, OrderingBlock
from quizzes.blocks.choice import MultipleChoiceBlock, SingleChoiceBlock, TrueFalseBlock
from quizzes.blocks.lesson import CheckQuestionBlock, QuizBlock
from quizzes.blocks.places import PlacesBlock
from quizzes.blocks.typed import GapsBlock, NumberBlock, ShortTextBlock
from quizzes.blocks.written import FreeTextBlock, FreeWordsBlock, ScaleBlock


class QuestionContentBlock(blocks.StreamBlock):
    """Exactly one child: its block type is the question's kind."""

    single_choice = SingleChoiceBlock()
    multiple_choice = MultipleChoiceBlock()
    true_false = TrueFalseBlock()
    matching = MatchingBlock()
    groups = GroupsBlock()
    ordering = OrderingBlock()
    gaps = GapsBlock()
    number = NumberBlock()
    short_text = ShortTextBlock()
    free_text = FreeTextBlock()
    scale = ScaleBlock()
    free_words = FreeWordsBlock()
    places = PlacesBlock()

    class Meta:
        min_num = 1
        max_num = 1


__all__ = ["CheckQuestionBlock", "QuestionContentBlock", "QuizBlock"]
