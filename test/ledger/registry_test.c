/* The registry: what a row must be, caps and their use, who sees whose data, institutions test only. */
#include "ledger/registry.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/must.h"
#include "os/file.h"
#include "test/tap.h"

#define A "91440300MA0000XY5L"
#define B "91440300MA0001AB36"

static err e;
static arena mem;
static struct ledger *l;

static const struct registry_kind *kind(const char *name)
{
	const struct registry_kind *k = NULL;

	must(registry_kind_find(str_c(name), &k, &e) == 0);
	return k;
}

/* A row of texts in the order of the fields; the rest is empty. Dates are "1970-01-02" as day numbers here: "@20000". */
static bool row(const struct registry_kind *k, const char *const *cells, struct registry_value *v, buf *why)
{
	bool end = false;

	for (size_t i = 0; i < k->count; i++) {
		end = end || !cells[i];
		str cell = end ? (str){0} : str_c(cells[i]);
		enum registry_type t = k->fields[i].type;

		v[i] = (struct registry_value){0};
		if (t == REGISTRY_BOOL)
			v[i].number = !str_eq(cell, STR("no"));
		else if (t == REGISTRY_DATE)
			v[i].number = cell.n ? (int64_t)strlen(cells[i]) : 0;
		else if (!registry_read(&k->fields[i], cell, &mem, &v[i], why))
			return false;
	}
	return true;
}

/* Puts one row: NULL, or why it is not sound. */
static const char *put(const char *name, const char *const *cells, enum registry_change *ret)
{
	static char words[500];
	const struct registry_kind *k = kind(name);
	AUTO(registry_writer_auto) struct registry_writer *w = NULL;
	AUTO(buf_release) buf why;
	struct registry_value v[REGISTRY_FIELDS_MOST];
	size_t field = 0;

	buf_init(&why, 400);
	bool sound = row(k, cells, v, &why);

	must(ledger_begin(l, &e) == 0);
	if (sound)
		sound = registry_check(l, k, v, &field, &why, &e) == 1;
	(void)snprintf(words, sizeof(words), "%s: %s", k->fields[field].name, buf_c(&why));
	if (sound)
		must(registry_writer_new(l, k, &w, &e) == 0 && registry_writer_put(w, v, ret, &e) == 0);
	must(ledger_commit(l, &e) == 0);
	return sound ? NULL : words;
}
#define PUT(name, ...) put((name), (const char *const[]){__VA_ARGS__, NULL}, &change)

static void test_units(void)
{
	enum registry_change change = REGISTRY_SAME;
	struct registry_unit u;
	const char *why;

	ok(!PUT("units", A, "甲公司", "增值电信企业", "粤B2-1；粤B2-2", "", "广东省", "某路1号", "A", "高"), "a unit");
	is_int(change, REGISTRY_NEW, "is new");
	ok(!PUT("units", A, "甲公司", "Value-added telecom operator", "粤B2-1,粤B2-2", "", "广东省", "某路1号", "a",
		"high"),
	   "written in English");
	is_int(change, REGISTRY_SAME, "is the same");
	ok(!PUT("units", A, "甲公司", "value-added", "粤B2-1", "", "广东省", "某路1号", "A", "low"), "another class");
	is_int(change, REGISTRY_CHANGED, "is a change");
	why = PUT("units", "91440300MA0000XY5M", "x", "internet");
	ok(why, "a wrong check character: %s", why);
	why = PUT("units", B, "", "internet");
	ok(why && str_starts(str_c(why), STR("name:")), "a name is needed: %s", why);
	why = PUT("units", B, "x", "外星");
	ok(why, "a type there is not: %s", why);
	ok(registry_unit_find(l, STR(A), 2026, &mem, &u, &e) == 0, "is found");
	is_str(u.licences, STR("粤B2-1"), "with its licence");
	is_str(u.risk, STR("low"), "and class");
	is_int(u.cap, REGISTRY_NO_CAP, "no cap is set");
	is_int(registry_unit_find(l, STR(B), 2026, &mem, &u, &e), E_NOTFOUND, "another is not");
}

