#include "collect/database/table.h"

#include "base/cur.h"
#include "base/i18n.h"

#define EVIDENCE_MOST ((size_t)64 << 10)
#define PPM 1000000
#define NAME_MOST 2048  /* bytes of a name: no database allows a quarter of it */
#define CROWDS_MOST 128 /* of one table's columns and kinds */

struct looking {
	struct table_conf *conf;
	const struct source_table *t;
	struct column *columns[SOURCE_COLUMNS_MOST];
	struct crowds crowds[SOURCE_COLUMNS_MOST];
	unsigned room; /* of crowds: some 400 KiB each */
	bool lost;
	size_t count;
	int64_t rows;
};

void table_found(void *ctx, const struct find *f)
{
	struct table_now *now = ctx;

	column_found(ctx, f);
	if (f->validity == KIND_LOOKS || !crowds_counts(f->kind))
		return;
	cur c = cur_of((str){f->print, sizeof(f->print)});

	struct crowds *all = now->crowds;

	if (!all->of[f->kind] && *now->room == 0) {
		*now->lost = true;
		return;
	}
	*now->room -= !all->of[f->kind];
	crowd_add(crowds_of(all, f->kind), cur_le64(&c), 1);
}

static bool on_row(void *ctx, const str *cells, size_t n)
{
	struct looking *l = ctx;

	l->rows++;
	for (size_t i = 0; i < n && i < l->count; i++) {
		if (!l->columns[i])
			continue;
		*l->conf->now = (struct table_now){l->columns[i], &l->crowds[i], &l->room, &l->lost};
		column_add(l->columns[i], l->conf->finder, cells[i]);
		l->conf->bytes_left -= (int64_t)cells[i].n;
	}
	return l->conf->bytes_left > 0;
}

static const char *group_key(enum kind_group g)
{
	static const char *const keys[KIND_GROUP_COUNT] = {
		[KIND_GROUP_PERSON] = "person", [KIND_GROUP_UNIT] = "unit",   [KIND_GROUP_DEVICE] = "device",
		[KIND_GROUP_SECRET] = "secret", [KIND_GROUP_OTHER] = "other",
	};

	return keys[g];
}

static struct column_verdict judge(const struct looking *l, size_t i)
{
	return column_judge(l->columns[i], (const struct column *const *)l->columns, l->count);
}

/* A name, clean and without personal data: tables are named after customers, columns after what somebody pasted. */
static void put_name(const struct table_conf *conf, buf *to, str name, size_t most)
{
	AUTO(buf_release) buf shown;

	buf_init(&shown, NAME_MOST);
	cover_put(conf->cover, str_sub(name, 0, NAME_MOST / 2), &shown);
	buf_put_clean(to, buf_str(&shown), most);
}

static uint32_t put_evidence(const struct looking *l, str path)
{
	AUTO(buf_release) buf b;

	buf_init(&b, EVIDENCE_MOST);
	buf_printf(&b, "%.*s: %lld rows looked at\n", STR_ARG(path), (long long)l->rows);
	for (size_t i = 0; i < l->count; i++) {
		struct column_verdict v;

		if (!l->columns[i] || b.n > EVIDENCE_MOST - 1024)
			continue;
		v = judge(l, i);
		if (v.kind == KIND_COUNT)
			continue;
		put_name(l->conf, &b, l->t->columns[i].name, 200);
		buf_printf(&b, ": %s, %s, %llu of %llu, %llu different, confidence %u, %.*s\n", kind_infos[v.kind].key,
			   column_form_name(v.form), (unsigned long long)v.matching,
			   (unsigned long long)(v.rows - v.empty), (unsigned long long)v.distinct, v.confidence,
			   STR_ARG(v.sample));
	}
	return sink_evidence(l->conf->out, "text/plain", buf_str(&b));
}

static uint64_t cluster_of(const struct looking *l)
{
	int64_t together = l->t->places ? l->rows / l->t->places : l->t->block_rows;

	return together < 1 ? 1 : (uint64_t)together;
}

struct bounds {
	int64_t least, most;
};

/* Different values in the whole table. Of digests and masks no single value is known: those that were seen at the least. */
static struct bounds bounds_of(struct looking *l, size_t i, const struct column_verdict *v, bool whole)
{
	static const struct crowd none;
	const struct crowd *c = v->form == COLUMN_PLAIN ? l->crowds[i].of[v->kind] : NULL;
	uint64_t seen = v->distinct < v->matching ? v->distinct : v->matching, least = 0, most = 0;
	struct crowd_sample s = {.rows = l->t->rows < 0 ? 0 : (uint64_t)l->t->rows,
				 .looked = (uint64_t)l->rows,
				 .holding = v->matching,
				 .cluster = cluster_of(l),
				 .unique = l->t->columns[i].unique};

	/* A profile's number of different values is an estimate from some thousand on. */
	seen -= seen > 3000 ? seen / 16 : 0;
	if (whole)
		return (struct bounds){(int64_t)seen, (int64_t)(seen + (seen > 2800 ? seen / 7 : 0))};
	crowd_extrapolate(c ? c : &none, &s, &least, &most);
	least = c ? least : seen;
	return (struct bounds){(int64_t)(least > seen ? least : seen), most > INT64_MAX ? FACT_NULL : (int64_t)most};
}

