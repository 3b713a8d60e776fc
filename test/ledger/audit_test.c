/*
 * audit: a ledger with documents, evidence, several tiles of leaves and checkpoints; then every column of every row class is altered
 * at random, rows are taken away, put in, exchanged, the log is cut: each time the audit finds it and says where.
 */
#include "ledger/audit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger/document.h"
#include "ledger/log.h"
#include "ledger/seal.h"
#include "ledger/signing.h"
#include "test/tap.h"

#define ROUNDS 400

static err e;
static arena mem;

/* --- what is audited ----------------------------------------------------------------------------------------------------- */

static void collect(struct store *s)
{
	static const enum fact_id fills[] = {FACT_web_page};
	struct store_run run = {.scope = digest_sha256(STR("scope")), .scope_bytes = STR("x"), .began = 10};
	struct store_found found;
	int64_t asset = 0, sweep = 0;
	struct sink k;

	ok(store_run_new(s, &run, &mem, &e) == 0 &&
		   store_asset_put(s, run.n, STR("site:http://a.cn:80"), STR("o1"), &asset, NULL, &e) == 0 &&
		   store_sweep(s, run.n, STR("web"), 1, fills, 1, &sweep, &e) == 0,
	   "a run: %s", e.text);
	sink_init(&k, 1 << 20, store_key(s));
	for (unsigned i = 0; i < 20; i++) {
		char text[400];

		memset(text, 'a' + (int)i % 26, sizeof(text));
		text[i] = (char)i;
		(void)sink_evidence(&k, "text/html", (str){(uint8_t *)text, sizeof(text) - 10 * i});
	}
	(void)sink_evidence_masked(&k, "text/plain", STR("password=***"), STR("password=abc"));
	sink_end(&k, COLLECTED_DONE, "");
	struct store_collection c = {.asset = asset, .sweep = sweep, .version = 1, .began = 10, .ended = 20};

	ok(store_begin(s, &e) == 0 && store_commit_batch(s, &c, buf_str(&k.b), &mem, &found, &e) == 0 &&
		   store_commit(s, &e) == 0,
	   "evidence: %s", e.text);
	sink_release(&k);
}

static void act(struct ledger *l, unsigned n)
{
	char subject[32], body[64];

	snprintf(subject, sizeof(subject), "case-%u", n);
	snprintf(body, sizeof(body), "{\"n\":%u,\"words\":\"\xe8\xaf\x81\"}", n);
	if (ledger_act(l, &(struct ledger_act){"case.step", str_c(subject), STR("li"), str_c(body)}, NULL, &e) < 0)
		ok(false, "an act: %s", e.text);
}

static void acts(struct ledger *l, unsigned from, unsigned to)
{
	ok(ledger_begin(l, &e) == 0, "begin");
	for (unsigned i = from; i < to; i++)
		act(l, i);
	ok(ledger_commit(l, &e) == 0, "acts %u to %u: %s", from, to, e.text);
}

static str sign(struct ledger *l)
{
	str text = {0};

	ok(ledger_begin(l, &e) == 0 && signing_checkpoint(l, NULL, STR("li"), &mem, &text, &e) == 0 &&
		   ledger_commit(l, &e) == 0,
	   "a checkpoint: %s", e.text);
	return text;
}

static void documents(struct ledger *l)
{
	ok(ledger_begin(l, &e) == 0, "begin");
	for (unsigned i = 0; i < 5; i++) {
		char bytes[100];

		memset(bytes, (int)i, sizeof(bytes));
		struct document d = {.kind = STR("notice"),
				     .name = STR("通知.docx"),
				     .media = STR("application/x"),
				     .bytes = {(uint8_t *)bytes, sizeof(bytes)},
				     .actor = STR("li")};

		ok(ledger_document_put(l, &d, &e) == 0, "a document: %s", e.text);
	}
	ok(ledger_commit(l, &e) == 0, "commit");
}

/* --- the audit, and what it told -------------------------------------------------------------------------------------------- */

