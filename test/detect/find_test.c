/* The engine: what it finds where, and that it does not depend on how the bytes come. All numbers are made up: regions that were
 * never given out (110199), telephone numbers of the same digits. */
#include "detect/find.h"

#include "detect/find_priv.h"

#include <iconv.h>

#include "base/must.h"
#include "ident/id_card.h"
#include "test/tap.h"

static const uint8_t key[16] = "0123456789abcde";

/* All that came, as text. */
struct got {
	buf lines;
	size_t n;
	struct find last;
	buf masked;
};

static void found(void *ctx, const struct find *f)
{
	struct got *g = ctx;

	g->n++;
	g->last = *f;
	buf_reset(&g->masked);
	buf_put(&g->masked, f->masked);
	g->last.masked = buf_str(&g->masked);
	buf_printf(&g->lines, "%s %s %u %u %llu+%u line %llu [%.*s] ", kind_infos[f->kind].key,
		   kind_validity_name(f->validity), f->confidence, f->why, (unsigned long long)f->offset, f->length,
		   (unsigned long long)f->line, STR_ARG(f->column));
	buf_put(&g->lines, f->masked);
	buf_put_byte(&g->lines, '|');
	buf_put(&g->lines, f->context);
	buf_put_hex(&g->lines, (str){f->print, 16});
	buf_put_byte(&g->lines, '\n');
}

/* What lies ahead depends on the blocks: that it begins there does not. */
static void met_file(void *ctx, const struct find_packed *p)
{
	struct got *g = ctx;

	buf_printf(&g->lines, "file %llu ", (unsigned long long)p->offset);
	buf_put(&g->lines, str_sub(p->ahead, 0, 24));
	buf_put_byte(&g->lines, '\n');
}

static void got_init(struct got *g)
{
	*g = (struct got){0};
	buf_init(&g->lines, (size_t)64 << 20);
	buf_init(&g->masked, 4096);
}

static void got_release(struct got *g)
{
	buf_release(&g->lines);
	buf_release(&g->masked);
}

static enum find_vectors vectors;

static struct finder *finder_of(struct got *g)
{
	struct finder_conf conf = {.possible = true, .vectors = vectors, .found = found, .packed = met_file, .ctx = g};

	memcpy(conf.key, key, sizeof key);
	struct finder *f = finder_new(&conf);

	must(f);
	return f;
}

/* Scans in blocks of a size (0: all at once) a part of a text. */
static struct find_totals scan(struct got *g, str text, size_t block, const struct find_stream *s)
{
	struct finder *f = finder_of(g);
	struct find_totals t = {0};

	finder_begin(f, s);
	for (size_t at = 0; at < text.n; at += block ? block : text.n)
		finder_feed(f, str_sub(text, at, block ? block : text.n));
	finder_end(f, &t);
	finder_free(f);
	return t;
}

/* An identity number of a region that never was. */
static const char *id_number(unsigned seed)
{
	static char s[32];

	(void)snprintf(s, sizeof s, "110199%04u%02u%02u%03u", 1950 + seed % 60, 1 + seed % 12, 1 + seed % 28,
		       100 + seed % 800);
	s[17] = id_card_check((str){(const uint8_t *)s, 17});
	s[18] = 0;
	return s;
}

static void one(const char *text, const char *kind, uint64_t offset, uint32_t length)
{
	struct got g;

	got_init(&g);
	scan(&g, str_c(text), 0, &(struct find_stream){0});
	bool right = g.n == 1 && str_eq(str_c(kind_infos[g.last.kind].key), str_c(kind)) && g.last.offset == offset &&
		     g.last.length == length;

	ok(right, "%s: %s at %u", text, kind, (unsigned)offset);
	if (!right)
		printf("# %.*s\n", STR_ARG(buf_str(&g.lines)));
	got_release(&g);
}

static void places(void)
{
	one("手机13812345679", "mobile", 6, 11);
	one("手机号：138-1234-5679。", "mobile", 12, 13);
	one("电话 138 1234 5679 转", "mobile", 7, 13);
	one("联系电话１３８１２３４５６７９", "mobile", 12, 33);
	one("手机138\xe2\x80\x8b"
	    "12345679",
	    "mobile", 6, 14);
	one("手机138\xc2\xa0"
	    "1234\xc2\xa0"
	    "5679",
	    "mobile", 6, 15);
	one("2026-11-22 10:00:01 手机=13812345679 ok", "mobile", 27, 11);
	one("2026-11-22 13812345679手机", "mobile", 11, 11);
}

