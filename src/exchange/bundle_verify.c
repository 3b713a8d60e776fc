/* bundle_verify: reads a bundle as hostile; part of bundle.h. Nothing in it is believed but the signature of the key, whose
 * fingerprint somebody must compare. */
#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/map.h"
#include "base/must.h"
#include "exchange/bundle.h"
#include "format/json.h"

#define FILES_MOST ((size_t)4 << 20)
#define LINE_MEMORY ((size_t)64 << 20)
#define KEYS_MOST 64

struct entry {
	str name;
	digest sha256; /* of the bytes that are there */
	digest sm3;
	uint64_t size;
	bool there;
	bool named; /* by a leaf */
};
struct mark {
	struct checkpoint c;
	str file;
	digest root; /* of the leaves so far, when the walk came by */
	bool seen;
};
struct reader {
	const struct bundle_io *io;
	const struct bundle_check *check;
	struct bundle_sum *sum;
	arena *mem;  /* what stays */
	arena file;  /* one file's bytes */
	arena file2; /* and those of the one beside it */
	arena line;  /* one line's values */
	map names;
	struct entry *entries;
	size_t count;
	size_t room;
	struct mark *marks;
	size_t mark_count;
	size_t next; /* mark that the walk comes by next */
	struct checkpoint top;
	struct sm2_key *keys[KEYS_MOST];
	size_t key_count;
	uint64_t leaves; /* as the manifest says */
	struct merkle_range range;
};

static void say(struct reader *r, const char *file, uint64_t leaf, const char *words)
{
	r->sum->faults++;
	r->check->fault(r->check->ctx, file, leaf, words);
}

/* A name for messages and io: ours are plain, so a strange one is made harmless. */
struct plain {
	char c[BUNDLE_NAME_MOST + 1];
};

static struct plain plain(str s)
{
	struct plain p = {0};

	for (size_t i = 0; i < s.n && i < BUNDLE_NAME_MOST; i++)
		p.c[i] = byte_is_alnum(s.p[i]) || s.p[i] == '.' || s.p[i] == '/' || s.p[i] == '-' || s.p[i] == '_'
				 ? (char)s.p[i]
				 : '?';
	return p;
}

/* "a.b" or "folder/a.b", nothing that leads elsewhere. */
static bool name_is_good(str s)
{
	size_t slash = str_find_byte(s, '/');
	str last = slash < s.n ? str_from(s, slash + 1) : s;

	if (s.n == 0 || s.n > BUNDLE_NAME_MOST || slash == 0 || last.n == 0 || last.p[0] == '.' || s.p[0] == '.' ||
	    str_find_byte(last, '/') < last.n)
		return false;
	struct plain p = plain(s);

	return str_find_byte(str_c(p.c), '?') == s.n;
}

/* --- manifest ----------------------------------------------------------------------------------------------------------- */

static struct entry *find(struct reader *r, str name)
{
	const uint64_t *at = map_find(&r->names, name);

	return at ? &r->entries[*at] : NULL;
}

static int test_file(struct reader *r, struct entry *f, const digest *sha256, const digest *sm3, uint64_t size, err *e)
{
	struct plain name = plain(f->name);
	str bytes = {0};

	arena_clear(&r->file);
	int rc = r->io->read(r->io->ctx, name.c, BUNDLE_FILE_MOST, &r->file, &bytes, e);

	if (rc == E_NOTFOUND || rc == E_LIMIT) {
		say(r, name.c, BUNDLE_NO_LEAF,
		    rc == E_LIMIT ? _("is longer than a bundle's file may be") : _("is missing"));
		return 0;
	}
	TRY(rc);
	f->there = true;
	f->size = bytes.n;
	f->sha256 = digest_sha256(bytes);
	f->sm3 = digest_sm3(bytes);
	if (size != bytes.n || !str_eq(digest_str(sha256), digest_str(&f->sha256)) ||
	    !str_eq(digest_str(sm3), digest_str(&f->sm3)))
		say(r, name.c, BUNDLE_NO_LEAF, _("was altered: its hashes are not those of the manifest"));
	return 0;
}

