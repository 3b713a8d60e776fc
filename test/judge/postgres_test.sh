#!/bin/sh
# The judge's tests again on a PostgreSQL of our own, and the examples of all checks on both databases.
set -u
dir=$(mktemp -d "${TMPDIR:-/tmp}/yicha-pg-XXXXXX")
trap 'tools/postgres stop "$dir"' EXIT
trap 'exit 1' INT TERM
YICHA_PG=$(tools/postgres start "$dir")
case $? in
0) ;;
3)
	echo "ok 1 - judge on PostgreSQL # SKIP no PostgreSQL here"
	exit 0
	;;
*)
	echo "not ok 1 - PostgreSQL does not start"
	exit 1
	;;
esac
export YICHA_PG
"$O/test/judge/judge_test" | grep -v '^1\.\.' || exit 1
"$B/yicha" checks test