struct told {
	unsigned n;
	char table[8][32];
	int64_t row[8];
	uint64_t leaf[8];
	char words[8][200];
};

static void note(void *ctx, const struct audit_fault *f)
{
	struct told *t = ctx;
	unsigned i = t->n++;

	if (i >= ARRAY_LEN(t->row))
		return;
	snprintf(t->table[i], sizeof(t->table[i]), "%s", f->table);
	snprintf(t->words[i], sizeof(t->words[i]), "%s", f->words);
	t->row[i] = f->row;
	t->leaf[i] = f->leaf;
}

static struct told audit(struct ledger *l, str held, struct audit *sum)
{
	struct told t = {0};
	struct audit_options o = {.held = held, .fault = note, .ctx = &t};

	if (audit_run(l, &o, sum, &e) < 0) {
		/* The walk itself was ended: what was told stands, and the error is a fault. */
		t.n++;
	}
	return t;
}

/* Alters by SQL within a transaction that is rolled back; what the audit told of it. */
static struct told altered(struct ledger *l, const char *sql)
{
	struct audit sum;
	struct told t;

	ok(db_begin(ledger_db(l), &e) == 0 && db_exec(ledger_db(l), sql, &e) == 0, "%s %s", sql, e.text);
	t = audit(l, (str){0}, &sum);
	db_rollback(ledger_db(l));
	return t;
}

static bool tells(const struct told *t, const char *table, uint64_t leaf)
{
	for (unsigned i = 0; i < t->n && i < ARRAY_LEN(t->row); i++) {
		if (strcmp(t->table[i], table) == 0 && t->leaf[i] == leaf)
			return true;
	}
	return false;
}

/* --- chosen changes ----------------------------------------------------------------------------------------------------------- */

