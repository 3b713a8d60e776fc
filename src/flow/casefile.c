#include "flow/casefile.h"

#include <stdlib.h>

#include "base/dump.h"
#include "base/map.h"
#include "detect/kind.h"
#include "format/charset.h"

#define CASEFILE_MEMORY ((size_t)256 * 1024 * 1024)
/* Texts that are kept once; past this number they are kept as often as they come. */
#define WORDS_MOST ((size_t)1 << 17)
#define EXCERPT ((size_t)600)
#define EXCERPT_DUMPED ((size_t)256) /* of bytes that are no text: 16 lines */
#define SECONDS_A_DAY 86400
/* Days begin at midnight of China Standard Time. */
#define ZONE_SECONDS (8 * 3600)

struct making {
	const struct casefile_source *src;
	struct casefile *c;
	const struct check *check;
	str severity;
	int64_t day; /* of the act, by which the law's version is chosen */
	size_t room; /* for the list being filled */
	map words;   /* texts that are kept already → their address */
	/* Of the check whose problems are being read, the same for all of them. */
	const struct casefile_basis *basis;
	const str *defends;
	err *e;
};

static str keep(struct making *m, str s)
{
	return arena_str(&m->c->mem, s);
}

/* Texts that come again and again are kept once: ten thousand problems say what a few checks say of a few assets. */
static str once(struct making *m, str s)
{
	bool new;
	uint64_t *at = s.n ? map_add(&m->words, s, &new) : NULL;

	if (!at)
		return keep(m, s);
	if (new)
		*at = (uint64_t)(uintptr_t)keep(m, s).p;
	return (str){(const uint8_t *)(uintptr_t)*at, s.n};
}

static struct text2 keep2(struct making *m, struct text2 t)
{
	return (struct text2){.zh = once(m, t.zh), .en = once(m, t.en)};
}

/* Grows a list in the arena by doubling; the old one is left behind. */
static void *grow(struct making *m, void *list, size_t count, size_t size)
{
	if (count < m->room)
		return list;
	m->room = m->room ? m->room * 2 : 64;
	void *bigger = arena_take(&m->c->mem, size, m->room);

	if (count)
		bytes_copy(bigger, size * m->room, (str){list, size * count});
	return bigger;
}

#define GROW(m, list, count) ((list) = grow((m), (list), (count), sizeof(*(list))))

static const struct casefile_basis *basis_of(struct making *m)
{
	const struct check *k = m->check;
	struct casefile_basis *list = arena_new(&m->c->mem, struct casefile_basis, k->basis_count);

	for (size_t i = 0; i < k->basis_count; i++) {
		const struct law_article *a = laws_find(m->src->laws, k->basis[i]);
		const struct law_version *v = a ? law_at(a, m->day) : NULL;
		struct casefile_basis *b = &list[i];

		*b = (struct casefile_basis){.key = once(m, k->basis[i]), .unread = true};
		if (!a)
			continue;
		b->law = keep2(m, a->law->name);
		b->law_number = keep(m, a->law->number);
		if (!v)
			continue;
		b->number = keep(m, v->number);
		b->words = keep(m, v->words);
		b->penalty = keep(m, v->penalty);
		b->source = keep(m, v->source);
		b->from = v->from;
		b->unread = v->read == LAW_READ_MEMORY;
	}
	return list;
}

static const str *defends_of(struct making *m)
{
	str *list = arena_new(&m->c->mem, str, m->check->defends_count);

	for (size_t i = 0; i < m->check->defends_count; i++)
		list[i] = once(m, m->check->defends[i]);
	return list;
}

/* Bytes whose media type names another charset, as UTF-8. */
static str readable(arena *scratch, str media, str bytes)
{
	enum charset charset;
	buf b;

	if (!charset_find(charset_label(media), &charset) || charset == CHARSET_UTF8)
		return bytes;
	buf_init(&b, 3 * bytes.n + 16);
	(void)charset_decode(charset, bytes, &b);
	str s = arena_str(scratch, buf_str(&b));

	buf_release(&b);
	return s;
}

