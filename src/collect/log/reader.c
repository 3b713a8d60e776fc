#include "collect/log/reader.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/must.h"
#include "cage/child.h"
#include "format/journal.h"
#include "format/unpack.h"

#define BLOCK ((size_t)256 * 1024)
/* A sum has some 5 KiB, the texts of an item less than 1. */
#define MESSAGE_MOST ((size_t)64 * 1024)
#define LENGTH_BYTES 4

/* What is known of one kind while a part is read. */
struct found {
	uint64_t sure, valid, possible, looks, line;
	bool certain;
	uint8_t masked_n;
	uint16_t context_n;
	uint8_t masked[200];
	uint8_t context[400];
	size_t print_count;
	uint64_t prints[READER_PRINTS];
};

#define JOURNAL_FILE_MOST ((uint64_t)8 << 30)

struct reader {
	const struct reader_job *job;
	int to_parent;
	uint64_t left; /* of the file */
	bool shorter, failed;
	bool left_out;
	struct logfile *log;
	struct finder *finder;
	bool began; /* a part that was begun had bytes */
	const char *refused;
	buf inner;
	buf out;
	uint8_t block[BLOCK];
	struct found found[KIND_COUNT];
};

/* --- messages ----------------------------------------------------------------------------------------------------- */

static void begin(buf *b, enum reader_what what)
{
	buf_reset(b);
	buf_put_be(b, 0, LENGTH_BYTES);
	buf_put_byte(b, (uint8_t)what);
}

static void put_text(buf *b, str s, size_t most)
{
	size_t at = b->n;

	buf_put_be(b, 0, 2);
	buf_put_clean(b, s, most);
	if (buf_full(b))
		return;
	size_t n = b->n - at - 2;

	b->p[at] = (uint8_t)(n >> 8);
	b->p[at + 1] = (uint8_t)n;
}

static void send(struct reader *r)
{
	must(!buf_full(&r->out));
	size_t n = r->out.n - LENGTH_BYTES;

	for (size_t i = 0; i < LENGTH_BYTES; i++)
		r->out.p[i] = (uint8_t)(n >> (8 * (LENGTH_BYTES - 1 - i)));
	cage_write(r->to_parent, buf_str(&r->out));
}

static void send_items(struct reader *r)
{
	for (unsigned k = 0; k < KIND_COUNT; k++) {
		const struct found *f = &r->found[k];

		if (!(f->sure | f->possible | f->looks))
			continue;
		begin(&r->out, READER_ITEM);
		buf_put_be(&r->out, k, 2);
		buf_put_be(&r->out, f->sure, 8);
		buf_put_be(&r->out, f->valid, 8);
		buf_put_be(&r->out, f->possible, 8);
		buf_put_be(&r->out, f->looks, 8);
		buf_put_be(&r->out, f->line, 8);
		put_text(&r->out, (str){f->masked, f->masked_n}, sizeof(f->masked));
		put_text(&r->out, (str){f->context, f->context_n}, sizeof(f->context));
		buf_put_be(&r->out, f->print_count, 1);
		for (size_t i = 0; i < f->print_count; i++)
			buf_put_be(&r->out, f->prints[i], 8);
		send(r);
	}
}

static void send_part(struct reader *r, str inner, bool whole, const char *reason, const struct logfile_sum *sum)
{
	begin(&r->out, READER_PART);
	put_text(&r->out, inner, READER_INNER_MOST);
	buf_put_be(&r->out, whole, 1);
	put_text(&r->out, str_c(reason), READER_REASON_MOST);
	buf_put_be(&r->out, r->left_out, 1);
	buf_put_be(&r->out, sum != NULL, 1);
	if (sum)
		logfile_put(&r->out, sum);
	send(r);
}

static str take_text(cur *c, size_t most)
{
	size_t n = cur_u16(c);
	str s = cur_take(c, n);

	if (n > most || !str_is_utf8(s))
		cur_fail(c);
	return s;
}

/* Counts stay where sums of them cannot overflow. */
static uint64_t take_count(cur *c)
{
	uint64_t n = cur_u64(c);

	return n > UINT64_C(1) << 60 ? UINT64_C(1) << 60 : n;
}

static void take_item(cur *c, struct reader_item *it)
{
	unsigned kind = cur_u16(c);

	if (kind >= KIND_COUNT) {
		cur_fail(c);
		return;
	}
	it->kind = (enum kind)kind;
	it->sure = take_count(c);
	it->valid = take_count(c);
	it->possible = take_count(c);
	it->looks = take_count(c);
	it->line = take_count(c);
	it->masked = take_text(c, 200);
	it->context = take_text(c, 400);
	it->print_count = cur_u8(c);
	if (it->print_count > READER_PRINTS)
		cur_fail(c);
	for (size_t i = 0; cur_ok(c) && i < it->print_count; i++)
		it->prints[i] = cur_u64(c);
}

