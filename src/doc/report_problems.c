/*
 * report_problems: problems of one check stand together under its title, law and remedy; each place has its own words
 * and evidence. A group ends where any of what is said once differs.
 */
#include <inttypes.h>

#include "doc/report_priv.h"

static bool same_basis(const struct casefile_problem *a, const struct casefile_problem *b)
{
	if (a->basis_count != b->basis_count)
		return false;
	for (size_t i = 0; i < a->basis_count; i++)
		if (!str_eq(a->basis[i].key, b->basis[i].key) || a->basis[i].from != b->basis[i].from)
			return false;
	return true;
}

static bool same_group(const struct casefile_problem *a, const struct casefile_problem *b)
{
	return str_eq(a->check, b->check) && str_eq(a->severity, b->severity) && same_basis(a, b) &&
	       str_eq(a->remedy.zh, b->remedy.zh) && str_eq(a->remedy.en, b->remedy.en) && a->days == b->days &&
	       str_eq(a->days_unit, b->days_unit);
}

/* Problems [i, end) that stand together, of those with or without a mark. */
struct group {
	size_t first;
	size_t end;
	uint64_t places;
};

/* The group that begins at or behind `from`; false at the end. */
static bool next_group(const struct casefile *c, size_t from, bool marked, struct group *ret)
{
	while (from < c->problem_count && (c->problems[from].mark.n > 0) != marked)
		from++;
	if (from == c->problem_count)
		return false;
	*ret = (struct group){.first = from, .end = from};
	for (size_t i = from; i < c->problem_count && same_group(&c->problems[from], &c->problems[i]); i++) {
		ret->end = i + 1;
		ret->places += (c->problems[i].mark.n > 0) == marked;
	}
	return true;
}

static void put_chip(struct page *w, const struct casefile_problem *p)
{
	buf_printf(&w->out.b, "<span class=\"chip s-%s\">", report_level_class(report_level(p->severity)));
	page_say(w, report_severity(w->lang, p->severity));
	page_raw(w, "</span>");
}

static void put_days(struct page *w, const struct casefile_problem *p)
{
	if (p->days <= 0)
		return;
	buf_printf(&w->out.b, "%" PRId64 " ", p->days);
	page_say(w, str_eq(p->days_unit, STR("hours"))          ? L_("hours")
		    : str_eq(p->days_unit, STR("working-days")) ? L_("working days")
								: L_("days"));
}

static void put_list(struct page *w, const struct casefile *c)
{
	struct group g;
	unsigned n = 0;

	page_raw(w, "<div class=\"scroll\"><table>\n<thead><tr>");
	page_head_cell(w, "n", L_("No."));
	page_head_cell(w, NULL, L_("Severity"));
	page_head_cell(w, NULL, L_("Problem"));
	page_head_cell(w, NULL, L_("Clause"));
	page_head_cell(w, "n", L_("Places"));
	page_head_cell(w, NULL, L_("Mend within"));
	page_raw(w, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; next_group(c, i, false, &g); i = g.end) {
		const struct casefile_problem *p = &c->problems[g.first];

		buf_printf(&w->out.b, "<tr><td class=\"n\">%u</td><td>", ++n);
		put_chip(w, p);
		buf_printf(&w->out.b, "</td><td class=\"title\"><a href=\"#p%u\">", n);
		page_text(w, text2_in(p->title, w->lang), 240);
		page_raw(w, "</a></td>");
		page_cell(w, "t", p->clause);
		page_cell_number(w, g.places);
		page_raw(w, "<td class=\"t\">");
		put_days(w, p);
		page_raw(w, "</td></tr>\n");
		out_step(&w->out);
	}
	page_raw(w, "</tbody></table></div>\n");
}

static void put_basis(struct page *w, const struct casefile_basis *b)
{
	page_raw(w, "<div class=\"law\"><p class=\"cite\">");
	page_text2(w, b->law);
	page_raw(w, " ");
	page_text(w, b->number, PAGE_TEXT_MOST);
	if (b->unread) {
		page_raw(w, " <span class=\"caution\">");
		page_say(w, L_("words not checked against the official text"));
		page_raw(w, "</span>");
	}
	page_raw(w, "</p>\n");
	if (b->words.n) {
		page_raw(w, "<p class=\"words\">");
		page_text(w, b->words, PAGE_TEXT_MOST);
		page_raw(w, "</p>\n");
	}
	if (b->penalty.n) {
		page_raw(w, "<p class=\"small\">");
		page_say(w, L_("Liability: "));
		page_text(w, b->penalty, PAGE_TEXT_MOST);
		page_raw(w, "</p>\n");
	}
	page_raw(w, "<p class=\"small\">");
	if (b->law_number.n) {
		page_text(w, b->law_number, PAGE_TEXT_MOST);
		page_raw(w, " · ");
	}
	page_say(w, L_("version in force from "));
	page_date(w, b->from);
	if (b->source.n) {
		page_raw(w, " · ");
		page_say(w, L_("source: "));
		page_text(w, b->source, PAGE_TEXT_MOST);
	}
	page_raw(w, "</p></div>\n");
}

