"""What a web server loads: `wsgi:app`."""

import os
import sys

from cohort.app import create_app
from cohort.cli import reads_files_alone, settings_without_a_site
from cohort.kernel import private_files
from config import Config, ConfigError

os.umask(private_files.UMASK)
try:
    config = Config.from_env()
except ConfigError as error:
    if not reads_files_alone(sys.argv[1:]):
        sys.exit(str(error))
    config = settings_without_a_site()
for sentence in private_files.tighten(config.instance_path, config.database_url, config.files_url):
    print(sentence, file=sys.stderr)  # noqa: T201 - said to whoever starts it
app = create_app(config)
