#include "detect/challenge.h"

#include "test/tap.h"

static void whose(int status, const char *headers, const char *body, size_t shown, const char *want)
{
	struct challenge_in in = {status, str_c(headers), str_c(body), shown};

	is_str(str_c(challenge_of(&in)), str_c(want), "%d %s: %.60s", status, headers, body);
}

int main(void)
{
	whose(403, "cf-mitigated: challenge\r\n", "", 0, "Cloudflare");
	whose(503, "", "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>", 20, "Cloudflare");
	whose(200, "", "<script src=/cdn-cgi/challenge-platform/scripts/jsd/main.js></script>", 30, "");
	whose(405, "", "<a href=https://errors.aliyun.com/x>", 100, "Aliyun");
	whose(200, "", "<script>var arg1='A';function s(){document.cookie='acw_sc__v2='+x}</script>", 0, "Aliyun");
	whose(200, "", "<script>acw_sc__v2</script> and a page of its own", 5000, "");
	whose(403, "", "<img src=https://waf.tencent-cloud.com/501page.html>", 50, "Tencent");
	whose(200, "", "<script>yjs_js_security_passport</script>", 0, "Baidu Yunjiasu");
	whose(521, "", "<script>document.cookie=('__jsl_clearance_s=1');location.href=location.pathname</script>", 0,
	      "Knownsec");
	whose(403, "", "<title>网站防火墙</title><a href=http://bbs.safedog.cn>", 90, "Safedog");
	whose(200, "", "<a href=/waf_verify/wzws-waf-cgi/x>", 10, "360");
	whose(403, "", "<b>ChinaCache</b>", 40, "ChinaCache");
	whose(412, "", "<script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script>", 0, "Ruishu");
	whose(200, "", "<script>document.cookie='a=1';location.reload();</script>", 0, "script cookie");
	whose(200, "", "<script>document.cookie='a=1';location.reload();</script>", SIZE_MAX, "script cookie");
	whose(200, "", "<script>document.cookie='a=1';location.reload();</script>", 500, "");
	whose(200, "", "<script>document.cookie='a=1'</script>", 0, "");
	whose(200, "",
	      "<div id=app></div><script>document.cookie='a';location.href</script><script src=/a.js></script>", 0, "");
	whose(200, "", "", 0, "");
	return tap_done();
}
