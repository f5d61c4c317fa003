"""H5P: packages and contents, the libraries they need, and the cage they play in. Rules of H5P live in h5p_wrapper."""
