/* Element rules: WHATWG HTML sections 13.2.6 (tree construction, as far as it moves text between elements) and 15.3
 * (rendering). Formatting elements closed inside a block leave the block open (13.2.6.4.7, adoption agency). */
#include "detect/view.h"

#include "base/must.h"
#include "format/html.h"

#define DEPTH_MOST ((size_t)1 << 16) /* browsers flatten at 512; a page deeper than this is an attack */
#define LIST_MOST ((size_t)50000)    /* links, pictures, runs … of one page */
#define RUNS_MOST ((size_t)200000)
#define STYLE_MOST ((size_t)512)
#define OTHER_SLOTS 256 /* unknown elements, told apart by a hash of their names */
#define SLOTS (HTML_TAG_COUNT + OTHER_SLOTS)
#define NONE UINT32_MAX

enum element_bits {
	IS_HIDDEN = 1,
	IS_FOOTER = 2,
	IS_LINK = 4,
	IS_BLOCK = 8,  /* "special": stays open when a formatting element around it closes */
	IS_SCOPE = 16, /* end tags of other elements do not reach past it */
	IS_ROOT = 32,
	IS_DEAD = 64, /* closed while something inside it is open */
};

struct element {
	uint16_t slot;
	uint16_t bits;
	uint32_t prev;      /* the one of the same slot below it */
	uint32_t link;      /* IS_LINK: 1 + index */
	uint32_t link_prev; /* IS_LINK: link around it */
	uint32_t text_at;
	uint32_t things_at;
	uint32_t scope_prev; /* IS_SCOPE */
	uint32_t block_prev; /* IS_BLOCK */
};

struct reader {
	struct view *v;
	struct html html;
	struct element *stack;
	size_t depth;
	size_t cap;
	uint32_t last[SLOTS]; /* topmost element of each slot */
	uint32_t scope;       /* topmost IS_SCOPE */
	uint32_t block;       /* topmost IS_BLOCK */
	size_t hidden;
	size_t footers;
	uint32_t link;   /* 1 + index of the link around */
	uint32_t form;   /* likewise */
	uint32_t things; /* pictures, frames, drawings so far */
	uint32_t footer_from;
	uint32_t footer_things;
	bool blank; /* a blank is due */
	bool line;  /* a line end is due */
	buf scratch;
};

static void *list_add(struct view *v, struct view_list *l, size_t size, size_t most)
{
	if (l->n >= most) {
		v->limit = true;
		return NULL;
	}
	if (l->n == l->cap) {
		size_t cap = l->cap ? l->cap * 2 : 16;
		void *p = realloc(l->p, cap * size);

		if (!p) {
			v->limit = true;
			return NULL;
		}
		l->p = p;
		l->cap = cap;
	}
	void *item = (uint8_t *)l->p + l->n++ * size;

	memset(item, 0, size);
	return item;
}

/* ---- kinds of elements ---- */

static bool is_void(enum html_tag t)
{
	switch ((int)t) {
	case HTML_TAG_AREA:
	case HTML_TAG_BASE:
	case HTML_TAG_BASEFONT:
	case HTML_TAG_BGSOUND:
	case HTML_TAG_BR:
	case HTML_TAG_COL:
	case HTML_TAG_EMBED:
	case HTML_TAG_FRAME:
	case HTML_TAG_HR:
	case HTML_TAG_IMG:
	case HTML_TAG_INPUT:
	case HTML_TAG_LINK:
	case HTML_TAG_META:
	case HTML_TAG_PARAM:
	case HTML_TAG_SOURCE:
	case HTML_TAG_TRACK:
	case HTML_TAG_WBR:
		return true;
	}
	return false;
}

static bool is_formatting(enum html_tag t)
{
	switch ((int)t) {
	case HTML_TAG_A:
	case HTML_TAG_B:
	case HTML_TAG_BIG:
	case HTML_TAG_CODE:
	case HTML_TAG_EM:
	case HTML_TAG_FONT:
	case HTML_TAG_I:
	case HTML_TAG_NOBR:
	case HTML_TAG_S:
	case HTML_TAG_SMALL:
	case HTML_TAG_STRIKE:
	case HTML_TAG_STRONG:
	case HTML_TAG_TT:
	case HTML_TAG_U:
		return true;
	}
	return false;
}

