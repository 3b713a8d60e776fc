#include "detect/challenge.h"

#define PAGE_MOST ((size_t)64 * 1024) /* challenge and block pages are small; a larger page has content */
#define SHOWN_MOST 600

struct mark {
	const char *whose;
	str word;
	bool in_headers;
};

/* Words that these products put into their challenge and block pages. All lower case. */
static const struct mark marks[] = {
	{"Cloudflare", STR_INIT("cf-mitigated: challenge"), true},
	{"Cloudflare", STR_INIT("/orchestrate/chl_page"), false},
	{"Cloudflare", STR_INIT("cf_chl_opt"), false},
	{"Cloudflare", STR_INIT("cf-browser-verification"), false},
	{"Aliyun", STR_INIT("aliyun_waf"), false},
	{"Aliyun", STR_INIT("acw_sc__v2"), false},
	{"Aliyun", STR_INIT("acw_sc__v3"), false},
	{"Aliyun", STR_INIT("errors.aliyun.com"), false},
	{"Aliyun", STR_INIT("_____tmd_____"), false},
	{"Tencent", STR_INIT("waf.tencent-cloud.com"), false},
	{"Tencent", STR_INIT("__tst_status"), false},
	{"Tencent", STR_INIT("eo_bot_ssid"), false},
	{"Tencent", STR_INIT("tencentedgeone"), false},
	{"Tencent", STR_INIT("t-sec-waf"), false},
	{"Baidu Yunjiasu", STR_INIT("yjs_js_security_passport"), false},
	{"Baidu Yunjiasu", STR_INIT("yunjiasu-nginx</center>"), false},
	{"Baidu Yunjiasu", STR_INIT("/cdn-cgi/yjs"), false},
	{"Knownsec", STR_INIT("__jsl_clearance"), false},
	{"Knownsec", STR_INIT("jiasule"), false},
	{"Safedog", STR_INIT("safedog"), false},
	{"360", STR_INIT("wzws-waf-cgi"), false},
	{"360", STR_INIT("wzwsconfirm"), false},
	{"360", STR_INIT("wangzhan.360.cn"), false},
	{"Qi An Xin", STR_INIT("qianxin-waf"), false},
	{"ChinaCache", STR_INIT("chinacache"), false},
	{"Wangsu", STR_INIT("wangsu"), false},
	{"BaoTa", STR_INIT("/btwaf"), false},
	{"BaoTa", STR_INIT("btwaf_"), false},
	{"BaoTa", STR_INIT("宝塔网站防火墙"), false},
	{"Ruishu", STR_INIT("$_ts=window['$_ts']"), false},
	{"Ruishu", STR_INIT("window.$_ts"), false},
	{"Huawei", STR_INIT("hwwafsesid"), false},
	{"Imperva", STR_INIT("_incapsula_resource"), false},
	{"Akamai", STR_INIT("/_sec/cp_challenge/"), false},
	{"DataDome", STR_INIT("captcha-delivery.com"), false},
};

#define SCRIPT_MOST ((size_t)16 * 1024)

/* Does the page do nothing but set a cookie and load again? Such a page is small and has all of its script in it; the
 * shell of an application, which may do the same, loads its own. */
static bool sets_cookie_and_reloads(str body)
{
	static const str again[] = {STR_INIT("location.reload"),   STR_INIT("location.href"),
				    STR_INIT("location.replace"),  STR_INIT("window.location"),
				    STR_INIT("document.location"), STR_INIT("location=")};

	if (!str_ihas(body, STR("document.cookie")) || body.n > SCRIPT_MOST || str_ihas(body, STR(" src=")))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(again); i++)
		if (str_ihas(body, again[i]))
			return true;
	return str_ihas(body, STR("http-equiv=\"refresh\""));
}

const char *challenge_of(const struct challenge_in *in)
{
	bool small = in->body.n <= PAGE_MOST && (in->shown == SIZE_MAX || in->shown <= SHOWN_MOST);

	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		const struct mark *m = &marks[i];

		/* In a header the name of a product is only a challenge where the page is refused. */
		if (m->in_headers ? str_ihas(in->headers, m->word) && in->status != 200
				  : small && str_ihas(in->body, m->word))
			return m->whose;
	}
	if (small && (in->shown == SIZE_MAX || in->shown <= 200) && in->body.n && sets_cookie_and_reloads(in->body))
		return "script cookie";
	return "";
}
