#!/bin/sh
# What would wait or run for ever does not: a pipe among the checks, a query without an end.
. test/lib.sh
yicha="$B/yicha --store $tmp/store --lang en"
mkdir -p "$tmp/checks/N3.2"
mkfifo "$tmp/checks/N3.2/pipe.sql"
no "a pipe is no check" "no regular file" timeout 20 $yicha checks list --checks "$tmp/checks"
year=$(date -u +%Y)
cat >"$tmp/scope.yaml" <<EOF
scope: 1
unit: {name: 样本公司, uscc: 91440300MA0000XY5L, province: 粤}
authorisation: {by: 自己, reference: "1", period: {from: $((year - 1))-12-31, until: $((year + 1))-01-02}, window: "00:00-24:00", mode: self, vantage: loopback}
contact: a@example.cn
objects:
  - {id: portal, type: N2.01, name: 门户, sites: ["http://127.0.0.1:1/"]}
EOF
$yicha inspect "$tmp/scope.yaml" --quiet >"$tmp/out" 2>&1
endless='WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r) SELECT count(*) FROM r'
ok "a query that ends" $yicha sql "SELECT 1"
ok "an endless one is ended" sh -c "timeout 100 $yicha sql --seconds 1 '$endless'; test \$? = 4"
no "no time is not a time" "from 1 to" $yicha sql --seconds 0 "SELECT 1"
done_testing
