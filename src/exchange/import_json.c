/* import_json: JSON lines of ours and of nuclei, SARIF 2.1.0, ZAP's JSON report; part of import.h. Pure. */
#include <stdio.h>

#include "base/i18n.h"
#include "base/map.h"
#include "exchange/import.h"
#include "exchange/import_priv.h"
#include "format/json.h"

#define LINE_MOST ((size_t)4 << 20)
#define REF_MOST 32

static str text_of(const struct json *v, const char *name)
{
	const struct json *m = json_get(v, name);

	return m && (m->kind == JSON_STRING || m->kind == JSON_NUMBER) ? m->text
	       : m && m->kind == JSON_INT                              ? m->raw
								       : (str){0};
}

/* The texts of a list, or the one text, in one. */
static str joined(const struct json *v, const char *name, arena *mem)
{
	const struct json *m = json_get(v, name);
	AUTO(buf_release) buf b;

	if (!m || m->kind != JSON_LIST)
		return text_of(v, name);
	buf_init(&b, 4000);
	for (const struct json *i = m->first; i && b.n < 3000; i = i->next) {
		buf_put_c(&b, b.n ? " " : "");
		buf_put(&b, str_sub(i->text, 0, 500));
	}
	return arena_str(mem, buf_str(&b));
}

str import_ref(char *room, size_t size, uint64_t n)
{
	int len = snprintf(room, size, "%llu", (unsigned long long)n);

	return (str){(const uint8_t *)room, len > 0 && (size_t)len < size ? (size_t)len : 0};
}

/* --- lines ---------------------------------------------------------------------------------------------------------------- */

/* Calls one for every line that is an object; others are faults. */
static enum parse each_line(str bytes, struct import_out *o,
			    void (*one)(const struct json *v, str ref, arena *mem, struct import_out *o))
{
	uint64_t line = 0, sound = 0;
	AUTO(arena_clear) arena mem;

	if (str_starts(bytes, STR("\xef\xbb\xbf")))
		bytes = str_from(bytes, 3);
	arena_init(&mem, (size_t)64 << 20);
	while (bytes.n) {
		str row = str_trim(str_cut(&bytes, '\n').head);
		char room[REF_MOST];
		str ref = import_ref(room, sizeof(room), ++line);
		struct json_doc d;

		if (row.n == 0)
			continue;
		arena_clear(&mem);
		if (row.n > LINE_MOST || json_parse(row, JSON_ANY, &mem, &d) != PARSE_OK ||
		    d.root->kind != JSON_OBJECT) {
			import_bad(o, ref, "",
				   row.n > LINE_MOST ? N_("the line is longer than 4 MiB")
						     : N_("the line is no JSON object"));
			continue;
		}
		sound++;
		one(d.root, ref, &mem, o);
	}
	return sound ? PARSE_OK : PARSE_BAD;
}

static void one_line(const struct json *v, str ref, arena *mem, struct import_out *o)
{
	struct import_finding f = {.tool = text_of(v, "tool"),
				   .rule = text_of(v, "rule"),
				   .asset = text_of(v, "asset"),
				   .place = text_of(v, "place"),
				   .title = text_of(v, "title"),
				   .severity = text_of(v, "severity"),
				   .clause = text_of(v, "clause"),
				   .says = text_of(v, "says"),
				   .remedy = text_of(v, "remedy"),
				   .basis = joined(v, "basis", mem),
				   .uscc = text_of(v, "uscc"),
				   .unit = text_of(v, "unit"),
				   .ref = ref};
	str seen = text_of(v, "seen");

	if (seen.n && !import_time(seen, &f.seen)) {
		import_bad(o, ref, "seen", N_("its time is none"));
		return;
	}
	import_give(o, &f);
}

enum parse import_lines_parse(str bytes, arena *mem, struct import_out *o)
{
	(void)mem;
	return each_line(bytes, o, one_line);
}

