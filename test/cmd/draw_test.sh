#!/bin/sh
# A draw from the plan to the verified record, on SQLite and PostgreSQL: who may do what and when, numbers without a gap, no second
# draw, replacements; who handles the units in the registry.
. test/lib.sh
pg=
ends() { [ -z "$pg" ] || tools/postgres stop "$pg"; }
yicha() { "$B/yicha" --store "$store" --lang en "$@"; }
sql() { sqlite3 -readonly "$store/yicha.db" "$1"; }
at() { # day and time, arguments of yicha draw
	now=2026-11-$1
	shift
	yicha draw "$@" --now "$now"
}
draws() { yicha draw list --json | python3 -c 'import json, sys; print(len(json.load(sys.stdin)))'; }
field() { # what of a draw, by python
	yicha draw show "$1" --json | python3 -c "import json, sys; d = json.load(sys.stdin); print($2)"
}
plan() { # when, extra arguments
	when=$1
	shift
	at "$when" plan --campaign "2026年度检查" --beacon "双色球第2026135期红球" --fallback "福彩3D" --beacon-at 2026-11-24T21:30 "$@"
}
pool() {
	awk 'BEGIN {
		print "统一社会信用代码,单位名称,单位类型,风险等级,信用等级,年度检查上限,本年已检查次数,上次检查日期,近两次检查人员"
		for (i = 0; i < 60; i++)
			printf "U%03d,示例单位%d,%s,%s,%s,%s,%d,%s,%s\n", i, i, i % 2 ? "互联网企业" : "增值电信企业", i % 5 ? "low" : "high",
				substr("ABCD", i % 4 + 1, 1), i % 7 ? "" : "1", i % 14 ? 0 : 1, i % 11 ? "" : "2026-10-30", i % 6 ? "" : "F01+F02;F01+F03"
	}' >"$tmp/units.csv"
	awk 'BEGIN { print "执法人员,部门,执法证有效期"; for (i = 0; i < 12; i++) printf "F%02d,处%d,%s\n", i, i % 3, i ? "2027-06-30" : "2026-11-23" }' >"$tmp/officers.csv"
	printf '执法人员,统一社会信用代码\nF03,U001\nF04,U001\n' >"$tmp/recusals.csv"
}
both() { # when, verb, number, arguments: by both sides
	when=$1 verb=$2 number=$3
	shift 3
	at "$when" "$verb" "$number" "$@" --as op --secret "$tmp/op.$number" && at "$when" "$verb" "$number" "$@" --as sup --secret "$tmp/sup.$number"
}

