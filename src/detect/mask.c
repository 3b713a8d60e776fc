#include "detect/mask.h"

#include "detect/secret.h"

#define DIGITS_LEAST 7 /* shorter runs are counts, years, ports */
#define MASK "***"

static bool is_mail_byte(uint8_t c)
{
	return byte_is_alnum(c) || c == '.' || c == '_' || c == '-' || c == '+';
}

/* A run of digits at `at`, single blanks and dashes inside allowed: bytes and digits. */
static size_t digit_run(str s, size_t at, size_t *ret_digits)
{
	size_t i = at;
	size_t end = at;
	size_t digits = 0;

	while (i < s.n) {
		if (byte_is_digit(s.p[i])) {
			digits++;
			end = ++i;
		} else if (i == end && (s.p[i] == ' ' || s.p[i] == '-')) {
			i++;
		} else {
			break;
		}
	}
	if (digits == 17 && end < s.n && (s.p[end] == 'x' || s.p[end] == 'X'))
		end++;
	*ret_digits = digits;
	return end - at;
}

/* The name of an e-mail address that begins at `at` (a word of mail bytes then '@'), or 0. */
static size_t mail_name(str s, size_t at, size_t *ret_word)
{
	size_t i = at;

	while (i < s.n && is_mail_byte(s.p[i]))
		i++;
	*ret_word = i - at;
	return i > at && i + 1 < s.n && s.p[i] == '@' && byte_is_alnum(s.p[i + 1]) ? i - at : 0;
}

static void put_byte(buf *out, uint8_t c)
{
	buf_put_byte(out, (c < 0x20 && c != '\n' && c != '\t') || c == 0x7f ? ' ' : c);
}

/* Text without secrets in it: personal data masked. Each word is looked at once for an address. */
static void put_plain(buf *out, str s)
{
	size_t word_end = 0;

	for (size_t at = 0; at < s.n;) {
		uint8_t c = s.p[at];
		size_t word = 0;
		size_t digits = 0;

		if (at >= word_end && mail_name(s, at, &word)) {
			buf_put_byte(out, c);
			buf_put_c(out, MASK);
			at += word;
			continue;
		}
		if (at + word > word_end)
			word_end = at + word;
		size_t run = byte_is_digit(c) ? digit_run(s, at, &digits) : 0;

		if (digits >= DIGITS_LEAST)
			run = 3;
		for (size_t i = 0; i < (run ? run : 1); i++)
			put_byte(out, s.p[at + i]);
		if (digits >= DIGITS_LEAST) {
			buf_put_c(out, MASK);
			run = digit_run(s, at, &digits);
		}
		at += run ? run : 1;
	}
}

void mask_put(buf *out, str text, size_t most)
{
	str s = str_sub(text, 0, most);
	struct secret secret;
	size_t from = 0;

	for (size_t at = 0; secret_find(s, &at, &secret);) {
		put_plain(out, str_sub(s, from, secret.at - from));
		buf_put_c(out, MASK);
		from = secret.at + secret.n;
	}
	put_plain(out, str_from(s, from));
}

void mask_put_config(buf *out, str text, size_t most)
{
	str s = str_sub(text, 0, most);

	while (s.n) {
		str line = str_trim(str_cut(&s, '\n').head);
		size_t eq = str_find_byte(line, '=');
		size_t colon = str_find_byte(line, ':');
		size_t cut = eq < colon ? eq : colon;

		if (!line.n)
			continue;
		if (line.p[0] == '#' || line.p[0] == ';') {
			buf_put_c(out, "# " MASK);
		} else if (line.p[0] == '[' && line.p[line.n - 1] == ']') {
			put_plain(out, line);
		} else if (cut < line.n) {
			put_plain(out, str_sub(line, 0, cut + 1));
			buf_put_c(out, MASK);
		} else {
			buf_put_c(out, MASK);
		}
		buf_put_byte(out, '\n');
	}
}

void mask_put_bytes(buf *out, str bytes, size_t most)
{
	buf_put_hex(out, str_sub(bytes, 0, most < 16 ? most : 16));
}
