/* draw_verify_units: who is in the draw, how many each stratum gives, whose tickets are the lowest; part of draw_verify.h. */
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/must.h"
#include "exchange/draw_verify_priv.h"

#define STRATA_MOST 4096

/* --- exclusions ----------------------------------------------------------------------------------------------------------- */

/* Both lists are sorted: one walk. */
static void find_why(struct verify *v)
{
	const struct json *x = v->excludes->first;

	for (size_t i = 0; i < v->unit_count; i++) {
		struct verify_unit *u = &v->units[i];
		str id = {0};

		while (x && json_get_text(x, "id", &id) && str_cmp(id, u->id) < 0)
			x = x->next;
		if (u->excluded.n || (x && json_get_text(x, "id", &id) && str_eq(id, u->id)))
			u->why = STR("listed");
		else if (u->cap >= 0 && u->checked >= u->cap)
			u->why = STR("cap");
		else if (v->rest > 0 && u->last > 0 && v->day - u->last < v->rest)
			u->why = STR("rest");
	}
}

static bool check_excluded(struct verify *v)
{
	const struct json *l = json_get_list(v->root, "excluded");

	if (!l)
		return verify_differs(v, _("'%s' is no list"), "excluded");
	const struct json *x = l->first;

	for (size_t i = 0; i < v->unit_count; i++) {
		const struct verify_unit *u = &v->units[i];
		str id = {0}, why = {0};

		if (u->why.n == 0)
			continue;
		if (x && !verify_members(v, x, "id why", "excluded"))
			return false;
		if (!x || !json_get_text(x, "id", &id) || !str_eq(id, u->id) || !json_get_text(x, "why", &why) ||
		    !str_eq(why, u->why))
			return verify_differs(v, _("%.*s has to stand in the list of those left out"), STR_ARG(u->id));
		x = x->next;
		v->out->excluded++;
	}
	return !x || verify_differs(v, _("the list of those left out holds one who is not"));
}

/* --- strata --------------------------------------------------------------------------------------------------------------- */

/* For qsort_r: the verifier, and what to compare. */
static int by_key(const struct verify *v, const str *a, const str *b)
{
	int by = 0;

	for (unsigned k = 0; k < VERIFY_ATTRS && by == 0; k++)
		by = v->in_strata[k] ? str_cmp(a[k], b[k]) : 0;
	return by;
}

static int by_stratum(const void *a, const void *b, void *ctx)
{
	const struct verify *v = ctx;

	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int by = by_key(v, v->units[x].attr, v->units[y].attr);

	return by ? by : (x > y) - (x < y);
}

static uint32_t quota_of(const struct verify *v, const str *key)
{
	for (uint32_t q = 0; q < v->quota_count; q++) {
		bool fits = true;

		for (unsigned k = 0; k < VERIFY_ATTRS; k++)
			fits = fits && (v->quotas[q].where[k].n == 0 || str_eq(v->quotas[q].where[k], key[k]));
		if (fits)
			return q;
	}
	return VERIFY_NONE;
}

/* `order`: the units in the draw by stratum; each stratum's part begins at picks. */
static bool divide(struct verify *v, uint32_t *order)
{
	size_t n = 0;

	v->strata = arena_new(v->mem, struct verify_stratum, STRATA_MOST);
	for (uint32_t i = 0; i < v->unit_count; i++) {
		v->units[i].stratum = VERIFY_NONE;
		if (v->units[i].why.n == 0)
			order[n++] = i;
	}
	if (n)
		qsort_r(order, n, sizeof(*order), by_stratum, v);
	for (size_t i = 0; i < n; i++) {
		struct verify_unit *u = &v->units[order[i]];

		if (i == 0 || by_key(v, v->units[order[i - 1]].attr, u->attr) != 0) {
			if (v->stratum_count == STRATA_MOST)
				return verify_differs(v, _("there are too many strata"));
			v->strata[v->stratum_count++] =
				(struct verify_stratum){.key = u->attr, .picks = order + i, .by = quota_of(v, u->attr)};
		}
		u->stratum = (uint32_t)(v->stratum_count - 1);
		v->strata[u->stratum].n++;
	}
	v->out->strata = v->stratum_count;
	return true;
}

