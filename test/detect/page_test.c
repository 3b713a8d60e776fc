#include "detect/page.h"

#include "test/tap.h"

#define BEIAN "https://beian.miit.gov.cn/"
#define LONG                                                                                                                                                                 \
	"<p>"                                                                                                                                                                \
	"以查促建以查促管以查促防以查促改以查促建以查促管以查促防以查促改以查促建以查促管以查促防以查促改以查促建以查" \
	"促管</p>"                                                                                                                                                         \
	"<p>"                                                                                                                                                                \
	"防病毒防入侵防篡改防窃密防黑灰产防病毒防入侵防篡改防窃密防黑灰产防病毒防入侵防篡改防窃密防黑灰产防病毒防入侵" \
	"</p>"

static struct page p;

static void page(str body)
{
	struct page_in in = {
		.url = STR("https://www.example.cn/a/"), .status = 200, .content_type = STR("text/html"), .body = body};

	page_release(&p);
	page_init(&p, &in);
}

static const char *or_none(const char *gap)
{
	return gap ? gap : "none";
}

/* The one number of a page: its normal form, whether at the foot, its link's host. */
static void number(const char *html, const char *want, bool linked, bool right)
{
	page(str_c(html));
	ok(p.icp_count == 1 && str_eq(icp_number(&p.icp[0].icp), str_c(want)), "found %s in %s", want, html);
	ok(p.icp[0].link.linked == linked && p.icp[0].link.right == right, "  %s, %s", linked ? "linked" : "not linked",
	   right ? "right" : "not right");
	ok(!p.gap_icp, "  fully examined (%s)", or_none(p.gap_icp));
}

static void missing(const char *html)
{
	page(str_c(html));
	ok(p.icp_count == 0 && !p.gap_icp, "no number, fully examined: %s (%s)", html, or_none(p.gap_icp));
}

static void gap(const char *html, const char *word)
{
	page(str_c(html));
	ok(p.icp_count == 0 && p.gap_icp && str_has(str_c(p.gap_icp), str_c(word)), "unknown, %s: %s (%s)", word, html,
	   or_none(p.gap_icp));
}

static void test_numbers(void)
{
	number("<p>粤ICP备12345678号</p>", "粤ICP备12345678号", false, false);
	number("<a href=" BEIAN ">粤ICP备12345678号-1</a>", "粤ICP备12345678号-1", true, true);
	number("<a href='http://beian.miit.gov.cn/#/Integrated/index'>粤ICP备<b>1234</b>5678<i>号</i></a>",
	       "粤ICP备12345678号", true, true);
	number("<a href='//Beian.MIIT.gov.cn'>粤ICP备12345678号</a>-3", "粤ICP备12345678号-3", true, true);
	number("<a href='http://www.miitbeian.gov.cn'>粤ICP备12345678号</a>", "粤ICP备12345678号", true, false);
	number("<a href='https://beian.miit.gov.cn@x.cn/'>粤ICP备12345678号</a>", "粤ICP备12345678号", true, false);
	number("<a href='https://beian.miit.gov.cn.x.cn/'>粤ICP备12345678号</a>", "粤ICP备12345678号", true, false);
	number("<a href='beian.miit.gov.cn'>粤ICP备12345678号</a>", "粤ICP备12345678号", true, false);
	number("<a href='javascript:void(0)'>粤ICP备12345678号</a>", "粤ICP备12345678号", true, false);
	number("<a>粤ICP备12345678号</a>", "粤ICP备12345678号", false, false);
	number("<p>粤ICP备12345678号<br><a href=" BEIAN ">工业和信息化部</a>", "粤ICP备12345678号", true, true);
	number("<p>粤ICP备12345678号 <a href=/about>关于</a>", "粤ICP备12345678号", false, false);
	number("<a href=/x>粤ICP备12345678号</a> <a href=" BEIAN ">部</a>", "粤ICP备12345678号", true, true);
	number("<a href=/x>粤ICP备12345678号</a> <a href=" BEIAN ">粤公网安备44010602000001号</a>", "粤ICP备12345678号",
	       true, false);
	number("<span onclick=\"window.open('" BEIAN "')\">粤ICP备12345678号</span>", "粤ICP备12345678号", true, true);
	number("粤&#73;CP&#22791;1234&nbsp;5678&#21495;", "粤ICP备12345678号", false, false);
	number("<div><a href=x>a<div>b</div></a></div><a href=" BEIAN ">粤ICP备12345678号", "粤ICP备12345678号", true,
	       true);
	number("<p style='display: none'>x<p>粤ICP备12345678号", "粤ICP备12345678号", false, false);
	number("<base href='https://beian.miit.gov.cn/'><a href='/x'>粤ICP备12345678号</a>", "粤ICP备12345678号", true,
	       true);
	number("<table><tr><td>粤ICP备12345678号</div></table>", "粤ICP备12345678号", false, false);
	number("<body>x</body></html>粤ICP备12345678号", "粤ICP备12345678号", false, false);
	number("<script>document.write('粤ICP备1号')</script>" LONG "粤ICP备12345678号", "粤ICP备12345678号", false,
	       false);
}

