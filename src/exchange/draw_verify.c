#include "exchange/draw_verify.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "exchange/draw_verify_priv.h"

/* Steps of work that a record may cost: some seconds. */
#define WORK_MOST 1000000000u

/* What a record's units and their officers' lists take beside its JSON. */
#define WORKING ((size_t)512 << 20)

bool verify_differs(struct verify *v, const char *fmt, ...)
{
	va_list ap;

	if (v->why->n)
		return false;
	va_start(ap, fmt);
	buf_vprintf(v->why, fmt, ap);
	va_end(ap);
	return false;
}

bool verify_work(struct verify *v, uint64_t n)
{
	v->work += n;
	if (v->work <= WORK_MOST)
		return true;
	v->limit = true;
	return verify_differs(v, _("this record would take too long to verify"));
}

digest verify_ticket(const struct verify *v, str purpose, str text)
{
	uint8_t bytes[64 + 160] = {0};

	memcpy(bytes, v->out->seed.b, 32);
	bytes_copy(bytes + 32, 32, purpose);
	bytes_copy(bytes + 64, 160, text);
	return digest_sm3((str){bytes, 64 + text.n});
}

static int unit_is(const void *key, const void *unit)
{
	return str_cmp(*(const str *)key, ((const struct verify_unit *)unit)->id);
}

static uint32_t verify_find_unit(const struct verify *v, str id)
{
	const struct verify_unit *u = v->unit_count ? bsearch(&id, v->units, v->unit_count, sizeof(*u), unit_is) : NULL;

	return u ? (uint32_t)(u - v->units) : VERIFY_NONE;
}

static int officer_is(const void *key, const void *officer)
{
	return str_cmp(*(const str *)key, ((const struct verify_officer *)officer)->id);
}

uint32_t verify_find_officer(const struct verify *v, str id)
{
	const struct verify_officer *o =
		v->officer_count ? bsearch(&id, v->officers, v->officer_count, sizeof(*o), officer_is) : NULL;

	return o ? (uint32_t)(o - v->officers) : VERIFY_NONE;
}

/* --- seal, digests, seed -------------------------------------------------------------------------------------------------- */

/* Last: what the draw is made of shows itself by what follows from it, the rest only here. SM3 of the record's bytes without the member `seal` (and the comma before it). */
static bool check_seal(struct verify *v, str record)
{
	const struct json *seal = json_get(v->root, "seal");
	AUTO(buf_release) buf b = {0};
	digest got;

	if (!json_get_hex(v->root, "seal", v->out->seal.b, sizeof(v->out->seal.b)))
		return verify_differs(v, _("'%s' is no digest"), "seal");
	size_t at = (size_t)(seal->raw.p - record.p), cut = sizeof(",\"seal\":") - 1;

	buf_init(&b, record.n + 1);
	buf_put(&b, str_sub(record, 0, at - cut));
	buf_put(&b, str_from(record, at + seal->raw.n));
	got = digest_sm3(buf_str(&b));
	return memcmp(got.b, v->out->seal.b, sizeof(got.b)) == 0 ||
	       verify_differs(v, _("only the seal is another: a person, a reason or a time was changed"));
}

static digest leaf_of(const struct json *o)
{
	AUTO(buf_release) buf b = {0};

	buf_init(&b, o->raw.n + 1);
	buf_put_byte(&b, 0);
	buf_put(&b, o->raw);
	return digest_sm3(buf_str(&b));
}

/* RFC 6962 section 2.1 in one walk: a stack of the roots of full trees, as many as the count of leaves has bits set. */
struct tree {
	digest stack[64];
	size_t depth;
	uint64_t n;
};

static void join(struct tree *t)
{
	uint8_t bytes[65] = {1};

	memcpy(bytes + 1, t->stack[t->depth - 2].b, 32);
	memcpy(bytes + 33, t->stack[t->depth - 1].b, 32);
	t->stack[t->depth - 2] = digest_sm3((str){bytes, sizeof(bytes)});
	t->depth--;
}

static void tree_add(struct tree *t, const struct json *list)
{
	for (const struct json *i = list->first; i; i = i->next) {
		t->stack[t->depth++] = leaf_of(i);
		t->n++;
		for (uint64_t n = t->n; n % 2 == 0; n /= 2)
			join(t);
	}
}

static digest tree_root(struct tree *t)
{
	if (t->n == 0)
		return digest_sm3((str){0});
	while (t->depth > 1)
		join(t);
	return t->stack[0];
}

