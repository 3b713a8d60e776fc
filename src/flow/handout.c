#include "flow/handout.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/map.h"
#include "catalogue/paths.h"
#include "ledger/document.h"
#include "ledger/log.h"
#include "ledger/seal.h"
#include "ledger/signing.h"
#include "os/file.h"

#define FILES_MOST ((size_t)4 << 20)
#define PART_MOST ((size_t)1 << 20)
#define FILE_MEMORY (DOCUMENT_MOST + ((size_t)4 << 20))

struct writer {
	struct ledger *l;
	struct handout *h;
	struct bundle_out *out;
	struct checkpoint top;
	map names;      /* files that are in */
	arena mem;      /* one file */
	uint64_t *part; /* leaves of a part */
	size_t part_count;
};

/* --- what leaves name ------------------------------------------------------------------------------------------------------ */

static int put_file(struct writer *w, const char *folder, const digest *sha256, str name, str bytes, err *e)
{
	AUTO(buf_release) buf b;
	bool new = false;

	buf_init(&b, BUNDLE_NAME_MOST);
	bundle_name(&b, folder, sha256, name);
	if (!map_add(&w->names, buf_str(&b), &new))
		return err_set(e, E_LIMIT, _("a bundle of more files than its manifest holds"));
	w->h->files += new;
	return new ? bundle_out_file(w->out, buf_c(&b), bytes, e) : 0;
}

static int put_named(struct writer *w, uint64_t leaf, str kind, err *e)
{
	struct store_evidence v;
	struct document d;
	int64_t evidence = 0;

	arena_clear(&w->mem);
	if (str_eq(kind, STR("document.put"))) {
		TRY(ledger_document_of_leaf(w->l, leaf, &w->mem, &d, e));
		return put_file(w, "documents", &d.sha256, d.name, d.bytes, e);
	}
	if (!str_eq(kind, STR("evidence.seal")))
		return 0;
	TRY(seal_of_leaf(w->l, leaf, &evidence, e));
	TRY(store_evidence_get(ledger_store(w->l), evidence, &w->mem, &v, e));
	return put_file(w, "evidence", &v.sha256, (str){0}, v.bytes, e);
}

/* --- a whole log ------------------------------------------------------------------------------------------------------------- */

static int put_leaf(void *ctx, const struct log_leaf *leaf, err *e)
{
	struct writer *w = ctx;

	w->h->leaves++;
	TRY(bundle_out_leaf(w->out, leaf->n, leaf->data, NULL, e));
	return put_named(w, leaf->n, leaf->kind, e);
}

/* --- a part ------------------------------------------------------------------------------------------------------------------ */

static int add_leaf(struct writer *w, uint64_t n, err *e)
{
	if (n >= w->top.size)
		return 0;
	if (w->part_count == PART_MOST)
		return err_set(e, E_LIMIT, _("a part of more than %zu leaves: export the whole log"), PART_MOST);
	w->part[w->part_count++] = n;
	return 0;
}

static int add_any(void *ctx, const struct log_leaf *leaf, err *e)
{
	return add_leaf(ctx, leaf->n, e);
}

/* Documents and evidence are subjects under their SHA-256: what a text names shows as 64 digits in it. */
static int add_named(struct writer *w, str data, err *e)
{
	for (size_t i = 0; i < data.n;) {
		size_t n = 0;

		while (i + n < data.n && byte_hex(data.p[i + n]) >= 0)
			n++;
		if (n == 64)
			TRY(log_each(w->l, &(struct log_query){.subject = str_sub(data, i, n)}, add_any, w, e));
		i += n + 1;
	}
	return 0;
}

static int add_subject_leaf(void *ctx, const struct log_leaf *leaf, err *e)
{
	struct writer *w = ctx;

	TRY(add_leaf(w, leaf->n, e));
	return add_named(w, leaf->data, e);
}

static int by_number(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

	return x < y ? -1 : x > y;
}

static int put_part_leaf(struct writer *w, uint64_t n, err *e)
{
	struct merkle_source source = log_source(w->l);
	struct merkle_path path;
	struct log_leaf leaf;
	AUTO(arena_clear) arena mem;

	arena_init(&mem, 2 * LOG_LEAF_MOST);
	TRY(log_leaf_get(w->l, n, &mem, &leaf, e));
	TRY(merkle_inclusion(&source, n, w->top.size, &path, e));
	w->h->leaves++;
	TRY(bundle_out_leaf(w->out, n, leaf.data, &path, e));
	return put_named(w, n, leaf.kind, e);
}

