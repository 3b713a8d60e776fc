#include "collect/log/facts.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/i18n.h"
#include "base/must.h"
#include "detect/cover.h"
#include "model/digest.h"

#define PPM INT64_C(1000000)
#define ITEM_ROWS_MOST 2000
#define EVIDENCE_MOST ((size_t)16384)

struct log_facts {
	struct sink *sink;
	const struct scope_store *store;
	int64_t at;
	struct cover *namer;
	buf shown, stream, part, text;
	struct fact_log_store all;
	bool unread;     /* something of some file was not examined */
	bool left_out;   /* fields of a journal */
	bool no_records; /* a file with text in which no record was recognised */
	uint64_t rows;
};

/* --- names -------------------------------------------------------------------------------------------------------- */

/* A name as it may be shown. */
static str show(struct log_facts *f, buf *to, str name)
{
	if (!f->namer) {
		f->namer = cover_new(NULL);
		must(f->namer);
	}
	buf_reset(to);
	cover_put(f->namer, name, to);
	return buf_str(to);
}

struct log_facts *log_facts_new(struct sink *sink, const struct scope_store *store, int64_t at)
{
	struct log_facts *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->sink = sink;
	f->store = store;
	f->at = at;
	buf_init(&f->shown, 16384);
	buf_init(&f->stream, 16384);
	buf_init(&f->part, 16384);
	buf_init(&f->text, EVIDENCE_MOST);
	f->all = (struct fact_log_store){.keeps = store->keeps,
					 .configured = store->rotation.n > 0,
					 .since = store->started == INT64_MIN ? FACT_NULL
									      : date_china_begin(store->started)};
	return f;
}

void log_facts_free(struct log_facts *f)
{
	if (!f)
		return;
	cover_free(f->namer);
	buf_release(&f->shown);
	buf_release(&f->stream);
	buf_release(&f->part);
	buf_release(&f->text);
	free(f);
}

/* --- files -------------------------------------------------------------------------------------------------------- */

static int64_t time_or_null(int64_t at)
{
	return at == LOGFILE_NONE ? FACT_NULL : at;
}

static const char *const groups[KIND_GROUP_COUNT] = {
	[KIND_GROUP_PERSON] = "person", [KIND_GROUP_UNIT] = "unit",   [KIND_GROUP_DEVICE] = "device",
	[KIND_GROUP_SECRET] = "secret", [KIND_GROUP_OTHER] = "other",
};

/* Different values: all of them, or by how thick the smallest fingerprints lie. */
static int64_t different(const struct reader_item *it)
{
	uint64_t last = it->print_count ? it->prints[it->print_count - 1] : 0;

	if (it->print_count < READER_PRINTS || !last)
		return (int64_t)it->print_count;
	return (int64_t)((long double)it->print_count * 18446744073709551616.0L / (long double)last);
}

void log_facts_item(struct log_facts *f, struct family_file *file, const struct reader_item *it)
{
	AUTO(buf_release) buf prints;
	str path = show(f, &f->shown, str_c(file->path));
	uint32_t evidence = 0;

	buf_init(&prints, 8192);
	if (f->rows++ >= ITEM_ROWS_MOST)
		return;
	if (it->sure) {
		buf_reset(&f->text);
		buf_printf(&f->text, "%.*s\n%s: %llu\n%llu: %.*s\n", STR_ARG(path), kind_infos[it->kind].key,
			   (unsigned long long)it->sure, (unsigned long long)it->line, STR_ARG(it->context));
		for (size_t i = 0; i < it->print_count; i++)
			buf_put_be(&prints, it->prints[i], 8);
		evidence = sink_evidence_masked(f->sink, "text/plain", buf_str(&f->text), buf_str(&prints));
	}
	sink_put(f->sink, data_item, .evidence = evidence, .path = path, .kind = str_c(kind_infos[it->kind].key),
		 .grp = str_c(groups[kind_infos[it->kind].group]), .sure = (int64_t)it->sure,
		 .valid = (int64_t)it->valid, .possible = (int64_t)it->possible, .looks = (int64_t)it->looks,
		 .persons = different(it), .line = (int64_t)it->line, .masked = it->masked, .context = it->context,
		 .form = STR("plain"));
}