static int count(void *ctx, const struct registry_unit *u, err *why)
{
	(void)why;
	*(int64_t *)ctx += u->cap;
	return 0;
}

static void test_caps(void)
{
	enum registry_change change = REGISTRY_SAME;
	struct registry_unit u;
	int64_t sum = 0;

	ok(!PUT("caps", "2026", "", "", "5"), "a cap of all");
	ok(registry_unit_find(l, STR(A), 2026, &mem, &u, &e) == 0 && u.cap == 5, "holds");
	ok(!PUT("caps", "2026", "", "低", "2"), "a cap of the class");
	ok(registry_unit_find(l, STR(A), 2026, &mem, &u, &e) == 0 && u.cap == 2, "goes before");
	ok(!PUT("caps", "2026", A, "", "1"), "a cap of the unit");
	ok(registry_unit_find(l, STR(A), 2026, &mem, &u, &e) == 0 && u.cap == 1, "goes before that");
	ok(registry_unit_find(l, STR(A), 2027, &mem, &u, &e) == 0 && u.cap == REGISTRY_NO_CAP, "in its year only");
	ok(PUT("caps", "2026", A, "low", "1"), "a unit's cap with a class is none");
	ok(PUT("caps", "2026", B, "", "1"), "a cap of somebody unknown is none");
	ok(ledger_begin(l, &e) == 0 && registry_cap_use(l, STR(A), 2026, STR("draw-1"), &e) == 0, "one inspection");
	ok(registry_cap_use(l, STR(A), 2026, STR("draw-1"), &e) == 0, "the same one again is no second");
	is_int(registry_cap_use(l, STR(A), 2026, STR("draw-2"), &e), E_DENIED, "a second is refused: %s", e.text);
	ok(registry_cap_use(l, STR(A), 2027, STR("draw-2"), &e) == 0, "not in another year");
	ok(registry_unit_find(l, STR(A), 2026, &mem, &u, &e) == 0 && u.used == 1, "one is used");
	ok(registry_cap_return(l, STR(A), 2026, STR("draw-1"), &e) == 0 &&
		   registry_cap_use(l, STR(A), 2026, STR("draw-2"), &e) == 0 && ledger_commit(l, &e) == 0,
	   "returned, it can be used again");
	ok(registry_unit_each(l, 2026, count, &sum, &e) == 0 && sum == 1, "each unit with its cap");
}

static bool sees(const char *id, roles r, const char *unit)
{
	struct person p = {.id = str_c(id), .roles = r, .unit = str_c(unit), .active = true};
	bool ret = true;

	must(registry_sees(l, &p, STR(A), &ret, &e) == 0);
	return ret;
}

static void test_sight(void)
{
	bool nobody = true;
	struct person gone = {.id = STR("x"), .roles = ROLE_BIT(ROLE_MANAGER)};

	ok(registry_sees(l, NULL, STR(A), &nobody, &e) == 0 && !nobody, "nobody sees nothing");
	ok(registry_sees(l, &gone, STR(A), &nobody, &e) == 0 && !nobody, "nor who left");
	ok(sees("m", ROLE_BIT(ROLE_MANAGER), ""), "a manager sees");
	for (unsigned r = 0; r < ROLE_COUNT; r++)
		ok(r == ROLE_MANAGER || !sees("n", ROLE_BIT(r), ""), "%s of the agency does not",
		   role_key((enum role)r));
	ok(sees("u", ROLE_BIT(ROLE_UNIT), A) && sees("u", ROLE_BIT(ROLE_UNIT_LEADER), A), "the unit's own do");
	ok(!sees("u", ROLE_BIT(ROLE_UNIT), B), "another unit's do not");
	ok(!sees("t", ROLE_BIT(ROLE_TECHNICIAN), A), "a technician does not");
	ok(ledger_begin(l, &e) == 0 && registry_handler_put(l, STR(A), STR("o"), STR("case-1"), false, &e) == 0 &&
		   ledger_commit(l, &e) == 0,
	   "an officer handles its case");
	ok(sees("o", ROLE_BIT(ROLE_OFFICER), ""), "and sees");
	ok(!sees("p", ROLE_BIT(ROLE_OFFICER), ""), "another does not");
	ok(!sees("o", ROLE_BIT(ROLE_LEGAL), ""), "nor in another role");
	ok(ledger_begin(l, &e) == 0 && registry_handler_put(l, STR(A), STR("o"), STR("case-1"), true, &e) == 0 &&
		   ledger_commit(l, &e) == 0 && !sees("o", ROLE_BIT(ROLE_OFFICER), ""),
	   "the case ended: no more");
}

