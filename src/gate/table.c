#include "gate/table.h"

#include <stdlib.h>

#include "base/must.h"

/* ---- ranges ---- */

static int by_low(const void *a, const void *b)
{
	const struct table_range *x = a, *y = b;
	int c = addr_cmp(x->range.lo, y->range.lo);

	return c ? c : addr_cmp(x->range.hi, y->range.hi);
}

/* The highest end in rows [l, r), noting it at each middle. As deep as the logarithm of n. */
static addr set_tops(struct table_ranges *t, size_t l, size_t r)
{
	size_t mid = l + (r - l) / 2;
	addr top = t->rows[mid].range.hi;

	if (l < mid) {
		addr left = set_tops(t, l, mid);

		if (addr_cmp(left, top) > 0)
			top = left;
	}
	if (mid + 1 < r) {
		addr right = set_tops(t, mid + 1, r);

		if (addr_cmp(right, top) > 0)
			top = right;
	}
	t->top[mid] = top;
	return top;
}

bool table_ranges_init(struct table_ranges *t, struct table_range *rows, size_t n, bool any)
{
	*t = (struct table_ranges){.rows = rows, .n = n, .any = any};
	if (n == 0)
		return true;
	t->top = calloc(n, sizeof(*t->top));
	if (!t->top)
		return false;
	for (size_t i = 0; i < n; i++)
		rows[i].embedded = addr_class_of(rows[i].range.lo) == ADDR_EMBEDDED_V4 &&
				   addr_class_of(rows[i].range.hi) == ADDR_EMBEDDED_V4;
	qsort(rows, n, sizeof(*rows), by_low);
	set_tops(t, 0, n);
	return true;
}

void table_ranges_clear(struct table_ranges *t)
{
	free(t->rows);
	free(t->top);
	*t = (struct table_ranges){0};
}

static bool table_ports_have(const struct scope_ports *ports, size_t n, uint16_t port, enum transport transport)
{
	for (size_t i = 0; i < n; i++) {
		if (ports[i].transport == transport && ports[i].lo <= port && port <= ports[i].hi)
			return true;
	}
	return false;
}

static bool suits(const struct table_range *row, addr ip, bool embedded)
{
	return addr_is_v4(row->range.lo) == addr_is_v4(ip) && (row->embedded || !embedded);
}

enum table_hit table_ranges_find(const struct table_ranges *t, addr ip, uint16_t port, enum transport transport)
{
	struct {
		size_t l;
		size_t r;
	} todo[2 * 64];
	size_t depth = 0;
	enum table_hit hit = TABLE_NONE;
	addr inner;
	bool embedded = !addr_is_v4(ip) && addr_embedded_v4(ip, &inner);

	if (t->n)
		todo[depth++].r = t->n, todo[0].l = 0;
	while (depth) {
		size_t l = todo[depth - 1].l, r = todo[depth - 1].r, mid = l + (r - l) / 2;
		const struct table_range *row = &t->rows[mid];

		depth--;
		if (addr_cmp(t->top[mid], ip) < 0)
			continue;
		if (l < mid)
			todo[depth].l = l, todo[depth++].r = mid;
		if (addr_cmp(row->range.lo, ip) > 0)
			continue;
		if (mid + 1 < r)
			todo[depth].l = mid + 1, todo[depth++].r = r;
		if (addr_cmp(row->range.hi, ip) < 0 || (!t->any && !suits(row, ip, embedded)))
			continue;
		hit = TABLE_LISTED;
		if (port == 0 || table_ports_have(row->ports, row->port_count, port, transport))
			return port ? TABLE_PORT : TABLE_LISTED;
	}
	return hit;
}

void table_ranges_each(const struct table_ranges *t, addr ip, void (*row)(void *ctx, const struct table_range *r),
		       void *ctx)
{
	struct {
		size_t l;
		size_t r;
	} todo[2 * 64];
	size_t depth = 0;

	if (t->n)
		todo[depth++].r = t->n, todo[0].l = 0;
	while (depth) {
		size_t l = todo[depth - 1].l, r = todo[depth - 1].r, mid = l + (r - l) / 2;

		depth--;
		if (addr_cmp(t->top[mid], ip) < 0)
			continue;
		if (l < mid)
			todo[depth].l = l, todo[depth++].r = mid;
		if (addr_cmp(t->rows[mid].range.lo, ip) > 0)
			continue;
		if (mid + 1 < r)
			todo[depth].l = mid + 1, todo[depth++].r = r;
		if (addr_cmp(t->rows[mid].range.hi, ip) >= 0)
			row(ctx, &t->rows[mid]);
	}
}

