/*
 * report_json: schema "yicha-report/1" (docs/report.schema.json). Keys stand in a fixed order; times are RFC 3339 in UTC,
 * dates ISO 8601; what is not known is null.
 */
#include <inttypes.h>

#include "base/date.h"
#include "base/must.h"
#include "doc/report_priv.h"

#define DEPTH_MOST 8 /* of our own structure, not of input */

struct json {
	struct out out;
	bool any[DEPTH_MOST]; /* something stands on this level already */
	size_t depth;
};

static void put_indent(struct json *j)
{
	buf_put_byte(&j->out.b, '\n');
	for (size_t i = 0; i < j->depth; i++)
		buf_put_byte(&j->out.b, '\t');
}

/* Begins a value: comma, line, and its key where it has one. */
static void begin(struct json *j, const char *key)
{
	if (j->any[j->depth])
		buf_put_byte(&j->out.b, ',');
	j->any[j->depth] = true;
	if (j->depth)
		put_indent(j);
	if (key)
		buf_printf(&j->out.b, "\"%s\": ", key);
}

static void open(struct json *j, const char *key, char bracket)
{
	begin(j, key);
	buf_put_byte(&j->out.b, (uint8_t)bracket);
	j->depth++;
	must(j->depth < DEPTH_MOST);
	j->any[j->depth] = false;
}

static void shut(struct json *j, char bracket)
{
	bool any = j->any[j->depth];

	j->depth--;
	if (any)
		put_indent(j);
	buf_put_byte(&j->out.b, (uint8_t)bracket);
}

static void put_str(struct json *j, const char *key, str s)
{
	begin(j, key);
	buf_put_byte(&j->out.b, '"');
	buf_put_json(&j->out.b, s);
	buf_put_byte(&j->out.b, '"');
}

/* An empty text as null. */
static void put_opt(struct json *j, const char *key, str s)
{
	if (s.n) {
		put_str(j, key, s);
	} else {
		begin(j, key);
		buf_put_c(&j->out.b, "null");
	}
}

static void put_number(struct json *j, const char *key, uint64_t n)
{
	begin(j, key);
	buf_printf(&j->out.b, "%" PRIu64, n);
}

static void put_bool(struct json *j, const char *key, bool v)
{
	begin(j, key);
	buf_put_c(&j->out.b, v ? "true" : "false");
}

static void put_time(struct json *j, const char *key, int64_t seconds)
{
	begin(j, key);
	if (seconds == 0) {
		buf_put_c(&j->out.b, "null");
		return;
	}
	buf_put_byte(&j->out.b, '"');
	date_put_utc(&j->out.b, seconds);
	buf_put_byte(&j->out.b, '"');
}

static void put_date(struct json *j, const char *key, int64_t days)
{
	begin(j, key);
	if (days == 0) {
		buf_put_c(&j->out.b, "null");
		return;
	}
	buf_put_byte(&j->out.b, '"');
	date_put(&j->out.b, days);
	buf_put_byte(&j->out.b, '"');
}

static void put_text2(struct json *j, const char *key, struct text2 t)
{
	open(j, key, '{');
	put_str(j, "zh", t.zh);
	put_str(j, "en", t.en);
	shut(j, '}');
}

static void put_counts(struct json *j, const struct casefile_counts *counts)
{
	open(j, "counts", '{');
	for (enum verdict v = 0; v < VERDICT_COUNT; v++)
		put_number(j, verdict_name(v), counts->by[v]);
	shut(j, '}');
}

static void put_window(struct json *j, const struct scope_authorisation *a)
{
	if (report_all_day(a)) {
		begin(j, "window");
		buf_put_c(&j->out.b, "null");
		return;
	}
	open(j, "window", '{');
	begin(j, "from");
	buf_put_byte(&j->out.b, '"');
	date_put_clock(&j->out.b, a->window_from);
	buf_put_byte(&j->out.b, '"');
	begin(j, "until");
	buf_put_byte(&j->out.b, '"');
	date_put_clock(&j->out.b, a->window_until);
	buf_put_byte(&j->out.b, '"');
	shut(j, '}');
}

