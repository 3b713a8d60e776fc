/* Forms and their filling: every form of the catalogue loads and gives a paper; holes, misprints and unknown kinds are told by place;
 * a value adds no lines to a notice. */
#include "doc/fill.h"

#include "catalogue/paths.h"
#include "doc/paper_priv.h"
#include "test/tap.h"

static arena mem;

static int form_of(const char *blocks, struct form *ret, err *e)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 1u << 16);
	buf_printf(&b, "form: {title: {zh: 书, en: paper}, issue: internal, head: no}\nblocks:\n%s", blocks);
	return form_parse((struct yaml_source){.path = STR("f.yaml")}, STR("f"), arena_str(&mem, buf_str(&b)), &mem,
			  ret, e);
}

/* The paper's blocks as text, one a line. */
static str blocks_of(const struct paper *p)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 1u << 20);
	for (const struct paper_block *k = p->first; k; k = k->next) {
		buf_put(&b, k->text);
		if (k->value.n)
			buf_put_c(&b, "=");
		buf_put(&b, k->value);
		for (size_t i = 0; i < k->rows * k->columns; i++) {
			buf_put_c(&b, "[");
			buf_put(&b, k->cells[i]);
			buf_put_c(&b, "]");
		}
		buf_put_c(&b, "\n");
	}
	return arena_str(&mem, buf_str(&b));
}

static void is_filled(const char *blocks, const struct values *v, str want, const char *words)
{
	struct form f;
	struct paper p = {0};
	err e = {0};

	if (form_of(blocks, &f, &e) < 0 || fill_paper(&f, v, &p, &e) < 0)
		is_str(str_c(e.text), want, "%s", words);
	else
		is_str(blocks_of(&p), want, "%s", words);
}

static void filling(void)
{
	struct values *v = values_new(&mem), *one = values_add(v, "problems"), *two = values_add(v, "problems");

	values_put(v, "party", STR("甲公司\n乙公司"));
	values_put(v, "many", STR("第一段\n第二段"));
	values_put(v, "none", STR(""));
	values_put(v, "title", STR("外"));
	values_put(one, "title", STR("一号"));
	values_put(two, "title", STR("二号\x1b[31m{party}"));
	values_put(two, "extra", STR("有"));
	is_filled("  - {kind: text, text: \"致{party}\"}\n", v, STR("致甲公司 乙公司\n"),
		  "a name's newline adds no line");
	is_filled("  - {kind: text, text: \"{many}\"}\n", v, STR("第一段\n第二段\n"),
		  "a text of its own may have paragraphs");
	is_filled("  - {kind: text, text: \"{none?无}{party?}{lost?缺}\"}\n", v, STR("无甲公司 乙公司缺\n"),
		  "words instead");
	is_filled("  - {kind: text, text: \"{form_title}\"}\n", v, STR("书\n"), "the form's own title");
	is_filled("  - {kind: text, text: \"{lost}\"}\n", v, STR("f.yaml:3: nothing for {lost}"),
		  "a hole is told by its line");
	is_filled("  - {kind: text, text: \"{none}\"}\n", v, STR("f.yaml:3: nothing for {none}"),
		  "an empty value is a hole");
	is_filled("  - {kind: text, text: 甲, when: lost}\n  - {kind: text, text: 乙, when: party}\n", v, STR("乙\n"),
		  "what is said only when there is something");
	is_filled("  - {kind: heading2, each: problems, text: \"（{n_zh}）{title}\"}\n"
		  "  - {kind: text, each: problems, text: \"{n}附\", when: extra}\n",
		  v, STR("（一）一号\n（二）二号[31m{party}\n2附\n"),
		  "blocks beside one another are repeated together; a value is not filled again");
	is_filled(
		"  - {kind: table, each: problems, columns: [序, 题], cells: [\"{n}\", \"{title}\"], widths: [1, 9]}\n",
		v, STR("[序][题][1][一号][2][二号[31m{party}]\n"), "a table has a row an element");
	is_filled("  - {kind: table, widths: [1, 9], cells: [甲, \"{title}\", 乙, \"{none?}\"]}\n", v,
		  STR("[甲][外][乙][]\n"), "a table of labels");
	is_filled("  - {kind: heading1, text: \"{h_zh}、甲\"}\n  - {kind: heading1, text: \"{h_zh}、乙\", when: lost}\n"
		  "  - {kind: heading1, text: \"{h_zh}、丙\"}\n",
		  v, STR("一、甲\n二、丙\n"), "headings are numbered as they come");
	is_filled("  - {kind: table, each: lost, columns: [序], cells: [\"{n}\"], widths: [1]}\n", v, STR("[序]\n"),
		  "an empty list leaves the head");
}

static void is_refused(const char *blocks, str want)
{
	struct form f;
	err e = {0};

	ok(form_of(blocks, &f, &e) == E_SYNTAX && str_has(str_c(e.text), want), "%.*s (%s)", STR_ARG(want), e.text);
}

