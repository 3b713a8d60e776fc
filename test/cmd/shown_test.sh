#!/bin/sh
# Characters that hide or turn text reach no terminal: they are shown by their numbers, in JSON too, which stays what it was.
. test/lib.sh
yicha="$B/yicha --store $tmp/store --lang en"
ok "a sample's ledger" $yicha ledger init --sample --agency 样本局
ok "its administrator" $yicha ledger person root 管 admin
ok "a technician" $yicha ledger person li 李 technician --unit T1 --as root
printf '{"tool":"t","rule":"r","asset":"tcp:203.0.113.7:6379","title":"a\342\200\256b\342\200\213c\357\273\277d\303\233\302\233e","severity":"high","uscc":"91440300MA0000XY5L"}\n' >"$tmp/f.jsonl"
ok "a finding whose title turns the line" $yicha case import "$tmp/f.jsonl" --as li
clean() { # no such byte in what a command prints
	"$@" >"$tmp/shown" 2>&1
	cat "$tmp/shown"
	[ -s "$tmp/shown" ] && ! LC_ALL=C grep -qE "$(printf '\342\200[\213\256]|\357\273\277|\302\233')" "$tmp/shown"
}
ok "the list shows it" clean $yicha case list
ok "by its number" has 'a\u202eb\u200bc\ufeffd' $yicha case list
ok "so does the JSON" clean $yicha case list --json
ok "which is true" sh -c "$yicha case list --json | python3 -c 'import json,sys; assert \"a\u202eb\u200bc\ufeffd\" in json.load(sys.stdin)[0][\"title\"]'"
ok "a fault of the command line" clean $yicha case show "$(printf 'x\342\200\256y')"
ok "an unknown person" clean $yicha case list --state "$(printf 'x\342\200\256y')"
ok "a setting" $yicha ledger set agency.contact "$(printf 'a\342\200\256b')" --as root
ok "what is hashed stays byte for byte in a pipe" sh -c "$yicha log show --json | grep -q \"$(printf 'a\342\200\256b')\""
done_testing
