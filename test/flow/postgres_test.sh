#!/bin/sh
# The log, its documents and a bundle on a PostgreSQL of our own; what somebody altered there is found.
set -u
dir=$(mktemp -d "${TMPDIR:-/tmp}/yicha-pg-XXXXXX")
trap 'tools/postgres stop "$dir"' EXIT
trap 'exit 1' INT TERM
YICHA_PG=$(tools/postgres start "$dir")
case $? in
0) ;;
3)
	echo "ok 1 - the log on PostgreSQL # SKIP no PostgreSQL here"
	exit 0
	;;
*)
	echo "not ok 1 - PostgreSQL does not start"
	exit 1
	;;
esac
export YICHA_PG
"$O/test/flow/handout_test" | grep -v '^1\.\.'
YICHA_STORE=$YICHA_PG
export YICHA_STORE
if "$B/yicha" log verify --accept-unsigned >/dev/null; then echo "ok 1 - it verifies"; else echo "not ok 1 - it does not verify"; fi
if "$B/yicha" ledger person li 李某 admin >/dev/null && YICHA_AS=li "$B/yicha" log checkpoint >/dev/null && "$B/yicha" log verify >/dev/null; then
	echo "ok 2 - and again with a checkpoint more"
else
	echo "not ok 2 - no checkpoint"
fi
"$B/yicha" log prove 7 >/dev/null && echo "ok 3 - a proof" || echo "not ok 3 - a proof"
