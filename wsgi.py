"""What a web server loads: `wsgi:app`."""

import os
import sys

from cohort.app import create_app
from cohort.kernel import private_files
from config import Config, ConfigError

os.umask(private_files.UMASK)
try:
    config = Config.from_env()
except ConfigError as error:
    sys.exit(str(error))
for sentence in private_files.tighten(config.instance_path, config.database_url, config.files_url):
    print(sentence, file=sys.stderr)  # noqa: T201 - said to whoever starts it
app = create_app(config)