/* nuclei -jsonl: template-id, info, matched-at, timestamp. */
static void one_nuclei(const struct json *v, str ref, arena *mem, struct import_out *o)
{
	const struct json *info = json_get_object(v, "info"), *class = json_get_object(info, "classification");
	str matched = text_of(v, "matched-at"), host = text_of(v, "host"), cve = joined(class, "cve-id", mem);
	struct import_finding f = {.tool = STR("nuclei"),
				   .rule = text_of(v, "template-id"),
				   .asset = matched.n ? matched : host,
				   .title = text_of(info, "name"),
				   .severity = text_of(info, "severity"),
				   .says = text_of(info, "description"),
				   .remedy = text_of(info, "remediation"),
				   .ref = ref};
	str matcher = text_of(v, "matcher-name");
	AUTO(buf_release) buf rule;

	if (!import_time(text_of(v, "timestamp"), &f.seen))
		f.seen = 0;
	if (json_get(v, "matched-line") == NULL && f.asset.n == 0)
		f.asset = text_of(v, "ip");
	/* One template may match several things in one place. */
	buf_init(&rule, 1000);
	buf_put(&rule, cve.n && import_cve(cve, mem).n ? cve : f.rule);
	if (matcher.n && !cve.n)
		buf_printf(&rule, "/%.*s", STR_ARG(str_sub(matcher, 0, 200)));
	f.rule = f.rule.n ? buf_str(&rule) : (str){0};
	import_give(o, &f);
}

enum parse import_nuclei_parse(str bytes, arena *mem, struct import_out *o)
{
	(void)mem;
	return each_line(bytes, o, one_nuclei);
}

/* A file that is one value; false: a fault says where and why not. */
static bool whole(str bytes, arena *mem, struct import_out *o, struct json_doc *d)
{
	if (json_parse(bytes, JSON_ANY, mem, d) == PARSE_OK)
		return true;
	import_broken(o, bytes, d->at, d->words);
	return false;
}

/* --- SARIF 2.1.0 (OASIS) -------------------------------------------------------------------------------------------------- */

/* The rules of one run by number and name. */
struct sarif {
	str tool;
	str repository;
	const struct json **rules;
	size_t count;
	map by_id;
	struct import_out *o;
	arena *mem;
	uint64_t n; /* results so far, of the whole file */
};

static const struct json *rule_of(const struct sarif *s, const struct json *result)
{
	const struct json *rule = json_get_object(result, "rule");
	int64_t index = -1;
	str id = text_of(result, "ruleId");

	if (!json_get_int(result, "ruleIndex", &index) && !json_get_int(rule, "index", &index)) {
		uint64_t *at = map_find(&s->by_id, id.n ? id : text_of(rule, "id"));

		return at ? s->rules[*at] : NULL;
	}
	return index >= 0 && (uint64_t)index < s->count ? s->rules[index] : NULL;
}

/* security-severity is a CVSS score as text; else the level. */
static str level_of(const struct json *result, const struct json *rule)
{
	str score = text_of(json_get_object(rule, "properties"), "security-severity");
	str level = text_of(result, "level");

	if (score.n)
		return score;
	level = level.n ? level : text_of(json_get_object(rule, "defaultConfiguration"), "level");
	return level.n ? level : STR("warning");
}

static str message_of(const struct json *v, const char *name)
{
	const struct json *m = json_get_object(v, name);
	str text = text_of(m, "text");

	return text.n ? text : text_of(m, "markdown");
}

static void take_result(struct sarif *s, const struct json *v)
{
	const struct json *rule = rule_of(s, v), *list = json_get_list(v, "locations");
	const struct json *physical = json_get_object(list ? list->first : NULL, "physicalLocation");
	str uri = text_of(json_get_object(physical, "artifactLocation"), "uri");
	str line = text_of(json_get_object(physical, "region"), "startLine"), id = text_of(v, "ruleId");
	bool web = str_istarts(uri, STR("http://")) || str_istarts(uri, STR("https://"));
	char room[REF_MOST];
	AUTO(buf_release) buf place;

	buf_init(&place, 5000);
	buf_put(&place, str_sub(uri, 0, 4000));
	if (line.n && !web)
		buf_printf(&place, ":%.*s", STR_ARG(str_sub(line, 0, 20)));
	id = id.n ? id : text_of(rule, "id");
	str title = message_of(rule, "shortDescription");
	struct import_finding f = {.tool = s->tool,
				   .rule = id,
				   .asset = web               ? uri
					    : s->repository.n ? s->repository
							      : STR("code"),
				   .place = web ? (str){0} : buf_str(&place),
				   .title = title.n ? title : text_of(rule, "name"),
				   .severity = level_of(v, rule),
				   .says = message_of(v, "message"),
				   .remedy = message_of(rule, "help"),
				   .ref = import_ref(room, sizeof(room), ++s->n)};

	/* An accepted or passed result is no finding. */
	str kind = text_of(v, "kind");

	if (kind.n && !str_eq(kind, STR("fail")) && !str_eq(kind, STR("review")) && !str_eq(kind, STR("open")))
		return;
	import_give(s->o, &f);
}

