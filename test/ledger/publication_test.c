/* No way of writing it down makes the detail of an open hole public; what is closed, and what names nothing, may be. */
#include "ledger/publication.h"

#include "ledger/case.h"
#include "test/tap.h"

static err e;
static arena mem;
static struct ledger *l;

#define UNIT "91440300MA0000XY5L"

static const struct hole {
	const char *asset;
	const char *place;
	const char *rule;
	const char *title;
	const char *says;
} holes[] = {
	{"service:tcp/203.0.113.8:6379", "", "N3.2/redis-open", "数据库未授权访问", "answers INFO without a password"},
	{"tcp:198.51.100.77:6379", "", "t:r", "某服务弱口令", "OpenSSH 7.4 on db-17a; see beian.miit.gov.cn"},
	{"site:https://www.leaky-shop.cn:443", "/.git/config", "CVE-2021-44228", "t", "nginx/1.18.0"},
	{"service:tcp/[2001:db8::17]:443", "", "t:x", "t", "x"},
	{"web:gate-03", "", "t:y", "后台 admin.hidden-shop.cn 可匿名访问", "x"},
	{"service:tcp/192.0.2.55:22", "", "t:dup", "t", "x"},    /* 5: a duplicate of the first, which is open */
	{"service:tcp/192.0.2.200:22", "", "t:shut", "t", "x"},  /* 6: closed */
	{"service:tcp/192.0.2.201:22", "", "t:shut2", "t", "x"}, /* 7: a duplicate of the closed one */
};

static str id_of(size_t i)
{
	struct db_stmt *st = NULL;
	str id = {0};

	if (ledger_stmt(l, "SELECT id FROM cases WHERE asset = :asset", &st, &e) < 0)
		return id;
	db_bind_text(st, "asset", str_c(holes[i].asset));
	if (db_step(st, &e) == 1)
		id = arena_str(&mem, db_text(st, 0));
	db_reset(st);
	return id;
}

static int set(size_t i, const char *state, str same_as)
{
	struct db_stmt *st = NULL;
	int rc = ledger_stmt(l, "UPDATE cases SET state = :state, same_as = :same WHERE id = :id", &st, &e);

	if (rc < 0)
		return rc;
	db_bind_text(st, "state", str_c(state));
	db_bind_text(st, "same", same_as);
	db_bind_text(st, "id", id_of(i));
	return db_run(st, &e);
}

static int make(void)
{
	struct person by = {.id = STR("o"), .name = STR("o"), .roles = ROLE_BIT(ROLE_TECHNICIAN), .active = true};
	struct case_source source = {.source = STR("f"), .tool = STR("t"), .actor = &by};
	struct case_counts n = {0};
	struct case_take t;
	int rc = ledger_begin(l, &e);

	rc = rc < 0 ? rc : case_take_begin(l, &t, &e);
	for (size_t i = 0; i < ARRAY_LEN(holes) && rc == 0; i++) {
		const struct hole *h = &holes[i];

		rc = case_take_add(&t,
				   &(struct case_seen){.rule = str_c(h->rule),
						       .asset = str_c(h->asset),
						       .place = str_c(h->place),
						       .title = str_c(h->title),
						       .says = str_c(h->says),
						       .severity = STR("high"),
						       .uscc = STR(UNIT),
						       .unit = STR("样本科技（深圳）有限公司")},
				   &e);
	}
	rc = rc < 0 ? rc : case_take_end(&t, &source, &n, &e);
	rc = rc < 0 ? rc : set(5, "duplicate", id_of(0));
	rc = rc < 0 ? rc : set(6, "closed", (str){0});
	rc = rc < 0 ? rc : set(7, "duplicate", id_of(6));
	return rc < 0 ? rc : ledger_commit(l, &e);
}

static void refused(const char *text)
{
	e = (err){0};
	is_int(publication_check(l, STR("通报"), str_c(text), &e), E_DENIED, "not to be told: %s", text);
}

static void allowed(const char *text)
{
	e = (err){0};
	is_int(publication_check(l, STR("通报"), str_c(text), &e), 0, "may be told: %s%s", text, e.text);
}

int main(void)
{
	static const char *const told[] = {
		/* an address, however it is written */
		"问题在203.0.113.8上", "203.0.113. 8", "２０３.0.113.８", "203。0。113。8", "203[.]0[.]113[.]8",
		"203(dot)0(dot)113(dot)8", "203点0点113点8", "二〇三点〇点一一三点八",
		("203.0.\xe2\x80\x8b"
		 "113.8"),
		"203 0 113 8", "203.000.113.008", "http://3405803784/", "0xcb007108", "203%2E0%2E113%2E8",
		"203.0.113.8：6379", "203，0，113，8",
		/* of a key that is none of ours */
		"198.51.100.77", "198.51.100[.]77 的 6379 端口", "主机 db-17a 与 OPENSSH-7.4", "openssh 7 . 4",
		"gate-03", "GATE—03",
		/* names, paths, wares, numbers */
		"www[.]leaky-shop[.]cn", "ＷＷＷ．ＬＥＡＫＹ－ＳＨＯＰ．ＣＮ",
		"leaky-shop dot cn 的 www dot leaky-shop dot cn", "目录 / .git / config", "nginx 版本 1.18.0",
		"cve 2021 44228", "CVE－2021－44228", "编号2021-44228", "2001:0db8:0:0:0:0:0:17", "2001:DB8::17",
		/* titles, and names in titles */
		"该单位数据库未授权访问", "数 据 库 未 授 权 访 问", "admin.hidden-shop.cn", "admin[.]hidden-shop[.]cn",
		/* a duplicate of what is open */
		"192.0.2.55"};
	static const char *const fine[] = {"样本科技（深圳）有限公司（" UNIT "）逾期未整改，予以通报。",
					   "192.0.2.200",
					   "192.0.2.201",
					   "备案查询：beian.miit.gov.cn",
					   "行政处罚决定日期：2026年3月8日，罚款50000元，粤B2-20200001",
					   "关闭率 98.5%，中位数 3.5 日",
					   "依据《网络安全法》第二十一条、第五十九条"};
	struct store *s = NULL;

	arena_init(&mem, 1u << 20);
	if (!ok(store_open(":memory:", true, &s, &e) == 0, "a store%s", e.text) ||
	    !ok(ledger_open(s, &(struct ledger_options){.make = true, .sample = true, .now = 1790000000}, &l, &e) == 0,
		"a ledger") ||
	    !ok(make() == 0, "cases: %s", e.text))
		return tap_done();
	for (size_t i = 0; i < ARRAY_LEN(told); i++)
		refused(told[i]);
	for (size_t i = 0; i < ARRAY_LEN(fine); i++)
		allowed(fine[i]);
	is_int(publication_check(l, STR("关于203.0.113.8的通报"), STR("x"), &e), E_DENIED, "nor in its title");
	is_int(publication_check(l, STR("203.0."), STR("113.8"), &e), 0, "title and text are not one word");
	ledger_close(l);
	store_close(s);
	arena_clear(&mem);
	return tap_done();
}
