#include "detect/page.h"

#include "base/i18n.h"
#include "detect/challenge.h"
#include "format/html.h"
#include "format/url.h"

#define TAIL_CHARS ((size_t)2000) /* the last part of the text counts as the foot of the page, */
#define TAIL_SHARE 10             /* or its last tenth */
#define NEAR_BYTES ((size_t)60)   /* how far from the number a link to the filing system may stand */
#define LINK_TEXT_MOST ((size_t)200)
#define FEW_CHARS ((size_t)60) /* a page with scripts that shows fewer is drawn by them */
#define WORDS_MOST ((size_t)1024 * 1024)
#define SCRATCH_MOST ((size_t)8 * 1024)
#define TARGET_MOST ((size_t)600)
#define NAME_MOST ((size_t)1024)

#define FILING_HOST STR("beian.miit.gov.cn")

static const char *const gap_cut = N_("the page is longer than the ceiling: its end was not read");
static const char *const gap_coding = N_("the answer came in a content coding that was not asked for and is not read");
static const char *const gap_status = N_("the home page did not answer with a page (status 200)");
static const char *const gap_not_html = N_("the answer is no HTML page");
static const char *const gap_challenge = N_("a firewall's challenge page came instead of the site's own");
static const char *const gap_scripts = N_("the page is drawn by scripts, which are not run");
static const char *const gap_foot = N_("the foot of the page is drawn by a script, which is not run");
static const char *const gap_picture = N_("a picture at the foot of the page may show the number");
static const char *const gap_frame = N_("part of the page stands in a frame, which is not read");
static const char *const gap_onward = N_("the page leads on to another by script or refresh");
static const char *const gap_limit = N_("the page has more elements or a deeper nesting than is read");
static const char *const gap_link = N_("the link of the number is made by a script, which is not run");
static const char *const gap_blank = N_("the page shows no text at all");
static const char *const gap_many = N_("the page shows more numbers than are read");

/* Does a link lead to the filing system: host exactly beian.miit.gov.cn? */
static bool is_filing_host(str host)
{
	return str_ieq(host, FILING_HOST);
}

static bool is_police_host(str host)
{
	return str_ieq(host, STR("beian.mps.gov.cn")) || str_ieq(host, STR("www.beian.gov.cn")) ||
	       str_ieq(host, STR("beian.gov.cn"));
}

/* ---- words that live as long as the page ---- */

static str keep(struct page *p, str s)
{
	if (arena_fits(&p->mem, s.n))
		return arena_str(&p->mem, s);
	p->full = true;
	return (str){0};
}

static str decoded(struct page *p, str raw)
{
	buf_reset(&p->scratch);
	html_decode(&p->scratch, str_sub(raw, 0, TARGET_MOST), true);
	return keep(p, str_trim(buf_str(&p->scratch)));
}

/* The absolute address that ref means, in *ret_url where it is http or https; else ref itself and false. */
static bool absolute(struct page *p, const struct url *base, str ref, struct url *ret_url, str *ret)
{
	*ret = ref;
	if (url_resolve(base, ref, &p->mem, ret_url) != PARSE_OK)
		return false;
	buf_reset(&p->scratch);
	url_put(&p->scratch, ret_url);
	*ret = keep(p, buf_str(&p->scratch));
	return true;
}

/* ---- where a number leads ---- */

static bool is_empty_target(str href)
{
	return href.n == 0 || str_eq(href, STR("#")) || str_istarts(href, STR("javascript:"));
}

