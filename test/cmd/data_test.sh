#!/bin/sh
# yicha data scan over a folder with everything that a folder can do to whoever reads it. What is planted is found and never shown,
# what cannot be read is told, nothing waits for ever, nothing is changed, nothing is left behind; the outcome does not depend on the
# number of readers. Prints TAP.
. test/lib.sh
yicha=${B:-build}/yicha
chmod 711 "$tmp"
here=$tmp/here
mkdir -p "$here/deep/er" "$here/many" "$tmp/moves"

# Identity numbers of a county that never was, mobile numbers of one block, cards of a made-up account: none of anybody.
python3 - "$here" "$tmp/planted" <<'END' || exit 1
import gzip, io, os, random, sqlite3, sys, tarfile, zipfile
here, planted = sys.argv[1], []
def ident(n):
    body = '440399' + '19850615' + '%03d' % (n % 1000)
    return body + '10X98765432'[sum(int(c) * w for c, w in zip(body, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2))) % 11]
def mobile(n):
    return '1391010%04d' % n
def card(n):
    body = '622202020011%06d' % n
    total = sum(d if i % 2 else (2 * d - 9 if d > 4 else 2 * d) for i, d in enumerate(map(int, reversed(body))))
    return body + str(-total % 10)
def lines(n):
    i, m, c = ident(n), mobile(n), card(n)
    planted.extend((i, m, c))
    return '姓名: 张三%d\n身份证号：%s\n手机 %s，银行卡号 %s\n' % (n, i, m, c)
def put(path, text):
    with open(os.path.join(here, path), 'wb') as f:
        f.write(text if isinstance(text, bytes) else text.encode())
put('plain.txt', lines(1))
put('gb18030.txt', lines(2).encode('gb18030'))
put('utf16.txt', b'\xff\xfe' + lines(3).encode('utf-16-le'))
put('nuls.log', b'\0' * 5000 + lines(4).encode())
put('手机' + mobile(5) + '.txt', 'empty\n')
planted.append(mobile(5))
put('deep/er/' + ident(6) + '.txt', lines(7))
planted.append(ident(6))
# As deep as packages of JavaScript and Java lie.
far = '/'.join('level%02d' % n for n in range(60))
os.makedirs(os.path.join(here, far))
for n in range(0, 61, 5):
    for beside in range(40):
        put('/'.join(far.split('/')[:n] + ['beside%02d.txt' % beside]), 'nothing\n')
put(far + '/bottom.txt', lines(17))
put('config.txt', 'password = Xk9-vT3q_planted_88\n')
planted.append('Xk9-vT3q_planted_88')
# A line of 64 MiB with something at its end.
put('line.txt', b'x ' * (32 << 20) + lines(8).encode())
# Between two pieces of a long text.
put('long.log', b''.join(b'nothing to see in line %08d\n' % i for i in range(3600000)) + lines(9).encode())
with open(os.path.join(here, 'sparse.bin'), 'wb') as f:
    f.write(lines(10).encode())
    f.seek(4 << 40)
    f.write(lines(11).encode())
inner = io.BytesIO()
with zipfile.ZipFile(inner, 'w', zipfile.ZIP_DEFLATED) as z:
    z.writestr('人员/' + mobile(12) + '.txt', lines(13))
planted.append(mobile(12))
outer = io.BytesIO()
with tarfile.open(fileobj=outer, mode='w') as t:
    for name, data in (('in.zip', inner.getvalue()), ('b.txt', lines(14).encode())):
        info = tarfile.TarInfo(name)
        info.size = len(data)
        t.addfile(info, io.BytesIO(data))
put('nested.tar.gz', gzip.compress(outer.getvalue(), mtime=0))
put('rotated.log.1.gz', gzip.compress(b'GET / 200\n' * 3000000 + random.Random(1).randbytes(6 << 20).hex().encode() + b'\n' + lines(15).encode(), mtime=0))
put('bomb.gz', gzip.compress(b'\0' * (200 << 20), 9, mtime=0))
put('cut.gz', gzip.compress(lines(16).encode() * 50, mtime=0)[:-20])
put('broken.zip', inner.getvalue()[:40])
put('noise.bin', random.Random(2).randbytes(3000000))
for n in range(2000):
    put('many/%04d.txt' % n, lines(1000 + n) if n % 100 == 0 else 'nothing\n')
