#include "ledger/document.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/must.h"
#include "ledger/document_priv.h"

#define COLUMNS "d.id, d.sha256, d.sm3, d.kind, d.name, d.media, d.size, d.actor, d.at, d.leaf"

static digest column_digest(struct db_stmt *st, size_t i)
{
	digest d = {0};
	str s = db_bytes(st, i);

	if (s.n == sizeof(d.b))
		bytes_copy(d.b, sizeof(d.b), s);
	return d;
}

/* Views into the row. */
static void read_row(struct db_stmt *st, struct document *d)
{
	*d = (struct document){
		.id = db_int(st, 0),
		.sha256 = column_digest(st, 1),
		.sm3 = column_digest(st, 2),
		.kind = db_text(st, 3),
		.name = db_text(st, 4),
		.media = db_text(st, 5),
		.size = (uint64_t)db_int(st, 6),
		.actor = db_text(st, 7),
		.at = db_int(st, 8),
		.leaf = (uint64_t)db_int(st, 9),
	};
}

void document_act(const struct document *d, buf *body, struct document_act *ret)
{
	struct json_out o;

	ret->subject = digest_to_hex(&d->sha256);
	json_begin(&o, body);
	json_open(&o, NULL, '{');
	json_int(&o, "document", d->id);
	json_str(&o, "media", d->media);
	json_str(&o, "name", d->name);
	json_str(&o, "of", d->kind);
	json_str(&o, "sha256", str_c(ret->subject.c));
	json_int(&o, "size", (int64_t)d->size);
	json_hex(&o, "sm3", digest_str(&d->sm3));
	json_close(&o, '}');
	ret->act = (struct ledger_act){
		.kind = "document.put", .subject = str_c(ret->subject.c), .actor = d->actor, .body = buf_str(body)};
}

/* The number, moment and leaf of the same document: 1 there, 0 not. */
static int find_same(struct ledger *l, struct document *d, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l, "SELECT id, at, leaf FROM document WHERE sha256 = :sha256 AND kind = :kind AND name = :name",
			&st, e));
	db_bind_bytes(st, "sha256", digest_str(&d->sha256));
	db_bind_text(st, "kind", d->kind);
	db_bind_text(st, "name", d->name);
	int rc = db_step(st, e);

	if (rc == 1) {
		d->id = db_int(st, 0);
		d->at = db_int(st, 1);
		d->leaf = (uint64_t)db_int(st, 2);
	}
	db_reset(st);
	return rc;
}

static int put_bytes(struct ledger *l, const struct document *d, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l,
			"INSERT INTO document_bytes(sha256, bytes) VALUES (:sha256, :bytes) ON CONFLICT (sha256) DO "
			"NOTHING",
			&st, e));
	db_bind_bytes(st, "sha256", digest_str(&d->sha256));
	db_bind_bytes(st, "bytes", d->bytes);
	int rc = db_run(st, e);

	db_bind_bytes(st, "bytes", (str){0}); /* not kept by the statement */
	return rc;
}

static int put_row(struct ledger *l, const struct document *d, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l,
			"INSERT INTO document(id, sha256, sm3, kind, name, media, size, actor, at, leaf) VALUES"
			" (:id, :sha256, :sm3, :kind, :name, :media, :size, :actor, :at, :leaf)",
			&st, e));
	db_bind_int(st, "id", d->id);
	db_bind_bytes(st, "sha256", digest_str(&d->sha256));
	db_bind_bytes(st, "sm3", digest_str(&d->sm3));
	db_bind_text(st, "kind", d->kind);
	db_bind_text(st, "name", d->name);
	db_bind_text(st, "media", d->media);
	db_bind_int(st, "size", (int64_t)d->size);
	db_bind_text(st, "actor", d->actor);
	db_bind_int(st, "at", d->at);
	db_bind_int(st, "leaf", (int64_t)d->leaf);
	return db_run(st, e);
}