/* A link as far as its number is concerned. */
static struct page_link link_of(struct page *p, const struct url *base, const struct view_link *l,
				bool (*is_right)(str host))
{
	struct page_link k = {.linked = l->has_href};
	str href = decoded(p, l->href);
	str click = decoded(p, l->click);

	struct url u;

	if (l->has_href && absolute(p, base, href, &u, &k.target)) {
		k.host = u.host;
		k.right = is_right(k.host);
	}
	if (k.right || !click.n || !is_empty_target(href))
		return k;
	/* window.open('https://…'): the address stands there to be read. */
	str url = str_from(click, str_ifind(click, STR("http")));

	url = str_sub(url, 0, str_find_byte(url, '\''));
	url = str_sub(url, 0, str_find_byte(url, '"'));
	if (url_parse(url, &p->mem, &u) == PARSE_OK)
		k = (struct page_link){.linked = true, .target = url, .host = u.host, .right = is_right(u.host)};
	else
		k.script = true;
	return k;
}

/* The link that stands over any part of [from, to), the right one before another; NULL when there is none. */
static const struct view_link *link_over(const struct view *v, size_t from, size_t to)
{
	const struct view_run *run = view_run_at(v, from);
	size_t i = run ? (size_t)(run - (const struct view_run *)v->runs.p) : v->runs.n;
	const struct view_link *found = NULL;

	for (; i < v->runs.n; i++) {
		run = VIEW_AT(v->runs, struct view_run, i);
		if (run->at >= to)
			break;
		if (!run->link)
			continue;
		const struct view_link *l = VIEW_AT(v->links, struct view_link, run->link - 1);

		if (!found || (!found->has_href && l->has_href))
			found = l;
	}
	return found;
}