/* Begins and ends on a line of its own. */
static bool is_line(enum html_tag t)
{
	switch ((int)t) {
	case HTML_TAG_BUTTON:
	case HTML_TAG_IMG:
	case HTML_TAG_INPUT:
	case HTML_TAG_SPAN:
	case HTML_TAG_WBR:
	case HTML_TAG_OTHER:
	case HTML_TAG_SCRIPT:
	case HTML_TAG_STYLE:
	case HTML_TAG_LINK:
	case HTML_TAG_META:
	case HTML_TAG_SVG:
	case HTML_TAG_NOSCRIPT:
	case HTML_TAG_PICTURE:
	case HTML_TAG_SOURCE:
	case HTML_TAG_TEMPLATE:
		return false;
	}
	return !is_formatting(t);
}

/* Opening one ends an open <p> (13.2.6.4.7). */
static bool ends_p(enum html_tag t)
{
	return is_line(t) && t != HTML_TAG_BR && t != HTML_TAG_IFRAME && t != HTML_TAG_SELECT && t != HTML_TAG_OPTION &&
	       t != HTML_TAG_TEXTAREA && t != HTML_TAG_CANVAS && t != HTML_TAG_VIDEO && t != HTML_TAG_AUDIO &&
	       t != HTML_TAG_OBJECT && t != HTML_TAG_EMBED && t != HTML_TAG_MARQUEE && t != HTML_TAG_TITLE &&
	       t != HTML_TAG_BASE && t != HTML_TAG_AREA;
}

static bool is_scope(enum html_tag t)
{
	return t == HTML_TAG_TABLE || t == HTML_TAG_TD || t == HTML_TAG_TH || t == HTML_TAG_CAPTION ||
	       t == HTML_TAG_TEMPLATE || t == HTML_TAG_MARQUEE || t == HTML_TAG_OBJECT || t == HTML_TAG_APPLET;
}

static bool is_table_part(enum html_tag t)
{
	return t == HTML_TAG_TABLE || t == HTML_TAG_TD || t == HTML_TAG_TH || t == HTML_TAG_TR || t == HTML_TAG_TBODY ||
	       t == HTML_TAG_THEAD || t == HTML_TAG_TFOOT || t == HTML_TAG_CAPTION;
}

/* Content is a fall-back that browsers do not show, or is kept for scripts. */
static bool hides_content(enum html_tag t)
{
	return t == HTML_TAG_TEMPLATE || t == HTML_TAG_CANVAS || t == HTML_TAG_VIDEO || t == HTML_TAG_AUDIO ||
	       t == HTML_TAG_DIALOG;
}

static uint16_t slot_of(const struct html_token *t)
{
	uint32_t h = 2166136261u;

	if (t->tag != HTML_TAG_OTHER)
		return (uint16_t)t->tag;
	for (size_t i = 0; i < t->name.n; i++)
		h = (h ^ byte_lower(t->name.p[i])) * 16777619u;
	return (uint16_t)(HTML_TAG_COUNT + h % OTHER_SLOTS);
}

/* ---- attributes ---- */

static bool style_hides(str style)
{
	uint8_t plain[STYLE_MOST];
	size_t n = 0;

	for (size_t i = 0; i < style.n && n < sizeof(plain); i++)
		if (!byte_is_space(style.p[i]))
			plain[n++] = byte_lower(style.p[i]);
	str s = {plain, n};

	return str_has(s, STR("display:none")) || str_has(s, STR("visibility:hidden"));
}

static bool is_hidden(const struct html_token *t)
{
	return hides_content(t->tag) || html_has(t, HTML_ATTR_HIDDEN) ||
	       (html_has(t, HTML_ATTR_STYLE) && style_hides(html_attr(t, HTML_ATTR_STYLE)));
}