db = sqlite3.connect(os.path.join(here, 'people.db'))
db.execute('create table user (id integer, sjh text, sfzh text)')
for n in range(20):
    planted.extend((mobile(3000 + n), ident(300 + n)))
    db.execute('insert into user values (?, ?, ?)', (n, mobile(3000 + n), ident(300 + n)))
db.commit()
db.close()
# A database whose last rows are in its log.
db = sqlite3.connect(os.path.join(here, 'late.db'))
db.execute('pragma journal_mode=wal')
db.execute('create table user (sfzh text)')
db.execute('insert into user values (?)', (ident(400),))
db.commit()
planted.append(ident(400))
import shutil
shutil.copy(os.path.join(here, 'late.db'), os.path.join(here, 'logged.db'))
shutil.copy(os.path.join(here, 'late.db-wal'), os.path.join(here, 'logged.db-wal'))
db.close()
os.remove(os.path.join(here, 'late.db'))
open(sys.argv[2], 'w').write('\n'.join(sorted(set(planted))) + '\n')
END
mkfifo "$here/pipe"
ln -s . "$here/deep/loop"
ln -s /etc "$here/etc"
ln "$here/plain.txt" "$here/second-name.txt"
python3 -c 'import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' "$here/sock"
mknod "$here/device" c 1 5 2>/dev/null || :
printf 'x' >"$here/closed.txt"
chmod 0 "$here/closed.txt"
mkdir "$here/closed"
chmod 0 "$here/closed"
# Root may read everything: somebody else looks then, to whom the files belong.
as=
if [ "$(id -u)" -eq 0 ]; then
	chown -hR 65534 "$here" "$tmp/moves" 2>/dev/null
	as="setpriv --reuid=65534 --clear-groups"
	$as true 2>/dev/null || as=