/* First link whose text begins at or behind `at` (links are in the order of their beginnings). */
static size_t link_behind(const struct view *v, size_t at)
{
	size_t lo = 0;
	size_t hi = v->links.n;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (VIEW_AT(v->links, struct view_link, mid)->from < at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Does the link stand over a number itself? Then it is that one's. */
static bool is_of_another(const struct view *v, const struct view_link *l)
{
	str text = str_sub(buf_str(&v->text), l->from, l->to > l->from ? l->to - l->from : 0);
	struct police police;
	struct icp icp;
	size_t at = 0;

	if (text.n > LINK_TEXT_MOST)
		return true;
	if (icp_find(text, &at, &icp))
		return true;
	at = 0;
	return police_find(text, &at, &police);
}

/* A link to the right host that stands directly behind or before the number. */
static bool link_beside(struct page *p, const struct url *base, size_t from, size_t to, struct page_link *ret,
			bool (*is_right)(str host))
{
	const struct view *v = &p->view;
	size_t behind = link_behind(v, to);

	for (size_t i = behind > 2 ? behind - 2 : 0; i < v->links.n && i < behind + 2; i++) {
		const struct view_link *l = VIEW_AT(v->links, struct view_link, i);
		size_t gap = l->from >= to ? l->from - to : l->to <= from ? from - l->to : 0;

		if (!l->has_href || gap > NEAR_BYTES || is_of_another(v, l))
			continue;
		struct page_link k = link_of(p, base, l, is_right);

		if (!k.right)
			continue;
		*ret = k;
		return true;
	}
	return false;
}

static struct page_link number_link(struct page *p, const struct url *base, size_t from, size_t to,
				    bool (*is_right)(str host))
{
	struct page_link k = {0};
	struct page_link beside;
	const struct view_link *l = link_over(&p->view, from, to);

	if (l)
		k = link_of(p, base, l, is_right);
	if (!k.right && link_beside(p, base, from, to, &beside, is_right))
		k = beside;
	return k;
}

/* ---- numbers ---- */

/* Where the foot of the page begins in its text. */
static size_t tail_from(str text)
{
	size_t chars = 0;
	size_t at = text.n;
	size_t share = text.n - text.n / TAIL_SHARE;

	while (at && (chars < TAIL_CHARS || at > share)) {
		at--;
		chars += (text.p[at] & 0xc0) != 0x80;
	}
	return at;
}

static void find_icp(struct page *p, const struct url *base, size_t tail)
{
	str text = buf_str(&p->view.text);
	struct icp icp;

	for (size_t at = 0; icp_find(text, &at, &icp);) {
		if (p->icp_count == PAGE_MARKS_MOST) {
			p->gap_icp = gap_many;
			return;
		}
		const struct view_run *run = view_run_at(&p->view, icp.at);
		struct page_icp *m = &p->icp[p->icp_count++];

		*m = (struct page_icp){
			.icp = icp,
			.text = str_sub(text, icp.at, icp.n),
			.footer = icp.at >= tail || (run && run->footer),
			.link = number_link(p, base, icp.at, icp.at + icp.n, is_filing_host),
		};
	}
}

static void find_police(struct page *p, const struct url *base, size_t tail)
{
	str text = buf_str(&p->view.text);
	struct police police;

	for (size_t at = 0; police_find(text, &at, &police);) {
		if (p->police_count == PAGE_MARKS_MOST) {
			p->gap_police = gap_many;
			return;
		}
		const struct view_run *run = view_run_at(&p->view, police.at);
		struct page_police *m = &p->police[p->police_count++];

		*m = (struct page_police){
			.police = police,
			.text = str_sub(text, police.at, police.n),
			.footer = police.at >= tail || (run && run->footer),
			.link = number_link(p, base, police.at, police.at + police.n, is_police_host),
		};
	}
}

static void find_forms(struct page *p, const struct url *base)
{
	const struct view *v = &p->view;
	struct url u;

	for (size_t i = 0; i < v->forms.n; i++) {
		const struct view_form *f = VIEW_AT(v->forms, struct view_form, i);

		if (p->form_count == PAGE_FORMS_MOST) {
			p->gap_form = gap_limit;
			return;
		}
		str action;
		bool http = absolute(p, base, decoded(p, f->action), &u, &action);

		p->forms[p->form_count++] = (struct page_form){action, f->password, http ? u.https : base->https};
	}
	/* Sent by a script: to where is not known; as secure as the page itself at best. */
	if (v->password_outside && p->form_count < PAGE_FORMS_MOST)
		p->forms[p->form_count++] = (struct page_form){(str){0}, true, base->https};
}

/* ---- what the bytes alone cannot tell ---- */

static bool has_any(str s, const str *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_ihas(s, words[i]))
			return true;
	return false;
}

/* Does a script's own text, or the name of its file, have to do with the foot of the page? */
static bool script_draws_foot(const struct view_script *s)
{
	static const str names[] = {STR_INIT("foot"), STR_INIT("beian"), STR_INIT("copyright"), STR_INIT("icp"),
				    STR_INIT("bottom")};
	static const str words[] = {STR_INIT("beian"),     STR_INIT("备案"),    STR_INIT("ICP"),
				    STR_INIT("\\u5907"),   STR_INIT("\\u6848"), STR_INIT("footer"),
				    STR_INIT("copyright"), STR_INIT("公网安备")};
	static const str writes[] = {STR_INIT("innerHTML"),      STR_INIT(".load("),      STR_INIT(".html("),
				     STR_INIT("append"),         STR_INIT("fetch("),      STR_INIT("document.write"),
				     STR_INIT("insertAdjacent"), STR_INIT("textContent"), STR_INIT("innerText"),
				     STR_INIT("createElement")};
	/* Visitor counters write themselves with document.write; they draw no number. */
	static const str counters[] = {STR_INIT("hm.baidu"), STR_INIT("cnzz"), STR_INIT("51.la"),
				       STR_INIT("google-analytics"), STR_INIT("googletagmanager")};

	if (s->src.n)
		return has_any(str_sub(s->src, 0, NAME_MOST), names, ARRAY_LEN(names));
	if (has_any(s->body, words, ARRAY_LEN(words)) && has_any(s->body, writes, ARRAY_LEN(writes)))
		return true;
	return str_ihas(s->body, STR("document.write")) && !has_any(s->body, counters, ARRAY_LEN(counters));
}

static bool footer_is_empty(const struct view *v, const struct view_footer *f)
{
	str text = str_trim(str_sub(buf_str(&v->text), f->from, f->to - f->from));

	return text.n < 4 && !f->filled;
}

static bool foot_is_drawn(const struct view *v)
{
	for (size_t i = 0; i < v->scripts.n; i++)
		if (script_draws_foot(VIEW_AT(v->scripts, struct view_script, i)))
			return true;
	for (size_t i = 0; i < v->footers.n; i++)
		if (footer_is_empty(v, VIEW_AT(v->footers, struct view_footer, i)))
			return true;
	str text = buf_str(&v->text);

	/* Place holders of a template that a script fills. */
	return str_find(text, STR("{{")) < str_find(text, STR("}}")) && str_has(text, STR("}}"));
}

/* May a picture show the number? Any in a footer but those that say to be something else; elsewhere one that says so, or
 * that is the last thing of the page. */
static bool picture_may_show(const struct view *v, bool police)
{
	static const str says[] = {STR_INIT("icp"),    STR_INIT("beian"),     STR_INIT("备案"),
				   STR_INIT("record"), STR_INIT("copyright"), STR_INIT("foot")};
	static const str police_says[] = {STR_INIT("beian"), STR_INIT("备案"),   STR_INIT("gongan"), STR_INIT("公安"),
					  STR_INIT("公网"),  STR_INIT("police"), STR_INIT("ghs")};
	static const str others[] = {STR_INIT("logo"),  STR_INIT("qr"),     STR_INIT("wechat"), STR_INIT("weixin"),
				     STR_INIT("weibo"), STR_INIT("二维码"), STR_INIT("icon"),   STR_INIT("phone"),
				     STR_INIT("微信"),  STR_INIT("avatar")};

	for (size_t i = 0; i < v->images.n; i++) {
		const struct view_image *m = VIEW_AT(v->images, struct view_image, i);
		str src = str_starts(m->src, STR("data:")) ? (str){0} : str_sub(m->src, 0, NAME_MOST);
		str alt = str_sub(m->alt, 0, NAME_MOST);
		bool named = police ? has_any(src, police_says, ARRAY_LEN(police_says)) ||
					      has_any(alt, police_says, ARRAY_LEN(police_says))
				    : has_any(src, says, ARRAY_LEN(says)) || has_any(alt, says, ARRAY_LEN(says));
		bool last = m->at >= v->text.n && i + 1 == v->images.n;

		if (named)
			return true;
		if (!police && (m->footer || last) && !has_any(src, others, ARRAY_LEN(others)) &&
		    !has_any(alt, others, ARRAY_LEN(others)))
			return true;
	}
	return !police && v->drawing_in_footer;
}

/* Why a number that was not found may yet be shown; NULL: it is not. */
static const char *why_not_found(const struct page *p, bool police)
{
	const struct view *v = &p->view;

	if (p->script_drawn)
		return gap_scripts;
	if (v->frameset || v->frame_in_footer)
		return gap_frame;
	if (v->refresh)
		return gap_onward;
	if (foot_is_drawn(v))
		return gap_foot;
	if (picture_may_show(v, police))
		return gap_picture;
	return v->frames ? gap_frame : NULL;
}

static bool leads_on(const struct view *v)
{
	static const str words[] = {STR_INIT("location.href"), STR_INIT("location.replace"),
				    STR_INIT("window.location"), STR_INIT("location="), STR_INIT("location =")};

	for (size_t i = 0; i < v->scripts.n; i++)
		if (has_any(VIEW_AT(v->scripts, struct view_script, i)->body, words, ARRAY_LEN(words)))
			return true;
	return false;
}

static void set_all(struct page *p, const char *gap)
{
	p->gap_icp = p->gap_police = p->gap_form = gap;
}

static void find_gaps(struct page *p, const struct page_in *in)
{
	const struct view *v = &p->view;

	if (*p->challenge)
		return set_all(p, gap_challenge);
	if (in->status != 200)
		return set_all(p, gap_status);
	if (in->undecoded)
		return set_all(p, gap_coding);
	if (!p->html)
		return set_all(p, gap_not_html);
	if (in->cut)
		return set_all(p, gap_cut);
	if (v->limit)
		return set_all(p, gap_limit);
	if (!v->text.n && !p->script_drawn && !v->frameset && !v->refresh)
		return set_all(p, gap_blank);
	if (p->script_drawn)
		p->gap_form = leads_on(v) ? gap_onward : gap_scripts;
	else if (v->frameset)
		p->gap_form = gap_frame;
	if (!p->gap_icp && !p->icp_count)
		p->gap_icp = p->script_drawn && leads_on(v) ? gap_onward : why_not_found(p, false);
	/* The two numbers stand together: where one is plain text, the other is no longer sought in plain pictures. */
	if (!p->gap_police && !p->police_count)
		p->gap_police = why_not_found(p, p->icp_count > 0);
	for (size_t i = 0; !p->gap_icp && i < p->icp_count; i++)
		if (p->icp[i].link.script)
			p->gap_icp = gap_link;
}

/* ---- the page ---- */

static bool is_html(str content_type, str text)
{
	str type = str_trim(str_sub(content_type, 0, str_find_byte(content_type, ';')));

	if (type.n)
		return str_ieq(type, STR("text/html")) || str_ieq(type, STR("application/xhtml+xml"));
	return str_starts(str_trim(text), STR("<"));
}

static void read_text(struct page *p, const struct page_in *in)
{
	p->charset = charset_choose(in->body, in->content_type);
	str body = str_from(in->body, p->charset.skip);

	p->text = body;
	if (p->charset.charset == CHARSET_UTF8)
		return;
	/* Each byte gives three at the utmost. */
	buf_init(&p->utf8, 3 * body.n + 16);
	(void)charset_decode(p->charset.charset, body, &p->utf8);
	p->text = buf_str(&p->utf8);
}

static str collapsed(struct page *p, str s)
{
	buf_reset(&p->scratch);
	while (s.n) {
		size_t n = 0;

		while (n < s.n && !byte_is_space(s.p[n]))
			n++;
		if (n && p->scratch.n)
			buf_put_byte(&p->scratch, ' ');
		buf_put(&p->scratch, str_sub(s, 0, n));
		s = str_from(s, n + 1);
	}
	return keep(p, buf_str(&p->scratch));
}

static bool is_script_drawn(const struct view *v)
{
	if (v->empty_root && v->scripts.n)
		return true;
	return v->scripts.n > 0 && view_shown(v, FEW_CHARS) < FEW_CHARS;
}

static void find_all(struct page *p, const struct page_in *in)
{
	size_t tail = tail_from(buf_str(&p->view.text));
	struct url base;
	struct url own;
	str text;

	if (url_parse(in->url, &p->mem, &own) != PARSE_OK)
		return set_all(p, gap_limit);
	if (!p->view.base.n || !absolute(p, &own, decoded(p, p->view.base), &base, &text))
		base = own;
	find_icp(p, &base, tail);
	find_police(p, &base, tail);
	find_forms(p, &base);
	if (p->full)
		set_all(p, gap_limit);
}

void page_init(struct page *p, const struct page_in *in)
{
	*p = (struct page){.challenge = ""};
	arena_init(&p->mem, WORDS_MOST);
	buf_init(&p->scratch, SCRATCH_MOST);
	read_text(p, in);
	p->html = !in->undecoded && is_html(in->content_type, p->text);
	view_init(&p->view, p->html ? p->text : (str){0});
	p->title = collapsed(p, buf_str(&p->view.title));
	p->script_drawn = p->html && is_script_drawn(&p->view);
	struct challenge_in c = {in->status, in->headers, p->text, view_shown(&p->view, 1000)};

	p->challenge = challenge_of(&c);
	if (!*p->challenge && in->status == 200 && p->html)
		find_all(p, in);
	find_gaps(p, in);
}

void page_release(struct page *p)
{
	view_release(&p->view);
	buf_release(&p->utf8);
	buf_release(&p->scratch);
	arena_clear(&p->mem);
}
