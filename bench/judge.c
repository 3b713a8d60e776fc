/* Time and memory of storing and judging N assets by all checks that are built in: judge N [URL]. One JSON line. Without a
 * URL the store is an SQLite file under $TMPDIR, removed afterwards. */
#include <stdlib.h>
#include <unistd.h>

#include "catalogue/checks.h"
#include "judge/judge.h"
#include "os/clock.h"
#include "os/process.h"

#define COMMIT_EVERY 500

static const enum fact_id web_fills[] = {FACT_web_site, FACT_web_page, FACT_icp_mark,
					 FACT_web_form, FACT_web_leak, FACT_web_header};
static const enum fact_id tls_fills[] = {FACT_tls_cert, FACT_tls_version};
static const enum fact_id service_fills[] = {FACT_service, FACT_service_access, FACT_dns_server};
static const enum fact_id filing_fills[] = {FACT_icp_filing};

struct bench {
	struct store *store;
	struct store_run run;
	int64_t web;
	int64_t tls;
	int64_t service;
	int64_t filing;
	struct sink sink;
	arena mem;
	arena job;
	uint64_t rows;
	err e;
};

static void must_do(struct bench *b, int rc)
{
	if (rc >= 0)
		return;
	fprintf(stderr, "bench/judge: %s\n", b->e.text);
	exit(4);
}

static void commit(struct bench *b, int64_t asset, int64_t sweep)
{
	struct store_collection c = {.asset = asset, .sweep = sweep, .version = 1, .began = 1, .ended = 2};
	struct store_found found;

	must_do(b, store_plan(b->store, b->run.n, asset, sweep, 0, &b->e));
	must_do(b, store_commit_batch(b->store, &c, buf_str(&b->sink.b), &b->job, &found, &b->e));
	arena_clear(&b->job);
	sink_reset(&b->sink);
}

/* Every tenth site has no number, every fiftieth gave no answer, every hundredth shows a leak. */
static void put_web(struct bench *b, uint64_t i, str url)
{
	struct sink *k = &b->sink;
	char number[64];

	if (i % 50 == 7) {
		sink_end(k, COLLECTED_FAILED, "no answer in time");
		return;
	}
	snprintf(number, sizeof(number), "粤ICP备%08u号", (unsigned)(i % 20000));
	sink_put(k, web_site, .url = url, .port = 443, .https = i % 2 == 0);
	sink_put(k, web_page, .url = url, .final_url = url, .status = 200, .home = true,
		 .title = STR("某某公司官方网站"), .bytes = 20000, .charset = STR("utf-8"), .server = STR("nginx"));
	sink_put(k, web_header, .url = url, .hsts = true);
	b->rows += 3;
	if (i % 10) {
		sink_put(k, icp_mark, .url = url, .text = str_c(number), .number = str_c(number),
			 .subject_number = str_c(number), .form = STR("icp"), .valid = true, .province = STR("粤"),
			 .province_known = true, .footer = true, .linked = true, .link_right = i % 9 != 0,
			 .link_host = STR("beian.miit.gov.cn"));
		b->rows++;
	}
	if (i % 100 == 3) {
		sink_put(k, web_leak, .url = url, .kind = STR("git"), .proof = STR("[core]"));
		b->rows++;
	}
	sink_end(k, COLLECTED_DONE, "");
}

static void put_tls(struct bench *b, uint64_t i)
{
	struct sink *k = &b->sink;

	sink_put(k, tls_cert, .subject = STR("CN=www.example.cn"), .issuer = STR("CN=ca"), .not_before = 1700000000,
		 .not_after = 1800000000 - (int64_t)(i % 40) * 5000000, .key_type = STR("rsa"), .key_bits = 2048,
		 .name_match = i % 30 != 0, .trust = STR("ok"));
	sink_put(k, tls_version, .name = STR("TLSv1.2"), .number = 0x303, .offered = true);
	sink_put(k, tls_version, .name = STR("TLSv1.0"), .number = 0x301, .offered = i % 20 == 0);
	b->rows += 3;
	sink_end(k, COLLECTED_DONE, "");
}

static void put_service(struct bench *b, uint64_t i, str ip)
{
	struct sink *k = &b->sink;

	sink_put(k, service, .ip = ip, .port = 6379, .transport = STR("tcp"), .protocol = STR("redis"),
		 .database = true);
	sink_put(k, service_access, .ip = ip, .port = 6379, .protocol = STR("redis"), .open = i % 25 == 0,
		 .proof = STR("redis_version:7.0"), .asked = STR("INFO"));
	b->rows += 2;
	sink_end(k, COLLECTED_DONE, "");
}

static void put_asset(struct bench *b, uint64_t i)
{
	char key[100];
	char ip[40];
	int64_t id = 0;
	bool site = i % 10 < 7;
	bool https = i % 2 == 0;

	snprintf(ip, sizeof(ip), "10.%u.%u.%u", (unsigned)(i >> 16) & 255, (unsigned)(i >> 8) & 255, (unsigned)i & 255);
	if (site)
		snprintf(key, sizeof(key), "site:%s://w%08llu.example.cn:%d", https ? "https" : "http",
			 (unsigned long long)i, https ? 443 : 80);
	else
		snprintf(key, sizeof(key), "service:tcp/%s:6379", ip);
	must_do(b, store_asset_put(b->store, b->run.n, str_c(key), STR("o1"), &id, NULL, &b->e));
	if (!site) {
		put_service(b, i, str_c(ip));
		commit(b, id, b->service);
		return;
	}
	put_web(b, i, str_from(str_c(key), 5));
	commit(b, id, b->web);
	if (https) {
		put_tls(b, i);
		commit(b, id, b->tls);
	}
}

