#include "ledger/detail.h"

#include <stdlib.h>

#include "base/must.h"
#include "ident/squash.h"
#include "model/addr.h"

#define TEXT_MOST ((size_t)64 << 20)
#define FIELD_MOST ((size_t)1 << 16) /* of a case: longer ones are cut when they are stored */
#define LEAST 4
/* Three bytes in 2^21 bits. */
#define GRAM_BITS 21
#define GRAM_BYTES ((size_t)1 << (GRAM_BITS - 3))

/* --- the text -------------------------------------------------------------------------------------------------------------- */

void detail_text_init(struct detail_text *t)
{
	*t = (struct detail_text){.grams = calloc(1, GRAM_BYTES)};
	must(t->grams);
	buf_init(&t->tight, TEXT_MOST);
	buf_init(&t->bare, TEXT_MOST);
}

void detail_text_release(struct detail_text *t)
{
	buf_release(&t->tight);
	buf_release(&t->bare);
	free(t->grams);
	t->grams = NULL;
}

static uint32_t gram(const uint8_t *p)
{
	uint32_t v = (uint32_t)p[0] << 16 | (uint32_t)p[1] << 8 | p[2];

	return (v * 2654435761u) >> (32 - GRAM_BITS);
}

static void put_grams(struct detail_text *t, str s)
{
	for (size_t i = 0; i + 3 <= s.n; i++) {
		uint32_t g = gram(s.p + i);

		t->grams[g / 8] |= (uint8_t)(1u << g % 8);
	}
}

static bool is_address_byte(uint8_t c)
{
	return byte_is_digit(c) || (c >= 'a' && c <= 'f') || c == ':' || c == '.';
}

/* The run of such bytes from *at on; *at moves behind it, and behind one byte more. */
static str run_of(str s, size_t *at, bool (*is)(uint8_t))
{
	size_t from = *at;

	while (*at < s.n && is(s.p[*at]))
		++*at;
	return str_sub(s, from, (*at)++ - from);
}

static void put_v6(buf *b, str words)
{
	for (size_t at = 0; at < words.n;) {
		str run = run_of(words, &at, is_address_byte);
		addr a;
		AUTO(buf_release) buf canonical;

		if (run.n < 3 || run.n > 45 || str_find_byte(run, ':') == run.n || !addr_parse(run, &a))
			continue;
		buf_init(&canonical, 64);
		buf_put_byte(b, '\n');
		addr_put(&canonical, a);
		squash_tight(b, buf_str(&canonical));
	}
}

void detail_text_put(struct detail_text *t, str text)
{
	AUTO(buf_release) buf words;
	size_t tight = t->tight.n, bare = t->bare.n;

	buf_init(&words, TEXT_MOST);
	squash_words(&words, text);
	squash_tight(&t->tight, buf_str(&words));
	put_v6(&t->tight, buf_str(&words));
	squash_bare(&t->bare, buf_str(&words));
	put_grams(t, str_from(buf_str(&t->tight), tight));
	put_grams(t, str_from(buf_str(&t->bare), bare));
	/* What stands at the end of one text and the beginning of the next is no word. */
	buf_put_byte(&t->tight, '\n');
	buf_put_byte(&t->bare, '\n');
}

static bool in(const struct detail_text *t, const buf *where, str s)
{
	if (s.n < LEAST)
		return false;
	for (size_t i = 0; i + 3 <= s.n; i++) {
		uint32_t g = gram(s.p + i);

		if (!(t->grams[g / 8] & 1u << g % 8))
			return false;
	}
	return str_has(buf_str(where), s);
}

bool detail_whole(const struct detail_text *t, str detail)
{
	AUTO(buf_release) buf words, tight;

	buf_init(&words, 4 * FIELD_MOST);
	buf_init(&tight, 4 * FIELD_MOST);
	squash_words(&words, str_sub(detail, 0, FIELD_MOST));
	squash_tight(&tight, buf_str(&words));
	return in(t, &t->tight, buf_str(&tight));
}

/* --- words of a case ------------------------------------------------------------------------------------------------------- */

struct looking {
	const struct detail_text *t;
	str but;
	unsigned kinds;
};

static bool told_tight(const struct looking *k, str word)
{
	AUTO(buf_release) buf b;

	buf_init(&b, FIELD_MOST);
	squash_tight(&b, word);
	str s = buf_str(&b);

	while (s.n && (s.p[s.n - 1] == '.' || s.p[s.n - 1] == ':'))
		s.n--;
	return !(k->but.n && str_has(k->but, s)) && in(k->t, &k->t->tight, s);
}

static bool told_bare(const struct looking *k, str word)
{
	AUTO(buf_release) buf b;

	buf_init(&b, FIELD_MOST);
	squash_bare(&b, word);
	return b.n >= 8 && !(k->but.n && str_has(k->but, buf_str(&b))) && in(k->t, &k->t->bare, buf_str(&b));
}

/* As it is written, with blanks for dots where it is long enough, as one number. */
static bool told_address(const struct looking *k, addr a)
{
	AUTO(buf_release) buf b;

	buf_init(&b, 100);
	addr_put(&b, a);
	if (told_tight(k, buf_str(&b)))
		return true;
	if (!addr_is_v4(a))
		return false;
	if (told_bare(k, buf_str(&b)))
		return true;
	buf_reset(&b);
	buf_printf(&b, "%u", addr_v4_of(a));
	if (told_bare(k, buf_str(&b)))
		return true;
	buf_reset(&b);
	buf_printf(&b, "%08x", addr_v4_of(a));
	return told_bare(k, buf_str(&b));
}