static int add_entry(struct reader *r, const struct json *v, err *e)
{
	str name = {0};
	digest sha256, sm3;
	int64_t size = 0;
	bool new = false;

	if (!json_get_text(v, "name", &name) || !name_is_good(name) ||
	    !json_get_hex(v, "sha256", sha256.b, sizeof(sha256.b)) || !json_get_hex(v, "sm3", sm3.b, sizeof(sm3.b)) ||
	    !json_get_int(v, "size", &size) || size < 0) {
		say(r, "manifest.jsonl", BUNDLE_NO_LEAF, _("has a line that is none of a manifest"));
		return 0;
	}
	uint64_t *at = map_add(&r->names, name, &new);

	if (!at || r->count == r->room)
		return err_set(e, E_LIMIT, _("the bundle has more than %zu files"), r->room);
	if (!new) {
		say(r, "manifest.jsonl", BUNDLE_NO_LEAF, _("names a file twice"));
		return 0;
	}
	*at = r->count;
	struct entry *f = &r->entries[r->count++];

	f->name = arena_str(r->mem, name);
	r->sum->files++;
	return test_file(r, f, &sha256, &sm3, (uint64_t)size, e);
}

static void read_head(struct reader *r, const struct json *v)
{
	int64_t version = 0, leaves = -1;
	str of = {0};

	if (!json_get_int(v, "bundle", &version) || version != 1 || !json_get_int(v, "leaves", &leaves) || leaves < 0 ||
	    !json_get_text(v, "of", &of) || !(str_eq(of, STR("whole")) || str_eq(of, STR("part"))))
		say(r, "manifest.jsonl", BUNDLE_NO_LEAF, _("does not begin as a bundle's manifest"));
	r->leaves = (uint64_t)leaves;
	r->sum->part = str_eq(of, STR("part"));
}

/* The next line of canonical JSON; NULL after a fault. */
static const struct json *line_parse(struct reader *r, const char *file, str *rest)
{
	struct json_doc d;
	struct str_cut c = str_cut(rest, '\n');

	arena_clear(&r->line);
	if (c.ok && json_parse(c.head, JSON_CANONICAL, &r->line, &d) == PARSE_OK)
		return d.root;
	say(r, file, BUNDLE_NO_LEAF, _("has a line that is no canonical JSON"));
	return NULL;
}

static int read_manifest(struct reader *r, err *e)
{
	AUTO(arena_clear) arena mem;
	str rest = {0};
	bool first = true;

	arena_init(&mem, (size_t)600 << 20);
	int rc = r->io->read(r->io->ctx, "manifest.jsonl", (size_t)512 << 20, &mem, &rest, e);

	if (rc == E_NOTFOUND)
		return err_set(e, E_NOTFOUND, _("that is no bundle: it has no manifest.jsonl"));
	TRY(rc);
	/* A line is 200 bytes. */
	r->room = rest.n / 150 + 2;
	if (r->room > FILES_MOST || !arena_fits(r->mem, r->room * sizeof(struct entry)))
		return err_set(e, E_LIMIT, _("the bundle has more than %zu files"), FILES_MOST);
	r->entries = arena_new(r->mem, struct entry, r->room);
	for (; rest.n; first = false) {
		const struct json *v = line_parse(r, "manifest.jsonl", &rest);

		if (v && first)
			read_head(r, v);
		else if (v)
			TRY(add_entry(r, v, e));
	}
	return 0;
}

static int test_surplus(struct reader *r, const char *folder, err *e)
{
	AUTO(arena_clear) arena mem;
	AUTO(buf_release) buf b;
	str *names = NULL;
	size_t n = 0;

	arena_init(&mem, (size_t)512 << 20);
	buf_init(&b, 4096);
	TRY(r->io->list(r->io->ctx, folder, &mem, &names, &n, e));
	for (size_t i = 0; i < n; i++) {
		buf_reset(&b);
		buf_printf(&b, "%s%s", folder, *folder ? "/" : "");
		buf_put(&b, names[i]);
		if (!find(r, buf_str(&b)) && !str_eq(buf_str(&b), STR("manifest.jsonl")))
			say(r, plain(buf_str(&b)).c, BUNDLE_NO_LEAF, _("is in no manifest"));
	}
	return 0;
}

/* --- key and checkpoints ------------------------------------------------------------------------------------------------ */

static int read_small(struct reader *r, const char *name, str *ret, err *e)
{
	*ret = (str){0};
	int rc = r->io->read(r->io->ctx, name, 65536, r->mem, ret, e);

	if (rc == E_NOTFOUND || rc == E_LIMIT) {
		say(r, name, BUNDLE_NO_LEAF, _("is missing"));
		return 0;
	}
	return rc < 0 ? rc : 1;
}

