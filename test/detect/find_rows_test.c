/* Rows of tables: the straight way finds what the general one finds, to the last byte of what is said of it. Tables are made at random,
 * of cells that are as they should be and of cells that nearly are. All numbers are made up: regions that were never given out (110199, 440399). */
#include "detect/find.h"

#include <iconv.h>

#include "base/must.h"
#include "ident/id_card.h"
#include "test/tap.h"

static uint64_t state = 20261123;

static unsigned next(unsigned n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((state >> 33) % n);
}

#define PICK(list) (list)[next(ARRAY_LEN(list))]

/* ---- what is said of a text ---- */

struct got {
	buf lines;
	size_t n;
	bool later;
};

static void found(void *ctx, const struct find *f)
{
	struct got *g = ctx;
	struct find here = *f;

	if (g->later && (f->masked.n || f->context.n))
		buf_put_c(&g->lines, "made early ");
	if (g->n++ % 2) {
		find_mask(&here);
		find_context(&here);
	} else {
		find_context(&here);
		find_mask(&here);
	}
	buf_printf(&g->lines, "%s %s %u %u %llu+%u line %llu %d [%.*s] ", kind_infos[f->kind].key,
		   kind_validity_name(f->validity), f->confidence, f->why, (unsigned long long)f->offset, f->length,
		   (unsigned long long)f->line, f->under14, STR_ARG(f->column));
	buf_put(&g->lines, here.masked);
	buf_put_byte(&g->lines, '|');
	buf_put(&g->lines, here.context);
	buf_put_hex(&g->lines, (str){f->print, 16});
	buf_put_byte(&g->lines, '\n');
}

struct how {
	bool general;
	bool later;
	bool possible;
	enum find_vectors vectors;
	size_t block;
	struct find_stream stream;
};

static struct find_totals scan(struct got *g, str text, const struct how *how)
{
	struct finder_conf conf = {.key = "0123456789abcde",
				   .possible = how->possible,
				   .today = 20000,
				   .vectors = how->vectors,
				   .general = how->general,
				   .later = how->later,
				   .found = found,
				   .ctx = g};
	struct finder *f = finder_new(&conf);
	struct find_totals t = {0};

	must(f);
	g->later = how->later;
	finder_begin(f, &how->stream);
	for (size_t at = 0; at < text.n; at += how->block ? how->block : text.n)
		finder_feed(f, str_sub(text, at, how->block ? how->block : text.n));
	finder_end(f, &t);
	finder_free(f);
	return t;
}

/* Where the first difference is. */
static void show(str a, str b)
{
	while (a.n && b.n && str_eq(str_cut(&(str){a.p, a.n}, '\n').head, str_cut(&(str){b.p, b.n}, '\n').head)) {
		(void)str_cut(&a, '\n');
		(void)str_cut(&b, '\n');
	}
	printf("# %.*s\n# %.*s\n", STR_ARG(str_cut(&a, '\n').head), STR_ARG(str_cut(&b, '\n').head));
}

static void same(str text, const struct how *how, const char *what)
{
	struct how general = {.general = true, .possible = how->possible, .stream = how->stream};
	struct got a = {0};
	struct got b = {0};

	buf_init(&a.lines, (size_t)64 << 20);
	buf_init(&b.lines, (size_t)64 << 20);
	struct find_totals want = scan(&a, text, &general);
	struct find_totals is = scan(&b, text, how);
	bool alike = a.n == b.n && str_eq(buf_str(&a.lines), buf_str(&b.lines)) && memcmp(&want, &is, sizeof is) == 0;

	ok(alike && a.n, "%s: %zu finds, straight as in general", what, a.n);
	if (!alike)
		show(buf_str(&a.lines), buf_str(&b.lines));
	buf_release(&a.lines);
	buf_release(&b.lines);
}

/* ---- cells ---- */

static void put_id(buf *b)
{
	static const unsigned regions[] = {110199, 440399, 620199, 131099, 321199, 421199, 500199, 830000, 944156};
	char s[24];

	(void)snprintf(s, sizeof s, "%06u%04u%02u%02u%03u", PICK(regions), 1950 + next(75), 1 + next(12), 1 + next(31),
		       next(1000));
	s[17] = next(20) ? id_card_check((str){(const uint8_t *)s, 17}) : '7';
	if (s[17] == 'X' && !next(5))
		s[17] = 'x';
	buf_put(b, (str){(const uint8_t *)s, 18});
}

