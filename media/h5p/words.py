"""What is wrong with a package, in the words of whoever reads: by the codes of the rules, which are stable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from h5p_wrapper.problems import Problem


@dataclass(frozen=True)
class Said:
    """``where``: the path inside the package, as the person who made it can find it."""

    code: str
    where: str
    text: str
    remedy: str


def said(noted: Mapping[str, Any]) -> Said:
    """A problem as ``problem_json`` keeps it."""
    text, remedy = WORDS.get(noted["code"]) or (_("This breaks the rule {code}."), "")
    details = defaultdict(lambda: "…", noted["details"], code=noted["code"])
    found = details.get("found")
    if found in FOUND:
        details["found"] = gettext(found)
    sentences = [gettext(each).format_map(details) if each else "" for each in (text, remedy)]
    return Said(noted["code"], noted["where"], *sentences)


FOUND = (_("something unknown"), _("a zip archive"))  # what the rules themselves say; all else are types of media


def said_problem(problem: Problem) -> str:
    one = said({"code": problem.code, "where": problem.where, "details": problem.details})
    return f"{one.where}: {one.text} {one.remedy}"


WORDS: dict[str, tuple[str, str]] = {
    "file-name": (_("The name of the file does not end in .h5p."), _("Choose the file that the H5P program saved.")),
    "not-a-zip": (_("This is not a whole H5P package."), _("Download or export the file again.")),
    "package-size": (
        _("The package has {size} bytes; {limit} are allowed."),
        _("Make the images and videos in it smaller."),
    ),
    "too-many-entries": (
        _("The package lists {count} files; {limit} are allowed."),
        _("Split the content into several."),
    ),
    "directory-size": (
        _("The list of files alone has {size} bytes; {limit} are allowed."),
        _("Pack the files again with an ordinary zip program."),
    ),
    "damaged-entry": (_("The file cannot be unpacked."), _("Download or export the file again.")),
    "overlap": (
        _("Two files share the same bytes of the package."),
        _("Pack the files again with an ordinary zip program."),
    ),
    "entry-name": (
        _("The name of a file is not allowed."),
        _("Pack the files again with an ordinary zip program."),
    ),
    "outside": (
        _("The name of a file leads out of the package."),
        _("Pack the files again with an ordinary zip program."),
    ),
    "duplicate": (
        _("The file is in the package twice (also as {other})."),
        _("Pack the files again with an ordinary zip program."),
    ),
    "link": (_("This is a link or a device, not a file."), _("Put the file itself into the package.")),
    "encrypted": (_("The file is locked with a password."), _("Save the package without a password.")),
    "method": (
        _("The file is compressed in a way H5P does not use (method {method})."),
        _("Pack the files again with an ordinary zip program."),
    ),
    "entry-size": (
        _("The file unpacks to {size} bytes; {limit} are allowed."),
        _("Make the file smaller or link to it."),
    ),
    "total-size": (
        _("All files together unpack to {size} bytes; {limit} are allowed."),
        _("Make images and videos smaller."),
    ),
    "ratio": (
        _("The file unpacks to more than {limit} times its size, as a zip bomb does."),
        _("Pack the files again with an ordinary zip program."),
    ),
    "size-lie": (_("The file is not as long as the package says."), _("Download or export the file again.")),
    "json-missing": (_("The file is missing."), _("Export the package again from the program that made it.")),
    "json-size": (_("The file has {size} bytes; {limit} are read."), _("Split the content into several.")),
    "json-values": (
        _("The data has more than {limit} values; that many are not read."),
        _("Split the content into several."),
    ),
    "library-json": (
        _("The descriptions of all libraries together have {size} bytes; {limit} are read."),
        _("Export the package again from the program that made it."),
    ),
    "json-depth": (
        _("The data is nested more than {limit} deep."),
        _("Export the package again from the program that made it."),
    ),
    "json-encoding": (_("The text is not UTF-8."), _("Save the file as UTF-8.")),
    "json-invalid": (
        _("This is not valid JSON."),
        _("Export the package again from the program that made it."),
    ),
    "json-kind": (
        _("The data does not have the form that H5P asks for."),
        _("Export the package again from the program that made it."),
    ),
    "json-twice": (_("The key “{key}” occurs twice in one object."), _("Keep one of the two.")),
    "json-twice-minor": (_("The key “{key}” occurs twice; the last one counts."), _("Keep one of the two.")),
    "property-missing": (_("“{name}” is missing."), _("Export the package again from the program that made it.")),
    "property-invalid": (
        _("“{name}” has a value that H5P does not allow: {value}"),
        _("Export the package again from the program that made it."),
    ),
    "content-active": (
        _("Files of kind .{extension} can run as a program and are not allowed in content."),
        _("Take the file out; for a drawing use PNG or JPEG."),
    ),
    "content-kind": (
        _("Files of kind .{extension} are not allowed in content."),
        _("Take the file out or convert it."),
    ),
    "wrong-media": (
        _("The file is named .{extension}, but holds {found}."),
        _("Save the file again in the right format."),
    ),
    "misnamed-media": (
        _("The file is named .{extension}, but holds {found}; most browsers show it all the same."),
        _("Save the file again in the right format."),
    ),
    "polyglot": (
        _("Behind the {extension} file there is {found}."),
        _("Save the file again with an image or media program."),
    ),
    "empty-media": (_("The file is empty."), _("Put the right file in its place.")),
    "media-missing": (
        _("The content uses “{path}”, which is not in the package."),
        _("Add the file in the H5P editor and export again."),
    ),
    "main-not-listed": (
        _("The main library {library} is not among the libraries that the content needs."),
        _("Export the package again from the program that made it."),
    ),
    "main-not-runnable": (
        _("The main library {library} cannot be shown by itself."),
        _("Export the package again from the program that made it."),
    ),
    "library-folder": (
        _("A library's folder cannot have this name."),
        _("Ask the author of the library for a corrected version."),
    ),
    "library-file-kind": (
        _("Files of kind .{extension} are not allowed in a library."),
        _("Ask the author of the library for a corrected version."),
    ),
    "library-folder-mismatch": (
        _("The folder must be called {expected} or {short}, as library.json says."),
        _("Ask the author of the library for a corrected version."),
    ),
    "library-twice": (
        _("{library} is in the package twice (also in {other})."),
        _("Export the package again from the program that made it."),
    ),
    "too-many-libraries": (
        _("The package has {count} libraries; {limit} are allowed."),
        _("Export the package again from the program that made it."),
    ),
    "language-name": (
        _("A language file cannot have this name."),
        _("Ask the author of the library for a corrected version."),
    ),
    "library-file-missing": (
        _("The library loads “{path}”, which is not there."),
        _("Ask the author of the library for a corrected version."),
    ),
    "core-version": (
        _("The library needs H5P core {needed}; this player has {current}."),
        _("Use an older version of the library, or ask an administrator for a newer player."),
    ),
    "content-library-missing": (
        _("{library} is needed, but is not installed here."),
        _("Ask an administrator to install it, or export the package again with its libraries."),
    ),
    "library-missing": (
        _("{library} is needed, but is not installed here."),
        _("Ask an administrator to install it, or export the package again with its libraries."),
    ),
    "main-missing": (
        _("The main library {library} is not there."),
        _("Ask an administrator to install it, or export the package again with its libraries."),
    ),
    "too-many-waiting": (
        _("You have brought {count} files that are not taken yet; {limit} may wait."),
        _(
            "Take one of them or throw it away, then bring this file again. "
            "What nobody looks at is thrown away after a week."
        ),
    ),
    "waiting-bytes": (
        _("The files that you have brought and not taken yet fill the room for them."),
        _(
            "Take one of them or throw it away, then bring this file again. "
            "What nobody looks at is thrown away after a week."
        ),
    ),
    "waiting-bytes-of-all": (
        _("The files that everybody has brought and not taken yet fill the room for them."),
        _("Take or throw away yours and ask others to do the same, then bring this file again."),
    ),
    "library-restricted": (
        _("Administrators keep contents of the type {library} to themselves."),
        _("Take this part out, or ask an administrator to bring the content."),
    ),
    "dependency-cycle": (
        _("Libraries need each other in a circle: {circle}."),
        _("Ask the author of the library for a corrected version."),
    ),
    "newer-main": (
        _("{library} is not there, but its newer version {newer} is."),
        _("Upgrade the content to the newer version before it is used."),
    ),
    "content-not-an-object": (
        _("The content is not an object."),
        _("Save the content again in the program it was made with."),
    ),
    "content-too-deep": (
        _("The content is nested too deeply; what lies deeper was left out."),
        _("Make the content flatter."),
    ),
    "unknown-key": (_("“{key}” is not known to {library} and was left out."), _("Nothing needs to be done.")),
    "unknown-field-type": (
        _("{library} has a field of an unknown type ({type}); its value was left out."),
        _("Use a newer version of the content type."),
    ),
    "wrong-type": (
        _("A value is not of the kind “{type}” and was left out or set to its default."),
        _("Check this place of the content."),
    ),
    "html-changed": (_("Some formatting that is not allowed here was taken out."), _("Check how the text looks.")),
    "text-cut": (_("A text is longer than {limit} characters and was cut."), _("Write a shorter text.")),
    "not-matching": (_("“{value}” does not have the form that is asked for; it was left out."), _("Write it anew.")),
    "pattern-not-checked": (
        _("The form of a text could not be checked: the pattern of {library} is unsafe or the text too long."),
        _("Nothing needs to be done."),
    ),
    "out-of-bounds": (_("The number {value} is out of its bounds and was set to {now}."), _("Check the number.")),
    "not-an-option": (_("“{value}” is none of the choices; it was left out or set to {now}."), _("Choose again.")),
    "list-cut": (_("A list has more than {limit} items; the rest was left out."), _("Split it.")),
    "bad-path": (_("The file “{path}” lies outside of the content and was left out."), _("Add the file again.")),
    "file-missing": (_("The file “{path}” is named in the content but is not there."), _("Add the file again.")),
    "library-not-allowed": (_("{library} is not allowed here and was left out."), _("Use one of: {allowed}.")),
    "library-other-version": (
        _("{library} stands where {wanted} belongs; it was left out."),
        _("Upgrade the content in the program it was made with."),
    ),
    "bad-sub-content-id": (
        _("An id of a part has not the form of a UUID and was left out."),
        _("Nothing needs to be done."),
    ),
    "picture-pixels": (
        _("The picture has more points than a phone can show."),
        _("Make it smaller in an image program, then export again."),
    ),
    "picture-unreadable": (
        _("The picture is damaged; it is played as it is."),
        _("Save it again in an image program."),
    ),
}
