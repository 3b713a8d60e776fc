#include "format/heading.h"

void heading_put_key(buf *b, str cell)
{
	size_t at = 0;
	unsigned depth = 0;

	while (at < cell.n) {
		uint32_t cp = str_utf8_next(cell, &at);

		if (cp == '(' || cp == 0xff08)
			depth++;
		else if (cp == ')' || cp == 0xff09)
			depth -= depth > 0;
		else if (depth || cp <= ' ' || cp == '/' || cp == '-' || cp == '_' || cp == '*' || cp == ':' ||
			 cp == 0xff1a || cp == 0x3000 || cp == 0xfeff || cp == 0x3001)
			continue;
		else
			buf_put_utf8(b, cp < 128 ? byte_lower((uint8_t)cp) : cp);
	}
}