static bool same(struct verify *v, const char *name, const digest *want, digest *ret)
{
	if (!json_get_hex(json_get(v->root, "digests"), name, ret->b, sizeof(ret->b)))
		return verify_differs(v, _("'%s' is no digest"), name);
	return memcmp(want->b, ret->b, sizeof(want->b)) == 0 ||
	       verify_differs(v, _("the digest '%s' is not that of what stands in the record"), name);
}

static bool check_digests(struct verify *v)
{
	struct tree pool = {0}, officers = {0};
	digest rule = digest_sm3(json_get(v->root, "rule")->raw), d;

	if (!verify_members(v, json_get(v->root, "digests"), "officers pool rule seed", "digests"))
		return false;
	tree_add(&pool, json_get_list(v->root, "pool"));
	tree_add(&officers, json_get_list(v->root, "officers"));
	tree_add(&officers, json_get_list(v->root, "recusals"));
	if (!same(v, "rule", &rule, &v->out->rule))
		return false;
	d = tree_root(&pool);
	if (!same(v, "pool", &d, &v->out->pool))
		return false;
	d = tree_root(&officers);
	return same(v, "officers", &d, &v->out->officers);
}

static bool check_commit(struct verify *v, const struct json *o, unsigned i, uint8_t random[32])
{
	uint8_t both[48];
	str role = {0};
	digest got;

	if (!verify_members(v, o, "commit person random role salt", "commit"))
		return false;
	if (!json_get_text(o, "person", &v->out->persons[i]) || !verify_is_id(v->out->persons[i]) ||
	    !json_get_text(o, "role", &role) ||
	    !json_get_hex(o, "commit", v->out->commits[i].b, sizeof(v->out->commits[i].b)) ||
	    !json_get_hex(o, "random", both, 32) || !json_get_hex(o, "salt", both + 32, 16))
		return verify_differs(v, _("a commitment is not in form"));
	if (!str_eq(role, i ? STR("draw-supervisor") : STR("draw-operator")))
		return verify_differs(v, _("the commitments are not those of operator and supervisor"));
	got = digest_sm3((str){both, sizeof(both)});
	memcpy(random, both, 32);
	return memcmp(got.b, v->out->commits[i].b, sizeof(got.b)) == 0 ||
	       verify_differs(v, _("what %.*s revealed is not what was committed to"), STR_ARG(v->out->persons[i]));
}

static bool check_beacon(struct verify *v, digest *ret)
{
	const struct json *b = json_get(v->root, "beacon"), *typed, *rule = json_get(v->root, "rule");
	AUTO(buf_release) buf text = {0};
	str used = {0}, fallback = {0};

	if (!verify_members(v, b, "typed used value", "beacon"))
		return false;
	typed = json_get_list(b, "typed");
	if (!typed || typed->count != 2 || typed->first->kind != JSON_STRING ||
	    typed->first->next->kind != JSON_STRING || !verify_is_id(typed->first->text) ||
	    !verify_is_id(typed->first->next->text) || str_eq(typed->first->text, typed->first->next->text))
		return verify_differs(v, _("the public value was not typed by two persons"));
	if (!json_get_text(b, "used", &used) || !json_get_text(b, "value", &v->beacon) || v->beacon.n == 0 ||
	    v->beacon.n > 400 || !(str_eq(used, STR("source")) || str_eq(used, STR("fallback"))))
		return verify_differs(v, _("the public value is not in form"));
	if (str_eq(used, STR("fallback")) &&
	    (!json_get_text(json_get(rule, "beacon"), "fallback", &fallback) || fallback.n == 0))
		return verify_differs(v, _("the rule names no second source of the public value"));
	buf_init(&text, 1u << 10);
	buf_put(&text, used);
	buf_put_byte(&text, '\n');
	buf_put(&text, v->beacon);
	*ret = digest_sm3(buf_str(&text));
	return true;
}

static bool check_seed(struct verify *v)
{
	const struct json *commits = json_get_list(v->root, "commits");
	AUTO(buf_release) buf b = {0};
	uint8_t random[2][32];
	digest beacon, seed;

	if (!commits || commits->count != 2)
		return verify_differs(v, _("there are not two commitments"));
	if (!check_commit(v, commits->first, 0, random[0]) || !check_commit(v, commits->first->next, 1, random[1]))
		return false;
	if (str_eq(v->out->persons[0], v->out->persons[1]))
		return verify_differs(v, _("operator and supervisor are one person"));
	if (!check_beacon(v, &beacon))
		return false;
	buf_init(&b, 1u << 10);
	buf_put_c(&b, "yicha-draw-1 seed\n");
	buf_put(&b, digest_str(&v->out->rule));
	buf_put(&b, digest_str(&v->out->pool));
	buf_put(&b, digest_str(&v->out->officers));
	buf_put(&b, (str){random[0], 32});
	buf_put(&b, (str){random[1], 32});
	buf_put(&b, digest_str(&beacon));
	seed = digest_sm3(buf_str(&b));
	return same(v, "seed", &seed, &v->out->seed);
}

