/* gzip as the cage reads it, beside zlib: the same bytes for every size of blocks and several members, the same judgement of damage. */
#include <string.h>
#include <zlib.h>

#include "base/must.h"
#include "format/unpack.h"
#include "test/tap.h"

#define MOST ((size_t)4 << 20)

static uint64_t state = 1;

static unsigned next(unsigned n)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((state >> 33) % n);
}

/* One member that holds n bytes of something like a log. */
static void put_member(buf *gz, buf *plain, size_t n, int level)
{
	z_stream z = {0};
	size_t from = plain->n;
	uint8_t *room = buf_room(gz, n + 4096);

	while (plain->n - from < n)
		buf_printf(plain, "2026-11-22 %06u GET /api/%u 200\n", next(1000000), next(50));
	must(deflateInit2(&z, level, Z_DEFLATED, MAX_WBITS + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
	z.next_in = plain->p + from;
	z.avail_in = (uInt)(plain->n - from);
	z.next_out = room;
	z.avail_out = (uInt)(n + 4096);
	must(deflate(&z, Z_FINISH) == Z_STREAM_END);
	buf_added(gz, z.total_out);
	(void)deflateEnd(&z);
}

/* ---- ours ---- */

struct feed {
	str left;
	size_t block;
};

static str pull(void *ctx)
{
	struct feed *f = ctx;
	str s = str_sub(f->left, 0, f->block);

	f->left = str_from(f->left, s.n);
	return s;
}

struct got {
	buf bytes;
	enum piece_end how;
};

static bool on_begin(void *ctx, str inner, enum piece_form form)
{
	(void)ctx, (void)inner, (void)form;
	return true;
}

static bool on_bytes(void *ctx, str bytes)
{
	buf_put(&((struct got *)ctx)->bytes, bytes);
	return true;
}

static bool on_row(void *ctx, const str *cells, size_t n, bool names)
{
	(void)ctx, (void)cells, (void)n, (void)names;
	return true;
}

static void on_end(void *ctx, enum piece_end how, const char *why)
{
	(void)why;
	((struct got *)ctx)->how = how;
}

static void ours(str gz, size_t block, struct got *ret)
{
	struct feed f = {gz, block};
	struct pieces to = {.ctx = ret, .begin = on_begin, .bytes = on_bytes, .row = on_row, .end = on_end};
	struct unpack_result result;
	struct source s;

	buf_reset(&ret->bytes);
	ret->how = PIECE_END_COUNT;
	source_init(&s, pull, &f);
	unpack(&s, (str){0}, &unpack_usual, &to, &result);
	source_release(&s);
}

/* ---- zlib's ---- */

/* True: whole, with nothing but zeros behind. */
static bool theirs(str gz, buf *to)
{
	z_stream z = {0};
	bool good = false;

	buf_reset(to);
	must(inflateInit2(&z, MAX_WBITS + 16) == Z_OK);
	z.next_in = (Bytef *)(uintptr_t)gz.p;
	z.avail_in = (uInt)gz.n;
	for (;;) {
		uint8_t *room = buf_room(to, 65536);

		must(room);
		z.next_out = room;
		z.avail_out = 65536;
		int rc = inflate(&z, Z_NO_FLUSH);

		buf_added(to, 65536 - z.avail_out);
		if (rc == Z_STREAM_END) {
			while (z.avail_in && !*z.next_in)
				z.next_in++, z.avail_in--;
			good = !z.avail_in;
			if (z.avail_in < 2 || z.next_in[0] != 0x1f || z.next_in[1] != 0x8b)
				break;
			must(inflateReset(&z) == Z_OK);
		} else if (rc != Z_OK) {
			break;
		}
	}
	(void)inflateEnd(&z);
	return good;
}

static void members(void)
{
	static const size_t blocks[] = {1, 2, 3, 7, 8, 9, 64, 4096, 65536, MOST};
	AUTO(buf_release) buf gz, plain;
	struct got got;
	bool same = true;

	buf_init(&gz, MOST);
	buf_init(&plain, MOST);
	buf_init(&got.bytes, MOST);
	for (int level = 0; level <= 9; level += 3)
		put_member(&gz, &plain, 30000, level);
	put_member(&gz, &plain, 0, 6);
	put_member(&gz, &plain, 1, 6);
	put_member(&gz, &plain, 1200000, 1);
	buf_put(&gz, (str){(const uint8_t[100]){0}, 100});
	for (size_t i = 0; i < sizeof(blocks) / sizeof(*blocks); i++) {
		ours(buf_str(&gz), blocks[i], &got);
		same &= got.how == PIECE_WHOLE && str_eq(buf_str(&got.bytes), buf_str(&plain));
	}
	ok(same, "members in a row, for every size of blocks");
	for (size_t block = 1; block < 100; block++) {
		ours(str_sub(buf_str(&gz), 0, 30000), block, &got);
		same &= got.how == PIECE_UNREADABLE && str_starts(buf_str(&plain), buf_str(&got.bytes)) &&
			got.bytes.n > 1000;
	}
	ok(same, "cut: what came is given, and the end is told");
	buf_release(&got.bytes);
}

static void damage(void)
{
	AUTO(buf_release) buf gz, plain, bad, reference;
	struct got got;
	unsigned whole = 0, broken = 0, differ = 0;

	buf_init(&gz, MOST);
	buf_init(&plain, MOST);
	buf_init(&bad, MOST);
	buf_init(&reference, MOST);
	buf_init(&got.bytes, MOST);
	put_member(&gz, &plain, 3000, 6);
	size_t second = gz.n;

	put_member(&gz, &plain, 3000, 9);
	for (unsigned n = 0; n < 4000; n++) {
		buf_reset(&bad);
		buf_put(&bad, str_sub(buf_str(&gz), 0, next(4) ? gz.n : next((unsigned)gz.n)));
		for (unsigned k = next(3); k > 0 && bad.n > 20; k--) {
			size_t at = 3 + next((unsigned)bad.n - 3);

			/* Of the flags the reserved ones are not minded by ISA-L. */
			bad.p[at] ^= (uint8_t)(1u << next(at == 3 || at == second + 3 ? 5 : 8));
		}
		bool good = theirs(buf_str(&bad), &reference);

		ours(buf_str(&bad), 1 + next(5000), &got);
		/* One may give more of what stands before the damage than the other. */
		str x = buf_str(&got.bytes), y = buf_str(&reference);
		bool agree = bad.n < 18 ||
			     (good == (got.how == PIECE_WHOLE) && (x.n < y.n ? str_starts(y, x) : str_starts(x, y)));

		differ += !agree;
		whole += good;
		broken += !good;
	}
	ok(whole > 500 && broken > 500, "%u whole and %u damaged streams", whole, broken);
	is_int(differ, 0, "are judged as zlib judges them");
	buf_release(&got.bytes);
}

int main(void)
{
	members();
	damage();
	return tap_done();
}