static void test_hidden(void)
{
	missing(LONG);
	missing(LONG "<!-- 粤ICP备12345678号 -->");
	missing(LONG "<div style='DISPLAY : none'><p>粤ICP备12345678号</p></div>");
	missing(LONG "<div hidden>粤ICP备12345678号</div>");
	missing(LONG "<noscript>粤ICP备12345678号</noscript>");
	missing(LONG "<template><footer>粤ICP备12345678号</footer></template>");
	missing("<title>粤ICP备12345678号</title>" LONG);
	missing(LONG "<input type=hidden value=粤ICP备12345678号>");
	missing(LONG "<footer><img src=/logo.png alt=logo>版权所有</footer>");
	missing(LONG "<script src=/js/jquery.js></script>");
	missing(LONG "<script>document.write(unescape(\"%3Cscript src='//hm.baidu.com/h.js'%3E\"))</script>");
}

static void test_gaps(void)
{
	gap("<html><body></body></html>", "no text");
	gap("", "no text");
	gap("<div id=app></div><script src=/app.js></script>", "drawn by scripts");
	gap("<p>加载中</p><script>start()</script>", "drawn by scripts");
	gap(LONG "<footer></footer><script src=/x.js></script>", "foot of the page");
	gap(LONG "<div class='site-footer'> </div>", "foot of the page");
	gap(LONG "<site-footer></site-footer>", "foot of the page");
	gap(LONG "<script src='/js/footer.js'></script>", "foot of the page");
	gap(LONG "<script>document.write('<p>' + n + '</p>')</script>", "foot of the page");
	gap(LONG "<script>$('#f').html('\\u7ca4ICP\\u5907')</script>", "foot of the page");
	gap(LONG "<p>{{ icp }}</p>", "foot of the page");
	gap(LONG "<footer><img src=/a/b.png></footer>", "picture");
	gap(LONG "<img src=/icp.gif>", "picture");
	gap(LONG "<img src=/x.png alt=备案号><p>版权</p>", "picture");
	gap(LONG "<iframe src=/foot.html></iframe>", "frame");
	gap("<frameset><frame src=a><frame src=b></frameset>", "frame");
	gap("<meta http-equiv=refresh content='0;url=/main/'>", "leads on");
	gap("<script>location.href='/main/'</script>", "leads on");
	gap("<html><script>document.cookie='a=1';location.reload()</script></html>", "firewall");
	gap("<html><script>window._cf_chl_opt={a:1}</script></html>", "firewall");
	ok(*p.challenge, "whose: %s", p.challenge);
	page(STR("<a href='#' onclick='go(1)'>粤ICP备12345678号</a>"));
	ok(p.icp_count == 1 && p.icp[0].link.script && p.gap_icp, "a link made by a script is unknown");
}

static void with(int status, const char *type, bool cut, const char *word)
{
	struct page_in in = {.url = STR("http://a/"),
			     .status = status,
			     .content_type = str_c(type),
			     .body = STR("<p>粤ICP备12345678号</p>"),
			     .cut = cut};

	page_release(&p);
	page_init(&p, &in);
	ok(p.gap_icp && p.gap_police && p.gap_form && str_has(str_c(p.gap_icp), str_c(word)), "%d %s%s: %s", status,
	   type, cut ? " cut" : "", or_none(p.gap_icp));
}

static void test_answers(void)
{
	with(200, "text/html", true, "ceiling");
	is_int(p.icp_count, 1, "what was read of a cut page is kept");
	with(404, "text/html", false, "status 200");
	with(302, "text/html", false, "status 200");
	with(200, "application/json", false, "no HTML");
	page(STR("<p>x"));
	struct page_in coded = {.url = STR("http://a/"),
				.status = 200,
				.content_type = STR("text/html"),
				.body = STR("<title>x</title>\x8b\x03\x80"),
				.undecoded = true};

	page_release(&p);
	page_init(&p, &coded);
	ok(p.gap_icp && p.gap_police && p.gap_form && !p.title.n && !p.icp_count, "bytes in an unknown coding: %s",
	   p.gap_icp);
	struct page_in in = {.url = STR("http://a/"), .status = 200, .body = STR(" <p>粤ICP备12345678号")};

	page_release(&p);
	page_init(&p, &in);
	ok(p.html && p.icp_count == 1, "without a Content-Type the bytes decide");
}

