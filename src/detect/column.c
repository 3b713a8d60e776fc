#include "detect/column.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/base64.h"
#include "base/must.h"
#include "detect/candidate.h"
#include "detect/masking.h"
#include "detect/distinct.h"

#define VALUE_MOST ((size_t)4096) /* of a value that are looked at */
#define RANDOM_LEAST 2048         /* bytes from which randomness can be told */
#define BLOCK 16                  /* of AES and SM4 */
#define JOIN_ROWS 32              /* rows in which two masks are compared */
#define HEAD 32                   /* bytes of coded values that are compared */
#define BRIEF 20                  /* longer hexadecimal digits are no number of a document */
#define TRAIT_MOST ((size_t)48)   /* of a value of a closed list or a form */
#define TRAITS_LEAST 8            /* values of a column that are told so */
#define FEW 5                     /* values from which a form can be told */

struct column {
	str name;
	arena mem;
	int64_t today;
	int8_t says[KIND_COUNT];      /* the name of each kind */
	uint64_t whole[KIND_COUNT];   /* values that are one of the kind */
	uint64_t sure[KIND_COUNT];    /* of these, sure by themselves */
	uint64_t within[KIND_COUNT];  /* values that hold one among other text */
	uint64_t decoded[KIND_COUNT]; /* values that are one after decoding */
	uint64_t masks[KIND_COUNT];   /* masked values by what still shows */
	uint64_t traits[KIND_COUNT];  /* values that a closed list has, or of a form that one kind alone has */
	uint64_t rows, empty, masked, weak, hashes[4], coded, magic, counting;
	uint64_t under14;
	uint64_t bytes[256]; /* of decoded values, for randomness */
	uint64_t byte_count, of_blocks, blocks, twin_blocks;
	uint64_t pattern; /* of masked values: characters that show in any of them */
	size_t pattern_length;
	bool pattern_mixed;
	uint64_t marks[JOIN_ROWS]; /* of the first rows' masked values (struct masking) */
	uint32_t shown[JOIN_ROWS];
	uint8_t head[HEAD]; /* of the first coded value, and which bits others have otherwise */
	uint8_t differ[HEAD];
	size_t head_n; /* of the shortest */
	uint64_t heads;
	uint64_t last; /* number before, for counters */
	bool had_last;
	struct distinct values;
	struct distinct block_set;
	buf sample;
	buf plain; /* of a decoded value */
	/* Of the value being looked at. */
	size_t now; /* its length */
	enum kind best;
	uint8_t best_confidence;
	size_t best_length;
	bool best_sure;
	bool decoding;
	uint64_t failed; /* numbers of the form whose check digit is wrong */
	uint64_t maybe;  /* values of the form of accounts */
	uint64_t old;    /* dates before 1970 */
};

static const char *const form_names[COLUMN_FORM_COUNT] = {"plain",   "masked",    "weak-mask", "hashed",
							  "encoded", "encrypted", "repeating", "untold"};

const char *column_form_name(enum column_form f)
{
	return form_names[f];
}

/* "mobile_md5", "id_card_enc": what is kept, without the words for how. */
static str without_form(str name)
{
	static const str tails[] = {STR_INIT("md5"),  STR_INIT("sha1"),      STR_INIT("sha256"), STR_INIT("sm3"),
				    STR_INIT("sm4"),  STR_INIT("aes"),       STR_INIT("hash"),   STR_INIT("hashed"),
				    STR_INIT("enc"),  STR_INIT("encrypted"), STR_INIT("cipher"), STR_INIT("crypt"),
				    STR_INIT("mask"), STR_INIT("masked"),    STR_INIT("b64"),    STR_INIT("base64"),
				    STR_INIT("密文"), STR_INIT("加密"),      STR_INIT("掩码"),   STR_INIT("脱敏")};

	for (size_t i = 0; i < ARRAY_LEN(tails); i++) {
		if (name.n <= tails[i].n || !str_ieq(str_from(name, name.n - tails[i].n), tails[i]))
			continue;
		str rest = str_sub(name, 0, name.n - tails[i].n);

		if (rest.p[rest.n - 1] == '_' || rest.p[rest.n - 1] == '-')
			return str_sub(rest, 0, rest.n - 1);
		if (tails[i].p[0] >= 0x80)
			return rest;
	}
	return name;
}

struct column *column_new(str name, str comment, int64_t today)
{
	struct column *c = calloc(1, sizeof(*c));
	int8_t more[KIND_COUNT] = {0};

