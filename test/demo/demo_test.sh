# The demo from end to end, for three deals: everything planted is found, nothing else, unknown only as planned. The same deal
# twice gives the same report, but for times and ids. Nothing is left running.
set -u
n=0 bad=0
ok() { # words, status
	n=$((n + 1))
	if [ "$2" = 0 ]; then echo "ok $n - $1"; else
		echo "not ok $n - $1"
		bad=1
	fi
}
out=$B/test/demo here=test-$$
rm -rf "$out"
mkdir -p "$out"
planted=$(grep -v '^#' demo/estate.table | grep -oE ' !N[0-9]' | wc -l)
[ "$planted" -ge 35 ]
ok "the table plants no less than it did" $?
for seed in 1 2 3 1; do
	PART=loop YICHA_ESTATE=$here SEED=$seed demo/run >"$out/log" 2>&1
	status=$?
	last=$(tail -1 "$out/log")
	ok "seed $seed: $last" $status
	[ $status = 0 ] || tail -40 "$out/log" | sed 's/^/# /'
	case $last in "planted $planted, found $planted, false 0, unknown as planned "*) status=0 ;; *) status=1 ;; esac
	ok "seed $seed: as many as the table plants" $status
	if [ $seed = 1 ]; then
		[ ! -e "$out/first" ] || cp "$out/first" "$out/before"
		demo/normal "$B/demo/report.json" >"$out/first"
	fi
done
diff "$out/before" "$out/first" >"$out/diff"
ok "twice in a row gives the same" $?
head -20 "$out/diff" | sed 's/^/# /'
# The comparison itself: a problem lost, one invented, an unknown that became a pass.
spoil() { # words, what it must say, change
	python3 -c "import json, sys; r = json.load(open(sys.argv[1])); $3; json.dump(r, open(sys.argv[2], 'w'))" \
		"$B/demo/report.json" "$out/spoilt.json"
	said=$(demo/compare "$B/demo/expected.tsv" "$out/spoilt.json") && status=1 || status=0
	case $said in *"$2"*) ;; *) status=1 ;; esac
	ok "the comparison notices $1" $status
}
spoil "a lost problem" "found $((planted - 1)), false 0" "r['problems'] = [p for p in r['problems'] if p['check'] != 'N3.2/redis-open']"
spoil "a false one" "found $planted, false 1" "r['problems'].append({**r['problems'][0], 'asset': 'site:http://a:80'})"
spoil "an accusation in place of unknown" "false 1" "r['problems'].append(r['unknown'].pop())"
spoil "what became unknown" "unknown, and not planned: N3.2/x" "r['unknown'].append({'asset': 'unit:1', 'check': 'N3.2/x'})"
spoil "a report cut short" "left out of the report" "r['left_out']['problems'] = 1"
grep -lz "^YICHA_ESTATE=$here$" /proc/[0-9]*/environ >"$out/left" 2>/dev/null
ok "nothing is left running" $((!$?))
echo "1..$n"
exit $bad