fi
scan() { $as "$yicha" data scan "$@"; }
state() { # of everything, times of reading too
	(cd "$here" && find . -print0 | LC_ALL=C sort -z | xargs -0 stat -c '%n %a %s %X %Y %Z %i')
	(cd "$here" && find . -type f ! -name closed.txt -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
}
# Times of reading are old: whoever reads would change them (the hashes were read before).
find "$here" ! -type l ! -type p -exec touch -a -d 2020-01-01 {} + 2>/dev/null
state_before=$(cd "$here" && find . -print0 | LC_ALL=C sort -z | xargs -0 stat -c '%n %a %s %X %Y %Z %i')

ok "finds, and not all could be examined: status 1" status 1 scan "$here" --lang en
cp "$tmp/out" "$tmp/table"
state_after=$(cd "$here" && find . -print0 | LC_ALL=C sort -z | xargs -0 stat -c '%n %a %s %X %Y %Z %i')
same_state() { [ "$state_before" = "$state_after" ]; }
ok "nothing changed, not even a time of reading" same_state
in_table() { grep -qF -- "$1" "$tmp/table"; }
ok "the folder without permission is told" in_table "closed: not examined whole: no permission"
ok "the file without permission is told" in_table "closed.txt: not examined whole: no permission"
ok "the cut archive is told" in_table "cut.gz: not examined whole"
ok "the broken archive is told" in_table "broken.zip"
scan "$here" --lang en --verbose >"$tmp/verbose" 2>&1
for what in "pipe: not examined whole: a named pipe" "sock: not examined whole: a socket" "deep/loop: not examined whole: a symbolic link" \
	"etc: not examined whole: a symbolic link" "another name of a file"; do
	ok "--verbose lists: $what" grep -qF "$what" "$tmp/verbose"
done
[ ! -c "$here/device" ] || ok "and the device" grep -qF "device: not examined whole: a device" "$tmp/verbose"

scan --json -j 1 "$here" >"$tmp/json1" 2>"$tmp/err1"
scan --json -j 2 "$here" >"$tmp/json2" 2>"$tmp/err2"
scan --json -j 4 "$here" >"$tmp/json4" 2>"$tmp/err4"
ok "one reader or two: the same bytes" cmp "$tmp/json1" "$tmp/json2"
ok "or four" cmp "$tmp/json1" "$tmp/json4"
scan --json --max-finds 2 "$here/plain.txt" >"$tmp/few" 2>/dev/null
ok "so many lines and no more" test "$(grep -c '"offset"' "$tmp/few")" = 2
ok "what is left out is counted" has '"omitted":' cat "$tmp/few"
cat >"$tmp/look.py" <<'END'
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
finds = [r for r in rows if 'kind' in r]
def at(path, inner=None):
    return {r['kind'] for r in finds if r['path'].endswith(path) and (inner is None or r['inner'].endswith(inner))}
three = {'id-card', 'mobile', 'bank-card'}
for path in 'plain.txt gb18030.txt utf16.txt nuls.log line.txt long.log sparse.bin bottom.txt many/0000.txt many/1900.txt rotated.log.1.gz'.split():
    assert three <= at(path), (path, at(path))
assert three <= at('nested.tar.gz', 'b.txt'), at('nested.tar.gz')
assert any('in.zip!' in r['inner'] and r['kind'] == 'id-card' for r in finds)
assert {r['line'] for r in finds if r['path'].endswith('long.log') and r['kind'] == 'id-card'} == {3600002}
data = open(sys.argv[2] + '/long.log', 'rb').read()
for r in finds:
    if r['path'].endswith('long.log') and r['kind'] == 'mobile':
        assert data[r['offset']:r['offset'] + r['length']].startswith(b'139'), r
assert sum(r['path'].endswith('sparse.bin') for r in finds) >= 6
assert not any(r['path'].endswith('second-name.txt') for r in finds)
assert len({r['fingerprint'] if 'fingerprint' in r else r['masked'] + str(r['line']) for r in finds if r['path'].endswith('people.db') and r['kind'] == 'id-card'}) == 20
assert 'id-card' in at('logged.db') and not at('logged.db-wal')
assert not at('noise.bin'), at('noise.bin')
END
ok "a find says how the standards in force grade it, and whose word that is" python3 -c '
import json, sys
grades = {}
for r in map(json.loads, open(sys.argv[1])):
    if "kind" in r:
        grades.setdefault(r["kind"], set()).add(r["grade"])
sys.exit(grades["id-card"] != {"sensitive:gbt35273"} or grades["bank-card"] != {"sensitive:gbt45574"} or grades["mobile"] != {"ordinary"})
' "$tmp/json1"
ok "every planted place is found, at its place" python3 "$tmp/look.py" "$tmp/json1" "$here"

# Stdin, one file, kinds.
ok "a stream" has "id-card" sh -c "scan() { $as $yicha data scan \"\$@\"; }; scan --json - <'$here/plain.txt'"
ok "one kind only" status 0 scan --kind imei "$here/plain.txt"
ok "nothing there" status 0 scan "$here/many/0001.txt"
ok "lines of JSON: none, not an empty one" sh -c "[ -z \"\$($as $yicha data scan --json '$here/many/0001.txt')\" ]"
# Who closes the pipe waits for nothing.
mkdir "$tmp/far"
cp "$here/plain.txt" "$tmp/far/a.txt"
for name in b c d e f g h; do
	python3 -c 'import sys
block = open(sys.argv[1]).read() * 2000
open(sys.argv[2], "w").write(block)' "$here/plain.txt" "$tmp/far/$name.txt"
done
mkfifo "$tmp/far.pipe"
"$yicha" data scan --json -j 1 "$tmp/far" >"$tmp/far.pipe" 2>"$tmp/far.err" &
pid=$!
head -n 1 "$tmp/far.pipe" >/dev/null
wait $pid
ok "a pipe that is closed: finds, and no complaint" test $? -eq 1 -a ! -s "$tmp/far.err"
rm -r "$tmp/far" "$tmp/far.pipe"
no "a baseline where nothing can be written" "No such file" "$yicha" data scan --lang en --write-baseline "$tmp/none/known" "$here/plain.txt"
# A compressed file with a terabyte of nothing behind it.
cp "$here/rotated.log.1.gz" "$here/behind.gz"
truncate -s 1T "$here/behind.gz"
ok "a hole behind what is compressed is not read" has '"bank-card"' scan --json "$here/behind.gz"
rm -f "$here/behind.gz"
ok "not everything examined: status 3" status 3 scan "$here/closed.txt" "$here/many/0001.txt"
no "no such kind" "there is no kind" scan --kind nothing "$here"
no "no such path" "none" scan "$here/none"
ok "a ceiling of bytes is told" has "the ceiling of bytes" scan --max-bytes 1k "$here/many"

# Baselines.
mkdir "$tmp/base"
[ -z "$as" ] || chown 65534 "$tmp/base"
cp "$here/plain.txt" "$tmp/base/a.txt"
chmod 666 "$tmp/base/a.txt"
ok "a baseline is written" status 1 scan --write-baseline "$tmp/base/known" "$tmp/base/a.txt"
ok "its key is for its owner alone" test "$(stat -c %a "$tmp/base/known.key")" = 600
ok "what it knows is not told" status 0 scan --baseline "$tmp/base/known" "$tmp/base/a.txt"
{
	printf 'a line\nand another\n'
	cat "$here/plain.txt"
} >"$tmp/base/a.txt"
ok "also behind new lines" status 0 scan --baseline "$tmp/base/known" "$tmp/base/a.txt"
echo "手机 13910109999" >>"$tmp/base/a.txt"
echo 13910109999 >>"$tmp/planted"
ok "what is new is" status 1 scan --baseline "$tmp/base/known" --json "$tmp/base/a.txt"
one_line() { [ "$(wc -l <"$tmp/new")" -eq 1 ]; }
scan --baseline "$tmp/base/known" --json "$tmp/base/a.txt" >"$tmp/new"
ok "and nothing else" one_line
{
	cat "$tmp/base/known"
	python3 -c 'import json,sys; print(json.loads(open(sys.argv[1]).readline())["fingerprint"], " # ours")' "$tmp/new"
} >"$tmp/base/allow"
ok "an allow-list lets it be" status 0 scan --allow "$tmp/base/allow" --key "$tmp/base/known.key" "$tmp/base/a.txt"
echo "path **/a.txt mobile" >"$tmp/base/paths"
echo "path **/a.txt id-card # and these" >>"$tmp/base/paths"
echo "path **/*.txt bank-card" >>"$tmp/base/paths"
echo "path **/a.*" >>"$tmp/base/paths"
cp "$tmp/base/known.key" "$tmp/base/paths.key"
[ -z "$as" ] || chown 65534 "$tmp/base/paths.key"
ok "also by path and kind" status 0 scan --allow "$tmp/base/paths" "$tmp/base/a.txt"
rm "$tmp/base/known.key"
no "a baseline without its key" "the key that the list was made with is not there" scan --baseline "$tmp/base/known" "$tmp/base/a.txt"

# Names with line ends: they forge no line of a list nor of the table.
mkdir "$tmp/names"
[ -z "$as" ] || chown 65534 "$tmp/names"
cp "$here/plain.txt" "$tmp/names/a
path **
#b"
scan --write-baseline "$tmp/names/known" "$tmp/names" >"$tmp/named"
ok "a name with line ends is one line" grep -qxF "$tmp/names/a\\npath **\\n#b" "$tmp/named"
cp "$here/gb18030.txt" "$tmp/names/new.txt"
ok "and allows nothing" status 1 scan --baseline "$tmp/names/known" "$tmp/names/new.txt"

# What no reader knows is not passed over.
python3 -c 'import random, sys
sys.stdout.buffer.write(random.Random(3).randbytes(5000))' >"$tmp/names/packed"
printf 'x\234KK\312OR04d\310H\315\311\311W(\317/\312I\341\002\000\1\2\3\4\5\6' >"$tmp/names/loose"
ok "unknown bytes are told" has "of no form that is known" scan --lang en "$tmp/names/packed" "$tmp/names/loose"
ok "status 3" status 3 scan "$tmp/names/packed"
rm "$tmp/names/"a* "$tmp/names/new.txt"

# A table behind some lines of text, too long for one piece: the last row has only its head to say what it holds.
python3 -c '
print("一份说明\n\n编号,姓名,备注")
for i in range(600000):
    print("%d,,无" % i)
print("600000,张三丰,无")' >"$tmp/base/late.txt"
ok "rows stay with a head that stands within the text" has '"kind":"name"' scan --json -j 2 "$tmp/base/late.txt"
# Git's objects: loose ones; packs, with a change to an earlier object whose new part holds something, and one that is cut.
python3 - "$here/plain.txt" "$tmp/names" <<'END'
import sys, struct, zlib
text, to = open(sys.argv[1], 'rb').read(), sys.argv[2]
def head(kind, n):
    b = [kind << 4 | n & 15]
    n >>= 4
    while n:
        b[-1] |= 128
        b.append(n & 127)
        n >>= 7
    return bytes(b)
def number(n):
    b = [n & 127]
    while n >> 7:
        n >>= 7
        b[-1] |= 128
        b.append(n & 127)
    return bytes(b)
open(to + '/loose', 'wb').write(zlib.compress(b'blob %d\0' % len(text) + text))
open(to + '/tree', 'wb').write(zlib.compress(b'tree 40\0' + b'100644 a\0' + bytes(range(20))))
base = b'nothing to see here, whatever follows it\n'
added = text[:120]
change = number(len(base)) + number(len(base) + len(added)) + bytes([0x91, 0, len(base)]) + bytes([len(added)]) + added
objects = head(2, 30) + zlib.compress(b'100644 a\0' + bytes(range(20))) + head(3, len(base)) + zlib.compress(base)
far = len(head(3, len(base)) + zlib.compress(base))
objects += head(6, len(change)) + bytes([far]) + zlib.compress(change)
pack = b'PACK' + struct.pack('>II', 2, 3) + objects + bytes(20)
open(to + '/some.pack', 'wb').write(pack)
open(to + '/cut.pack', 'wb').write(pack[:len(pack) - 60])
END
ok "a loose object of git is read" has "id-card" scan --json "$tmp/names/loose"
ok "a listing is nothing" status 0 scan "$tmp/names/tree"
ok "so is what a change in a pack put in" has "id-card" scan --json "$tmp/names/some.pack"
ok "and that it is not whole is told" has "only what was put in was looked at" scan --lang en "$tmp/names/some.pack"
ok "a pack that is cut is told" has "ends early" scan --lang en "$tmp/names/cut.pack"
rm "$tmp/names/"*

# Files written as base64 within texts: on disk, in pieces of a long text, within archives, in fields of a database, within each other.
mkdir "$tmp/within"
python3 - "$here/plain.txt" "$tmp/within" <<'END'
import base64, gzip, io, json, sqlite3, sys, textwrap, zipfile
text, to = open(sys.argv[1], 'rb').read(), sys.argv[2]
def put(name, data):
    open(to + '/' + name, 'wb').write(data if isinstance(data, bytes) else data.encode())
def packed(data):
    return base64.b64encode(data).decode()
b = io.BytesIO()
with zipfile.ZipFile(b, 'w', zipfile.ZIP_DEFLATED) as z:
    z.writestr('in/a.txt', text)
archive = b.getvalue()
put('a.json', json.dumps({'name': 'x', 'file': packed(archive), 'other': packed(gzip.compress(text))}))
put('php.ndjson', ''.join(json.dumps({'id': n, 'file': packed(archive)}).replace('/', '\\/') + '\n' for n in range(5)))
put('wide.json', b'\xff\xfe' + json.dumps({'file': packed(archive)}).encode('utf-16-le'))
put('lines.xml', '<?xml version="1.0"?><r><Content>\n' + '\n'.join(textwrap.wrap(packed(archive), 76)) + '\n</Content></r>\n')
put('note.txt', 'see\n' + '\n'.join(textwrap.wrap(packed(archive), 64)) + '\n\nregards\n')
put('deep.json.gz', gzip.compress(json.dumps({'a': packed(gzip.compress(json.dumps({'b': packed(archive)}).encode()))}).encode()))
put('cut.log', '2026 body=%s...\n' % packed(archive)[:200])
put('big.json.gz', gzip.compress(json.dumps({'a': packed(b'PK\3\4\x14\0' + bytes(12 << 20))}).encode()))
long = ''.join('{"id":%d,"file":"%s"}\n' % (n, packed(archive) if n % 20000 == 0 else 'none') for n in range(600000))
put('long.ndjson', long)
db = sqlite3.connect(to + '/a.db')
db.execute('create table t (doc text)')
db.execute('insert into t values (?)', (packed(archive),))
db.commit()
END
[ -z "$as" ] || chown -R 65534 "$tmp/within"
scan --json -j 1 "$tmp/within" >"$tmp/within1"
scan --json -j 2 "$tmp/within" >"$tmp/within2"
ok "files within texts: one reader or two, the same bytes" cmp "$tmp/within1" "$tmp/within2"
cat >"$tmp/within.py" <<'END'
import json, os, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
got = {}
for r in rows:
    if r.get('kind') == 'id-card':
        got.setdefault(os.path.basename(r['path']), []).append(r['inner'])
def sees(name, n, *parts):
    inner = got.get(name, [])
    assert len(inner) == n and all(p in i for i in inner for p in parts), (name, inner)
sees('a.json', 2, 'base64@')
sees('php.ndjson', 5, 'base64@', '!in/a.txt')
sees('wide.json', 1, '!in/a.txt')
sees('lines.xml', 1, 'base64@34!in/a.txt')
sees('note.txt', 1, 'base64@4!in/a.txt')
sees('deep.json.gz', 1, '!in/a.txt')
assert got['deep.json.gz'][0].count('base64@') == 2
sees('long.ndjson', 30, '!in/a.txt')
assert len(set(got['long.ndjson'])) == 30
sees('a.db', 1, 'table t', '!in/a.txt')
told = {(os.path.basename(r['path']), r['unexamined']) for r in rows if 'unexamined' in r}
assert any(p == 'cut.log' for p, _ in told), told
assert ('big.json.gz', 'larger than is kept of a file within a text') in told, told
assert {p for p, _ in told} == {'cut.log', 'big.json.gz'}, told
END
ok "they are opened, and what of them is not whole is told" python3 "$tmp/within.py" "$tmp/within1"
scan --write-baseline "$tmp/names/known" "$tmp/within/php.ndjson" >/dev/null
{
	echo '{"id":7}'
	cat "$tmp/within/php.ndjson"
} >"$tmp/within/more"
cat "$tmp/within/more" >"$tmp/within/php.ndjson"
ok "a line before them raises nothing anew" status 0 scan --baseline "$tmp/names/known" "$tmp/within/php.ndjson"
rm -r "$tmp/within" "$tmp/names/"*

# Files that move under the reader: it is held still meanwhile. Only root looks into a process that is closed up.
first_child() { # of a process: waits until it has one
	while :; do
		child=$(cat "/proc/$1/task/$1/children" 2>/dev/null) || return 1
		set -- "$1" $child
		[ $# -lt 2 ] || break
		sleep 0.01
	done
	child=$2
}
# Of two pieces each: both are open while the first piece is read.
short_log() { { head -n 220000 "$here/long.log"; tail -n 3 "$here/long.log"; } >"$1"; }
short_log "$tmp/moves/a.log"
short_log "$tmp/moves/b.log"
cp "$here/plain.txt" "$tmp/moves/c.txt"
[ -z "$as" ] || chown 65534 "$tmp/moves/"*
if [ "$(id -u)" -eq 0 ]; then
	# A reader may be done before it is held: then once more.
	tries=0
	held=
	until [ -n "$held" ] || [ $tries -eq 50 ]; do
		tries=$((tries + 1))
		$as "$yicha" data scan -j 1 --lang en "$tmp/moves" >"$tmp/moved" 2>&1 &
		pid=$!
		first_child $pid && kill -STOP "$child" 2>/dev/null || continue
		while kill -0 $pid 2>/dev/null && [ -z "$held" ]; do
			! ls -l "/proc/$pid/fd" 2>/dev/null | grep -q b.log || held=yes
		done
	done
	truncate -s 1000 "$tmp/moves/b.log"
	echo more >>"$tmp/moves/a.log"
	kill -CONT "$child"
	wait $pid
	ok "a file that became shorter is told" grep -qF "b.log: not examined whole: it became shorter" "$tmp/moved"
	ok "one that grew too" grep -qF "a.log: it grew while it was read" "$tmp/moved"
	short_log "$tmp/moves/b.log"
	rm "$tmp/moves/a.log"
	# Some gigabytes to unpack: its reader is surely at it still when it is killed.
	head -c 16M /dev/zero | gzip -1 >"$tmp/zeros"
	for _ in 1 2 3 4 5 6 7 8; do cat "$tmp/zeros" "$tmp/zeros" "$tmp/zeros" "$tmp/zeros" "$tmp/zeros" "$tmp/zeros" "$tmp/zeros" "$tmp/zeros"; done >"$tmp/moves/a.gz"
	cat "$tmp/moves/a.gz" "$tmp/moves/a.gz" "$tmp/moves/a.gz" "$tmp/moves/a.gz" >"$tmp/zeros"
	cat "$tmp/zeros" >"$tmp/moves/a.gz"
	rm "$tmp/zeros"
	$as "$yicha" data scan -j 1 --lang en "$tmp/moves" >"$tmp/killed" 2>&1 &
	pid=$!
	first_child $pid
	kill -KILL "$child"
	wait $pid
	killed=$?
	ok "a reader is killed: its file is told" grep -qF "a.gz: not examined whole: the file could not be read: its reader died" "$tmp/killed"
	ok "the others are read" grep -qF "b.log" "$tmp/killed"
	ok "and the status is that of finds" test $killed -eq 1
	# Its values stand at its end. A reader may be done before it is killed: then once more.
	tries=0
	: >"$tmp/lost"
	until grep -q "its reader died" "$tmp/lost" || [ $tries -eq 50 ]; do
		tries=$((tries + 1))
		$as "$yicha" data scan -j 1 --json "$here/long.log" >"$tmp/lost" 2>&1 &
		pid=$!
		first_child $pid && kill -KILL "$child"
		wait $pid
	done
	ok "of a long text one piece is lost; what is found behind it has no line" python3 -c '
import json, sys
rows = [json.loads(line) for line in open(sys.argv[1])]
sys.exit(not any("unexamined" in r for r in rows) or {r["line"] for r in rows if "kind" in r} != {0})' "$tmp/lost"
	rm "$tmp/moves/a.gz" "$tmp/moves/b.log"
	$as "$yicha" data scan -j 1 "$here" >"$tmp/stopped" 2>&1 &
	pid=$!
	first_child $pid
	kill -STOP "$child"
	kill -INT $pid
	wait $pid
	ok "Ctrl-C: status 130" test $? -eq 130
	ok "and no reader is left" test ! -d "/proc/$child" -o "$(sed -n 's/^State:\t\(.\).*/\1/p' "/proc/$child/status" 2>/dev/null)" = Z
else
	n=$((n + 1))
	echo "ok $n - files that move # SKIP needs root"
fi

# Memory: of the greatest process, in MiB.
cat >"$tmp/peak.py" <<'END'
import os, resource, subprocess, sys
most = int(sys.argv[1])
subprocess.run(sys.argv[2:], stdout=subprocess.DEVNULL)
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
print('peak', peak, 'MiB')
sys.exit(peak > most)
END
case $(ldd "$yicha" 2>/dev/null) in
*asan*) ;;
*) ok "no process takes more than 96 MiB" python3 "$tmp/peak.py" 96 "$yicha" data scan -j 2 --json "$here" ;;
esac