static int read_top(struct reader *r, err *e)
{
	str text = {0}, pem = {0};
	err why;
	int rc = read_small(r, "checkpoint.txt", &text, e);

	TRY(rc);
	if (checkpoint_parse(text, &r->top) != PARSE_OK) {
		if (rc)
			say(r, "checkpoint.txt", BUNDLE_NO_LEAF, _("is no checkpoint, or not as it was written"));
		r->top = (struct checkpoint){0};
	}
	TRY(read_small(r, "key.pem", &pem, e));
	r->sum->origin = r->top.origin;
	r->sum->size = r->top.size;
	r->sum->root = r->top.root;
	r->sum->at = r->top.at;
	r->sum->sample = r->top.sample;
	if (pem.n == 0 || sm2_public_read(pem, &r->keys[0], &why) < 0) {
		say(r, "key.pem", BUNDLE_NO_LEAF, _("is no public SM2 key"));
		return 0;
	}
	r->key_count = 1;
	r->sum->key = sm2_fingerprint(r->keys[0]);
	if (r->top.origin.n && !checkpoint_good(&r->top, r->keys[0]))
		say(r, "checkpoint.txt", BUNDLE_NO_LEAF, _("its signature does not fit the key"));
	return 0;
}

static int by_size(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;

	return x->c.size < y->c.size ? -1 : x->c.size > y->c.size;
}

static int read_marks(struct reader *r, err *e)
{
	for (size_t i = 0; i < r->count; i++)
		r->mark_count += str_starts(r->entries[i].name, STR("checkpoints/"));
	if (!arena_fits(r->mem, (r->mark_count + 1) * sizeof(struct mark) + 64))
		return err_set(e, E_LIMIT, _("there are more checkpoints than can be tested"));
	r->marks = arena_new(r->mem, struct mark, r->mark_count + 1);
	r->mark_count = 0;
	for (size_t i = 0; i < r->count; i++) {
		struct mark *m = &r->marks[r->mark_count];
		str text = {0};

		if (!str_starts(r->entries[i].name, STR("checkpoints/")) || !r->entries[i].there)
			continue;
		if (!arena_fits(r->mem, 2 * CHECKPOINT_MOST))
			return err_set(e, E_LIMIT, _("there are more checkpoints than can be tested"));
		TRY(read_small(r, plain(r->entries[i].name).c, &text, e));
		m->file = r->entries[i].name;
		if (checkpoint_parse(text, &m->c) != PARSE_OK || m->c.size > r->top.size)
			say(r, plain(m->file).c, BUNDLE_NO_LEAF, _("is no checkpoint, or not as it was written"));
		else
			r->mark_count++;
	}
	qsort(r->marks, r->mark_count, sizeof(*r->marks), by_size);
	r->sum->checkpoints = r->mark_count;
	return 0;
}

/* Signed by one of the keys that the log names (they are leaves under the bundle's own checkpoint). */
static void test_marks(struct reader *r)
{
	for (size_t i = 0; i < r->mark_count; i++) {
		const struct mark *m = &r->marks[i];
		bool good = false;

		for (size_t k = 0; k < r->key_count && !good; k++)
			good = checkpoint_good(&m->c, r->keys[k]);
		if (!good)
			say(r, plain(m->file).c, BUNDLE_NO_LEAF, _("its signature does not fit the key"));
		if (!m->seen || !str_eq(digest_str(&m->root), digest_str(&m->c.root)))
			say(r, plain(m->file).c, BUNDLE_NO_LEAF, _("the log is not what this checkpoint stood for"));
	}
}

/* --- leaves --------------------------------------------------------------------------------------------------------------- */

static void test_named(struct reader *r, uint64_t n, const struct json *body, bool document)
{
	AUTO(buf_release) buf b;
	digest sha256, sm3;
	int64_t size = 0;
	str name = {0};

	buf_init(&b, BUNDLE_NAME_MOST);
	if (!json_get_hex(body, "sha256", sha256.b, sizeof(sha256.b)) ||
	    !json_get_hex(body, "sm3", sm3.b, sizeof(sm3.b)) ||
	    !json_get_int(body, document ? "size" : "kept", &size) ||
	    (document && !json_get_text(body, "name", &name))) {
		say(r, "leaves", n, _("names a file without its hashes"));
		return;
	}
	bundle_name(&b, document ? "documents" : "evidence", &sha256, name);
	struct entry *f = find(r, buf_str(&b));
	struct plain file = plain(buf_str(&b));

	if (f)
		f->named = true;
	if (!f || !f->there)
		say(r, file.c, n, _("is missing, and a leaf names it"));
	else if ((uint64_t)size != f->size || !str_eq(digest_str(&sha256), digest_str(&f->sha256)) ||
		 !str_eq(digest_str(&sm3), digest_str(&f->sm3)))
		say(r, file.c, n, _("is not what the leaf names: it was altered"));
	if (document)
		r->sum->documents++;
	else
		r->sum->evidence++;
}

