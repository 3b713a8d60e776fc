#include "format/pdf_lex.h"

#include "format/charset.h"

static bool is_blank(uint8_t c)
{
	return c == 0 || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
}

static bool is_delimiter(uint8_t c)
{
	return c == '(' || c == ')' || c == '<' || c == '>' || c == '[' || c == ']' || c == '{' || c == '}' ||
	       c == '/' || c == '%';
}

static size_t skip_blank(str s)
{
	size_t i = 0;

	while (i < s.n && (is_blank(s.p[i]) || s.p[i] == '%')) {
		if (s.p[i] == '%')
			while (i + 1 < s.n && s.p[i + 1] != '\n' && s.p[i + 1] != '\r')
				i++;
		i++;
	}
	return i;
}

/* Up to behind the bracket that closes a string. */
static size_t string_length(str s)
{
	size_t depth = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\\')
			i++;
		else if (s.p[i] == '(')
			depth++;
		else if (s.p[i] == ')' && --depth == 0)
			return i + 1;
	}
	return s.n;
}

static struct pdf_token classify(str s)
{
	uint8_t c = s.p[0];
	size_t n = 1;

	if (str_starts(s, STR("<<")) || str_starts(s, STR(">>")))
		return (struct pdf_token){c == '<' ? PDF_DICT : PDF_DICT_END, str_sub(s, 0, 2)};
	if (c == '[' || c == ']')
		return (struct pdf_token){c == '[' ? PDF_ARRAY : PDF_ARRAY_END, str_sub(s, 0, 1)};
	if (c == '(')
		return (struct pdf_token){PDF_STRING, str_sub(s, 0, string_length(s))};
	if (c == '<')
		return (struct pdf_token){PDF_STRING, str_sub(s, 0, 1 + str_find_byte(s, '>'))};
	if (c == '/' || !is_delimiter(c))
		while (n < s.n && !is_blank(s.p[n]) && !is_delimiter(s.p[n]))
			n++;
	bool number = byte_is_digit(c) || c == '+' || c == '-' || c == '.';

	return (struct pdf_token){c == '/' ? PDF_NAME : number ? PDF_NUMBER : PDF_WORD, str_sub(s, 0, n)};
}

struct pdf_token pdf_token_take(str *s, struct pdf_work *w)
{
	size_t blank = skip_blank(*s);

	*s = str_from(*s, blank);
	if (!s->n || blank >= w->left) {
		w->left -= blank < w->left ? blank : w->left;
		return (struct pdf_token){0};
	}
	w->left -= blank;
	struct pdf_token t = classify(*s);
	size_t cost = t.text.n;

	w->left -= cost < w->left ? cost : w->left;
	*s = str_from(*s, t.text.n);
	return t;
}

/* "0 R" behind a number. */
static size_t reference_tail(str s)
{
	size_t i = skip_blank(str_sub(s, 0, 16)), digits = 0;

	while (i < s.n && byte_is_digit(s.p[i]) && digits < 6) {
		i++;
		digits++;
	}
	size_t blank = skip_blank(str_sub(str_from(s, i), 0, 16));

	i += blank;
	if (!digits || !blank || i >= s.n || s.p[i] != 'R')
		return 0;
	if (i + 1 < s.n && !is_blank(s.p[i + 1]) && !is_delimiter(s.p[i + 1]))
		return 0;
	return i + 1;
}

str pdf_value_take(str *s, struct pdf_work *w)
{
	size_t depth = 0;
	str from = str_from(*s, skip_blank(*s));

	for (;;) {
		struct pdf_token t = pdf_token_take(s, w);

		if (t.kind == PDF_END)
			break;
		if (t.kind == PDF_NUMBER && !depth)
			*s = str_from(*s, reference_tail(*s));
		depth += t.kind == PDF_DICT || t.kind == PDF_ARRAY;
		if (t.kind == PDF_DICT_END || t.kind == PDF_ARRAY_END) {
			if (!depth)
				return (str){0};
			depth--;
		}
		if (!depth)
			break;
	}
	return str_sub(from, 0, from.n - s->n);
}

