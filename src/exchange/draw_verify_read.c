/* draw_verify_read: the record's rule, pool and officers, in their form and order; part of draw_verify.h. */
#include <string.h>

#include "base/i18n.h"
#include "exchange/draw_verify_priv.h"

#define TEXT_MOST 400
#define UNITS_MOST 1000000
#define OFFICERS_MOST 2000
#define QUOTAS_MOST 256
/* What ECMAScript's numbers hold exactly: the other verifier reads with them. */
#define WHOLE_MOST 9007199254740991

const char *const verify_attrs[VERIFY_ATTRS] = {"credit", "region", "risk", "type"};

bool verify_is_id(str id)
{
	for (size_t i = 0; i < id.n; i++) {
		if (!byte_is_alnum(id.p[i]) && id.p[i] != '.' && id.p[i] != '_' && id.p[i] != '-')
			return false;
	}
	return id.n > 0 && id.n <= 64;
}

bool verify_members(struct verify *v, const struct json *o, const char *names, const char *what)
{
	str rest = str_c(names);
	const struct json *m = o && o->kind == JSON_OBJECT ? o->first : NULL;

	if (!o || o->kind != JSON_OBJECT)
		return verify_differs(v, _("%s is no object"), what);
	for (; rest.n; m = m->next) {
		str name = str_cut(&rest, ' ').head;

		if (!m || !str_eq(m->name, name))
			return verify_differs(v, _("%s: member '%.*s' is missing, or another stands before it"), what,
					      STR_ARG(name));
	}
	return !m || verify_differs(v, _("%s has a member that does not belong there"), what);
}

/* Texts and numbers of an object that has its members already. */
static bool text(struct verify *v, const struct json *o, const char *name, str *ret)
{
	if (!json_get_text(o, name, ret))
		return verify_differs(v, _("'%s' is no text"), name);
	return ret->n <= TEXT_MOST || verify_differs(v, _("'%s' is too long"), name);
}

static bool id(struct verify *v, const struct json *o, const char *name, str *ret)
{
	if (!json_get_text(o, name, ret) || !verify_is_id(*ret))
		return verify_differs(v, _("'%s' is no id"), name);
	return true;
}

static bool whole(struct verify *v, const struct json *o, const char *name, int64_t least, int64_t *ret)
{
	if (!json_get_int(o, name, ret) || *ret < least || *ret > WHOLE_MOST)
		return verify_differs(v, _("'%s' is no number as it should be"), name);
	return true;
}

static bool list(struct verify *v, const struct json *o, const char *name, size_t most, const struct json **ret)
{
	*ret = json_get_list(o, name);
	if (!*ret)
		return verify_differs(v, _("'%s' is no list"), name);
	return (*ret)->count <= most || verify_differs(v, _("'%s' is too long"), name);
}

/* --- rule ----------------------------------------------------------------------------------------------------------------- */

static bool read_where(struct verify *v, const struct json *where, struct verify_quota *q)
{
	size_t at = 0;

	if (!where || where->kind != JSON_OBJECT)
		return verify_differs(v, _("%s is no object"), "where");
	for (const struct json *m = where->first; m; m = m->next, at++) {
		while (at < VERIFY_ATTRS && !str_eq(m->name, str_c(verify_attrs[at])))
			at++;
		if (at == VERIFY_ATTRS || !v->in_strata[at] || m->kind != JSON_STRING || m->text.n == 0)
			return verify_differs(v, _("a quota asks for what the strata do not divide by"));
		q->where[at] = m->text;
	}
	return true;
}

static bool read_quota(struct verify *v, const struct json *o, struct verify_quota *q)
{
	const struct json *rate = json_get_list(o, "rate");
	int64_t n = 0;

	if (rate) {
		if (!verify_members(v, o, "rate where", "quota"))
			return false;
		const struct json *num = rate->first, *den = num ? num->next : NULL;

		if (rate->count != 2 || num->kind != JSON_INT || den->kind != JSON_INT || num->whole < 1 ||
		    num->whole > den->whole || den->whole > 1000000)
			return verify_differs(v, _("a quota's rate is none"));
		q->num = (uint64_t)num->whole;
		q->den = (uint64_t)den->whole;
	} else {
		if (!verify_members(v, o, "count where", "quota") || !whole(v, o, "count", 1, &n))
			return false;
		if (n > UINT32_MAX)
			return verify_differs(v, _("'%s' is no number as it should be"), "count");
		q->count = (uint64_t)n;
	}
	return read_where(v, json_get(o, "where"), q);
}

