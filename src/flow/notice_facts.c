#include "flow/notice_facts.h"

#include "base/date.h"
#include "base/i18n.h"
#include "base/json.h"
#include "os/file.h"

#define FORM_MOST ((size_t)256 << 10)
/* Articles that one notice rests on. */
#define ARTICLES_MOST 400
#define SECONDS_A_DAY 86400

int notice_facts_form(struct notice_office *o, str kind, struct form *ret, str *ret_hash, err *e)
{
	str bytes = {0};

	TRY(form_load(o->forms, kind, &o->mem, ret, e));
	TRY(os_file_read(arena_cstr(&o->mem, ret->path), FORM_MOST, &o->mem, &bytes, e));
	digest d = digest_sha256(bytes);
	digest_hex hex = digest_to_hex(&d);

	*ret_hash = arena_str(&o->mem, str_c(hex.c));
	return 0;
}

str notice_facts_hash(struct notice_office *o, str what, str words)
{
	struct digest_run *r = digest_run_new();

	digest_run_add(r, what);
	digest_run_add(r, STR("\n"));
	digest_run_add(r, words);
	digest d = digest_run_end(r);
	digest_hex hex = digest_to_hex(&d);

	return arena_str(&o->mem, str_c(hex.c));
}

/* --- the law -------------------------------------------------------------------------------------------------------------- */

struct article {
	str key;
	const struct law_article *article;
	const struct law_version *version; /* NULL: none in force then */
};
struct articles {
	struct article list[ARTICLES_MOST];
	size_t count;
};

static int64_t day_of(int64_t at)
{
	return (at + DATE_CHINA_MINUTES * 60) / SECONDS_A_DAY;
}

/* The version in force when the problem was last seen: the act lasted until then. */
static int find(struct articles *list, const struct notice_gather *g, str key, int64_t day, size_t *ret, err *e)
{
	const struct law_article *a = laws_find(&g->office->laws, key);
	const struct law_version *v = a ? law_at(a, day) : NULL;
	size_t i = 0;

	while (i < list->count && !(str_eq(list->list[i].key, key) && list->list[i].version == v))
		i++;
	if (i == list->count) {
		if (i == ARTICLES_MOST)
			return err_set(e, E_LIMIT, _("a notice that rests on more than %d articles"), ARTICLES_MOST);
		list->list[list->count++] = (struct article){key, a, v};
	}
	*ret = i;
	return 0;
}

/* What the subject, the form and who drafts name, in this order. */
static int find_named(struct articles *list, const struct notice_gather *g, err *e)
{
	int64_t today = day_of(ledger_now(g->office->ledger));
	size_t at;

	if (g->law.n)
		TRY(find(list, g, g->law, g->law_day, &at, e));
	for (size_t i = 0; i < g->form->law_count; i++)
		TRY(find(list, g, g->form->laws[i], today, &at, e));
	for (size_t i = 0; i < g->law_count; i++) {
		if (!laws_find(&g->office->laws, g->laws[i]))
			return err_set(e, E_USAGE, _("--law: no article %.*s"), STR_ARG(g->laws[i]));
		TRY(find(list, g, g->laws[i], today, &at, e));
	}
	return 0;
}

static int find_all(struct articles *list, const struct notice_gather *g, err *e)
{
	TRY(find_named(list, g, e));
	for (size_t i = 0; i < g->case_count; i++) {
		const struct case_row *c = &g->cases[i];
		size_t at;

		for (str keys = c->basis; keys.n;) {
			str key = str_cut(&keys, ' ').head;

			if (key.n)
				TRY(find(list, g, key, day_of(c->seen_last), &at, e));
		}
	}
	return 0;
}

static void put_article(struct json_out *o, const struct article *a)
{
	static const char *const read[LAW_READ_COUNT] = {
		[LAW_READ_TEXT] = "text", [LAW_READ_SECONDARY] = "secondary", [LAW_READ_MEMORY] = "memory"};
	const struct law_version *v = a->version;

	json_open(o, NULL, '{');
	json_int(o, "from", v ? v->from : 0);
	json_str(o, "key", a->key);
	json_str(o, "law", a->article ? a->article->law->name.zh : (str){0});
	json_str(o, "law_number", a->article ? a->article->law->number : (str){0});
	json_str(o, "number", v ? v->number : (str){0});
	json_str(o, "penalty", v ? v->penalty : (str){0});
	json_str(o, "read", str_c(v ? read[v->read] : "memory"));
	json_str(o, "source", v ? v->source : (str){0});
	json_str(o, "words", v ? v->words : (str){0});
	json_close(o, '}');
}

/* --- the cases ------------------------------------------------------------------------------------------------------------ */

static int put_case(struct json_out *o, struct articles *list, const struct notice_gather *g, const struct case_row *c,
		    err *e)
{
	json_open(o, NULL, '{');
	json_open(o, "articles", '[');
	for (str keys = c->basis; keys.n;) {
		str key = str_cut(&keys, ' ').head;
		size_t at = 0;

		if (key.n == 0)
			continue;
		TRY(find(list, g, key, day_of(c->seen_last), &at, e));
		json_int(o, NULL, (int64_t)at);
	}
	json_close(o, ']');
	json_str(o, "asset", c->asset);
	json_str(o, "clause", c->clause);
	json_str(o, "evidence", c->evidence);
	json_str(o, "id", c->id);
	json_str(o, "object", c->object);
	json_str(o, "place", c->place);
	json_str(o, "remedy", c->remedy);
	json_str(o, "rule", c->rule);
	json_str(o, "says", c->says);
	json_int(o, "seen_first", c->seen_first);
	json_int(o, "seen_last", c->seen_last);
	json_str(o, "severity", c->severity);
	json_str(o, "title", c->title);
	json_str(o, "tool", c->tool);
	json_close(o, '}');
	return 0;
}

