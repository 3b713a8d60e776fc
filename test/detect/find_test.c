/* The engine: what it finds where, and that it does not depend on how the bytes come. All numbers are made up: regions that were
 * never given out (110199), telephone numbers of the same digits. */
#include "detect/find.h"

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

static struct finder *finder_of(struct got *g)
{
	struct finder_conf conf = {.possible = true, .found = found, .ctx = g};

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
	is_int(a.bytes, text.n, "all bytes are counted");
	got_release(&want);
	buf_release(&text);
}

int main(void)
{
	places();
	two_of_a_run();
	blocks_are_alike();
	return tap_done();
}