/* ---- names ---- */

static str key_of(const struct scope_item *item)
{
	if (item->kind == SCOPE_SITE && item->is_addr)
		return (str){item->range.lo.b, sizeof(item->range.lo.b)};
	return item->name;
}

static int by_name_port(const void *a, const void *b, void *ctx)
{
	const struct scope_item *items = ctx;
	const struct scope_item *x = &items[*(const uint32_t *)a], *y = &items[*(const uint32_t *)b];
	int c = str_cmp(key_of(x), key_of(y));

	if (c == 0 && x->is_addr != y->is_addr)
		c = x->is_addr ? -1 : 1;
	return c ? c : (x->port > y->port) - (x->port < y->port);
}

/* An address of 16 bytes and a name of 16 bytes must not be taken for each other: is_addr tells. */
static uint32_t *slot_of(const struct table_names *t, str key, bool is_addr)
{
	size_t mask = t->slot_count - 1;

	for (size_t i = (str_hash(key) * 0x9e3779b97f4a7c15u >> 20) & mask;; i = (i + 1) & mask) {
		if (t->slots[i] == 0)
			return &t->slots[i];
		const struct scope_item *item = &t->scope->items[t->rows[t->slots[i] - 1].item];

		if ((item->kind == SCOPE_SITE && item->is_addr) == is_addr && str_eq(key_of(item), key))
			return &t->slots[i];
	}
}

static struct table_name *row_of(struct table_names *t, uint32_t at)
{
	const struct scope_item *item = &t->scope->items[at];
	uint32_t *slot = slot_of(t, key_of(item), item->kind == SCOPE_SITE && item->is_addr);

	if (*slot == 0) {
		t->rows[t->n] = (struct table_name){.item = at};
		*slot = (uint32_t)++t->n;
	}
	return &t->rows[*slot - 1];
}

static void fill(struct table_names *t)
{
	const struct scope *s = t->scope;

	for (uint32_t i = 0; i < s->item_count; i++) {
		if (s->items[i].kind == SCOPE_SITE)
			t->sites[t->site_count++] = i;
		else if (s->items[i].kind == SCOPE_DOMAIN)
			row_of(t, i)->domain = 1;
	}
	qsort_r(t->sites, t->site_count, sizeof(*t->sites), by_name_port, s->items);
	for (uint32_t i = 0; i < t->site_count; i++) {
		struct table_name *row = row_of(t, t->sites[i]);

		if (row->count++ == 0)
			row->first = i;
	}
}

bool table_names_init(struct table_names *t, const struct scope *scope)
{
	size_t named = 0;

	*t = (struct table_names){.scope = scope, .slot_count = 16};
	must(scope->item_count < UINT32_MAX / 4);
	for (size_t i = 0; i < scope->item_count; i++)
		named += scope->items[i].kind == SCOPE_SITE || scope->items[i].kind == SCOPE_DOMAIN;
	while (t->slot_count < named * 2)
		t->slot_count *= 2;
	t->rows = calloc(named + 1, sizeof(*t->rows));
	t->sites = calloc(named + 1, sizeof(*t->sites));
	t->slots = calloc(t->slot_count, sizeof(*t->slots));
	if (!t->rows || !t->sites || !t->slots) {
		table_names_clear(t);
		return false;
	}
	fill(t);
	return true;
}

void table_names_clear(struct table_names *t)
{
	free(t->rows);
	free(t->sites);
	free(t->slots);
	*t = (struct table_names){0};
}

static struct table_name *find(const struct table_names *t, str key, bool is_addr)
{
	uint32_t *slot = slot_of(t, key, is_addr);

	return *slot ? &t->rows[*slot - 1] : NULL;
}

struct table_name *table_names_find(const struct table_names *t, str name)
{
	return find(t, name, false);
}

struct table_name *table_names_find_addr(const struct table_names *t, const addr *ip)
{
	return find(t, (str){ip->b, sizeof(ip->b)}, true);
}

bool table_names_site(const struct table_names *t, const struct table_name *row, uint16_t port)
{
	size_t l = row->first, r = (size_t)row->first + row->count;

	while (l < r) {
		size_t mid = l + (r - l) / 2;
		uint16_t have = t->scope->items[t->sites[mid]].port;

		if (have == port)
			return true;
		if (have < port)
			l = mid + 1;
		else
			r = mid;
	}
	return false;
}
