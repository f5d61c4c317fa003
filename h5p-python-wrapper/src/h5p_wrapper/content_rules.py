"""What can be wrong inside ``content.json``; said while it is filtered against the semantics."""

from __future__ import annotations

from h5p_wrapper.problems import Rule, Severity

_WARNING = Severity.WARNING

NOT_AN_OBJECT = Rule(
    "content-not-an-object", "The content is not an object.", "Save the content again in the program it was made with."
)
NO_SEMANTICS = Rule(
    "content-library-missing", "The content needs {library}, which is not there.", "Ask an administrator to install it."
)
TOO_DEEP = Rule(
    "content-too-deep",
    "The content is nested too deeply; what lies deeper was left out.",
    "Make the content flatter.",
)
UNKNOWN_KEY = Rule(
    "unknown-key", "“{key}” is not known to {library} and was left out.", "Nothing needs to be done.", _WARNING
)
UNKNOWN_TYPE = Rule(
    "unknown-field-type",
    "{library} has a field of an unknown type ({type}); its value was left out.",
    "Use a newer version of the content type.",
    _WARNING,
)
WRONG_TYPE = Rule(
    "wrong-type",
    "A value is not of the kind “{type}” and was left out or set to its default.",
    "Check this place of the content.",
    _WARNING,
)
HTML_CHANGED = Rule(
    "html-changed", "Some formatting that is not allowed here was taken out.", "Check how the text looks.", _WARNING
)
TEXT_CUT = Rule("text-cut", "A text is longer than {limit} characters and was cut.", "Write a shorter text.", _WARNING)
NOT_MATCHING = Rule(
    "not-matching", "“{value}” does not have the form that is asked for; it was left out.", "Write it anew.", _WARNING
)
PATTERN_NOT_CHECKED = Rule(
    "pattern-not-checked",
    "The form of a text could not be checked: the pattern of {library} is unsafe or the text too long.",
    "Nothing needs to be done.",
    _WARNING,
)
OUT_OF_BOUNDS = Rule(
    "out-of-bounds", "The number {value} is out of its bounds and was set to {now}.", "Check the number.", _WARNING
)
NOT_AN_OPTION = Rule(
    "not-an-option", "“{value}” is none of the choices; it was left out or set to {now}.", "Choose again.", _WARNING
)
LIST_CUT = Rule("list-cut", "A list has more than {limit} items; the rest was left out.", "Split it.", _WARNING)
BAD_PATH = Rule(
    "bad-path", "The file “{path}” lies outside of the content and was left out.", "Add the file again.", _WARNING
)
FILE_MISSING = Rule(
    "file-missing", "The file “{path}” is named in the content but is not there.", "Add the file again.", _WARNING
)
LIBRARY_NOT_ALLOWED = Rule(
    "library-not-allowed",
    "{library} is not allowed here and was left out.",
    "Use one of: {allowed}.",
    _WARNING,
)
LIBRARY_OTHER_VERSION = Rule(
    "library-other-version",
    "{library} stands where {wanted} belongs; it was left out.",
    "Upgrade the content in the program it was made with.",
    _WARNING,
)
BAD_SUB_CONTENT_ID = Rule(
    "bad-sub-content-id",
    "An id of a part has not the form of a UUID and was left out.",
    "Nothing needs to be done.",
    _WARNING,
)
