#!/bin/sh
# unpack() on files that real programs made: what was planted in every place of them comes out; bombs and damage are bounded and said.
t=$(mktemp -d "${TMPDIR:-/tmp}/unpack.XXXXXX")
trap 'rm -rf "$t"' EXIT
command -v python3 >/dev/null || { echo "ok 1 - # SKIP python3 is not installed"; exit 0; }
OLDPWD_TOP=$PWD python3 test/format/unpack_make.py "$t" "$O/test/unpack_one"
