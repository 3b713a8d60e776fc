/* audit_named: documents, evidence and keys against the leaves that name them. */
#include "base/i18n.h"
#include "ledger/audit_priv.h"
#include "ledger/document_priv.h"
#include "ledger/log_priv.h"
#include "ledger/seal_priv.h"
#include "ledger/signing_priv.h"

#define MEMORY (DOCUMENT_MOST + ((size_t)4 << 20))

struct naming {
	struct auditor *a;
	arena mem;
	buf body;
	buf data;
	uint64_t rows;
};

/* Does the leaf say exactly what this act says? 1, or 0. */
static int leaf_says(struct naming *n, uint64_t leaf, int64_t at, const struct ledger_act *act, err *e)
{
	struct db_stmt *st = NULL;

	buf_reset(&n->data);
	ledger_act_put(&n->data, at, act);
	TRY(ledger_stmt(n->a->ledger, "SELECT data FROM log_leaf WHERE n = :n", &st, e));
	db_bind_int(st, "n", (int64_t)leaf);
	int rc = db_step(st, e);

	TRY(rc);
	bool says = rc == 1 && str_eq(db_text(st, 0), buf_str(&n->data));

	db_reset(st);
	return says;
}

static int test_document(void *ctx, const struct document *d, err *e)
{
	struct naming *n = ctx;
	struct document_act act;
	struct document got;

	n->rows++;
	n->a->sum->documents++;
	buf_reset(&n->body);
	document_act(d, &n->body, &act);
	int says = leaf_says(n, d->leaf, d->at, &act.act, e);

	TRY(says);
	if (!says)
		audit_fault(n->a, "document", d->id, d->leaf, _("document %lld is not the one that leaf %llu names"),
			    (long long)d->id, (unsigned long long)d->leaf);
	arena_clear(&n->mem);
	int rc = ledger_document_get(n->a->ledger, d->id, &n->mem, &got, e);

	if (rc == E_STORE)
		audit_fault(n->a, "document_bytes", d->id, d->leaf,
			    _("the bytes of document %lld (%.*s) were altered or are gone"), (long long)d->id,
			    STR_ARG(d->name));
	else
		TRY(rc);
	return 0;
}

/* A piece by the row that seals it; the bytes are tested against SHA-256 by the store. */
static int test_piece(struct naming *n, int64_t id, str actor, int64_t at, uint64_t leaf, err *e)
{
	struct store_evidence v;
	struct seal_act act;

	n->rows++;
	n->a->sum->evidence++;
	arena_clear(&n->mem);
	int rc = store_evidence_get(ledger_store(n->a->ledger), id, &n->mem, &v, e);

	if (rc == E_STORE || rc == E_NOTFOUND || rc == E_LIMIT) {
		audit_fault(n->a, "evidence", id, leaf, _("the bytes of evidence %lld were altered or are gone"),
			    (long long)id);
		return 0;
	}
	TRY(rc);
	digest sm3 = digest_sm3(v.bytes);

	buf_reset(&n->body);
	seal_act(&(struct seal){.evidence = id,
				.class = v.class,
				.media = v.media,
				.sha256 = v.sha256,
				.sm3 = sm3,
				.hmac = v.class == EVIDENCE_SENSITIVE ? digest_str(&v.hmac) : (str){0},
				.size = v.size,
				.kept = v.bytes.n,
				.actor = actor},
		 &n->body, &act);
	rc = leaf_says(n, leaf, at, &act.act, e);
	TRY(rc);
	static const digest none;
	bool spare = v.class != EVIDENCE_SENSITIVE && !str_eq(digest_str(&v.hmac), digest_str(&none));

	if (!rc || spare || !str_eq(digest_str(&sm3), digest_str(&v.sm3)))
		audit_fault(n->a, "evidence", id, leaf, _("evidence %lld is not the one that leaf %llu names"),
			    (long long)id, (unsigned long long)leaf);
	return 0;
}

static int test_evidence(struct naming *n, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	AUTO(buf_release) buf actor;
	int64_t left = 0;
	int rc;

	buf_init(&actor, 1024);
	TRY(db_prepare(ledger_db(n->a->ledger),
		       STR("SELECT evidence, actor, at, leaf FROM log_evidence ORDER BY evidence"), &st, e));
	while ((rc = db_step(st, e)) == 1) {
		buf_reset(&actor);
		buf_put(&actor, db_text(st, 1));
		TRY(test_piece(n, db_int(st, 0), buf_str(&actor), db_int(st, 2), (uint64_t)db_int(st, 3), e));
	}
	TRY(rc);
	TRY(ledger_int(
		n->a->ledger,
		"SELECT count(*) FROM evidence e WHERE NOT EXISTS (SELECT 1 FROM log_evidence s WHERE s.evidence = "
		"e.id)",
		NULL, (str){0}, &left, e));
	n->a->sum->unsealed = (uint64_t)left;
	return 0;
}

static int test_key(void *ctx, const struct signing_key *k, err *e)
{
	struct naming *n = ctx;
	struct signing_act act;
	digest f = digest_sm3((str){k->point, sizeof(k->point)});

	n->rows++;
	n->a->sum->keys++;
	buf_reset(&n->body);
	signing_key_act(k, &n->body, &act);
	int says = leaf_says(n, k->leaf, k->at, &act.act, e);

	TRY(says);
	if (!says || !str_eq(digest_str(&f), digest_str(&k->fingerprint)))
		audit_fault(n->a, "log_key", -1, k->leaf, _("the key %.*s is not the one that leaf %llu names"),
			    STR_ARG(k->name), (unsigned long long)k->leaf);
	return 0;
}

/* Leaves of a kind whose row is gone. Asked only when the numbers differ. */
static int find_lost(struct naming *n, const char *table, const char *sql, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(ledger_db(n->a->ledger), str_c(sql), &st, e));
	while ((rc = db_step(st, e)) == 1)
		audit_fault(n->a, table, -1, (uint64_t)db_int(st, 0), _("what leaf %lld names is gone"),
			    (long long)db_int(st, 0));
	return rc;
}

#define LOST(kind, table)                                                                                              \
	"SELECT n FROM log_leaf WHERE kind = '" kind "' AND NOT EXISTS (SELECT 1 FROM " table                          \
	" t WHERE t.leaf = log_leaf.n) ORDER BY n"

static int run(struct naming *n, const struct audit_counts *counts, err *e)
{
	TRY(ledger_document_each(n->a->ledger, (str){0}, test_document, n, e));
	if (n->rows != counts->documents)
		TRY(find_lost(n, "document", LOST("document.put", "document"), e));
	n->rows = 0;
	TRY(test_evidence(n, e));
	if (n->rows != counts->evidence)
		TRY(find_lost(n, "log_evidence", LOST("evidence.seal", "log_evidence"), e));
	n->rows = 0;
	TRY(signing_key_each(n->a->ledger, test_key, n, e));
	if (n->rows != counts->keys)
		TRY(find_lost(n, "log_key", LOST("log.key", "log_key"), e));
	return 0;
}

int audit_named(struct auditor *a, const struct audit_counts *counts, err *e)
{
	struct naming n = {.a = a};

	arena_init(&n.mem, MEMORY);
	buf_init(&n.body, 1u << 13);
	buf_init(&n.data, LOG_LEAF_MOST);
	int rc = run(&n, counts, e);

	arena_clear(&n.mem);
	buf_release(&n.body);
	buf_release(&n.data);
	return rc;
}
