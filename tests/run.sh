#!/usr/bin/env bash
# The whole suite: on SQLite, then on PostgreSQL, then in a real browser. A path runs that part on SQLite.
# What touches no database runs once; on PostgreSQL what SQLite is enough for is left out. --full leaves out less:
# every test of a database on both, and axe in every scheme.
set -euo pipefail
cd "$(dirname "$0")/.."
export COHORT_ENV=test
unset PYTHONDONTWRITEBYTECODE # the suite starts Python many times over
bin=.venv/bin
case "${1:-tests}" in
  tests) full= ;;
  --full) full=--full ;;
  *) exec "$bin/pytest" "$@" ;;
esac
suite() {
  name=$1
  shift
  echo "— $name —"
  tests/step.sh "$name" "$bin/pytest" tests $full -n "${TEST_JOBS:-$(nproc)}" --dist worksteal "$@"
}
tests/step.sh "Finding a browser" "$bin/python" -m tests.browser.find
suite "On SQLite" -m "not browser"
suite "On PostgreSQL" -m "not browser" --database postgresql
suite "In a browser" -m browser
