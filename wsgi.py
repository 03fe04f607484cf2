"""What a web server loads: `wsgi:app`."""

import sys

from cohort.app import create_app
from config import Config, ConfigError

try:
    app = create_app(Config.from_env())
except ConfigError as error:
    sys.exit(str(error))