static void put_authorisation(struct json *j, const struct scope_authorisation *a)
{
	static const char *const acts[ACT_COUNT] = {
		[ACT_IDENTIFY] = "identify", [ACT_EXPOSURE] = "exposure", [ACT_ATTACK] = "attack",
		[ACT_LOGIN] = "login",       [ACT_CHANGE] = "change",
	};

	open(j, "authorisation", '{');
	put_str(j, "by", a->by);
	put_str(j, "reference", a->reference);
	put_time(j, "from", a->from);
	put_time(j, "until", a->until);
	put_window(j, a);
	put_str(j, "mode", a->mode == SCOPE_REGULATOR ? STR("regulator") : STR("self"));
	put_str(j, "vantage", a->vantage);
	open(j, "acts", '[');
	for (enum act i = 0; i < ACT_COUNT; i++)
		if (a->acts & 1u << i)
			put_str(j, NULL, str_c(acts[i]));
	shut(j, ']');
	put_bool(j, "signed", a->signature.n > 0);
	shut(j, '}');
}

static void put_head(struct json *j, const struct casefile *c)
{
	const struct scope *s = c->scope;
	digest_hex hex = digest_to_hex(&s->sha256);

	put_str(j, "schema", STR("yicha-report/1"));
	put_str(j, "version", c->version);
	put_bool(j, "demo", c->demo);
	open(j, "run", '{');
	put_str(j, "id", c->run);
	put_time(j, "began", c->began);
	put_time(j, "ended", c->ended);
	put_bool(j, "complete", c->complete);
	put_number(j, "judgement", c->judgement);
	put_str(j, "checks_digest", c->checks_digest);
	shut(j, '}');
	open(j, "unit", '{');
	put_str(j, "name", s->unit.name);
	put_str(j, "uscc", s->unit.uscc);
	put_str(j, "province", s->unit.province);
	shut(j, '}');
	put_authorisation(j, &s->authorisation);
	open(j, "scope", '{');
	put_str(j, "sha256", str_c(hex.c));
	open(j, "objects", '[');
	for (size_t i = 0; i < s->object_count; i++) {
		open(j, NULL, '{');
		put_str(j, "id", s->objects[i].id);
		put_str(j, "type", s->objects[i].type);
		put_str(j, "name", s->objects[i].name);
		shut(j, '}');
	}
	shut(j, ']');
	shut(j, '}');
}

static void put_coverage(struct json *j, const struct casefile *c)
{
	open(j, "assets", '{');
	put_number(j, "total", c->assets);
	for (enum asset_kind k = 0; k < ASSET_KIND_COUNT; k++)
		put_number(j, asset_kind_name(k), c->asset_kinds[k]);
	shut(j, '}');
	put_counts(j, &c->counts);
	open(j, "clauses", '[');
	for (size_t i = 0; i < c->clause_count; i++) {
		const struct casefile_clause *k = &c->clauses[i];

		open(j, NULL, '{');
		put_str(j, "id", k->id);
		put_text2(j, "title", k->title);
		put_number(j, "checks", k->checks);
		put_number(j, "assets", k->assets);
		put_counts(j, &k->counts);
		shut(j, '}');
	}
	shut(j, ']');
}

static void put_basis(struct json *j, const struct casefile_problem *p)
{
	open(j, "basis", '[');
	for (size_t i = 0; i < p->basis_count; i++) {
		const struct casefile_basis *b = &p->basis[i];

		open(j, NULL, '{');
		put_str(j, "key", b->key);
		put_text2(j, "law", b->law);
		put_str(j, "law_number", b->law_number);
		put_str(j, "number", b->number);
		put_date(j, "from", b->from);
		put_opt(j, "words", b->words);
		put_opt(j, "penalty", b->penalty);
		put_str(j, "source", b->source);
		put_bool(j, "unread", b->unread);
		shut(j, '}');
	}
	shut(j, ']');
}

static void put_evidence(struct json *j, const struct casefile_problem *p)
{
	open(j, "evidence", '[');
	for (size_t i = 0; i < p->evidence_count; i++) {
		const struct casefile_evidence *e = &p->evidence[i];

		open(j, NULL, '{');
		put_str(j, "sha256", e->sha256);
		put_str(j, "sm3", e->sm3);
		put_str(j, "class", e->class == EVIDENCE_SENSITIVE ? STR("sensitive") : STR("plain"));
		put_str(j, "media", e->media);
		put_number(j, "size", e->size);
		put_str(j, "excerpt", e->excerpt);
		shut(j, '}');
	}
	shut(j, ']');
}

