/* trail_hash: what rows hash to, and how a leaf says it; part of trail_priv.h. */
#include "base/must.h"
#include "ledger/trail_priv.h"

/* Rows that are hashed at once. */
#define BATCH_BYTES ((size_t)1 << 20)
/* A single row is longer than this by mistake only: texts have ceilings where they come in. */
#define TEXTS_MOST ((size_t)256 << 20)

/* --- hashes ---------------------------------------------------------------------------------------------------------------- */

static digest secret_of(struct ledger *l)
{
	const str parts[] = {STR("yicha log.rows"), store_key(ledger_store(l))};

	return digest_sm3_parts(parts, ARRAY_LEN(parts));
}

void trail_batch_begin(struct trail_batch *b, struct ledger *l)
{
	uint8_t block[SM3X_BLOCK] = {0};
	digest secret = secret_of(l);

	b->count = 0;
	buf_init(&b->texts, TEXTS_MOST);
	bytes_copy(block, sizeof(block), digest_str(&secret));
	sm3x_begin(&b->secret, (str){block, sizeof(block)});
}

void trail_batch_release(struct trail_batch *b)
{
	buf_release(&b->texts);
}

bool trail_batch_has_room(const struct trail_batch *b)
{
	return b->count + 3 <= TRAIL_BATCH && b->texts.n < BATCH_BYTES;
}

void trail_batch_add(struct trail_batch *b, char of, str table, str text)
{
	size_t i = b->count++;

	must(i < TRAIL_BATCH);
	b->at[i] = b->texts.n;
	buf_put_byte(&b->texts, (uint8_t)of);
	buf_put(&b->texts, table);
	buf_put_byte(&b->texts, 0);
	buf_put(&b->texts, text);
	b->n[i] = b->texts.n - b->at[i];
}

void trail_batch_run(struct trail_batch *b)
{
	str in[TRAIL_BATCH];

	for (size_t i = 0; i < b->count; i++)
		in[i] = str_sub(buf_str(&b->texts), b->at[i], b->n[i]);
	sm3x_many(&b->secret, in, b->count, b->hash);
}

void trail_batch_reset(struct trail_batch *b)
{
	b->count = 0;
	/* Full stays full: whoever asked for the hashes looks. */
	if (!buf_full(&b->texts))
		buf_reset(&b->texts);
}

/* --- leaves ---------------------------------------------------------------------------------------------------------------- */

struct trail_mark trail_mark(struct ledger *l)
{
	digest secret = secret_of(l);
	const str parts[] = {STR("yicha log.rows mark"), digest_str(&secret)};
	digest d = digest_sm3_parts(parts, ARRAY_LEN(parts));
	digest_hex hex = digest_to_hex(&d);
	struct trail_mark m = {0};

	bytes_copy((uint8_t *)m.c, sizeof(m.c) - 1, str_sub(str_c(hex.c), 0, sizeof(m.c) - 1));
	return m;
}

static void put_hash(buf *b, str hash)
{
	buf_put_byte(b, ' ');
	if (hash.n)
		buf_put_hex(b, hash);
	else
		buf_put_byte(b, '-');
}

void trail_entry_put(buf *b, const struct trail_entry *r)
{
	buf_put(b, r->table);
	put_hash(b, r->key);
	put_hash(b, r->was);
	put_hash(b, r->is);
}

/* n bytes in lower-case hexadecimal, or "-" where that may be; the next word of the line. */
static bool read_hash(str *line, uint8_t *to, size_t n, bool may_miss, str *ret)
{
	str word = str_cut(line, ' ').head;

	*ret = (str){0};
	if (may_miss && str_eq(word, STR("-")))
		return true;
	if (word.n != 2 * n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int high = byte_hex(word.p[2 * i]), low = byte_hex(word.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		to[i] = (uint8_t)(high * 16 + low);
	}
	*ret = (str){to, n};
	return true;
}

static bool read_entry(str line, uint8_t bytes[static 80], struct trail_entry *ret)
{
	str rest = line;

	ret->table = str_cut(&rest, ' ').head;
	return ret->table.n && read_hash(&rest, bytes, TRAIL_KEY, false, &ret->key) &&
	       read_hash(&rest, bytes + TRAIL_KEY, sizeof(digest), true, &ret->was) &&
	       read_hash(&rest, bytes + TRAIL_KEY + sizeof(digest), sizeof(digest), true, &ret->is) && rest.n == 0;
}

/* After "rows":[ : strings without escapes, parted by commas. */
static int read_rows(str s, int (*each)(void *ctx, const struct trail_entry *r, err *e), void *ctx, bool *good, err *e)
{
	uint8_t bytes[80];
	struct trail_entry r;

	*good = false;
	while (str_starts(s, STR("\""))) {
		s = str_from(s, 1);
		size_t end = str_find_byte(s, '"');

		if (!read_entry(str_sub(s, 0, end), bytes, &r))
			return 0;
		TRY(each(ctx, &r, e));
		s = str_from(s, end + 1);
		if (!str_starts(s, STR(",")))
			break;
		s = str_from(s, 1);
	}
	*good = str_starts(s, STR("],\"secret\":\""));
	return 0;
}

int trail_leaf_each(const struct trail_mark *mark, str data,
		    int (*each)(void *ctx, const struct trail_entry *r, err *e), void *ctx, enum trail_leaf *ret,
		    err *e)
{
	const str rows = STR("\"body\":{\"rows\":["), end = STR("],\"secret\":\"");
	size_t from = str_find(data, rows), at = str_find(data, end);
	bool good = false;

	*ret = TRAIL_LEAF_BROKEN;
	if (from >= data.n || at >= data.n)
		return 0;
	if (!str_starts(str_from(data, at + end.n), str_c(mark->c))) {
		*ret = TRAIL_LEAF_FOREIGN;
		return 0;
	}
	TRY(read_rows(str_from(data, from + rows.n), each, ctx, &good, e));
	*ret = good ? TRAIL_LEAF_GOOD : TRAIL_LEAF_BROKEN;
	return 0;
}
