#include "ledger/signing.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/must.h"
#include "ledger/log_priv.h"
#include "ledger/trail_priv.h"
#include "ledger/seal.h"
#include "ledger/signing_priv.h"

#define NAME_MOST 256

/* --- keys ----------------------------------------------------------------------------------------------------------- */

void signing_key_act(const struct signing_key *k, buf *body, struct signing_act *ret)
{
	struct json_out o;

	ret->subject = digest_to_hex(&k->fingerprint);
	json_begin(&o, body);
	json_open(&o, NULL, '{');
	json_str(&o, "name", k->name);
	json_hex(&o, "point", (str){k->point, sizeof(k->point)});
	json_close(&o, '}');
	ret->act = (struct ledger_act){
		.kind = "log.key", .subject = str_c(ret->subject.c), .actor = k->actor, .body = buf_str(body)};
}

int signing_key_put(struct ledger *l, const struct sm2_key *k, str name, str actor, err *e)
{
	struct signing_key key = {.fingerprint = sm2_fingerprint(k), .name = name, .actor = actor, .at = ledger_now(l)};
	AUTO(buf_release) buf body;
	struct signing_act a;
	struct db_stmt *st = NULL;

	must(db_in_transaction(ledger_db(l)));
	if (ledger_is_sample(l))
		return err_set(e, E_DENIED, _("a sample is signed with the test key and no other"));
	if (sm2_key_is_test(k))
		return err_set(e, E_DENIED, _("the test key signs only samples"));
	if (name.n == 0 || name.n > NAME_MOST || !str_is_utf8(name))
		return err_set(e, E_USAGE, _("a key needs a name of 1 to %d bytes"), NAME_MOST);
	sm2_public_point(k, key.point);
	buf_init(&body, 4096);
	signing_key_act(&key, &body, &a);
	TRY(ledger_act(l, &a.act, &key.leaf, e));
	TRY(ledger_stmt(l,
			"INSERT INTO log_key(fingerprint, name, point, actor, at, leaf)"
			" VALUES (:fingerprint, :name, :point, :actor, :at, :leaf)",
			&st, e));
	db_bind_text(st, "fingerprint", str_c(a.subject.c));
	db_bind_text(st, "name", name);
	db_bind_bytes(st, "point", (str){key.point, sizeof(key.point)});
	db_bind_text(st, "actor", actor);
	db_bind_int(st, "at", key.at);
	db_bind_int(st, "leaf", (int64_t)key.leaf);
	return db_run(st, e);
}

int signing_key_each(struct ledger *l, int (*each)(void *ctx, const struct signing_key *k, err *e), void *ctx, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(ledger_db(l), STR("SELECT fingerprint, name, point, actor, at, leaf FROM log_key ORDER BY leaf"),
		       &st, e));
	while ((rc = db_step(st, e)) == 1) {
		struct signing_key k = {.name = db_text(st, 1), .actor = db_text(st, 3), .at = db_int(st, 4)};
		str point = db_bytes(st, 2);

		/* A row that was altered shows by its leaf: zeros are good enough here. */
		(void)!digest_from_hex(db_text(st, 0), &k.fingerprint);
		if (point.n == sizeof(k.point))
			bytes_copy(k.point, sizeof(k.point), point);
		k.leaf = (uint64_t)db_int(st, 5);
		TRY(each(ctx, &k, e));
	}
	return rc;
}

struct wanted {
	str name;
	struct sm2_key *found;
};

static int look(void *ctx, const struct signing_key *k, err *e)
{
	struct wanted *w = ctx;
	AUTO(sm2_key_auto) struct sm2_key *key = NULL;
	AUTO(buf_release) buf name;

	buf_init(&name, 64);
	buf_put_c(&name, "sm2-");
	buf_put_hex(&name, str_sub(digest_str(&k->fingerprint), 0, 8));
	if (w->found || !str_eq(buf_str(&name), w->name))
		return 0;
	int rc = sm2_public_read((str){k->point, sizeof(k->point)}, &key, e);

	if (rc == 0) {
		w->found = key;
		key = NULL;
	}
	return 0;
}

int signing_key_find(struct ledger *l, str name, struct sm2_key **ret, err *e)
{
	struct wanted w = {.name = name};

	if (ledger_is_sample(l)) {
		*ret = sm2_key_test();
		return 0;
	}
	int rc = signing_key_each(l, look, &w, e);

	if (rc == 0 && !w.found)
		return err_set(e, E_NOTFOUND, _("this ledger knows no key %.*s"), STR_ARG(name));
	if (rc == 0)
		*ret = w.found;
	else
		sm2_key_free(w.found);
	return rc;
}

/* --- checkpoints ------------------------------------------------------------------------------------------------------ */

