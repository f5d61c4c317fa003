"""What stands beside a collapsed block in the editor: its words, never the value of a box nobody ticked."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockAdapter

from core.blocks import StepsBlock
from courses.blocks import LessonBody
from quizzes.blocks import QuestionContentBlock
from quizzes.blocks.choice import SingleChoiceBlock


def children(block: blocks.Block) -> list[blocks.Block]:
    if isinstance(block, blocks.ListBlock):
        return [block.child_block]
    return list(getattr(block, "child_blocks", {}).values())


def structs(block: blocks.Block) -> Iterator[blocks.StructBlock]:
    if isinstance(block, blocks.StructBlock):
        yield block
    for child in children(block):
        yield from structs(child)


ALL = {type(block).__name__: block for root in (LessonBody(), QuestionContentBlock()) for block in structs(root)}


def named(block: blocks.StructBlock) -> list[str]:
    return re.findall(r"\{(\w+)\}", block.meta.label_format or "")


def shown(block: blocks.Block) -> list[blocks.Block]:
    """Values that Wagtail may put beside the label: those of the format, or any, the first that is not empty."""
    if isinstance(block, blocks.StructBlock) and block.meta.label_format is not None:
        return [leaf for name in named(block) for leaf in shown(block.child_blocks[name])]
    inside = children(block)
    return [leaf for child in inside for leaf in shown(child)] if inside else [block]


@pytest.mark.parametrize("name", ALL)
def test_no_block_reads_like_an_unticked_box(name):
    assert [leaf.name for leaf in shown(ALL[name]) if isinstance(leaf, blocks.BooleanBlock)] == []


@pytest.mark.parametrize("name", ALL)
def test_every_format_names_values_of_its_block_that_have_words(name):
    block = ALL[name]
    assert set(named(block)) <= set(block.child_blocks)
    # The script writes “null” for an empty chooser.
    assert [one for one in named(block) if isinstance(block.child_blocks[one], blocks.ChooserBlock)] == []


def test_the_editor_is_told():
    for block, expected in ((SingleChoiceBlock(), "{choices}"), (StepsBlock(), "{title} {steps}")):
        assert StructBlockAdapter().js_args(block)[2]["labelFormat"] == expected
    assert StepsBlock().child_blocks["steps"].child_block.meta.label_format == "{text}"