# The whole chain over the same folder.
cat >"$tmp/scope.yaml" <<END
scope: 1
unit: {name: 甲, uscc: 91440300MA0000XY5L}
authorisation: {by: 甲, reference: 1, period: {from: $(date +%Y)-01-01, until: $(($(date +%Y) + 1))-12-31}, mode: self}
contact: a@example.cn
objects: [{id: o, type: N2.01, hosts: [127.0.0.1], ports: [1]}]
data: {ordered_by: 张三, folders: [{path: $here, object: o, public: true}]}
END
YICHA_STORE=$tmp/store
export YICHA_STORE
ok "inspect" status 1 "$yicha" inspect "$tmp/scope.yaml" --html "$tmp/report.html" --json-report "$tmp/report.json" --verbose
cp "$tmp/out" "$tmp/inspected"
ok "a finding about personal data in public" grep -q "N3.3/data-public" "$tmp/inspected"
ok "the facts say what was not examined" has "a named pipe: not opened" "$yicha" sql "select reason from data_file where path = 'pipe'"
ok "completeness too" has "partial" "$yicha" sql "select 'partial' from data_store where unread > 0"
[ -z "$as" ] || ok "root examines what others may not" has "1" "$yicha" sql "select whole from data_file where path = 'closed.txt'"

# The head of a list is read whole: what it says of a standard stands in more than one line.
ok "the list of data" status 0 "$yicha" data inventory --lang zh --xlsx "$tmp/list.xlsx"
ok "its head is as high as its words" python3 -c '
import re, sys, zipfile
row = re.search(r"<row r=\"1\"[^>]*>", zipfile.ZipFile(sys.argv[1]).read("xl/worksheets/sheet1.xml").decode()).group()
sys.exit(float(re.search(r"ht=\"([0-9.]+)\"", row).group(1)) < 45)' "$tmp/list.xlsx"

