#include "collect/web/web.h"

#include "base/i18n.h"
#include "detect/page.h"
#include "format/url.h"

static const char *const gap_outside = N_("the home page leads to an address outside the scope");
static const char *const gap_header = N_("the answer is not the site's own home page");

static void put_marks(const struct web *w, const struct page *p, str url, uint32_t evidence)
{
	struct sink *sink = w->job->sink;
	buf words;

	buf_init(&words, 200);
	for (size_t i = 0; i < p->icp_count; i++) {
		const struct page_icp *m = &p->icp[i];

		buf_reset(&words);
		icp_defects_put(&words, m->icp.defects);
		sink_put(sink, icp_mark, .evidence = evidence, .url = url, .text = m->text,
			 .number = icp_number(&m->icp), .subject_number = icp_subject(&m->icp),
			 .form = str_c(icp_form_name(m->icp.form)), .valid = m->icp.valid, .defect = buf_str(&words),
			 .province = str_c(m->icp.province), .province_known = m->icp.province_known,
			 .footer = m->footer, .linked = m->link.linked, .link = m->link.target,
			 .link_host = m->link.host, .link_right = m->link.right, .link_script = m->link.script);
	}
	for (size_t i = 0; i < p->police_count; i++) {
		const struct page_police *m = &p->police[i];

		sink_put(sink, police_mark, .evidence = evidence, .url = url, .text = m->text,
			 .number = str_c(m->police.number), .province = str_c(m->police.province),
			 .area_code = m->police.area_code < 0 ? FACT_NULL : m->police.area_code,
			 .valid = m->police.valid, .link_host = m->link.host);
	}
	buf_release(&words);
}

static void put_forms(const struct web *w, const struct page *p, str url, uint32_t evidence)
{
	for (size_t i = 0; i < p->form_count; i++)
		sink_put(w->job->sink, web_form, .evidence = evidence, .url = url, .action = p->forms[i].action,
			 .password = p->forms[i].password, .page_secure = str_starts(url, STR("https:")),
			 .action_secure = p->forms[i].action_secure);
}

/* max-age of Strict-Transport-Security is there and not 0 (RFC 6797 section 6.1.1). */
static bool is_hsts(str v)
{
	str age = str_from(v, str_ifind(v, STR("max-age")));

	age = str_trim(str_from(age, 7));
	if (!age.n || age.p[0] != '=')
		return false;
	age = str_trim(str_from(age, 1));
	if (age.n && age.p[0] == '"')
		age = str_from(age, 1);
	return age.n && age.p[0] >= '1' && age.p[0] <= '9';
}

static void put_header(const struct web *w, const struct net_http_result *r, uint32_t evidence)
{
	str csp = net_header(r->headers, STR("Content-Security-Policy"));
	str location = net_header(r->headers, STR("Location"));
	bool leads = str_istarts(r->final_url, STR("https:")) ||
		     (r->code >= 300 && r->code < 400 && str_istarts(location, STR("https:")));

	sink_put(w->job->sink, web_header, .evidence = evidence, .url = w->home,
		 .hsts = is_hsts(net_header(r->headers, STR("Strict-Transport-Security"))), .csp = csp.n > 0,
		 .nosniff = str_ieq(str_trim(net_header(r->headers, STR("X-Content-Type-Options"))), STR("nosniff")),
		 .frame_guard =
			 net_header(r->headers, STR("X-Frame-Options")).n > 0 || str_ihas(csp, STR("frame-ancestors")),
		 .powered_by = net_header(r->headers, STR("X-Powered-By")),
		 .redirect_https = w->job->asset->https ? (str){0}
				   : leads              ? STR("yes")
							: STR("no"));
}

/* ---- folders met on the page ---- */

static bool is_probed(const struct web *w, str folder)
{
	for (size_t i = 0; i < leak_probe_count; i++)
		if (str_eq(folder, str_c(leak_probes[i].path)))
			return true;
	for (size_t i = 0; i < w->folder_count; i++)
		if (str_eq(folder, w->folders[i]))
			return true;
	return false;
}

/* Where links of the page are resolved, and the site they must belong to. */
struct place {
	struct url page;
	struct url site;
	arena mem;
};

/* The folder of an address of this very site, where it is a new one. */
static void add_folder(struct web *w, struct place *at, str raw)
{
	struct url u;

	if (w->folder_count == WEB_FOLDERS_MOST || !raw.n || raw.n > 500 ||
	    url_resolve(&at->page, raw, &at->mem, &u) != PARSE_OK || !url_same_site(&at->site, &u))
		return;
	str path = str_sub(u.path, 0, str_find_byte(u.path, '?'));

	while (path.n && path.p[path.n - 1] != '/')
		path.n--;
	if (path.n > 1 && path.n < 200 && !is_probed(w, path))
		w->folders[w->folder_count++] = arena_str(w->job->mem, path);
}

