/* report_cover: the report's first page. */
#include "base/date.h"
#include "doc/report_priv.h"

static void open_fact(struct page *w, const char *words, bool wide)
{
	page_raw(w, "<dt>");
	page_say(w, words);
	page_raw(w, wide ? "</dt><dd class=\"wide\">" : "</dt><dd>");
}

static void shut_fact(struct page *w)
{
	page_raw(w, "</dd>\n");
}

static void put_fact(struct page *w, const char *words, str value, bool wide)
{
	open_fact(w, words, wide);
	if (value.n)
		page_text(w, value, PAGE_TEXT_MOST);
	else
		page_raw(w, "-");
	shut_fact(w);
}

static void put_acts(struct page *w, unsigned acts)
{
	static const char *const words[ACT_COUNT] = {
		[ACT_IDENTIFY] = N_("identify"), [ACT_EXPOSURE] = N_("exposure"),  [ACT_ATTACK] = N_("attack"),
		[ACT_LOGIN] = N_("log in"),      [ACT_CHANGE] = N_("change data"),
	};
	const char *gap = "";

	open_fact(w, L_("Acts allowed"), false);
	for (enum act i = 0; i < ACT_COUNT; i++) {
		if (!(acts & 1u << i))
			continue;
		page_say(w, gap);
		page_say(w, L_(words[i]));
		gap = L_(", ");
	}
	if (!*gap)
		page_raw(w, "-");
	shut_fact(w);
}

static void put_authority(struct page *w, const struct scope_authorisation *a)
{
	bool regulator = a->mode == SCOPE_REGULATOR;

	put_fact(w, L_("Authorised by"), a->by, false);
	put_fact(w, L_("Reference"), a->reference, false);
	open_fact(w, L_("Authorised from"), false);
	page_date(w, report_day(a->from));
	shut_fact(w);
	/* As people write it: the last day, not the moment after it. */
	open_fact(w, L_("until"), false);
	page_date(w, report_day(a->until - 1));
	shut_fact(w);
	open_fact(w, L_("Daily window"), false);
	if (report_all_day(a)) {
		page_say(w, L_("all day"));
	} else {
		date_put_clock(&w->out.b, a->window_from);
		page_raw(w, "–");
		date_put_clock(&w->out.b, a->window_until);
	}
	shut_fact(w);
	put_fact(w, L_("Mode"), str_c(regulator ? L_("inspection by the authority") : L_("self-inspection")), false);
	put_fact(w, L_("Signature"),
		 str_c(a->signature.n ? L_("signed (SM2)") : L_("none (not needed for self-inspection)")), false);
	put_acts(w, a->acts);
}

static void put_assets(struct page *w, const struct casefile *c)
{
	static const char *const words[ASSET_KIND_COUNT] = {
		[ASSET_UNIT] = N_("unit"),          [ASSET_SITE] = N_("sites"),
		[ASSET_DOMAIN] = N_("domains"),     [ASSET_HOST] = N_("hosts"),
		[ASSET_SERVICE] = N_("services"),   [ASSET_FOLDER] = N_("folders of data"),
		[ASSET_DATABASE] = N_("databases"), [ASSET_LOG] = N_("folders of logs"),
	};
	const char *gap = "";

	open_fact(w, L_("Assets examined"), true);
	for (enum asset_kind k = 0; k < ASSET_KIND_COUNT; k++) {
		if (!c->asset_kinds[k])
			continue;
		page_say(w, gap);
		page_say(w, L_(words[k]));
		page_raw(w, " ");
		page_number(w, c->asset_kinds[k]);
		gap = L_(", ");
	}
	if (!*gap)
		page_raw(w, "-");
	shut_fact(w);
}

static void put_facts(struct page *w, const struct casefile *c)
{
	const struct scope *s = c->scope;
	digest_hex hex = digest_to_hex(&s->sha256);

	page_raw(w, "<dl class=\"facts\">\n");
	put_fact(w, L_("Unit inspected"), s->unit.name, true);
	put_fact(w, L_("Unified social credit code"), s->unit.uscc, false);
	put_fact(w, L_("Province"), s->unit.province, false);
	put_authority(w, &s->authorisation);
	open_fact(w, L_("Inspected from"), false);
	page_time(w, c->began);
	shut_fact(w);
	open_fact(w, L_("until"), false);
	if (c->ended)
		page_time(w, c->ended);
	else
		page_say(w, L_("not ended"));
	shut_fact(w);
	put_fact(w, L_("Seen from"), s->authorisation.vantage, true);
	put_assets(w, c);
	put_fact(w, L_("Scope, SHA-256"), str_c(hex.c), true);
	put_fact(w, L_("Run"), c->run, false);
	open_fact(w, L_("Judgement"), false);
	page_number(w, c->judgement);
	shut_fact(w);
	page_raw(w, "</dl>\n");
}

static void put_tile(struct page *w, const char *class, uint64_t n, const char *words)
{
	buf_printf(&w->out.b, "<div class=\"number %s\"><b>", class);
	page_number(w, n);
	page_raw(w, "</b><span>");
	page_say(w, words);
	page_raw(w, "</span></div>\n");
}