static void two_of_a_run(void)
{
	struct got g;
	char text[128];

	got_init(&g);
	(void)snprintf(text, sizeof text, "身份证 %s 13812345679", id_number(7));
	scan(&g, str_c(text), 0, &(struct find_stream){0});
	is_int(g.n, 2, "two numbers with a blank between them are two");
	got_release(&g);
	got_init(&g);
	(void)snprintf(text, sizeof text, "证号：%.17sx", id_number(19));
	scan(&g, str_c(text), 0, &(struct find_stream){0});
	is_int(g.n, 1, "an x at the end belongs to the number");
	is_int(g.last.length, 18, "its length");
	ok(!str_has(buf_str(&g.lines), str_c(id_number(19))), "the number is not in what was said");
	got_release(&g);
}

/* A log of everything, with values at all places relative to blocks. */
static void corpus_put(buf *b, size_t lines)
{
	for (unsigned i = 0; i < lines; i++) {
		buf_printf(b,
			   "2026-11-22 10:%02u:%02u.%03u INFO [worker-%u] 请求处理完成 id=%u cost=%ums ip=10.0.%u.%u\n",
			   i / 60 % 60, i % 60, i * 7 % 1000, i % 8, i * 977, i % 90, i % 256, i * 3 % 256);
		if (i % 3 == 0)
			buf_printf(b, "用户手机 1381234%04u 身份证号%s，请核对\n", i % 10000, id_number(i));
		if (i % 5 == 0)
			buf_printf(b, "{\"phone\":\"139 8765 %04u\",\"idcard\":\"%s\"}\r\n", i % 10000,
				   id_number(i + 5));
		if (i % 7 == 0)
			buf_printf(b, "1 2 3 4 5 6 7 8 9 10 11 1381234%04u 22 333 4444 55555 %s\n", i % 10000,
				   id_number(i));
		if (i % 13 == 0)
			buf_printf(b, "{\"id\":%u,\"file\":\"UEsDBBQAAAAIAAAAIQBi7p1oXgEAAJAEAAATAAgCW0Nv\"}\n", i);
		if (i % 17 == 0)
			buf_printf(b, "  password: |\n    Kv7mPq%04ux\n密码：\nXinhe@%04u\n", i, i);
		if (i % 11 == 0)
			buf_put(b, STR("-----BEGIN RSA PRIVATE "
				       "KEY-----\nMIIBOgIBAAJBAKj34GkxFhD90vcNLYLInFEX6Ppy1tPf9Cnzj4p4WGeKLs1Pt8Qu\n"
				       "-----END RSA PRIVATE KEY-----\n电话１３８１２３４５６７９\n"));
	}
}

static void blocks_are_alike(void)
{
	static const size_t sizes[] = {1, 7, 63, 64, 65, 4096, 65536, 1 << 20};
	struct got want;
	buf text;

	buf_init(&text, (size_t)8 << 20);
	corpus_put(&text, 4000);
	got_init(&want);
	struct find_totals a = scan(&want, buf_str(&text), 0, &(struct find_stream){0});

	ok(want.n > 4000, "finds: %zu", want.n);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct got g;

		got_init(&g);
		struct find_totals b = scan(&g, buf_str(&text), sizes[i], &(struct find_stream){0});

		ok(str_eq(buf_str(&g.lines), buf_str(&want.lines)), "blocks of %zu bytes: the same finds", sizes[i]);
		ok(memcmp(&a, &b, sizeof a) == 0, "blocks of %zu bytes: the same totals", sizes[i]);
		got_release(&g);
	}
	for (size_t i = 5; i < 2 * ARRAY_LEN(sizes); i++) {
		struct got g;

		vectors = i < ARRAY_LEN(sizes) ? FIND_VECTORS_NONE : FIND_VECTORS_AVX2;

		got_init(&g);
		struct find_totals b = scan(&g, buf_str(&text), sizes[i % ARRAY_LEN(sizes)], &(struct find_stream){0});

		ok(str_eq(buf_str(&g.lines), buf_str(&want.lines)), "%s vectors, blocks of %zu: the same finds",
		   vectors == FIND_VECTORS_NONE ? "without" : "with small", sizes[i % ARRAY_LEN(sizes)]);
		ok(memcmp(&a, &b, sizeof a) == 0, "and the same totals");
		got_release(&g);
	}
	vectors = FIND_VECTORS_BEST;
	is_int(a.bytes, text.n, "all bytes are counted");
	got_release(&want);
	buf_release(&text);
}

