/*
 * find text|csv FILE SIZE, find scan|masked|read FILE [BLOCK], find plain|avx2 FILE: makes the bench's texts (text: SIZE bytes of logs, tables, JSON
 * and SQL of a Chinese company, a line in a thousand with a value; csv: SIZE rows of identity, telephone and card number, e-mail and
 * address), always the same bytes for a size; looks through a file with the engine (plain: without vectors; avx2: with those only; masked: each find's mask is made, not
 * only of the first ones of a kind), or only reads it.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/must.h"
#include "bench/bench.h"
#include "detect/find.h"
#include "ident/id_card.h"

#define BLOCK ((size_t)256 << 10)
#define SHOWN 8 /* of a kind: as many as the collector keeps */

static uint64_t state = 20261122;

static uint64_t next(uint64_t n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (state >> 33) % n;
}

static const char *const surnames[] = {"王", "李", "张", "刘", "陈", "杨", "黄", "赵", "吴", "周", "欧阳", "司马"};
static const char *const given[] = {"伟", "芳", "娜", "秀英", "敏", "静", "丽", "强",
				    "磊", "军", "洋", "勇",   "艳", "杰", "涛", "明轩"};
static const char *const paths[] = {"/api/v1/orders", "/static/app.js", "/user/login",
				    "/goods/list",    "/img/logo.png",  "/pay/notify"};
static const char *const agents[] = {"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36", "okhttp/4.9.3",
				     "curl/7.88.1", "Mozilla/5.0 (iPhone; CPU iPhone OS 16_5 like Mac OS X)"};
static const char *const classes[] = {"c.e.o.OrderService", "c.e.u.UserController", "c.e.p.PayNotify",
				      "o.s.w.DispatcherServlet"};
static const char *const messages[] = {"请求处理完成，返回结果正常",   "库存扣减成功，等待支付回调",
				       "缓存未命中，回源查询数据库",   "定时任务开始执行，预计耗时较长",
				       "连接池使用率超过阈值，请关注", "消息已投递到队列，等待消费"};
static const char *const roads[] = {"广东省深圳市南山区科技园路", "广东省广州市天河区体育东路",
				    "广东省东莞市南城街道鸿福路", "广东省佛山市禅城区季华五路"};

#define PICK(list) (list)[next(ARRAY_LEN(list))]
#define U(n) (unsigned)next(n)

static void id_put(buf *b)
{
	char s[24];

	(void)snprintf(s, sizeof s, "4403%02u%04u%02u%02u%03u", 1 + U(9), 1950 + U(55), 1 + U(12), 1 + U(28), U(1000));
	buf_put(b, (str){(const uint8_t *)s, 17});
	buf_put_byte(b, (uint8_t)id_card_check((str){(const uint8_t *)s, 17}));
}

static void mobile_put(buf *b)
{
	static const unsigned segments[] = {138, 139, 150, 159, 186, 188, 177, 199};

	buf_printf(b, "%u%08u", PICK(segments), 10000000 + U(89999999));
}

static void card_put(buf *b)
{
	char s[32];
	unsigned sum = 0;

	(void)snprintf(s, sizeof s, "622202%04u%08u", U(10000), U(100000000));
	for (unsigned i = 0; i < 18; i++) {
		unsigned d = (unsigned)(s[17 - i] - '0') * (i % 2 ? 1 : 2);

		sum += d / 10 + d % 10;
	}
	buf_printf(b, "%.18s%u", s, (10 - sum % 10) % 10);
}

static void value_put(buf *b)
{
	switch (next(6)) {
	case 0:
		buf_put_c(b, " 联系手机");
		mobile_put(b);
		break;
	case 1:
		buf_put_c(b, " 身份证号：");
		id_put(b);
		break;
	case 2:
		buf_put_c(b, " 银行卡 ");
		card_put(b);
		break;
	case 3:
		buf_printf(b, " mail=user%u@example.com", U(100000));
		break;
	case 4:
		buf_printf(b, " 收货地址：%s%u号", PICK(roads), 1 + U(300));
		break;
	default:
		buf_printf(b, " accessKeyId=LTAI5t%08x%08xAb", U(UINT32_MAX), U(UINT32_MAX));
		break;
	}
}