/* One name of a class or id attribute: does it speak of the foot of the page? Parts of other things (a card's or a
 * dialogue's footer) do not. */
static bool names_footer(str name)
{
	static const str parts[] = {STR_INIT("card"),  STR_INIT("modal"), STR_INIT("panel"), STR_INIT("dialog"),
				    STR_INIT("table"), STR_INIT("item"),  STR_INIT("list")};

	if (str_ihas(name, STR("copyright")) || str_ihas(name, STR("beian")))
		return true;
	if (str_istarts(name, STR("bottom")) || str_istarts(name, STR("icp")))
		return name.n <= 12;
	if (!str_ihas(name, STR("foot")))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (str_ihas(name, parts[i]))
			return false;
	return true;
}

static bool attr_names_footer(str value)
{
	str s = str_sub(value, 0, STYLE_MOST);

	while (s.n) {
		size_t n = 0;

		while (n < s.n && !byte_is_space(s.p[n]))
			n++;
		if (n && names_footer(str_sub(s, 0, n)))
			return true;
		s = str_from(s, n + 1);
	}
	return false;
}

static bool is_footer(const struct html_token *t)
{
	if (t->tag == HTML_TAG_FOOTER)
		return true;
	if (t->tag == HTML_TAG_BODY || t->tag == HTML_TAG_HTML)
		return false;
	return attr_names_footer(html_attr(t, HTML_ATTR_CLASS)) || attr_names_footer(html_attr(t, HTML_ATTR_ID)) ||
	       (t->tag == HTML_TAG_OTHER && str_ihas(str_sub(t->name, 0, 64), STR("foot")));
}

/* Names that the page frameworks give to the element which they fill. */
static bool is_root(const struct html_token *t)
{
	static const str roots[] = {
		STR_INIT("app"),       STR_INIT("root"),     STR_INIT("__next"),        STR_INIT("__nuxt"),
		STR_INIT("q-app"),     STR_INIT("main-app"), STR_INIT("react-root"),    STR_INIT("appRoot"),
		STR_INIT("app-root"),  STR_INIT("svelte"),   STR_INIT("container-app"), STR_INIT("ice-container"),
		STR_INIT("mountNode"),
	};
	str id = str_trim(html_attr(t, HTML_ATTR_ID));

	if (t->tag == HTML_TAG_OTHER)
		return str_ieq(t->name, STR("app-root"));
	for (size_t i = 0; id.n && i < ARRAY_LEN(roots); i++)
		if (str_ieq(id, roots[i]))
			return true;
	return false;
}

/* ---- text ---- */

static uint32_t text_n(const struct reader *r)
{
	return (uint32_t)r->v->text.n;
}

static void put_due(struct reader *r)
{
	if (r->v->text.n && (r->line || r->blank))
		buf_put_byte(&r->v->text, r->line ? '\n' : ' ');
	r->line = r->blank = false;
}

static void begin_run(struct reader *r, size_t source)
{
	struct view *v = r->v;
	const struct view_run *last = v->runs.n ? VIEW_AT(v->runs, struct view_run, v->runs.n - 1) : NULL;

	if (last && last->link == r->link && last->footer == (r->footers > 0))
		return;
	struct view_run *run = list_add(v, &v->runs, sizeof(*run), RUNS_MOST);

	if (run)
		*run = (struct view_run){text_n(r), (uint32_t)source, r->link, r->footers > 0};
}

static void put_text(struct reader *r, str raw, size_t source, bool decode)
{
	if (r->hidden)
		return;
	buf_reset(&r->scratch);
	if (decode)
		html_decode(&r->scratch, raw, false);
	else
		buf_put(&r->scratch, raw);
	str s = buf_str(&r->scratch);
	bool begun = false;

	for (size_t i = 0; i < s.n;) {
		size_t from = i;

		while (i < s.n && !byte_is_space(s.p[i]))
			i++;
		if (i > from) {
			put_due(r);
			if (!begun)
				begin_run(r, source);
			begun = true;
			buf_put(&r->v->text, str_sub(s, from, i - from));
		}
		while (i < s.n && byte_is_space(s.p[i])) {
			r->blank = true;
			i++;
		}
	}
}

