"""Course packs: a course as a folder of readable text. The format: docs/course-packs.md."""