# No planted value anywhere.
cat >"$tmp/leak.py" <<'END'
import os, sys, zlib
tmp, skip = sys.argv[1], set(sys.argv[2:])
planted = [l.strip().encode() for l in open(tmp + '/planted')]
wide = [v.decode().encode('utf-16-le') for v in planted]
bad = seen = 0
for folder, folders, files in os.walk(tmp):
    folders[:] = [f for f in folders if os.path.join(folder, f) not in skip]
    for name in files:
        path = os.path.join(folder, name)
        if path in skip or not os.path.isfile(path):
            continue
        data = raw = open(path, 'rb').read()
        for wbits in (15, 31, -15):
            try:
                data += zlib.decompress(raw, wbits)
            except zlib.error:
                pass
        seen += 1
        for v in planted + wide:
            if v in data:
                bad += 1
                print(path, 'holds a planted value')
                break
print(seen, 'files')
sys.exit(bad or seen < 10)
END
ok "no planted value in any output, store, evidence, report, log" python3 "$tmp/leak.py" "$tmp" "$here" "$tmp/moves" "$tmp/planted" "$tmp/base/a.txt" "$tmp/out" "$tmp/has"
ok "nor in what the tests above wrote last" sh -c "! grep -qFf '$tmp/planted' '$tmp/has'"
ok "no core and no temporary file" sh -c "[ -z \"\$(find '$tmp' '$here' -name 'core*' 2>/dev/null)\" ]"
chmod 700 "$here/closed" "$here/closed.txt"
# The parent is narrowed before it reads (Landlock): seen by what goes with it.
mkfifo "$tmp/pipe"
"$yicha" data scan - <"$tmp/pipe" >/dev/null 2>&1 &
scan=$!
exec 9>"$tmp/pipe"
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	grep -q '^NoNewPrivs:.*1' /proc/$scan/status && break
	sleep 0.1