/* The unit's list: half of the numbers that the sites show are its own. */
static void put_unit(struct bench *b)
{
	int64_t id = 0;
	char number[64];

	must_do(b, store_asset_put(b->store, b->run.n, STR("unit:91440300MA0000XY5L"), STR(""), &id, NULL, &b->e));
	for (unsigned i = 0; i < 10000; i++) {
		snprintf(number, sizeof(number), "粤ICP备%08u号", i);
		sink_put(&b->sink, icp_filing, .number = str_c(number), .subject_number = str_c(number), .own = true,
			 .status = STR("filed"));
	}
	sink_end(&b->sink, COLLECTED_DONE, "");
	commit(b, id, b->filing);
}

static void fill(struct bench *b, uint64_t assets)
{
	b->run = (struct store_run){.began = 1795343415,
				    .unit = STR("某某公司"),
				    .province = STR("粤"),
				    .vantage = STR("outside: internet")};
	must_do(b, store_run_new(b->store, &b->run, &b->mem, &b->e));
	must_do(b, store_begin(b->store, &b->e));
	must_do(b, store_sweep(b->store, b->run.n, STR("web"), 1, web_fills, ARRAY_LEN(web_fills), &b->web, &b->e));
	must_do(b, store_sweep(b->store, b->run.n, STR("tls"), 1, tls_fills, ARRAY_LEN(tls_fills), &b->tls, &b->e));
	must_do(b, store_sweep(b->store, b->run.n, STR("service"), 1, service_fills, ARRAY_LEN(service_fills),
			       &b->service, &b->e));
	must_do(b, store_sweep(b->store, b->run.n, STR("filing"), 1, filing_fills, 1, &b->filing, &b->e));
	put_unit(b);
	for (uint64_t i = 0; i < assets; i++) {
		if (i % COMMIT_EVERY == 0) {
			must_do(b, store_commit(b->store, &b->e));
			must_do(b, store_begin(b->store, &b->e));
		}
		put_asset(b, i);
	}
	must_do(b, store_commit(b->store, &b->e));
}

static void measure(struct bench *b, uint64_t assets, const struct checks *checks)
{
	struct judge_conf conf = {.store = b->store, .checks = checks, .version = "bench", .at = 1795343500};
	int64_t judgement = 0;
	int64_t t0 = os_now_mono_ms();
	int64_t c0 = os_cpu_us();

	fill(b, assets);
	int64_t t1 = os_now_mono_ms();
	int64_t c1 = os_cpu_us();
	uint64_t peak_store = os_memory_peak();

	conf.run = b->run.n;
	must_do(b, judge_run(&conf, &judgement, &b->e));
	int64_t t2 = os_now_mono_ms();
	int64_t c2 = os_cpu_us();
	int64_t store_ms = t1 > t0 ? t1 - t0 : 1;

	printf("{\"bench\":\"judge\",\"database\":\"%s\",\"assets\":%llu,\"rows\":%llu,\"checks\":%zu",
	       db_engine(store_db(b->store)) == DB_SQLITE ? "sqlite" : "postgresql", (unsigned long long)assets,
	       (unsigned long long)b->rows, checks->count);
	printf(",\"store_ms\":%lld,\"store_cpu_ms\":%lld,\"rows_per_s\":%llu", (long long)store_ms,
	       (long long)(c1 - c0) / 1000, (unsigned long long)(b->rows * 1000 / (uint64_t)store_ms));
	printf(",\"judge_ms\":%lld,\"judge_cpu_ms\":%lld,\"peak_mb_store\":%llu,\"peak_mb\":%llu}\n",
	       (long long)(t2 - t1), (long long)(c2 - c1) / 1000, (unsigned long long)(peak_store >> 20),
	       (unsigned long long)(os_memory_peak() >> 20));
}

int main(int argc, char **argv)
{
	static struct bench b;
	struct checks checks;
	const char *folder = getenv("TMPDIR");
	char dir[240];
	uint64_t assets = 0;

	if (argc < 2 || !str_to_u64(str_c(argv[1]), 100000000, &assets)) {
		fprintf(stderr, "judge ASSETS [postgresql://…]\n");
		return 2;
	}
	arena_init(&b.mem, 1u << 20);
	arena_init(&b.job, 64u << 20);
	must_do(&b, checks_load_all(&checks, NULL, &b.e));
	snprintf(dir, sizeof(dir), "%s/yicha-bench-XXXXXX", folder ? folder : "/tmp");
	must_do(&b, argc < 3 && !mkdtemp(dir) ? E_IO : 0);
	must_do(&b, store_open(argc > 2 ? argv[2] : dir, true, &b.store, &b.e));
	sink_init(&b.sink, 8u << 20, store_key(b.store));
	measure(&b, assets, &checks);
	sink_release(&b.sink);
	store_close(b.store);
	checks_release(&checks);
	arena_clear(&b.mem);
	arena_clear(&b.job);
	if (argc < 3) {
		char path[300];

		snprintf(path, sizeof(path), "%s/yicha.db", dir);
		(void)unlink(path);
		(void)rmdir(dir);
	}
	return 0;
}