	if (!c)
		return NULL;
	arena_init(&c->mem, 16384);
	c->name = arena_str(&c->mem, str_sub(name, 0, 200));
	c->today = today;
	buf_init(&c->sample, 200);
	buf_init(&c->plain, VALUE_MOST);
	context_name(without_form(name), c->says);
	if (comment.n) {
		context_name(comment, more);
		for (int k = 0; k < KIND_COUNT; k++)
			c->says[k] = more[k] > c->says[k] ? more[k] : c->says[k];
	}
	return c;
}

str column_name(const struct column *c)
{
	return c->name;
}

void column_free(struct column *c)
{
	if (!c)
		return;
	buf_release(&c->sample);
	buf_release(&c->plain);
	arena_clear(&c->mem);
	free(c);
}

/* ---- forms ---- */

static bool is_hex(str s)
{
	bool digit = false, letter = false;

	for (size_t i = 0; i < s.n; i++) {
		uint8_t l = byte_lower(s.p[i]);

		if (!byte_is_digit(l) && (l < 'a' || l > 'f'))
			return false;
		digit = digit || byte_is_digit(l);
		letter = letter || l >= 'a';
	}
	return digit && letter;
}

/* MD5 (and SM3 cut), SHA-1, SHA-256 and SM3, SHA-512 as hexadecimal digits: 0 to 3; -1. */
static int hash_form(str s)
{
	static const size_t lengths[] = {32, 40, 64, 128};

	for (int i = 0; i < (int)ARRAY_LEN(lengths); i++)
		if (s.n == lengths[i] && is_hex(s))
			return i;
	return -1;
}

/* Letters of both cases beside digits or signs: sixteen digits are a card number, not base64. */
static bool is_base64(str s)
{
	bool upper = false, lower = false, other = false;

	for (size_t i = 0; i < s.n; i++) {
		upper = upper || (s.p[i] >= 'A' && s.p[i] <= 'Z');
		lower = lower || (s.p[i] >= 'a' && s.p[i] <= 'z');
		other = other || !byte_is_alpha(s.p[i]);
	}
	return s.n >= 16 && s.n % 4 == 0 && upper && lower && other;
}

/* The bytes of digits in pairs, each behind a '%' or not. */
static void unhex(struct column *c, str s, size_t step)
{
	buf_reset(&c->plain);
	for (size_t i = step - 2; i + 1 < s.n; i += step)
		buf_put_byte(&c->plain, (uint8_t)(byte_hex(s.p[i]) << 4 | byte_hex(s.p[i + 1])));
}

/* %31%33%38… */
static bool is_percent(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (i % 3 ? byte_hex(s.p[i]) < 0 : s.p[i] != '%')
			return false;
	return s.n >= 9 && s.n % 3 == 0;
}

static bool is_pairs(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (byte_hex(s.p[i]) < 0)
			return false;
	return s.n >= 16 && s.n % 2 == 0;
}

/* Letters, digits and what e-mail addresses have: what hexadecimal digits of a text are. Digits alone are so by chance. */
static bool is_plain_text(str s, bool digits_only)
{
	for (size_t i = 0; i < s.n; i++) {
		uint8_t b = s.p[i];

		if (digits_only ? !byte_is_digit(b) && b != 'X' && b != 'x' : b < 0x20 || b >= 0x7f)
			return false;
	}
	return s.n > 0;
}

/* Text behind a code that hides nothing; in c->plain. */
static bool decode_text(struct column *c, str s)
{
	if (is_percent(s)) {
		unhex(c, s, 3);
		return true;
	}
	if (!is_pairs(s))
		return false;
	unhex(c, s, 2);
	return is_plain_text(buf_str(&c->plain), !is_hex(s));
}

/* The value's bytes where it is wholly hexadecimal or base64 (or is no text at all); false: it is text. */
static bool decode(struct column *c, str s)
{
	if (is_pairs(s) && is_hex(s)) {
		unhex(c, s, 2);
		return true;
	}
	buf_reset(&c->plain);
	if (is_base64(s) && base64_get(&c->plain, s))
		return true;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < 0x20 && !byte_is_space(s.p[i])) {
			buf_reset(&c->plain);
			buf_put(&c->plain, s);
			return true;
		}
	return false;
}

static bool is_text(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((s.p[i] < 0x20 && !byte_is_space(s.p[i])) || s.p[i] == 0x7f || s.p[i] == 0xff || s.p[i] == 0xc0)
			return false;
	return str_is_utf8(s);
}

