#!/bin/sh
# kill -9 at random points of imports and of acts: 100 rounds. Each import is whole or never was; each act likewise; in the end nothing is
# lost and nothing is there twice.
set -u
tmp=$(mktemp -d "${TMPDIR:-/tmp}/yicha-kill-XXXXXX")
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM
export YICHA_LANG=en
yicha="$B/yicha --store $tmp/store --lang en"
rounds=${ROUNDS:-100}
n=0
ok() { # words, condition's status
	n=$((n + 1))
	if [ "$2" -eq 0 ]; then echo "ok $n - $1"; else echo "not ok $n - $1"; fi
}
ask() { sqlite3 "$tmp/store/yicha.db" "$1"; }

$yicha ledger init --sample --agency 某省通信管理局 &&
	$yicha ledger person root 管 admin &&
	$yicha ledger person li 李 technician --as root --unit T1 &&
	$yicha ledger person wang 王 officer --as root --cert 1
ok "a ledger" $?
# A file a round: 40 findings, of which 20 are in the file before too.
i=0
while [ $i -lt "$rounds" ]; do
	awk -v r=$i 'BEGIN { for (k = 0; k < 40; k++) printf "{\"tool\":\"t\",\"rule\":\"r\",\"asset\":\"10.0.%d.%d\",\"seen\":\"2026-11-20T10:00:00+08:00\"}\n", int((20 * r + k) / 250), (20 * r + k) % 250 }' >"$tmp/$i.jsonl"
	i=$((i + 1))
done

# One run each without a kill, to know how long they take (milliseconds).
now() { date +%s%3N; }
began=$(now)
$yicha case import "$tmp/0.jsonl" --unit 91440300MA0000XY5L --as li >/dev/null
ok "the first import" $?
long=$(($(now) - began))
[ "$(ask 'SELECT count(*) FROM cases')" -eq 40 ]
ok "40 cases" $?

killed=0 torn=0 whole=0
i=1
while [ $i -lt "$rounds" ]; do
	before=$(ask "SELECT count(*) FROM cases")
	steps=$(ask "SELECT count(*) FROM step")
	case $((i % 3)) in
	0)
		# An act on all that are suspected: one transaction.
		set -- case confirm $(ask "SELECT id FROM cases WHERE state = 'suspected' ORDER BY id") --as wang --evidence "$tmp/0.jsonl"
		want=$(ask "SELECT count(*) FROM cases WHERE state = 'suspected'")
		;;
	*)
		set -- case import "$tmp/$i.jsonl" --unit 91440300MA0000XY5L --as li
		want=20
		# The file before may not have come in: then 40 are new.
		[ "$(ask "SELECT count(*) FROM case_source WHERE name = '$((i - 1)).jsonl'")" -gt 0 ] || want=40
		;;
	esac
	wait_ms=$(awk -v s="$i$$" -v l="$long" 'BEGIN { srand(s); printf "%.3f", rand() * l * 1.1 / 1000 }')
	$yicha "$@" >/dev/null 2>&1 &
	p=$!
	sleep "$wait_ms"
	if kill -9 $p 2>/dev/null; then killed=$((killed + 1)); fi
	wait $p 2>/dev/null
	after=$(ask "SELECT count(*) FROM cases")
	new=$(($(ask "SELECT count(*) FROM step") - steps))
	if [ "$new" -eq "$want" ]; then whole=$((whole + 1)); elif [ "$new" -ne 0 ]; then torn=$((torn + 1)) && echo "# round $i: $new steps of $want"; fi
	[ $((i % 3)) -eq 0 ] || [ $((after - before)) -eq "$new" ] || torn=$((torn + 1))
	[ "$(ask "SELECT count(*) FROM step s LEFT JOIN log_leaf f ON f.n = s.leaf AND f.subject = s.subject AND f.kind = s.event WHERE f.n IS NULL")" -eq 0 ] || torn=$((torn + 1))
	i=$((i + 1))
done
echo "# $rounds rounds, $killed killed, $whole came through"
ok "$rounds rounds: every import and act is whole or never was" $torn
[ $killed -gt $((rounds / 4)) ]
ok "many were killed ($killed)" $?

# All again, to the end.
bad=0
i=0
while [ $i -lt "$rounds" ]; do
	$yicha case import "$tmp/$i.jsonl" --unit 91440300MA0000XY5L --as li >/dev/null || bad=1
	i=$((i + 1))
done
ok "all imported again" $bad
[ "$(ask 'SELECT count(*) FROM cases')" -eq $((20 * rounds + 20)) ]
ok "nothing lost, nothing doubled" $?
[ "$(ask "SELECT count(*) FROM step WHERE event = 'case.open'")" -eq $((20 * rounds + 20)) ] &&
	[ "$(ask "SELECT count(*) FROM log_leaf WHERE kind = 'case.open'")" -eq $((20 * rounds + 20)) ]
ok "one act a case" $?
leaves=$(ask "SELECT count(*) FROM log_leaf")
$yicha case import "$tmp/1.jsonl" --unit 91440300MA0000XY5L --as li >/dev/null
[ "$(ask "SELECT count(*) FROM log_leaf")" -eq "$leaves" ]
ok "and once more changes nothing" $?
$yicha log verify --accept-unsigned >"$tmp/verify" 2>&1
ok "the log is whole: $(tail -1 "$tmp/verify")" $?
echo "1..$n"