/* The largest remainder, said another way than the draw does it: one place after the other to whoever has the most left. */
static bool share_out(struct verify *v, uint32_t q)
{
	const struct verify_quota *quota = &v->quotas[q];
	uint64_t n = 0, total, left;

	for (size_t i = 0; i < v->stratum_count; i++)
		n += v->strata[i].by == q ? v->strata[i].n : 0;
	if (n == 0)
		return true;
	/* n and num are below 2^20, count below 2^32: nothing overflows. */
	total = quota->den ? (n * quota->num + quota->den - 1) / quota->den : quota->count;
	left = total = total < n ? total : n;
	for (size_t i = 0; i < v->stratum_count; i++) {
		struct verify_stratum *s = &v->strata[i];

		if (s->by == q) {
			s->quota = s->n * total / n;
			left -= s->quota;
		}
	}
	for (; left; left--) {
		struct verify_stratum *best = NULL;

		if (!verify_work(v, v->stratum_count))
			return false;
		for (size_t i = 0; i < v->stratum_count; i++) {
			struct verify_stratum *s = &v->strata[i];
			/* Whoever has had a place from what was left has a remainder no more. */
			bool waits = s->by == q && s->quota == s->n * total / n;

			if (waits && (!best || s->n * total % n > best->n * total % n))
				best = s;
		}
		must(best);
		best->quota++;
	}
	return true;
}

static bool find_quotas(struct verify *v)
{
	for (uint32_t q = 0; q < v->quota_count; q++) {
		if (!share_out(v, q))
			return false;
	}
	for (size_t i = 0; i < v->stratum_count; i++) {
		struct verify_stratum *s = &v->strata[i];
		uint64_t left = s->n - s->quota;

		s->want = s->quota ? s->quota + (v->reserve < left ? v->reserve : left) : 0;
		v->out->drawn += s->quota;
	}
	return true;
}

/* --- tickets -------------------------------------------------------------------------------------------------------------- */

static int by_ticket(const void *a, const void *b, void *ctx)
{
	const struct verify *v = ctx;
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	int by = memcmp(v->units[x].ticket, v->units[y].ticket, 32);

	/* Units are sorted by id: so are their numbers. */
	return by ? by : (x > y) - (x < y);
}

static void sort_tickets(struct verify *v)
{
	for (size_t i = 0; i < v->unit_count; i++) {
		struct verify_unit *u = &v->units[i];

		if (u->stratum == VERIFY_NONE)
			continue;
		digest d = verify_ticket(v, STR("yicha-draw-1 unit"), u->id);

		memcpy(u->ticket, d.b, sizeof(d.b));
	}
	for (size_t i = 0; i < v->stratum_count; i++) {
		struct verify_stratum *s = &v->strata[i];

		qsort_r(s->picks, s->n, sizeof(*s->picks), by_ticket, v);
		s->tickets = (uint8_t(*)[32])arena_take(v->mem, 32, s->want);
		for (uint64_t k = 0; k < s->want; k++)
			memcpy(s->tickets[k], v->units[s->picks[k]].ticket, 32);
	}
}

/* RFC 3797 section 4: the numbers of one source in order, "." behind each, "/" behind the source. */
static bool put_source(struct verify *v, str source, buf *key)
{
	uint64_t numbers[256];
	size_t n = 0;

	while (source.n) {
		size_t digits = 0;
		uint64_t now = 0;

		while (digits < source.n && byte_is_digit(source.p[digits]))
			digits++;
		if (digits == 0 && source.p[0] != ' ' && source.p[0] != ',' && source.p[0] != '.')
			return verify_differs(v, _("RFC 3797: the public value is no list of whole numbers"));
		if (digits && (n == ARRAY_LEN(numbers) || !str_to_u64(str_sub(source, 0, digits), UINT64_MAX, &now)))
			return verify_differs(v, _("RFC 3797: the public value is no list of whole numbers"));
		source = str_from(source, digits ? digits : 1);
		if (digits == 0)
			continue;
		size_t at = n++;

		for (; at > 0 && numbers[at - 1] > now; at--)
			numbers[at] = numbers[at - 1];
		numbers[at] = now;
	}
	for (size_t i = 0; i < n; i++)
		buf_printf(key, "%llu.", (unsigned long long)numbers[i]);
	buf_put_byte(key, '/');
	return n > 0 || verify_differs(v, _("RFC 3797: the public value is no list of whole numbers"));
}

static bool put_key(struct verify *v, buf *key)
{
	str value = v->beacon;
	struct str_cut c;

	if (str_ends(value, STR("/")))
		value.n--;
	do {
		c = str_cut(&value, '/');
		if (!put_source(v, c.head, key))
			return false;
	} while (c.ok);
	return true;
}

/* The k-th, from 0, of the numbers that are not in the sorted list `gone`; it is put there. */
static uint32_t take(uint32_t *gone, size_t n, uint32_t k)
{
	size_t at = 0;

	for (; at < n && gone[at] <= k; at++)
		k++;
	memmove(gone + at + 1, gone + at, (n - at) * sizeof(*gone));
	gone[at] = k;
	return k;
}

