#!/bin/sh
# RAR 4 and 5, written by rar_make.py: what was planted comes out; ciphers, sets, damage and ceilings are said.
t=$(mktemp -d "${TMPDIR:-/tmp}/rar.XXXXXX")
trap 'rm -rf "$t"' EXIT
command -v python3 >/dev/null || { echo "ok 1 - # SKIP python3 is not installed"; exit 0; }
OLDPWD_TOP=$PWD python3 test/format/rar_make.py "$t" "$O/test/unpack_one"