static void stamp_put(buf *b, char between)
{
	buf_printf(b, "2026-%02u-%02u%c%02u:%02u:%02u", 1 + U(12), 1 + U(28), between, U(24), U(60), U(60));
}

static void access_line(buf *b)
{
	buf_printf(b,
		   "10.%u.%u.%u - - [%02u/Nov/2026:%02u:%02u:%02u +0800] \"GET %s?page=%u&t=17%011llu HTTP/1.1\" 200 "
		   "%u \"-\" \"%s\"",
		   U(256), U(256), U(256), 1 + U(28), U(24), U(60), U(60), PICK(paths), U(100),
		   (unsigned long long)next(100000000000), U(100000), PICK(agents));
}

static void java_line(buf *b)
{
	stamp_put(b, ' ');
	buf_printf(b, ".%03u INFO  [http-nio-8080-exec-%u] %s - %s，订单号=%llu，耗时%ums，traceId=%08x%08x", U(1000),
		   U(200), PICK(classes), PICK(messages), 2026112200000000000ull + next(UINT32_MAX), U(3000),
		   U(UINT32_MAX), U(UINT32_MAX));
}

static void row_line(buf *b)
{
	buf_printf(b, "%u,SKU%07u,%s商品第%u批,%u.%02u,", U(10000000), U(10000000), PICK(given), U(50), U(1000),
		   U(100));
	stamp_put(b, ' ');
	buf_printf(b, ",%llu,已发货", 7300000000000000000ull + next(UINT32_MAX) * 977);
}

static void json_line(buf *b)
{
	buf_put_c(b, "{\"ts\":\"");
	stamp_put(b, 'T');
	buf_printf(b,
		   "+08:00\",\"level\":\"info\",\"event\":\"order.created\",\"orderId\":%llu,\"amount\":%u.%02u,"
		   "\"msg\":\"%s\","
		   "\"uuid\":\"%08x-%04x-4%03x-a%03x-%08x%04x\"}",
		   19000000000000ull + next(UINT32_MAX), U(1000), U(100), PICK(messages), U(UINT32_MAX), U(65536),
		   U(4096), U(4096), U(UINT32_MAX), U(65536));
}

static void sql_line(buf *b)
{
	buf_printf(b, "INSERT INTO `t_goods` VALUES (%u,'%s牌保温杯 %uml','%08x',%u,'", U(1000000), PICK(surnames),
		   U(1000), U(UINT32_MAX), U(100));
	stamp_put(b, ' ');
	buf_put_c(b, "',NULL,1);");
}

static void text_line(buf *b)
{
	static void (*const lines[])(buf *) = {access_line, java_line, java_line, row_line, json_line, sql_line};

	PICK(lines)(b);
	if (next(1000) == 0)
		value_put(b);
	buf_put_byte(b, '\n');
}

static void csv_line(buf *b)
{
	id_put(b);
	buf_put_byte(b, ',');
	mobile_put(b);
	buf_put_byte(b, ',');
	card_put(b);
	buf_printf(b, ",user%u@example.com,%s%u号\n", U(100000000), PICK(roads), 1 + U(300));
}

static int make(const char *path, bool text, uint64_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	uint64_t done = 0;
	buf b;

	must(fd >= 0);
	buf_init(&b, BLOCK * 2);
	if (!text)
		buf_put_c(&b, "身份证号,手机号,银行卡号,邮箱,地址\n");
	while (done < size) {
		(text ? text_line : csv_line)(&b);
		if (!text)
			done++;
		if (b.n < BLOCK && done < size)
			continue;
		must(write(fd, b.p, b.n) == (ssize_t)b.n);
		if (text)
			done += b.n;
		buf_reset(&b);
	}
	buf_release(&b);
	return close(fd);
}