/* A compressed stream looks random behind its first bytes. */
static bool has_magic(str s)
{
	static const str heads[] = {STR_INIT("\x1f\x8b\x08"),
				    STR_INIT("PK\x03\x04"),
				    STR_INIT("\x28\xb5\x2f\xfd"),
				    STR_INIT("BZh"),
				    STR_INIT("\xfd"
					     "7zXZ"),
				    STR_INIT("\x89PNG"),
				    STR_INIT("\xff\xd8\xff"),
				    STR_INIT("%PDF")};

	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		if (str_starts(s, heads[i]))
			return true;
	return s.n > 2 && s.p[0] == 0x78 && ((unsigned)s.p[0] << 8 | s.p[1]) % 31 == 0;
}

/* Which bits of the first bytes differ from value to value? */
static void note_head(struct column *c, str s)
{
	size_t n = s.n < HEAD ? s.n : HEAD;

	if (!c->heads++) {
		memcpy(c->head, s.p, n);
		c->head_n = n;
	}
	c->head_n = n < c->head_n ? n : c->head_n;
	for (size_t i = 0; i < c->head_n; i++)
		c->differ[i] |= c->head[i] ^ s.p[i];
}

static void add_random(struct column *c, str s)
{
	c->coded++;
	note_head(c, s);
	c->magic += has_magic(s);
	for (size_t i = 0; i < s.n; i++)
		c->bytes[s.p[i]]++;
	c->byte_count += s.n;
	c->of_blocks += s.n >= BLOCK && s.n % BLOCK == 0;
	for (size_t at = 0; s.n % BLOCK == 0 && at + BLOCK <= s.n; at += BLOCK) {
		c->blocks++;
		c->twin_blocks += !c->block_set.shift && !distinct_add(&c->block_set, str_hash(str_sub(s, at, BLOCK)));
	}
}

/* ---- values ---- */

void column_found(void *ctx, const struct find *f)
{
	struct column *c = *(struct column **)ctx;

	if (f->validity == KIND_LOOKS)
		c->failed += !c->decoding && f->length * 10 >= c->now * 8 &&
			     (f->kind == KIND_ID18 || f->kind == KIND_BANK_CARD);
	if (f->validity == KIND_LOOKS || (c->best_length && f->length < c->best_length) ||
	    (f->length == c->best_length && f->confidence <= c->best_confidence))
		return;
	c->best = f->kind;
	c->best_confidence = f->confidence;
	c->best_length = f->length;
	c->best_sure = f->confidence >= FIND_SURE;
	struct find shown = *f;

	if (!c->sample.n && c->best_sure) {
		find_mask(&shown);
		buf_put_clean(&c->sample, shown.masked, 200);
	}
}

/* True: a kind was found. */
static bool look(struct column *c, struct finder *f, str value)
{
	c->now = value.n;
	c->best = KIND_COUNT;
	c->best_length = 0;
	c->best_confidence = 0;
	finder_value(f, c->name, value);
	if (c->best == KIND_COUNT)
		return false;
	/* All of it but blanks and a quote or two: a value of the kind; else a text that holds one. */
	if (c->best_length * 10 >= value.n * 8) {
		if (c->decoding) {
			c->decoded[c->best]++;
		} else {
			c->whole[c->best]++;
			c->sure[c->best] += c->best_sure;
			c->under14 +=
				(c->best_sure || c->best == KIND_BIRTH_DATE) && kind_under14(c->best, value, c->today);
		}
	} else if (c->best_sure) {
		if (c->decoding)
			c->decoded[c->best]++;
		else
			c->within[c->best]++;
	}
	return true;
}

/* 汉族, 已婚, 男, aa:bb:…: what tells a column by itself where nearly all of its values are so. Asked of short texts in which nothing was
 * found. */
