"""What the benchmark's web server loads: `tests.bench.wsgi:app`."""

from tests.bench.ceiling import make

app = make()
