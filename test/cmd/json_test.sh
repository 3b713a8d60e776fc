#!/bin/sh
# --json is JSON everywhere: json_walk.py asks every command, on an empty ledger and on one that is filled on the way.
set -u
tmp=$(mktemp -d "${TMPDIR:-/tmp}/yicha-json-XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM
python3 test/cmd/json_walk.py "$B/yicha" "$tmp"
