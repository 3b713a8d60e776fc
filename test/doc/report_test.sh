#!/bin/sh
# The report's JSON against its published schema, and that hostile strings came through; by Python's jsonschema.
set -u
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
REPORT_OUT=$dir "$O/test/doc/report_test" >"$dir/log" 2>&1 || { echo "not ok 1 - reports are made"; cat "$dir/log"; exit 1; }
python=
for p in /usr/bin/python3 python3; do
	"$p" -c 'import jsonschema' 2>/dev/null && python=$p && break
done
[ -n "$python" ] || { echo "ok 1 # SKIP python3-jsonschema is not installed"; echo "1..1"; exit 0; }
"$python" - "$dir/report.json" docs/report.schema.json <<'PY'
import json, sys
import jsonschema
n = bad = 0
def ok(cond, words):
    global n, bad
    n += 1
    bad += not cond
    print(('ok' if cond else 'not ok'), n, '-', words)
text = open(sys.argv[1], encoding='utf-8', newline='').read()
seen = []
def pairs(items):
    keys = [k for k, _ in items]
    seen.append(len(keys) == len(set(keys)))
    return dict(items)
report = json.loads(text, object_pairs_hook=pairs)
schema = json.load(open(sys.argv[2], encoding='utf-8'))
cls = jsonschema.validators.validator_for(schema)
cls.check_schema(schema)
ok(cls is jsonschema.Draft202012Validator, 'the schema is draft 2020-12 and well formed')
faults = [f.json_path + ': ' + f.message[:200] for f in cls(schema).iter_errors(report)]
for f in faults[:10]:
    print('#', f)
ok(not faults, 'the report fits it')
ok(all(seen), 'no key stands twice')
for path in (('problems', 0, 'says'), ('unit',), ('authorisation', 'mode'), ('counts', 'fail'), ('sent',)):
    broken = json.loads(text)
    at = broken
    for step in path[:-1]:
        at = at[step]
    del at[path[-1]]
    ok(list(cls(schema).iter_errors(broken)), 'a report without %s does not fit it' % '.'.join(map(str, path)))
broken = json.loads(text)
broken['problems'][0]['severity'] = 'dreadful'
ok(list(cls(schema).iter_errors(broken)), 'nor one with a made-up severity')
excerpt = report['problems'][1]['evidence'][0]['excerpt']
ok("</pre></bdi></style><script>document.title='EXECUTED'" in excerpt, 'markup came through unchanged')
ok('\x1b[31m\x01\x7f\x00' in excerpt and '\u2028' in excerpt and '\u202e' in excerpt, 'controls and separators came through')
ok('\ufffd\ufffd' in excerpt and 'next' in excerpt, 'broken UTF-8 became U+FFFD')
ok('\u2028' not in text and all(c >= ' ' or c in '\n\t' for c in text), 'the file itself holds none of them')
def order(node, value, defs):
    node = defs[node['$ref'].split('/')[-1]] if '$ref' in node else node
    if isinstance(value, dict):
        for alt in node.get('anyOf', []):
            if alt.get('type') == 'object':
                node = alt
        want = [k for k in node['properties'] if k in value]
        return list(value) == want and all(order(node['properties'][k], v, defs) for k, v in value.items())
    if isinstance(value, list):
        return all(order(node['items'], v, defs) for v in value)
    return True
ok(order(schema, report, schema['$defs']), "keys stand in the schema's order")
from html.parser import HTMLParser
class Balance(HTMLParser):
    """Every element is closed where it should be."""
    void = {'meta', 'br', 'input'}
    def __init__(self):
        super().__init__()
        self.open, self.fault, self.ids, self.links = [], '', set(), set()
    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if attrs.get('id') and attrs['id'] in self.ids:
            self.fault = self.fault or 'two elements called ' + attrs['id']
        self.ids.add(attrs.get('id'))
        if attrs.get('href'):
            self.links.add(attrs['href'])
        if tag not in self.void:
            self.open.append(tag)
    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.fault = self.fault or '</%s> at %s' % (tag, self.getpos())
for name in ('report.zh.html', 'report.en.html', 'report.empty.html'):
    page = Balance()
    page.feed(open(sys.argv[1].replace('report.json', name), encoding='utf-8').read())
    ok(not page.fault and not page.open, name + ': elements are closed in order ' + page.fault)
    ok(all(link[:1] == '#' and link[1:] in page.ids for link in page.links), name + ': links lead to places of the page')
print('1..%d' % n)
sys.exit(bad > 0)
PY
