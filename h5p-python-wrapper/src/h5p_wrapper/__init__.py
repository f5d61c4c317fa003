"""H5P in plain Python: read, validate, filter, build, play and mark H5P packages."""