/* ---- the stack of open elements ---- */

/* What an element meant is over: once, when it is closed or popped. */
static void element_over(struct reader *r, struct element *e)
{
	struct view *v = r->v;

	if (e->bits & IS_DEAD)
		return;
	e->bits |= IS_DEAD;
	r->hidden -= (e->bits & IS_HIDDEN) != 0;
	if (e->bits & IS_LINK) {
		struct view_link *l = VIEW_AT(v->links, struct view_link, e->link - 1);

		l->to = text_n(r);
		l->open = false;
		if (r->link == e->link) {
			bool open = e->link_prev && VIEW_AT(v->links, struct view_link, e->link_prev - 1)->open;

			r->link = open ? e->link_prev : 0;
		}
	}
	if ((e->bits & IS_ROOT) && text_n(r) == e->text_at && r->things == e->things_at)
		v->empty_root = true;
	if ((e->bits & IS_FOOTER) && --r->footers == 0) {
		struct view_footer *f = list_add(v, &v->footers, sizeof(*f), LIST_MOST);

		if (f)
			*f = (struct view_footer){r->footer_from, text_n(r), r->things != r->footer_things};
	}
}

static void pop(struct reader *r)
{
	struct element *e = &r->stack[--r->depth];

	element_over(r, e);
	if (r->last[e->slot] == r->depth)
		r->last[e->slot] = e->prev;
	if (e->bits & IS_SCOPE)
		r->scope = e->scope_prev;
	if (e->bits & IS_BLOCK)
		r->block = e->block_prev;
}

static bool stack_room(struct reader *r)
{
	if (r->depth < r->cap)
		return true;
	size_t cap = r->cap ? r->cap * 2 : 64;
	struct element *p = cap <= DEPTH_MOST ? realloc(r->stack, cap * sizeof(*p)) : NULL;

	if (!p) {
		r->v->limit = true;
		return false;
	}
	r->stack = p;
	r->cap = cap;
	return true;
}

/* What an end tag does that finds a block element inside the one it closes. */
enum close_way { CLOSE_ALL, CLOSE_MEANING, CLOSE_NOT };

/* Closes the topmost element of a slot, and what is open in it. With a block inside, a formatting element only loses its
 * meaning (CLOSE_MEANING) and an ordinary one stays (CLOSE_NOT). `reach`: also across a scope. */
static void close_slot(struct reader *r, uint16_t slot, enum close_way way, bool reach)
{
	uint32_t at = r->last[slot];

	if (at == NONE || (!reach && r->scope != NONE && at < r->scope))
		return;
	if (way != CLOSE_ALL && r->block != NONE && r->block > at) {
		if (way == CLOSE_MEANING) {
			element_over(r, &r->stack[at]);
			r->last[slot] = r->stack[at].prev;
		}
		return;
	}
	while (r->depth > at)
		pop(r);
}

static bool is_ordinary(enum html_tag t)
{
	return t == HTML_TAG_OTHER || t == HTML_TAG_SPAN || t == HTML_TAG_PICTURE || t == HTML_TAG_CANVAS ||
	       t == HTML_TAG_VIDEO || t == HTML_TAG_AUDIO;
}

static uint16_t bits_of(struct reader *r, const struct html_token *t)
{
	unsigned bits = 0;

	bits |= is_hidden(t) ? IS_HIDDEN : 0;
	bits |= !r->hidden && is_footer(t) ? IS_FOOTER : 0;
	bits |= !is_formatting(t->tag) && !is_ordinary(t->tag) ? IS_BLOCK : 0;
	bits |= is_scope(t->tag) ? IS_SCOPE : 0;
	bits |= !r->hidden && is_root(t) ? IS_ROOT : 0;
	if (t->tag == HTML_TAG_A ||
	    (html_has(t, HTML_ATTR_ONCLICK) && t->tag != HTML_TAG_BODY && t->tag != HTML_TAG_HTML))
		bits |= IS_LINK;
	return (uint16_t)bits;
}