/* The part of the evidence that shows the place, else its head. */
static str excerpt(struct making *m, str bytes, const struct store_problem *row)
{
	size_t from = 0;

	for (size_t i = 0; i < row->says_count; i++) {
		static const char *const shown[] = {"text", "proof", "banner", "answer", "action"};

		for (size_t k = 0; k < ARRAY_LEN(shown); k++) {
			if (!str_eq(row->says_name[i], str_c(shown[k])) || row->says_value[i].n < 3)
				continue;
			size_t at = str_find(bytes, row->says_value[i]);

			if (at < bytes.n)
				from = at > EXCERPT / 3 ? at - EXCERPT / 3 : 0;
		}
	}
	while (from && from < bytes.n && (bytes.p[from] & 0xc0) == 0x80)
		from--;
	buf b;

	buf_init(&b, 8 * EXCERPT);
	if (dump_is_binary(bytes))
		dump_put(&b, bytes, EXCERPT_DUMPED);
	else
		buf_put_clean(&b, str_sub(bytes, from, 4 * EXCERPT), EXCERPT);
	str s = keep(m, buf_str(&b));

	buf_release(&b);
	return s;
}

static str hex(struct making *m, const digest *d)
{
	digest_hex h = digest_to_hex(d);

	return keep(m, str_c(h.c));
}

static int add_evidence(struct making *m, struct casefile_problem *p, const struct store_problem *row)
{
	struct store_evidence ev;
	arena scratch;

	if (!row->evidence)
		return 0;
	arena_init(&scratch, (size_t)64 * 1024 * 1024);
	int rc = store_evidence_get(m->src->store, row->evidence, &scratch, &ev, m->e);

	if (rc == 0) {
		struct casefile_evidence *to = arena_new(&m->c->mem, struct casefile_evidence, 1);

		*to = (struct casefile_evidence){.class = ev.class,
						 .media = once(m, ev.media),
						 .size = ev.size,
						 .sha256 = hex(m, &ev.sha256),
						 .sm3 = hex(m, &ev.sm3),
						 .excerpt = excerpt(m, readable(&scratch, ev.media, ev.bytes), row)};
		p->evidence = to;
		p->evidence_count = 1;
	}
	arena_clear(&scratch);
	return rc;
}

/* Columns in which collectors put words of ours beside words of the server: those of ours are translated. */
/* A kind of data by its name instead of its key, where it is one. */
static bool kind_in_words(str column, str value, bool chinese, str *ret)
{
	enum kind k = str_eq(column, STR("kind")) ? kind_find(value) : KIND_COUNT;

	if (k != KIND_COUNT)
		*ret = str_c(chinese ? kind_infos[k].zh : kind_infos[k].en);
	return k != KIND_COUNT;
}

static str in_english(str column, str value)
{
	(void)kind_in_words(column, value, false, &value);
	return value;
}

static str in_chinese(str column, str value)
{
	static const char *const spoken[] = {"proof", "asked"};
	char msg[200];

	if (kind_in_words(column, value, true, &value))
		return value;

	for (size_t i = 0; i < ARRAY_LEN(spoken); i++) {
		if (!str_eq(column, str_c(spoken[i])) || value.n == 0 || value.n >= sizeof(msg))
			continue;
		bytes_copy(msg, sizeof(msg), value);
		msg[value.n] = 0;
		const char *words = i18n_text_in(LANG_ZH, msg);

		return words == msg ? value : str_c(words);
	}
	return value;
}

typedef str keeping(struct making *m, str s);

static str fill(struct making *m, const struct store_problem *row, str template, keeping *kept)
{
	buf b;

	buf_init(&b, (size_t)1 << 16);
	store_problem_fill(row, template, &b);
	str s = kept(m, buf_str(&b));

	buf_release(&b);
	return s;
}

static struct text2 fill2(struct making *m, const struct store_problem *row, struct text2 template, keeping *kept)
{
	struct store_problem zh = *row;
	struct store_problem en = *row;

	for (size_t i = 0; i < zh.says_count; i++) {
		zh.says_value[i] = in_chinese(zh.says_name[i], zh.says_value[i]);
		en.says_value[i] = in_english(en.says_name[i], en.says_value[i]);
	}
	return (struct text2){.zh = fill(m, &zh, template.zh, kept), .en = fill(m, &en, template.en, kept)};
}

static str object_name(const struct scope *s, str id)
{
	for (size_t i = 0; i < s->object_count; i++)
		if (str_eq(s->objects[i].id, id))
			return s->objects[i].name.n ? s->objects[i].name : id;
	return id;
}