/* ---- encodings ---- */

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

/* Where each find stood, and its print. */
struct spot {
	uint64_t offset;
	uint32_t length;
	uint64_t line;
	uint8_t print[16];
};
struct spots {
	struct spot p[4096];
	size_t n;
};

static void found_spot(void *ctx, const struct find *f)
{
	struct spots *s = ctx;

	if (s->n < ARRAY_LEN(s->p)) {
		s->p[s->n] = (struct spot){.offset = f->offset, .length = f->length, .line = f->line};
		memcpy(s->p[s->n++].print, f->print, 16);
	}
}

static struct find_totals spots(struct spots *ret, str text, const struct find_stream *s)
{
	struct finder_conf conf = {.possible = true, .found = found_spot, .ctx = ret};
	struct finder *f = finder_new(&conf);
	struct find_totals t;

	must(f);
	ret->n = 0;
	finder_begin(f, s);
	finder_feed(f, text);
	finder_end(f, &t);
	finder_free(f);
	return t;
}

/* The same values as in UTF-8, at places that hold the same text. */
static void same_spots(const struct spots *a, str utf8, const struct spots *b, str other, enum charset c,
		       const char *what)
{
	bool same = a->n == b->n && a->n > 0;
	buf text;

	buf_init(&text, 4096);
	for (size_t i = 0; same && i < a->n; i++) {
		buf_reset(&text);
		charset_decode(c, str_sub(other, b->p[i].offset, b->p[i].length), &text);
		same = memcmp(a->p[i].print, b->p[i].print, 16) == 0 && a->p[i].line == b->p[i].line &&
		       str_eq(buf_str(&text), str_sub(utf8, a->p[i].offset, a->p[i].length));
	}
	ok(same, "%s: the %zu finds of UTF-8 (%zu), at the bytes that hold them", what, a->n, b->n);
	buf_release(&text);
}

static void encodings(void)
{
	static const struct {
		const char *name;
		enum charset charset;
		const char *mark;
	} list[] = {{"GB18030", CHARSET_GB18030, ""},          {"UTF-16LE", CHARSET_UTF16LE, ""},
		    {"UTF-16BE", CHARSET_UTF16BE, ""},         {"UTF-16LE", CHARSET_UTF16LE, "\xff\xfe"},
		    {"UTF-16BE", CHARSET_UTF16BE, "\xfe\xff"}, {"UTF-8", CHARSET_UTF8, "\xef\xbb\xbf"}};
	static struct spots want, got;
	buf text;

	buf_init(&text, (size_t)1 << 20);
	corpus_put(&text, 800);
	/* Second bytes that are digits or letters, right before numbers: 镕 E9 46, 珺 AC 42, 𠮷 95 34 B2 35. */
	buf_put_c(&text, "朱镕手机13812345670，珺13812345671、𠮷13812345672，联系电话13812345673𠮷手机\n");
	spots(&want, buf_str(&text), &(struct find_stream){0});
	for (size_t i = 0; i < ARRAY_LEN(list); i++) {
		buf other;

		buf_init(&other, (size_t)4 << 20);
		buf_put_c(&other, list[i].mark);
		encode(&other, buf_str(&text), list[i].name);
		struct find_totals t = spots(&got, buf_str(&other), &(struct find_stream){0});

		same_spots(&want, buf_str(&text), &got, buf_str(&other), list[i].charset, list[i].name);
		is_int(t.charset, list[i].charset, "%s is recognised", list[i].name);
		is_int(t.broken, 0, "nothing broken in it");
		buf_release(&other);
	}
	buf_release(&text);
}

static void traditional(void)
{
	static struct spots want, got;
	str text = STR("客戶資料：聯絡電話 13812345670，請儘快與客戶聯絡確認訂單\n");
	buf other;

	buf_init(&other, 4096);
	encode(&other, text, "BIG5");
	spots(&want, text, &(struct find_stream){0});
	struct find_totals t = spots(&got, buf_str(&other), &(struct find_stream){0});

	same_spots(&want, text, &got, buf_str(&other), CHARSET_BIG5, "Big5");
	is_int(t.charset, CHARSET_BIG5, "Big5 is recognised");
	buf_release(&other);
}