static void chosen(struct ledger *l)
{
	static const struct {
		const char *sql;
		const char *table;
		uint64_t leaf;
		const char *words;
	} rows[] = {
		{"UPDATE log_leaf SET data = replace(data, 'case-7\"', 'case-8\"') WHERE n = 7", "log_leaf", 7,
		 "leaf 7: its text was altered"},
		{"UPDATE log_leaf SET hash = zeroblob(32) WHERE n = 300", "log_leaf", 300,
		 "leaf 300: its text is right, the hash in its row was altered"},
		{"UPDATE log_leaf SET subject = 'x' WHERE n = 600", "log_leaf", 600,
		 "leaf 600: time, kind or subject in its row is not that of its text"},
		{"UPDATE log_leaf SET at = at + 1 WHERE n = 1", "log_leaf", 1,
		 "leaf 1: time, kind or subject in its row is not that of its text"},
		{"DELETE FROM log_leaf WHERE n = 100", "log_leaf", 100, "leaf 100 is gone"},
		{"DELETE FROM log_leaf WHERE n >= 600", "log_leaf", UINT64_MAX - 1, NULL},
		{"DELETE FROM log_leaf WHERE n >= 250 AND n < 270", "log_leaf", 250, "leaves 250 to 269 are gone"},
		{"DELETE FROM log_node WHERE n = 1", "log_node", 256, "the kept root of level 8, number 1, is gone"},
		{"UPDATE log_node SET hash = zeroblob(32) WHERE n = 0", "log_node", 0,
		 "the kept root of level 8, number 0, was altered"},
		{"INSERT INTO log_node VALUES (16, 0, zeroblob(32))", "log_node", AUDIT_NO_LEAF,
		 "1 kept roots too many"},
		{"DELETE FROM log_checkpoint WHERE size < 300", "log_checkpoint", UINT64_MAX - 1, NULL},
		{"DELETE FROM log_checkpoint WHERE size > 300", "log_checkpoint", UINT64_MAX - 1, NULL},
		{"UPDATE log_checkpoint SET size = size - 1 WHERE size > 300", "log_checkpoint", UINT64_MAX - 1, NULL},
		{"UPDATE document SET name = 'x' WHERE id = 2", "document", UINT64_MAX - 1,
		 "document 2 is not the one that leaf"},
		{"DELETE FROM document WHERE id = 3", "document", UINT64_MAX - 1, "names is gone"},
		{"DELETE FROM document_bytes WHERE sha256 = (SELECT sha256 FROM document WHERE id = 4)",
		 "document_bytes", UINT64_MAX - 1, "the bytes of document 4 (通知.docx) were altered or are gone"},
		{"DELETE FROM evidence WHERE id = 5", "evidence", UINT64_MAX - 1,
		 "the bytes of evidence 5 were altered or are gone"},
		{"DELETE FROM log_evidence WHERE evidence = 6", "log_evidence", UINT64_MAX - 1, "names is gone"},
		{"UPDATE evidence SET media = 'text/css' WHERE id = 7", "evidence", UINT64_MAX - 1,
		 "evidence 7 is not the one that leaf"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct told t = altered(l, rows[i].sql);

		ok(t.n > 0 && (rows[i].leaf == UINT64_MAX - 1 ? strcmp(t.table[0], rows[i].table) == 0
							      : tells(&t, rows[i].table, rows[i].leaf)),
		   "found in %s: %s", rows[i].table, t.words[0]);
		if (rows[i].words)
			ok(strstr(t.words[0], rows[i].words) != NULL, "in these words: %s", rows[i].words);
	}
}

/* Somebody who knows the form writes text, hash and kept roots anew: only the signature stands against it. */
static void forged(struct ledger *l, str held)
{
	struct audit sum;
	struct told t;
	struct merkle_source source = log_source(l);
	str data = {0};
	struct log_leaf leaf;
	struct db_stmt *st = NULL;

	ok(db_begin(ledger_db(l), &e) == 0 && log_leaf_get(l, 40, &mem, &leaf, &e) == 0, "leaf 40");
	data = arena_str(&mem, leaf.data);
	((uint8_t *)(uintptr_t)data.p)[data.n - 4]++;
	digest h = merkle_leaf(data), root = {0};

	ok(db_prepare(ledger_db(l),
		      STR("UPDATE log_leaf SET data = :data, hash = :hash, subject = :subject WHERE n = 40"), &st,
		      &e) == 0,
	   "prepared");
	db_bind_text(st, "data", data);
	db_bind_bytes(st, "hash", digest_str(&h));
	size_t at = str_find(data, STR("\"subject\":\"")) + 11;

	db_bind_text(st, "subject", str_sub(data, at, data.n - at - 2));
	ok(db_run(st, &e) == 0, "leaf 40 is written anew");
	db_stmt_free(st);
	ok(db_exec(ledger_db(l), "DELETE FROM log_node WHERE level = 8 AND n = 0", &e) == 0, "its kept root too");
	digest tile[LOG_TILE];

	for (uint64_t n = 0; n < LOG_TILE; n++) {
		ok(source.span(source.ctx, (struct merkle_span){0, n}, &tile[n], &e) == 0 || n == 0, "hash");
	}
	root = merkle_fold(tile, LOG_TILE);
	ok(db_prepare(ledger_db(l), STR("INSERT INTO log_node VALUES (8, 0, :hash)"), &st, &e) == 0, "prepared");
	db_bind_bytes(st, "hash", digest_str(&root));
	ok(db_run(st, &e) == 0, "is written anew");
	db_stmt_free(st);
	t = audit(l, (str){0}, &sum);
	ok(t.n == 1 && tells(&t, "log_leaf", 0), "the signature does not fit: %s", t.words[0]);
	ok(strstr(t.words[0], "are not what was signed") != NULL, "and it is said");
	/* And who takes all checkpoints away, and the leaves that name them, meets those that were given away. */
	ok(db_exec(ledger_db(l), "DELETE FROM log_checkpoint; DELETE FROM log_leaf WHERE n >= 280", &e) == 0, "cut");
	ok(db_exec(ledger_db(l), "DELETE FROM log_node WHERE n > 0", &e) == 0, "cut");
	t = audit(l, held, &sum);
	ok(t.n > 0, "a kept checkpoint finds it: %s", t.words[0]);
	db_rollback(ledger_db(l));
}

/* --- changes at random ---------------------------------------------------------------------------------------------------------- */

static uint64_t state = 88172645463325252u;

static uint64_t chance(uint64_t n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % n;
}

static const char *const columns[][2] = {
	{"log_leaf", "n"},
	{"log_leaf", "at"},
	{"log_leaf", "kind"},
	{"log_leaf", "subject"},
	{"log_leaf", "data"},
	{"log_leaf", "hash"},
	{"log_node", "level"},
	{"log_node", "n"},
	{"log_node", "hash"},
	{"log_checkpoint", "size"},
	{"log_checkpoint", "text"},
	{"document", "id"},
	{"document", "sha256"},
	{"document", "sm3"},
	{"document", "kind"},
	{"document", "name"},
	{"document", "media"},
	{"document", "size"},
	{"document", "actor"},
	{"document", "at"},
	{"document", "leaf"},
	{"document_bytes", "sha256"},
	{"document_bytes", "bytes"},
	{"evidence", "id"},
	{"evidence", "sha256"},
	{"evidence", "sm3"},
	{"evidence", "class"},
	{"evidence", "media"},
	{"evidence", "size"},
	{"evidence", "kept"},
	{"evidence", "packed"},
	{"evidence", "hmac"},
	{"log_evidence", "evidence"},
	{"log_evidence", "actor"},
	{"log_evidence", "at"},
	{"log_evidence", "leaf"},
};

static int64_t one_int(struct ledger *l, const char *sql)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;

	if (db_prepare(ledger_db(l), str_c(sql), &st, &e) < 0 || db_step(st, &e) != 1)
		return -1;
	return db_int(st, 0);
}

