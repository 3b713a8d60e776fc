#include "ledger/log.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/must.h"
#include "ledger/log_priv.h"
#include "ledger/sm3x.h"

int log_size(struct ledger *l, uint64_t *ret, err *e)
{
	int64_t n = 0;

	TRY(ledger_int(l, "SELECT coalesce(max(n) + 1, 0) FROM log_leaf", NULL, (str){0}, &n, e));
	*ret = (uint64_t)n;
	return 0;
}

digest log_column(struct db_stmt *st, size_t i)
{
	digest d = {0};
	str s = db_bytes(st, i);

	if (s.n == sizeof(d.b))
		bytes_copy(d.b, sizeof(d.b), s);
	return d;
}

/* --- hashes that are kept ------------------------------------------------------------------------------------------- */

/* `count` hashes of a kept level (0: leaves) from index `from` on. E_STORE: there are less. */
static int read_hashes(struct ledger *l, unsigned level, uint64_t from, size_t count, digest *ret, err *e)
{
	static const char leaves[] = "SELECT hash FROM log_leaf WHERE n >= :from AND n < :to ORDER BY n";
	static const char nodes[] =
		"SELECT hash FROM log_node WHERE level = :level AND n >= :from AND n < :to ORDER BY n";
	struct db_stmt *st = NULL;
	size_t n = 0;
	int rc;

	must(count <= LOG_TILE);
	TRY(ledger_stmt(l, level ? nodes : leaves, &st, e));
	db_bind_int(st, "level", level);
	db_bind_int(st, "from", (int64_t)from);
	db_bind_int(st, "to", (int64_t)(from + count));
	while ((rc = db_step(st, e)) == 1 && n < count)
		ret[n++] = log_column(st, 0);
	if (rc == 1)
		db_reset(st);
	TRY(rc);
	if (n < count)
		return err_set(e, E_STORE, _("the log has lost hashes of level %u from %llu on"), level,
			       (unsigned long long)from);
	return 0;
}

static int put_node(struct ledger *l, unsigned level, uint64_t n, const digest *hash, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l, "INSERT INTO log_node(level, n, hash) VALUES (:level, :n, :hash)", &st, e));
	db_bind_int(st, "level", level);
	db_bind_int(st, "n", (int64_t)n);
	db_bind_bytes(st, "hash", digest_str(hash));
	return db_run(st, e);
}

digest log_fold(digest hashes[static LOG_TILE])
{
	uint8_t nodes[LOG_TILE / 2][1 + 2 * sizeof(digest)];
	str in[LOG_TILE / 2];
	struct sm3x none;

	sm3x_begin(&none, (str){0});
	for (size_t n = LOG_TILE / 2; n > 0; n /= 2) {
		for (size_t i = 0; i < n; i++) {
			nodes[i][0] = 1;
			bytes_copy(nodes[i] + 1, sizeof(digest), digest_str(&hashes[2 * i]));
			bytes_copy(nodes[i] + 1 + sizeof(digest), sizeof(digest), digest_str(&hashes[2 * i + 1]));
			in[i] = (str){nodes[i], sizeof(nodes[i])};
		}
		sm3x_many(&none, in, n, hashes);
	}
	return hashes[0];
}

/* The leaves up to `size` are complete tiles: keeps the root of the last one, given its hashes (overwritten), and of the
 * greater subtrees that are complete with it. */
static int keep(struct ledger *l, uint64_t size, digest hashes[LOG_TILE], err *e)
{
	unsigned level = LOG_TILE_LEVELS;
	uint64_t n = (size >> level) - 1;
	digest root = log_fold(hashes);

	TRY(put_node(l, level, n, &root, e));
	while ((n + 1) % LOG_TILE == 0) {
		TRY(read_hashes(l, level, n + 1 - LOG_TILE, LOG_TILE, hashes, e));
		root = log_fold(hashes);
		level += LOG_TILE_LEVELS;
		n = n / LOG_TILE;
		TRY(put_node(l, level, n, &root, e));
	}
	return 0;
}

static int span(void *ctx, struct merkle_span s, digest *ret, err *e)
{
	unsigned kept = s.level / LOG_TILE_LEVELS * LOG_TILE_LEVELS, above = s.level - kept;
	digest hashes[LOG_TILE];

	TRY(read_hashes(ctx, kept, s.n << above, (size_t)1 << above, hashes, e));
	*ret = merkle_fold(hashes, (size_t)1 << above);
	return 0;
}

struct merkle_source log_source(struct ledger *l)
{
	return (struct merkle_source){span, l};
}

/* --- appending ------------------------------------------------------------------------------------------------------- */

int log_append(struct ledger *l, int64_t at, str kind, str subject, str data, uint64_t *ret, err *e)
{
	struct db_stmt *st = NULL;
	uint64_t n = 0;

	must(db_in_transaction(ledger_db(l)));
	if (data.n > LOG_LEAF_MOST)
		return err_set(e, E_LIMIT, "an act of more than %zu bytes", LOG_LEAF_MOST);
	TRY(log_size(l, &n, e));
	digest hash = merkle_leaf(data);

	TRY(ledger_stmt(l,
			"INSERT INTO log_leaf(n, at, kind, subject, data, hash) VALUES (:n, :at, :kind, :subject, "
			":data, :hash)",
			&st, e));
	db_bind_int(st, "n", (int64_t)n);
	db_bind_int(st, "at", at);
	db_bind_text(st, "kind", kind);
	db_bind_text(st, "subject", subject);
	db_bind_text(st, "data", data);
	db_bind_bytes(st, "hash", digest_str(&hash));
	TRY(db_run(st, e));
	*ret = n;
	if ((n + 1) % LOG_TILE)
		return 0;
	digest hashes[LOG_TILE];

	TRY(read_hashes(l, 0, n + 1 - LOG_TILE, LOG_TILE, hashes, e));
	return keep(l, n + 1, hashes, e);
}