/* Lines of several encodings in one log. */
static void mixed(void)
{
	static struct spots got;
	buf b;

	buf_init(&b, 4096);
	for (unsigned i = 0; i < 6; i++) {
		char line[128];

		(void)snprintf(line, sizeof line, "处理完成，用户手机1381234567%u已经通知\n", i);
		encode(&b, str_c(line), i % 2 ? "GB18030" : "UTF-8");
	}
	struct find_totals t = spots(&got, buf_str(&b), &(struct find_stream){0});

	is_int(got.n, 6, "a number in each line, whatever its encoding");
	ok(t.mixed && t.broken == 0, "that lines differ is said");
	is_int(t.lines, 6, "lines");
	for (size_t i = 0; i < got.n; i++)
		ok(b.p[got.p[i].offset] == '1' && b.p[got.p[i].offset + 10] == '0' + i, "line %zu: at its digits",
		   i + 1);
	buf_release(&b);
}

/* ---- parts of a file ---- */

static void parts_of(str text, enum charset c, const char *what)
{
	struct got whole;
	bool same = true;
	size_t cuts = 0;

	got_init(&whole);
	struct find_totals a = scan(&whole, text, 0, &(struct find_stream){.charset_known = true, .charset = c});
	for (size_t cut = 1; cut < text.n && same; cut++) {
		struct got two;

		if (text.p[cut - 1] != '\n')
			continue;
		cuts++;
		got_init(&two);
		struct find_stream s = {.charset_known = true,
					.charset = c,
					.until = cut,
					.beginning = str_sub(text, 0, FIND_BEGINNING)};
		struct find_totals b = scan(&two, str_sub(text, 0, cut + FIND_BEYOND), 0, &s);
		struct find_totals rest = {0};
		size_t lines = b.lines;

		s = (struct find_stream){.charset_known = true,
					 .charset = c,
					 .from = cut,
					 .beginning = str_sub(text, 0, FIND_BEGINNING)};
		rest = scan(&two, str_from(text, cut), 0, &s);
		same = two.n == whole.n && b.bytes + rest.bytes == a.bytes && lines + rest.lines == a.lines &&
		       b.finds[KIND_MOBILE] + rest.finds[KIND_MOBILE] == a.finds[KIND_MOBILE];
		if (!same)
			printf("# cut at %zu: %zu finds, not %zu\n", cut, two.n, whole.n);
		got_release(&two);
	}
	ok(same && cuts > 50, "%s: two parts have the finds of the whole, at %zu cuts", what, cuts);
	got_release(&whole);
}

static void parts(void)
{
	buf text;
	buf gb;

	buf_init(&text, (size_t)1 << 20);
	buf_init(&gb, (size_t)1 << 20);
	corpus_put(&text, 60);
	parts_of(buf_str(&text), CHARSET_UTF8, "UTF-8");
	encode(&gb, buf_str(&text), "GB18030");
	parts_of(buf_str(&gb), CHARSET_GB18030, "GB18030");
	buf_release(&text);
	buf_release(&gb);
}

/* ---- long lines ---- */

static void long_line(void)
{
	static const size_t sizes[] = {65, 65536, 1 << 20};
	struct got want;
	buf b;

	buf_init(&b, (size_t)8 << 20);
	while (b.n < (size_t)3 << 20)
		buf_printf(&b, "{\"id\":%zu,\"手机\":\"1381234%04zu\",\"note\":\"无\"},", b.n, b.n % 10000);
	got_init(&want);
	scan(&want, buf_str(&b), 0, &(struct find_stream){0});
	size_t lots = 0;

	for (size_t at = 0; (at += str_find(str_from(buf_str(&b), at), STR("1381234"))) < b.n; at += 7)
		lots++;
	is_int(want.n, lots, "every number of a line of 3 MiB");
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct got g;

		got_init(&g);
		scan(&g, buf_str(&b), sizes[i], &(struct find_stream){0});
		ok(str_eq(buf_str(&g.lines), buf_str(&want.lines)), "blocks of %zu bytes: the same", sizes[i]);
		got_release(&g);
	}
	got_release(&want);
	buf_release(&b);
}