static void put_mark(struct json *j, const struct casefile_problem *p)
{
	if (!p->mark.n) {
		begin(j, "mark");
		buf_put_c(&j->out.b, "null");
		return;
	}
	open(j, "mark", '{');
	put_str(j, "kind", p->mark);
	put_str(j, "reason", p->mark_reason);
	put_date(j, "until", p->mark_until);
	shut(j, '}');
}

static void put_days(struct json *j, const struct casefile_problem *p)
{
	if (p->days == 0) {
		begin(j, "days");
		buf_put_c(&j->out.b, "null");
		return;
	}
	open(j, "days", '{');
	begin(j, "value");
	buf_printf(&j->out.b, "%" PRId64, p->days);
	put_str(j, "unit", p->days_unit);
	put_bool(j, "confirmed", p->days_sure);
	shut(j, '}');
}

static void put_problem(struct json *j, const struct casefile_problem *p)
{
	open(j, NULL, '{');
	put_str(j, "id", p->id);
	put_str(j, "check", p->check);
	put_bool(j, "check_outside", p->check_outside);
	put_text2(j, "title", p->title);
	put_str(j, "clause", p->clause);
	put_str(j, "severity", p->severity);
	open(j, "defends", '[');
	for (size_t i = 0; i < p->defends_count; i++)
		put_str(j, NULL, p->defends[i]);
	shut(j, ']');
	put_str(j, "asset", p->asset);
	put_opt(j, "object", p->object);
	put_str(j, "place", p->place);
	put_bool(j, "at_least", p->at_least);
	put_text2(j, "says", p->says);
	put_text2(j, "remedy", p->remedy);
	put_days(j, p);
	put_basis(j, p);
	put_evidence(j, p);
	put_mark(j, p);
	put_time(j, "first_seen", p->first_seen);
	shut(j, '}');
}

static void put_unexamined(struct json *j, const struct casefile *c)
{
	open(j, "unexamined", '[');
	for (size_t i = 0; i < c->unexamined_count; i++) {
		const struct casefile_unexamined *u = &c->unexamined[i];

		open(j, NULL, '{');
		put_str(j, "asset", u->asset);
		put_str(j, u->is_check ? "check" : "collector", u->what);
		put_str(j, "reason", u->reason);
		put_number(j, "count", u->count);
		shut(j, '}');
		out_step(&j->out);
	}
	shut(j, ']');
}

static void put_unknown(struct json *j, const struct casefile *c)
{
	open(j, "unknown", '[');
	for (size_t i = 0; i < c->unknown_count; i++) {
		const struct casefile_unexamined *u = &c->unknown[i];

		open(j, NULL, '{');
		put_str(j, "asset", u->asset);
		put_str(j, "check", u->what);
		put_str(j, "reason", u->reason);
		shut(j, '}');
		out_step(&j->out);
	}
	shut(j, ']');
}

static void put_sent(struct json *j, const struct casefile *c)
{
	open(j, "sent", '[');
	for (size_t i = 0; i < c->sent_count; i++) {
		const struct casefile_sent *s = &c->sent[i];

		open(j, NULL, '{');
		put_str(j, "asset", s->asset);
		put_str(j, "what", s->what);
		put_str(j, "answer", s->answer);
		put_number(j, "times", s->times);
		put_number(j, "bytes", s->bytes);
		put_time(j, "first", s->first / 1000);
		put_time(j, "last", s->last / 1000);
		shut(j, '}');
		out_step(&j->out);
	}
	shut(j, ']');
}

int report_json(const struct casefile *c, out_write_fn *write, void *ctx, err *e)
{
	struct json j = {0};

	out_init(&j.out, write, ctx, e);
	open(&j, NULL, '{');
	put_head(&j, c);
	put_coverage(&j, c);
	open(&j, "problems", '[');
	for (size_t i = 0; i < c->problem_count; i++) {
		put_problem(&j, &c->problems[i]);
		out_step(&j.out);
	}
	shut(&j, ']');
	put_unexamined(&j, c);
	put_unknown(&j, c);
	put_sent(&j, c);
	open(&j, "left_out", '{');
	put_number(&j, "problems", c->problems_left_out);
	put_number(&j, "unexamined", c->unexamined_left_out);
	put_number(&j, "unknown", c->unknown_left_out);
	put_number(&j, "sent", c->sent_left_out);
	shut(&j, '}');
	shut(&j, '}');
	buf_put_byte(&j.out.b, '\n');
	return out_end(&j.out);
}