static void open_link(struct reader *r, const struct html_token *t, struct element *e)
{
	struct view_link *l = list_add(r->v, &r->v->links, sizeof(*l), LIST_MOST);

	if (!l) {
		e->bits &= (uint16_t)~IS_LINK;
		return;
	}
	*l = (struct view_link){
		.href = t->tag == HTML_TAG_A ? html_attr(t, HTML_ATTR_HREF) : (str){0},
		.has_href = t->tag == HTML_TAG_A && html_has(t, HTML_ATTR_HREF),
		.click = html_attr(t, HTML_ATTR_ONCLICK),
		.from = text_n(r),
		.footer = r->footers > 0,
		.open = true,
	};
	e->link = (uint32_t)r->v->links.n;
	e->link_prev = r->link;
	r->link = e->link;
}

static void push(struct reader *r, const struct html_token *t)
{
	if (!stack_room(r))
		return;
	struct element *e = &r->stack[r->depth];

	*e = (struct element){.slot = slot_of(t), .bits = bits_of(r, t), .text_at = text_n(r), .things_at = r->things};
	e->prev = r->last[e->slot];
	r->last[e->slot] = (uint32_t)r->depth;
	r->hidden += (e->bits & IS_HIDDEN) != 0;
	if ((e->bits & IS_FOOTER) && r->footers++ == 0) {
		r->footer_from = text_n(r);
		r->footer_things = r->things;
	}
	if (e->bits & IS_LINK)
		open_link(r, t, e);
	if (e->bits & IS_SCOPE) {
		e->scope_prev = r->scope;
		r->scope = (uint32_t)r->depth;
	}
	if (e->bits & IS_BLOCK) {
		e->block_prev = r->block;
		r->block = (uint32_t)r->depth;
	}
	r->depth++;
}

static bool above(const struct reader *r, enum html_tag a, enum html_tag b)
{
	return r->last[a] != NONE && (r->last[b] == NONE || r->last[a] > r->last[b]);
}

/* End tags that may be left out. */
static void close_implied(struct reader *r, enum html_tag t)
{
	if (ends_p(t))
		close_slot(r, HTML_TAG_P, CLOSE_ALL, false);
	switch ((int)t) {
	case HTML_TAG_A:
		close_slot(r, HTML_TAG_A, CLOSE_MEANING, false);
		break;
	case HTML_TAG_LI:
		if (above(r, HTML_TAG_LI, HTML_TAG_UL) && above(r, HTML_TAG_LI, HTML_TAG_OL))
			close_slot(r, HTML_TAG_LI, CLOSE_ALL, false);
		break;
	case HTML_TAG_DD:
	case HTML_TAG_DT:
		if (above(r, HTML_TAG_DD, HTML_TAG_DL))
			close_slot(r, HTML_TAG_DD, CLOSE_ALL, false);
		if (above(r, HTML_TAG_DT, HTML_TAG_DL))
			close_slot(r, HTML_TAG_DT, CLOSE_ALL, false);
		break;
	case HTML_TAG_OPTION:
		close_slot(r, HTML_TAG_OPTION, CLOSE_ALL, false);
		break;
	case HTML_TAG_TR:
		if (above(r, HTML_TAG_TR, HTML_TAG_TABLE))
			close_slot(r, HTML_TAG_TR, CLOSE_ALL, true);
		break;
	case HTML_TAG_TD:
	case HTML_TAG_TH:
		if (above(r, HTML_TAG_TD, HTML_TAG_TABLE))
			close_slot(r, HTML_TAG_TD, CLOSE_ALL, true);
		if (above(r, HTML_TAG_TH, HTML_TAG_TABLE))
			close_slot(r, HTML_TAG_TH, CLOSE_ALL, true);
		break;
	}
}