/* --- the whole ------------------------------------------------------------------------------------------------------------ */

static bool check_head(struct verify *v)
{
	const struct json *held = json_get(v->root, "held");
	str format = {0}, by = {0};
	int64_t at = 0;

	if (!verify_members(v, v->root,
			    "assigned beacon changes commits digests excluded format held officers pool recusals rule "
			    "sample seal strata",
			    "record"))
		return false;
	if (!json_get_text(v->root, "format", &format) || !str_eq(format, STR("yicha-draw-record-1")))
		return verify_differs(v, _("this is no record of a draw that is known here"));
	if (!verify_members(v, held, "at by", "held"))
		return false;
	if (!json_get_int(held, "at", &at) || at < 1 || at > 9007199254740991 || !json_get_text(held, "by", &by) ||
	    !verify_is_id(by) || !json_get_bool(v->root, "sample", &v->out->sample))
		return verify_differs(v, _("who held the draw, or when, is not in form"));
	return true;
}

/* RFC 8259 in the one form that base/json.h writes. */
static bool read_json(struct verify *v, str record)
{
	struct json_doc doc = {0};
	enum parse p = json_parse(record, JSON_CANONICAL, v->mem, &doc);

	if (p == PARSE_OK && arena_fits(v->mem, WORKING + 8 * record.n)) {
		v->root = doc.root;
		return true;
	}
	if (p == PARSE_OK) {
		v->limit = true;
		return verify_differs(v, _("this record would take too long to verify"));
	}
	v->limit = p == PARSE_LIMIT;
	return verify_differs(v, _("no canonical JSON: byte %zu: %s"), doc.at, doc.words ? _(doc.words) : "");
}

static void tell_unit(const struct verify *v, struct draw_verify_unit *unit)
{
	uint32_t n = verify_find_unit(v, unit->id);
	const struct verify_unit *u = n == VERIFY_NONE ? NULL : &v->units[n];

	if (!u)
		return;
	unit->found = true;
	unit->name = u->name;
	unit->why = u->why;
	if (u->stratum == VERIFY_NONE)
		return;
	const struct verify_stratum *s = &v->strata[u->stratum];

	unit->stratum = s->n;
	unit->quota = s->quota;
	memcpy(unit->ticket, u->ticket, sizeof(unit->ticket));
	if (s->quota)
		memcpy(unit->highest, s->tickets[s->quota - 1], sizeof(unit->highest));
	for (uint64_t i = 0; i < s->want; i++) {
		if (s->picks[i] == n)
			unit->place = i + 1;
	}
	bool counted = unit->place == 0 && !v->rfc3797;

	for (size_t i = 0; counted && i < v->unit_count; i++) {
		int by = v->units[i].stratum == u->stratum ? memcmp(v->units[i].ticket, u->ticket, 32) : 1;

		unit->place += by < 0 || (by == 0 && i <= n);
	}
}

enum draw_verify draw_verify(str record, arena *mem, struct draw_verified *ret, struct draw_verify_unit *unit, buf *why)
{
	struct verify v = {.mem = mem, .why = why, .out = ret};

	*ret = (struct draw_verified){0};
	buf_reset(why);
	if (record.n > DRAW_VERIFY_MOST) {
		v.limit = true;
		verify_differs(&v, _("the record is longer than %zu bytes"), DRAW_VERIFY_MOST);
		return DRAW_VERIFY_LIMIT;
	}
	bool good = read_json(&v, record) && check_head(&v) && verify_read(&v) && check_digests(&v) && check_seed(&v) &&
		    verify_units(&v) && verify_officers(&v) && verify_changes(&v) && check_seal(&v, record);

	if (good && unit && unit->id.n)
		tell_unit(&v, unit);
	if (good)
		return DRAW_VERIFY_GOOD;
	return v.limit ? DRAW_VERIFY_LIMIT : DRAW_VERIFY_DIFFERS;
}