static void take_run(struct sarif *s, const struct json *run)
{
	const struct json *driver = json_get_object(json_get_object(run, "tool"), "driver");
	const struct json *rules = json_get_list(driver, "rules"), *results = json_get_list(run, "results");
	const struct json *origin = json_get_list(run, "versionControlProvenance");

	s->tool = text_of(driver, "name");
	s->repository = text_of(origin ? origin->first : NULL, "repositoryUri");
	s->count = 0;
	s->rules = arena_new(s->mem, const struct json *, (rules ? rules->count : 0) + 1);
	map_init(&s->by_id, 1000000, 0x5a51f);
	for (const struct json *r = rules ? rules->first : NULL; r; r = r->next) {
		bool fresh = false;
		uint64_t *at = map_add(&s->by_id, text_of(r, "id"), &fresh);

		if (at && fresh)
			*at = s->count;
		s->rules[s->count++] = r;
	}
	for (const struct json *v = results ? results->first : NULL; v; v = v->next)
		take_result(s, v);
	map_release(&s->by_id);
}

enum parse import_sarif_parse(str bytes, arena *mem, struct import_out *o)
{
	struct sarif s = {.o = o, .mem = mem};
	struct json_doc d;

	if (!whole(bytes, mem, o, &d))
		return PARSE_BAD;
	const struct json *runs = json_get_list(d.root, "runs");

	if (!runs) {
		import_broken(o, bytes, 0, N_("there is no list \"runs\": it is no SARIF"));
		return PARSE_BAD;
	}
	for (const struct json *r = runs->first; r; r = r->next)
		take_run(&s, r);
	return PARSE_OK;
}

/* --- ZAP's JSON report ---------------------------------------------------------------------------------------------------- */

str import_zap_risk(str code)
{
	return str_eq(code, STR("3")) ? STR("high") : str_eq(code, STR("2")) ? STR("medium") : STR("low");
}

/* Its texts are HTML of paragraphs: without the marks. */
str import_plain(str html, arena *mem)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 8000);
	while (html.n && b.n < 4000) {
		str text = str_cut(&html, '<').head;

		buf_put(&b, str_sub(text, 0, 4000));
		(void)str_cut(&html, '>');
		buf_put_c(&b, b.n && html.n ? " " : "");
	}
	return arena_str(mem, buf_str(&b));
}

static void take_alert(const struct json *a, str site, uint64_t *n, arena *mem, struct import_out *o)
{
	const struct json *list = json_get_list(a, "instances");
	str name = text_of(a, "name"), rule = text_of(a, "alertRef");
	char room[REF_MOST];
	struct import_finding f = {.tool = STR("zap"),
				   .rule = rule.n ? rule : text_of(a, "pluginid"),
				   .title = name.n ? name : text_of(a, "alert"),
				   .severity = import_zap_risk(text_of(a, "riskcode")),
				   .says = import_plain(text_of(a, "desc"), mem),
				   .remedy = import_plain(text_of(a, "solution"), mem)};

	if (!list || list->count == 0) {
		f.asset = site;
		f.ref = import_ref(room, sizeof(room), ++*n);
		import_give(o, &f);
		return;
	}
	for (const struct json *i = list->first; i; i = i->next) {
		str uri = text_of(i, "uri"), param = text_of(i, "param");
		AUTO(buf_release) buf place;

		buf_init(&place, 5000);
		if (param.n)
			buf_printf(&place, "%.*s [%.*s]", STR_ARG(str_sub(uri, 0, 4000)),
				   STR_ARG(str_sub(param, 0, 200)));
		f.asset = uri.n ? uri : site;
		f.place = buf_str(&place);
		f.ref = import_ref(room, sizeof(room), ++*n);
		import_give(o, &f);
	}
}

enum parse import_zap_json(str bytes, arena *mem, struct import_out *o)
{
	struct json_doc d;
	uint64_t n = 0;

	if (!whole(bytes, mem, o, &d))
		return PARSE_BAD;
	const struct json *sites = json_get_list(d.root, "site");

	if (!sites) {
		import_broken(o, bytes, 0, N_("there is no list \"site\": it is no report of ZAP"));
		return PARSE_BAD;
	}
	for (const struct json *s = sites->first; s; s = s->next) {
		const struct json *alerts = json_get_list(s, "alerts");

		for (const struct json *a = alerts ? alerts->first : NULL; a; a = a->next)
			take_alert(a, text_of(s, "@name"), &n, mem, o);
	}
	return PARSE_OK;
}
