#include "detect/around.h"

#include "detect/secret.h"
#include "detect/word.h"

#define NUMBER_MOST 4 /* digits: days, hours, ports of a service; five or six may be a code that was sent */
#define SHORT_MOST 3  /* letters that stand alone: GET, GMT, tel */
#define NAME_MOST 40  /* bytes of a setting's or member's name */
#define NAME_DIGITS 2 /* "phone2", "addr_01"; more are a value's */
#define CHAIN_MOST 8  /* digits of groups that hang together: a day; more are a number in groups, a device's address */
#define QUAD 4        /* groups with dots between them: an IP address */
#define FOLDED_MOST 96

static bool is_token(uint8_t c)
{
	return byte_is_alnum(c) || c == '_';
}

static bool is_quote(uint8_t c)
{
	return c == '"' || c == '\'' || c == '`' || c == '\\';
}

/* Does a value follow the '=' or ':' at `at`? Base64 ends in '=' too. */
static bool has_value(str s, size_t at, bool apart)
{
	size_t i = at + 1;

	while (i < s.n && is_quote(s.p[i]))
		i++;
	if (s.p[at] == ':' || apart)
		return true;
	return i < s.n && (is_token(s.p[i]) || s.p[i] == '*' || s.p[i] >= 0x80);
}

/* A token [at, end) that names a value: "name=", "name":, <name>. */
static bool is_name(str s, size_t at, size_t end)
{
	size_t digits = 0, i = end;

	for (size_t k = at; k < end; k++)
		digits += byte_is_digit(s.p[k]);
	if (end - at > NAME_MOST || digits > NAME_DIGITS)
		return false;
	if (at && (s.p[at - 1] == '<' || (s.p[at - 1] == '/' && at > 1 && s.p[at - 2] == '<')))
		return true;
	while (i < s.n && i - end < 8 && (is_quote(s.p[i]) || s.p[i] == ' ' || s.p[i] == ']'))
		i++;
	return i < s.n && (s.p[i] == '=' || s.p[i] == ':') && has_value(s, i, i > end);
}

/* Is it, whole, a word that says what stands near it? */
static bool is_word(str token)
{
	uint8_t folded[FOLDED_MOST];
	str plain = {folded, word_plain(token, folded, sizeof(folded))};
	const struct word *w = token.n < FOLDED_MOST ? word_at(plain, 0, WORD_BOTH | WORD_WHOLE) : NULL;

	return w && w->text.n == plain.n;
}

/* Short groups of digits, or pairs of hexadecimal ones, with one sign between each two: where they end, if they are too many to be shown;
 * else `at`. */
static size_t chain_end(str s, size_t at)
{
	size_t end = at, groups = 0, digits = 0, last = 0;
	bool dots = true;

	for (size_t next = at; next < s.n;) {
		size_t i = next, decimal = 0;

		while (i < s.n && byte_hex(s.p[i]) >= 0)
			decimal += byte_is_digit(s.p[i++]);
		if (i == next || (decimal < i - next && i - next != 2) || (i < s.n && is_token(s.p[i])))
			break;
		/* A day and its hour are two. */
		if (groups && s.p[next - 1] == ' ' && (i - next < 3 || last < 3))
			break;
		dots = dots && (!groups || s.p[next - 1] == '.');
		groups++;
		last = i - next;
		digits += last;
		end = i;
		if (i >= s.n || str_find_byte(STR(":.-/ "), s.p[i]) == 5)
			break;
		next = i + 1;
	}
	return groups > 1 && (digits > CHAIN_MOST || (dots && groups >= QUAD)) ? end : at;
}

static size_t put_token(buf *out, str s, size_t at)
{
	size_t end = at, digits = 0;

	while (end < s.n && is_token(s.p[end]))
		digits += byte_is_digit(s.p[end++]);
	str token = str_sub(s, at, end - at);
	bool shown = digits == token.n ? digits <= NUMBER_MOST
				       : (!digits && token.n <= SHORT_MOST) || is_name(s, at, end) || is_word(token);

	if (shown)
		buf_put(out, token);
	else
		buf_put_c(out, "***");
	return end;
}

/* Blanks and punctuation of any script. */
static bool is_sign(uint32_t c)
{
	return (c >= 0xa0 && c <= 0xbf && c != 0xaa && c != 0xb5 && c != 0xba) || (c >= 0x2010 && c <= 0x205e) ||
	       (c >= 0x2190 && c <= 0x23ff) || (c >= 0x2500 && c <= 0x27bf) || (c >= 0x3000 && c <= 0x3004) ||
	       (c >= 0x3008 && c <= 0x3020) || (c >= 0xff01 && c <= 0xff0f) || (c >= 0xff1a && c <= 0xff20) ||
	       (c >= 0xff3b && c <= 0xff40) || (c >= 0xff5b && c <= 0xff65) || c == 0xfffd;
}

/* Letters of other scripts from `at` on, to where they end: words that are known, and one star for each run of others. */
static size_t put_letters(buf *out, str s, size_t at)
{
	bool covered = false;

	while (at < s.n && s.p[at] >= 0x80) {
		const struct word *w = word_at(s, at, WORD_BOTH);
		size_t next = at;
		uint32_t c = str_utf8_next(s, &next);

		if (w)
			next = at + w->text.n;
		if (w || is_sign(c))
			buf_put(out, str_sub(s, at, next - at));
		else if (!covered)
			buf_put_byte(out, '*');
		covered = !w && !is_sign(c);
		at = next;
	}
	return at;
}

static void put_words(buf *out, str s)
{
	for (size_t at = 0; at < s.n;) {
		uint8_t c = s.p[at];

		size_t chain = is_token(c) ? chain_end(s, at) : at;

		if (chain > at) {
			buf_put_c(out, "***");
			at = chain;
		} else if (is_token(c)) {
			at = put_token(out, s, at);
		} else if (c >= 0x80) {
			at = put_letters(out, s, at);
		} else {
			buf_put_byte(out, (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f ? ' ' : c);
			at++;
		}
	}
}

void around_put(buf *out, str text, size_t most)
{
	str s = str_sub(text, 0, most);
	struct secret secret;
	size_t from = 0;

	for (size_t at = 0; secret_find(s, &at, &secret);) {
		put_words(out, str_sub(s, from, secret.at - from));
		buf_put_c(out, "***");
		from = secret.at + secret.n;
	}
	put_words(out, str_from(s, from));
}