static void put_card(buf *b)
{
	static const char *const heads[] = {"622202", "621700", "436742", "625094", "411111", "898600", "370246"};
	static const size_t lengths[] = {19, 19, 16, 17, 18, 15, 20};
	char s[32];
	unsigned sum = 0;
	size_t n = PICK(lengths);

	(void)snprintf(s, sizeof s, "%s%09u%09u", PICK(heads), next(1000000000), next(1000000000));
	for (size_t i = 0; i + 1 < n; i++) {
		unsigned d = (unsigned)(s[n - 2 - i] - '0') * (i % 2 ? 1 : 2);

		sum += d / 10 + d % 10;
	}
	s[n - 1] = (char)('0' + (10 - sum % 10 + !next(20)) % 10);
	buf_put(b, (str){(const uint8_t *)s, n});
}

static void put_mobile(buf *b)
{
	static const char *const heads[] = {"138", "139",   "177",  "199",     "154",
					    "128", "86138", "0138", "0086150", "+86138"};

	buf_printf(b, "%s%08u", heads[next(next(4) ? 4 : 10)], next(100000000));
}

static void put_mail(buf *b)
{
	static const char *const locals[] = {"user",
					     "zhang.san",
					     "li_si",
					     "wang-wu",
					     "zs",
					     "a",
					     "13812345",
					     "password",
					     "token=x",
					     ".dotted.",
					     "o'neill",
					     "zs19880101",
					     "ABCDEFGHIJKLMNOPQRSTUVWX",
					     "tel138123456",
					     "91440300MA5DA1XU0K"};
	static const char *const domains[] = {
		"qq.com",         "163.com",   "Example.com", "sina.com.cn",
		"corp.cn.",       "a.b",       "mail.png",    "foo.io",
		"x.y.z.name",     "公司.中国", "10.0.0.1",    "very-long-domain-name-of-a-company.example.org",
		"host.cn:8080/x", "qq.com;"};

	buf_put_c(b, PICK(locals));
	if (next(3))
		buf_printf(b, "%u", next(next(2) ? 1000 : 1000000000));
	buf_put_byte(b, '@');
	buf_put_c(b, domains[next(next(4) ? 4 : ARRAY_LEN(domains))]);
}

static void put_address(buf *b)
{
	static const char *const areas[] = {
		"广东省深圳市南山区",   "北京市朝阳区",       "上海", "新疆维吾尔自治区乌鲁木齐市",
		"广西壮族自治区南宁市", "地址：浙江省杭州市", "",     "湖南省 长沙市 岳麓区",
		"Guangdong, ",          "黑龙江省哈尔滨市",   "家住", "香港特别行政区"};
	static const char *const roads[] = {
		"科技园路", "人民大道", "建国街道办事处", "中山一路", "胡同", "幸福村", "工业园", "a路", "、路"};
	static const char *const ends[] = {"%u号",   "%u号楼3单元502室", "%u弄12-3",        "%u号，近地铁站",
					   "（%u）", "%u栋A座",          "%u13812345678号", "%u号\t",
					   "",       "%u-101-1201室",    "%u号转解放路8号"};

	buf_put_c(b, PICK(areas));
	buf_put_c(b, PICK(roads));
	const char *end = ends[next(next(3) ? 2 : ARRAY_LEN(ends))];
	size_t at = str_find(str_c(end), STR("%u"));

	buf_put(b, str_sub(str_c(end), 0, at));
	if (at < strlen(end)) {
		buf_printf(b, "%u", next(500));
		buf_put_c(b, end + at + 2);
	}
}

static void put_name(buf *b)
{
	static const char *const names[] = {"张三",      "欧阳明轩", "李秀英",   "王小二", "未知",
					    "Zhang San", "不详",     "客户经理", ""};

	buf_put_c(b, PICK(names));
}

static void put_other(buf *b)
{
	static const char *const others[] = {"男",
					     "女",
					     "1988-01-01",
					     "北京",
					     "192.168.1.1",
					     "A123456(3)",
					     "E12345678",
					     "0.5",
					     "20261122101530",
					     "%E5%BC%A0",
					     "\\u5f20",
					     "password=hunter2x",
					     "E1234567890",
					     "1381234 5678",
					     "010-12345678",
					     "订单号",
					     "-",
					     "NULL",
					     "LTAI5tAbCdEfGhIjKlMn",
					     "粤B12345",
					     "１３８１２３４５６７８",
					     "姓名：张三"};

	buf_put_c(b, PICK(others));
}

static void (*const cells[])(buf *) = {put_id, put_mobile, put_card, put_mail, put_address, put_name, put_other};
static const char *const heads[][4] = {
	{"身份证号", "id_card", "sfzh", "证件号码"}, {"手机号", "phone", "联系电话", "编号"},
	{"银行卡号", "card_no", "账号", "流水号"},   {"邮箱", "email", "联系方式", "备注"},
	{"地址", "address", "家庭住址", "说明"},     {"姓名", "name", "xm", "客户"},
	{"其他", "性别", "IP地址", "备注"},
};