/* ---- things that are no text ---- */

static bool is_tiny(str number)
{
	return str_eq(number, STR("0")) || str_eq(number, STR("1")) || str_eq(number, STR("0px")) ||
	       str_eq(number, STR("1px"));
}

static bool is_speck(const struct html_token *t)
{
	return is_tiny(str_trim(html_attr(t, HTML_ATTR_WIDTH))) || is_tiny(str_trim(html_attr(t, HTML_ATTR_HEIGHT)));
}

static void see_image(struct reader *r, const struct html_token *t)
{
	struct view *v = r->v;

	if (r->hidden || is_hidden(t) || is_speck(t))
		return;
	struct view_image *i = list_add(v, &v->images, sizeof(*i), LIST_MOST);

	r->things++;
	if (i)
		*i = (struct view_image){
			.src = html_attr(t, HTML_ATTR_SRC),
			.alt = html_has(t, HTML_ATTR_ALT) ? html_attr(t, HTML_ATTR_ALT) : html_attr(t, HTML_ATTR_TITLE),
			.at = text_n(r),
			.footer = r->footers > 0,
		};
}

static void see_frame(struct reader *r, const struct html_token *t)
{
	struct view *v = r->v;

	if (t->tag == HTML_TAG_FRAMESET)
		v->frameset = true;
	else if (!r->hidden && !is_hidden(t) && !is_speck(t) && html_attr(t, HTML_ATTR_SRC).n) {
		v->frames++;
		r->things++;
		v->frame_in_footer = v->frame_in_footer || r->footers > 0;
	}
}

static void see_input(struct reader *r, const struct html_token *t)
{
	if (!str_ieq(str_trim(html_attr(t, HTML_ATTR_TYPE)), STR("password")))
		return;
	if (r->form)
		VIEW_AT(r->v->forms, struct view_form, r->form - 1)->password = true;
	else
		r->v->password_outside = true;
}

static void see_form(struct reader *r, const struct html_token *t)
{
	struct view_form *f = r->form ? NULL : list_add(r->v, &r->v->forms, sizeof(*f), LIST_MOST);

	if (!f)
		return;
	f->action = html_attr(t, HTML_ATTR_ACTION);
	r->form = (uint32_t)r->v->forms.n;
}

static void see_script(struct reader *r, str src, str body)
{
	struct view_script *s = list_add(r->v, &r->v->scripts, sizeof(*s), LIST_MOST);

	if (s)
		*s = (struct view_script){src, body, r->footers > 0};
}

static void see(struct reader *r, const struct html_token *t)
{
	struct view *v = r->v;

	switch ((int)t->tag) {
	case HTML_TAG_IMG:
		see_image(r, t);
		break;
	case HTML_TAG_FRAME:
	case HTML_TAG_FRAMESET:
	case HTML_TAG_IFRAME:
		see_frame(r, t);
		break;
	case HTML_TAG_CANVAS:
	case HTML_TAG_OBJECT:
	case HTML_TAG_EMBED:
		r->things++;
		v->drawing_in_footer = v->drawing_in_footer || r->footers > 0;
		break;
	case HTML_TAG_INPUT:
		see_input(r, t);
		break;
	case HTML_TAG_FORM:
		see_form(r, t);
		break;
	case HTML_TAG_BASE:
		if (!v->base.n)
			v->base = html_attr(t, HTML_ATTR_HREF);
		break;
	case HTML_TAG_META:
		if (str_ieq(html_attr(t, HTML_ATTR_HTTP_EQUIV), STR("refresh")) &&
		    str_ihas(str_sub(html_attr(t, HTML_ATTR_CONTENT), 0, 200), STR("url")))
			v->refresh = true;
		break;
	case HTML_TAG_SCRIPT:
		if (html_has(t, HTML_ATTR_SRC))
			see_script(r, html_attr(t, HTML_ATTR_SRC), (str){0});
		break;
	}
}

/* ---- tokens ---- */