int reader_next(str bytes, size_t *used, struct reader_message *ret)
{
	cur c = cur_of(str_from(bytes, *used));
	cur in;
	size_t n;

	if (c.n < LENGTH_BYTES)
		return 0;
	n = cur_u32(&c);
	if (n > MESSAGE_MOST)
		return -1;
	if (c.n < n)
		return 0;
	in = cur_sub(&c, n);
	*ret = (struct reader_message){.what = (enum reader_what)cur_u8(&in)};
	if (ret->what == READER_ITEM) {
		take_item(&in, &ret->item);
	} else if (ret->what == READER_PART) {
		ret->inner = take_text(&in, READER_INNER_MOST);
		ret->whole = cur_u8(&in) != 0;
		ret->reason = take_text(&in, READER_REASON_MOST);
		ret->left_out = cur_u8(&in) != 0;
		ret->read = cur_u8(&in) != 0;
		if (ret->read && !logfile_take(&in, &ret->sum))
			cur_fail(&in);
	} else if (ret->what != READER_END) {
		cur_fail(&in);
	}
	if (!cur_done(&in))
		return -1;
	*used += LENGTH_BYTES + n;
	return 1;
}

/* --- finds -------------------------------------------------------------------------------------------------------- */

static void keep_print(struct found *f, const uint8_t print[16])
{
	uint64_t v = 0;
	size_t i = f->print_count;

	for (size_t k = 0; k < 8; k++)
		v = v << 8 | print[k];
	while (i && f->prints[i - 1] > v)
		i--;
	if ((i && f->prints[i - 1] == v) || i == READER_PRINTS)
		return;
	if (f->print_count < READER_PRINTS)
		f->print_count++;
	memmove(&f->prints[i + 1], &f->prints[i], (f->print_count - 1 - i) * sizeof(*f->prints));
	f->prints[i] = v;
}

static void on_find(void *ctx, const struct find *find)
{
	struct reader *r = ctx;
	struct found *f = &r->found[find->kind];
	bool sure = find->confidence >= FIND_SURE && find->validity != KIND_LOOKS;

	f->looks += find->validity == KIND_LOOKS;
	f->sure += sure;
	f->valid += sure && find->validity == KIND_VALID;
	f->possible += !sure && find->validity != KIND_LOOKS;
	if (sure)
		keep_print(f, find->print);
	if (f->line && (f->certain || !sure))
		return;
	str masked = str_sub(find->masked, 0, sizeof(f->masked));
	str context = str_sub(find->context, 0, sizeof(f->context));

	f->certain = sure;
	f->line = find->line;
	f->masked_n = (uint8_t)masked.n;
	f->context_n = (uint16_t)context.n;
	bytes_copy(f->masked, sizeof(f->masked), masked);
	bytes_copy(f->context, sizeof(f->context), context);
}

/* --- parts -------------------------------------------------------------------------------------------------------- */

static bool on_begin(void *ctx, str inner, enum piece_form form)
{
	struct reader *r = ctx;

	buf_reset(&r->inner);
	buf_put(&r->inner, inner);
	r->began = false;
	r->refused = NULL;
	/* Documents and tables among logs are the data collector's. */
	if (form != PIECE_BYTES) {
		send_part(r, inner, false, N_("a document or table, not a log"), NULL);
		return false;
	}
	memset(r->found, 0, sizeof(r->found));
	return true;
}

/* What the first bytes say of a file that is no text. */
static const char *refuse(str head)
{
	if (str_starts(head, JOURNAL_MAGIC))
		return N_("a binary journal within another file: export it with journalctl -o export");
	if (str_starts(head, STR("ElfFile\0")))
		return N_("a Windows event log in its binary form: export it as text");
	if (str_starts(head, STR("\xff\xfe")) || str_starts(head, STR("\xfe\xff")))
		return N_("a text in UTF-16, which is not read as a log");
	return NULL;
}

static bool on_bytes(void *ctx, str bytes)
{
	struct reader *r = ctx;

	if (!r->began && bytes.n) {
		struct find_stream stream = {.form = FIND_TEXT};

		r->began = true;
		r->refused = refuse(bytes);
		if (r->refused)
			return false;
		r->log = logfile_new(&r->job->conf);
		if (!r->log)
			cage_no_memory(NULL);
		finder_begin(r->finder, &stream);
	}
	if (r->log) {
		logfile_feed(r->log, bytes);
		finder_feed(r->finder, bytes);
	}
	return true;
}

