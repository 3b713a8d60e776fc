/* evidence: bytes behind facts, stored once by their hash, deflated (RFC 1951) where that makes them smaller. They lie in
 * the database: a fact and its evidence come and go in one transaction, on one machine and on many. */
#include <zlib.h>

#include "base/i18n.h"
#include "store/store_priv.h"

/* Speed before size: pages shrink to a fifth at level 1 already. */
#define LEVEL 1
/* A piece of evidence is never larger; the sink's ceiling is far below. */
#define EVIDENCE_MOST ((size_t)64 << 20)

static int find(struct store *s, const digest *sha256, str hmac, int64_t *ret, err *e)
{
	struct db_stmt *st = NULL;

	TRY(store_stmt(s, "SELECT id FROM evidence WHERE sha256 = :sha256 AND hmac = :hmac", &st, e));
	db_bind_bytes(st, "sha256", digest_str(sha256));
	db_bind_bytes(st, "hmac", hmac);
	int rc = db_step(st, e);

	*ret = rc == 1 ? db_int(st, 0) : 0;
	db_reset(st);
	return rc < 0 ? rc : 0;
}

/* The bytes deflated into b, or as they are where that is not smaller. */
static str pack(str bytes, buf *b)
{
	uLongf n = compressBound((uLong)bytes.n);
	uint8_t *to = buf_room(b, n);

	if (!to || bytes.n == 0 || compress2(to, &n, bytes.p, (uLong)bytes.n, LEVEL) != Z_OK || n >= bytes.n)
		return bytes;
	buf_added(b, n);
	return buf_str(b);
}

int store_evidence_put(struct store *s, const struct batch_item *item, int64_t *ret, err *e)
{
	static const char sql[] = "INSERT INTO evidence(sha256, hmac, sm3, class, media, size, kept, packed) VALUES"
				  " (:sha256, :hmac, :sm3, :class, :media, :size, :kept, :packed) RETURNING id";
	digest sha256 = digest_sha256(item->bytes);
	str hmac = item->class == EVIDENCE_SENSITIVE ? digest_str(&item->raw_hmac) : (str){0};
	AUTO(buf_release) buf b = {0};
	struct db_stmt *st = NULL;

	if (item->bytes.n > EVIDENCE_MOST)
		return err_set(e, E_LIMIT, "evidence of %zu bytes", item->bytes.n);
	TRY(find(s, &sha256, hmac, ret, e));
	if (*ret)
		return 0;
	digest sm3 = digest_sm3(item->bytes);

	buf_init(&b, 2 * EVIDENCE_MOST);
	TRY(store_stmt(s, sql, &st, e));
	db_bind_bytes(st, "sha256", digest_str(&sha256));
	db_bind_bytes(st, "hmac", hmac);
	db_bind_bytes(st, "sm3", digest_str(&sm3));
	db_bind_int(st, "class", item->class);
	db_bind_text(st, "media", item->media);
	db_bind_int(st, "size", (int64_t)item->raw_size);
	db_bind_int(st, "kept", (int64_t)item->bytes.n);
	db_bind_bytes(st, "packed", pack(item->bytes, &b));
	int rc = db_step(st, e);

	if (rc == 1)
		*ret = db_int(st, 0);
	db_reset(st);
	return rc < 0 ? rc : 0;
}

#define EVIDENCE_COLUMNS "id, class, media, sha256, sm3, hmac, size, kept, packed"

static int unpack(struct db_stmt *st, arena *mem, str *ret, err *e)
{
	int64_t kept = db_int(st, 7);
	str packed = db_bytes(st, 8);

	if (kept < 0 || kept > (int64_t)EVIDENCE_MOST || !arena_fits(mem, (size_t)kept + 16))
		return err_set(e, E_LIMIT, "evidence of %lld bytes", (long long)kept);
	uLongf n = (uLongf)kept;

	if (packed.n == n) {
		*ret = arena_str(mem, packed);
		return 0;
	}
	uint8_t *p = arena_new(mem, uint8_t, n + 1);

	if (uncompress(p, &n, packed.p, (uLong)packed.n) != Z_OK || n != (uLongf)kept)
		return err_set(e, E_STORE, _("evidence %lld in the store is damaged"), (long long)db_int(st, 0));
	*ret = (str){p, n};
	return 0;
}