static int on_problem(void *ctx, const struct store_problem *row, err *e)
{
	struct making *m = ctx;
	const struct check *k = m->check;
	struct casefile *c = m->c;

	m->e = e;
	GROW(m, c->problems, c->problem_count);
	struct casefile_problem *p = &c->problems[c->problem_count++];

	*p = (struct casefile_problem){
		.id = keep(m, row->finding),
		.check = once(m, k->id),
		.check_outside = k->outside,
		.title = keep2(m, k->title),
		.clause = once(m, k->clause),
		.severity = m->severity,
		.asset = once(m, row->asset_key),
		.object = once(m, object_name(m->src->scope, row->object)),
		.place = keep(m, row->place),
		.at_least = row->at_least,
		.says = fill2(m, row, k->says, keep),
		.remedy = fill2(m, row, k->remedy, once),
		.days = k->days.value,
		.days_unit = once(m, k->days.unit),
		.days_sure = k->days.sure,
		.mark = once(m, row->mark),
		.mark_reason = keep(m, row->mark_reason),
		.mark_until = row->mark_until,
		.first_seen = row->first_seen,
		.defends = m->defends,
		.defends_count = k->defends_count,
		.basis = m->basis,
		.basis_count = k->basis_count,
	};
	return add_evidence(m, p, row);
}

static struct casefile_clause *clause_of(struct making *m, str id)
{
	for (size_t i = 0; i < m->c->clause_count; i++)
		if (str_eq(m->c->clauses[i].id, id))
			return &m->c->clauses[i];
	return NULL;
}

static int on_coverage(void *ctx, const struct store_coverage *cov, err *e)
{
	struct making *m = ctx;
	struct casefile *c = m->c;
	struct casefile_clause *cl = clause_of(m, cov->clause);

	for (int v = 0; v < VERDICT_COUNT; v++)
		c->counts.by[v] += cov->counts.by[v];
	m->check = checks_find(m->src->checks, cov->check);
	if (cl) {
		cl->checks++;
		cl->kinds |= m->check ? m->check->assets : 0;
		for (int v = 0; v < VERDICT_COUNT; v++)
			cl->counts.by[v] += cov->counts.by[v];
	}
	if (cov->rows == 0)
		return 0;
	uint64_t left = CASEFILE_PROBLEMS > c->problem_count ? CASEFILE_PROBLEMS - c->problem_count : 0;

	c->problems_left_out += cov->rows > left ? cov->rows - left : 0;
	if (!m->check)
		return err_set(e, E_NOTFOUND, "check %.*s, by which the run was judged, is gone: judge the run again",
			       STR_ARG(cov->check));
	m->severity = once(m, cov->severity);
	m->basis = basis_of(m);
	m->defends = defends_of(m);
	return left ? store_problem_each(m->src->store, m->src->judgement->id, cov->n, left, on_problem, m, e) : 0;
}

static int on_unexamined(void *ctx, const struct casefile_unexamined *u, err *e)
{
	struct making *m = ctx;
	struct casefile *c = m->c;

	(void)e;
	GROW(m, c->unexamined, c->unexamined_count);
	c->unexamined[c->unexamined_count++] = (struct casefile_unexamined){.asset = once(m, u->asset),
									    .what = once(m, u->what),
									    .is_check = u->is_check,
									    .reason = once(m, u->reason),
									    .count = u->count};
	return 0;
}

static int on_unknown(void *ctx, const struct casefile_unexamined *u, err *e)
{
	struct making *m = ctx;
	struct casefile *c = m->c;

	(void)e;
	if (!u->is_check)
		return 0;
	GROW(m, c->unknown, c->unknown_count);
	c->unknown[c->unknown_count++] = (struct casefile_unexamined){.asset = once(m, u->asset),
								      .what = once(m, u->what),
								      .is_check = true,
								      .reason = once(m, u->reason),
								      .count = 1};
	return 0;
}

static int on_sent(void *ctx, const struct casefile_sent *s, err *e)
{
	struct making *m = ctx;
	struct casefile *c = m->c;

	(void)e;
	GROW(m, c->sent, c->sent_count);
	struct casefile_sent *to = &c->sent[c->sent_count++];

	*to = *s;
	to->asset = once(m, s->asset);
	to->what = once(m, s->what);
	to->answer = once(m, s->answer);
	return 0;
}