static void add_key(struct reader *r, uint64_t n, const struct json *body)
{
	uint8_t point[SM2_POINT];
	err why;

	if (!json_get_hex(body, "point", point, sizeof(point)) || r->key_count == KEYS_MOST ||
	    sm2_public_read((str){point, sizeof(point)}, &r->keys[r->key_count], &why) < 0) {
		say(r, "leaves", n, _("names a key that is none"));
		return;
	}
	r->key_count++;
}

/* What a leaf stands for, where that can be tested. */
static void test_leaf(struct reader *r, uint64_t n, str data)
{
	struct json_doc d;
	str kind = {0};

	arena_clear(&r->line);
	if (!str_has(data, STR("\"kind\":\"document.put\"")) && !str_has(data, STR("\"kind\":\"evidence.seal\"")) &&
	    !str_has(data, STR("\"kind\":\"log.key\"")))
		return;
	if (json_parse(data, JSON_CANONICAL, &r->line, &d) != PARSE_OK || !json_get_text(d.root, "kind", &kind)) {
		say(r, "leaves", n, _("is no act"));
		return;
	}
	const struct json *body = json_get_object(d.root, "body");

	if (str_eq(kind, STR("log.key")))
		add_key(r, n, body);
	else if (str_eq(kind, STR("document.put")) || str_eq(kind, STR("evidence.seal")))
		test_named(r, n, body, str_eq(kind, STR("document.put")));
}

/* In a whole log: the leaf's place is its number. Its hash is taken from the list beside it, so that one altered leaf does not
 * hide what is behind it. */
static void whole_leaf(struct reader *r, const char *file, str data, str *hashes)
{
	uint64_t n = r->sum->leaves;
	digest hash = merkle_leaf(data), listed = hash;

	if (!digest_from_hex(str_cut(hashes, '\n').head, &listed) || !str_eq(digest_str(&hash), digest_str(&listed)))
		say(r, file, n, _("the leaf's text and its hash do not fit: one of them was altered"));
	merkle_range_add(&r->range, &listed);
	/* In order of size; several may be of one. */
	for (; r->next < r->mark_count && r->marks[r->next].c.size <= r->range.size; r->next++) {
		r->marks[r->next].root = merkle_range_root(&r->range);
		r->marks[r->next].seen = r->marks[r->next].c.size == r->range.size;
	}
}

static bool read_path(const struct json *v, struct merkle_path *ret)
{
	const struct json *l = json_get_list(v, "path");

	ret->count = 0;
	if (!l || l->count > MERKLE_LEVELS)
		return false;
	for (const struct json *i = l->first; i; i = i->next) {
		if (i->kind != JSON_STRING || !digest_from_hex(i->text, &ret->hash[ret->count++]))
			return false;
	}
	return true;
}

/* In a part: its place and path stand beside it. False: no line for it. */
static bool part_leaf(struct reader *r, const char *file, str data, str *proofs, uint64_t *ret_n)
{
	const struct json *v = line_parse(r, "proofs", proofs);
	struct merkle_path path;
	digest hash = merkle_leaf(data);
	int64_t n = -1;

	if (!json_get_int(v, "leaf", &n) || n < 0 || !read_path(v, &path)) {
		say(r, "proofs", BUNDLE_NO_LEAF, _("has a line that is no proof"));
		return false;
	}
	*ret_n = (uint64_t)n;
	if (!merkle_inclusion_good(&hash, *ret_n, r->top.size, &path, &r->top.root))
		say(r, file, *ret_n, _("the leaf is not in the log that was signed: it or its proof was altered"));
	return true;
}

static int read_beside(struct reader *r, const char *name, str *ret, err *e)
{
	struct entry *f = find(r, str_c(name));

	*ret = (str){0};
	arena_clear(&r->file2);
	if (!f || !f->there) {
		say(r, name, BUNDLE_NO_LEAF, _("is missing"));
		return 0;
	}
	return r->io->read(r->io->ctx, name, (size_t)512 << 20, &r->file2, ret, e);
}

