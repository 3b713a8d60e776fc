#include "cmd/data_show.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/width.h"

#define WIDTH_KIND 24

str data_show_kind(enum kind k)
{
	return str_c(i18n_lang() == LANG_ZH ? kind_infos[k].zh : kind_infos[k].en);
}

static void put_why(struct json_out *o, unsigned why)
{
	static const char *const names[] = {"check",  "form",        "before",  "after",
					    "column", "same-record", "against", "joined"};

	json_open(o, "why", '[');
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (why & 1u << i)
			json_str(o, NULL, str_c(names[i]));
	json_close(o, ']');
}

str data_show_grade(const struct grades *g, enum kind k, int64_t day)
{
	static const char *const sensitive[GRADE_STANDARDS] = {"sensitive:gbt35273", "sensitive:gbt45574", ""};
	const struct grade *of = grades_find(g, str_c(kind_infos[k].key));
	int whose = 0;

	if (!of)
		return (str){0};
	return grade_sensitive(g, of, day, &whose) ? str_c(sensitive[whose]) : STR("ordinary");
}

void data_show_name(buf *b, str name)
{
	for (size_t i = 0; i < name.n; i++) {
		uint8_t c = name.p[i];

		if (c == '\n' || c == '\r' || c == '\t')
			buf_put_c(b, c == '\n' ? "\\n" : c == '\r' ? "\\r" : "\\t");
		else
			buf_put_byte(b, c);
	}
}

static void put_place(buf *b, str path, str inner)
{
	data_show_name(b, path);
	if (inner.n)
		buf_put_c(b, " ! ");
	data_show_name(b, inner);
}

void data_show_find(buf *b, str path, const struct record *r, str grade, const struct known_mark *mark)
{
	struct json_out o;
	const struct record_place *p = &r->places[0];

	json_begin(&o, b);
	json_open(&o, NULL, '{');
	json_str(&o, "column", r->name);
	json_int(&o, "confidence", r->confidence);
	json_str(&o, "context", p->context);
	if (mark)
		json_hex(&o, "fingerprint", (str){mark->b, sizeof(mark->b)});
	json_str(&o, "grade", grade);
	json_str(&o, "inner", r->inner);
	json_str(&o, "kind", str_c(kind_infos[r->what].key));
	json_int(&o, "length", r->length);
	json_int(&o, "line", (int64_t)p->line);
	json_str(&o, "masked", p->masked);
	json_int(&o, "offset", (int64_t)p->offset);
	json_str(&o, "path", path);
	json_str(&o, "validity", str_c(kind_validity_name(r->validity)));
	put_why(&o, r->why);
	json_close(&o, '}');
	buf_put_byte(b, '\n');
}

void data_show_unexamined(buf *b, str path, const struct scan_part *p)
{
	struct json_out o;

	json_begin(&o, b);
	json_open(&o, NULL, '{');
	json_int(&o, "bytes", (int64_t)p->bytes);
	json_int(&o, "examined", (int64_t)p->examined);
	json_str(&o, "inner", p->inner);
	json_str(&o, "path", path);
	json_str(&o, "unexamined", str_c(p->reason));
	json_close(&o, '}');
	buf_put_byte(b, '\n');
}

void data_show_omitted(buf *b, str path, uint64_t n)
{
	struct json_out o;

	json_begin(&o, b);
	json_open(&o, NULL, '{');
	json_int(&o, "omitted", (int64_t)n);
	json_str(&o, "path", path);
	json_close(&o, '}');
	buf_put_byte(b, '\n');
}

static void put_item(buf *b, struct sum *sum, size_t i, const struct record *r)
{
	buf_put_c(b, "  ");
	width_put_left(b, data_show_kind(r->what), WIDTH_KIND);
	buf_printf(b, " %8llu ", (unsigned long long)r->sure);
	if (r->sure)
		buf_printf(b, _("(%llu different)"), (unsigned long long)sum_persons(sum, i));
	if (r->possible)
		buf_printf(b, _(" %llu possible"), (unsigned long long)r->possible);
	if (r->looks)
		buf_printf(b, _(" %llu look like it"), (unsigned long long)r->looks);
	if (r->name.n) {
		buf_put_c(b, "  [");
		data_show_name(b, r->name);
		buf_put_byte(b, ']');
	}
	if (r->place_count && !r->places[0].line)
		buf_printf(b, "  %.*s", STR_ARG(r->places[0].context));
	else if (r->place_count)
		buf_printf(b, _("  line %llu: %.*s"), (unsigned long long)r->places[0].line,
			   STR_ARG(r->places[0].context));
	buf_put_byte(b, '\n');
}

void data_show_file(buf *b, str path, struct sum *sum, bool possible, const bool *only)
{
	str inner = {0};
	bool any = false;

	for (size_t i = 0; i < sum_count(sum); i++) {
		struct record r;

		sum_item(sum, i, &r);
		if ((!r.sure && !(possible && r.possible + r.looks)) || (only && !only[r.what]))
			continue;
		if (!any || !str_eq(r.inner, inner)) {
			put_place(b, path, r.inner);
			buf_put_byte(b, '\n');
		}
		any = true;
		inner = r.inner;
		put_item(b, sum, i, &r);
	}
}

void data_show_totals(buf *b, const struct data_totals *t, const struct scan_totals *scanned)
{
	bool any = false;

	for (size_t i = 0; i < KIND_COUNT; i++) {
		if (!t->sure[i])
			continue;
		if (!any)
			buf_printf(b, "\n%s\n", _("In all:"));
		any = true;
		buf_put_c(b, "  ");
		width_put_left(b, data_show_kind((enum kind)i), WIDTH_KIND);
		buf_printf(b, _(" %8llu in %llu files\n"), (unsigned long long)t->sure[i],
			   (unsigned long long)t->files[i]);
	}
	buf_printf(b, _("%llu files, %llu bytes looked at; %llu finds"), (unsigned long long)scanned->files,
		   (unsigned long long)scanned->bytes, (unsigned long long)t->finds);
	if (t->known)
		buf_printf(b, _("; %llu known ones left out"), (unsigned long long)t->known);
	if (t->unexamined)
		buf_printf(b, _("; %llu files or folders NOT examined whole, see above"),
			   (unsigned long long)t->unexamined);
	buf_put_c(b, ".\n");
	if (scanned->weak)
		buf_printf(
			b, "%s\n",
			_("The readers were locked up less well than usual: this kernel lacks Landlock or seccomp."));
}
