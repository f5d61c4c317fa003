from tests.core.conftest import written_log
from tests.progress.conftest import in_parallel

__all__ = ["in_parallel", "written_log"]