static void long_runs(void)
{
	struct got g;
	buf b;

	buf_init(&b, (size_t)8 << 20);
	buf_put_c(&b, "手机");
	for (size_t i = 0; i < 300000; i++)
		buf_put_c(&b, i % 100 == 77 ? "13812345679 " : "1 ");
	got_init(&g);
	scan(&g, buf_str(&b), 4096, &(struct find_stream){0});
	is_int(g.n, 3000, "numbers among 300,000 groups of digits");
	got_release(&g);
	buf_reset(&b);
	for (size_t i = 0; i < 1000000; i++)
		buf_put_byte(&b, (uint8_t)('0' + i * 7 % 10));
	got_init(&g);
	scan(&g, buf_str(&b), 0, &(struct find_stream){0});
	is_int(g.n, 0, "a million digits in a row are nothing");
	got_release(&g);
	buf_release(&b);
}

static void holes(void)
{
	struct got g;
	buf b;

	got_init(&g);
	buf_init(&b, 1 << 20);
	buf_put_c(&b, "用户手机13812345679\n");
	memset(buf_room(&b, 200000), 0, 200000);
	buf_added(&b, 200000);
	buf_put_c(&b, "用户手机13812345678\n用户手机13812345677");
	struct find_totals t = scan(&g, buf_str(&b), 4096, &(struct find_stream){0});

	is_int(g.n, 3, "before and behind a hole");
	is_int(t.nuls, 200000, "the hole is counted");
	is_int(t.lines, 3, "lines, the last without an end");
	got_release(&g);
	buf_release(&b);
}

/* ---- names ---- */

/* The find of a text: its column and whether it is sure. */
static void named(const char *text, enum find_form form, const char *column, bool sure)
{
	struct got g;

	got_init(&g);
	scan(&g, str_c(text), 0, &(struct find_stream){.form = form});
	char want[128];

	(void)snprintf(want, sizeof want, "[%s]", column);
	ok(g.n == 1 && str_has(buf_str(&g.lines), str_c(want)) && (g.last.confidence >= FIND_SURE) == sure,
	   "%s: one find, in %s, %s", text, want, sure ? "sure" : "possible");
	if (g.n != 1)
		printf("# %.*s\n", STR_ARG(buf_str(&g.lines)));
	got_release(&g);
}

static void names(void)
{
	named("编号,手机号,备注\n1,13812345679,无\n", FIND_CSV, "手机号", true);
	named("编号,手机号,备注\n1,13812345679,无\n", FIND_TEXT, "手机号", true);
	named("\"编号\",\"说明,手机\",\"手机号\"\n\"1\",\"a,b\",\"13812345679\"\n", FIND_CSV, "手机号", true);
	named("订单号\t金额\n13812345679\t12\n", FIND_CSV, "订单号", false);
	named("{\"orderNo\":\"A1\",\"mobile\": \"13812345679\"}", FIND_TEXT, "mobile", true);
	named("user.phone=13812345679&x=1", FIND_TEXT, "user.phone", true);
	named("<手机号>13812345679</手机号>", FIND_VALUES, "手机号", true);
	named("手机号：13812345679", FIND_TEXT, "手机号", true);
	named("{\"order_no\":\"13812345679\"}", FIND_TEXT, "order_no", false);
	named("a 13812345679 b", FIND_TEXT, "", false);
}

/* The confidence of the kind's first find in a text; 0: none. */
static int confidence_of(const char *text, enum kind k)
{
	struct got g;
	char want[64];
	unsigned confidence = 0;

	got_init(&g);
	scan(&g, str_c(text), 0, &(struct find_stream){0});
	(void)snprintf(want, sizeof want, "\n%s ", kind_infos[k].key);
	str lines = buf_str(&g.lines);
	size_t at = str_starts(lines, str_c(want + 1)) ? 0 : str_find(lines, str_c(want));
	char line[64] = {0};

	bytes_copy(line, sizeof line, str_sub(lines, at + (at ? 1 : 0), sizeof line - 1));
	/* kind, validity, confidence */
	str rest = str_c(line);

	str_cut(&rest, ' ');
	str_cut(&rest, ' ');
	uint64_t n = 0;

	if (at < lines.n && str_to_u64(str_cut(&rest, ' ').head, 100, &n))
		confidence = (unsigned)n;
	got_release(&g);
	return (int)confidence;
}

static void is_sure(const char *text, enum kind k, bool sure)
{
	int c = confidence_of(text, k);

	ok((c >= FIND_SURE) == sure, "%s in \"%s\" is %s (%d)", kind_infos[k].key, text, sure ? "sure" : "not sure", c);
}