static void look_trait(struct column *c, str value)
{
	static const int8_t lists[KIND_COUNT] = {
		[KIND_GENDER] = 1,     [KIND_ETHNICITY] = 1,    [KIND_MARRIAGE] = 1, [KIND_EDUCATION] = 1,
		[KIND_PARTY] = 1,      [KIND_MAC] = 1,          [KIND_MACAU_ID] = 1, [KIND_WECHAT] = 1,
		[KIND_BIRTH_DATE] = 1, [KIND_OFFICER_CARD] = 1,
	};
	static const int8_t names[KIND_COUNT] = {[KIND_NAME] = 1};
	struct anchored a = {0};

	if (value.n > TRAIT_MOST || (!field_judge(value, lists, &a) && !field_judge(value, names, &a)) ||
	    a.n != value.n)
		return;
	/* wxid_…; a name with a surname of the list; a MAC address with its signs. */
	if (a.hit.base >= (a.hit.kind == KIND_MACAU_ID                            ? 38
			   : a.hit.kind == KIND_WECHAT || a.hit.kind == KIND_NAME ? 48
										  : 44))
		c->traits[a.hit.kind]++;
	else
		c->maybe += a.hit.kind == KIND_WECHAT;
	/* Of dates, those of persons who are grown up long since. */
	c->old += a.hit.kind == KIND_BIRTH_DATE && value.n > 3 &&
		  (memcmp(value.p, "195", 3) <= 0 || memcmp(value.p, "196", 3) == 0);
}

static void look_decoded(struct column *c, struct finder *f)
{
	c->decoding = true;
	(void)look(c, f, buf_str(&c->plain));
	c->decoding = false;
}

static void count_up(struct column *c, str value)
{
	uint64_t n;

	if (!str_to_u64(value, UINT64_MAX, &n)) {
		c->had_last = false;
		return;
	}
	c->counting += c->had_last && n > c->last && n - c->last <= 1000;
	c->last = n;
	c->had_last = true;
}

static bool add_masked(struct column *c, str value)
{
	struct masking cover = masking_of(value);

	if (!masking_is(&cover))
		return false;
	enum kind k = masking_kind(value, &cover);

	if (k != KIND_COUNT)
		c->masks[k]++;
	if (c->rows <= JOIN_ROWS) {
		c->marks[c->rows - 1] = cover.marks;
		c->shown[c->rows - 1] = (uint32_t)cover.pattern;
	}
	c->masked++;
	c->weak += !masking_enough(&cover);
	c->pattern_mixed = c->pattern_mixed || (c->pattern_length && c->pattern_length != cover.length);
	c->pattern_length = cover.length;
	c->pattern |= cover.pattern;
	return true;
}

/* A secret has the form of a digest where its maker says so. */
static bool names_secret(const struct column *c)
{
	return c->says[KIND_CLOUD_SECRET] > 0 || c->says[KIND_WECHAT_SECRET] > 0 || c->says[KIND_SYMMETRIC_KEY] > 0;
}

/* What looks coded may be a value as it is: credit codes with letters to F only, keys whose length base64 has too. */
static bool is_itself(struct column *c, struct finder *f, str s)
{
	return look(c, f, s) && c->best_sure && c->best_length * 10 >= s.n * 8 && c->best != KIND_PASSWORD_HASH;
}

void column_add(struct column *c, struct finder *f, str value)
{
	str s = str_trim(str_sub(value, 0, VALUE_MOST));

	c->rows++;
	if (!s.n) {
		c->empty++;
		return;
	}
	(void)distinct_add(&c->values, str_hash(s));
	count_up(c, s);
	if (decode_text(c, s)) {
		look_decoded(c, f);
		return;
	}
	int hash = hash_form(s);

	bool coded = hash >= 0 ? names_secret(c) : s.n <= BRIEF && is_hex(s);

	if (coded && is_itself(c, f, s))
		return;
	if (hash >= 0) {
		unhex(c, s, 2);
		c->hashes[hash]++;
		note_head(c, buf_str(&c->plain));
		return;
	}
	if (add_masked(c, s))
		return;
	if (!decode(c, s)) {
		if (!coded && !look(c, f, s))
			look_trait(c, s);
		return;
	}
	if (is_text(buf_str(&c->plain)))
		look_decoded(c, f);
	else if (!is_base64(s) || !is_itself(c, f, s))
		add_random(c, buf_str(&c->plain));
}

/* ---- the verdict ---- */

static uint64_t filled(const struct column *c)
{
	return c->rows - c->empty;
}

/* Chi-square against the even distribution: 255 degrees of freedom have a mean of 255 and a deviation of 22.6. */
static bool looks_random(const struct column *c)
{
	double expected = (double)c->byte_count / 256, sum = 0;

	if (c->byte_count < RANDOM_LEAST)
		return false;
	for (size_t i = 0; i < 256; i++)
		sum += ((double)c->bytes[i] - expected) * ((double)c->bytes[i] - expected) / expected;
	return sum < 255 + 8 * 22.6;
}

