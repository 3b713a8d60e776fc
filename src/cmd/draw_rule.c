#include "cmd/draw_rule.h"

#include "base/date.h"
#include "base/i18n.h"
#include "catalogue/yaml.h"

static const char *value(const struct desk *d, const char *name, const char *missing)
{
	const char *v = args_value(d->args, name);

	return v ? v : missing;
}

static int whole(const struct desk *d, const char *name, const char *missing, uint64_t *ret, err *e)
{
	const char *v = value(d, name, missing);

	if (!str_to_u64(str_c(v), 1000000, ret))
		return err_set(e, E_USAGE, _("--%s: %s is no number"), name, v);
	return 0;
}

/* "5", "3/10", "30%", "2.5%". */
static bool read_share(str s, struct draw_quota *q)
{
	uint64_t n = 0, parts = 0, scale = 100;

	if (str_to_u64(s, UINT32_MAX, &q->count))
		return true;
	if (str_ends(s, STR("%"))) {
		s.n--;
		struct str_cut c = str_cut(&s, '.');

		if (!str_to_u64(c.head, 100, &n) || (c.ok && (s.n == 0 || s.n > 4 || !str_to_u64(s, 9999, &parts))))
			return false;
		for (size_t i = 0; i < s.n; i++) {
			scale *= 10;
			n *= 10;
		}
		q->num = n + parts;
		q->den = scale;
		return true;
	}
	struct str_cut c = str_cut(&s, '/');

	return c.ok && str_to_u64(c.head, 1000000, &q->num) && str_to_u64(s, 1000000, &q->den);
}

/* "risk=high,credit=D:30%", or "5%" for all that no quota before it took. */
static int read_quota(const char *text, struct draw_quota *q, err *e)
{
	str s = str_c(text), where = {0};

	if (str_find_byte(s, ':') < s.n)
		where = str_cut(&s, ':').head;
	while (where.n) {
		struct str_cut part = str_cut(&where, ',');
		struct str_cut name = str_cut(&part.head, '=');
		enum draw_attr a;

		if (!name.ok || part.head.n == 0 || !draw_attr_parse(name.head, &a))
			return err_set(e, E_USAGE, _("--quota: '%.*s' is not like risk=high"), STR_ARG(name.head));
		q->where[a] = part.head;
	}
	if (!read_share(s, q))
		return err_set(e, E_USAGE, _("--quota: '%.*s' is no number of units and no rate like 30%% or 3/10"),
			       STR_ARG(s));
	return 0;
}

static int read_strata(const char *text, unsigned *ret, err *e)
{
	str s = str_c(text);

	*ret = 0;
	while (s.n) {
		str name = str_cut(&s, ',').head;
		enum draw_attr a;

		if (!draw_attr_parse(name, &a))
			return err_set(e, E_USAGE, _("--strata: '%.*s' is none of credit, region, risk, type"),
				       STR_ARG(name));
		*ret |= 1u << a;
	}
	return 0;
}

/* --exclude ID=REASON */
static int read_excludes(struct desk *d, struct draw_rule *r, err *e)
{
	size_t n = args_times(d->args, "exclude");

	r->excludes = arena_new(&d->mem, struct draw_exclude, n);
	for (; r->exclude_count < n; r->exclude_count++) {
		str s = str_c(args_value_at(d->args, "exclude", r->exclude_count));
		struct str_cut id = str_cut(&s, '=');

		if (!id.ok || s.n == 0)
			return err_set(e, E_USAGE, _("--exclude: a unit is left out for a reason: ID=REASON"));
		r->excludes[r->exclude_count] = (struct draw_exclude){id.head, s};
	}
	return 0;
}

static int read_method(const struct desk *d, enum draw_method *ret, err *e)
{
	const char *name = value(d, "method", draw_method_name(DRAW_TICKETS));

	for (unsigned m = 0; m < DRAW_METHOD_COUNT; m++) {
		if (str_eq(str_c(name), str_c(draw_method_name((enum draw_method)m)))) {
			*ret = (enum draw_method)m;
			return 0;
		}
	}
	return err_set(e, E_USAGE, _("--method: %s is none of yicha-draw-1, rfc3797"), name);
}

int draw_rule_read(struct desk *d, struct draw_rule *ret, err *e)
{
	struct draw_rule r = {.officers = !args_flag(d->args, "no-officers")};
	const char *at = args_value(d->args, "beacon-at"), *day = args_value(d->args, "day");
	uint64_t rest = 0;

	r.campaign = str_c(value(d, "campaign", ""));
	r.beacon_source = str_c(value(d, "beacon", ""));
	r.beacon_fallback = str_c(value(d, "fallback", ""));
	if (!r.campaign.n || !r.beacon_source.n || !at || !args_times(d->args, "quota"))
		return err_set(e, E_USAGE, _("a plan needs --campaign, --quota, --beacon and --beacon-at"));
	if (!desk_time(str_c(at), &r.beacon_at))
		return err_set(e, E_USAGE, _("--beacon-at: %s is no time like 2026-11-22T09:30"), at);
	r.day = (r.beacon_at + DATE_CHINA_MINUTES * 60) / 86400;
	if (day && !yaml_date_parse(str_c(day), &r.day))
		return err_set(e, E_USAGE, _("--day: %s is no date"), day);
	TRY(read_method(d, &r.method, e));
	TRY(read_strata(value(d, "strata", ""), &r.strata, e));
	TRY(whole(d, "reserve", "0", &r.reserve, e));
	TRY(whole(d, "load", "5", &r.load, e));
	TRY(whole(d, "rest", "0", &rest, e));
	r.rest = (int64_t)rest;
	r.load = r.officers ? r.load : 0;
	r.quota_count = args_times(d->args, "quota");
	r.quotas = arena_new(&d->mem, struct draw_quota, r.quota_count);
	for (size_t i = 0; i < r.quota_count; i++)
		TRY(read_quota(args_value_at(d->args, "quota", i), &r.quotas[i], e));
	TRY(read_excludes(d, &r, e));
	*ret = r;
	return 0;
}