static void test_foot(void)
{
	buf b;

	buf_init(&b, 1 << 20);
	buf_put_c(&b, "<p>粤ICP备12345678号</p>");
	for (int i = 0; i < 3000; i++)
		buf_put_c(&b, "<p>文字</p>");
	page(buf_str(&b));
	ok(p.icp_count == 1 && !p.icp[0].footer, "a number at the top is not at the foot");
	buf_put_c(&b, "<p>粤ICP备12345679号</p>");
	page(buf_str(&b));
	ok(p.icp_count == 2 && p.icp[1].footer, "one at the end is");
	buf_reset(&b);
	buf_put_c(&b, "<div id=footer><div><p>粤ICP备12345678号</div></div>");
	for (int i = 0; i < 3000; i++)
		buf_put_c(&b, "<p>文字</p>");
	page(buf_str(&b));
	ok(p.icp_count == 1 && p.icp[0].footer, "one in a footer element is, wherever it stands");
	buf_release(&b);
}

static void test_police(void)
{
	page(STR(LONG "<a href='http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=44010602000001'><img "
		      "src=/ga.png>粤公网安备 44010602000001号</a> <a href=" BEIAN ">粤ICP备12345678号</a>"));
	ok(p.police_count == 1 && p.police[0].police.valid, "public-security number");
	is_str(p.police[0].link.host, STR("www.beian.gov.cn"), "its link");
	ok(p.icp[0].link.right && p.icp_count == 1, "each number its own link");
	page(STR(LONG "粤ICP备12345678号 <img src=/logo2.png>"));
	ok(!p.gap_police && p.police_count == 0, "no picture is suspected where the other number is text");
	page(STR(LONG "粤ICP备12345678号 <img src=/gongan.png>"));
	ok(p.gap_police != NULL, "but one that says so");
}

static void test_forms(void)
{
	page(STR("<form action='/login'><input type=PASSWORD></form><form "
		 "action=http://b.cn/x></form><form></form>" LONG));
	is_int(p.form_count, 3, "forms");
	is_str(p.forms[0].action, STR("https://www.example.cn/login"), "action made absolute");
	ok(p.forms[0].password && p.forms[0].action_secure, "password over TLS");
	ok(!p.forms[1].password && !p.forms[1].action_secure, "sends in the clear");
	is_str(p.forms[2].action, STR("https://www.example.cn/a/"), "no action: the page itself");
	page(STR("<div><input type=password></div>" LONG));
	ok(p.form_count == 1 && p.forms[0].password, "a password field outside of a form");
	page(STR("<table><tr><form action=/a><td><input type=password></td></form></tr></table>" LONG));
	ok(p.form_count == 1 && p.forms[0].password, "a form between table rows keeps its fields");
}

static void test_charset(void)
{
	/* 备案 in GBK with a four-byte character before, labelled GB2312; the number is 粤ICP备12345678号. */
	page(STR("<meta charset=gb2312><p>\x81\x30\x81\x30</p>\xd4\xc1ICP\xb1\xb8"
		 "12345678\xba\xc5"));
	ok(p.icp_count == 1, "number in GBK");
	is_str(p.icp[0].text, STR("粤ICP备12345678号"), "as shown, in UTF-8");
	page(STR("<title> a\n &amp;  b </title>x"));
	is_str(p.title, STR("a & b"), "title");
}

static void deep(const char *unit, const char *words)
{
	buf b;

	buf_init(&b, 2 << 20);
	for (int i = 0; i < 10000; i++)
		buf_put_c(&b, unit);
	buf_put_c(&b, "<a href=" BEIAN ">粤ICP备12345678号</a>");
	page(buf_str(&b));
	ok(p.icp_count == 1 && p.icp[0].link.right && !p.gap_icp, "10,000 %s before the foot", words);
	buf_release(&b);
}

/* Pages made to be slow: they end, with a limit said or all read. */
static void hostile(const char *unit, const char *second)
{
	buf b;

	buf_init(&b, 2 << 20);
	while (b.n < 500000)
		buf_put_c(&b, unit);
	while (*second && b.n < 1000000)
		buf_put_c(&b, second);
	page(buf_str(&b));
	ok(p.view.text.n <= b.n, "1 MB of '%s' '%s'", unit, second);
	buf_release(&b);
}

int main(void)
{
	test_numbers();
	test_hidden();
	test_gaps();
	test_answers();
	test_foot();
	test_police();
	test_forms();
	test_charset();
	deep("<div>", "nested elements");
	deep("<b><div class=foot>", "nested footers in formatting elements");
	deep("<table><tr><td>", "nested tables");
	deep("<a href=x><p>", "links that close each other");
	hostile("<b>", "<i></b>");
	hostile("<b><div>", "</b>");
	hostile("<a href=x>", "</a>");
	hostile("<div>", "</span></p></div>");
	hostile("<p onclick=x hidden class=foot>", "");
	hostile("粤ICP备12345678号", "");
	hostile("<a href=x>粤ICP备12345678号</a>", "");
	hostile("公网安备公", "");
	hostile("<form><input type=password>", "<script>x</script>");
	hostile("<footer>", "</footer>");
	page_release(&p);
	return tap_done();
}
