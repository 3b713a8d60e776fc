/* made: a casefile made up for the tests of the report, as a real one looks, with hostile strings wherever inspected
 * bytes or people's words may stand. Everything in it lives as long as the program. */
#pragma once

#include <stdlib.h>

#include "model/casefile.h"

/* Script, event handler, closing tags, quotes. */
#define MADE_SCRIPT                                                                                                    \
	"</pre></bdi></style><script>document.title='EXECUTED';fetch('http://127.0.0.1:9/x')</script>"                 \
	"<img src=http://127.0.0.1:9/i onerror=\"document.title='EXECUTED'\"><svg onload='document.title=1'>\"'`&lt;"
/* Bidi override, controls, ESC, line and paragraph separators, broken UTF-8, overlong, surrogate, non-character. */
#define MADE_BYTES                                                                                                     \
	"\xe2\x80\xae"                                                                                                 \
	"live\x1b[31m\x01\x7f\x00 \xe2\x80\xa8|\xe2\x80\xa9 \xff\xfe \xc0\xaf \xed\xa0\x80 \xef\xbf\xbf \t "           \
	"tab\r\nnext"
#define MADE_RTL "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d \xd8\xa7\xd9\x84\xd8\xb3\xd9\x84\xd8\xa7\xd9\x85"
#define MADE_LONG "https://www.example.cn/" MADE_LONG_4 MADE_LONG_4 MADE_LONG_4
#define MADE_LONG_4 MADE_LONG_1 MADE_LONG_1 MADE_LONG_1 MADE_LONG_1
#define MADE_LONG_1 "averyveryverylongwordwithoutanybreak0123456789"
#define MADE_SHA "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
#define MADE_SM3 "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"

#define MADE_BEGAN 1795341903 /* 2026-11-22 18:05:03 in GMT+8 */

#define TEXT2(z, e)                                                                                                    \
	{                                                                                                              \
		STR_INIT(z), STR_INIT(e)                                                                               \
	}

static const struct casefile_basis made_law[] = {
	{.key = STR_INIT("order33/show-number"),
	 .law = TEXT2("《非经营性互联网信息服务备案管理办法》",
		      "Measures for the filing of non-commercial internet information services"),
	 .law_number = STR_INIT("信息产业部令第33号"),
	 .number = STR_INIT("第十三条"),
	 .words = STR_INIT("（此处为测试文字）应当在网站开通时在主页底部的中央位置标明备案编号，"
			   "并在备案编号下方按要求链接备案管理系统网址，供公众查询核对。"),
	 .penalty = STR_INIT("责令限期改正，并处五千元以上一万元以下罚款"),
	 .source = STR_INIT("https://www.miit.gov.cn/ （测试）"),
	 .from = 12862},
	{.key = STR_INIT("csl/protect"),
	 .law = TEXT2("《中华人民共和国网络安全法》", "Cybersecurity Law"),
	 .number = STR_INIT("第二十三条"),
	 .from = 20454,
	 .source = STR_INIT("memory"),
	 .unread = true},
};

static const str made_defends[] = {STR_INIT("防入侵"), STR_INIT("防窃密")};

static const struct casefile_evidence made_evidence[] = {
	{STR_INIT(MADE_SHA), STR_INIT(MADE_SM3), EVIDENCE_PLAIN, STR_INIT("text/html"), 1234567,
	 STR_INIT("<footer>版权所有 © 2026 示例网络科技有限公司\n" MADE_SCRIPT "\n" MADE_BYTES "\n" MADE_LONG)},
	{STR_INIT(MADE_SHA), STR_INIT(MADE_SM3), EVIDENCE_SENSITIVE, STR_INIT("text/plain"), 812,
	 STR_INIT("DB_PASSWORD=h*****9\nMAIL_USER=zh***@example.cn\n")},
};