static void put_group_head(struct page *w, const struct casefile_problem *p, unsigned number)
{
	const char *level = report_level_class(report_level(p->severity));

	buf_printf(&w->out.b, "<section class=\"group s-%s\"", level);
	if (number)
		buf_printf(&w->out.b, " id=\"p%u\"><h3>", number);
	else
		page_raw(w, "><h3>");
	put_chip(w, p);
	if (number)
		buf_printf(&w->out.b, "%u. ", number);
	page_text2(w, p->title);
	page_raw(w, "</h3>\n<p class=\"about\"><span>");
	page_say(w, L_("clause "));
	page_text(w, p->clause, 100);
	page_raw(w, "</span> <code>");
	page_text(w, p->check, 300);
	page_raw(w, "</code>");
	for (size_t i = 0; i < p->defends_count; i++) {
		page_raw(w, " <span class=\"tag\">");
		page_text(w, p->defends[i], 100);
		page_raw(w, "</span>");
	}
	if (p->check_outside) {
		page_raw(w, " <span class=\"caution\">");
		page_say(w, L_("check from outside, not built in"));
		page_raw(w, "</span>");
	}
	page_raw(w, "</p>\n");
	for (size_t i = 0; i < p->basis_count; i++)
		put_basis(w, &p->basis[i]);
	page_raw(w, "<div class=\"fix\"><p><b>");
	page_say(w, L_("Remedy: "));
	page_raw(w, "</b>");
	page_text2(w, p->remedy);
	page_raw(w, "</p>\n");
	if (p->days > 0) {
		page_raw(w, "<p><b>");
		page_say(w, L_("Mend within: "));
		page_raw(w, "</b>");
		put_days(w, p);
		if (!p->days_sure) {
			page_raw(w, " <span class=\"caution\">");
			page_say(w, L_("a parameter, not confirmed"));
			page_raw(w, "</span>");
		}
		page_raw(w, "</p>\n");
	}
	page_raw(w, "</div>\n");
}

static void put_evidence(struct page *w, const struct casefile_evidence *e)
{
	page_raw(w, "<figure class=\"evidence\"><figcaption>");
	page_say(w, L_("Evidence"));
	page_raw(w, " · ");
	page_text(w, e->media, 200);
	page_raw(w, " · ");
	page_number(w, e->size);
	page_say(w, L_(" bytes"));
	if (e->class == EVIDENCE_SENSITIVE) {
		page_raw(w, " · <span class=\"caution\">");
		page_say(w, L_("secrets and personal data masked"));
		page_raw(w, "</span>");
	}
	page_raw(w, "</figcaption>\n");
	if (e->excerpt.n) {
		/* A line feed right behind <pre> would be swallowed. */
		page_raw(w, "<pre>\n");
		page_lines(w, e->excerpt, PAGE_TEXT_MOST);
		page_raw(w, "</pre>\n");
	}
	page_raw(w, "<p class=\"hash mono\">SHA-256 ");
	page_text(w, e->sha256, 200);
	page_raw(w, "<br>SM3 ");
	page_text(w, e->sm3, 200);
	page_raw(w, "</p></figure>\n");
}

static void put_mark(struct page *w, const struct casefile_problem *p)
{
	page_raw(w, "<p class=\"mark\"><b>");
	page_say(w, str_eq(p->mark, STR("term")) ? L_("Given a term") : L_("Marked as false positive"));
	page_raw(w, "</b>");
	if (p->mark_until) {
		page_say(w, L_(" until "));
		page_date(w, p->mark_until);
	}
	page_say(w, L_(": "));
	page_text(w, p->mark_reason, PAGE_TEXT_MOST);
	page_raw(w, "</p>\n");
}

