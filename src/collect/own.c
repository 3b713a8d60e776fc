#include "collect/own.h"

#include "base/buf.h"
#include "ident/uscc.h"

#define NAME_MOST ((size_t)1024)

static void put_name(buf *b, str s)
{
	size_t at = 0;

	while (at < s.n) {
		uint32_t cp = str_utf8_next(s, &at);

		if (cp == 0xff08 || cp == 0xff09)
			cp = cp == 0xff08 ? '(' : ')';
		if (cp > ' ' && cp != 0x3000)
			buf_put_utf8(b, cp < 128 ? byte_lower((uint8_t)cp) : cp);
	}
}

bool own_row(const struct scope *s, str name, str uscc)
{
	AUTO(buf_release) buf a;
	AUTO(buf_release) buf b;
	char code[USCC_LENGTH + 1];

	buf_init(&a, NAME_MOST);
	buf_init(&b, NAME_MOST);
	if (uscc_normalise(uscc, code))
		return str_eq(str_c(code), s->unit.uscc);
	if (!name.n)
		return true;
	put_name(&a, name);
	put_name(&b, s->unit.name);
	return str_eq(buf_str(&a), buf_str(&b));
}
