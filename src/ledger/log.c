#include "ledger/log.h"

#include "base/buf.h"

/* Longest leaf; what is longer belongs into evidence, by its hash. */
#define LEAF_MOST ((size_t)1 << 20)

int log_size(struct ledger *l, uint64_t *ret, err *e)
{
	int64_t n = 0;

	TRY(ledger_int(l, "SELECT coalesce(max(n) + 1, 0) FROM log_leaf", NULL, (str){0}, &n, e));
	*ret = (uint64_t)n;
	return 0;
}

int log_append(struct ledger *l, int64_t at, str kind, str subject, str data, uint64_t *ret, err *e)
{
	AUTO(buf_release) buf b = {0};
	struct db_stmt *st = NULL;
	uint64_t n = 0;

	if (data.n > LEAF_MOST)
		return err_set(e, E_LIMIT, "an act of more than %zu bytes", LEAF_MOST);
	TRY(log_size(l, &n, e));
	buf_init(&b, LEAF_MOST + 1);
	buf_put_byte(&b, 0);
	buf_put(&b, data);
	digest hash = digest_sm3(buf_str(&b));

	TRY(ledger_stmt(l,
			"INSERT INTO log_leaf(n, at, kind, subject, data, hash) VALUES (:n, :at, :kind, :subject, "
			":data, :hash)",
			&st, e));
	db_bind_int(st, "n", (int64_t)n);
	db_bind_int(st, "at", at);
	db_bind_text(st, "kind", kind);
	db_bind_text(st, "subject", subject);
	db_bind_text(st, "data", data);
	db_bind_bytes(st, "hash", digest_str(&hash));
	*ret = n;
	return db_run(st, e);
}
