/* bundle: writing; bundle_verify.c reads. */
#include "exchange/bundle.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/i18n.h"
#include "base/json.h"
#include "base/must.h"

/* Bytes of leaves in one file: a leaf more fits. */
#define CLOSE_AT ((size_t)16 << 20)
#define MANIFEST_MOST ((size_t)512 << 20)

struct bundle_out {
	const struct bundle_io *io;
	const struct bundle_head *head;
	buf leaves;
	buf hashes; /* of a whole log: to find the leaf that was altered */
	buf proofs; /* of a part */
	buf consistency;
	buf manifest;
	buf line;
	uint64_t lines;
	uint64_t all;
	unsigned files;
};

struct bundle_out *bundle_out_new(const struct bundle_io *io, const struct bundle_head *head)
{
	struct bundle_out *o = calloc(1, sizeof(*o));

	must(o);
	o->io = io;
	o->head = head;
	buf_init(&o->leaves, CLOSE_AT + ((size_t)2 << 20));
	buf_init(&o->hashes, (size_t)BUNDLE_LINES_MOST * 80);
	buf_init(&o->proofs, (size_t)BUNDLE_LINES_MOST * 4600);
	buf_init(&o->consistency, BUNDLE_FILE_MOST);
	buf_init(&o->manifest, MANIFEST_MOST);
	buf_init(&o->line, 1u << 16);
	return o;
}

void bundle_out_auto(struct bundle_out **o)
{
	if (!*o)
		return;
	buf_release(&(*o)->leaves);
	buf_release(&(*o)->hashes);
	buf_release(&(*o)->proofs);
	buf_release(&(*o)->consistency);
	buf_release(&(*o)->manifest);
	buf_release(&(*o)->line);
	free(*o);
}

void bundle_name(buf *b, const char *folder, const digest *sha256, str name)
{
	size_t dot = name.n;

	buf_printf(b, "%s/%s", folder, digest_to_hex(sha256).c);
	while (dot > 0 && byte_is_alnum(name.p[dot - 1]))
		dot--;
	if (dot > 0 && name.p[dot - 1] == '.' && name.n - dot >= 1 && name.n - dot <= 5) {
		buf_put_byte(b, '.');
		for (size_t i = dot; i < name.n; i++)
			buf_put_byte(b, byte_lower(name.p[i]));
	}
}

int bundle_out_file(struct bundle_out *o, const char *name, str bytes, err *e)
{
	digest sha256 = digest_sha256(bytes), sm3 = digest_sm3(bytes);
	struct json_out j;

	json_begin(&j, &o->manifest);
	json_open(&j, NULL, '{');
	json_str(&j, "name", str_c(name));
	json_hex(&j, "sha256", digest_str(&sha256));
	json_int(&j, "size", (int64_t)bytes.n);
	json_hex(&j, "sm3", digest_str(&sm3));
	json_close(&j, '}');
	buf_put_byte(&o->manifest, '\n');
	if (buf_full(&o->manifest))
		return err_set(e, E_LIMIT, _("a bundle of more files than its manifest holds"));
	return o->io->write(o->io->ctx, name, bytes, e);
}

static int put_numbered(struct bundle_out *o, const char *folder, const char *ending, buf *b, err *e)
{
	char name[BUNDLE_NAME_MOST];

	if (b->n == 0)
		return 0;
	must(!buf_full(b));
	snprintf(name, sizeof(name), "%s/%06u.%s", folder, o->files, ending);
	TRY(bundle_out_file(o, name, buf_str(b), e));
	buf_reset(b);
	return 0;
}

static int close_file(struct bundle_out *o, err *e)
{
	TRY(put_numbered(o, "leaves", "jsonl", &o->leaves, e));
	TRY(put_numbered(o, "hashes", "txt", &o->hashes, e));
	TRY(put_numbered(o, "proofs", "jsonl", &o->proofs, e));
	o->files++;
	o->lines = 0;
	return 0;
}

static void put_path(struct json_out *j, const struct merkle_path *p)
{
	json_open(j, "path", '[');
	for (unsigned i = 0; i < p->count; i++)
		json_hex(j, NULL, digest_str(&p->hash[i]));
	json_close(j, ']');
}

int bundle_out_leaf(struct bundle_out *o, uint64_t n, str data, const struct merkle_path *path, err *e)
{
	struct json_out j;

	must(o->head->part == (path != NULL) && str_find_byte(data, '\n') == data.n);
	buf_put(&o->leaves, data);
	buf_put_byte(&o->leaves, '\n');
	if (path) {
		json_begin(&j, &o->proofs);
		json_open(&j, NULL, '{');
		json_int(&j, "leaf", (int64_t)n);
		put_path(&j, path);
		json_close(&j, '}');
		buf_put_byte(&o->proofs, '\n');
	} else {
		digest h = merkle_leaf(data);

		must(n == o->all);
		buf_put_hex(&o->hashes, digest_str(&h));
		buf_put_byte(&o->hashes, '\n');
	}
	o->all++;
	return ++o->lines == BUNDLE_LINES_MOST || o->leaves.n >= CLOSE_AT ? close_file(o, e) : 0;
}

int bundle_out_checkpoint(struct bundle_out *o, uint64_t size, str text, const struct merkle_path *path, err *e)
{
	char name[BUNDLE_NAME_MOST];
	struct json_out j;

	must(o->head->part == (path != NULL));
	snprintf(name, sizeof(name), "checkpoints/%020llu.txt", (unsigned long long)size);
	if (path) {
		json_begin(&j, &o->consistency);
		json_open(&j, NULL, '{');
		json_int(&j, "old", (int64_t)size);
		put_path(&j, path);
		json_close(&j, '}');
		buf_put_byte(&o->consistency, '\n');
	}
	return bundle_out_file(o, name, text, e);
}

/* The manifest's first line. */
static void put_head(struct bundle_out *o, buf *b)
{
	struct json_out j;

	json_begin(&j, b);
	json_open(&j, NULL, '{');
	json_int(&j, "bundle", 1);
	json_int(&j, "leaves", (int64_t)o->all);
	json_str(&j, "of", o->head->part ? STR("part") : STR("whole"));
	json_open(&j, "subjects", '[');
	for (size_t i = 0; i < o->head->subject_count; i++)
		json_str(&j, NULL, o->head->subjects[i]);
	json_close(&j, ']');
	json_close(&j, '}');
	buf_put_byte(b, '\n');
}

int bundle_out_end(struct bundle_out *o, err *e)
{
	TRY(close_file(o, e));
	if (o->consistency.n)
		TRY(bundle_out_file(o, "consistency.jsonl", buf_str(&o->consistency), e));
	TRY(bundle_out_file(o, "checkpoint.txt", o->head->checkpoint, e));
	AUTO(buf_release) buf all;

	buf_init(&all, MANIFEST_MOST);
	put_head(o, &all);
	buf_put(&all, buf_str(&o->manifest));
	if (buf_full(&all))
		return err_set(e, E_LIMIT, _("a bundle of more files than its manifest holds"));
	return o->io->write(o->io->ctx, "manifest.jsonl", buf_str(&all), e);
}