static void put_numbers(struct page *w, const struct casefile *c, const struct report_levels *levels)
{
	const uint64_t *by = c->counts.by;

	page_raw(w, "<h2 id=\"summary\">");
	page_say(w, L_("Summary"));
	page_raw(w, "</h2>\n<div class=\"numbers\">\n");
	put_tile(w, by[VERDICT_FAIL] ? "fail" : "", by[VERDICT_FAIL], L_("failed"));
	put_tile(w, by[VERDICT_UNKNOWN] ? "unknown" : "", by[VERDICT_UNKNOWN], L_("could not be judged"));
	put_tile(w, "", by[VERDICT_PASS], L_("passed"));
	put_tile(w, "", by[VERDICT_NA], L_("not applicable"));
	page_raw(w, "</div>\n<p class=\"small\">");
	page_say(w, L_("Each number counts pairs of an asset and a check."));
	page_raw(w, "</p>\n<ul class=\"levels\"><li>");
	page_say(w, L_("Places by severity:"));
	page_raw(w, "</li>\n");
	for (enum report_level l = 0; l < LEVEL_COUNT; l++) {
		if (l == LEVEL_NONE && !levels->by[l])
			continue;
		buf_printf(&w->out.b, "<li><span class=\"chip s-%s\">", report_level_class(l));
		page_say(w, report_severity(w->lang, str_c(report_level_class(l))));
		page_raw(w, "</span> ");
		page_number(w, levels->by[l]);
		page_raw(w, "</li>\n");
	}
	if (levels->marked) {
		page_raw(w, "<li>");
		page_say(w, L_("marked as false positive or given a term:"));
		page_raw(w, " ");
		page_number(w, levels->marked);
		page_raw(w, "</li>\n");
	}
	page_raw(w, "</ul>\n");
}

static void put_counts(struct page *w, const struct casefile_counts *k)
{
	page_raw(w, k->by[VERDICT_FAIL] ? "<td class=\"n bad\">" : "<td class=\"n\">");
	page_number(w, k->by[VERDICT_FAIL]);
	page_raw(w, "</td>");
	page_cell_number(w, k->by[VERDICT_UNKNOWN]);
	page_cell_number(w, k->by[VERDICT_PASS]);
	page_cell_number(w, k->by[VERDICT_NA]);
}

static void put_coverage(struct page *w, const struct casefile *c)
{
	uint64_t checks = 0;

	page_raw(w, "<h2 id=\"coverage\">");
	page_say(w, L_("Coverage by clause of the notice"));
	page_raw(w, "</h2>\n<div class=\"scroll\"><table>\n<thead><tr>");
	page_head_cell(w, NULL, L_("Clause"));
	page_head_cell(w, "n", L_("Checks"));
	page_head_cell(w, "n", L_("Assets"));
	page_head_cell(w, "n", L_("Failed"));
	page_head_cell(w, "n", L_("Unknown"));
	page_head_cell(w, "n", L_("Passed"));
	page_head_cell(w, "n", L_("N/A"));
	page_raw(w, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < c->clause_count; i++) {
		const struct casefile_clause *k = &c->clauses[i];

		checks += k->checks;
		page_raw(w, "<tr>");
		page_raw(w, "<td class=\"title\"><b>");
		page_text(w, k->id, 100);
		page_raw(w, "</b> ");
		page_text2(w, k->title);
		page_raw(w, "</td>");
		page_cell_number(w, k->checks);
		page_cell_number(w, k->assets);
		put_counts(w, &k->counts);
		page_raw(w, "</tr>\n");
	}
	page_raw(w, "</tbody>\n<tfoot><tr><th>");
	page_say(w, L_("Total"));
	page_raw(w, "</th>");
	page_cell_number(w, checks);
	page_cell_number(w, c->assets);
	put_counts(w, &c->counts);
	page_raw(w, "</tr></tfoot></table></div>\n");
}

void report_cover(struct page *w, const struct casefile *c, const struct report_levels *levels)
{
	page_raw(w, "<p class=\"unit\">");
	page_text(w, c->scope->unit.name, PAGE_TEXT_MOST);
	page_raw(w, "</p>\n<p class=\"made\">");
	page_time(w, c->ended ? c->ended : c->began);
	page_raw(w, "</p></header>\n<section class=\"cover\">\n");
	if (c->demo) {
		page_raw(w, "<p class=\"note\">");
		page_say(w, L_("SAMPLE: unit, sites and problems are made up."));
		page_raw(w, "</p>\n");
	}
	if (!c->complete) {
		page_raw(w, "<p class=\"note\">");
		page_say(w, L_("The inspection did not end: what is missing here may still be found."));
		page_raw(w, "</p>\n");
	}
	put_facts(w, c);
	put_numbers(w, c, levels);
	put_coverage(w, c);
	page_raw(w, "</section>\n");
	out_step(&w->out);
}