static void masked(const char *text, const char *want)
{
	const struct registry_kind *k = kind("contacts");
	struct registry_value v = {.text = str_c(text)};
	AUTO(buf_release) buf b;

	buf_init(&b, 200);
	for (size_t i = 0; i < k->count; i++)
		if (str_eq(str_c(k->fields[i].name), STR("phone")))
			registry_show(&k->fields[i], &v, true, &b);
	is_str(buf_str(&b), str_c(want), "%s is shown as %s", text, want);
}

static void test_masks(void)
{
	masked("19900000001", "199****");
	masked("张三丰", "张**");
	masked("zhang@example.cn", "z**@example.cn");
	masked("", "");
	masked("李", "李**");
}

static void test_institutions(void)
{
	enum registry_change change = REGISTRY_SAME;
	struct person p = {.id = STR("ts"), .roles = ROLE_BIT(ROLE_TECHNICIAN), .unit = STR(B), .active = true};

	ok(PUT("institutions", A, "甲公司"), "an inspected unit is no institution");
	ok(!PUT("institutions", B, "某检测院", "远程检测"), "an institution");
	ok(ledger_begin(l, &e) == 0 && ledger_person_put(l, &p, &e) == 0, "its technician");
	for (unsigned r = 0; r < ROLE_COUNT; r++) {
		if (r == ROLE_TECHNICIAN)
			continue;
		p.roles = ROLE_BIT(ROLE_TECHNICIAN) | ROLE_BIT(r);
		is_int(ledger_person_put(l, &p, &e), E_DENIED, "is no %s", role_key((enum role)r));
	}
	p.id = STR("os");
	p.unit = (str){0};
	p.roles = ROLE_BIT(ROLE_OFFICER);
	ok(ledger_person_put(l, &p, &e) == 0 && ledger_commit(l, &e) == 0, "somebody of the agency may be an officer");
}

/* The notice's twelve types stand in two places. */
static void test_objects(void)
{
	const struct registry_kind *k = kind("objects");
	str file = {0};
	size_t n = 0;

	ok(os_file_read("catalogue/objects.yaml", 1 << 16, &mem, &file, &e) == 0, "catalogue/objects.yaml: %s", e.text);
	for (const struct registry_choice *c = k->fields[2].choices; c->key; c++, n++) {
		AUTO(buf_release) buf b;

		buf_init(&b, 400);
		buf_printf(&b, "{id: %s, title: {zh: %s, en: %s}}", c->key, c->zh, c->en);
		ok(str_has(file, buf_str(&b)), "%s is %s", c->key, c->zh);
	}
	for (size_t at = str_find(file, STR("{id: ")); at < file.n; at = str_find(file, STR("{id: "))) {
		file = str_from(file, at + 5);
		n--;
	}
	is_int(n, 0, "and no others");
}

int main(void)
{
	char folder[TAP_PATH];
	struct store *s = NULL;
	struct ledger_options o = {.make = true, .sample = true, .now = 1800000000};

	if (!mkdtemp(tap_temporary(folder, "registry")))
		return 1;
	arena_init(&mem, 1 << 22);
	if (store_open(folder, true, &s, &e) < 0 || ledger_open(s, &o, &l, &e) < 0) {
		ok(false, "%s", e.text);
		return tap_done();
	}
	test_units();
	test_caps();
	test_sight();
	test_masks();
	test_institutions();
	test_objects();
	ledger_close(l);
	store_close(s);
	arena_clear(&mem);
	return tap_done();
}
