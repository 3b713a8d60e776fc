#!/bin/sh
# The registry: sheets in, bad rows told, twice changes nothing, out again the same; personal data by role; kill -9 leaves all or
# nothing. On SQLite, and the core of it on PostgreSQL.
. test/lib.sh
pg=
ends() { [ -z "$pg" ] || tools/postgres stop "$pg"; }
yicha() { "$B/yicha" --store "$store" --lang en "$@"; }

# Valid codes that name nobody.
A=91440300MA0000XY5L
codes() { # how many: made-up codes with right check characters
	python3 - "$1" <<'PY'
import sys
alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
def check(s):
    return alphabet[-sum(alphabet.index(c) * pow(3, i, 31) for i, c in enumerate(s)) % 31]
def org(s):
    r = -sum("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(c) * w for c, w in zip(s, (3, 7, 9, 10, 5, 8, 4, 2))) % 11
    return "X" if r == 10 else str(r)
for i in range(int(sys.argv[1])):
    body = "MA%06d" % i
    s = "91440300" + body + org(body)
    print(s + check(s))
PY
}
B1=$(codes 9 | sed -n 2p)
C1=$(codes 9 | sed -n 3p)

scenario() { # after: store is set
	rm -f "$tmp"/*.csv "$tmp"/*.xlsx
	ok "$1: a ledger" yicha ledger init --sample --agency 某省通信管理局
	ok "an administrator who also manages" yicha ledger person wang 王某 admin,manager
	ok "an auditor" yicha ledger person li 李某 auditor --as wang
	cat >"$tmp/units.csv" <<CSV
某省单位名录,,,,,
统一社会信用代码,单位名称,单位类型,信用等级,风险等级,许可证编号
$A,甲公司（示例）,增值电信企业,A,低,粤B2-20230001；粤B2-20230002
$B1,乙公司,互联网企业,C,高,
91440300MA0000XY5M,坏代码公司,互联网企业,,,
,无代码公司,互联网企业,,,
$C1,丙公司,外星企业,Z,,
$B1,乙公司又一次,互联网企业,,,
$C1,=1+1,Internet company,b,Medium,
CSV
	ok "nobody imports" status 2 yicha registry import units "$tmp/units.csv"
	ok "an auditor does not" status 4 yicha registry import units "$tmp/units.csv" --as li
	ok "a trial tells and takes nothing" has "3 new" yicha registry import units "$tmp/units.csv" --as wang --trial
	ok "as can be seen" hasnot "$A" yicha registry list units
	ok "good rows are taken, four are refused" status 1 yicha registry import units "$tmp/units.csv" --as wang --errors "$tmp/bad.csv"
	cp "$tmp/out" "$tmp/report"
	ok "the sum" has "7 rows: 3 new, 0 changed, 0 as before, 5 faults" cat "$tmp/report"
	ok "a wrong check character, with its row" has "row 5, 统一社会信用代码" cat "$tmp/report"
	ok "an empty code" has "row 6, 统一社会信用代码: is empty" cat "$tmp/report"
	ok "a choice that is none, and another in the same row" has "row 7, 信用等级" cat "$tmp/report"
	ok "the same code twice" has "row 8: row 4 has the same key" cat "$tmp/report"
	ok "the report as a sheet" has "row 4 has the same key" cat "$tmp/bad.csv"
	ok "the good row after bad ones" has "=1+1" yicha registry show units "$C1"
	ok "a second time changes nothing" has "0 new, 0 changed, 3 as before" yicha registry import units "$tmp/units.csv" --as wang
	ok "export" has "3 rows written" yicha registry export units "$tmp/out.xlsx"
	ok "what comes out goes in" has "3 rows: 0 new, 0 changed, 3 as before, 0 faults" yicha registry import units "$tmp/out.xlsx" --as wang
	ok "also in Chinese" "$B/yicha" --store "$store" --lang zh registry export units "$tmp/zh.xlsx"
	ok "and back" has "0 new, 0 changed, 3 as before, 0 faults" yicha registry import units "$tmp/zh.xlsx" --as wang
	ok "and as CSV" yicha registry export units "$tmp/out.csv"
	ok "with its formula disarmed" has "'=1+1" cat "$tmp/out.csv"
	ok "and back" has "0 new, 0 changed, 3 as before, 0 faults" yicha registry import units "$tmp/out.csv" --as wang
	sed "s/甲公司（示例）/甲公司（新名）/" "$tmp/units.csv" >"$tmp/new.csv"
	ok "a change is one" has "0 new, 1 changed, 2 as before" yicha registry import units "$tmp/new.csv" --as wang
	ok "is there" has "甲公司（新名）" yicha registry show units "$A" --json
	ok "an unknown kind: the nearest" has "did you mean units" yicha registry list unit
	ok "an unknown unit" status 2 yicha registry show units 91440300MA0000XY5M
}

store=$tmp/store
scenario SQLite

# --- other kinds, on SQLite ---
cat >"$tmp/contacts.csv" <<CSV
统一社会信用代码,职责,姓名,电话,电子邮箱
$A,网络安全负责人,张三丰,199 0000 0001,zhang@example.cn
$B1,联系人,赵四,19900000002,
$A,数据安全负责人,钱某,abc,
91440300MA0000000X,联系人,无单位,,
CSV
ok "contacts" status 1 yicha registry import contacts "$tmp/contacts.csv" --as wang
ok "a person of the unit" yicha ledger person zhang 张某 unit --unit "$A" --as wang
ok "an officer" yicha ledger person chen 陈某 officer --cert 粤001 --cert-until 2099-12-31 --as wang
ok "nobody sees names" hasnot 三丰 yicha registry list contacts
ok "nor telephones" hasnot "0000 0001" yicha registry list contacts --json
ok "nor does an auditor" hasnot "zhang@" yicha registry list contacts --json --as li
ok "nor an officer who does not handle the unit" hasnot 三丰 yicha registry list contacts --json --as chen
ok "a manager does" has 张三丰 yicha registry list contacts --as wang
ok "the unit sees its own" has 张三丰 yicha registry list contacts --as zhang
ok "and no other's" hasnot 赵四 yicha registry list contacts --as zhang
ok "an export of nobody" yicha registry export contacts "$tmp/masked.csv"
ok "is masked" hasnot 三丰 cat "$tmp/masked.csv"
ok "and cannot be imported" has "is masked" yicha registry import contacts "$tmp/masked.csv" --as wang
ok "an export of a manager" yicha registry export contacts "$tmp/plain.xlsx" --as wang
ok "can" has "0 new, 0 changed, 2 as before, 0 faults" yicha registry import contacts "$tmp/plain.xlsx" --as wang
cat >"$tmp/officers.csv" <<CSV
账号,姓名,部门,执法证号,执法证有效期至
sun,孙某,网络安全管理处,粤002,2030年1月1日
zhang,张某,x,粤003,
Chen X,陈某,x,粤004,
CSV
ok "officers: bad ones are told" status 1 yicha registry import officers "$tmp/officers.csv" --as wang
ok "the good one is a person" has "officer" yicha ledger persons
ok "with a certificate" has "2030-01-01" yicha registry show officers sun
cat >"$tmp/institutions.csv" <<CSV
统一社会信用代码,机构名称,技术能力,证书有效期至
$(codes 9 | sed -n 5p),某检测院,远程检测；符合性评测,2030-01-01
$B1,乙公司,,
CSV
ok "institutions: one that is inspected is none" has "registered as a unit" yicha registry import institutions "$tmp/institutions.csv" --as wang
ok "its staff test" yicha ledger person ts 技某 technician --unit "$(codes 9 | sed -n 5p)" --as wang
ok "and neither inspect nor sign" has "54号" yicha ledger person ts 技某 technician,officer --unit "$(codes 9 | sed -n 5p)" --as wang
cat >"$tmp/filings.csv" <<CSV
统一社会信用代码,定级对象名称,网络类型,安全等级,审核状态,评审通过日期,备案日期,IP地址列表,符合性评测日期,责任人,责任人电话
$A,门户网站,互联网,三级,审核通过,2025-03-01,2025/3/20,192.0.2.1；192.0.2.8-192.0.2.15;2001:db8::/64,2025-11-30,张三丰,19900000001
$A,旧平台,互联网,2级,,46024,46020,,,,
$B1,坏地址,互联网,2级,,,,300.1.1.1,,,
CSV
ok "filings" status 1 yicha registry import filings "$tmp/filings.csv" --as wang
cp "$tmp/out" "$tmp/report"
ok "filed before it was reviewed" has "is before" cat "$tmp/report"
ok "the address that is none" has "300.1.1.1" cat "$tmp/report"
ok "grades by any name" has '"grade":"3"' yicha registry show filings "$A/门户网站" --json
ok "responsible persons are masked too" hasnot 三丰 yicha registry show filings "$A/门户网站"
cat >"$tmp/objects.csv" <<CSV
统一社会信用代码,系统名称,对象类型,生命周期
$A,门户网站,电子商务平台,正式运行
$A,云平台,N2.02,试运行
CSV
ok "objects of the twelve types" has "2 new" yicha registry import objects "$tmp/objects.csv" --as wang
printf '统一社会信用代码,资产类型,资产\n%s,域名,例子.中国\n%s,域名,not a name\n%s,IP地址,192.0.2.0/24\n' "$A" "$A" "$A" >"$tmp/assets.csv"
ok "assets" has "2 new, 0 changed, 0 as before, 1 faults" yicha registry import assets "$tmp/assets.csv" --as wang
printf '年度,风险等级,频次上限\n2026,低,1\n2026,,3\n1926,,3\n' >"$tmp/caps.csv"
ok "caps" has "2 new, 0 changed, 0 as before, 1 faults" yicha registry import caps "$tmp/caps.csv" --as wang
for k in units contacts objects assets filings officers institutions caps; do
	ok "template of $k" yicha registry template $k "$tmp/t-$k.xlsx"
	ok "is an empty list of $k" has "0 new, 0 changed, 0 as before, 0 faults" yicha registry import $k "$tmp/t-$k.xlsx" --as wang
done

# --- all or nothing ---
{
	echo "统一社会信用代码,单位名称,单位类型"
	codes 60000 | sed 's/$/,某公司,互联网企业/'
} >"$tmp/many.csv"
before=$(yicha registry list units | wc -l)
i=0 killed=0 whole=0
while [ $i -lt 20 ]; do
	i=$((i + 1))
	# The program itself: killing a shell around it would leave it at work.
	"$B/yicha" --store "$store" --lang en registry import units "$tmp/many.csv" --as wang >/dev/null 2>&1 &
	p=$!
	sleep "0.$(printf %02d $((i * 3)))"
	if kill -9 $p 2>/dev/null; then killed=$((killed + 1)); fi
	wait $p 2>/dev/null
	now=$(yicha registry list units | wc -l)
	[ "$now" -eq "$before" ] || whole=$now
	[ "$now" -eq "$before" ] || break
done
ok "kill -9 leaves nothing ($killed killed)" test "$killed" -ge 3 -a \( "$whole" -eq 0 -o "$whole" -ge 60000 \)
yicha registry import units "$tmp/many.csv" --as wang >/dev/null 2>&1
ok "or all" has "0 new, 0 changed, 60000 as before" yicha registry import units "$tmp/many.csv" --as wang

ok "whatever of its rows is altered, taken away or put in is found" python3 -B test/cmd/tamper.py "$B/yicha" "$store" 8

# --- PostgreSQL ---
pg=$(mktemp -d "${TMPDIR:-/tmp}/yicha-pg-XXXXXX")
if url=$(tools/postgres start "$pg"); then
	store=$url
	scenario PostgreSQL
else
	echo "ok $((n += 1)) - PostgreSQL # SKIP none here"
fi
done_testing
