#!/bin/sh
# The papers that bind, again on a PostgreSQL of our own.
set -u
B=${B:-build}
dir=$(mktemp -d "${TMPDIR:-/tmp}/yicha-pg-XXXXXX")
trap 'tools/postgres stop "$dir"' EXIT
trap 'exit 1' INT TERM
STORE=$(tools/postgres start "$dir")
case $? in
0) ;;
3)
	echo "ok 1 - the papers that bind on PostgreSQL # SKIP no PostgreSQL here"
	exit 0
	;;
*)
	echo "not ok 1 - PostgreSQL does not start"
	exit 1
	;;
esac
export STORE
sh test/cmd/notice_forms_test.sh