done
ok "the process that walks may gain nothing any more" grep -q '^NoNewPrivs:.*1' /proc/$scan/status
exec 9>&-
wait $scan
# Packed RAR needs libarchive at build; the cage must bear it in any locale. Volumes by their names.
mkdir "$tmp/sets"
for kind in four five; do
	echo "联系人手机：13910108765" | python3 test/format/rar_make.py --$kind "$tmp/sets/$kind.rar"
done
{ printf 'MZ' && head -c 90000 /dev/zero && cat "$tmp/sets/five.rar"; } >"$tmp/sets/self.exe"
head -c 3000 /dev/urandom >"$tmp/sets/b.7z.002"
cp "$tmp/sets/b.7z.002" "$tmp/sets/c.z01"
cp "$tmp/sets/b.7z.002" "$tmp/sets/c.zip"
printf '7z\274\257\047\034\0\4%3000d' 1 >"$tmp/sets/b.7z.001"
for l in C C.UTF-8; do
	LC_ALL=$l LANGUAGE=en TZ=Asia/Shanghai "$yicha" data scan --json "$tmp/sets" >"$tmp/sets.out" 2>&1
	if ! grep -q 'without libarchive' "$tmp/sets.out"; then
		ok "packed RAR is looked into ($l)" test "$(grep -c '"inner":"资料.txt","kind":"mobile"' "$tmp/sets.out")" = 3
	fi
	ok "nothing of it is what a reader may not ($l)" test "$(grep -c 'what it may not' "$tmp/sets.out")" = 0