int signing_origin(struct ledger *l, arena *mem, str *ret, err *e)
{
	AUTO(buf_release) buf b;
	struct db_stmt *st = NULL;
	str agency = {0};

	buf_init(&b, CHECKPOINT_ORIGIN_MOST);
	TRY(ledger_setting(l, "agency.name", mem, &agency, e));
	TRY(ledger_stmt(l, "SELECT hash FROM log_leaf WHERE n = 0", &st, e));
	int rc = db_step(st, e);

	TRY(rc);
	digest first = rc ? log_column(st, 0) : (digest){0};

	db_reset(st);
	buf_put_c(&b, "yicha log ");
	buf_put_hex(&b, str_sub(digest_str(&first), 0, 4));
	if (agency.n) {
		buf_put_byte(&b, ' ');
		buf_put_clean(&b, str_sub(agency, 0, str_find_byte(agency, '\n')), 200);
	}
	*ret = arena_str(mem, buf_str(&b));
	return 0;
}

int signing_checkpoint_each(struct ledger *l, int (*each)(void *ctx, uint64_t size, str text, err *e), void *ctx,
			    err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(ledger_db(l), STR("SELECT size, text FROM log_checkpoint ORDER BY size"), &st, e));
	while ((rc = db_step(st, e)) == 1)
		TRY(each(ctx, (uint64_t)db_int(st, 0), db_text(st, 1), e));
	return rc;
}

/* *ret_size 0: none. */
static int latest(struct ledger *l, arena *mem, uint64_t *ret_size, str *ret, err *e)
{
	struct db_stmt *st = NULL;

	*ret = (str){0};
	*ret_size = 0;
	TRY(ledger_stmt(l, "SELECT size, text FROM log_checkpoint ORDER BY size DESC LIMIT 1", &st, e));
	int rc = db_step(st, e);

	TRY(rc);
	if (rc == 1) {
		*ret_size = (uint64_t)db_int(st, 0);
		*ret = arena_str(mem, db_text(st, 1));
	}
	db_reset(st);
	return 0;
}

int signing_checkpoint_latest(struct ledger *l, arena *mem, str *ret, err *e)
{
	uint64_t size = 0;

	return latest(l, mem, &size, ret, e);
}

/* The leaf before a checkpoint: which one was before it (nothing: none), by its size and SM3. */
static int name_previous(struct ledger *l, uint64_t size, str text, str actor, err *e)
{
	AUTO(buf_release) buf body;
	struct json_out o;
	digest d = digest_sm3(text);

	buf_init(&body, 1024);
	json_begin(&o, &body);
	json_open(&o, NULL, '{');
	json_int(&o, "previous_size", (int64_t)size);
	json_hex(&o, "previous_sm3", size ? digest_str(&d) : (str){0});
	json_close(&o, '}');
	return ledger_act(l, &(struct ledger_act){.kind = "log.checkpoint", .actor = actor, .body = buf_str(&body)},
			  NULL, e);
}

static int may_sign(struct ledger *l, const struct sm2_key *k, err *e)
{
	AUTO(sm2_key_auto) struct sm2_key *known = NULL;
	AUTO(buf_release) buf name;
	digest f = sm2_fingerprint(k);

	buf_init(&name, 64);
	buf_put_c(&name, "sm2-");
	buf_put_hex(&name, str_sub(digest_str(&f), 0, 8));
	if (sm2_key_is_test(k) != ledger_is_sample(l))
		return ledger_is_sample(l)
			       ? err_set(e, E_DENIED, _("a sample is signed with the test key and no other"))
			       : err_set(e, E_DENIED, _("the test key signs only samples"));
	return signing_key_find(l, buf_str(&name), &known, e);
}

int signing_checkpoint(struct ledger *l, const struct sm2_key *k, str actor, arena *mem, str *ret, err *e)
{
	AUTO(sm2_key_auto) struct sm2_key *test = k ? NULL : sm2_key_test();
	AUTO(buf_release) buf b;
	struct checkpoint c = {.at = ledger_now(l), .sample = ledger_is_sample(l)};
	struct merkle_source source = log_source(l);
	struct db_stmt *st = NULL;
	uint64_t sealed = 0, size = 0;
	str before = {0};

	TRY(may_sign(l, k ? k : test, e));
	TRY(seal_all(l, actor, &sealed, e));
	/* What this transaction has written is signed with it. */
	TRY(trail_flush(l, e));
	TRY(log_size(l, &c.size, e));
	TRY(latest(l, mem, &size, &before, e));
	if (size && size == c.size) {
		*ret = before;
		return 0;
	}
	TRY(name_previous(l, size, before, actor, e));
	c.size++;
	TRY(merkle_root(&source, c.size, &c.root, e));
	TRY(signing_origin(l, mem, &c.origin, e));
	buf_init(&b, CHECKPOINT_MOST);
	TRY(checkpoint_sign(&b, &c, k ? k : test, e));
	TRY(ledger_stmt(l, "INSERT INTO log_checkpoint(size, text) VALUES (:size, :text)", &st, e));
	db_bind_int(st, "size", (int64_t)c.size);
	db_bind_text(st, "text", buf_str(&b));
	*ret = arena_str(mem, buf_str(&b));
	return db_run(st, e);
}