/* One file of leaves and the one beside it. 0: there is no such file. */
static int read_leaves(struct reader *r, unsigned number, err *e)
{
	char file[64], beside[64];
	str rest = {0}, other = {0};

	snprintf(file, sizeof(file), "leaves/%06u.jsonl", number);
	snprintf(beside, sizeof(beside), r->sum->part ? "proofs/%06u.jsonl" : "hashes/%06u.txt", number);
	struct entry *f = find(r, str_c(file));

	if (!f || !f->there)
		return 0;
	arena_clear(&r->file);
	TRY(r->io->read(r->io->ctx, file, BUNDLE_FILE_MOST, &r->file, &rest, e));
	TRY(read_beside(r, beside, &other, e));
	while (rest.n) {
		struct str_cut line = str_cut(&rest, '\n');
		uint64_t n = r->sum->leaves;

		if (!r->sum->part)
			whole_leaf(r, file, line.head, &other);
		else if (!part_leaf(r, file, line.head, &other, &n))
			return 1;
		r->sum->leaves++;
		test_leaf(r, n, line.head);
	}
	return 1;
}

/* In a part, that earlier checkpoints are beginnings of the bundle's. */
static int read_consistency(struct reader *r, err *e)
{
	struct merkle_path path;
	str rest = {0};
	int64_t old = 0;

	if (!r->sum->part || r->mark_count == 0)
		return 0;
	TRY(read_beside(r, "consistency.jsonl", &rest, e));
	while (rest.n) {
		const struct json *v = line_parse(r, "consistency.jsonl", &rest);

		if (!json_get_int(v, "old", &old) || !read_path(v, &path))
			continue;
		for (size_t i = 0; i < r->mark_count; i++) {
			struct mark *m = &r->marks[i];

			if (m->c.size != (uint64_t)old || m->seen)
				continue;
			m->root = m->c.root;
			m->seen = merkle_consistency_good(m->c.size, &m->c.root, r->top.size, &r->top.root, &path);
		}
	}
	return 0;
}

static int read_all(struct reader *r, err *e)
{
	static const char *const folders[] = {"", "leaves", "hashes", "proofs", "checkpoints", "documents", "evidence"};
	int more = 1;

	TRY(read_manifest(r, e));
	for (size_t i = 0; i < ARRAY_LEN(folders); i++)
		TRY(test_surplus(r, folders[i], e));
	TRY(read_top(r, e));
	TRY(read_marks(r, e));
	for (unsigned n = 0; more; n++) {
		more = read_leaves(r, n, e);
		TRY(more);
	}
	TRY(read_consistency(r, e));
	test_marks(r);
	if (r->sum->leaves != r->leaves || (!r->sum->part && r->leaves != r->top.size))
		say(r, "leaves", BUNDLE_NO_LEAF,
		    _("there are more or less leaves than the checkpoint and the manifest say"));
	digest root = merkle_range_root(&r->range);

	if (!r->sum->part && !str_eq(digest_str(&root), digest_str(&r->top.root)))
		say(r, "leaves", BUNDLE_NO_LEAF, _("the leaves are not those that were signed"));
	for (size_t i = 0; i < r->count; i++) {
		str name = r->entries[i].name;

		if (!r->entries[i].named && (str_starts(name, STR("documents/")) || str_starts(name, STR("evidence/"))))
			say(r, plain(name).c, BUNDLE_NO_LEAF, _("no leaf names it"));
	}
	return 0;
}

int bundle_verify(const struct bundle_io *io, const struct bundle_check *check, arena *mem, struct bundle_sum *ret,
		  err *e)
{
	struct reader *r = calloc(1, sizeof(*r));

	must(r);
	*ret = (struct bundle_sum){0};
	r->io = io;
	r->check = check;
	r->sum = ret;
	r->mem = mem;
	arena_init(&r->file, BUNDLE_FILE_MOST + ((size_t)1 << 20));
	arena_init(&r->file2, (size_t)520 << 20);
	arena_init(&r->line, LINE_MEMORY);
	map_init(&r->names, FILES_MOST, 0x7969636861);
	int rc = read_all(r, e);

	for (size_t i = 0; i < r->key_count; i++)
		sm2_key_free(r->keys[i]);
	map_release(&r->names);
	arena_clear(&r->file);
	arena_clear(&r->file2);
	arena_clear(&r->line);
	free(r);
	return rc;
}