static void record(void)
{
	char text[256];

	(void)snprintf(text, sizeof text, "7|%s|13812345679|x\n", id_number(5));
	is_sure(text, KIND_MOBILE, false);
	(void)snprintf(text, sizeof text, "7|张小兰|%s|13812345679|x\n", id_number(5));
	is_sure(text, KIND_MOBILE, true);
	is_sure(text, KIND_NAME, true);
	(void)snprintf(text, sizeof text, "7|温州|%s|成功\n", id_number(5));
	is_sure(text, KIND_NAME, false);
	is_sure("7|张小兰|13812345679|x\n", KIND_NAME, false);
	(void)snprintf(text, sizeof text, "INSERT INTO t VALUES (7,'张小兰','%s',13812345679);\n", id_number(5));
	is_sure(text, KIND_NAME, true);
	is_sure(text, KIND_MOBILE, true);
}

/* A child's number is also how works and orders of a region are numbered: nothing may speak against it. */
static void recent(void)
{
	char id[32] = "44019920190203001";
	char text[128];

	id[17] = id_card_check(str_c(id));
	id[18] = 0;
	is_sure(id, KIND_ID18, true);
	(void)snprintf(text, sizeof text, "身份证号：%s", id);
	is_sure(text, KIND_ID18, true);
	(void)snprintf(text, sizeof text, "卷宗号：%s", id_number(5));
	is_sure(text, KIND_ID18, true);
	(void)snprintf(text, sizeof text, "卷宗号：%s", id);
	is_sure(text, KIND_ID18, false);
	(void)snprintf(text, sizeof text, "ab%sef", id_number(5));
	is_sure(text, KIND_ID18, false);
	(void)snprintf(text, sizeof text, "处理请求 remark=[%s]", id);
	is_sure(text, KIND_ID18, true);
	(void)snprintf(text, sizeof text, "order_id_no=%s", id);
	is_sure(text, KIND_ID18, true);
	(void)snprintf(text, sizeof text, "{\"imei\":\"%s\"}", id_number(5));
	is_sure(text, KIND_ID18, false);
	(void)snprintf(text, sizeof text, "{\"order_id\":\"%s\"}", id_number(5));
	is_sure(text, KIND_ID18, false);
}

/* Names and values in the notations of programs. */
static void notations(void)
{
	is_sure("{\"body\":\"{\\\"phone\\\":\\\"13812345679\\\"}\"}", KIND_MOBILE, true);
	is_sure("GET /api/user/phone/13812345679/info", KIND_MOBILE, true);
	is_sure("GET /api/user/13812345679/info", KIND_MOBILE, true);
	is_sure("联系人：宋思（13812345679）", KIND_MOBILE, true);
	is_sure("define('db_pwd', 'Zq7vertigo9');", KIND_PASSWORD, true);
	is_sure("user.set(\"order_passwd\", \"Zq7vertigo9\");", KIND_PASSWORD, true);
	is_sure("[\"pwd\", \"Zq7vertigo9\"]", KIND_PASSWORD, false);
	is_sure("bad password 'Zq7vertigo9'", KIND_PASSWORD, true);
	is_sure("<tr><th>口令</th><td>Zq7vertigo9</td></tr>", KIND_PASSWORD, true);
	is_sure("mima: Zq7vertigo9", KIND_PASSWORD, true);
	is_sure("mm=Zq7vertigo9", KIND_PASSWORD, true);
	is_sure("width mm: 350", KIND_PASSWORD, false);
	is_sure("volc_access_key=AKLTYWJjZGVmZ2hpamtsbW5vcHFyc3R1", KIND_VOLCENGINE_KEY, true);
	is_sure("<th>微信AppSecret</th><td>0f1e2d3c4b5a69788796a5b4c3d2e1f0</td>", KIND_WECHAT_SECRET, true);
	is_sure("INSERT INTO t (wx_secret) VALUES ('0f1e2d3c4b5a69788796a5b4c3d2e1f0');", KIND_WECHAT_SECRET, true);
	is_sure("user@example.com", KIND_EMAIL, false);
	is_sure("user@notexample.com", KIND_EMAIL, true);
	is_sure("{\"full_name\":\"韩梅梅\"}", KIND_NAME, true);
	is_sure("<kd_xm>韩梅梅</kd_xm>", KIND_NAME, true);
	is_sure("{\"file_name\":\"韩梅梅\"}", KIND_NAME, false);
	is_sure("工单申请人车架号=x", KIND_NAME, false);
	is_sure("住 广东省 广州市 天河区 体育西路103号", KIND_ADDRESS, true);
	is_sure("redis-cli -h 10.0.0.1 -a Zq7vertigo9 ping", KIND_PASSWORD, true);
	is_sure("curl -u admin:Zq7vertigo9 http://10.0.0.1/", KIND_PASSWORD, true);
	is_sure("pass: Zq7vertigo9", KIND_PASSWORD, true);
	is_sure("tests pass: 1234 of 1300", KIND_PASSWORD, false);
	is_sure("pass: ar-strip-2", KIND_PASSWORD, false);
	is_sure("MINIAPP_SECRET_WECHAT=0f1e2d3c4b5a69788796a5b4c3d2e1f0", KIND_WECHAT_SECRET, true);
	is_sure("shr=韩梅梅", KIND_NAME, true);
	is_sure("consignee  韩梅梅        ok", KIND_NAME, true);
	is_sure("联系人方差\": 2", KIND_NAME, false);
	is_sure("订单收货人阿里云AccessKey", KIND_NAME, false);
	is_sure("投保人储蓄卡号 1", KIND_NAME, false);
	is_sure("护照编号 E12345678", KIND_PASSPORT, true);
	is_sure("手机号票据号 '13812345679'", KIND_MOBILE, false);
	is_sure("{\"hk_pass_no\":\"H12345678\"}", KIND_HK_PERMIT, true);
	one("总机(0755)23456781转", "landline", 6, 14);
	is_sure("956245756721638249", KIND_USCC, false);
	is_sure("vin: LSVHFBFB2KY949641", KIND_VIN, false);
	is_sure("vin=LGXYEAW43MD412189", KIND_VIN, true);
	is_sure("LVST9AZM0TD591316 LBV84BJW8KG015102", KIND_VIN, true);
}

