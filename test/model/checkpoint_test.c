/* checkpoint: written and read, each changed byte is found, the test key and true keys keep to their own. */
#include "model/checkpoint.h"

#include "test/tap.h"

static err e;

static void each_byte(const struct sm2_key *k, struct checkpoint *c)
{
	AUTO(buf_release) buf b;
	struct checkpoint got;
	unsigned passed = 0;

	buf_init(&b, CHECKPOINT_MOST);
	ok(checkpoint_sign(&b, c, k, &e) == 0, "signed: %s", e.text);
	ok(checkpoint_parse(buf_str(&b), &got) == PARSE_OK && checkpoint_good(&got, k), "read, and good");
	is_str(got.origin, c->origin, "its origin");
	is_int(got.size, c->size, "its size");
	is_int(got.at, c->at, "its moment");
	ok(got.sample == c->sample, "sample or not");
	is_str(digest_str(&got.root), digest_str(&c->root), "its root");
	for (size_t i = 0; i < b.n; i++) {
		for (unsigned bit = 0; bit < 8; bit++) {
			b.p[i] ^= (uint8_t)(1u << bit);
			bool good = checkpoint_parse(buf_str(&b), &got) == PARSE_OK && checkpoint_good(&got, k);

			passed += good;
			b.p[i] ^= (uint8_t)(1u << bit);
		}
	}
	is_int(passed, 0, "no bit of its %zu bytes may be changed", b.n);
	for (size_t n = 0; n < b.n; n++)
		passed += checkpoint_parse(str_sub(buf_str(&b), 0, n), &got) == PARSE_OK;
	is_int(passed, 0, "nor may it be cut");
}

int main(void)
{
	AUTO(sm2_key_auto) struct sm2_key *k = NULL, *other = NULL, *test = sm2_key_test();
	AUTO(buf_release) buf b;
	struct checkpoint c = {.origin = STR("yicha log 0a1b2c3d 某省通信管理局"),
			       .size = 1234567,
			       .root = digest_sm3(STR("root")),
			       .at = 1790000000};
	struct checkpoint got;

	buf_init(&b, CHECKPOINT_MOST);
	ok(sm2_key_new(&k, &e) == 0 && sm2_key_new(&other, &e) == 0, "keys");
	each_byte(k, &c);
	c.sample = true;
	each_byte(test, &c);
	ok(checkpoint_sign(&b, &c, k, &e) == E_DENIED, "a true key signs no sample: %s", e.text);
	buf_reset(&b);
	c.sample = false;
	ok(checkpoint_sign(&b, &c, test, &e) == E_DENIED, "the test key signs only samples: %s", e.text);
	buf_reset(&b);
	ok(checkpoint_sign(&b, &c, k, &e) == 0 && checkpoint_parse(buf_str(&b), &got) == PARSE_OK, "signed by one key");
	ok(!checkpoint_good(&got, other), "it is not another's");
	ok(!checkpoint_good(&got, test), "nor the test key's");
	c.size = 0;
	c.at = 0;
	c.origin = STR("x");
	buf_reset(&b);
	ok(checkpoint_sign(&b, &c, k, &e) == 0 && checkpoint_parse(buf_str(&b), &got) == PARSE_OK &&
		   checkpoint_good(&got, k),
	   "of an empty log");
	return tap_done();
}