static void put_file(struct log_facts *f, const struct family_file *file, const struct reader_message *m)
{
	const struct os_tree_node *n = &file->node;
	const struct logfile_sum *s = m->read ? &m->sum : NULL;

	sink_put(f->sink, log_file, .stream = show(f, &f->stream, str_c(file->stream)),
		 .path = show(f, &f->shown, str_c(file->path)), .part = show(f, &f->part, m->inner),
		 .form = s ? str_c(logline_form_name(s->form)) : (str){0}, .bytes = (int64_t)n->size,
		 .read = s ? (int64_t)s->bytes : 0, .lines = s ? (int64_t)s->lines : 0,
		 .records = s ? (int64_t)s->records : 0, .first = s ? time_or_null(s->first) : FACT_NULL,
		 .last = s ? time_or_null(s->last) : FACT_NULL, .modified = n->modified, .owner = n->owner,
		 .world_read = n->mode & 4, .world_write = n->mode & 2, .nuls = s ? (int64_t)s->nuls : 0,
		 .longest = s ? (int64_t)s->longest : 0, .whole = m->whole, .reason = m->reason);
	for (size_t i = 0; s && i < s->back_kept; i++)
		sink_put(f->sink, log_clock, .stream = buf_str(&f->stream), .path = buf_str(&f->shown),
			 .line = (int64_t)s->backs[i].line, .before = s->backs[i].from, .after = s->backs[i].until,
			 .seconds = s->backs[i].from - s->backs[i].until);
}

void log_facts_part(struct log_facts *f, struct family_file *file, struct family_file *part,
		    const struct reader_message *m)
{
	struct reader_message x = *m;
	bool text = m->read && m->sum.bytes && !m->sum.timed;

	if (text && m->whole) {
		/* Tables of who was logged in and the like are no logs; a text that nobody can read may be one. */
		f->no_records = f->no_records || !m->sum.nuls;
		x.reason = str_c(N_("no record of a log was recognised in it"));
	}
	put_file(f, file, &x);
	f->all.files++;
	f->all.unread += !m->whole;
	f->left_out = f->left_out || m->left_out;
	f->unread = f->unread || !m->whole;
	if (part)
		file = part;
	file->unread = !m->whole;
	if (!m->read || !m->sum.timed)
		return;
	if (file->sum)
		return;
	file->sum = malloc(sizeof(*file->sum));
	must(file->sum);
	*file->sum = m->sum;
	file->first = m->sum.first;
}

void log_facts_unread(struct log_facts *f, struct family_file *file)
{
	put_file(f, file, &(struct reader_message){.reason = str_c(file->reason)});
	f->all.files++;
	f->all.unread += file->gap;
	file->unread = file->gap;
	f->unread = f->unread || file->gap;
}

/* --- logs --------------------------------------------------------------------------------------------------------- */

static int64_t ppm(uint64_t part, uint64_t all)
{
	return all ? (int64_t)(part > all ? PPM : (int64_t)((long double)part / (long double)all * PPM)) : 0;
}

static void put_rows(struct log_facts *f, str name, uint32_t evidence, const struct logstream *s)
{
	for (size_t i = 0; i < s->gap_count; i++) {
		const struct logstream_gap *g = &s->gaps[i];

		if (g->from == LOGFILE_NONE || g->until == LOGFILE_NONE)
			continue;
		sink_put(f->sink, log_gap, .evidence = evidence, .stream = name, .keeps = f->all.keeps,
			 .why = str_c(logstream_why_name(g->why)), .begins = g->from, .ends = g->until,
			 .seconds = g->until - g->from, .months = logstream_months(g->until, f->at), .told = g->told,
			 .missing = (int64_t)g->count);
	}
	for (unsigned i = 0; i < LOGLINE_FIELD_COUNT; i++)
		sink_put(f->sink, log_field, .evidence = evidence, .stream = name, .keeps = f->all.keeps,
			 .field = str_c(logline_field_name((enum logline_field)i)), .ppm = ppm(s->fields[i], s->looked),
			 .act_ppm = ppm(s->act_fields[i], s->acts));
	for (unsigned i = 1; i < LOGLINE_EVENT_COUNT; i++) {
		if (s->events[i])
			sink_put(f->sink, log_event, .evidence = evidence, .stream = name, .keeps = f->all.keeps,
				 .event = str_c(logline_event_name((enum logline_event)i)),
				 .records = (int64_t)s->events[i]);
	}
}

