#!/usr/bin/env python
"""Django's command line for the dealership."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dealership.settings")
    os.environ.setdefault("APPLICATION_NAME", "manage")  # a command may work as long as it must
    execute_from_command_line(sys.argv)