/* Addresses in a run like "tcp:203.0.113.7:6379" (where the letters before are cut by the run) or "2001:db8::1". */
static bool told_places(const struct looking *k, str run)
{
	addr a;

	if (addr_parse(run, &a))
		return told_address(k, a);
	while (run.n) {
		str part = str_cut(&run, ':').head;

		while (part.n && part.p[part.n - 1] == '.')
			part.n--;
		if (addr_parse(part, &a) && told_address(k, a))
			return true;
	}
	return false;
}

static bool is_name_byte(uint8_t c)
{
	return byte_is_alnum(c) || c == '.' || c == '-' || c == '_';
}

/* host.example.cn: labels, the last of letters. */
static bool is_name(str s)
{
	size_t last = s.n;

	while (s.n && (s.p[s.n - 1] == '.' || s.p[s.n - 1] == '-'))
		s.n--;
	for (last = s.n; last > 0 && s.p[last - 1] != '.';)
		last--;
	if (last == 0 || s.n - last < 2 || !byte_is_alnum(s.p[0]))
		return false;
	for (size_t i = last; i < s.n; i++)
		if (byte_is_digit(s.p[i]) && !str_starts(str_from(s, last), STR("xn--")))
			return false;
	return true;
}

static bool is_label(str s)
{
	bool letter = false, other = false;

	for (size_t i = 0; i < s.n; i++) {
		letter = letter || (s.p[i] >= 'a' && s.p[i] <= 'z');
		other = other || byte_is_digit(s.p[i]) || s.p[i] == '-';
	}
	return letter && other;
}

static size_t dots_of(str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '.';
	return n;
}

static bool begins_version(str s)
{
	return s.n > 2 && byte_is_digit(s.p[0]) && dots_of(s) > 0;
}

/* A version behind a word ("nginx/1.18", "openssh 7.4"): with two dots alone, with one together with the word. */
static bool told_version(const struct looking *k, str word, str before)
{
	AUTO(buf_release) buf b;

	if (word.n && word.p[0] == 'v')
		word = str_from(word, 1);
	if (!begins_version(word))
		return false;
	if (dots_of(word) > 1 && told_tight(k, word))
		return true;
	if (before.n < 3 || byte_is_digit(before.p[0]))
		return false;
	buf_init(&b, FIELD_MOST);
	buf_put(&b, before);
	buf_put(&b, word);
	return told_tight(k, buf_str(&b));
}

/* cve-2021-44228, cnvd-2021-95914, cnnvd-202112-799; the digits alone where they are many. */
static bool told_number(const struct looking *k, str word)
{
	static const str heads[] = {STR_INIT("cve"), STR_INIT("cnvd"), STR_INIT("cnnvd")};

	for (size_t i = 0; i < ARRAY_LEN(heads); i++) {
		str digits = str_from(word, heads[i].n);

		if (str_starts(word, heads[i]) && digits.n > 1 && (told_bare(k, word) || told_bare(k, digits)))
			return true;
	}
	return false;
}

static bool word_is_told(const struct looking *k, str word, str before)
{
	str product = word;

	if ((k->kinds & DETAIL_LABELS) && is_label(word) && told_tight(k, word))
		return true;
	if ((k->kinds & DETAIL_NAMES) && is_name(word) && told_tight(k, word))
		return true;
	if (!(k->kinds & DETAIL_WARES))
		return false;
	/* "openssh_7.4", "nginx-1.18" */
	for (size_t i = 1; i + 1 < word.n; i++) {
		if ((word.p[i] == '-' || word.p[i] == '_') && begins_version(str_from(word, i + 1)) &&
		    told_version(k, str_from(word, i + 1), str_sub(product, 0, i)))
			return true;
	}
	return told_number(k, word) || told_version(k, word, before);
}

static bool is_path_byte(uint8_t c)
{
	return c > ' ' && c < 0x7f && c != '"' && c != '\'' && c != '(' && c != ')' && c != ',' && c != ';' && c != '|';
}

static bool told_paths(const struct looking *k, str words)
{
	for (size_t at = 0; at < words.n;) {
		str run = run_of(words, &at, is_path_byte);
		str path = str_from(run, str_find_byte(run, '/'));

		if (path.n > LEAST && told_tight(k, path))
			return true;
	}
	return false;
}

bool detail_words(const struct detail_text *t, str of, unsigned kinds, str but)
{
	struct looking k = {t, but, kinds};
	AUTO(buf_release) buf b;
	str before = {0};

	buf_init(&b, 4 * FIELD_MOST);
	squash_words(&b, str_sub(of, 0, FIELD_MOST));
	str words = buf_str(&b);

	if (kinds & DETAIL_PLACES) {
		for (size_t at = 0; at < words.n;)
			if (told_places(&k, run_of(words, &at, is_address_byte)))
				return true;
	}
	if ((kinds & DETAIL_PATHS) && told_paths(&k, words))
		return true;
	for (size_t at = 0; at < words.n;) {
		str word = run_of(words, &at, is_name_byte);

		if (word.n && word_is_told(&k, word, before))
			return true;
		before = word.n ? word : before;
	}
	return false;
}
