#include "cmd/data_known.h"

#include "base/i18n.h"
#include "model/digest.h"
#include "os/file.h"
#include "os/process.h"

#define FILE_MOST ((size_t)256 << 20)
#define PATTERNS_MOST ((size_t)4096)

void known_init(struct known *k, arena *mem)
{
	*k = (struct known){.mem = mem};
	map_init(&k->marks, KNOWN_MOST, 0x51ed270b1a4f);
}

void known_release(struct known *k)
{
	map_release(&k->marks);
}

static bool read_hex(str s, uint8_t *ret, size_t n)
{
	if (s.n != 2 * n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int hi = byte_hex(s.p[2 * i]), lo = byte_hex(s.p[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return false;
		ret[i] = (uint8_t)(hi << 4 | lo);
	}
	return true;
}

static bool load_pattern(struct known *k, str rest)
{
	str kind = str_trim(rest);
	str glob = str_cut(&kind, ' ').head;
	struct known_pattern p = {.glob = arena_str(k->mem, glob), .kind = KIND_COUNT};

	kind = str_trim(kind);
	if (kind.n)
		p.kind = kind_find(kind);
	if (!glob.n || (kind.n && p.kind == KIND_COUNT) || k->pattern_count == PATTERNS_MOST)
		return false;
	if (!k->patterns)
		k->patterns = arena_new(k->mem, struct known_pattern, PATTERNS_MOST);
	k->patterns[k->pattern_count++] = p;
	return true;
}

static bool load_line(struct known *k, str line)
{
	struct known_mark m;

	/* A path may hold '#'; a comment stands alone or behind a blank. */
	size_t note = str_find(line, STR(" #"));

	line = str_trim(str_sub(line, 0, note));
	if (!line.n || line.p[0] == '#')
		return true;
	if (str_starts(line, STR("path ")))
		return load_pattern(k, str_from(line, 5));
	str mark = str_cut(&line, ' ').head;

	if (!read_hex(mark, m.b, sizeof(m.b)))
		return false;
	(void)known_add(k, &m);
	return true;
}

int known_load(struct known *k, const char *path, err *e)
{
	arena mem;
	str all;
	unsigned n = 0;

	arena_init(&mem, FILE_MOST + 65536);
	int rc = os_file_read(path, FILE_MOST, &mem, &all, e);

	while (rc == 0 && all.n) {
		n++;
		if (!load_line(k, str_cut(&all, '\n').head))
			rc = err_set(e, E_SYNTAX, _("%s:%u: neither a fingerprint nor 'path PATTERN [KIND]'"), path, n);
	}
	arena_clear(&mem);
	return rc;
}

/* A part's path without the places of files within texts: a line that is put before them changes nothing. */
static void put_part(buf *b, str inner)
{
	static const str mark = STR_INIT("base64@");

	for (size_t at; (at = str_find(inner, mark)) < inner.n;) {
		buf_put(b, str_sub(inner, 0, at + mark.n));
		inner = str_from(inner, at + mark.n);
		while (inner.n && byte_is_digit(inner.p[0]))
			inner = str_from(inner, 1);
	}
	buf_put(b, inner);
}

struct known_mark known_mark(str key, const struct record *find, str path)
{
	AUTO(buf_release) buf b;
	struct known_mark m;

	buf_init(&b, 8192);
	buf_put_c(&b, kind_infos[find->what].key);
	buf_put_byte(&b, 0);
	buf_put(&b, (str){find->print, sizeof(find->print)});
	buf_put(&b, path);
	buf_put_byte(&b, 0);
	put_part(&b, find->inner);
	digest d = digest_hmac(key, buf_str(&b));

	bytes_copy(m.b, sizeof(m.b), str_sub(digest_str(&d), 0, sizeof(m.b)));
	return m;
}

bool known_add(struct known *k, const struct known_mark *mark)
{
	bool is_new = false;

	return map_add(&k->marks, (str){mark->b, sizeof(mark->b)}, &is_new) && is_new;
}

bool known_glob(str g, str path)
{
	size_t i = 0, at = 0;
	/* Where to go on when what follows the last star does not fit: one star of each kind is enough. */
	size_t star = SIZE_MAX, star_at = 0, deep = SIZE_MAX, deep_at = 0;

	while (at < path.n || i < g.n) {
		bool two = i + 1 < g.n && g.p[i] == '*' && g.p[i + 1] == '*';

		if (two) {
			i += 2;
			deep = i;
			deep_at = at;
			star = SIZE_MAX;
		} else if (i < g.n && g.p[i] == '*') {
			star = ++i;
			star_at = at;
		} else if (i < g.n && at < path.n && g.p[i] == path.p[at]) {
			i++;
			at++;
		} else if (star != SIZE_MAX && star_at < path.n && path.p[star_at] != '/') {
			i = star;
			at = ++star_at;
		} else if (deep != SIZE_MAX && deep_at < path.n) {
			star = SIZE_MAX;
			i = deep;
			at = ++deep_at;
		} else {
			return false;
		}
	}
	return true;
}

bool known_has(const struct known *k, const struct known_mark *mark, str path, enum kind kind)
{
	if (map_find(&k->marks, (str){mark->b, sizeof(mark->b)}))
		return true;
	for (size_t i = 0; i < k->pattern_count; i++) {
		const struct known_pattern *p = &k->patterns[i];

		if ((p->kind == KIND_COUNT || p->kind == kind) && known_glob(p->glob, path))
			return true;
	}
	return false;
}

int known_key(const char *path, bool make, uint8_t ret[static 32], err *e)
{
	arena mem;
	str s;
	err why = {0};

	arena_init(&mem, 65536);
	int rc = os_file_read(path, 4096, &mem, &s, &why);

	if (rc == E_NOTFOUND && make) {
		AUTO(buf_release) buf b;

		buf_init(&b, 128);
		rc = os_random(ret, 32, e);
		buf_put_hex(&b, (str){ret, 32});
		buf_put_c(&b, "\n");
		return rc < 0 ? rc : os_file_write_private(path, buf_str(&b), e);
	}
	if (rc < 0)
		*e = why;
	else if (!read_hex(str_trim(s), ret, 32))
		rc = err_set(e, E_SYNTAX, _("%s: no key: 64 hexadecimal digits"), path);
	arena_clear(&mem);
	return rc;
}
