#include "format/html.h"

#include "test/tap.h"

/* Tokens as one line: text is t(…), <name attr=value>, </name>, raw r(…), comment c(…). */
static void show(buf *b, str html)
{
	struct html h;
	struct html_token t;
	static const char *const attrs[HTML_ATTR_COUNT] = {
#define ATTR(id, name) [HTML_ATTR_##id] = name,
#include "format/html_attrs.def"
#undef ATTR
	};

	html_init(&h, html);
	while (html_next(&h, &t)) {
		switch (t.kind) {
		case HTML_OPEN:
			buf_printf(b, "<%.*s", STR_ARG(t.name));
			for (size_t a = 0; a < HTML_ATTR_COUNT; a++)
				if (html_has(&t, (enum html_attr)a))
					buf_printf(b, " %s=%.*s", attrs[a], STR_ARG(t.attr[a]));
			buf_put_c(b, t.self_closing ? "/>" : ">");
			break;
		case HTML_CLOSE:
			buf_printf(b, "</%.*s>", STR_ARG(t.name));
			break;
		case HTML_TEXT:
		case HTML_RAW:
		case HTML_COMMENT:
		case HTML_KIND_COUNT:
			buf_printf(b, "%c(%.*s)", "t--rc"[t.kind], STR_ARG(t.text));
			break;
		}
	}
}

static void tokens(const char *html, const char *want)
{
	buf b;

	buf_init(&b, 4000);
	show(&b, str_c(html));
	is_str(buf_str(&b), str_c(want), "%s", html);
	buf_release(&b);
}

static void test_tokens(void)
{
	tokens("<p>a<b>c</b></p>", "<p>t(a)<b>t(c)</b></p>");
	tokens("<A HREF='x y' Class=\"k\" id=i>z", "<A class=k href=x y id=i>t(z)");
	tokens("<a href=1 href=2 HREF=3>", "<a href=1>");
	tokens("<a href = \"x>y\" title= 'q\"'>", "<a href=x>y title=q\">");
	tokens("<input hidden type=password/>", "<input hidden= type=password/>");
	tokens("<br/><img src=a/ alt=b />", "<br/><img alt=b src=a//>");
	tokens("a < b <3 << <", "t(a < b <3 << <)");
	tokens("a</ b></p >c</>d", "t(a)c( b)</p>t(c)c()t(d)");
	tokens("<!doctype html><!-- a > b --><!-->x<!--->y<!-- z --!>w",
	       "c(doctype html)c( a > b --)c()t(x)c()t(y)c( z --!)t(w)");
	tokens("<?xml?>a<![CDATA[b]]>", "c(xml?)t(a)c([CDATA[b]])");
	tokens("<!-- never closed <p>x", "c( never closed <p>x)");
	tokens("x<p class=\"never closed>y</p>", "t(x)");
	tokens("x<p", "t(x)");
	tokens("<script>a</b>'<p>'</script >x", "<script>r(a</b>'<p>')</script>t(x)");
	tokens("<script></script>x", "<script></script>t(x)");
	tokens("<script><!--<script>a</script>--></script>x", "<script>r(<!--<script>a</script>-->)</script>t(x)");
	tokens("<script><!-->a</script>x", "<script>r(<!-->a)</script>t(x)");
	tokens("<script><!-- a --></script>x", "<script>r(<!-- a -->)</script>t(x)");
	tokens("<title>a<b>&amp;</title><textarea><p></textarea>",
	       "<title>r(a<b>&amp;)</title><textarea>r(<p>)</textarea>");
	tokens("<noscript><p>x</noscript>y", "<noscript>r(<p>x)</noscript>t(y)");
	tokens("<style></styles></style>a<iframe><p></iframe>",
	       "<style>r(</styles>)</style>t(a)<iframe>r(<p>)</iframe>");
	tokens("<plaintext><p></plaintext>", "<plaintext>r(<p></plaintext>)");
	tokens("<p =a=b>c", "<p>t(c)");
	tokens("<p\nclass\n=\nx\n>c", "<p class=x>t(c)");
	tokens("", "");
}

static void decoded(const char *raw, bool in_attr, const char *want)
{
	buf b;

	buf_init(&b, 1000);
	html_decode(&b, str_c(raw), in_attr);
	is_str(buf_str(&b), str_c(want), "%s%s", raw, in_attr ? " in an attribute" : "");
	buf_release(&b);
}

static void test_entities(void)
{
	decoded("a&amp;b&lt;&gt;&quot;&#39;&#x4e2D;&#22791;", false, "a&b<>\"'中备");
	decoded("&nbsp;&copy 2023&copy2023&reg;", false, "\xc2\xa0© 2023©2023®");
	decoded("?a=1&copy=2&lt;3&amp", true, "?a=1&copy=2<3&");
	decoded("&#0;&#x80;&#xd800;&#99999999999;", false, "\xef\xbf\xbd€\xef\xbf\xbd\xef\xbf\xbd");
	decoded("&;&#;&#x;&nosuch;&", false, "&;&#;&#x;&nosuch;&");
	decoded("&ICP&#57;", false, "&ICP9");
	decoded("&mdash;&hellip;&middot;&ZeroWidthSpace;", false, "—…·\xe2\x80\x8b");
}

static void test_names(void)
{
	bool sorted = true;
	bool found = true;

	for (size_t i = 0; i < HTML_TAG_OTHER; i++) {
		str name = html_tag_name((enum html_tag)i);

		found = found && html_tag_find(name) == (enum html_tag)i;
		sorted = sorted && (i == 0 || str_cmp(html_tag_name((enum html_tag)(i - 1)), name) < 0);
	}
	ok(sorted && found, "every tag is found by its name");
	is_int(html_tag_find(STR("NoScript")), HTML_TAG_NOSCRIPT, "in any case");
	is_int(html_tag_find(STR("noscripts")), HTML_TAG_OTHER, "longer than its key");
	is_int(html_tag_find(STR("blockquot")), HTML_TAG_OTHER, "same key, another name");
	is_int(html_tag_find(STR("")), HTML_TAG_OTHER, "no name");
}

/* Bytes looked at per byte of input, for pages made to be slow. */
static void linear(const char *words, const char *unit, const char *head)
{
	buf b;
	struct html h;
	struct html_token t;
	size_t n = 0;

	buf_init(&b, (size_t)2 << 20);
	buf_put_c(&b, head);
	while (b.n < (size_t)1 << 20)
		buf_put_c(&b, unit);
	html_init(&h, buf_str(&b));
	while (html_next(&h, &t))
		n++;
	ok(h.work <= 4 * b.n + 100, "1 MiB of %s: %llu bytes looked at, %zu tokens", words, (unsigned long long)h.work,
	   n);
	buf_release(&b);
}

int main(void)
{
	test_tokens();
	test_entities();
	test_names();
	linear("'<'", "<", "");
	linear("'</'", "</", "");
	linear("'<!--'", "<!--", "");
	linear("'<!-'", "<!-", "");
	linear("open elements", "<div>", "");
	linear("attributes", "a=b ", "<p ");
	linear("attributes without values", "a ", "<p ");
	linear("open quotes", "<a b=\"'", "");
	linear("'-->' in a script", "--><!--", "<script>");
	linear("inner scripts", "<!--<script>", "<script>");
	linear("titles", "<title></titl>", "");
	linear("comment ends", ">", "<!--");
	linear("ampersands", "&", "");
	return tap_done();
}
