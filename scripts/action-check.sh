#!/usr/bin/env bash
# Runs subaud for the GitHub Action: SARIF to a file, annotations to the log,
# Markdown to the step's summary. Every input comes through the environment.
set -euo pipefail

arguments=(check -o "sarif=$SUBAUD_SARIF")
if [ "$SUBAUD_FAIL_ON" = never ]; then
	arguments+=(--exit-zero --allow-incomplete)
else
	arguments+=(--fail-on "$SUBAUD_FAIL_ON")
fi
[ -z "$SUBAUD_CONFIG_FILE" ] || arguments+=(--config "$SUBAUD_CONFIG_FILE")
[ -z "$SUBAUD_NEW_SINCE" ] || arguments+=(--new-since "$SUBAUD_NEW_SINCE")
if [ "$SUBAUD_SUMMARY" = true ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
	summary=$(mktemp "${RUNNER_TEMP:-/tmp}/subaud.XXXXXX")
	arguments+=(-o "markdown=$summary")
fi
if [ "$SUBAUD_ANNOTATIONS" = true ]; then
	arguments+=(--format github)
else
	arguments+=(--format concise)
fi
read -r -d '' -a paths <<<"$SUBAUD_PATHS" || true

code=0
"$SUBAUD" "${arguments[@]}" -- "${paths[@]}" || code=$?

# A step's summary may have 1 MiB; the writer stays below it by itself.
[ -z "${summary:-}" ] || cat "$summary" >>"$GITHUB_STEP_SUMMARY"
[ ! -s "$SUBAUD_SARIF" ] || echo "sarif-file=$SUBAUD_SARIF" >>"$GITHUB_OUTPUT"
echo "exit-code=$code" >>"$GITHUB_OUTPUT"