static bool read_strata(struct verify *v, const struct json *rule)
{
	const struct json *l = NULL;
	size_t at = 0;

	if (!list(v, rule, "strata", VERIFY_ATTRS, &l))
		return false;
	for (const struct json *i = l->first; i; i = i->next, at++) {
		while (at < VERIFY_ATTRS && !(i->kind == JSON_STRING && str_eq(i->text, str_c(verify_attrs[at]))))
			at++;
		if (at == VERIFY_ATTRS)
			return verify_differs(v, _("the strata are no known attributes in order"));
		v->in_strata[at] = true;
	}
	return true;
}

static bool read_excludes(struct verify *v, const struct json *rule)
{
	str before = {0}, now = {0}, reason = {0};

	if (!list(v, rule, "exclude", UNITS_MOST, &v->excludes))
		return false;
	for (const struct json *i = v->excludes->first; i; i = i->next) {
		if (!verify_members(v, i, "id reason", "exclude") || !id(v, i, "id", &now) ||
		    !text(v, i, "reason", &reason))
			return false;
		if (before.n && str_cmp(before, now) >= 0)
			return verify_differs(v, _("%.*s stands out of order, or twice"), STR_ARG(now));
		before = now;
	}
	return true;
}

static bool read_method(struct verify *v, const struct json *rule)
{
	if (!text(v, rule, "method", &v->out->method))
		return false;
	v->rfc3797 = str_eq(v->out->method, STR("rfc3797"));
	if (!v->rfc3797 && !str_eq(v->out->method, STR("yicha-draw-1")))
		return verify_differs(v, _("the method is none that is known here"));
	if (v->rfc3797 && (json_get_list(rule, "strata")->count || v->quota_count != 1))
		return verify_differs(v, _("RFC 3797 knows one pool: no strata, one quota"));
	return true;
}

static bool read_officer_rule(struct verify *v, const struct json *o)
{
	int64_t each = 0, load = 0;

	if (!verify_members(v, o, "each load", "officers") || !whole(v, o, "each", 0, &each) ||
	    !whole(v, o, "load", 0, &load))
		return false;
	if ((each != 0 && each != 2) || load > 100000 || (each ? load == 0 : load != 0))
		return verify_differs(v, _("the rule on officers is none"));
	v->each = (uint64_t)each;
	v->load = (uint64_t)load;
	return true;
}

static bool read_rule(struct verify *v)
{
	const struct json *rule = json_get(v->root, "rule"), *quotas = NULL;
	const struct json *beacon = json_get(rule, "beacon");
	str source = {0}, fallback = {0};
	int64_t reserve = 0, at = 0;

	if (!verify_members(v, rule, "beacon campaign day exclude method number officers quotas reserve rest strata",
			    "rule") ||
	    !verify_members(v, beacon, "at fallback source", "rule.beacon") || !whole(v, beacon, "at", 1, &at) ||
	    !text(v, beacon, "fallback", &fallback) || !text(v, beacon, "source", &source) ||
	    !text(v, rule, "campaign", &v->out->campaign) || !text(v, rule, "number", &v->out->number) ||
	    !whole(v, rule, "day", 0, &v->day) || !whole(v, rule, "rest", 0, &v->rest) ||
	    !whole(v, rule, "reserve", 0, &reserve) || !read_strata(v, rule) || !read_excludes(v, rule) ||
	    !read_officer_rule(v, json_get(rule, "officers")) || !list(v, rule, "quotas", QUOTAS_MOST, &quotas))
		return false;
	if (source.n == 0 || quotas->count == 0 || reserve > UNITS_MOST)
		return verify_differs(v, _("the rule lacks a quota or a public value"));
	v->reserve = (uint64_t)reserve;
	v->quotas = arena_new(v->mem, struct verify_quota, quotas->count);
	for (const struct json *i = quotas->first; i; i = i->next) {
		if (!read_quota(v, i, &v->quotas[v->quota_count++]))
			return false;
	}
	return read_method(v, rule);
}

