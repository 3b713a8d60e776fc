#include "ledger/seal.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/must.h"
#include "ledger/log_priv.h"
#include "ledger/seal_priv.h"

/* Rows that are sealed at a time: their columns wait in memory. */
#define BATCH 1000
#define BATCH_MEMORY ((size_t)4 << 20)

#define COLUMNS "e.id, e.class, e.media, e.sha256, e.sm3, e.hmac, e.size, e.kept"

void seal_act(const struct seal *s, buf *body, struct seal_act *ret)
{
	struct json_out o;

	ret->subject = digest_to_hex(&s->sha256);
	json_begin(&o, body);
	json_open(&o, NULL, '{');
	json_int(&o, "class", (int64_t)s->class);
	json_int(&o, "evidence", s->evidence);
	json_hex(&o, "hmac", s->hmac);
	json_int(&o, "kept", (int64_t)s->kept);
	json_str(&o, "media", s->media);
	json_str(&o, "sha256", str_c(ret->subject.c));
	json_int(&o, "size", (int64_t)s->size);
	json_hex(&o, "sm3", digest_str(&s->sm3));
	json_close(&o, '}');
	ret->act = (struct ledger_act){
		.kind = "evidence.seal", .subject = str_c(ret->subject.c), .actor = s->actor, .body = buf_str(body)};
}

static void read_row(struct db_stmt *st, str actor, arena *mem, struct seal *s)
{
	*s = (struct seal){
		.evidence = db_int(st, 0),
		.class = (enum evidence_class)db_int(st, 1),
		.media = arena_str(mem, db_text(st, 2)),
		.sha256 = log_column(st, 3),
		.sm3 = log_column(st, 4),
		.hmac = arena_str(mem, db_bytes(st, 5)),
		.size = (uint64_t)db_int(st, 6),
		.kept = (uint64_t)db_int(st, 7),
		.actor = actor,
	};
}

static int put_row(struct ledger *l, const struct seal *s, uint64_t leaf, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l, "INSERT INTO log_evidence(evidence, actor, at, leaf) VALUES (:evidence, :actor, :at, :leaf)",
			&st, e));
	db_bind_int(st, "evidence", s->evidence);
	db_bind_text(st, "actor", s->actor);
	db_bind_int(st, "at", ledger_now(l));
	db_bind_int(st, "leaf", (int64_t)leaf);
	return db_run(st, e);
}

/* Up to BATCH pieces that are not sealed. */
static int read_batch(struct ledger *l, str actor, arena *mem, struct seal *seals, size_t *count, err *e)
{
	struct db_stmt *st = NULL;
	int rc;

	*count = 0;
	TRY(ledger_stmt(l,
			"SELECT " COLUMNS " FROM evidence e LEFT JOIN log_evidence s ON s.evidence = e.id"
			" WHERE s.evidence IS NULL ORDER BY e.id LIMIT 1000",
			&st, e));
	while ((rc = db_step(st, e)) == 1) {
		must(*count < BATCH);
		read_row(st, actor, mem, &seals[(*count)++]);
	}
	return rc;
}

static int seal_batch(struct ledger *l, const struct seal *seals, size_t count, err *e)
{
	AUTO(log_group_auto) struct log_group *g = NULL;
	AUTO(buf_release) buf body;

	buf_init(&body, 1u << 13);
	TRY(log_group_begin(l, &g, e));
	for (size_t i = 0; i < count; i++) {
		struct seal_act a;
		uint64_t leaf = 0;

		buf_reset(&body);
		seal_act(&seals[i], &body, &a);
		TRY(log_group_act(g, &a.act, &leaf, e));
		TRY(put_row(l, &seals[i], leaf, e));
	}
	return log_group_end(g, e);
}

int seal_all(struct ledger *l, str actor, uint64_t *ret, err *e)
{
	AUTO(arena_clear) arena mem;
	uint64_t all = 0;

	must(db_in_transaction(ledger_db(l)));
	arena_init(&mem, BATCH_MEMORY);
	for (size_t count = BATCH; count == BATCH; all += count) {
		arena_clear(&mem);
		struct seal *seals = arena_new(&mem, struct seal, BATCH);

		TRY(read_batch(l, actor, &mem, seals, &count, e));
		TRY(seal_batch(l, seals, count, e));
	}
	*ret = all;
	return 0;
}

int seal_of_leaf(struct ledger *l, uint64_t leaf, int64_t *ret, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l, "SELECT evidence FROM log_evidence WHERE leaf = :leaf", &st, e));
	db_bind_int(st, "leaf", (int64_t)leaf);
	int rc = db_step(st, e);

	if (rc == 1)
		*ret = db_int(st, 0);
	db_reset(st);
	return rc == 1 ? 0 : rc < 0 ? rc : err_set(e, E_NOTFOUND, _("what leaf %lld names is gone"), (long long)leaf);
}