static void put_moment(buf *b, int64_t at)
{
	if (at == LOGFILE_NONE)
		buf_put_byte(b, '-');
	else
		date_put_utc(b, at);
}

/* What stands behind the numbers of a log: its files, from when to when each has records. */
static uint32_t put_evidence(struct log_facts *f, const struct family_file *files, size_t n)
{
	buf *b = &f->text;

	buf_reset(b);
	for (size_t i = 0; i < n && b->n < EVIDENCE_MOST - 6000; i++) {
		const struct logfile_sum *s = files[i].sum;

		buf_put(b, str_sub(show(f, &f->shown, str_c(files[i].path)), 0, 1000));
		buf_printf(b, "\t%llu bytes", (unsigned long long)files[i].node.size);
		if (s) {
			buf_printf(b, "\t%llu records\t", (unsigned long long)s->records);
			put_moment(b, s->first);
			buf_put_c(b, " .. ");
			put_moment(b, s->last);
		} else if (*files[i].reason) {
			buf_printf(b, "\t%s", files[i].reason);
		}
		buf_put_byte(b, '\n');
	}
	return sink_evidence(f->sink, "text/plain", buf_str(b));
}

static void put_stream(struct log_facts *f, const struct family_file *files, size_t n, const struct logstream *s)
{
	uint32_t evidence = put_evidence(f, files, n);
	str name = show(f, &f->stream, str_c(files[0].stream));

	f->all.streams++;
	sink_put(f->sink, log_stream, .evidence = evidence, .stream = name, .keeps = f->all.keeps,
		 .form = str_c(logline_form_name(s->form)), .files = (int64_t)s->files, .unread = (int64_t)s->unread,
		 .turned = (int64_t)s->turned, .records = (int64_t)s->records, .first = s->first, .last = s->last,
		 .reach = s->reach, .months = logstream_months(s->reach, f->at), .since = f->all.since,
		 .covered = s->covered, .period = s->period, .zoned_ppm = ppm(s->zoned, s->timed),
		 .yearless = s->yearless, .future = (int64_t)s->future, .ahead = s->future_most,
		 .backs = (int64_t)s->back_count, .missing = (int64_t)s->missing, .looked = (int64_t)s->looked,
		 .acts = (int64_t)s->acts);
	put_rows(f, name, evidence, s);
}

static void add_stream(struct log_facts *f, const struct family *family, size_t from, size_t n)
{
	struct logstream_file *files = calloc(n, sizeof(*files));
	struct logstream *s = calloc(1, sizeof(*s));

	must(files && s);
	for (size_t i = 0; i < n; i++)
		files[i] = (struct logstream_file){family->files[from + i].name, family->files[from + i].sum,
						   family->files[from + i].unread};
	logstream_add(files, n, f->at, s);
	if (s->first != LOGFILE_NONE)
		put_stream(f, &family->files[from], n, s);
	free(files);
	free(s);
}

bool log_facts_end(struct log_facts *f, const struct family *family, const char *cut)
{
	static const enum fact_id tables[] = {FACT_log_store, FACT_log_stream, FACT_log_file,  FACT_log_gap,
					      FACT_log_clock, FACT_log_field,  FACT_log_event, FACT_data_item};
	const char *why = cut;

	for (size_t i = 0; i < family->n; i += family_count(family, i))
		add_stream(f, family, i, family_count(family, i));
	sink_fact(f->sink, FACT_log_store, &f->all);
	if (!*why && f->rows > ITEM_ROWS_MOST)
		sink_gap(f->sink, FACT_data_item, N_("more finds than one collection of logs holds"));
	if (!*why && f->unread)
		why = N_("not every file could be examined whole; log_file says which and why");
	if (!*why && f->no_records)
		why = N_("there are files in which no record of a log was recognised; log_file says which");
	for (size_t i = 0; *why && i < ARRAY_LEN(tables); i++)
		sink_gap(f->sink, tables[i], why);
	if (!*why && f->left_out) {
		static const enum fact_id said[] = {FACT_log_field, FACT_log_event, FACT_data_item};

		for (size_t i = 0; i < ARRAY_LEN(said); i++)
			sink_gap(f->sink, said[i],
				 N_("fields of a journal are compressed by xz or lz4, or too long: not read"));
	}
	return *why || f->left_out || f->rows > ITEM_ROWS_MOST;
}
