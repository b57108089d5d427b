#!/usr/bin/env bash
# The check of action.yml: reads its inputs from the environment, writes annotations to the log, the SARIF
# file, and the action's outputs. Findings do not end it, so that the upload that follows still runs.
set -euo pipefail

command=(claimgraph check "$INPUT_VAULT" --format github --report "sarif=$INPUT_SARIF")
[ -z "${INPUT_FAIL_ON:-}" ] || command+=(--fail-on "$INPUT_FAIL_ON")
[ -z "${INPUT_CHANGED_SINCE:-}" ] || command+=("--changed-since=$INPUT_CHANGED_SINCE")
[ -z "${INPUT_BASELINE:-}" ] || command+=(--baseline "$INPUT_BASELINE")
[ -z "${INPUT_TODAY:-}" ] || command+=(--today "$INPUT_TODAY")
[ -z "${INPUT_HTML:-}" ] || command+=(--report "html=$INPUT_HTML")
# Blanks separate arguments; nothing in them is expanded or run.
read -r -a more <<<"${INPUT_ARGUMENTS:-}"
command+=(${more[@]+"${more[@]}"})

code=0
"${command[@]}" || code=$?
{
  echo "exit-code=$code"
  # Wrong use or a wiki that cannot be read leaves no report to upload.
  if [ "$code" -le 1 ]; then echo "sarif=$INPUT_SARIF"; fi
} >>"$GITHUB_OUTPUT"
if [ "$code" -le 1 ] && [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
  if [ "$code" -eq 0 ]; then echo "claimgraph: the wiki conforms."; else echo "claimgraph: there are findings."; fi \
    >>"$GITHUB_STEP_SUMMARY"
fi