static void on_end(void *ctx, enum piece_end how, const char *why)
{
	struct reader *r = ctx;
	struct logfile_sum sum = {.first = LOGFILE_NONE, .last = LOGFILE_NONE, .at_head = LOGFILE_NONE};
	struct find_totals totals;

	if (r->refused) {
		send_part(r, buf_str(&r->inner), false, r->refused, NULL);
		return;
	}
	if (r->shorter && how == PIECE_WHOLE) {
		how = PIECE_CUT;
		why = N_("it became shorter while it was read");
	}
	if (r->failed && how == PIECE_WHOLE) {
		how = PIECE_CUT;
		why = N_("reading it failed");
	}
	if (!r->log) {
		sum.at_end = sum.hole_from = sum.hole_until = LOGFILE_NONE;
		send_part(r, buf_str(&r->inner), how == PIECE_WHOLE, why, how == PIECE_WHOLE ? &sum : NULL);
		return;
	}
	finder_end(r->finder, &totals);
	logfile_end(r->log, &sum);
	logfile_free(r->log);
	r->log = NULL;
	send_items(r);
	send_part(r, buf_str(&r->inner), how == PIECE_WHOLE, why, &sum);
}

static str pull(void *ctx)
{
	struct reader *r = ctx;

	for (;;) {
		size_t want = r->left < sizeof(r->block) ? (size_t)r->left : sizeof(r->block);
		ssize_t n = want ? read(r->job->fd, r->block, want) : 0;

		if (n < 0 && errno == EINTR)
			continue;
		r->failed = r->failed || n < 0;
		r->shorter = r->shorter || (n == 0 && want);
		if (n <= 0)
			return (str){0};
		r->left -= (uint64_t)n;
		return (str){r->block, (size_t)n};
	}
}

/* ---- binary journals ---- */

/* Entries go as lines of JSON the way of every log. */
static void read_entries(struct reader *r, struct journal *j)
{
	struct logfile_sum sum;
	struct find_totals totals;
	str line;

	memset(r->found, 0, sizeof(r->found));
	r->log = logfile_new(&r->job->conf);
	if (!r->log)
		cage_no_memory(NULL);
	finder_begin(r->finder, &(struct find_stream){.charset_known = true, .charset = CHARSET_UTF8});
	while (journal_next(j, &line)) {
		logfile_feed(r->log, line);
		finder_feed(r->finder, line);
	}
	finder_end(r->finder, &totals);
	logfile_end(r->log, &sum);
	logfile_free(r->log);
	r->log = NULL;
	send_items(r);
	r->left_out = j->left_out > 0;
	send_part(r, (str){0}, !j->damaged,
		  j->damaged ? N_("the journal is damaged, or was written to while it was read") : "", &sum);
}

/* A Windows event log is read in the order of its records, not of its bytes: it is mapped. NULL: it is none. */
static void *map_events(struct reader *r)
{
	uint8_t head[8];

	if (r->job->size < sizeof(head) || r->job->size > JOURNAL_FILE_MOST ||
	    pread(r->job->fd, head, sizeof(head), 0) != (ssize_t)sizeof(head) ||
	    !str_eq((str){head, sizeof(head)}, STR("ElfFile\0")))
		return NULL;
	void *p = mmap(NULL, (size_t)r->job->size, PROT_READ, MAP_PRIVATE, r->job->fd, 0);

	return p == MAP_FAILED ? NULL : p;
}

static void read_parts(struct reader *r)
{
	struct pieces to = {.ctx = r, .begin = on_begin, .bytes = on_bytes, .end = on_end};
	struct unpack_result result;
	struct source source;
	void *map = map_events(r);

	if (map)
		source_of(&source, (str){map, (size_t)r->job->size});
	else
		source_init(&source, pull, r);
	unpack(&source, r->job->name, &unpack_usual, &to, &result);
	source_release(&source);
	if (map)
		(void)munmap(map, (size_t)r->job->size);
}

/* False: it is none. */
static bool read_journal(struct reader *r)
{
	uint8_t head[8];
	struct journal j;
	size_t size = (size_t)r->job->size;

	if (r->job->size < sizeof(head) || r->job->size > JOURNAL_FILE_MOST ||
	    pread(r->job->fd, head, sizeof(head), 0) != (ssize_t)sizeof(head) ||
	    !str_eq((str){head, sizeof(head)}, JOURNAL_MAGIC))
		return false;
	void *p = mmap(NULL, size, PROT_READ, MAP_PRIVATE, r->job->fd, 0);

	if (p == MAP_FAILED)
		return false;
	bool known = journal_parse((str){p, size}, &j) == PARSE_OK;

	if (known)
		read_entries(r, &j);
	journal_release(&j);
	(void)munmap(p, size);
	return known;
}

void reader_run(void *ctx, int to_parent)
{
	const struct reader_job *job = ctx;
	struct reader *r = calloc(1, sizeof(*r));
	struct finder_conf finds = {.possible = true, .found = on_find, .ctx = r};

	if (!r)
		cage_no_memory(NULL);
	r->job = job;
	r->to_parent = to_parent;
	r->left = job->size;
	buf_init(&r->inner, 8192);
	buf_init(&r->out, MESSAGE_MOST);
	bytes_copy(finds.key, sizeof(finds.key), (str){job->key, sizeof(job->key)});
	r->finder = finder_new(&finds);
	if (!r->finder)
		cage_no_memory(NULL);
	if (!read_journal(r))
		read_parts(r);
	begin(&r->out, READER_END);
	send(r);
}
