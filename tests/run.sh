#!/usr/bin/env bash
# The whole suite: on SQLite, then on PostgreSQL (what touches no database runs once), then in a real browser. A path runs that part on SQLite.
set -euo pipefail
cd "$(dirname "$0")/.."
export COHORT_ENV=test
unset PYTHONDONTWRITEBYTECODE # the suite starts Python many times over
bin=.venv/bin
if [ "${1:-tests}" != "tests" ]; then
  exec "$bin/pytest" "$@"
fi
"$bin/python" -m tests.browser.find
jobs=${TEST_JOBS:-$(nproc)}
echo "— On SQLite —"
"$bin/pytest" tests -n "$jobs" --dist loadscope -m "not browser"
echo "— On PostgreSQL —"
"$bin/pytest" tests -n "$jobs" --dist loadscope -m "not browser" --database postgresql
echo "— In a browser —"
"$bin/pytest" tests -n "$jobs" --dist loadscope -m browser
