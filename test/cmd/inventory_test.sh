#!/bin/sh
# yicha data inventory: the list of data of a run, as JSON and as a workbook, with the grade by each standard and no value in it.
. test/lib.sh
yicha=${B:-build}/yicha
export YICHA_STORE="$tmp/store" LC_ALL=C
mkdir -p "$tmp/files"
python3 - "$tmp/files" "$tmp/raw" <<'END' || exit 1
import sys
w = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
def ident(n):
    body = '440199%04d0615%03d' % (1970 + n % 30, n)
    return body + '10X98765432'[sum(int(c) * k for c, k in zip(body, w)) % 11]
ids, mobiles = [ident(n) for n in range(30)], ['1371234%04d' % (n * 37) for n in range(30)]
with open(sys.argv[1] + '/people.csv', 'w') as out:
    out.write('身份证号,手机号\n' + ''.join('%s,%s\n' % p for p in zip(ids, mobiles)))
with open(sys.argv[1] + '/covered.csv', 'w') as out:
    out.write('编号,手机号\n' + ''.join('%d,%s****%s\n' % (n, m[:3], m[-4:]) for n, m in enumerate(mobiles)))
with open(sys.argv[1] + '/goods.csv', 'w') as out:
    out.write('编号,名称\n' + ''.join('%d,文具\n' % n for n in range(30)))
open(sys.argv[2], 'w').write('\n'.join(ids + mobiles) + '\n')
END
year=$(date +%Y)
cat >"$tmp/scope.yaml" <<END
scope: 1
unit: {name: 样本, uscc: 91440300MA0000XY5L}
authorisation: {by: 样本, period: {from: $((year - 1))-12-31, until: $((year + 1))-01-02}}
contact: a@example.cn
objects: [{id: one, type: N2.01, name: 甲}]
data: {ordered_by: 样本, folders: [files]}
END
ok "without a store it says so" status 2 "$yicha" data inventory
ok "a folder is inspected" status 1 "$yicha" inspect "$tmp/scope.yaml" --quiet
"$yicha" data inventory --json >"$tmp/list.json"
ok "the list as JSON: what is where, in which form, how many, by whose word sensitive" python3 -c '
import json, sys
rows = {(r["path"], r["kind"]): r for r in json.load(open(sys.argv[1]))}
a, b, c = (rows[k] for k in (("people.csv", "id-card"), ("people.csv", "mobile"), ("covered.csv", "mobile")))
sys.exit(not (a["persons"] == 30 and a["form"] == "plain" and a["grade"] == "sensitive:gbt35273" and a["level"] == 4
              and b["persons"] == 30 and b["grade"] == "ordinary" and b["level"] == 2 and c["form"] == "masked"
              and [(g["standard"], g.get("says"), g["read"]) for g in a["grades"]] == [("gbt35273", "sensitive", "secondary"),
                  ("gbt45574", "ordinary", "secondary"), ("gbt43697", None, "memory")] and a["grades"][1]["from"] == "2025-11-01"
              and not [k for k in rows if k[0] == "goods.csv"]))' "$tmp/list.json"
ok "the gate's journal has a line for the folder, with what was opened" python3 -c '
import glob, os, sqlite3, sys
path = sys.argv[1] if os.path.isfile(sys.argv[1]) else [p for p in glob.glob(sys.argv[1] + "/*") if open(p, "rb").read(15) == b"SQLite format 3"][0]
rows = sqlite3.connect(path).execute("SELECT what, answer, bytes, address FROM journal WHERE asset LIKE ?", ("folder:%",)).fetchall()
sys.exit(not (len(rows) == 1 and rows[0][0] == "read below the folder: 4 opened, 0 not" and rows[0][2] > 1000 and rows[0][3] == ""))' "$YICHA_STORE"
ok "the list as a workbook" status 0 "$yicha" data inventory --xlsx "$tmp/list.xlsx"
ok "it has a row for each, and the totals" python3 -c '
import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
text = "".join(z.read(n).decode() for n in z.namelist() if n.endswith(".xml"))
sys.exit(not all(w in text for w in ("数据分类分级清单", "people.csv", "居民身份证号码", "GB/T 35273-2020", "GB/T 45574-2025", "附录H，未核对原文", "按位置汇聚", "已脱敏", "汇总")))' "$tmp/list.xlsx"
(cd "$tmp" && mkdir -p open && cd open && python3 -c 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(".")' "$tmp/list.xlsx")
grep -rqFf "$tmp/raw" "$tmp/list.json" "$tmp/open" "$tmp/store"
ok "no value in either, nor in the store" [ $? = 1 ]

# The list given back as the unit's own: whole; then with an entry less and one graded too low.
failing() { # checks that fail in the latest run, of those that compare
	"$yicha" sql "SELECT DISTINCT check_id FROM verdicts WHERE verdict = 'fail' AND check_id IN ('N3.3/data-unlisted', 'N3.3/data-undergraded')" | sed 1d | sort | tr '\n' ' '
}
sed -i 's/folders:/inventory: list.xlsx, folders:/' "$tmp/scope.yaml"
"$yicha" inspect "$tmp/scope.yaml" --quiet >"$tmp/said" 2>&1
ok "a list that names everything is in order" [ "$(failing)" = "" ]
ok "it was read" has people.csv "$yicha" sql "SELECT path, kind, level FROM data_listed"
printf '表名,字段,数据项,级别\npeople.csv,身份证号,居民身份证号码,一般数据2级\n' >"$tmp/own.csv"
sed -i 's/list.xlsx/own.csv/' "$tmp/scope.yaml"
"$yicha" inspect "$tmp/scope.yaml" --quiet >"$tmp/said" 2>&1
ok "an entry that is missing and one graded too low are told" [ "$(failing)" = "N3.3/data-undergraded N3.3/data-unlisted " ]
printf 'nothing\n' >"$tmp/own.csv"
"$yicha" inspect "$tmp/scope.yaml" --quiet >"$tmp/said" 2>&1
ok "a list that cannot be read accuses nobody" [ "$(failing)" = "" ]
ok "and is said to be unread" has unknown "$yicha" sql "SELECT verdict, reason FROM verdicts WHERE check_id = 'N3.3/data-unlisted'"
ok "a run that is not there" status 2 "$yicha" data inventory --run 000
done_testing
