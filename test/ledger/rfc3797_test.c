/* The example of RFC 3797 section 6, and what a list that closes its gaps would give. */
#include "ledger/rfc3797.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/must.h"
#include "test/tap.h"

/* Section 6: MD5 and number selected from a pool of 25. */
static const struct {
	const char *md5;
	uint32_t selected;
} published[] = {
	{"990dd0a5692a029a98b5e01aa28f3459", 17}, {"3691e55cb63fcc37914430b2f70b5ec6", 7},
	{"fe814edf564c190ac1d25753979990fa", 2},  {"1863ccaceb568c31d7ddbdf1d4e91387", 16},
	{"f4ab33df4889f0af29c513905be1d758", 25}, {"13eaeb529f61acfb9a29d0ba3a60de4a", 23},
	{"992db77c382ca2bdb9727001f3cdccd9", 8},  {"63ab4258eca922976811c7f55c383ce7", 24},
	{"dfbc5ac97ced01b3a6e348e3cc63f40d", 19}, {"31cb111c4a4ebe9287ceae16fe51b909", 13},
	{"07fa46c122f164c215bbc72793b189a3", 22}, {"ac52f8d75ccbe2e61afeb3387637d501", 5},
	{"53306f73e14fc0b2fbf434218d25948e", 18}, {"b5d1403501a81f9a47318be7893b347c", 9},
	{"85b10b356aa06663ef1b1b407765100a", 1},  {"3269e6ce559abd57e2ba6aab495eb9bd", 4},
};

static void example(void)
{
	AUTO(arena_clear) arena mem = {0};
	struct rfc3797_pick picks[25];
	str key = {0};
	err e = {0};

	arena_init(&mem, 1u << 16);
	ok(rfc3797_key(STR("9319 / 2, 5, 12, 8, 10 / 9 18 26 34 41 45"), &mem, &key, &e) == 0, "key %s", e.text);
	is_str(key, STR("9319./2.5.8.10.12./9.18.26.34.41.45./"), "the published key");
	ok(rfc3797_key(key, &mem, &key, &e) == 0, "a key is a key");
	is_str(key, STR("9319./2.5.8.10.12./9.18.26.34.41.45./"), "the same");
	ok(rfc3797_select(key, 25, 25, picks, &e) == 0, "all of 25 %s", e.text);
	for (size_t i = 0; i < ARRAY_LEN(published); i++) {
		AUTO(buf_release) buf hex = {0};

		buf_init(&hex, 64);
		buf_put_hex(&hex, (str){picks[i].md5, 16});
		is_str(buf_str(&hex), str_c(published[i].md5), "digest %zu", i + 1);
		is_int(picks[i].number + 1, published[i].selected, "selection %zu", i + 1);
	}
}

static void closing_gaps(void)
{
	enum { POOL = 3000 };
	static struct rfc3797_pick picks[POOL];
	static uint32_t left[POOL];
	size_t bad = 0;

	for (uint32_t i = 0; i < POOL; i++)
		left[i] = i;
	must(rfc3797_select(STR("1./"), POOL, POOL, picks, NULL) == 0);
	for (uint32_t i = 0; i < POOL; i++) {
		uint64_t r = 0;

		for (unsigned k = 0; k < 16; k++)
			r = (r << 8 | picks[i].md5[k]) % (POOL - i);
		bad += picks[i].number != left[r];
		memmove(left + r, left + r + 1, (POOL - i - 1 - r) * sizeof(left[0]));
	}
	is_int(bad, 0, "as a list that closes its gaps");
}

static void refused(const char *sources)
{
	AUTO(arena_clear) arena mem = {0};
	str key = {0};
	err e = {0};

	arena_init(&mem, 1u << 16);
	ok(rfc3797_key(str_c(sources), &mem, &key, &e) == E_SYNTAX && e.text[0], "'%s' is refused: %s", sources,
	   e.text);
}

int main(void)
{
	struct rfc3797_pick *picks = calloc(RFC3797_PICKS_MOST + 1, sizeof(*picks));
	err e = {0};

	must(picks);
	example();
	closing_gaps();
	refused("");
	refused("1 / / 2");
	refused("1 / zwei");
	refused("3.5x");
	refused("99999999999999999999");
	ok(rfc3797_select(STR("1./"), 100000, RFC3797_PICKS_MOST, picks, &e) == 0, "as many as the counter has");
	ok(rfc3797_select(STR("1./"), 100000, RFC3797_PICKS_MOST + 1, picks, &e) == E_LIMIT, "and no more");
	free(picks);
	return tap_done();
}