/* A table of random columns: most cells are of their column's kind. */
static void put_table(buf *b, const char *separator, const char *end, size_t rows, unsigned care)
{
	size_t columns[8];
	size_t n = 2 + next(7);

	for (size_t i = 0; i < n; i++) {
		columns[i] = next(next(4) ? 5 : ARRAY_LEN(cells));
		buf_printf(b, "%s%s", i ? separator : "", heads[columns[i]][next(next(3) ? 1 : 4)]);
	}
	buf_put_c(b, end);
	for (size_t row = 0; row < rows; row++) {
		bool wild = !next(care);
		size_t many = wild && !next(6) ? n - next(2) + next(2) : n;

		for (size_t i = 0; i < many; i++) {
			bool quoted = wild && !next(4);

			buf_put_c(b, i ? separator : "");
			buf_put_c(b, quoted ? "\"" : "");
			if (wild && !next(12))
				buf_put_byte(b, ' ');
			if (!wild || next(8))
				cells[wild && !next(4) ? next(ARRAY_LEN(cells)) : columns[i < n ? i : 0]](b);
			buf_put_c(b, quoted ? "\"" : "");
		}
		buf_put_c(b, end);
	}
}

static void tables(void)
{
	static const char *const separators[] = {",", "\t", ";", "|", "\x01"};
	static const size_t blocks[] = {0, 0, 4096, 65536, 1000};
	buf b;

	buf_init(&b, (size_t)64 << 20);
	for (unsigned i = 0; i < 60; i++) {
		struct how how = {.later = i % 3 == 0,
				  .possible = i % 4 != 1,
				  .vectors = i % 5 == 1   ? FIND_VECTORS_NONE
					     : i % 5 == 2 ? FIND_VECTORS_AVX2
							  : FIND_VECTORS_BEST,
				  .block = blocks[i % ARRAY_LEN(blocks)],
				  .stream = {.form = i % 2 ? FIND_TEXT : FIND_CSV}};
		char what[80];

		buf_reset(&b);
		/* Some begin behind a preamble, and another table follows. */
		if (i % 6 == 5)
			buf_put_c(&b, "客户资料导出\n\n");
		put_table(&b, separators[i % ARRAY_LEN(separators)], i % 7 == 3 ? "\r\n" : "\n", 1000 + next(3000),
			  2 + i % 40);
		if (i % 6 > 3) {
			buf_put_c(&b, "\n");
			put_table(&b, PICK(separators), "\n", 300, 20);
			buf_put_c(&b, "以上。手机13812345679\n");
		}
		(void)snprintf(what, sizeof what, "table %u", i);
		same(buf_str(&b), &how, what);
	}
	buf_release(&b);
}

static void encode(buf *out, str text, const char *to)
{
	iconv_t c = iconv_open(to, "UTF-8");
	char *from = (char *)(uintptr_t)text.p;
	size_t left = text.n;

	must(c != (iconv_t)-1);
	uint8_t *room = buf_room(out, text.n * 2 + 16);
	char *at = (char *)room;
	size_t space = text.n * 2 + 16;

	must(iconv(c, &from, &left, &at, &space) != (size_t)-1 && !left);
	buf_added(out, (size_t)((uint8_t *)at - room));
	iconv_close(c);
}

/* Another encoding's bytes are not the text's. */
static void encodings(void)
{
	static const char *const list[] = {"GB18030", "UTF-16LE"};
	buf b;
	buf other;

	buf_init(&b, (size_t)8 << 20);
	buf_init(&other, (size_t)16 << 20);
	for (size_t i = 0; i < ARRAY_LEN(list); i++) {
		struct how how = {.later = true, .possible = true, .block = 5000};

		buf_reset(&b);
		buf_reset(&other);
		buf_put_c(&b, "手机号,邮箱,地址\n");
		for (size_t row = 0; row < 2000; row++) {
			put_mobile(&b);
			buf_put_byte(&b, ',');
			put_mail(&b);
			buf_put_byte(&b, ',');
			put_address(&b);
			buf_put_byte(&b, '\n');
		}
		encode(&other, buf_str(&b), list[i]);
		same(buf_str(&other), &how, list[i]);
	}
	buf_release(&b);
	buf_release(&other);
}

/* What is beyond `until` is not given. */
static void parts(void)
{
	buf b;

	buf_init(&b, (size_t)8 << 20);
	put_table(&b, ",", "\n", 3000, 30);
	for (unsigned i = 0; i < 8; i++) {
		struct how how = {
			.possible = true, .later = i % 2, .stream = {.form = FIND_CSV, .until = 1000 + next(200000)}};

		same(buf_str(&b), &how, "a part");
	}
	buf_release(&b);
}

int main(void)
{
	tables();
	encodings();
	parts();
	return tap_done();
}
