/* report_html: one file, readable on screen and on A4, that loads nothing and runs nothing. */
#include "base/date.h"
#include "doc/report_priv.h"

static const char policy[] = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
			     "'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n";

static const char *title_of(const struct page *w, const struct casefile *c)
{
	return c->scope->authorisation.mode == SCOPE_REGULATOR ? L_("Network security inspection report")
							       : L_("Network security self-inspection report");
}

/* The run's id at the foot of every printed page, so that loose sheets can be told apart. Only where it is as ours are:
 * this is CSS, where no escape of page.h holds. */
static void put_page_foot(struct page *w, str run)
{
	for (size_t i = 0; i < run.n; i++)
		if (!byte_is_alnum(run.p[i]) && run.p[i] != '-')
			return;
	if (run.n == 0 || run.n > 40)
		return;
	page_raw(w, "@page { @bottom-left { content: \"yicha ");
	buf_put(&w->out.b, run);
	page_raw(w, "\"; font: 8pt sans-serif; color: #57606a; } }\n");
}

static void put_head(struct page *w, const struct casefile *c)
{
	page_raw(w, w->lang == LANG_ZH ? "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n"
				       : "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
	page_raw(w, policy);
	page_raw(w, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
		    "<meta name=\"robots\" content=\"noindex\">\n<meta name=\"referrer\" "
		    "content=\"no-referrer\">\n<title>");
	page_say(w, title_of(w, c));
	page_raw(w, " - ");
	page_plain(w, c->scope->unit.name);
	page_raw(w, "</title>\n<style>\n");
	page_raw(w, report_style);
	put_page_foot(w, c->run);
	page_raw(w, "</style>\n</head>\n<body>\n");
	if (c->demo) {
		page_raw(w, "<div class=\"watermark\" aria-hidden=\"true\">");
		page_say(w, L_("SAMPLE"));
		page_raw(w, "</div>\n");
	}
	page_raw(w, "<main>\n");
}

static void put_heading(struct page *w, const char *id, const char *words)
{
	buf_printf(&w->out.b, "<h2 id=\"%s\">", id);
	page_say(w, words);
	page_raw(w, "</h2>\n");
}

static void put_left_out(struct page *w, uint64_t n)
{
	if (!n)
		return;
	page_raw(w, "<p class=\"caution\">");
	buf_printf(&w->out.b, L_("%llu more are not listed here; the store has them."), (unsigned long long)n);
	page_raw(w, "</p>\n");
}

static void put_reason(struct page *w, str reason)
{
	buf room;

	buf_init(&room, REASON_MOST);
	page_cell(w, NULL, report_reason(w->lang, reason, &room));
	buf_release(&room);
}

static void put_unexamined(struct page *w, const struct casefile *c)
{
	put_heading(w, "unexamined", L_("What was not examined"));
	if (!c->unexamined_count) {
		page_raw(w, "<p class=\"none\">");
		page_say(w, L_("Everything in the scope was examined."));
		page_raw(w, "</p>\n");
		return;
	}
	page_raw(w, "<p>");
	page_say(w, L_("What stands here did not pass and did not fail: nothing can be said of it until it was "
		       "examined."));
	page_raw(w, "</p>\n<div class=\"scroll\"><table>\n<thead><tr>");
	page_head_cell(w, NULL, L_("Asset"));
	page_head_cell(w, NULL, L_("Check or collection"));
	page_head_cell(w, NULL, L_("Reason"));
	page_head_cell(w, "n", L_("Assets"));
	page_raw(w, "</tr></thead>\n<tbody>\n");
	for (size_t i = 0; i < c->unexamined_count; i++) {
		const struct casefile_unexamined *u = &c->unexamined[i];

		page_raw(w, "<tr><td class=\"key\">");
		page_text(w, u->asset, PAGE_TEXT_MOST);
		if (u->count > 1)
			page_say(w, L_(" and others"));
		page_raw(w, "</td><td>");
		page_say(w, u->is_check ? L_("check ") : L_("collection "));
		page_text(w, u->what, PAGE_TEXT_MOST);
		page_raw(w, "</td>");
		put_reason(w, u->reason);
		page_cell_number(w, u->count);
		page_raw(w, "</tr>\n");
		out_step(&w->out);
	}
	page_raw(w, "</tbody></table></div>\n");
	put_left_out(w, c->unexamined_left_out);
}

/* The time alone where it is of the run's first day. */
static void put_moment(struct page *w, const struct casefile *c, int64_t seconds)
{
	if (report_day(seconds) == report_day(c->began))
		date_put_clock_seconds(&w->out.b, (seconds + DATE_CHINA_MINUTES * 60) % 86400);
	else
		page_time(w, seconds);
}

static void put_sent_row(struct page *w, const struct casefile *c, const struct casefile_sent *s)
{
	bool allowed = str_eq(s->answer, STR("allowed"));

	page_raw(w, "<tr>");
	page_cell(w, NULL, s->what);
	if (allowed)
		page_cell(w, NULL, str_c(L_("let through")));
	else
		put_reason(w, s->answer);
	page_cell_number(w, s->times);
	page_cell_number(w, s->bytes);
	page_raw(w, "<td class=\"t\">");
	put_moment(w, c, s->first / 1000);
	if (s->last / 1000 != s->first / 1000) {
		page_raw(w, "–");
		put_moment(w, c, s->last / 1000);
	}
	page_raw(w, "</td></tr>\n");
	out_step(&w->out);
}

static void put_sent_rows(struct page *w, const struct casefile *c)
{
	page_raw(w, "<div class=\"scroll\"><table class=\"dense\">\n<thead><tr>");
	page_head_cell(w, NULL, L_("What"));
	page_head_cell(w, NULL, L_("Answer of the gate"));
	page_head_cell(w, "n", L_("Times"));
	page_head_cell(w, "n", L_("Bytes"));
	page_head_cell(w, NULL, L_("First and last"));
	page_raw(w, "</tr></thead>\n");
	for (size_t i = 0; i < c->sent_count; i++) {
		bool first = i == 0 || !str_eq(c->sent[i].asset, c->sent[i - 1].asset);

		/* A body for each asset: it begins with the asset's name. */
		if (first) {
			page_raw(w, i ? "</tbody>\n" : "");
			page_raw(w, "<tbody><tr><th colspan=\"5\">");
			page_text(w, c->sent[i].asset, PAGE_TEXT_MOST);
			page_raw(w, "</th></tr>\n");
		}
		put_sent_row(w, c, &c->sent[i]);
	}
	page_raw(w, "</tbody></table></div>\n");
}

static void put_sent(struct page *w, const struct casefile *c)
{
	put_heading(w, "sent", L_("Annex: what was sent"));
	page_raw(w, "<p>");
	page_say(w, L_("From the journal of the gate, through which every connection, every packet and every reading "
		       "of a folder goes."));
	page_raw(w, "</p>\n");
	if (c->sent_count) {
		put_sent_rows(w, c);
	} else {
		page_raw(w, "<p class=\"none\">");
		page_say(w, L_("Nothing was sent."));
		page_raw(w, "</p>\n");
	}
	put_left_out(w, c->sent_left_out);
}

static void put_foot(struct page *w, const struct casefile *c)
{
	page_raw(w, "<footer class=\"foot\"><p>");
	page_say(w, L_("All times are Beijing time (UTC+08:00). \"Pass\" means that a check read complete facts and "
		       "found "
		       "nothing; it is no certificate."));
	page_raw(w, "</p><p>yicha ");
	page_text(w, c->version, 100);
	page_raw(w, " · ");
	page_say(w, L_("digest of the checks"));
	page_raw(w, " <span class=\"mono\">");
	page_text(w, c->checks_digest, 200);
	page_raw(w, "</span></p></footer>\n</main>\n</body>\n</html>\n");
}

int report_html(const struct casefile *c, enum lang lang, out_write_fn *write, void *ctx, err *e)
{
	struct page page = {.lang = lang};
	struct page *w = &page;
	struct report_levels levels = report_levels(c);

	out_init(&w->out, write, ctx, e);
	put_head(w, c);
	page_raw(w, "<header class=\"head\"><h1>");
	page_say(w, title_of(w, c));
	page_raw(w, "</h1>\n");
	report_cover(w, c, &levels);
	report_problems(w, c, &levels);
	put_left_out(w, c->problems_left_out);
	put_unexamined(w, c);
	put_sent(w, c);
	put_foot(w, c);
	return out_end(&w->out);
}
