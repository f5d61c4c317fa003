"""Templates of this project, compiled once per language.

Most of a page says the same to everybody: words, addresses, drawings. Django works each of them out anew for every
request; here they become plain text when a template is first read in a language. What depends on the context stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.conf import settings
from django.template import Context, Origin, Template
from django.template.base import FilterExpression, Node, NodeList, TextNode, Variable
from django.template.defaulttags import IfNode, URLNode
from django.template.library import SimpleNode
from django.template.loaders.cached import Loader as CachedLoader
from django.templatetags.i18n import LanguageNode, TranslateNode
from django.templatetags.static import StaticNode
from django.urls import get_script_prefix
from django.utils.translation import get_language

from lms.templatetags.face import icon

_INDENTATION = re.compile(r"[ \t]*\n\s*")


class Loader(CachedLoader):
    def cache_key(self, template_name: str, skip: list[Origin] | None = None) -> str:
        return f"{get_language()} {get_script_prefix()} {super().cache_key(template_name, skip)}"

    def get_template(self, template_name: str, skip: list[Origin] | None = None) -> Template:
        is_known = self.cache_key(template_name, skip) in self.get_template_cache
        template = super().get_template(template_name, skip)
        if not is_known and str(template.origin.name).startswith(str(settings.PROJECT_DIR / "lms")):
            work_out_constants(template.nodelist)
        return template


def work_out_constants(nodes: NodeList) -> None:
    """Replace, in place, every node that renders the same whatever the context; join neighbouring text.

    The indentation of a template is for its authors and not sent.
    """
    kept: list[Node] = []
    for node in nodes:
        if _is_constant(node):
            node = TextNode(str(node.render(Context())))
        elif isinstance(node, TextNode):
            node = TextNode(_INDENTATION.sub("\n", node.s))
        elif not isinstance(node, LanguageNode):  # inside, another language holds
            for inner in _inner_lists(node):
                work_out_constants(inner)
        if isinstance(node, TextNode) and kept and isinstance(kept[-1], TextNode):
            kept[-1] = TextNode(kept[-1].s + node.s)
        else:
            kept.append(node)
    nodes[:] = kept


def _inner_lists(node: Node) -> Iterator[NodeList]:
    if isinstance(node, IfNode):  # its ``nodelist`` is made anew at each reading
        yield from (nodelist for _condition, nodelist in node.conditions_nodelists)
        return
    for name in node.child_nodelists:
        nodelist = getattr(node, name, None)
        if isinstance(nodelist, NodeList):
            yield nodelist


def _is_constant(node: Node) -> bool:
    match node:
        case TranslateNode():
            words = [node.filter_expression, *([node.message_context] if node.message_context else [])]
            return not node.asvar and all(map(_is_literal, words))
        case URLNode():
            return not node.asvar and all(map(_is_literal, [node.view_name, *node.args, *node.kwargs.values()]))
        case StaticNode():
            return not node.varname and _is_literal(node.path)
        case SimpleNode():
            return node.func is icon and not node.target_var and all(map(_is_literal, node.args))
    return False


def _is_literal(expression: FilterExpression) -> bool:
    """Words between quotes, without filters."""
    variable = expression.var
    return not expression.filters and not (isinstance(variable, Variable) and variable.lookups)
