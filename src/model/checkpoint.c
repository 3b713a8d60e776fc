#include "model/checkpoint.h"

#include "base/base64.h"
#include "base/date.h"
#include "base/i18n.h"
#include "base/must.h"

#define DASH "\xe2\x80\x94 "
#define SAMPLE "sample 样本\n"

void checkpoint_put_body(buf *b, const struct checkpoint *c)
{
	buf_put(b, c->origin);
	buf_printf(b, "\n%llu\n", (unsigned long long)c->size);
	base64_put(b, digest_str(&c->root));
	buf_printf(b, "\ntime %lld ", (long long)c->at);
	date_put_utc(b, c->at);
	buf_put_c(b, c->sample ? "\n" SAMPLE : "\n");
}

/* "sm2-" and the fingerprint's first 16 digits. */
static void put_name(buf *b, const digest *fingerprint)
{
	buf_put_c(b, "sm2-");
	buf_put_hex(b, str_sub(digest_str(fingerprint), 0, 8));
}

int checkpoint_sign(buf *b, const struct checkpoint *c, const struct sm2_key *k, err *e)
{
	AUTO(buf_release) buf signature;
	digest f = sm2_fingerprint(k);
	size_t from = b->n;

	must(c->origin.n && c->origin.n <= CHECKPOINT_ORIGIN_MOST && str_is_utf8(c->origin) &&
	     str_find_byte(c->origin, '\n') == c->origin.n);
	if (sm2_key_is_test(k) != c->sample)
		return c->sample ? err_set(e, E_DENIED, _("a sample is signed with the test key and no other"))
				 : err_set(e, E_DENIED, _("the test key signs only samples"));
	buf_init(&signature, 256);
	checkpoint_put_body(b, c);
	buf_put(&signature, str_sub(digest_str(&f), 0, 4));
	TRY(sm2_sign(k, str_from(buf_str(b), from), &signature, e));
	buf_put_c(b, "\n" DASH);
	put_name(b, &f);
	buf_put_byte(b, ' ');
	base64_put(b, buf_str(&signature));
	buf_put_byte(b, '\n');
	return buf_full(b) ? err_set(e, E_LIMIT, _("the checkpoint is too long")) : 0;
}

/* "— NAME BASE64\n", the end of the text. */
static bool read_signature(str line, struct checkpoint *c)
{
	AUTO(buf_release) buf b;
	bool good = str_starts(line, STR(DASH)) && str_ends(line, STR("\n"));

	buf_init(&b, 4 + SM2_SIGNATURE_MOST);
	line = str_from(line, sizeof(DASH) - 1);
	line.n -= line.n > 0;
	c->name = str_cut(&line, ' ').head;
	good = good && c->name.n && base64_get(&b, line) && b.n > 4 && !buf_full(&b);
	if (!good)
		return false;
	bytes_copy(c->key, sizeof(c->key), str_sub(buf_str(&b), 0, 4));
	c->signature_size = b.n - 4;
	bytes_copy(c->signature, sizeof(c->signature), str_from(buf_str(&b), 4));
	return true;
}

static bool read_body(str body, struct checkpoint *c)
{
	AUTO(buf_release) buf b;
	str size, root, time;
	uint64_t at = 0;

	buf_init(&b, CHECKPOINT_MOST);
	c->body = body;
	c->origin = str_cut(&body, '\n').head;
	size = str_cut(&body, '\n').head;
	root = str_cut(&body, '\n').head;
	time = str_cut(&body, '\n').head;
	c->sample = body.n > 0;
	if (c->origin.n == 0 || !str_is_utf8(c->origin) || !str_to_u64(size, INT64_MAX, &c->size) ||
	    !base64_get(&b, root) || b.n != sizeof(c->root.b) || !str_starts(time, STR("time ")))
		return false;
	bytes_copy(c->root.b, sizeof(c->root.b), buf_str(&b));
	time = str_from(time, 5);
	if (!str_to_u64(str_cut(&time, ' ').head, (uint64_t)1 << 40, &at))
		return false;
	c->at = (int64_t)at;
	/* There is one way to write it. */
	buf_reset(&b);
	checkpoint_put_body(&b, c);
	return !buf_full(&b) && str_eq(buf_str(&b), c->body);
}

enum parse checkpoint_parse(str text, struct checkpoint *ret)
{
	struct checkpoint c = {0};
	size_t at = str_find(text, STR("\n\n"));

	if (text.n > CHECKPOINT_MOST)
		return PARSE_LIMIT;
	if (at == text.n || !read_body(str_sub(text, 0, at + 1), &c) || !read_signature(str_from(text, at + 2), &c))
		return PARSE_BAD;
	if (c.origin.n > CHECKPOINT_ORIGIN_MOST)
		return PARSE_LIMIT;
	*ret = c;
	return PARSE_OK;
}

bool checkpoint_good(const struct checkpoint *c, const struct sm2_key *k)
{
	AUTO(buf_release) buf name;
	digest f = sm2_fingerprint(k);

	buf_init(&name, 64);
	put_name(&name, &f);
	return sm2_key_is_test(k) == c->sample && str_eq(buf_str(&name), c->name) &&
	       str_starts(digest_str(&f), (str){c->key, sizeof(c->key)}) &&
	       sm2_verify(k, c->body, (str){c->signature, c->signature_size});
}