static int severity_rank(str s)
{
	for (int i = 0; i < SEVERITY_COUNT; i++)
		if (str_eq(s, str_c(severity_name((enum severity)i))))
			return i;
	return SEVERITY_COUNT;
}

static int by_severity(const void *a, const void *b)
{
	const struct casefile_problem *x = a;
	const struct casefile_problem *y = b;
	int r = severity_rank(x->severity) - severity_rank(y->severity);

	r = r ? r : str_cmp(x->check, y->check);
	r = r ? r : str_cmp(x->asset, y->asset);
	return r ? r : str_cmp(x->place, y->place);
}

static void put_clauses(struct making *m)
{
	const struct clauses *from = m->src->clauses;

	m->c->clauses = arena_new(&m->c->mem, struct casefile_clause, from->count);
	for (size_t i = 0; i < from->count; i++)
		m->c->clauses[m->c->clause_count++] = (struct casefile_clause){.id = keep(m, from->list[i].id),
									       .title = keep2(m, from->list[i].title)};
}

static void count_assets(struct casefile *c)
{
	for (size_t i = 0; i < c->clause_count; i++)
		for (int k = 0; k < ASSET_KIND_COUNT; k++)
			c->clauses[i].assets += c->clauses[i].kinds & 1u << k ? c->asset_kinds[k] : 0;
}

/* Clauses that no check concerns are left out. */
static void drop_empty_clauses(struct casefile *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->clause_count; i++)
		if (c->clauses[i].checks)
			c->clauses[n++] = c->clauses[i];
	c->clause_count = n;
}

/* Their number is known: a list that grows leaves as much behind as it holds. */
static void expect_unknown(struct making *m)
{
	uint64_t n = m->c->counts.by[VERDICT_UNKNOWN];

	m->room = (size_t)(n < CASEFILE_UNKNOWN ? n : CASEFILE_UNKNOWN);
	m->c->unknown = arena_new(&m->c->mem, struct casefile_unexamined, m->room);
}

static int gather(struct making *m, err *e)
{
	const struct casefile_source *src = m->src;
	struct casefile *c = m->c;
	int64_t judgement = src->judgement->id;

	put_clauses(m);
	TRY(store_asset_counts(src->store, src->run->n, c->asset_kinds, e));
	for (int k = 0; k < ASSET_KIND_COUNT; k++)
		c->assets += c->asset_kinds[k];
	TRY(store_coverage_each(src->store, judgement, on_coverage, m, e));
	drop_empty_clauses(c);
	count_assets(c);
	if (c->problem_count)
		qsort(c->problems, c->problem_count, sizeof(c->problems[0]), by_severity);
	m->room = 0;
	TRY(store_unexamined_each(src->store, judgement, CASEFILE_UNEXAMINED, on_unexamined, m, &c->unexamined_left_out,
				  e));
	m->room = 0;
	expect_unknown(m);
	TRY(store_unknown_each(src->store, judgement, CASEFILE_UNKNOWN, on_unknown, m, &c->unknown_left_out, e));
	m->room = 0;
	return store_journal_sums(src->store, src->run->n, CASEFILE_SENT, on_sent, m, &c->sent_left_out, e);
}

int casefile_make(const struct casefile_source *src, struct casefile *ret, err *e)
{
	struct making m = {.src = src, .c = ret, .e = e};
	const struct store_run *run = src->run;

	*ret = (struct casefile){.scope = src->scope};
	arena_init(&ret->mem, CASEFILE_MEMORY);
	m.day = (run->began + ZONE_SECONDS) / SECONDS_A_DAY;
	ret->run = keep(&m, run->id);
	ret->version = keep(&m, run->version);
	ret->began = run->began;
	ret->ended = run->ended;
	ret->complete = src->complete;
	ret->demo = src->scope->sample;
	ret->judgement = (uint64_t)src->judgement->id;
	ret->checks_digest = hex(&m, &src->judgement->checks);
	map_init(&m.words, WORDS_MOST, (uint64_t)(uintptr_t)ret);
	int rc = gather(&m, e);

	map_release(&m.words);
	return rc;
}

void casefile_release(struct casefile *c)
{
	arena_clear(&c->mem);
}