scenario() { # store's name
	pool
	rm -f "$tmp"/op.* "$tmp"/sup.*
	# A sample's clock goes forward only: the persons come before the draw.
	YICHA_NOW=2026-11-19T09:00
	export YICHA_NOW
	ok "$1: a ledger" yicha ledger init --sample --agency 样本省通信管理局
	yicha ledger person root 管理 admin >"$tmp/out" 2>&1
	for p in "op 操作 draw-operator" "sup 监督 draw-supervisor" "op2 操作二 draw-operator" "wang 王 manager"; do
		# shellcheck disable=SC2086
		yicha ledger person $p --as root >"$tmp/out" 2>&1
	done
	unset YICHA_NOW
	ok "a manager plans no draw" status 4 plan 20T09:00 --quota 5% --as wang
	ok "nor does the supervisor" status 4 plan 20T09:00 --quota 5% --as sup
	ok "a public value of the past is refused" status 2 plan 25T09:00 --quota 5% --as op
	ok "a quota that the strata do not know" status 2 plan 20T09:00 --quota risk=high:5% --as op
	ok "a rate above one" status 2 plan 20T09:00 --quota 3/2 --as op
	ok "no draw has come of it" test "$(draws)" = 0
	ok "a plan" has 2026-001 plan 20T09:00 --strata type,risk --quota risk=high:50% --quota 10% --reserve 2 --rest 60 --load 3 --exclude U004=已注销 --as op
	ok "the supervisor fixes no pool" status 4 at 20T09:10 pool 2026-001 "$tmp/units.csv" --officers "$tmp/officers.csv" --as sup
	ok "commitments need a pool" status 4 at 20T09:10 commit 2026-001 --secret "$tmp/early" --as op
	ok "and no secret is left of it" test ! -e "$tmp/early"
	sed 's/U001/U 01/' "$tmp/units.csv" >"$tmp/bad.csv"
	ok "a bad row in the pool is named" has "bad.csv:3" at 20T09:10 pool 2026-001 "$tmp/bad.csv" --officers "$tmp/officers.csv" --as op
	sed 's/U001/U000/' "$tmp/units.csv" >"$tmp/bad.csv"
	ok "a unit twice is refused" has "U000 is there twice" at 20T09:10 pool 2026-001 "$tmp/bad.csv" --officers "$tmp/officers.csv" --as op
	ok "the pool" has "60 units, 12 officers, 2 recusals" at 20T09:10 pool 2026-001 "$tmp/units.csv" --officers "$tmp/officers.csv" --recusals "$tmp/recusals.csv" --as op
	ok "only once" status 4 at 20T09:10 pool 2026-001 "$tmp/units.csv" --officers "$tmp/officers.csv" --as op
	ok "the operator commits" at 20T10:00 commit 2026-001 --secret "$tmp/op.2026-001" --as op
	ok "the secret is for the owner's eyes" test "$(stat -c %a "$tmp/op.2026-001")" = 600
	ok "a second operator does not stand on the other side" status 4 at 20T10:00 commit 2026-001 --secret "$tmp/x" --as op2
	ok "a secret is not overwritten" status 2 at 20T10:00 commit 2026-001 --secret "$tmp/op.2026-001" --as sup
	ok "nothing is revealed before both have committed" status 4 at 20T10:00 reveal 2026-001 --secret "$tmp/op.2026-001" --as op
	ok "the supervisor commits" at 20T10:00 commit 2026-001 --secret "$tmp/sup.2026-001" --as sup
	ok "another's secret is none" status 4 at 20T11:00 reveal 2026-001 --secret "$tmp/op.2026-001" --as sup
	ok "the operator reveals" at 20T11:00 reveal 2026-001 --secret "$tmp/op.2026-001" --as op
	ok "the public value waits for the other" status 4 at 24T22:00 beacon 2026-001 "03 08" --as op
	ok "too late to reveal" has "too late" at 24T21:30 reveal 2026-001 --secret "$tmp/sup.2026-001" --as sup
	ok "the supervisor reveals" at 24T21:29 reveal 2026-001 --secret "$tmp/sup.2026-001" --as sup
	ok "too early for the public value" has "too early" at 24T21:29 beacon 2026-001 "03 08 11 19 24 30" --as op
	ok "no draw without it" status 4 at 24T22:00 hold 2026-001 --as op
	ok "the operator types it" at 24T22:00 beacon 2026-001 "03 08 11 19 24 30" --as op
	ok "not twice" status 4 at 24T22:00 beacon 2026-001 "03 08 11 19 24 30" --as op
	ok "another value strikes out both" has "struck out" at 24T22:00 beacon 2026-001 "03 08 11 19 24 31" --as sup
	ok "so there is none" status 4 at 24T22:00 hold 2026-001 --as op
	at 24T22:00 beacon 2026-001 "03 08 11 19 24 30" --as sup >"$tmp/out" 2>&1
	ok "blanks do not count" at 24T22:00 beacon 2026-001 "  03 08  11 19 24 30 " --as op
	ok "the supervisor does not draw" status 4 at 24T22:00 hold 2026-001 --as sup
	ok "the draw is held" has "2026-001: 2026年度检查, held" at 24T22:05 hold 2026-001 --record "$tmp/record.json" --as op
	ok "never again" status 4 at 24T22:06 hold 2026-001 --as op
	ok "and not aborted" status 4 at 24T22:06 abort 2026-001 --reason 不满意 --as sup
	ok "anyone verifies it" has "right:" "$B/yicha" --lang en draw verify "$tmp/record.json"
	ok "the record of the ledger is that one" sh -c "'$B/yicha' --store '$store' draw record 2026-001 | cmp - '$tmp/record.json' || '$B/yicha' --store '$store' draw record 2026-001 | head -c -1 | cmp - '$tmp/record.json'"
	python3 -c "
import json, sys
r = json.load(open('$tmp/record.json'))
who = {o for a in r['assigned'] for o in a['officers']}
drawn = {a['unit'] for a in r['assigned']}
assert 'F00' not in who, 'certificate ran out the day before'
assert 'U004' not in drawn and {x['id'] for x in r['excluded']} >= {'U000', 'U004', 'U011', 'U014'}
for a in r['assigned']:
    assert len(a['officers']) == 2
    if int(a['unit'][1:]) % 6 == 0:
        assert len({'F01', 'F02', 'F03'} & set(a['officers'])) < 2, a
" >"$tmp/py" 2>&1
	ok "exclusions, certificates, pairs of before: $(tail -1 "$tmp/py")" test ! -s "$tmp/py"
	first=$(field 2026-001 'd["standing"][0]["unit"]')
	officer=$(field 2026-001 'd["standing"][1]["officers"][0]') unit=$(field 2026-001 'd["standing"][1]["unit"]')
	ok "no replacement without a reason" status 2 at 25T09:00 replace 2026-001 "$first" --as op
	ok "a unit by the next of the reserve" at 25T09:00 replace 2026-001 "$first" --reason 已迁出本省 --as op
	ok "it is drawn no more" has "not among the units drawn" at 25T09:00 replace 2026-001 "$first" --reason 再来 --as op
	ok "an officer by the next in order" at 25T09:10 replace 2026-001 "$unit" --officer "$officer" --reason 近亲属任职 --as op --record "$tmp/record2.json"
	ok "the record with both is verified" has "2 replacements" "$B/yicha" --lang en draw verify "$tmp/record2.json"
	sed "s/近亲属任职/近亲戚任职/" "$tmp/record2.json" >"$tmp/forged.json"
	ok "a changed reason is seen" has "only the seal" "$B/yicha" --lang en draw verify "$tmp/forged.json"
	ok "its exit status" status 1 "$B/yicha" draw verify "$tmp/forged.json"
	[ "$1" != SQLite ] || ok "the log has each record's digest" has "$(openssl dgst -sm3 -r "$tmp/record2.json" | cut -d' ' -f1)" sql "SELECT data FROM log_leaf WHERE kind = 'draw.replace' ORDER BY n DESC LIMIT 1"

	ok "the next draw has the next number" has 2026-002 plan 25T09:30 --quota 3 --no-officers --as op --beacon-at 2026-11-26T21:30
	ok "the operator aborts nothing" status 4 at 25T09:40 abort 2026-002 --reason 错误 --as op
	ok "the supervisor does, with a reason" at 25T09:40 abort 2026-002 --reason 名单有误 --as sup
	ok "it stays" has "名单有误" yicha draw show 2026-002
	ok "it goes no further" status 4 at 25T09:50 pool 2026-002 "$tmp/units.csv" --as op
	ok "and keeps its number" has 2026-003 plan 25T10:00 --quota 3 --method rfc3797 --no-officers --as op --beacon-at 2026-11-26T21:30
	at 25T10:01 pool 2026-003 "$tmp/units.csv" --as op >"$tmp/out" 2>&1
	both 25T10:02 commit 2026-003 >"$tmp/out" 2>&1
	both 25T10:03 reveal 2026-003 >"$tmp/out" 2>&1
	for p in op sup; do at 27T09:00 beacon 2026-003 "9319 / 2 5 12 8 10 / 9 18 26 34 41 45" --fallback-used --as $p >"$tmp/out" 2>&1; done
	ok "a draw by RFC 3797" at 27T09:01 hold 2026-003 --as op --record "$tmp/rfc.json"
	ok "by its published key" grep -q 990dd0a5692a029a98b5e01aa28f3459 "$tmp/rfc.json"
	ok "verified" has "right:" "$B/yicha" --lang en draw verify "$tmp/rfc.json"
	ok "three draws, no gap" has 3 draws
}

