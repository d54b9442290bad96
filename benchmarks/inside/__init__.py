"""What runs inside the product, with its models: `python -m benchmarks.inside` prepares one database."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dealership.settings")
django.setup()