/* Which finding this is: "Object: … · Place: … · Finding: … · first seen: …". */
static void put_which(struct page *w, const struct casefile_problem *p)
{
	page_raw(w, "<p class=\"small which\">");
	if (p->object.n) {
		page_say(w, L_("Object: "));
		page_text(w, p->object, PAGE_TEXT_MOST);
		page_raw(w, " · ");
	}
	if (p->place.n) {
		page_say(w, L_("Place: "));
		page_text(w, p->place, PAGE_TEXT_MOST);
		page_raw(w, " · ");
	}
	page_say(w, L_("Finding: "));
	page_raw(w, "<span class=\"mono\">");
	page_text(w, p->id, 100);
	page_raw(w, "</span> · ");
	page_say(w, L_("first seen: "));
	page_time(w, p->first_seen);
	page_raw(w, "</p>\n");
}

static void put_place(struct page *w, const struct casefile_problem *p)
{
	buf_put_c(&w->out.b, "<li class=\"place\" id=\"f-");
	page_plain(w, p->id);
	page_raw(w, "\"><p class=\"where\">");
	page_text(w, p->asset, PAGE_TEXT_MOST);
	page_raw(w, "</p>\n");
	put_which(w, p);
	page_raw(w, "<p class=\"says\">");
	page_text2(w, p->says);
	if (p->at_least) {
		page_raw(w, " <span class=\"caution\">");
		page_say(w, L_("at least: not everything was examined"));
		page_raw(w, "</span>");
	}
	page_raw(w, "</p>\n");
	if (p->mark.n)
		put_mark(w, p);
	for (size_t i = 0; i < p->evidence_count; i++)
		put_evidence(w, &p->evidence[i]);
	page_raw(w, "</li>\n");
	out_step(&w->out);
}

static void put_groups(struct page *w, const struct casefile *c, bool marked)
{
	struct group g;
	unsigned n = 0;

	for (size_t i = 0; next_group(c, i, marked, &g); i = g.end) {
		put_group_head(w, &c->problems[g.first], marked ? 0 : ++n);
		page_raw(w, "<ol class=\"places\">\n");
		for (size_t k = g.first; k < g.end; k++)
			if ((c->problems[k].mark.n > 0) == marked)
				put_place(w, &c->problems[k]);
		page_raw(w, "</ol></section>\n");
	}
}

/* Buttons that show one severity only; they work without a script and are not printed. */
static void put_filter(struct page *w, const struct report_levels *levels)
{
	unsigned kinds = 0;

	for (enum report_level l = 0; l < LEVEL_COUNT; l++)
		kinds += levels->by[l] > 0;
	if (kinds < 2)
		return;
	page_raw(w, "<input class=\"filter\" type=\"radio\" name=\"only\" id=\"only-all\" checked><label "
		    "for=\"only-all\">");
	page_say(w, L_("all"));
	page_raw(w, "</label>\n");
	for (enum report_level l = 0; l < LEVEL_NONE; l++) {
		const char *class = report_level_class(l);

		if (!levels->by[l])
			continue;
		buf_printf(
			&w->out.b,
			"<input class=\"filter\" type=\"radio\" name=\"only\" id=\"only-%s\"><label for=\"only-%s\">",
			class, class);
		page_say(w, report_severity(w->lang, str_c(class)));
		page_raw(w, " ");
		page_number(w, levels->by[l]);
		page_raw(w, "</label>\n");
	}
}

void report_problems(struct page *w, const struct casefile *c, const struct report_levels *levels)
{
	page_raw(w, "<h2 id=\"list\">");
	page_say(w, L_("Problems at a glance"));
	page_raw(w, "</h2>\n");
	if (!levels->open) {
		page_raw(w, "<p class=\"none\">");
		page_say(w, report_blind(c) ? L_("Nothing could be examined: that no problem stands here says nothing.")
					    : L_("No problem was found in what was examined."));
		page_raw(w, "</p>\n");
	} else {
		put_list(w, c);
		page_raw(w, "<h2 id=\"problems\">");
		page_say(w, L_("Problems, evidence, law and remedy"));
		page_raw(w, "</h2>\n<div class=\"problems\">\n");
		put_filter(w, levels);
		put_groups(w, c, false);
		page_raw(w, "</div>\n");
	}
	if (!levels->marked)
		return;
	page_raw(w, "<h2 id=\"marked\">");
	page_say(w, L_("Problems marked by a person"));
	page_raw(w, "</h2>\n<p>");
	page_say(w,
		 L_("These were found too. A person has marked them as false positive or given them a term; they are "
		    "not counted by severity above."));
	page_raw(w, "</p>\n");
	put_groups(w, c, true);
}
