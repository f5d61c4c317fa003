import pytest


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    """Each test has a disk of its own: nothing of another can be found, and all that is left can be counted."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return tmp_path
