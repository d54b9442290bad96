"""`python -m benchmarks.inside queries NAME…|nightly`: prints its figures as JSON on the last line."""

import json
import sys

from benchmarks.inside import counting, night

command, *names = sys.argv[1:]
print(json.dumps(counting.queries(names) if command == "queries" else night.played()))
