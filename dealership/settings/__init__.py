"""All settings by topic, read from environment variables only."""

from dealership.settings.api import *
from dealership.settings.base import *
from dealership.settings.data import *
from dealership.settings.environment import *
from dealership.settings.logging import *
from dealership.settings.messages import *
from dealership.settings.pages import *
from dealership.settings.security import *
from dealership.settings.tasks import *
