#!/bin/sh
# Every column of every table of the ledger, altered on a PostgreSQL of our own, is found.
set -u
dir=$(mktemp -d "${TMPDIR:-/tmp}/yicha-pg-XXXXXX")
trap 'tools/postgres stop "$dir"' EXIT
trap 'exit 1' INT TERM
YICHA_PG=$(tools/postgres start "$dir")
case $? in
0) ;;
3)
	echo "ok 1 - the trail of rows on PostgreSQL # SKIP no PostgreSQL here"
	exit 0
	;;
*)
	echo "not ok 1 - PostgreSQL does not start"
	exit 1
	;;
esac
export YICHA_PG
"$O/test/ledger/trail_test"
