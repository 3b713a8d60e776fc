#!/bin/sh
# Two inspections of a small site on loopback, between which one problem is mended; then what runs, findings, sql and judge
# say of them.
. test/lib.sh
yicha="$B/yicha --store $tmp/store --lang en"

mkdir -p "$tmp/www/.git"
printf '<html><head><title>t</title></head><body><p>hello, this is a page of some length</p></body></html>' >"$tmp/www/index.html"
printf 'ref: refs/heads/main\n' >"$tmp/www/.git/HEAD"
printf '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n' >"$tmp/www/.git/config"
serve "$tmp/www"
year=$(date -u +%Y)
cat >"$tmp/scope.yaml" <<EOS
scope: 1
unit: {name: 某某公司, uscc: 91440300MA0000XY5L, province: 粤}
authorisation: {by: 自己, reference: "1", period: {from: $((year - 1))-12-31, until: $((year + 1))-01-02}, window: "00:00-24:00", mode: self, vantage: loopback}
contact: a@example.cn
objects:
  - {id: portal, type: N2.01, name: 门户, sites_file: list.txt}
EOS
echo "http://127.0.0.1:$port/" >"$tmp/list.txt"

ok "no store yet is said so" has "no store" status 2 $yicha runs
ok "the first inspection fails something" status 1 $yicha inspect "$tmp/scope.yaml" --quiet
rm -r "$tmp/www/.git"
ok "the second one still does" status 1 $yicha inspect "$tmp/scope.yaml" --quiet
ok "two runs are listed" sh -c "[ \$($yicha runs | wc -l) -eq 2 ]"
second=$($yicha runs | sed -n '1s/ .*//p')
first=$($yicha runs | sed -n '2s/ .*//p')
ok "runs as JSON" python3 -c "
import json, subprocess, sys
runs = json.loads(subprocess.check_output(sys.argv[1].split() + ['runs', '--json']))
assert [r['id'] for r in runs] == ['$second', '$first'] and all(r['ended'] for r in runs), runs" "$yicha"
ok "coverage by check" has "N3.2/web-git-exposed" $yicha runs show latest
ok "the difference: the folder is gone" has "mended" $yicha runs diff "$first" "$second"
ok "and it is this finding" has "N3.2/web-git-exposed" $yicha runs diff "$first" "$second"
ok "the number is still missing" has "same" $yicha runs diff "$first" "$second"
ok "the other way round it is new" has "new" $yicha runs diff "$second" "$first"
ok "diff needs two runs" status 2 $yicha runs diff "$first"
ok "an unknown run" has "no run" status 2 $yicha runs show 1999

finding=$($yicha findings | sed -n 's/^\([0-9a-f]\{16\}\) .*icp-number-missing.*/\1/p')
ok "findings are listed with numbers" [ ${#finding} -eq 16 ]
ok "a mark needs a reason" status 2 $yicha findings mark "$finding" --false-positive
ok "and a date that is one" status 2 $yicha findings mark "$finding" --term 2026-13-01 --reason x
ok "a term" has "term until 2099-01-01: later" $yicha findings mark "$finding" --term 2099-01-01 --reason later --who zhang
ok "is shown" has "later (zhang)" $yicha findings
ok "in JSON too" has '"mark":"term"' $yicha findings show "$finding" --json
ok "and taken away" hasnot "later" $yicha findings unmark "$finding"
ok "an unknown finding" status 2 $yicha findings show ffffffffffffffff

ok "a question in SQL" has "http://127.0.0.1:$port/" $yicha sql "SELECT url FROM web_page WHERE home"
ok "from the standard input, as JSON" sh -c "echo 'SELECT status, home FROM web_page WHERE home;' | $yicha sql --json | grep -q '\"status\":200'"
ok "of another run" has "git" $yicha sql --run "$first" "SELECT kind FROM web_leak"
ok "verdicts" has "fail" $yicha sql "SELECT verdict FROM verdicts WHERE check_id = 'N3.6/icp-number-missing'"
ok "nothing can be changed" status 4 $yicha sql "WITH x AS (SELECT 1) DELETE FROM web_page"
ok "the key cannot be read" status 4 $yicha sql "SELECT value FROM secret"

sha=$($yicha sql --run "$first" "SELECT 1" >/dev/null && sqlite3 "$tmp/store/yicha.db" \
	"SELECT lower(hex(sha256)) FROM evidence e JOIN fact_web_leak l ON l.evidence = e.id" | head -1)
ok "evidence by its address" has "refs/heads/main" $yicha findings evidence "$(echo "$sha" | cut -c 1-12)"
ok "by an unknown one" status 2 $yicha findings evidence 0000000000

ok "a report to the standard output" sh -c "$yicha report --html - | grep -q '</html>'"
ok "a reader that goes away is no fault" sh -c "{ $yicha report --json; echo \$? >$tmp/status; } 2>$tmp/said | head -c 1 >/dev/null; [ \$(cat $tmp/status) = 1 ] && [ ! -s $tmp/said ]"
ok "a full disk is told once" sh -c "$yicha report --json >/dev/full 2>$tmp/said; [ \$? = 4 ] && [ \$(wc -l <$tmp/said) = 1 ]"
ok "not two of them" status 2 $yicha report --html - --json
ok "a folder that is not there is told before the work" has "no such folder" status 2 $yicha inspect "$tmp/scope.yaml" --html "$tmp/nowhere/r.html"
ok "and no run was made" sh -c "[ \$($yicha runs | wc -l) -eq 2 ]"
ok "a device stays a device" sh -c "$yicha report --html /dev/null && exit 1; [ -c /dev/null ]"

# A store on a file system that takes no writing can be read.
if unshare -m true 2>/dev/null; then
	frozen() { # command…
		unshare -m sh -c 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"' "$tmp/store" "$@"
	}
	ok "a store that cannot be written: runs" has "$first" frozen $yicha runs
	ok "report" status 1 frozen $yicha report
	ok "sql" has "http://127.0.0.1:$port/" frozen $yicha sql "SELECT url FROM web_page WHERE home"
	ok "but no judgement" has "readonly" status 4 frozen $yicha judge latest
fi

echo "http://127.0.0.2:$port/" >>"$tmp/list.txt"
ok "a list of sites that has changed: no re-check by it" has "has changed" status 2 $yicha recheck "$finding"
rm "$tmp/list.txt"
ok "one that is gone neither" has "list.txt" status 2 $yicha recheck "$finding"
ok "but the run's report needs no list" status 1 $yicha report "$first"

kill "$server"
wait "$server" 2>/dev/null
server=
ok "judged again without the target" status 1 $yicha judge "$first"
ok "the earlier judgement stays" sh -c "[ \$(sqlite3 '$tmp/store/yicha.db' 'SELECT COUNT(*) FROM judgement') -eq 3 ]"
done_testing
