# The data estate from end to end, for three deals: everything planted is found at its place, no clean twin is accused, no planted
# value stands in anything that was written, nothing in the inspected folders changes. The comparison itself can fail.
set -u
n=0 bad=0
ok() { # words, status
	n=$((n + 1))
	if [ "$2" = 0 ]; then echo "ok $n - $1"; else
		echo "not ok $n - $1"
		bad=1
	fi
}
out=$B/test/data here=test-data-$$
rm -rf "$out"
mkdir -p "$out"
for seed in 1 2 3; do
	PART=data YICHA_ESTATE=$here SEED=$seed demo/run >"$out/log" 2>&1
	status=$?
	last=$(tail -1 "$out/log")
	ok "seed $seed: $last" $status
	[ $status = 0 ] || tail -30 "$out/log" | sed 's/^/# /'
	planted=${last#data: planted }
	planted=${planted%%,*}
	[ "${planted:-0}" -ge 25 ] 2>/dev/null
	ok "seed $seed: no less is planted than was" $?
done
python3 - "$B" >"$out/spoilt" 2>&1 <<'END'
import json, os, sys
sys.dont_write_bytecode = True
sys.path.insert(0, "demo")
import data, demo
e = data.prepare(False)
for key, sql in zip(data.keys(False), ("postgresql", "mysql")):
    data.statements(e, key)
report = {"problems": [{"asset": "folder:/a", "check": "N3.3/data-public", "place": "x"}]}
print(data.compare(e, report))
os.makedirs(os.path.join(e.out, "result"), exist_ok=True)
open(os.path.join(e.out, "result", "leak"), "w").write("x" + e.raw[0])
print(len(data.leaked(e)))
END
grep -q "found 0, false 1, values leaked 0" "$out/spoilt" && [ "$(sed -n '$p' "$out/spoilt")" = 1 ]
ok "the comparison notices what is lost, invented or leaked" $?
grep -lz "^YICHA_ESTATE=$here$" /proc/[0-9]*/environ >"$out/left" 2>/dev/null
ok "nothing is left running" $((!$?))
echo "1..$n"
exit $bad