/* Changes one bit of the value of a column in the row at this place; false: nothing to change. words: what was done. */
static bool flip(struct ledger *l, const char *table, const char *column, int64_t row, char words[static 200])
{
	AUTO(db_stmt_auto) struct db_stmt *get = NULL, *put = NULL;
	AUTO(buf_release) buf b;
	const char *key = strcmp(table, "log_leaf") == 0 || strcmp(table, "log_node") == 0 ? "n"
			  : strcmp(table, "log_checkpoint") == 0                           ? "size"
			  : strcmp(table, "document_bytes") == 0                           ? "sha256"
			  : strcmp(table, "log_evidence") == 0                             ? "evidence"
											   : "id";
	char sql[400];

	snprintf(sql, sizeof(sql), "SELECT %s, %s FROM %s ORDER BY %s LIMIT 1 OFFSET %lld", column, key, table, key,
		 (long long)row);
	if (db_prepare(ledger_db(l), str_c(sql), &get, &e) < 0 || db_step(get, &e) != 1)
		return false;
	snprintf(sql, sizeof(sql), "UPDATE %s SET %s = :value WHERE %s = :key", table, column, key);
	if (db_prepare(ledger_db(l), str_c(sql), &put, &e) < 0)
		return false;
	if (db_kind(get, 1) == DB_KIND_INT)
		db_bind_int(put, "key", db_int(get, 1));
	else
		db_bind_bytes(put, "key", db_bytes(get, 1));
	enum db_kind kind = db_kind(get, 0);
	size_t at = 0;

	buf_init(&b, 1u << 20);
	if (kind == DB_KIND_INT) {
		db_bind_int(put, "value", db_int(get, 0) ^ (int64_t)(1u << chance(10)));
	} else {
		buf_put(&b, kind == DB_KIND_TEXT ? db_text(get, 0) : db_bytes(get, 0));
		if (b.n == 0)
			return false;
		at = chance(b.n);
		/* In a text another letter of the same kind, that it stays a text; a bit anywhere else. */
		b.p[at] ^= (uint8_t)(kind == DB_KIND_TEXT ? 1 : 1u << chance(8));
		if (kind == DB_KIND_TEXT)
			db_bind_text(put, "value", buf_str(&b));
		else
			db_bind_bytes(put, "value", buf_str(&b));
	}
	db_reset(get);
	snprintf(words, 200, "%s.%s of row %lld, byte %zu", table, column, (long long)row, at);
	/* A number that is another row's is refused: nothing was changed. */
	return db_run(put, &e) == 0 && db_changed(put) == 1;
}