static void put_person(struct looking *l, size_t i, const struct fact_data_item *item, const struct column_verdict *v,
		       bool whole)
{
	bool counts = crowds_counts(v->kind), plain = v->form == COLUMN_PLAIN && l->crowds[i].of[v->kind];
	struct bounds bounds = bounds_of(l, i, v, whole);

	if (!counts && !v->under14)
		return;
	sink_put(l->conf->out, data_person, .evidence = item->evidence, .path = item->path, .name = item->name,
		 .kind = item->kind, .marked = counts && plain && whole, .least = bounds.least, .most = bounds.most,
		 .under14 = (int64_t)v->under14);
	if (counts && plain)
		crowd_join(crowds_of(l->conf->crowds, v->kind), l->crowds[i].of[v->kind]);
}

static void put_item(struct looking *l, size_t i, str path, uint32_t evidence, bool whole)
{
	struct column_verdict v = judge(l, i);
	bool sure = v.confidence >= FIND_SURE, exact;

	if (v.kind == KIND_COUNT || !v.matching)
		return;
	AUTO(buf_release) buf name;

	buf_init(&name, NAME_MOST);
	put_name(l->conf, &name, l->t->columns[i].name, NAME_MOST / 2);
	exact = kind_infos[v.kind].check == KIND_CHECK_EXACT && v.form == COLUMN_PLAIN;
	struct fact_data_item item = {
		.evidence = evidence,
		.path = path,
		.name = buf_str(&name),
		.kind = str_c(kind_infos[v.kind].key),
		.grp = str_c(group_key(kind_infos[v.kind].group)),
		.sure = sure ? (int64_t)v.matching : 0,
		.possible = sure ? 0 : (int64_t)v.matching,
		.valid = sure && exact ? (int64_t)v.matching : 0,
		.persons = (int64_t)(v.distinct < v.matching ? v.distinct : v.matching),
		.under14 = (int64_t)v.under14,
		.first = FACT_NULL,
		.line = FACT_NULL,
		.masked = v.sample,
		.form = str_c(column_form_name(v.form)),
		.sampled = !whole,
	};

	sink_fact(l->conf->out, FACT_data_item, &item);
	if (sure)
		put_person(l, i, &item, &v, whole);
}

static void put_word(const struct table_conf *conf, buf *b, str word)
{
	if (b->n)
		buf_put_byte(b, ' ');
	put_name(conf, b, word, 200);
}

static void put_table(struct looking *l, str path, enum source_end end, bool whole)
{
	const struct source_table *t = l->t;
	AUTO(buf_release) buf names;
	AUTO(buf_release) buf unread;
	uint32_t evidence = l->rows ? put_evidence(l, path) : 0;

	buf_init(&names, 2000);
	buf_init(&unread, 1000);
	if (end != SOURCE_OK)
		buf_put_c(&unread, source_words(end));
	for (size_t i = 0; i < t->column_count; i++) {
		put_word(l->conf, &names, t->columns[i].name);
		if (!t->columns[i].readable)
			put_word(l->conf, &unread, t->columns[i].name);
	}
	sink_put(l->conf->out, data_table, .evidence = evidence, .path = path,
		 .rows = t->rows < 0 ? FACT_NULL : t->rows, .looked = l->rows,
		 .whole = whole && end == SOURCE_OK && !unread.n, .columns = buf_str(&names),
		 .unread = buf_str(&unread),
		 .bound_ppm = whole     ? 0
			      : l->rows ? 3 * PPM / l->rows
					: PPM);
	for (size_t i = 0; i < l->count; i++)
		if (l->columns[i])
			put_item(l, i, path, evidence, whole);
}

enum source_end table_look(struct table_conf *conf, const struct source_table *t)
{
	struct looking l = {.conf = conf, .t = t, .room = CROWDS_MOST};
	AUTO(buf_release) buf path;
	enum source_end end = SOURCE_OK;
	bool whole = false;

	buf_init(&path, 1000);
	if (t->schema.n) {
		put_name(conf, &path, t->schema, 300);
		buf_put_byte(&path, '.');
	}
	put_name(conf, &path, t->name, 600);
	l.count = t->column_count < SOURCE_COLUMNS_MOST ? t->column_count : SOURCE_COLUMNS_MOST;
	for (size_t i = 0; i < l.count; i++)
		l.columns[i] = t->columns[i].readable && !t->foreign
				       ? column_new(t->columns[i].name, t->columns[i].comment, conf->today)
				       : NULL;
	if (!t->foreign && l.count)
		end = conf->kind->sample(conf->source, t, conf->rows, on_row, &l, &whole);
	if (end == SOURCE_OK && conf->bytes_left <= 0) {
		end = SOURCE_BYTES;
		whole = false;
	}
	if (end == SOURCE_OK && t->column_count >= SOURCE_COLUMNS_MOST)
		end = SOURCE_CUT;
	put_table(&l, buf_str(&path), end, whole || !l.count);
	if (l.lost)
		sink_gap(conf->out, FACT_data_mark,
			 N_("a table has more columns with identifying values than are counted"));
	for (size_t i = 0; i < l.count; i++) {
		column_free(l.columns[i]);
		crowds_release(&l.crowds[i]);
	}
	return t->foreign && end == SOURCE_OK ? SOURCE_FAILED : end;
}