/* Half of the bits of each byte are always the same: digits, each made another by the same key (XOR). */
static bool looks_alike(const struct column *c)
{
	size_t same = 0;

	for (size_t i = 0; i < c->head_n; i++)
		same += !(c->differ[i] & 0xf0);
	return c->heads >= 2 * FEW && c->head_n >= 8 && same * 4 >= c->head_n * 3;
}

/* What the name says most. */
static enum kind named(const struct column *c)
{
	enum kind best = KIND_COUNT;

	for (int k = 0; k < KIND_COUNT; k++)
		if (c->says[k] > 0 && (best == KIND_COUNT || c->says[k] > c->says[best]))
			best = (enum kind)k;
	return best;
}

static enum kind most_of(const struct column *c, const uint64_t counts[KIND_COUNT])
{
	enum kind best = KIND_COUNT;

	for (int k = 0; k < KIND_COUNT; k++)
		if (counts[k] && (best == KIND_COUNT || counts[k] + (uint64_t)(c->says[k] > 0) > counts[best]))
			best = (enum kind)k;
	return best;
}

/* May values of a kind without an exact test be taken for it? By name, or by many that do not merely count up. */
static uint8_t form_confidence(const struct column *c, enum kind k, uint64_t n)
{
	uint64_t of = filled(c);
	/* A check digit is right by chance once in ten or eleven. */
	bool chance = c->failed >= 2 && n * 3 <= n + c->failed && c->says[k] <= 0 &&
		      (k == KIND_ID18 || k == KIND_RESIDENCE_PERMIT || k == KIND_FOREIGNER_CARD || k == KIND_BANK_CARD);
	bool exact = kind_infos[k].check == KIND_CHECK_EXACT || c->sure[k] * 10 >= n * 9;

	if (chance || (c->says[k] < 0 && !exact))
		return 0;
	if (c->says[k] > 0 && n * 2 >= of)
		return 95;
	if (exact)
		return n * 10 >= of * 9 ? 95 : n * 2 >= of ? 85 : 75;
	/* One in ten of old identity numbers has a check digit of licences. */
	if (n * 10 < of * (k == KIND_ID15 ? 8 : 9) || of < 20 || c->counting * 10 >= of * 8)
		return 0;
	return of >= 100 ? 75 : 60;
}

/* What shows in both masks of a row must agree, or they are of different persons. */
static bool agree(const struct column *a, const struct column *b)
{
	unsigned same = 0;
	unsigned other = 0;

	for (size_t r = 0; r < JOIN_ROWS; r++) {
		uint32_t both = a->shown[r] & b->shown[r];
		uint64_t differ = a->marks[r] ^ b->marks[r];
		bool conflict = false;

		for (unsigned i = 0; i < 32; i++)
			conflict = conflict || ((both >> i & 1) && (differ >> 2 * i & 3));
		same += both && !conflict;
		other += conflict;
	}
	return other * 4 <= same + other;
}

/* Do the others' masks show what this one covers? */
static bool joins(const struct column *c, const struct column *const *others, size_t n)
{
	uint64_t all = c->pattern_length >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << c->pattern_length) - 1;

	for (size_t i = 0; i < n; i++) {
		const struct column *o = others[i];

		if (o == c || !o->masked || o->pattern_mixed || c->pattern_mixed ||
		    o->pattern_length != c->pattern_length)
			continue;
		uint64_t hidden = all & ~(c->pattern | o->pattern);

		if (__builtin_popcountll(hidden) < 3 && agree(c, o))
			return true;
	}
	return false;
}

static void judge_masked(const struct column *c, const struct column *const *others, size_t n, struct column_verdict *v)
{
	v->kind = named(c);
	v->by_name = v->kind != KIND_COUNT;
	enum kind shown = most_of(c, c->masks);

	if (v->kind == KIND_COUNT && shown != KIND_COUNT && c->masks[shown] * 10 >= c->masked * 8)
		v->kind = shown;
	v->matching = c->masked;
	v->confidence = v->kind == KIND_COUNT ? 0 : 80;
	v->form = c->weak * 10 >= c->masked || joins(c, others, n) ? COLUMN_WEAK_MASK : COLUMN_MASKED;
}