static const struct casefile_problem made_problem[] = {
	{.check = STR_INIT("N3.2/redis-open"),
	 .title = TEXT2("Redis 服务无需认证即可读取", "Redis answers without authentication"),
	 .clause = STR_INIT("N3.2"),
	 .severity = STR_INIT("critical"),
	 .defends = made_defends,
	 .defends_count = 2,
	 .asset = STR_INIT("service:tcp/127.0.0.9:6379"),
	 .object = STR_INIT("会员中心"),
	 .place = STR_INIT("tcp/6379"),
	 .says = TEXT2("127.0.0.9:6379 的 Redis 7.0.15 对 INFO 命令直接作答，未要求认证",
		       "Redis 7.0.15 at 127.0.0.9:6379 answered INFO without asking for authentication"),
	 .remedy = TEXT2("设置 requirepass 或 ACL，只监听内网地址，并以防火墙限制来源。",
			 "Set requirepass or ACLs, listen on internal addresses only, limit sources by the firewall."),
	 .days = 3,
	 .days_unit = STR_INIT("working-days"),
	 .basis = made_law,
	 .basis_count = 2,
	 .evidence = made_evidence + 1,
	 .evidence_count = 1,
	 .at_least = true},
	{.check = STR_INIT("N3.2/secret-file"),
	 .title = TEXT2("网站可下载含口令的配置文件", "Configuration file with passwords can be downloaded"),
	 .clause = STR_INIT("N3.2"),
	 .severity = STR_INIT("high"),
	 .defends = made_defends,
	 .defends_count = 1,
	 .asset = STR_INIT("site:https://www.example.cn:443"),
	 .object = STR_INIT("官方网站 " MADE_RTL),
	 .place = STR_INIT("/.env"),
	 .says = TEXT2("/.env 可公开读取 " MADE_BYTES, "/.env can be read by anybody " MADE_BYTES),
	 .remedy = TEXT2("删除该文件，更换其中的全部口令。", "Remove the file, change every password in it."),
	 .days = 24,
	 .days_unit = STR_INIT("hours"),
	 .days_sure = true,
	 .basis = made_law + 1,
	 .basis_count = 1,
	 .evidence = made_evidence,
	 .evidence_count = 2},
	{.check = STR_INIT("N3.6/icp-number-missing"),
	 .title = TEXT2("网站首页底部未标明备案号", "Filing number not shown at the foot of the home page"),
	 .clause = STR_INIT("N3.6"),
	 .severity = STR_INIT("medium"),
	 .asset = STR_INIT("site:http://shop.example.cn:80"),
	 .says = TEXT2("http://shop.example.cn/ 首页未发现备案号", "no filing number found on http://shop.example.cn/"),
	 .remedy = TEXT2("在首页底部中央标明备案号，并链接至 beian.miit.gov.cn。",
			 "Show the number at the foot of the home page and link it to beian.miit.gov.cn."),
	 .days = 30,
	 .days_unit = STR_INIT("calendar-days"),
	 .basis = made_law,
	 .basis_count = 1,
	 .evidence = made_evidence,
	 .evidence_count = 1},
	{.check = STR_INIT("N3.6/icp-number-missing"),
	 .title = TEXT2("网站首页底部未标明备案号", "Filing number not shown at the foot of the home page"),
	 .clause = STR_INIT("N3.6"),
	 .severity = STR_INIT("medium"),
	 .asset = STR_INIT("site:http://xn--fiq228c.example.cn:80"),
	 .says = TEXT2(MADE_SCRIPT, MADE_SCRIPT),
	 .remedy = TEXT2("在首页底部中央标明备案号，并链接至 beian.miit.gov.cn。",
			 "Show the number at the foot of the home page and link it to beian.miit.gov.cn."),
	 .days = 30,
	 .days_unit = STR_INIT("calendar-days"),
	 .basis = made_law,
	 .basis_count = 1},
	{.check = STR_INIT("local/own-check"),
	 .check_outside = true,
	 .title = TEXT2("本单位自定检查项 " MADE_LONG, "Own check " MADE_LONG),
	 .clause = STR_INIT("N3.2"),
	 .severity = STR_INIT("low"),
	 .asset = STR_INIT("site:" MADE_LONG),
	 .place = STR_INIT(MADE_LONG),
	 .says = TEXT2("", "only English words: " MADE_LONG),
	 .remedy = TEXT2("", "none")},
	{.check = STR_INIT("N3.2/tls-old"),
	 .title = TEXT2("仍接受 TLS 1.0", "TLS 1.0 is accepted"),
	 .clause = STR_INIT("N3.2"),
	 .severity = STR_INIT("low"),
	 .asset = STR_INIT("site:https://old.example.cn:443"),
	 .says = TEXT2("握手以 TLS 1.0 完成", "the handshake ended with TLS 1.0"),
	 .remedy = TEXT2("只保留 TLS 1.2 及以上。", "Keep TLS 1.2 and later only."),
	 .mark = STR_INIT("term"),
	 .mark_reason = STR_INIT("供应商停服窗口在 12 月 " MADE_SCRIPT),
	 .mark_until = 20818},
	{.check = STR_INIT("N3.2/web-listing"),
	 .title = TEXT2("目录可列出", "Directory listing"),
	 .clause = STR_INIT("N3.2"),
	 .severity = STR_INIT("low"),
	 .asset = STR_INIT("site:https://mirror.example.cn:443"),
	 .says = TEXT2("/pub/ 列出目录", "/pub/ is listed"),
	 .remedy = TEXT2("关闭目录列表。", "Switch listings off."),
	 .mark = STR_INIT("false-positive"),
	 .mark_reason = STR_INIT("镜像站，本应公开")},
};

