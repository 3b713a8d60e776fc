#!/bin/sh
# The ledger's time limits, penalty cases, lists and statistics again on a PostgreSQL of our own.
set -u
# A database for each: an act does not stand before the last one's time.
for t in penalty_test stats_test; do
	dir=$(mktemp -d "${TMPDIR:-/tmp}/yicha-pg-XXXXXX")
	trap 'tools/postgres stop "$dir"' EXIT
	trap 'exit 1' INT TERM
	YICHA_PG=$(tools/postgres start "$dir")
	case $? in
	0) ;;
	3)
		echo "ok 1 - ledger on PostgreSQL # SKIP no PostgreSQL here"
		exit 0
		;;
	*)
		echo "not ok 1 - PostgreSQL does not start"
		exit 1
		;;
	esac
	export YICHA_PG
	"$O/test/ledger/$t" | grep -v '^1\.\.' || exit 1
	tools/postgres stop "$dir"
done
trap - EXIT