static bool judge_coded(const struct column *c, struct column_verdict *v)
{
	uint64_t of = filled(c), hashes = c->hashes[0] + c->hashes[1] + c->hashes[2] + c->hashes[3];
	enum kind k = most_of(c, c->decoded);

	v->kind = named(c);
	v->by_name = v->kind != KIND_COUNT;
	v->confidence = v->by_name ? 80 : 0;
	if (k != KIND_COUNT && c->decoded[k] * 2 >= of) {
		v->kind = k;
		v->matching = c->decoded[k];
		v->confidence = 90;
		v->form = COLUMN_ENCODED;
		return true;
	}
	if ((hashes + c->coded) * 10 >= of * 9 && looks_alike(c)) {
		v->matching = hashes + c->coded;
		v->form = COLUMN_ENCODED;
		return true;
	}
	if (hashes * 10 >= of * 9) {
		v->matching = hashes;
		v->form = COLUMN_HASHED;
		return true;
	}
	if (c->coded * 10 < of * 9)
		return false;
	v->matching = c->coded;
	v->form = c->magic * 2 >= c->coded ? COLUMN_ENCODED
		  : c->twin_blocks || (of >= 50 && distinct_count(&c->values) < of)
			  ? (c->of_blocks || looks_random(c) ? COLUMN_REPEATING : COLUMN_UNTOLD)
		  : looks_random(c) ? COLUMN_ENCRYPTED
				    : COLUMN_UNTOLD;
	return true;
}

/* Does another column of the table show persons? */
static bool beside_persons(const struct column *c, const struct column *const *others, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint64_t of = filled(others[i]);

		if (others[i] != c && of &&
		    (others[i]->whole[KIND_ID18] * 2 >= of || others[i]->whole[KIND_MOBILE] * 2 >= of ||
		     others[i]->whole[KIND_NAME] * 2 >= of || others[i]->traits[KIND_NAME] * 2 >= of ||
		     others[i]->traits[KIND_GENDER] * 2 >= of))
			return true;
	}
	return false;
}

/* Values alone tell it: nearly all are of one closed list, or of a form that nothing else has. */
static bool judge_traits(const struct column *c, const struct column *const *others, size_t n, struct column_verdict *v)
{
	uint64_t of = filled(c);
	enum kind k = most_of(c, c->traits);
	uint64_t count = k == KIND_COUNT ? 0 : c->traits[k];

	if (k == KIND_WECHAT)
		count += c->maybe;
	/* 无, 未知 and the like stand among them. */
	if (count < TRAITS_LEAST || count * 10 < of * 9 || v->distinct < 2)
		return false;
	if (k == KIND_WECHAT && c->traits[k] * 6 < of)
		return false;
	if (k == KIND_NAME && (c->says[k] < 0 || v->distinct * 2 < of))
		return false;
	if (k == KIND_BIRTH_DATE && (c->says[k] < 0 || c->old * 10 < of || !beside_persons(c, others, n)))
		return false;
	v->kind = k;
	v->matching = count;
	v->confidence = 75;
	v->form = COLUMN_PLAIN;
	return true;
}

struct column_verdict column_judge(const struct column *c, const struct column *const *others, size_t n)
{
	struct column_verdict v = {.kind = KIND_COUNT, .form = COLUMN_UNTOLD, .rows = c->rows, .empty = c->empty};
	uint64_t of = filled(c);

	v.distinct = distinct_count(&c->values);
	v.counter = of >= FEW && c->counting * 10 >= of * 8;
	v.under14 = c->under14;
	v.sample = buf_str(&c->sample);
	if (!of)
		return v;
	if (c->masked * 2 >= of && c->masked) {
		judge_masked(c, others, n, &v);
		return v;
	}
	if (judge_coded(c, &v))
		return v;
	enum kind k = most_of(c, c->whole);
	bool papers = (k == KIND_PASSPORT || k == KIND_HK_PERMIT) && c->says[k] > 0;
	/* H12345678 has the form of both. */
	uint64_t count = k == KIND_COUNT ? 0
			 : papers        ? c->whole[KIND_PASSPORT] + c->whole[KIND_HK_PERMIT]
					 : c->whole[k];
	uint8_t confidence = k == KIND_COUNT ? 0 : form_confidence(c, k, count);

	v.by_name = k != KIND_COUNT && c->says[k] > 0;
	if (confidence) {
		v.kind = k;
		v.matching = count;
		v.confidence = confidence;
		v.form = COLUMN_PLAIN;
		return v;
	}
	if (judge_traits(c, others, n, &v))
		return v;
	k = most_of(c, c->within);
	if (k != KIND_COUNT) {
		v.kind = k;
		v.matching = c->within[k];
		v.confidence = 75;
		v.form = COLUMN_PLAIN;
	}
	return v;
}