#define LOOKED_AT ((size_t)200) /* links and pictures of a page whose folders are considered */

static void find_folders(struct web *w, const struct page *p, str url)
{
	const struct view *v = &p->view;
	struct place at;

	arena_init(&at.mem, (size_t)1024 * 1024);
	if (url_parse(url, &at.mem, &at.page) == PARSE_OK && url_parse(w->home, &at.mem, &at.site) == PARSE_OK) {
		for (size_t i = 0; i < v->images.n && i < LOOKED_AT; i++)
			add_folder(w, &at, VIEW_AT(v->images, struct view_image, i)->src);
		for (size_t i = 0; i < v->links.n && i < LOOKED_AT; i++)
			add_folder(w, &at, VIEW_AT(v->links, struct view_link, i)->href);
		for (size_t i = 0; i < v->scripts.n && i < LOOKED_AT; i++)
			add_folder(w, &at, VIEW_AT(v->scripts, struct view_script, i)->src);
	}
	arena_clear(&at.mem);
}

/* ---- the page ---- */

static void put_gaps(const struct web *w, const struct page *p, const struct net_http_result *r)
{
	struct sink *sink = w->job->sink;
	const char *outside = r->stopped_at_gate ? gap_outside : NULL;

	if (p->gap_icp)
		sink_gap(sink, FACT_icp_mark, outside ? outside : p->gap_icp);
	if (p->gap_police)
		sink_gap(sink, FACT_police_mark, outside ? outside : p->gap_police);
	if (p->gap_form)
		sink_gap(sink, FACT_web_form, outside ? outside : p->gap_form);
	if (p->gap_form)
		sink_gap(sink, FACT_data_item, outside ? outside : p->gap_form);
	if (*p->challenge)
		sink_gap(sink, FACT_web_header, gap_header);
	if (*p->challenge)
		sink_gap(sink, FACT_web_leak, p->gap_icp);
}

static void put_listing(struct web *w, const struct page *p, uint32_t evidence)
{
	buf proof;

	if (leak_judge(LEAK_LISTING, STR("/"), p->text) != LEAK_PROVEN)
		return;
	buf_init(&proof, 2000);
	leak_put_proof(&proof, LEAK_LISTING, STR("/"), p->text);
	sink_put(w->job->sink, web_leak, .evidence = evidence, .url = w->home,
		 .kind = str_c(leak_kind_name(LEAK_LISTING)), .proof = buf_str(&proof));
	buf_release(&proof);
}

/* Says in which charset the bytes are to be read, so that an excerpt can be shown. */
static const char *const media[CHARSET_COUNT] = {
	[CHARSET_UTF8] = "text/html; charset=utf-8",       [CHARSET_GB18030] = "text/html; charset=gb18030",
	[CHARSET_BIG5] = "text/html; charset=big5",        [CHARSET_LATIN1] = "text/html; charset=windows-1252",
	[CHARSET_UTF16LE] = "text/html; charset=utf-16le", [CHARSET_UTF16BE] = "text/html; charset=utf-16be",
};

bool web_home(struct web *w, const struct net_http_result *r)
{
	struct page p;
	struct page_in in = {
		.url = r->final_url.n ? r->final_url : w->home,
		.status = r->code,
		.content_type = net_header(r->headers, STR("Content-Type")),
		.headers = r->headers,
		.body = r->body,
		.cut = r->cut,
		.undecoded = r->undecoded,
	};
	page_init(&p, &in);
	uint32_t evidence =
		web_evidence(w, &p, in.url, p.html ? media[p.charset.charset] : "application/octet-stream", r->body);
	bool challenged = *p.challenge != 0;

	sink_put(w->job->sink, web_page, .evidence = evidence, .url = w->home, .final_url = in.url, .status = r->code,
		 .home = true, .title = web_shown(w, p.title), .bytes = (int64_t)r->body.n,
		 .charset = str_c(charset_name(p.charset.charset)), .server = net_header(r->headers, STR("Server")),
		 .script_drawn = p.script_drawn, .challenge = str_c(p.challenge), .cut = r->cut);
	put_marks(w, &p, in.url, evidence);
	put_forms(w, &p, in.url, evidence);
	if (!challenged)
		put_header(w, r, evidence);
	if (!challenged && r->code == 200)
		put_listing(w, &p, evidence);
	put_gaps(w, &p, r);
	find_folders(w, &p, in.url);
	page_release(&p);
	return !challenged;
}