static void inserts(void)
{
	is_sure("INSERT INTO t (`id`, `phone`) VALUES (1, '13812345679');", KIND_MOBILE, true);
	is_sure("insert into t (id, order_no) values (1, '13812345679');", KIND_MOBILE, false);
	is_sure("INSERT INTO t (phone, order_no) VALUES ('说明(1,2), it''s', '13812345679');", KIND_MOBILE, false);
	is_sure("INSERT INTO t (note, phone) VALUES ('(a, b), it''s', '13812345679');", KIND_MOBILE, true);
	is_sure("INSERT INTO t (note, phone) VALUES (now(), 'x'), (f(1, 2), 13812345679);", KIND_MOBILE, true);
	is_sure("INSERT INTO t (xm, sjh) VALUES ('李雷', '13812345679')", KIND_NAME, true);
	is_sure("INSERT INTO t (a, b) VALUES", KIND_NAME, false);
	is_sure("本机的名字和版本，名字解析", KIND_NAME, false);
	is_sure("所有联系人和文档。", KIND_NAME, false);
	is_sure("名字：和文轩", KIND_NAME, true);
	is_sure("cmd.Env = append(cmd.Environ(), \"PWD=\"+tc.pwd)", KIND_PASSWORD, false);
	is_sure("env = \"PWD=+a9x.pwd7Q\"", KIND_PASSWORD, true);
	is_sure("INSERT INTO t (a VALUES ('13812345679')", KIND_MOBILE, false);
}

/* Names behind what somebody is called by what he does. */
static void people(void)
{
	is_sure("工单处理人：韩梅梅", KIND_NAME, true);
	is_sure("操作员:韩梅梅，已办", KIND_NAME, true);
	is_sure("{\"法人\": \"韩梅梅\"}", KIND_NAME, true);
	is_sure("持卡人是阿卜杜拉·买买提已登记", KIND_NAME, true);
	is_sure("姓名,n\n逄立,1\n", KIND_NAME, true);
	is_sure("姓名,n\n系统,1\n", KIND_NAME, false);
	is_sure("name,n\n金融部,1\n", KIND_NAME, false);
}

static void values(void)
{
	struct got g;

	got_init(&g);
	struct finder *f = finder_of(&g);

	finder_value(f, STR("phone"), STR("13812345679"));
	is_int(g.n, 1, "a value by itself");
	is_int(g.last.confidence >= FIND_SURE, 1, "sure by its column");
	finder_value(f, STR("order_no"), STR("13812345679"));
	is_int(g.last.confidence >= FIND_SURE, 0, "not in a column of order numbers");
	finder_value(f, STR(""), STR(""));
	is_int(g.n, 2, "an empty value");
	finder_free(f);
	got_release(&g);
}