static void misprints(void)
{
	is_refused("  - {kind: texts, text: a}\n", STR("f.yaml:3"));
	is_refused("  - {kind: texts, text: a}\n", STR("text"));
	is_refused("  - {kind: text, txt: a}\n", STR("f.yaml:3"));
	is_refused("  - {kind: text, text: \"{a\"}\n", STR("without a name"));
	is_refused("  - {kind: text, text: \"{}\"}\n", STR("without a name"));
	is_refused("  - {kind: table, widths: [1, 2], cells: [a]}\n", STR("1 cells for 2 columns"));
	is_refused("  - {kind: table, widths: [0], cells: [a]}\n", STR("from 1 to 100"));
	is_refused("  - {kind: text, text: a, cells: [a]}\n", STR("only a table"));
}

/* A form's head with these members more. */
static int head_of(const char *more, struct form *ret, err *e)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 1u << 16);
	buf_printf(&b,
		   "form:\n  title: {zh: 书, en: paper}\n  head: no\n%s"
		   "blocks:\n  - {kind: text, text: a}\n",
		   more);
	*e = (err){0};
	return form_parse((struct yaml_source){.path = STR("f.yaml")}, STR("f"), arena_str(&mem, buf_str(&b)), &mem,
			  ret, e);
}

static void procedure(void)
{
	static const char *const wrong[][2] = {
		{"  issue: perhaps\n", "issue"},
		{"  issue: binding\n", "prefix"},
		{"  issue: internal\n  about: case\n", "about"},
		{"  issue: internal\n  about: [weather]\n", "weather"},
		{"  issue: internal\n  limits: [{value: a, clock: b, count: 3, unit: days}]\n", "clock"},
		{"  issue: internal\n  limits: [{value: a, count: 3}]\n", "unit"},
		{"  issue: internal\n  limits: [{value: a, count: 9999, unit: days}]\n", "count"},
		{"  issue: internal\n  limits: [a]\n", "limit"},
		{"  issue: internal\n  steps: {penalty.tell: soon}\n", "issued or served"},
		{"  issue: internal\n  steps: [penalty.tell]\n", "steps"},
		{"  issue: internal\n  needs: {officers: two}\n", "rows"},
		{"  issue: internal\n  states: told\n", "states"}};
	struct form f = {0};
	err e = {0};

	ok(head_of("  prefix: 罚\n  issue: binding\n  about: [penalty, case]\n  states: [told]\n  laws: [apl/tell]\n"
		   "  limits: [{value: plead, clock: penalty.plead}, {value: due, count: 3, unit: working-days}]\n"
		   "  steps: {penalty.tell: served, penalty.decide: issued}\n  needs: {officers: 2}\n",
		   &f, &e) == 0,
	   "a form that binds %s", e.text);
	ok(f.issue == FORM_BINDING && f.binds && f.about == (1u << FORM_PENALTY | 1u << FORM_CASE), "about two things");
	ok(f.limit_count == 2 && form_limit_own(&f) == &f.limits[1] && f.limits[1].count == 3, "one limit is its own");
	ok(f.step_count == 2 && f.steps[0].served && !f.steps[1].served, "two steps want it");
	ok(f.need_count == 1 && f.needs[0].least == 2 && f.state_count == 1 && f.law_count == 1, "and what it needs");
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		int rc = head_of(wrong[i][0], &f, &e);

		ok(rc == E_SYNTAX && str_has(str_c(e.text), str_c(wrong[i][1])), "refused: %s", e.text);
	}
}

static void catalogue(void)
{
	const char *forms = NULL;
	const str *kinds = NULL;
	size_t n = 0;
	struct form f;
	err e = {0};

	ok(paths_data(&mem, "catalogue/forms", &forms, &e) == 0 && form_list(forms, &mem, &kinds, &n, &e) == 0 &&
		   n > 15,
	   "the catalogue has forms");
	for (size_t i = 0; i < n; i++) {
		struct values *v = values_new(&mem);
		struct paper p = {0};
		int rc = form_load(forms, kinds[i], &mem, &f, &e);

		if (rc == 0) {
			fill_sample(&f, v);
			rc = fill_paper(&f, v, &p, &e);
		}
		ok(rc == 0 && p.sample && p.first && f.title.en.n && (!f.binds || f.prefix.n), "%.*s%s%s",
		   STR_ARG(kinds[i]), rc ? ": " : "", e.text);
	}
	is_int(form_load(forms, STR("rectification-oder"), &mem, &f, &e), E_NOTFOUND, "an unknown kind");
	ok(str_has(str_c(e.text), STR("rectification-order")), "names the nearest (%s)", e.text);
	is_int(form_load(forms, STR("../laws/csl"), &mem, &f, &e), E_NOTFOUND, "no form outside the folder");
}

static void cleaning(void)
{
	is_str(paper_clean(&mem, STR("a\x01\tb\xe2\x80\xae"
				     "c\xe2\x80\x8b\xef\xbb\xbf"
				     "d\xff\ne\xe2\x80\xa8"
				     "f")),
	       STR("a bcd\xef\xbf\xbd\ne f"), "controls, directions and invisible signs are dropped");
}

int main(void)
{
	arena_init(&mem, (size_t)256 << 20);
	filling();
	misprints();
	procedure();
	catalogue();
	cleaning();
	arena_clear(&mem);
	return tap_done();
}
