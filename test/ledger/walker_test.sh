#!/bin/sh
# 100,000 random deadlines: the engine and the walker of days (walker.py, written from the law before the engine) agree on each.
set -u
dir=$(mktemp -d "${TMPDIR:-/tmp}/yicha-walker-XXXXXX")
trap 'rm -rf "$dir"' EXIT
trap 'exit 1' INT TERM
seed=${SEED:-20261122}
python3 - "$seed" >"$dir/questions" <<'END'
import datetime, random, sys
r = random.Random(int(sys.argv[1]))
first = datetime.datetime(2022, 6, 1)
for _ in range(100000):
    start = first + datetime.timedelta(minutes=r.randrange(2100 * 1440))
    unit, most = r.choice([("hours", 240), ("days", 120), ("working-days", 70), ("working-days", 15), ("months", 30), ("years", 5)])
    print(start.isoformat(timespec="minutes"), unit, r.randint(1, most), r.randint(0, 1))
END
"$O/test/ledger/deadline_batch" catalogue/calendars <"$dir/questions" >"$dir/engine"
python3 test/ledger/walker.py catalogue/calendars <"$dir/questions" >"$dir/walker"
n=$(wc -l <"$dir/walker")
if [ "$n" -eq 100000 ] && cmp -s "$dir/engine" "$dir/walker"; then
	echo "ok 1 - the engine and the walker agree on $n deadlines (seed $seed)"
else
	echo "not ok 1 - the engine and the walker differ (seed $seed)"
	paste -d '|' "$dir/questions" "$dir/engine" "$dir/walker" | awk -F '|' '$2 != $3' | sed 's/^/# /; 10q'
fi
# Questions that would not tell a calendar from Monday-to-Friday prove nothing.
mkdir "$dir/none"
"$O/test/ledger/deadline_batch" "$dir/none" <"$dir/questions" >"$dir/naive"
differ=$(paste -d '|' "$dir/engine" "$dir/naive" | sed 's/ [01]//g' | awk -F '|' '$1 != $2' | wc -l)
if [ "$differ" -gt 10000 ]; then
	echo "ok 2 - $differ of them would be wrong without the holidays"
else
	echo "not ok 2 - only $differ of them need the holidays"
fi
worked=$(python3 test/ledger/walker.py catalogue/calendars count 2026)
[ "$worked" = 248 ] && echo "ok 3 - the walker counts 248 worked days in 2026" || echo "not ok 3 - 2026 has $worked worked days"
python3 test/ledger/second_walker.py catalogue/calendars <"$dir/questions" >"$dir/second"
if cmp -s "$dir/engine" "$dir/second"; then
	echo "ok 4 - and so does the walker of another hand"
else
	echo "not ok 4 - the walker of another hand differs"
	paste -d '|' "$dir/questions" "$dir/engine" "$dir/second" | awk -F '|' '$2 != $3' | sed 's/^/# /; 10q'
fi
echo 1..4
