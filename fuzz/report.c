/* Hostile text in every field of a casefile: the HTML keeps exactly the tags it has for harmless text, the JSON its
 * brackets, and both stay valid UTF-8 without controls. */
#include <stdlib.h>

#include "base/must.h"
#include "doc/report.h"

#define MOST 4096 /* bytes of input used */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct casefile casefile_of(str s, struct scope *scope, struct casefile_problem *p)
{
	static struct casefile_basis basis;
	static struct casefile_evidence evidence;
	static struct casefile_unexamined unexamined;
	static struct casefile_sent sent;
	static struct casefile_clause clause;
	static str defends;
	struct text2 t = {s, s};

	defends = s;
	basis = (struct casefile_basis){s, t, s, s, s, s, s, 12862, true};
	evidence = (struct casefile_evidence){s, s, EVIDENCE_SENSITIVE, s, 1, s};
	unexamined = (struct casefile_unexamined){s, s, true, s, 2};
	sent = (struct casefile_sent){s, s, s, 1, 2, 3000, 4000};
	clause = (struct casefile_clause){.id = s, .title = t};
	*scope = (struct scope){.unit = {s, s, s}, .authorisation = {.by = s, .reference = s, .vantage = s}};
	p[0] = (struct casefile_problem){
		.id = s,
		.check = s,
		.title = t,
		.clause = s,
		.severity = STR("high"),
		.defends = &defends,
		.defends_count = 1,
		.asset = s,
		.object = s,
		.place = s,
		.says = t,
		.remedy = t,
		.days = 3,
		.days_unit = s,
		.basis = &basis,
		.basis_count = 1,
		.evidence = &evidence,
		.evidence_count = 1,
		.mark_reason = s,
	};
	p[1] = p[0];
	p[1].mark = STR("term");
	return (struct casefile){.scope = scope,
				 .run = s,
				 .version = s,
				 .checks_digest = s,
				 .clauses = &clause,
				 .clause_count = 1,
				 .problems = p,
				 .problem_count = 2,
				 .unexamined = &unexamined,
				 .unexamined_count = 1,
				 .unknown = &unexamined,
				 .unknown_count = 1,
				 .sent = &sent,
				 .sent_count = 1};
}

struct shape {
	size_t tags;
	size_t quotes;
	size_t brackets;
};

/* Brackets and quotes of a JSON text outside its strings; -1 as quotes when a string does not end. */
static struct shape json_shape(str s)
{
	struct shape r = {0};
	bool inside = false;

	for (size_t i = 0; i < s.n; i++) {
		uint8_t c = s.p[i];

		must(c >= 0x20 || c == '\n' || c == '\t');
		must(!inside || c >= 0x20);
		if (inside && c == '\\')
			i++;
		else if (c == '"')
			r.quotes++, inside = !inside;
		else if (!inside && (c == '{' || c == '}' || c == '[' || c == ']'))
			r.brackets++;
	}
	must(!inside);
	return r;
}

static struct shape html_shape(str s)
{
	struct shape r = {0};
	size_t body = str_find(s, STR("</style>"));

	for (size_t i = 0; i < s.n; i++) {
		r.tags += s.p[i] == '<' || s.p[i] == '>';
		/* A run's id that is one stands in the style sheet too. */
		r.quotes += i > body && s.p[i] == '"';
		must(s.p[i] >= 0x20 || s.p[i] == '\n' || s.p[i] == '\t');
	}
	return r;
}

static void shapes(str s, struct shape *html, struct shape *json)
{
	struct scope scope;
	struct casefile_problem p[2];
	struct casefile c = casefile_of(s, &scope, p);
	buf b;

	buf_init(&b, 16u << 20);
	must(report_html(&c, LANG_ZH, out_to_buf, &b, NULL) == 0 && str_is_utf8(buf_str(&b)));
	*html = html_shape(buf_str(&b));
	buf_reset(&b);
	must(report_json(&c, out_to_buf, &b, NULL) == 0 && str_is_utf8(buf_str(&b)));
	*json = json_shape(buf_str(&b));
	buf_reset(&b);
	report_text(&b, &c, (struct report_text_style){.lang = LANG_EN, .columns = 80, .problems = 5});
	must(str_is_utf8(buf_str(&b)) && !str_has(buf_str(&b), STR("\x1b")));
	buf_release(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct shape html, json;
	struct shape h;
	struct shape j;

	if (size == 0 || size > MOST)
		return 0;
	if (!html.tags)
		shapes(STR("x"), &html, &json);
	shapes((str){data, size}, &h, &j);
	must(h.tags == html.tags && h.quotes == html.quotes && j.brackets == json.brackets && j.quotes == json.quotes);
	return 0;
}