static int read_row(struct db_stmt *st, arena *mem, struct store_evidence *ret, err *e)
{
	str bytes = {0};

	TRY(unpack(st, mem, &bytes, e));
	digest now = digest_sha256(bytes);
	digest sha256 = store_digest(st, 3);

	if (!str_eq(digest_str(&now), digest_str(&sha256)))
		return err_set(e, E_STORE, _("evidence %lld in the store was altered"), (long long)db_int(st, 0));
	*ret = (struct store_evidence){
		.id = db_int(st, 0),
		.class = (enum evidence_class)db_int(st, 1),
		.media = store_keep(mem, st, 2),
		.sha256 = sha256,
		.sm3 = store_digest(st, 4),
		.hmac = store_digest(st, 5),
		.size = (uint64_t)db_int(st, 6),
		.bytes = bytes,
	};
	return 0;
}

int store_evidence_get(struct store *s, int64_t id, arena *mem, struct store_evidence *ret, err *e)
{
	struct db_stmt *st = NULL;

	TRY(store_stmt(s, "SELECT " EVIDENCE_COLUMNS " FROM evidence WHERE id = :id", &st, e));
	db_bind_int(st, "id", id);
	int rc = db_step(st, e);

	if (rc == 1)
		rc = read_row(st, mem, ret, e);
	else if (rc == 0)
		rc = err_set(e, E_NOTFOUND, _("there is no evidence %lld"), (long long)id);
	db_reset(st);
	return rc;
}

/* The address range that begins with these digits. */
static bool bounds(str hex, digest *lo, digest *hi)
{
	if (hex.n < 8 || hex.n > 64)
		return false;
	for (size_t i = 0; i < 64; i++) {
		int d = i < hex.n ? byte_hex(hex.p[i]) : 0;

		if (d < 0)
			return false;
		unsigned shift = i % 2 ? 0 : 4;

		lo->b[i / 2] = (uint8_t)(lo->b[i / 2] | (unsigned)d << shift);
		hi->b[i / 2] = (uint8_t)(hi->b[i / 2] | (i < hex.n ? (unsigned)d : 15u) << shift);
	}
	return true;
}

int store_evidence_find(struct store *s, str sha256, arena *mem, struct store_evidence *ret, err *e)
{
	static const char sql[] = "SELECT " EVIDENCE_COLUMNS
				  " FROM evidence WHERE sha256 >= :lo AND sha256 <= :hi ORDER BY sha256, hmac LIMIT 2";
	struct db_stmt *st = NULL;
	digest lo = {0};
	digest hi = {0};

	if (!bounds(sha256, &lo, &hi))
		return err_set(e, E_NOTFOUND, _("an address of evidence is 8 to 64 hexadecimal digits"));
	TRY(store_stmt(s, sql, &st, e));
	db_bind_bytes(st, "lo", digest_str(&lo));
	db_bind_bytes(st, "hi", digest_str(&hi));
	int rc = db_step(st, e);

	if (rc == 1)
		rc = read_row(st, mem, ret, e) < 0 ? E_STORE : 1;
	else if (rc == 0)
		rc = err_set(e, E_NOTFOUND, _("there is no evidence %.*s"), STR_ARG(sha256));
	if (rc == 1 && sha256.n < 64 && db_step(st, e) == 1)
		rc = err_set(e, E_NOTFOUND, _("several pieces of evidence begin with %.*s"), STR_ARG(sha256));
	db_reset(st);
	return rc < 0 ? rc : 0;
}
