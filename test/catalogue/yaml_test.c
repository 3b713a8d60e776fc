#include "catalogue/yaml.h"

#include "base/buf.h"
#include "test/tap.h"

static arena mem;

static struct yaml_node *parse(const char *text)
{
	struct yaml_node *n = NULL;
	err e = {0};

	ok(yaml_parse(&mem, (struct yaml_source){STR("t.yaml"), 0}, str_c(text), &n, &e) == 0, "parses: %s", e.text);
	return n;
}

static void refused(const char *text, const char *words)
{
	struct yaml_node *n = NULL;
	err e = {0};
	int rc = yaml_parse(&mem, (struct yaml_source){STR("t.yaml"), 0}, str_c(text), &n, &e);

	is_int(rc, E_SYNTAX, "refused: %s", words);
	ok(!n && str_has(str_c(e.text), str_c(words)), "says \"%s\" (%s)", words, e.text);
}

static void test_tree(void)
{
	struct yaml_node *n = parse("a: 1\nb: [x, 'y', {c: d}]\n# c\n中: |\n  two\n  lines\n");

	if (!n)
		return;
	is_int(n->count, 3, "three keys");
	const struct yaml_node *b = yaml_get(n, "b");

	is_int(b->kind, YAML_LIST, "a list");
	is_int(b->key_line, 2, "its line");
	is_int(b->count, 3, "of three");
	ok(!b->child->quoted && b->child->next->quoted, "quotes are known");
	is_str(yaml_get(b->child->next->next, "c")->text, STR("d"), "map in a list");
	is_str(yaml_get(n, "中")->text, STR("two\nlines\n"), "block text");
	ok(!yaml_get(n, "z"), "no such key");
}

static void test_refused(void)
{
	refused("", "t.yaml:1:1: is empty");
	refused("a: 1\na: 2\n", "t.yaml:2: \"a\" stands here for the second time (first in line 1)");
	refused("a: &x 1\n", "t.yaml:1:4: anchors");
	refused("a: *x\n", "aliases");
	refused("a: !!binary x\n", "tags");
	refused("---\na: 1\n---\nb: 1\n", "more than one document");
	refused("a: [1\n", "t.yaml:2:1:");
	refused("a: \"\\0\"\n", "NUL");
	refused("a: \xff\n", "UTF-8");
	refused("? [a]\n: b\n", "a key must be plain text");
	refused("[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "nested deeper than 32");
	refused("\tx: 1\n", "t.yaml:1:1:");
}

static void test_typed(void)
{
	static const char *const keys[] = {"period", "window", "contact", NULL};
	struct yaml_source src = {STR("t.yaml"), 11};
	ok(yaml_get(parse("\xef\xbb\xbf# c\na: 1\n"), "a"), "a byte order mark before it");
	struct yaml_node *n = parse("i: 7\nq: '7'\nn: -3\nb: yes\nd: 2024-02-29\ns: text\nt: {zh: 甲, en: a}\ne:\n");
	int64_t i = 0;
	bool b = false;
	str s = {0};
	struct text2 t = {0};
	size_t w = 9;
	err e = {0};

	ok(yaml_int(src, n, "i", true, 0, 9, &i, &e) == 0 && i == 7, "number");
	ok(yaml_int(src, n, "n", true, -9, 9, &i, &e) == 0 && i == -3, "negative number");
	ok(yaml_int(src, n, "q", true, 0, 9, &i, &e) == E_SYNTAX, "a quoted number is text");
	is_str(str_c(e.text), STR("t.yaml:12: q: must be a whole number from 0 to 9"), "with the line shifted");
	ok(yaml_int(src, n, "i", true, 0, 6, &i, &e) == E_SYNTAX, "out of bounds");
	ok(yaml_bool(src, n, "b", true, &b, &e) == 0 && b, "boolean");
	ok(yaml_bool(src, n, "s", true, &b, &e) == E_SYNTAX, "text is no boolean");
	ok(yaml_date(src, n, "d", true, &i, &e) == 0 && i == 19782, "leap day");
	ok(yaml_str(src, n, "s", true, &s, &e) == 0 && str_eq(s, STR("text")), "text");
	ok(yaml_str(src, n, "e", true, &s, &e) == E_SYNTAX && str_has(str_c(e.text), STR("e: has no value")),
	   "no value");
	ok(yaml_str(src, n, "none", false, &s, &e) == 0 && str_eq(s, STR("text")),
	   "a missing key leaves the value alone");
	ok(yaml_str(src, n, "none", true, &s, &e) == E_SYNTAX, "a needed key");
	ok(yaml_str(src, n, "t", true, &s, &e) == E_SYNTAX, "a map is no text");
	ok(yaml_text2(src, n, "t", true, &t, &e) == 0 && str_eq(t.zh, STR("甲")), "two languages");
	ok(yaml_text2(src, n, "s", true, &t, &e) == 0 && str_eq(t.en, t.zh), "one text for both");
	ok(yaml_word(src, parse("m: contact"), "m", true, keys, &w, &e) == 0 && w == 2, "one of the words");
	ok(yaml_word(src, parse("m: perod"), "m", true, keys, &w, &e) == E_SYNTAX, "none of the words");
	is_str(str_c(e.text),
	       STR("t.yaml:11: m: cannot be \"perod\"; did you mean \"period\"? (allowed: period, window, contact)"),
	       "says which");
	ok(yaml_only(src, parse("period: 1\nwindw: 2\n"), keys, &e) == E_SYNTAX, "unknown key");
	is_str(str_c(e.text),
	       STR("t.yaml:12: unknown key \"windw\"; did you mean \"window\"? (allowed: period, window, contact)"),
	       "names the nearest");
	ok(yaml_only(src, parse("period: 1\n"), keys, &e) == 0, "known keys");
	ok(!yaml_nearest(STR("zzzzzz"), keys), "nothing is like it");
}

static void test_dates(void)
{
	static const char *const bad[] = {"2023-02-29", "2024-13-01", "2024-00-01",
					  "2024-04-31", "24-01-01",   "2024-1-01"};
	int64_t d;

	ok(yaml_date_parse(STR("1970-01-01"), &d) && d == 0, "the epoch");
	ok(yaml_date_parse(STR("2026-11-22"), &d) && d == 20779, "a day of 2026");
	ok(yaml_date_parse(STR("2000-02-29"), &d) && d == 11016, "leap year of the century");
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		ok(!yaml_date_parse(str_c(bad[i]), &d), "%s is no date", bad[i]);
}

/* A million keys in one map must not cost a square. */
static void test_many(void)
{
	buf b;
	struct yaml_node *n = NULL;
	err e = {0};

	buf_init(&b, (size_t)16 << 20);
	for (int i = 0; i < 300000; i++)
		buf_printf(&b, "k%d: %d\n", i, i);
	ok(yaml_parse(&mem, (struct yaml_source){STR("t.yaml"), 0}, buf_str(&b), &n, &e) == 0 && n->count == 300000,
	   "300,000 keys %s", e.text);
	buf_release(&b);
	arena small;

	arena_init(&small, 4096);
	ok(yaml_parse(&small, (struct yaml_source){STR("t.yaml"), 0},
		      STR("[a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w,"
			  "x,y,z,a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p]"),
		      &n, &e) == E_SYNTAX,
	   "an arena too small is an error, not an end (%s)", e.text);
	arena_clear(&small);
}

int main(void)
{
	arena_init(&mem, (size_t)256 << 20);
	test_tree();
	test_refused();
	test_typed();
	test_dates();
	test_many();
	arena_clear(&mem);
	return tap_done();
}