static struct casefile_clause made_clauses[] = {
	{STR_INIT("N3.2"), TEXT2("网络安全防护检查", "Network security protection"), 14, 0, 31, {{201, 4, 17, 40}}},
	{STR_INIT("N3.6"),
	 TEXT2("互联网基础资源合规检查", "Compliance of basic internet resources"),
	 9,
	 0,
	 24,
	 {{150, 2, 9, 12}}},
};

static struct casefile_unexamined made_unexamined[] = {
	{STR_INIT("site:https://waf.example.cn:443"), STR_INIT("N3.6/icp-number-missing"), true,
	 STR_INIT("the page is drawn by a script"), 1},
	{STR_INIT("host:192.0.2.7"), STR_INIT("service"), false, STR_INIT("no answer " MADE_SCRIPT), 1200},
};

static struct casefile_sent made_sent[] = {
	{STR_INIT("site:https://www.example.cn:443"), STR_INIT("GET / (identify)"), STR_INIT("allowed"), 3, 1834,
	 MADE_BEGAN * 1000LL + 120, MADE_BEGAN * 1000LL + 2250},
	{STR_INIT("site:https://www.example.cn:443"), STR_INIT("GET " MADE_SCRIPT), STR_INIT("not in the scope"), 1, 0,
	 MADE_BEGAN * 1000LL, MADE_BEGAN * 1000LL},
	{STR_INIT("service:tcp/127.0.0.9:6379"), STR_INIT("INFO (exposure)"), STR_INIT("allowed"), 1, 14,
	 MADE_BEGAN * 1000LL + 900, MADE_BEGAN * 1000LL + 900},
};

static struct scope_object made_objects[] = {{STR_INIT("www"), STR_INIT("N2.08"), STR_INIT("官方网站 " MADE_BYTES)}};

/* `problems` of them, the seven kinds over and over by kind, as flow sorts them. */
static struct casefile made_casefile(size_t problems)
{
	static struct scope scope;
	struct casefile_problem *list = calloc(problems ? problems : 1, sizeof(*list));
	static char ids[1 << 20];
	size_t kinds = ARRAY_LEN(made_problem);

	if (!list || problems > sizeof(ids) / 17)
		abort();
	for (size_t i = 0; i < problems; i++) {
		list[i] = made_problem[problems <= kinds ? i : i * kinds / problems];
		snprintf(ids + i * 17, 17, "%016zx", i * 0x9e3779b97f4a7c15u);
		list[i].id = (str){(const uint8_t *)ids + i * 17, 16};
		list[i].first_seen = MADE_BEGAN - 86400 * (int64_t)(i % 3);
	}
	scope = (struct scope){
		.unit = {STR_INIT("示例网络科技（深圳）有限公司"), STR_INIT("91440300MA5F0D8N5L"), STR_INIT("粤")},
		.authorisation = {.by = STR_INIT("示例网络科技（深圳）有限公司 信息安全部 李某"),
				  .reference = STR_INIT("自查〔2026〕7号"),
				  .from = 1767196800,  /* 2026-01-01 in GMT+8 */
				  .until = 1798732800, /* the end of 2026-12-31 */
				  .window_from = 22 * 60,
				  .window_until = 6 * 60,
				  .vantage = STR_INIT("公司办公网出口 198.51.100.0/29"),
				  .acts = 1u << ACT_IDENTIFY | 1u << ACT_EXPOSURE},
		.objects = made_objects,
		.object_count = 1,
	};
	return (struct casefile){
		.scope = &scope,
		.run = STR_INIT("20261122-180503-7f3a"),
		.version = STR_INIT("0.1.0"),
		.began = MADE_BEGAN,
		.ended = MADE_BEGAN + 251,
		.complete = true,
		.demo = true,
		.judgement = 1,
		.checks_digest = STR_INIT(MADE_SHA),
		.assets = 57,
		.asset_kinds = {1, 31, 9, 12, 4},
		.clauses = made_clauses,
		.clause_count = ARRAY_LEN(made_clauses),
		.counts = {{351, 6, 26, 52}},
		.problems = list,
		.problem_count = problems,
		.unexamined = made_unexamined,
		.unexamined_count = ARRAY_LEN(made_unexamined),
		.unknown = made_unexamined,
		.unknown_count = ARRAY_LEN(made_unexamined),
		.sent = made_sent,
		.sent_count = ARRAY_LEN(made_sent),
		.sent_left_out = 12,
	};
}
