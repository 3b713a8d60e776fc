#include "catalogue/calendars.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/i18n.h"
#include "model/digest.h"
#include "os/file.h"

#define FILE_MOST ((size_t)1 << 20)
#define VERSION_DIGITS 16
#define SATURDAY 5

struct reading {
	arena *mem;
	struct yaml_source src;
	struct calendar *c;
	size_t first; /* of this file's days */
	int64_t year;
	err *e;
};

static int add(struct reading *r, const struct yaml_node *at, struct calendar_day d)
{
	struct calendar *c = r->c;
	int64_t year = date_civil(d.day).year;
	unsigned month = date_civil(d.day).month;

	if (year != r->year && !(year == r->year - 1 && month == 12))
		return yaml_err(r->e, r->src, at, _("a day that is neither of %lld nor of the December before it"),
				(long long)r->year);
	for (size_t i = r->first; i < c->count; i++) {
		if (c->days[i].day == d.day)
			return yaml_err(r->e, r->src, at, _("a day stands here for the second time"));
	}
	if (c->count == CALENDAR_DAYS_MOST)
		return yaml_err(r->e, r->src, at, _("more than %d days"), CALENDAR_DAYS_MOST);
	c->days[c->count++] = d;
	return 0;
}

static int read_work(struct reading *r, const struct yaml_node *n, str name)
{
	const struct yaml_node *work = yaml_get(n, "work");

	if (work && work->kind != YAML_LIST)
		return yaml_err(r->e, r->src, work, _("work: must be a list of dates"));
	for (const struct yaml_node *i = work ? work->child : NULL; i; i = i->next) {
		struct calendar_day d = {.work = true, .name = name};

		if (!yaml_date_parse(i->text, &d.day))
			return yaml_err(r->e, r->src, i, _("work: must be dates like 2026-11-22"));
		if (date_weekday(d.day) < SATURDAY)
			return yaml_err(r->e, r->src, i, _("work: is no Saturday or Sunday"));
		TRY(add(r, i, d));
	}
	return 0;
}

static int read_holiday(struct reading *r, const struct yaml_node *n)
{
	static const char *const keys[] = {"name", "from", "to", "work", NULL};
	int64_t from = 0, to = 0;
	str name = {0};

	TRY(yaml_only(r->src, n, keys, r->e));
	TRY(yaml_str(r->src, n, "name", true, &name, r->e));
	TRY(yaml_date(r->src, n, "from", true, &from, r->e));
	TRY(yaml_date(r->src, n, "to", true, &to, r->e));
	if (to < from || to - from > 31)
		return yaml_err(r->e, r->src, n, _("to: must lie within a month after from"));
	for (int64_t day = from; day <= to; day++)
		TRY(add(r, n, (struct calendar_day){day, false, name}));
	return read_work(r, n, name);
}

static int read_head(struct reading *r, const struct yaml_node *root)
{
	static const char *const top[] = {"calendar", "days", NULL};
	static const char *const keys[] = {"year", "name", "number", "source", "read", NULL};
	static const char *const reads[] = {"text", "secondary", "memory", NULL};
	const struct yaml_node *head;
	struct text2 name;
	str source;
	int64_t year = 0;
	size_t word;

	TRY(yaml_only(r->src, root, top, r->e));
	head = yaml_get(root, "calendar");
	if (!head)
		return yaml_err(r->e, r->src, root, _("calendar: is needed"));
	TRY(yaml_only(r->src, head, keys, r->e));
	TRY(yaml_int(r->src, head, "year", true, 1949, 9998, &year, r->e));
	TRY(yaml_text2(r->src, head, "name", true, &name, r->e));
	TRY(yaml_str(r->src, head, "source", true, &source, r->e));
	TRY(yaml_word(r->src, head, "read", true, reads, &word, r->e));
	if (year != r->year)
		return yaml_err(r->e, r->src, head, _("year: must be the file's name"));
	return 0;
}

static int read_file(struct reading *r, str text)
{
	struct yaml_node *root = NULL;
	const struct yaml_node *days;

	TRY(yaml_parse(r->mem, r->src, text, &root, r->e));
	TRY(read_head(r, root));
	days = yaml_get(root, "days");
	if (!days || days->kind != YAML_LIST)
		return yaml_err(r->e, r->src, root, _("days: a list is needed"));
	for (const struct yaml_node *i = days->child; i; i = i->next)
		TRY(read_holiday(r, i));
	return 0;
}

static int by_day(const void *a, const void *b)
{
	const struct calendar_day *x = a, *y = b;

	return x->day < y->day ? -1 : x->day > y->day;
}

/* A day that this file names is not any more what an earlier file said of it; then all are sorted again. */
static void settle(struct calendar *c, size_t first)
{
	size_t kept = 0;

	for (size_t i = 0; i < c->count; i++) {
		bool again = false;

		for (size_t k = first; i < first && k < c->count && !again; k++)
			again = c->days[k].day == c->days[i].day;
		if (!again)
			c->days[kept++] = c->days[i];
	}
	c->count = kept;
	qsort(c->days, c->count, sizeof(c->days[0]), by_day);
}

int calendars_load(const char *dir, arena *mem, struct calendar *ret, err *e)
{
	str *names = NULL;
	size_t n = 0;

	*ret = (struct calendar){0};
	TRY(os_dir_list(dir, mem, &names, &n, e));
	AUTO(buf_release) buf all;
	buf_init(&all, FILE_MOST * CALENDAR_YEARS_MOST);
	for (size_t i = 0; i < n; i++) {
		AUTO(buf_release) buf path;
		uint64_t year = 0;
		str text = {0};

		if (names[i].n != 9 || !str_ends(names[i], STR(".yaml")) ||
		    !str_to_u64(str_sub(names[i], 0, 4), 9998, &year))
			continue;
		if (ret->year_count == CALENDAR_YEARS_MOST)
			return err_set(e, E_LIMIT, _("%s: more than %d years"), dir, CALENDAR_YEARS_MOST);
		buf_init(&path, 8192);
		buf_printf(&path, "%s/%.*s", dir, STR_ARG(names[i]));
		TRY(os_file_read(buf_c(&path), FILE_MOST, mem, &text, e));
		struct reading r = {mem, {.path = arena_str(mem, buf_str(&path))}, ret, ret->count, (int64_t)year, e};

		TRY(read_file(&r, text));
		settle(ret, r.first);
		ret->years[ret->year_count++] = (int)year;
		buf_put(&all, text);
	}
	digest d = digest_sha256(buf_str(&all));
	digest_hex hex = digest_to_hex(&d);

	ret->version = arena_str(mem, (str){(const uint8_t *)hex.c, VERSION_DIGITS});
	return 0;
}
