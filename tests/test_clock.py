import os
import subprocess
import sys

import pytest
from django.conf import settings

BEAT = "from dealership.celery import app; app.loader.init_worker(); app.finalize()"
WORKER = "import django; django.setup(); from dealership.celery import app; app.loader.import_default_modules()"


@pytest.fixture
def loaded_by():
    """`loaded_by(program)` is what of the house and its dictionary that program has imported at its end."""

    def run(program, **environment):
        heavy = [*settings.OWN_APPS, "pypinyin"]
        told = f"{program}; import sys; print(*(set({heavy}) & set(sys.modules)))"
        done = subprocess.run(
            [sys.executable, "-c", told],
            **{"env": os.environ | environment, "cwd": settings.BASE_DIR, "capture_output": True, "text": True},
        )
        assert done.returncode == 0, done.stderr
        return set(done.stdout.split())

    return run


@pytest.mark.slow
def test_beat_loads_its_schedule_and_nothing_of_the_house(loaded_by):
    assert loaded_by(BEAT, CELERY_LOADER="dealership.clock:Clock") <= {"core"}  # which formats its log


@pytest.mark.slow
def test_worker_loads_the_house_without_the_dictionary_of_names(loaded_by):
    assert loaded_by(WORKER) == set(settings.OWN_APPS)
