"""Every rule a package can break. The codes are stable: a host translates by them."""

from __future__ import annotations

from h5p_wrapper.problems import Rule, Severity

_AGAIN = "Export the package again from the program that made it."
_PACK = "Pack the files again with an ordinary zip program."
_AUTHOR = "Ask the author of the library for a corrected version."
_ADMIN = "Ask an administrator to install it, or export the package again with its libraries."

# The archive
FILE_NAME = Rule(
    "file-name", "The name of the file does not end in .h5p.", "Choose the file that the H5P program saved."
)
NOT_A_ZIP = Rule("not-a-zip", "This is not a whole H5P package ({reason}).", "Download or export the file again.")
PACKAGE_SIZE = Rule(
    "package-size", "The package has {size} bytes; {limit} are allowed.", "Make the images and videos in it smaller."
)
TOO_MANY_ENTRIES = Rule(
    "too-many-entries", "The package lists {count} files; {limit} are allowed.", "Split the content into several."
)
DIRECTORY_SIZE = Rule("directory-size", "The list of files alone has {size} bytes; {limit} are allowed.", _PACK)
DAMAGED_ENTRY = Rule("damaged-entry", "The file cannot be unpacked ({reason}).", "Download or export the file again.")
OVERLAP = Rule("overlap", "Two files share the same bytes of the package.", _PACK)
ENTRY_NAME = Rule("entry-name", "The name of a file is not allowed ({reason}).", _PACK)
OUTSIDE = Rule("outside", "The name of a file leads out of the package.", _PACK)
DUPLICATE = Rule("duplicate", "The file is in the package twice (also as {other}).", _PACK)
LINK = Rule("link", "This is a link or a device, not a file.", "Put the file itself into the package.")
ENCRYPTED = Rule("encrypted", "The file is locked with a password.", "Save the package without a password.")
METHOD = Rule("method", "The file is compressed in a way H5P does not use (method {method}).", _PACK)
ENTRY_SIZE = Rule(
    "entry-size", "The file unpacks to {size} bytes; {limit} are allowed.", "Make the file smaller or link to it."
)
TOTAL_SIZE = Rule(
    "total-size", "All files together unpack to {size} bytes; {limit} are allowed.", "Make images and videos smaller."
)
RATIO = Rule("ratio", "The file unpacks to more than {limit} times its size, as a zip bomb does.", _PACK)
SIZE_LIE = Rule("size-lie", "The file is not as long as the package says.", "Download or export the file again.")

# JSON
JSON_MISSING = Rule("json-missing", "The file is missing.", _AGAIN)
JSON_SIZE = Rule("json-size", "The file has {size} bytes; {limit} are read.", "Split the content into several.")
JSON_VALUES = Rule(
    "json-values", "The data has more than {limit} values; that many are not read.", "Split the content into several."
)
JSON_DEPTH = Rule("json-depth", "The data is nested more than {limit} deep.", _AGAIN)
JSON_ENCODING = Rule("json-encoding", "The text is not UTF-8.", "Save the file as UTF-8.")
JSON_INVALID = Rule("json-invalid", "This is not valid JSON ({reason}).", _AGAIN)
JSON_KIND = Rule("json-kind", "The data must be {expected}.", _AGAIN)
JSON_TWICE = Rule("json-twice", "The key “{key}” occurs twice in one object.", "Keep one of the two.")
JSON_TWICE_MINOR = Rule(
    "json-twice-minor", "The key “{key}” occurs twice; the last one counts.", "Keep one of the two.", Severity.WARNING
)
PROPERTY_MISSING = Rule("property-missing", "“{name}” is missing.", _AGAIN)
PROPERTY_INVALID = Rule("property-invalid", "“{name}” has a value that H5P does not allow: {value}", _AGAIN)

# Content
CONTENT_ACTIVE = Rule(
    "content-active",
    "Files of kind .{extension} can run as a program and are not allowed in content.",
    "Take the file out; for a drawing use PNG or JPEG.",
)
CONTENT_KIND = Rule(
    "content-kind", "Files of kind .{extension} are not allowed in content.", "Take the file out or convert it."
)
WRONG_MEDIA = Rule(
    "wrong-media", "The file is named .{extension}, but holds {found}.", "Save the file again in the right format."
)
MISNAMED_MEDIA = Rule(
    "misnamed-media",
    "The file is named .{extension}, but holds {found}; most browsers show it all the same.",
    "Save the file again in the right format.",
    Severity.WARNING,
)
POLYGLOT = Rule(
    "polyglot", "Behind the {extension} file there is {found}.", "Save the file again with an image or media program."
)
EMPTY_MEDIA = Rule("empty-media", "The file is empty.", "Put the right file in its place.", Severity.WARNING)
MEDIA_MISSING = Rule(
    "media-missing",
    "The content uses “{path}”, which is not in the package.",
    "Add the file in the H5P editor and export again.",
    Severity.WARNING,
)
MAIN_NOT_LISTED = Rule(
    "main-not-listed", "The main library {library} is not among the libraries that the content needs.", _AGAIN
)
MAIN_NOT_RUNNABLE = Rule("main-not-runnable", "The main library {library} cannot be shown by itself.", _AGAIN)

# Libraries
LIBRARY_FOLDER = Rule("library-folder", "A library's folder cannot have this name.", _AUTHOR)
LIBRARY_FILE_KIND = Rule("library-file-kind", "Files of kind .{extension} are not allowed in a library.", _AUTHOR)
LIBRARY_FOLDER_MISMATCH = Rule(
    "library-folder-mismatch", "The folder must be called {expected} or {short}, as library.json says.", _AUTHOR
)
LIBRARY_TWICE = Rule("library-twice", "{library} is in the package twice (also in {other}).", _AGAIN)
TOO_MANY_LIBRARIES = Rule("too-many-libraries", "The package has {count} libraries; {limit} are allowed.", _AGAIN)
LIBRARY_JSON = Rule(
    "library-json", "The descriptions of all libraries together have {size} bytes; {limit} are read.", _AGAIN
)
LANGUAGE_NAME = Rule("language-name", "A language file cannot have this name.", _AUTHOR)
LIBRARY_FILE_MISSING = Rule("library-file-missing", "The library loads “{path}”, which is not there.", _AUTHOR)
CORE_VERSION = Rule(
    "core-version",
    "The library needs H5P core {needed}; this player has {current}.",
    "Use an older version of the library, or ask an administrator for a newer player.",
)
LIBRARY_MISSING = Rule("library-missing", "{library} is needed by {needed_by}, but is not in the package.", _ADMIN)
MAIN_MISSING = Rule("main-missing", "The main library {library} is not there.", _ADMIN)
DEPENDENCY_CYCLE = Rule(
    "dependency-cycle", "Libraries need each other in a circle: {circle}.", _AUTHOR, Severity.WARNING
)
NEWER_MAIN = Rule(
    "newer-main",
    "{library} is not there, but its newer version {newer} is.",
    "Upgrade the content to the newer version before it is used.",
    Severity.WARNING,
)