static void open(struct reader *r, const struct html_token *t)
{
	bool foreign = r->last[HTML_TAG_SVG] != NONE || r->last[HTML_TAG_MATH] != NONE;

	close_implied(r, t->tag);
	if (is_line(t->tag) && !r->hidden)
		r->line = true;
	see(r, t);
	if (is_void(t->tag) || (t->self_closing && (foreign || t->tag == HTML_TAG_SVG)))
		return;
	push(r, t);
}

static void raw(struct reader *r, const struct html_token *t)
{
	struct view *v = r->v;

	switch ((int)t->tag) {
	case HTML_TAG_TITLE:
		if (v->title.n || r->last[HTML_TAG_SVG] != NONE)
			break;
		html_decode(&v->title, str_trim(t->text), false);
		break;
	case HTML_TAG_SCRIPT:
		see_script(r, (str){0}, t->text);
		break;
	case HTML_TAG_XMP:
	case HTML_TAG_PLAINTEXT:
		put_text(r, t->text, t->at, false);
		break;
	}
}

static void close_tag(struct reader *r, const struct html_token *t)
{
	if (is_line(t->tag) && !r->hidden)
		r->line = true;
	/* The end of the document may be written early; what follows still belongs to the body. */
	if (t->tag == HTML_TAG_BODY || t->tag == HTML_TAG_HTML)
		return;
	/* What belongs to a form is up to the end tag, wherever the element itself ended. */
	if (t->tag == HTML_TAG_FORM)
		r->form = 0;
	enum close_way way = is_formatting(t->tag) ? CLOSE_MEANING : is_ordinary(t->tag) ? CLOSE_NOT : CLOSE_ALL;

	close_slot(r, slot_of(t), way, is_table_part(t->tag) || is_scope(t->tag));
}

void view_init(struct view *ret, str utf8)
{
	struct reader r = {.v = ret, .scope = NONE, .block = NONE};
	struct html_token t;

	*ret = (struct view){0};
	for (size_t i = 0; i < SLOTS; i++)
		r.last[i] = NONE;
	utf8 = str_sub(utf8, 0, UINT32_MAX / 4);
	/* Entities never grow: the shortest, &lt, is longer than what it gives. */
	buf_init(&ret->text, utf8.n + 16);
	buf_init(&ret->title, 4096);
	buf_init(&r.scratch, utf8.n + 16);
	html_init(&r.html, utf8);
	while (html_next(&r.html, &t)) {
		switch (t.kind) {
		case HTML_TEXT:
			put_text(&r, t.text, t.at, true);
			break;
		case HTML_OPEN:
			open(&r, &t);
			break;
		case HTML_CLOSE:
			close_tag(&r, &t);
			break;
		case HTML_RAW:
			raw(&r, &t);
			break;
		case HTML_COMMENT:
		case HTML_KIND_COUNT:
			break;
		}
	}
	while (r.depth)
		pop(&r);
	must(r.hidden == 0 && r.footers == 0);
	free(r.stack);
	buf_release(&r.scratch);
}

void view_release(struct view *v)
{
	buf_release(&v->text);
	buf_release(&v->title);
	free(v->runs.p);
	free(v->links.p);
	free(v->images.p);
	free(v->forms.p);
	free(v->footers.p);
	free(v->scripts.p);
	*v = (struct view){0};
}

const struct view_run *view_run_at(const struct view *v, size_t at)
{
	size_t lo = 0;
	size_t hi = v->runs.n;

	if (hi == 0)
		return NULL;
	while (hi - lo > 1) {
		size_t mid = lo + (hi - lo) / 2;

		if (VIEW_AT(v->runs, struct view_run, mid)->at <= at)
			lo = mid;
		else
			hi = mid;
	}
	return VIEW_AT(v->runs, struct view_run, lo);
}

size_t view_shown(const struct view *v, size_t most)
{
	size_t n = 0;

	for (size_t i = 0; i < v->text.n && n < most; i++)
		n += !byte_is_space(v->text.p[i]) && (v->text.p[i] & 0xc0) != 0x80;
	return n;
}
