#!/bin/sh
# Findings of other tools from files with holes: every row that is none is named, a file that was cut says where, nothing passes silently.
. test/lib.sh
yicha="$B/yicha --store $tmp/store --lang en"
ok "a sample's ledger" $yicha ledger init --sample --agency 样本局
ok "its administrator" $yicha ledger person root 管 admin
ok "a technician" $yicha ledger person li 李 technician --unit T1 --as root
unit="--unit 91440300MA0000XY5L --as li"
cat >"$tmp/rows.jsonl" <<'EOF'
{"rule":"r","asset":"192.0.2.1:80"}
{"rule":"r"}
{"asset":"192.0.2.2:80"}
{"rule":"r","asset":"192.0.2.3:80","seen":"yesterday"}
{"rule":"r","asset":"192.0.2.4:80","uscc":"1"}
no JSON
EOF
ok "bad rows end with 1" status 1 $yicha case import "$tmp/rows.jsonl" $unit --json
cp "$tmp/out" "$tmp/rows.json"
ok "each is named with its field and reason" python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
assert d["bad"] == 5 and d["found"] == 1, d
assert [(f["row"], f["field"]) for f in d["faults"]] == [("2", "asset"), ("3", "rule"), ("4", "seen"), ("5", "uscc"), ("6", "")], d
assert all(f["reason"] for f in d["faults"])' "$tmp/rows.json"
for i in $(seq 1500); do echo '{"rule":"r"}'; done >"$tmp/many.jsonl"
ok "very many end with 1 too" status 1 $yicha case import "$tmp/many.jsonl" $unit --json
cp "$tmp/out" "$tmp/many.json"
ok "a thousand are named, all are counted" python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
assert d["bad"] == 1500 and len(d["faults"]) == 1000, (d["bad"], len(d["faults"]))' "$tmp/many.json"
ok "in words too" has "and 500 more rows" $yicha case import "$tmp/many.jsonl" $unit
printf '<?xml version="1.0"?>\n<nmaprun start="1795140000">\n<host><address addr="192.0.2.1"/>\n' >"$tmp/cut.xml"
ok "a cut file of nmap does not end well" status 1 $yicha case import "$tmp/cut.xml" $unit
ok "it is said where" has "4:1: the file is cut here" $yicha case import "$tmp/cut.xml" $unit
python3 -c 'print("{\"rule\":\"r\",\"asset\":\"" + "a" * (100 << 20) + "\"}")' >"$tmp/long.jsonl"
no "an over-long line is called that" "1: the line is longer than 4 MiB" $yicha case import "$tmp/long.jsonl" --format jsonl $unit
no "another format is called that" "cannot be read as sarif" $yicha case import "$tmp/rows.jsonl" --format sarif $unit
done_testing