/* The padding bits of a deflated piece mean nothing: then the evidence is what it was. */
static bool evidence_is_same(struct ledger *l, int64_t row, const struct store_evidence *before)
{
	struct store_evidence now;
	AUTO(arena_clear) arena a;

	arena_init(&a, 1u << 20);
	return store_evidence_get(ledger_store(l), row + 1, &a, &now, &e) == 0 && str_eq(now.bytes, before->bytes);
}

static void at_random(struct ledger *l)
{
	unsigned missed = 0, done = 0, elsewhere = 0;

	for (unsigned i = 0; i < ROUNDS; i++) {
		const char *const *c = columns[chance(ARRAY_LEN(columns))];
		char words[200], sql[100];
		struct store_evidence before = {0};
		struct audit sum;

		snprintf(sql, sizeof(sql), "SELECT count(*) FROM %s", c[0]);
		int64_t row = (int64_t)chance((uint64_t)one_int(l, sql));
		bool packed = strcmp(c[1], "packed") == 0;

		arena_clear(&mem);
		if (packed && store_evidence_get(ledger_store(l), row + 1, &mem, &before, &e) < 0)
			ok(false, "%s", e.text);
		if (db_begin(ledger_db(l), &e) < 0)
			ok(false, "%s", e.text);
		if (flip(l, c[0], c[1], row, words)) {
			struct told t = audit(l, (str){0}, &sum);

			done++;
			if (t.n == 0 && !(packed && evidence_is_same(l, row, &before))) {
				missed++;
				printf("# not found: %s\n", words);
			}
			/* In the table itself, or the one that belongs to it. */
			if (t.n && strncmp(t.table[0], c[0], 4) != 0 && strncmp(c[0], "log_evidence", 12) != 0) {
				elsewhere++;
				printf("# %s: told of %s: %s\n", words, t.table[0], t.words[0]);
			}
		}
		db_rollback(ledger_db(l));
	}
	ok(done > ROUNDS * 3 / 4, "%u changes", done);
	is_int(missed, 0, "every changed bit is found");
	is_int(elsewhere, 0, "and located");
}

int main(void)
{
	static char path[TAP_PATH];
	AUTO(store_auto) struct store *s = NULL;
	AUTO(ledger_auto) struct ledger *l = NULL;
	struct audit sum;
	struct told t;

	arena_init(&mem, 1u << 22);
	ok(mkdtemp(tap_temporary(path, "audit")) != NULL && store_open(path, true, &s, &e) == 0, "a store");
	ok(ledger_open(s, &(struct ledger_options){.make = true, .sample = true, .now = 1790000000}, &l, &e) == 0,
	   "a ledger: %s", e.text);
	acts(l, 0, 200);
	str held = sign(l);
	char kept[CHECKPOINT_MOST];

	memcpy(kept, held.p, held.n);
	held = (str){(uint8_t *)kept, held.n};
	documents(l);
	collect(s);
	acts(l, 200, 580);
	sign(l);
	acts(l, 580, 640);
	sign(l);
	acts(l, 640, 650);
	t = audit(l, held, &sum);
	ok(t.n == 0, "what was not altered is sound: %s", t.words[0]);
	is_int(sum.leaves, 650 + 3 + 5 + 21 + 2, "leaves, two of them of rows: the settings, the documents");
	is_int(sum.documents, 5, "documents");
	is_int(sum.evidence, 21, "pieces of evidence");
	is_int(sum.signed_leaves, sum.leaves - 10, "what is behind the last checkpoint is not signed");
	is_int(sum.unsealed, 0, "all evidence is sealed");
	chosen(l);
	forged(l, held);
	at_random(l);
	t = audit(l, held, &sum);
	ok(t.n == 0, "and is sound again");
	arena_clear(&mem);
	return tap_done();
}
