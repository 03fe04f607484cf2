#!/usr/bin/env bash
# Runs one step of a check or of the suite, and prints its seconds: tests/step.sh NAME COMMAND…
name=$1
shift
begun=$EPOCHREALTIME
"$@"
code=$?
awk -v name="$name" -v begun="$begun" -v ended="$EPOCHREALTIME" -v code="$code" \
  'BEGIN { printf "%7.1f s  %s%s\n", ended - begun, name, code ? ": failed" : "" }'
exit $code