done
said() { grep "\"path\":\"$tmp/sets/$1\"" "$tmp/sets.out" | grep -q "\"unexamined\":\"$2"; }
ok "the first volume of a 7z is told as one" said b.7z.001 'a volume of a set: what goes on'
ok "a later one" said b.7z.002 'a volume of a set: what begins'
ok "of a ZIP" said c.z01 'a volume of a set: what goes on'
ok "the last of a ZIP" said c.zip 'named as a ZIP'
mkdir "$tmp/young"
python3 - "$tmp/young/x.txt" <<'END'
import datetime, sys
w = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
def ident(year, n):
    body = '440199%04d0101%03d' % (year, n)
    return body + '10X98765432'[sum(int(c) * k for c, k in zip(body, w)) % 11]
this = datetime.date.today().year
with open(sys.argv[1], 'w') as out:
    for n in range(20):
        for _ in range(3):
            out.write('身份证号 %s\n' % ident(this - (5 if n < 7 else 40), n))
END
cat >"$tmp/young.yaml" <<END
scope: 1
unit: {name: 样本, uscc: 91440300MA0000XY5L}
authorisation: {by: 样本, period: {from: $(($(date +%Y) - 1))-12-31, until: $(($(date +%Y) + 1))-01-02}}
contact: a@example.cn
objects: [{id: o, type: N2.01, name: 甲}]
data: {ordered_by: 张三, duties: [], folders: [young]}
END
YICHA_STORE="$tmp/young-store" "$yicha" inspect "$tmp/young.yaml" --quiet >/dev/null 2>&1
YICHA_STORE="$tmp/young-store" "$yicha" sql "SELECT under14, least FROM data_person" >"$tmp/young.out" 2>&1
ok "persons under 14 in a text are counted, each once" grep -qE '^7[^0-9]+20' "$tmp/young.out"
YICHA_STORE="$tmp/young-store" "$yicha" sql "SELECT check_id, verdict FROM verdicts WHERE check_id = 'N3.3/under14-rules'" >"$tmp/young.out" 2>&1
ok "and rules of their own are asked for" grep -q fail "$tmp/young.out"
done_testing