static void parts_of_a_table(void)
{
	struct got whole;
	struct got two;
	str text = STR("手机号,订单号\n13812345671,13812345672\n13812345673,13812345674\n");
	size_t cut = 44;

	got_init(&whole);
	got_init(&two);
	scan(&whole, text, 0, &(struct find_stream){.form = FIND_CSV});
	scan(&two, text, 0, &(struct find_stream){.form = FIND_CSV, .until = cut});
	scan(&two, str_from(text, cut), 0,
	     &(struct find_stream){.form = FIND_CSV, .from = cut, .head = STR("手机号,订单号")});
	is_int(two.n, 4, "all finds of two parts of a table");
	is_int(two.last.confidence, whole.last.confidence, "the second part knows the columns' names");
	got_release(&whole);
	got_release(&two);
}

/* ---- values in values ---- */

static void inner(void)
{
	struct got g;
	buf b;

	one("{\"a\":\"\\u624b\\u673a13812345679\"}", "mobile", 18, 11);
	one("{\"a\":\"\\u624b\\u673a\\u0031\\u0033812345679\"}", "mobile", 18, 21);
	one("/q?x=%E6%89%8B%E6%9C%BA13812345679&y=1", "mobile", 23, 11);
	one("/q?x=%CA%D6%BB%FA13812345679&y=1", "mobile", 17, 11);
	one("<b>&#25163;&#x673a;13812345679</b>", "mobile", 19, 11);
	one("LIKE '%13812345679%' 手机", "mobile", 7, 11);
	/* {"phone":"13812345679"} */
	one("body=eyJwaG9uZSI6IjEzODEyMzQ1Njc5In0= end", "mobile", 18, 15);
	one("d=eyJkIjoiXHU2MjRiXHU2NzNhOjEzODEyMzQ1Njc5In0=", "mobile", 27, 15);
	one("x/y/z-eyJwaG9uZSI6IjEzODEyMzQ1Njc5In0%3D", "mobile", 19, 15);
	got_init(&g);
	buf_init(&b, 1 << 20);
	for (size_t i = 0; i < 20000; i++)
		buf_put_c(&b, "%E6%89%8B");
	buf_put_c(&b, "\n手机13812345679");
	scan(&g, buf_str(&b), 4096, &(struct find_stream){0});
	is_int(g.n, 1, "behind a long line of escapes");
	is_int(g.last.line, 2, "in its line");
	got_release(&g);
	buf_release(&b);
}

/* Where files written as base64 begin is told, in places of the stream. */
static void files(void)
{
	static const struct {
		const char *text, *want;
	} cases[] = {
		{"{\"file\":\"UEsDBBQAAAAIAAAAIQBi7p1oXgEAAJAEAAATAAgCW0Nv\"}", "file 9 UEsDBBQAAAAIAAAAIQBi7p1o\n"},
		{"<a>data:x/y;base64,JVBERi0xLjQKJeLjz9MKMSAwIG9iago8PC9MZW5n</a>",
		 "file 19 JVBERi0xLjQKJeLjz9MKMSAw\n"},
		{"\xd6\xd0\xce\xc4 H4sIAAAAAAAAA0tMTFQAAAAAAAAAAAAAAAAAAAAA", "file 5 H4sIAAAAAAAAA0tMTFQAAAAA\n"},
		{"\\u6587 H4sIAAAAAAAAA0tMTFQAAAAAAAAAAAAAAAAAAAAA", "file 7 H4sIAAAAAAAAA0tMTFQAAAAA\n"},
		{"iVBORw0KGgoAAAANSUhEUgAAAAUAAAAFCAYAAACNbyblAAAA", ""},
		{"xUEsDBBQAAAAIAAAAIQBi7p1oXgEAAJAEAAATAAgCW0Nv", ""},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct got g;

		got_init(&g);
		scan(&g, str_c(cases[i].text), 7, &(struct find_stream){0});
		is_str(buf_str(&g.lines), str_c(cases[i].want), "a file within: %s", cases[i].text);
		got_release(&g);
	}
}

int main(void)
{
	files();
	inner();
	names();
	record();
	recent();
	notations();
	inserts();
	people();
	values();
	parts_of_a_table();
	encodings();
	traditional();
	mixed();
	parts();
	long_line();
	long_runs();
	holes();
	places();
	two_of_a_run();
	blocks_are_alike();
	return tap_done();
}
