/* sweep: collectors of a run, and the batches they bring. */
#include "base/i18n.h"
#include "base/must.h"
#include "store/store_priv.h"

/* Written as a failed collection's reason; translated when shown. */
#define REASON_MALFORMED N_("the collector's results were malformed and were not used")

/* --- sweeps ------------------------------------------------------------------------------------------------------ */

static struct store_sweep_known *known_new(struct store *s, int64_t sweep)
{
	/* More sweeps than collectors exist in one process: the oldest is forgotten and read again when needed. */
	size_t i = s->sweep_count < STORE_SWEEPS_MOST ? s->sweep_count++ : 0;

	s->sweeps[i] = (struct store_sweep_known){.sweep = sweep};
	return &s->sweeps[i];
}

static int known(struct store *s, int64_t sweep, struct store_sweep_known **ret, err *e)
{
	struct db_stmt *st = NULL;
	int rc;

	for (size_t i = 0; i < s->sweep_count; i++) {
		if (s->sweeps[i].sweep == sweep) {
			*ret = &s->sweeps[i];
			return 0;
		}
	}
	struct store_sweep_known *k = known_new(s, sweep);

	TRY(store_stmt(s, "SELECT fact, fills FROM sweep_fact WHERE sweep = :sweep", &st, e));
	db_bind_int(st, "sweep", sweep);
	while ((rc = db_step(st, e)) == 1) {
		for (size_t f = 0; f < FACT_COUNT; f++) {
			if (s->facts.id[f] != db_int(st, 0))
				continue;
			k->noted[f] = true;
			k->fills[f] = db_bool(st, 1);
		}
	}
	*ret = k;
	return rc;
}

static int note_fact(struct store *s, struct store_sweep_known *k, enum fact_id f, bool fills, err *e)
{
	static const char sql[] = "INSERT INTO sweep_fact(sweep, fact, fills) VALUES (:sweep, :fact, :fills)"
				  " ON CONFLICT DO NOTHING";
	struct db_stmt *st = NULL;

	if (k->noted[f])
		return 0;
	TRY(store_stmt(s, sql, &st, e));
	db_bind_int(st, "sweep", k->sweep);
	db_bind_int(st, "fact", s->facts.id[f]);
	db_bind_bool(st, "fills", fills);
	TRY(db_run(st, e));
	k->noted[f] = true;
	k->fills[f] = fills;
	return 0;
}

static int sweep_id(struct store *s, int64_t run, str collector, unsigned version, int64_t *ret, err *e)
{
	struct db_stmt *get = NULL;
	struct db_stmt *put = NULL;

	TRY(store_stmt(s, "SELECT id FROM sweep WHERE run = :run AND collector = :collector", &get, e));
	db_bind_int(get, "run", run);
	db_bind_text(get, "collector", collector);
	int rc = db_step(get, e);

	if (rc == 1)
		*ret = db_int(get, 0);
	db_reset(get);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	TRY(store_stmt(s, "INSERT INTO sweep(run, collector, version) VALUES (:run, :collector, :version) RETURNING id",
		       &put, e));
	db_bind_int(put, "run", run);
	db_bind_text(put, "collector", collector);
	db_bind_int(put, "version", version);
	rc = db_step(put, e);
	if (rc == 1)
		*ret = db_int(put, 0);
	db_reset(put);
	return rc < 0 ? rc : 0;
}

int store_sweep(struct store *s, int64_t run, str collector, unsigned version, const enum fact_id *fills,
		size_t fill_count, int64_t *ret_sweep, err *e)
{
	struct store_sweep_known *k = NULL;

	TRY(sweep_id(s, run, collector, version, ret_sweep, e));
	TRY(known(s, *ret_sweep, &k, e));
	for (size_t i = 0; i < fill_count; i++)
		TRY(note_fact(s, k, fills[i], true, e));
	return 0;
}

/* --- batches ----------------------------------------------------------------------------------------------------- */

/* What a first reading of the batch gives: is it sound, how much is in it. */
struct outline {
	size_t evidence;
	size_t assets;
};

static bool sound(str batch, struct outline *ret)
{
	struct batch_item item;
	cur c = cur_of(batch);
	bool ended = false;

	while (batch_next(&c, &item)) {
		switch (item.kind) {
		case BATCH_EVIDENCE:
			ret->evidence++;
			break;
		case BATCH_FACT:
			/* Evidence comes before the facts that name it. */
			if (item.evidence > ret->evidence)
				return false;
			break;
		case BATCH_ASSET:
			ret->assets++;
			break;
		case BATCH_END:
			ended = true;
			break;
		case BATCH_GAP:
		case BATCH_KIND_COUNT:
			break;
		}
	}
	return cur_ok(&c) && ended;
}

static int bulk_new(struct store *s, const char *table, const struct db_field *fields, size_t n, struct db_bulk **b,
		    err *e)
{
	return *b ? 0 : db_bulk_new(s->db, table, fields, n, b, e);
}

static int fact_bulk(struct store *s, enum fact_id f, err *e)
{
	static const enum db_type type[FACT_TYPE_COUNT] = {
		[FACT_TEXT] = DB_TEXT, [FACT_INT] = DB_INT, [FACT_BOOL] = DB_BOOL};
	const struct fact_table *t = &fact_tables[f];
	struct db_field fields[FACT_COLUMNS_MOST + 4] = {
		{"sweep", DB_INT}, {"asset", DB_INT}, {"n", DB_INT}, {"evidence", DB_INT}};
	char name[80];

	if (s->bulk_fact[f])
		return 0;
	for (size_t i = 0; i < t->column_count; i++)
		fields[4 + i] = (struct db_field){t->columns[i].name, type[t->columns[i].type]};
	snprintf(name, sizeof(name), "fact_%s", t->name);
	return db_bulk_new(s->db, name, fields, 4 + t->column_count, &s->bulk_fact[f], e);
}