/* --- pool ----------------------------------------------------------------------------------------------------------------- */

static bool read_past(struct verify *v, const struct json *o, struct verify_unit *u)
{
	const struct json *l = NULL;

	if (!list(v, o, "past", 2, &l))
		return false;
	for (const struct json *i = l->first; i; i = i->next) {
		const struct json *a = i->kind == JSON_LIST && i->count == 2 ? i->first : NULL;

		if (!a || a->kind != JSON_STRING || a->next->kind != JSON_STRING || !verify_is_id(a->text) ||
		    !verify_is_id(a->next->text) || str_eq(a->text, a->next->text))
			return verify_differs(v, _("%.*s: 'past' is no list of pairs"), STR_ARG(u->id));
		u->past[u->past_count][0] = a->text;
		u->past[u->past_count++][1] = a->next->text;
	}
	return true;
}

static bool read_unit(struct verify *v, const struct json *o, struct verify_unit *u)
{
	if (!verify_members(v, o, "cap checked credit excluded id last name past region risk type", "unit") ||
	    !id(v, o, "id", &u->id) || !text(v, o, "name", &u->name) || !text(v, o, "excluded", &u->excluded) ||
	    !whole(v, o, "cap", -1, &u->cap) || !whole(v, o, "checked", 0, &u->checked) ||
	    !whole(v, o, "last", 0, &u->last) || !read_past(v, o, u))
		return false;
	for (unsigned k = 0; k < VERIFY_ATTRS; k++) {
		if (!text(v, o, verify_attrs[k], &u->attr[k]))
			return false;
	}
	return true;
}

static bool read_pool(struct verify *v)
{
	const struct json *l = NULL;

	if (!list(v, v->root, "pool", UNITS_MOST, &l))
		return false;
	v->units = arena_new(v->mem, struct verify_unit, l->count);
	for (const struct json *i = l->first; i; i = i->next) {
		struct verify_unit *u = &v->units[v->unit_count];

		if (!read_unit(v, i, u))
			return false;
		if (v->unit_count && str_cmp(u[-1].id, u->id) >= 0)
			return verify_differs(v, _("%.*s stands out of order, or twice"), STR_ARG(u->id));
		v->unit_count++;
	}
	v->out->units = v->unit_count;
	return true;
}

static bool read_officers(struct verify *v)
{
	const struct json *l = NULL;
	str department = {0};

	if (!list(v, v->root, "officers", OFFICERS_MOST, &l))
		return false;
	v->officers = arena_new(v->mem, struct verify_officer, l->count);
	for (const struct json *i = l->first; i; i = i->next) {
		struct verify_officer *o = &v->officers[v->officer_count];

		if (!verify_members(v, i, "cert_until department id", "officer") || !id(v, i, "id", &o->id) ||
		    !text(v, i, "department", &department) || !whole(v, i, "cert_until", 0, &o->until))
			return false;
		if (v->officer_count && str_cmp(o[-1].id, o->id) >= 0)
			return verify_differs(v, _("%.*s stands out of order, or twice"), STR_ARG(o->id));
		v->officer_count++;
	}
	return true;
}

static bool read_recusals(struct verify *v)
{
	const struct json *l = NULL;

	if (!list(v, v->root, "recusals", UNITS_MOST, &l))
		return false;
	v->recusals = arena_new(v->mem, struct verify_recusal, l->count);
	for (const struct json *i = l->first; i; i = i->next) {
		struct verify_recusal *r = &v->recusals[v->recusal_count];

		if (!verify_members(v, i, "officer unit", "recusal") || !id(v, i, "officer", &r->officer) ||
		    !id(v, i, "unit", &r->unit))
			return false;
		if (v->recusal_count) {
			int by = str_cmp(r[-1].officer, r->officer);

			if (by > 0 || (by == 0 && str_cmp(r[-1].unit, r->unit) >= 0))
				return verify_differs(v, _("%.*s stands out of order, or twice"), STR_ARG(r->officer));
		}
		v->recusal_count++;
	}
	return true;
}

bool verify_read(struct verify *v)
{
	return read_rule(v) && read_pool(v) && read_officers(v) && read_recusals(v);
}
