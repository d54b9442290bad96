"""Exit code 0 while this container's web server answers for itself."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from supervisor.application import is_open

sys.exit(0 if is_open({"HOST": "127.0.0.1", "PORT": "8000"}) else 1)
