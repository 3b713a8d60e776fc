#include "doc/page.h"

#include <inttypes.h>

#include "base/date.h"

void page_raw(struct page *w, const char *html)
{
	buf_put_c(&w->out.b, html);
}

/* s cut to at most `most` bytes, never inside a character. */
static str head_of(str s, size_t most)
{
	if (s.n <= most)
		return s;
	while (most && (s.p[most] & 0xc0) == 0x80)
		most--;
	return str_sub(s, 0, most);
}

void page_text(struct page *w, str s, size_t most)
{
	str head = head_of(s, most);

	page_raw(w, "<bdi>");
	buf_put_html(&w->out.b, head);
	page_raw(w, head.n < s.n ? "…</bdi>" : "</bdi>");
}

void page_lines(struct page *w, str s, size_t most)
{
	str head = head_of(s, most);
	bool cut = head.n < s.n;

	page_raw(w, "<bdi>");
	while (head.n) {
		size_t at = str_find(head, STR("\r\n"));

		buf_put_html(&w->out.b, str_sub(head, 0, at));
		if (at < head.n)
			buf_put_byte(&w->out.b, '\n');
		head = str_from(head, at < head.n ? at + 2 : at);
	}
	page_raw(w, cut ? "…</bdi>" : "</bdi>");
}

void page_plain(struct page *w, str s)
{
	buf_put_html(&w->out.b, head_of(s, PAGE_TEXT_MOST));
}

void page_say(struct page *w, const char *words)
{
	buf_put_html(&w->out.b, str_c(words));
}

void page_text2(struct page *w, struct text2 t)
{
	page_text(w, text2_in(t, w->lang), PAGE_TEXT_MOST);
}

void page_number(struct page *w, uint64_t n)
{
	char digits[24];
	int len = snprintf(digits, sizeof(digits), "%" PRIu64, n);

	for (int i = 0; i < len; i++) {
		/* Four digits stand together, as years do. */
		if (i && len > 4 && (len - i) % 3 == 0)
			page_raw(w, ",");
		buf_put_byte(&w->out.b, (uint8_t)digits[i]);
	}
}

void page_time(struct page *w, int64_t seconds)
{
	if (seconds)
		date_put_time(&w->out.b, seconds, DATE_CHINA_MINUTES);
	else
		page_raw(w, "-");
}

void page_date(struct page *w, int64_t days)
{
	if (days)
		date_put(&w->out.b, days);
	else
		page_raw(w, "-");
}

static void open_cell(struct page *w, const char *class)
{
	if (class)
		buf_printf(&w->out.b, "<td class=\"%s\">", class);
	else
		page_raw(w, "<td>");
}

void page_cell(struct page *w, const char *class, str s)
{
	open_cell(w, class);
	page_text(w, s, PAGE_TEXT_MOST);
	page_raw(w, "</td>");
}

void page_cell_number(struct page *w, uint64_t n)
{
	open_cell(w, "n");
	page_number(w, n);
	page_raw(w, "</td>");
}

void page_head_cell(struct page *w, const char *class, const char *words)
{
	if (class)
		buf_printf(&w->out.b, "<th class=\"%s\">", class);
	else
		page_raw(w, "<th>");
	page_say(w, words);
	page_raw(w, "</th>");
}
