"""H5P in plain Python: read, validate, filter, build, play and mark H5P packages."""

from h5p_wrapper.dependencies import addons_for, closure, missing, resolve, upgrade_of
from h5p_wrapper.library import Dependency, Library
from h5p_wrapper.limits import Limits
from h5p_wrapper.manifest import Manifest
from h5p_wrapper.package import Package
from h5p_wrapper.packaged import PackagedLibrary
from h5p_wrapper.problems import H5PError, Problem, Problems, Rule, Severity
from h5p_wrapper.registry import Arrival, MemoryRegistry, Registry, arrival
from h5p_wrapper.storage import FolderStorage, Storage
from h5p_wrapper.validate import Report, validate
from h5p_wrapper.versions import LibraryName
from h5p_wrapper.write import pack, repack, unpack, write_package

__all__ = [
    "Arrival",
    "Dependency",
    "FolderStorage",
    "H5PError",
    "Library",
    "LibraryName",
    "Limits",
    "Manifest",
    "MemoryRegistry",
    "Package",
    "PackagedLibrary",
    "Problem",
    "Problems",
    "Registry",
    "Report",
    "Rule",
    "Severity",
    "Storage",
    "addons_for",
    "arrival",
    "closure",
    "missing",
    "pack",
    "repack",
    "resolve",
    "unpack",
    "upgrade_of",
    "validate",
    "write_package",
]