static int put_fact(struct store *s, const struct store_collection *c, const struct batch_item *item, int64_t evidence,
		    int64_t n, err *e)
{
	const struct fact_table *t = &fact_tables[item->table];

	TRY(fact_bulk(s, item->table, e));
	struct db_bulk *b = s->bulk_fact[item->table];

	db_bulk_int(b, c->sweep);
	db_bulk_int(b, c->asset);
	db_bulk_int(b, n);
	db_bulk_int(b, evidence);
	for (size_t i = 0; i < t->column_count; i++) {
		const struct fact_value *v = &item->values[i];

		switch (t->columns[i].type) {
		case FACT_TEXT:
			db_bulk_text(b, v->text);
			break;
		case FACT_INT:
			if (v->number == FACT_NULL)
				db_bulk_null(b);
			else
				db_bulk_int(b, v->number);
			break;
		case FACT_BOOL:
			db_bulk_bool(b, v->number != 0);
			break;
		case FACT_TYPE_COUNT:
			break;
		}
	}
	return db_bulk_row(b, e);
}

static int put_gap(struct store *s, const struct store_collection *c, enum fact_id f, str reason, err *e)
{
	static const struct db_field fields[] = {
		{"sweep", DB_INT}, {"asset", DB_INT}, {"fact", DB_INT}, {"reason", DB_INT}};
	int64_t id = 0;

	TRY(store_reason(s, reason, &id, e));
	TRY(bulk_new(s, "gap", fields, ARRAY_LEN(fields), &s->bulk_gap, e));
	db_bulk_int(s->bulk_gap, c->sweep);
	db_bulk_int(s->bulk_gap, c->asset);
	db_bulk_int(s->bulk_gap, s->facts.id[f]);
	db_bulk_int(s->bulk_gap, id);
	return db_bulk_row(s->bulk_gap, e);
}

static int put_collected(struct store *s, const struct store_collection *c, enum collected_status status, str reason,
			 err *e)
{
	static const struct db_field fields[] = {{"sweep", DB_INT}, {"asset", DB_INT}, {"version", DB_INT},
						 {"began", DB_INT}, {"ended", DB_INT}, {"status", DB_INT},
						 {"reason", DB_INT}};
	int64_t id = 0;

	TRY(store_reason(s, reason, &id, e));
	TRY(bulk_new(s, "collected", fields, ARRAY_LEN(fields), &s->bulk_collected, e));
	struct db_bulk *b = s->bulk_collected;

	db_bulk_int(b, c->sweep);
	db_bulk_int(b, c->asset);
	db_bulk_int(b, c->version);
	db_bulk_int(b, c->began);
	db_bulk_int(b, c->ended);
	db_bulk_int(b, status);
	db_bulk_int(b, id);
	return db_bulk_row(b, e);
}

/* The second reading, of a batch found sound. */
struct writing {
	struct store *s;
	const struct store_collection *c;
	struct store_sweep_known *sweep;
	int64_t *evidence; /* numbers in the store */
	size_t evidence_count;
	str *found;
	size_t found_count;
	int64_t rows[FACT_COUNT];
	bool gap[FACT_COUNT];
	enum collected_status status;
};

static int write_item(struct writing *w, const struct batch_item *item, err *e)
{
	switch (item->kind) {
	case BATCH_EVIDENCE:
		return store_evidence_put(w->s, item, &w->evidence[w->evidence_count++], e);
	case BATCH_FACT:
		TRY(note_fact(w->s, w->sweep, item->table, false, e));
		return put_fact(w->s, w->c, item, item->evidence ? w->evidence[item->evidence - 1] : 0,
				++w->rows[item->table], e);
	case BATCH_ASSET:
		w->found[w->found_count++] = item->key;
		return 0;
	case BATCH_GAP:
		if (w->gap[item->table])
			return 0;
		w->gap[item->table] = true;
		return put_gap(w->s, w->c, item->table, item->reason, e);
	case BATCH_END:
		w->status = item->status;
		return put_collected(w->s, w->c, item->status, item->reason, e);
	case BATCH_KIND_COUNT:
		break;
	}
	return 0;
}

int store_commit_batch(struct store *s, const struct store_collection *c, str batch, arena *mem,
		       struct store_found *ret, err *e)
{
	struct outline o = {0};
	struct batch_item item;
	cur in = cur_of(batch);

	must(db_in_transaction(s->db));
	*ret = (struct store_found){.status = COLLECTED_FAILED};
	ret->malformed = !sound(batch, &o);
	if (ret->malformed)
		return put_collected(s, c, COLLECTED_FAILED, STR(REASON_MALFORMED), e);
	struct writing w = {.s = s, .c = c};

	w.evidence = arena_new(mem, int64_t, o.evidence + 1);
	w.found = arena_new(mem, str, o.assets + 1);
	TRY(known(s, c->sweep, &w.sweep, e));
	while (batch_next(&in, &item))
		TRY(write_item(&w, &item, e));
	*ret = (struct store_found){.keys = w.found, .count = w.found_count, .status = w.status};
	return 0;
}