struct log_group {
	struct ledger *ledger;
	struct db_bulk *bulk;
	uint64_t size;
	digest hashes[LOG_TILE]; /* of the tile that is not complete yet */
	buf data;
};

/* One a database, for ever: a bulk lives until the database is closed. */
static int bulk_of(struct ledger *l, struct db_bulk **ret, err *e)
{
	static const struct db_field fields[] = {{"n", DB_INT},        {"at", DB_INT},    {"kind", DB_TEXT},
						 {"subject", DB_TEXT}, {"data", DB_TEXT}, {"hash", DB_BYTES}};
	struct db_bulk **kept = ledger_log_bulk(l);

	if (!*kept)
		TRY(db_bulk_new(ledger_db(l), "log_leaf", fields, ARRAY_LEN(fields), kept, e));
	*ret = *kept;
	return 0;
}

int log_group_begin(struct ledger *l, struct log_group **ret, err *e)
{
	AUTO(log_group_auto) struct log_group *g = calloc(1, sizeof(*g));

	must(g && db_in_transaction(ledger_db(l)));
	g->ledger = l;
	buf_init(&g->data, LOG_LEAF_MOST);
	TRY(bulk_of(l, &g->bulk, e));
	TRY(log_size(l, &g->size, e));
	TRY(read_hashes(l, 0, g->size / LOG_TILE * LOG_TILE, g->size % LOG_TILE, g->hashes, e));
	*ret = g;
	g = NULL;
	return 0;
}

int log_group_act(struct log_group *g, const struct ledger_act *act, uint64_t *ret_leaf, err *e)
{
	int64_t at = ledger_now(g->ledger);

	buf_reset(&g->data);
	ledger_act_put(&g->data, at, act);
	if (buf_full(&g->data))
		return err_set(e, E_LIMIT, "%s: the act is longer than %zu bytes", act->kind, LOG_LEAF_MOST);
	digest hash = merkle_leaf(buf_str(&g->data));

	db_bulk_int(g->bulk, (int64_t)g->size);
	db_bulk_int(g->bulk, at);
	db_bulk_text(g->bulk, str_c(act->kind));
	db_bulk_text(g->bulk, act->subject);
	db_bulk_text(g->bulk, buf_str(&g->data));
	db_bulk_bytes(g->bulk, digest_str(&hash));
	TRY(db_bulk_row(g->bulk, e));
	if (ret_leaf)
		*ret_leaf = g->size;
	g->hashes[g->size++ % LOG_TILE] = hash;
	return g->size % LOG_TILE ? 0 : keep(g->ledger, g->size, g->hashes, e);
}

int log_group_end(struct log_group *g, err *e)
{
	return db_flush(ledger_db(g->ledger), e);
}

void log_group_auto(struct log_group **g)
{
	if (*g)
		buf_release(&(*g)->data);
	free(*g);
	*g = NULL;
}

/* --- reading ------------------------------------------------------------------------------------------------------------ */

#define COLUMNS "n, at, kind, subject, data, hash"

static void read_row(struct db_stmt *st, struct log_leaf *leaf)
{
	*leaf = (struct log_leaf){
		.n = (uint64_t)db_int(st, 0),
		.at = db_int(st, 1),
		.kind = db_text(st, 2),
		.subject = db_text(st, 3),
		.data = db_text(st, 4),
		.hash = log_column(st, 5),
	};
}

int log_each(struct ledger *l, const struct log_query *q, int (*each)(void *ctx, const struct log_leaf *leaf, err *e),
	     void *ctx, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	/* With a subject, its index leads; without, the order of n. */
	str sql = q->subject.n
			  ? STR("SELECT " COLUMNS " FROM log_leaf WHERE subject = :subject AND n >= :from AND n < :to"
				" AND (:kind = '' OR kind = :kind) ORDER BY n")
			  : STR("SELECT " COLUMNS " FROM log_leaf WHERE n >= :from AND n < :to"
				" AND (:kind = '' OR kind = :kind) ORDER BY n");
	int rc;

	TRY(db_prepare(ledger_db(l), sql, &st, e));
	db_stream(st);
	db_bind_text(st, "subject", q->subject);
	db_bind_text(st, "kind", q->kind);
	db_bind_int(st, "from", (int64_t)q->from);
	db_bind_int(st, "to", q->to ? (int64_t)q->to : INT64_MAX);
	while ((rc = db_step(st, e)) == 1) {
		struct log_leaf leaf;

		read_row(st, &leaf);
		TRY(each(ctx, &leaf, e));
	}
	return rc;
}

int log_leaf_get(struct ledger *l, uint64_t n, arena *mem, struct log_leaf *ret, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l, "SELECT " COLUMNS " FROM log_leaf WHERE n = :n", &st, e));
	db_bind_int(st, "n", (int64_t)n);
	int rc = db_step(st, e);

	TRY(rc);
	if (rc == 0)
		return err_set(e, E_NOTFOUND, _("the log has no leaf %llu"), (unsigned long long)n);
	read_row(st, ret);
	ret->kind = arena_str(mem, ret->kind);
	ret->subject = arena_str(mem, ret->subject);
	ret->data = arena_str(mem, ret->data);
	db_reset(st);
	return 0;
}