struct sum {
	bool masked;
	uint64_t finds;
	uint64_t check; /* of all prints: the same for every way of reading */
	uint64_t shown; /* bytes of masks and contexts */
	unsigned of[KIND_COUNT];
};

static void found(void *ctx, const struct find *f)
{
	struct sum *s = ctx;
	uint64_t v;

	memcpy(&v, f->print, sizeof v);
	s->finds++;
	s->check += v ^ f->offset * 0x9e3779b97f4a7c15;
	bool first = s->of[f->kind]++ < SHOWN;

	if (!first && !s->masked)
		return;
	struct find shown = *f;

	find_mask(&shown);
	if (first)
		find_context(&shown);
	s->shown += shown.masked.n + shown.context.n;
}

static int scan(const char *path, size_t block, char how)
{
	bool look = how != 'r';
	struct sum s = {.masked = how == 'm'};
	struct finder_conf conf = {.key = "bench",
				   .vectors = how == 'p'   ? FIND_VECTORS_NONE
					      : how == 'a' ? FIND_VECTORS_AVX2
							   : FIND_VECTORS_BEST,
				   .later = true,
				   .found = found,
				   .ctx = &s};
	struct finder *f = finder_new(&conf);
	uint8_t *thrown = malloc(block);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct find_totals t = {0};
	uint64_t bytes = 0;
	struct bench_time began = bench_begin();

	must(f && thrown && fd >= 0);
	finder_begin(f, &(struct find_stream){0});
	for (ssize_t n = 1; n > 0; bytes += n > 0 ? (uint64_t)n : 0) {
		size_t most = block;
		uint8_t *room = look ? finder_room(f, &most) : thrown;

		n = pread(fd, room, most < block ? most : block, (off_t)bytes);
		if (n > 0 && look)
			finder_fed(f, (size_t)n);
	}
	finder_end(f, &t);
	double wall = (double)(os_now_mono_us() - began.wall_us) / 1e6;
	double cpu = (double)(os_cpu_us() - began.cpu_us) / 1e6;

	printf("%s bytes=%llu finds=%llu check=%016llx seconds=%.3f cpu=%.3f mb_s=%.0f cpu_mb_s=%.0f memory_mib=%.1f\n",
	       look ? "scan" : "read", (unsigned long long)bytes, (unsigned long long)s.finds,
	       (unsigned long long)s.check, wall, cpu, (double)bytes / 1e6 / wall, (double)bytes / 1e6 / cpu,
	       (double)os_memory_peak() / 1048576);
	for (unsigned k = 0; look && k < KIND_COUNT; k++)
		if (t.finds[k] || t.possible[k])
			printf("# %s %llu sure, %llu possible\n", kind_infos[k].key, (unsigned long long)t.finds[k],
			       (unsigned long long)t.possible[k]);
	finder_free(f);
	free(thrown);
	return close(fd);
}

int main(int argc, char **argv)
{
	str what = str_c(argc > 1 ? argv[1] : "");
	uint64_t size = argc > 3 ? bench_number(argv[3]) : 0;

	if (argc == 4 && (str_eq(what, STR("text")) || str_eq(what, STR("csv"))))
		return make(argv[2], what.p[0] == 't', size);
	if (argc >= 3 && (str_eq(what, STR("scan")) || str_eq(what, STR("plain")) || str_eq(what, STR("masked")) ||
			  str_eq(what, STR("avx2")) || str_eq(what, STR("read"))))
		return scan(argv[2], size ? size : BLOCK, (char)what.p[0]);
	fprintf(stderr, "find text|csv FILE SIZE | scan|plain|avx2|masked|read FILE [BLOCK]\n");
	return 2;
}