bool pdf_dict_next(str *s, str *ret_name, str *ret_value, struct pdf_work *w)
{
	for (;;) {
		struct pdf_token t = pdf_token_take(s, w);

		if (t.kind == PDF_END || t.kind == PDF_DICT_END)
			return false;
		if (t.kind != PDF_NAME)
			continue;
		*ret_name = str_from(t.text, 1);
		*ret_value = pdf_value_take(s, w);
		return ret_value->n > 0;
	}
}

str pdf_dict_get(str dict, const char *name, struct pdf_work *w)
{
	str key, value;

	if (pdf_token_take(&dict, w).kind != PDF_DICT)
		return (str){0};
	while (pdf_dict_next(&dict, &key, &value, w))
		if (str_eq(key, str_c(name)))
			return value;
	return (str){0};
}

static void put_hex(str s, buf *out)
{
	int high = -1;

	for (size_t i = 0; i < s.n; i++) {
		int d = byte_hex(s.p[i]);

		if (d < 0)
			continue;
		if (high >= 0)
			buf_put_byte(out, (uint8_t)(high << 4 | d));
		high = high >= 0 ? -1 : d;
	}
	if (high >= 0)
		buf_put_byte(out, (uint8_t)(high << 4));
}

/* Behind a backslash at s.p[i]; the last byte it takes. */
static size_t put_escape(str s, size_t i, buf *out)
{
	static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
	unsigned v = 0, digits = 0;

	for (size_t k = 0; k < sizeof(from) - 1; k++)
		if (s.p[i] == (uint8_t)from[k]) {
			buf_put_byte(out, (uint8_t)to[k]);
			return i;
		}
	while (digits < 3 && i < s.n && s.p[i] >= '0' && s.p[i] <= '7') {
		v = v * 8 + (s.p[i++] - '0');
		digits++;
	}
	if (digits) {
		buf_put_byte(out, (uint8_t)v);
		return i - 1;
	}
	if (s.p[i] == '\r' && i + 1 < s.n && s.p[i + 1] == '\n')
		return i + 1;
	if (s.p[i] != '\n' && s.p[i] != '\r')
		buf_put_byte(out, s.p[i]);
	return i;
}

void pdf_string_put(str s, buf *out)
{
	if (s.n < 2)
		return;
	if (s.p[0] == '<') {
		put_hex(str_from(s, 1), out);
		return;
	}
	s = str_sub(s, 1, s.n - 1 - (s.p[s.n - 1] == ')'));
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] == '\\' && i + 1 < s.n)
			i = put_escape(s, i + 1, out);
		else
			buf_put_byte(out, s.p[i]);
}

void pdf_text_put(str string, buf *out)
{
	AUTO(buf_release) buf bytes;

	buf_init(&bytes, (size_t)1 << 20);
	pdf_string_put(string, &bytes);
	str s = buf_str(&bytes);

	if (str_starts(s, STR("\xfe\xff")))
		(void)charset_decode(CHARSET_UTF16BE, str_from(s, 2), out);
	else if (str_starts(s, STR("\xef\xbb\xbf")) || str_is_utf8(s))
		buf_put(out, str_from(s, str_starts(s, STR("\xef\xbb\xbf")) ? 3 : 0));
	else
		(void)charset_decode(CHARSET_LATIN1, s, out);
}

double pdf_number(str s)
{
	bool minus = str_starts(s, STR("-"));
	double v = 0, scale = 1;
	bool fraction = false;

	for (size_t i = minus; i < s.n && i < 30; i++) {
		if (s.p[i] == '.')
			fraction = true;
		else if (byte_is_digit(s.p[i])) {
			v = v * 10 + (s.p[i] - '0');
			scale *= fraction ? 10 : 1;
		}
	}
	return (minus ? -v : v) / scale;
}

uint32_t pdf_whole(str s)
{
	double v = pdf_number(s);

	return v <= 0 ? 0 : v >= (double)UINT32_MAX ? UINT32_MAX : (uint32_t)v;
}

bool pdf_reference(str value, uint32_t *ret)
{
	size_t n = 0;
	uint64_t v;

	while (n < value.n && byte_is_digit(value.p[n]))
		n++;
	if (!str_ends(value, STR("R")) || !str_to_u64(str_sub(value, 0, n), UINT32_MAX, &v))
		return false;
	*ret = (uint32_t)v;
	return true;
}