static int put_part(struct writer *w, err *e)
{
	uint64_t last = UINT64_MAX;

	for (size_t i = 0; i < w->h->subject_count; i++) {
		size_t was = w->part_count;

		TRY(log_each(w->l, &(struct log_query){.subject = w->h->subjects[i]}, add_subject_leaf, w, e));
		if (w->part_count == was)
			return err_set(e, E_NOTFOUND, _("no leaf up to the checkpoint is about %.*s"),
				       STR_ARG(w->h->subjects[i]));
	}
	/* With the keys, older checkpoints can be tested. */
	TRY(log_each(w->l, &(struct log_query){.kind = STR("log.key")}, add_any, w, e));
	qsort(w->part, w->part_count, sizeof(*w->part), by_number);
	for (size_t i = 0; i < w->part_count; i++) {
		if (w->part[i] != last)
			TRY(put_part_leaf(w, w->part[i], e));
		last = w->part[i];
	}
	return 0;
}

/* --- around it ---------------------------------------------------------------------------------------------------------------- */

static int put_checkpoint(void *ctx, uint64_t size, str text, err *e)
{
	struct writer *w = ctx;
	struct merkle_source source = log_source(w->l);
	struct merkle_path path = {0};

	if (size > w->top.size)
		return 0;
	if (!w->h->subject_count)
		return bundle_out_checkpoint(w->out, size, text, NULL, e);
	TRY(merkle_consistency(&source, size, w->top.size, &path, e));
	return bundle_out_checkpoint(w->out, size, text, &path, e);
}

static int put_key(struct writer *w, err *e)
{
	AUTO(sm2_key_auto) struct sm2_key *k = NULL;
	AUTO(buf_release) buf pem;

	buf_init(&pem, 4096);
	TRY(signing_key_find(w->l, w->top.name, &k, e));
	sm2_public_write(k, &pem);
	return bundle_out_file(w->out, "key.pem", buf_str(&pem), e);
}

/* What people and their machines verify with: ours, from the catalogue. */
static int put_ours(struct writer *w, const char *name, err *e)
{
	AUTO(buf_release) buf b;
	const char *path = NULL;
	str bytes = {0};

	buf_init(&b, 256);
	buf_printf(&b, "catalogue/bundle/%s", name);
	arena_clear(&w->mem);
	TRY(paths_data(&w->mem, buf_c(&b), &path, e));
	TRY(os_file_read(path, (size_t)1 << 20, &w->mem, &bytes, e));
	return bundle_out_file(w->out, name, bytes, e);
}

static int put_all(struct writer *w, err *e)
{
	if (w->h->subject_count)
		TRY(put_part(w, e));
	else
		TRY(log_each(w->l, &(struct log_query){.to = w->top.size}, put_leaf, w, e));
	TRY(signing_checkpoint_each(w->l, put_checkpoint, w, e));
	TRY(put_key(w, e));
	TRY(put_ours(w, "README.txt", e));
	TRY(put_ours(w, "verify.py", e));
	return bundle_out_end(w->out, e);
}

int handout_write(struct ledger *l, struct handout *h, const struct bundle_io *io, err *e)
{
	struct writer w = {.l = l, .h = h};
	AUTO(bundle_out_auto) struct bundle_out *out = NULL;
	AUTO(arena_clear) arena mem;
	str text = {0};
	uint64_t size = 0;

	arena_init(&mem, 1u << 16);
	TRY(signing_checkpoint_latest(l, &mem, &text, e));
	if (text.n == 0)
		return err_set(e, E_NOTFOUND, _("there is no checkpoint yet: yicha log checkpoint"));
	if (checkpoint_parse(text, &w.top) != PARSE_OK)
		return err_set(e, E_STORE, _("the log is damaged: yicha log verify"));
	TRY(log_size(l, &size, e));
	h->newer = size > w.top.size ? size - w.top.size : 0;
	struct bundle_head head = {h->subject_count > 0, text, h->subjects, h->subject_count};

	out = w.out = bundle_out_new(io, &head);
	arena_init(&w.mem, FILE_MEMORY);
	map_init(&w.names, FILES_MOST, 1);
	w.part = h->subject_count ? malloc(PART_MOST * sizeof(*w.part)) : NULL;
	int rc = h->subject_count && !w.part ? err_set(e, E_LIMIT, _("not enough memory")) : put_all(&w, e);

	free(w.part);
	map_release(&w.names);
	arena_clear(&w.mem);
	return rc;
}