static void put_texts(struct json_out *o, const char *name, const str *list, size_t n)
{
	json_open(o, name, '[');
	for (size_t i = 0; i < n; i++)
		json_str(o, NULL, list[i]);
	json_close(o, ']');
}

static void put_fields(struct json_out *o, const struct notice_gather *g)
{
	json_open(o, "fields", '[');
	for (size_t i = 0; i < g->field_count; i++) {
		json_open(o, NULL, '{');
		json_str(o, "name", g->fields[i].name);
		json_str(o, "value", g->fields[i].value);
		json_close(o, '}');
	}
	json_close(o, ']');
}

static bool is_there(const struct notice_gather *g, str name)
{
	for (size_t i = 0; i < g->field_count; i++)
		if (str_eq(g->fields[i].name, name) && g->fields[i].value.n)
			return true;
	return g->known && values_text(g->known, name).n;
}

/* The form's words that nobody read in a text, and the time limits of the law that nobody did. */
static int put_unconfirmed(struct json_out *o, const struct notice_gather *g, err *e)
{
	json_open(o, "unconfirmed", '[');
	for (size_t i = 0; i < g->form->unconfirmed_count; i++)
		json_str(o, NULL, g->form->unconfirmed[i]);
	for (size_t i = 0; i < g->form->limit_count; i++) {
		const struct form_limit *l = &g->form->limits[i];
		const struct clock *c = NULL;
		AUTO(buf_release) buf b;

		if (!l->clock.n || (l->when.n && !is_there(g, l->when)))
			continue;
		TRY(clocks_get(&g->office->clocks, l->clock, &c, e));
		if (c->read == LAW_READ_TEXT)
			continue;
		buf_init(&b, 4096);
		buf_printf(&b, "%.*s的期限：", STR_ARG(c->title.zh));
		deadline_put_rule(&b, &c->rule, true);
		buf_printf(&b, "（%.*s）", STR_ARG(c->rule.basis.zh));
		json_str(o, NULL, buf_str(&b));
	}
	json_close(o, ']');
	return 0;
}

static void put_known(struct json_out *o, const struct notice_gather *g)
{
	json_open(o, "known", '{');
	if (g->known)
		values_freeze(g->known, STR("laws"), o);
	json_close(o, '}');
}

int notice_facts_put(const struct notice_gather *g, buf *ret, err *e)
{
	struct articles *list = arena_new(&g->office->mem, struct articles, 1);
	struct json_out o;

	TRY(find_all(list, g, e));
	json_begin(&o, ret);
	json_open(&o, NULL, '{');
	json_str(&o, "about", g->about);
	json_open(&o, "articles", '[');
	for (size_t i = 0; i < list->count; i++)
		put_article(&o, &list->list[i]);
	json_close(&o, ']');
	json_open(&o, "cases", '[');
	for (size_t i = 0; i < g->case_count; i++)
		TRY(put_case(&o, list, g, &g->cases[i], e));
	json_close(&o, ']');
	json_int(&o, "count", g->count);
	json_str(&o, "count_unit", g->count_unit);
	put_fields(&o, g);
	json_str(&o, "form", g->form_hash);
	json_str(&o, "kind", g->form->kind);
	put_known(&o, g);
	put_texts(&o, "laws", g->laws, g->law_count);
	put_texts(&o, "officers", g->officers, g->officer_count);
	json_str(&o, "subject", g->subject);
	TRY(put_unconfirmed(&o, g, e));
	json_close(&o, '}');
	return buf_full(ret) ? err_set(e, E_LIMIT, _("a notice about too many cases")) : 0;
}

static void thaw_texts(const struct json *list, struct values *v, arena *mem)
{
	for (const struct json *t = list ? list->first : NULL; t; t = t->next) {
		str name, value;

		if (json_get_text(t, "name", &name) && json_get_text(t, "value", &value))
			values_put(v, arena_cstr(mem, name), value);
	}
}

void notice_facts_thaw(const struct json *root, struct values *v, arena *mem)
{
	const struct json *known = json_get_object(root, "known"), *lists = json_get_list(known, "lists");

	thaw_texts(json_get_list(known, "texts"), v, mem);
	for (const struct json *l = lists ? lists->first : NULL; l; l = l->next) {
		const struct json *rows = json_get_list(l, "rows");
		str name;

		if (!json_get_text(l, "name", &name))
			continue;
		for (const struct json *row = rows ? rows->first : NULL; row; row = row->next)
			thaw_texts(row, values_add(v, arena_cstr(mem, name)), mem);
	}
}

int notice_facts_read(struct notice_office *o, str bytes, const struct json **ret, err *e)
{
	struct json_doc d;

	if (json_parse(bytes, JSON_CANONICAL, &o->mem, &d) != PARSE_OK)
		return err_set(e, E_STORE, "the frozen facts of a notice are damaged at byte %zu: %s", d.at, d.words);
	*ret = d.root;
	return 0;
}