int ledger_document_put(struct ledger *l, struct document *d, err *e)
{
	AUTO(buf_release) buf body;
	struct document_act a;

	must(db_in_transaction(ledger_db(l)) && d->kind.n && d->actor.n);
	if (d->bytes.n > DOCUMENT_MOST)
		return err_set(e, E_LIMIT, _("a document of more than %zu bytes"), DOCUMENT_MOST);
	if (d->name.n == 0 || d->name.n > DOCUMENT_NAME_MOST || !str_is_utf8(d->name))
		return err_set(e, E_SYNTAX, _("a document needs a name of 1 to %d bytes of UTF-8"), DOCUMENT_NAME_MOST);
	d->sha256 = digest_sha256(d->bytes);
	d->sm3 = digest_sm3(d->bytes);
	d->size = d->bytes.n;
	int rc = find_same(l, d, e);

	if (rc != 0)
		return rc < 0 ? rc : 0;
	/* The write lock is ours: the next number is known, and the leaf can name it. */
	TRY(ledger_int(l, "SELECT coalesce(max(id), 0) + 1 FROM document", NULL, (str){0}, &d->id, e));
	d->at = ledger_now(l);
	buf_init(&body, 1u << 13);
	document_act(d, &body, &a);
	TRY(ledger_act(l, &a.act, &d->leaf, e));
	TRY(put_bytes(l, d, e));
	return put_row(l, d, e);
}

/* The row at st (and its bytes, column 10) into mem, tested. Ends the statement. */
static int take(struct db_stmt *st, int rc, arena *mem, struct document *ret, err *e)
{
	if (rc != 1)
		return rc < 0 ? rc : err_set(e, E_NOTFOUND, _("there is no such document"));
	read_row(st, ret);
	str bytes = db_bytes(st, 10);

	if (!arena_fits(mem, bytes.n + 4096)) {
		db_reset(st);
		return err_set(e, E_LIMIT, _("a document of %zu bytes"), bytes.n);
	}
	ret->kind = arena_str(mem, ret->kind);
	ret->name = arena_str(mem, ret->name);
	ret->media = arena_str(mem, ret->media);
	ret->actor = arena_str(mem, ret->actor);
	ret->bytes = arena_str(mem, bytes);
	db_reset(st);
	digest sha256 = digest_sha256(ret->bytes);
	digest sm3 = digest_sm3(ret->bytes);

	if (!str_eq(digest_str(&sha256), digest_str(&ret->sha256)) || !str_eq(digest_str(&sm3), digest_str(&ret->sm3)))
		return err_set(e, E_STORE, _("document %lld in the store was altered"), (long long)ret->id);
	return 0;
}

int ledger_document_get(struct ledger *l, int64_t id, arena *mem, struct document *ret, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l,
			"SELECT " COLUMNS
			", b.bytes FROM document d LEFT JOIN document_bytes b ON b.sha256 = d.sha256 WHERE d.id = :id",
			&st, e));
	db_bind_int(st, "id", id);
	return take(st, db_step(st, e), mem, ret, e);
}

int ledger_document_of_leaf(struct ledger *l, uint64_t leaf, arena *mem, struct document *ret, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(
		l,
		"SELECT " COLUMNS
		", b.bytes FROM document d LEFT JOIN document_bytes b ON b.sha256 = d.sha256 WHERE d.leaf = :leaf",
		&st, e));
	db_bind_int(st, "leaf", (int64_t)leaf);
	return take(st, db_step(st, e), mem, ret, e);
}

int ledger_document_find(struct ledger *l, str sha256, arena *mem, struct document *ret, err *e)
{
	struct db_stmt *st = NULL;
	digest d = {0};

	if (!digest_from_hex(sha256, &d))
		return err_set(e, E_NOTFOUND, _("a document's address is 64 hexadecimal digits"));
	TRY(ledger_stmt(l,
			"SELECT " COLUMNS ", b.bytes FROM document d LEFT JOIN document_bytes b ON b.sha256 = d.sha256"
			" WHERE d.sha256 = :sha256 ORDER BY d.id LIMIT 1",
			&st, e));
	db_bind_bytes(st, "sha256", digest_str(&d));
	return take(st, db_step(st, e), mem, ret, e);
}

int ledger_document_each(struct ledger *l, str kind, int (*each)(void *ctx, const struct document *d, err *e),
			 void *ctx, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(ledger_db(l),
		       STR("SELECT " COLUMNS " FROM document d WHERE :kind = '' OR d.kind = :kind ORDER BY d.id"), &st,
		       e));
	db_bind_text(st, "kind", kind);
	while ((rc = db_step(st, e)) == 1) {
		struct document d;

		read_row(st, &d);
		TRY(each(ctx, &d, e));
	}
	return rc;
}