store=$tmp/store
scenario SQLite

# --- from the registry: caps are used, officers handle their units ---
YICHA_NOW=2026-11-27T09:30
export YICHA_NOW
ok "a manager" yicha ledger person mei 梅 manager --as root
for i in 1 2 3 4; do yicha ledger person f$i 执法$i officer --cert 粤A000$i --cert-until 2027-12-31 --as root >"$tmp/out" 2>&1; done
python3 - >"$tmp/reg.csv" <<'PY'
alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
def check(s):
    return alphabet[-sum(alphabet.index(c) * pow(3, i, 31) for i, c in enumerate(s)) % 31]
def org(s):
    r = -sum("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(c) * w for c, w in zip(s, (3, 7, 9, 10, 5, 8, 4, 2))) % 11
    return "X" if r == 10 else str(r)
print("统一社会信用代码,单位名称,单位类型,信用等级,风险等级")
for i in range(8):
    s = "91440300MA%06d" % i
    s += org(s[8:])
    print(s + check(s) + ",登记单位%d,互联网企业,A,低" % i)
PY
yicha registry import units "$tmp/reg.csv" --as mei >"$tmp/out" 2>&1
ok "units are registered" has "登记单位7" yicha registry list units
unset YICHA_NOW
ok "a draw from the registry" has 2026-004 plan 27T10:00 --quota 4 --load 3 --as op --beacon-at 2026-11-28T21:30
ok "its pool" has "8 units, 4 officers" at 27T10:01 pool 2026-004 --as op
both 27T10:02 commit 2026-004 >"$tmp/out" 2>&1
both 27T10:03 reveal 2026-004 >"$tmp/out" 2>&1
for p in op sup; do at 29T09:00 beacon 2026-004 "1 2 3" --as $p >"$tmp/out" 2>&1; done
ok "is held" at 29T09:01 hold 2026-004 --as op --record "$tmp/registry.json"
ok "and verified" has "right:" "$B/yicha" --lang en draw verify "$tmp/registry.json"
ok "eight handlers are known" has "8" sql "SELECT count(*) FROM reg_handler WHERE subject = '2026-004' AND until = 0"
unit=$(field 2026-004 'd["standing"][0]["unit"]') officer=$(field 2026-004 'd["standing"][0]["officers"][0]')
ok "an officer is replaced" at 30T09:00 replace 2026-004 "$unit" --officer "$officer" --reason 回避 --as op
ok "and handles the unit no more" has "0" sql "SELECT count(*) FROM reg_handler WHERE person = '$officer' AND unit = '$unit' AND until = 0"
ok "as many do as before" has "8" sql "SELECT count(*) FROM reg_handler WHERE subject = '2026-004' AND until = 0"
ok "the next pool knows who went" sh -c "'$B/yicha' --store '$store' draw plan --campaign c --quota 1 --beacon b --beacon-at 2026-12-28T21:30 --as op --now 2026-11-30T10:00 && '$B/yicha' --store '$store' draw pool 2026-005 --as op --now 2026-11-30T10:01"
ok "as its rows say" has "f" sql "SELECT max(past) FROM draw_unit WHERE draw = '2026-005'"

ok "whatever of its rows is altered, taken away or put in is found" python3 -B test/cmd/tamper.py "$B/yicha" "$store" 15
pg=$(mktemp -d "${TMPDIR:-/tmp}/yicha-pg-XXXXXX")
if url=$(tools/postgres start "$pg"); then
	store=$url
	scenario PostgreSQL
else
	echo "ok $((n += 1)) - PostgreSQL # SKIP none here"
fi
done_testing