static bool select_rfc3797(struct verify *v)
{
	struct verify_stratum *s = v->strata;
	AUTO(buf_release) buf key = {0};
	AUTO(buf_release) buf text = {0};

	buf_init(&key, 1u << 16);
	buf_init(&text, 1u << 17);
	if (!put_key(v, &key))
		return false;
	if (v->stratum_count == 0)
		return true;
	if (s->want > 65536)
		return verify_differs(v, _("RFC 3797 cannot select so many"));
	uint32_t *gone = arena_new(v->mem, uint32_t, s->want + 1), *picks = arena_new(v->mem, uint32_t, s->want);

	s->tickets = (uint8_t(*)[32])arena_take(v->mem, 32, s->want);
	for (uint32_t i = 0; i < s->want; i++) {
		uint64_t r = 0;

		buf_reset(&text);
		buf_put_be(&text, i, 2);
		buf_put(&text, buf_str(&key));
		buf_put_be(&text, i, 2);
		int done = EVP_Digest(text.p, text.n, s->tickets[i], NULL, EVP_md5(), NULL);

		must(done == 1);
		for (unsigned k = 0; k < 16; k++)
			r = (r * 256 + s->tickets[i][k]) % (s->n - i);
		if (!verify_work(v, i))
			return false;
		/* One stratum without a key: its units stand in the order of their ids. */
		picks[i] = s->picks[take(gone, i, (uint32_t)r)];
	}
	s->picks = picks;
	return true;
}

/* --- against the record --------------------------------------------------------------------------------------------------- */

static bool check_picks(struct verify *v, const struct json *list, const struct verify_stratum *s, uint64_t from,
			uint64_t n)
{
	const struct json *x = list ? list->first : NULL;
	size_t bytes = v->rfc3797 ? 16 : 32;

	if (!list || list->count != n)
		return verify_differs(v, _("a stratum of %llu units gives %llu, and the record has %llu"),
				      (unsigned long long)s->n, (unsigned long long)n,
				      (unsigned long long)(list ? list->count : 0));
	for (uint64_t i = from; i < from + n; i++, x = x->next) {
		const struct verify_unit *u = &v->units[s->picks[i]];
		uint8_t ticket[32];
		str id = {0};

		if (!verify_members(v, x, "id ticket", "drawn") || !json_get_text(x, "id", &id))
			return verify_differs(v, _("'%s' is no id"), "id");
		if (!str_eq(id, u->id))
			return verify_differs(
				v, _("place %llu of its stratum belongs to %.*s, and the record has another"),
				(unsigned long long)(i + 1), STR_ARG(u->id));
		if (!json_get_hex(x, "ticket", ticket, bytes) || memcmp(ticket, s->tickets[i], bytes) != 0)
			return verify_differs(v, _("the ticket of %.*s is another one"), STR_ARG(u->id));
	}
	return true;
}

static bool check_key(struct verify *v, const struct json *key, const struct verify_stratum *s)
{
	const struct json *m = key && key->kind == JSON_OBJECT ? key->first : NULL;

	for (unsigned k = 0; k < VERIFY_ATTRS; k++) {
		if (!v->in_strata[k])
			continue;
		if (!m || !str_eq(m->name, str_c(verify_attrs[k])) || m->kind != JSON_STRING ||
		    !str_eq(m->text, s->key[k]))
			return verify_differs(v, _("the strata are not those of the pool"));
		m = m->next;
	}
	return (key && key->kind == JSON_OBJECT && !m) || verify_differs(v, _("the strata are not those of the pool"));
}

static bool check_strata(struct verify *v)
{
	const struct json *l = json_get_list(v->root, "strata");
	const struct json *x = l ? l->first : NULL;

	if (!l || l->count != v->stratum_count)
		return verify_differs(v, _("the strata are not those of the pool"));
	for (size_t i = 0; i < v->stratum_count; i++, x = x->next) {
		const struct verify_stratum *s = &v->strata[i];
		int64_t quota = 0, units = 0;

		if (!verify_members(v, x, "drawn key quota reserve units", "stratum") ||
		    !check_key(v, json_get(x, "key"), s))
			return false;
		if (!json_get_int(x, "quota", &quota) || (uint64_t)quota != s->quota ||
		    !json_get_int(x, "units", &units) || (uint64_t)units != s->n)
			return verify_differs(
				v, _("a stratum has %llu units and a quota of %llu, and the record says otherwise"),
				(unsigned long long)s->n, (unsigned long long)s->quota);
		if (!check_picks(v, json_get_list(x, "drawn"), s, 0, s->quota) ||
		    !check_picks(v, json_get_list(x, "reserve"), s, s->quota, s->want - s->quota))
			return false;
	}
	return true;
}

bool verify_units(struct verify *v)
{
	uint32_t *order = arena_new(v->mem, uint32_t, v->unit_count);

	find_why(v);
	if (!check_excluded(v) || !divide(v, order) || !find_quotas(v))
		return false;
	if (!v->rfc3797)
		sort_tickets(v);
	else if (!select_rfc3797(v))
		return false;
	return check_strata(v);
}
