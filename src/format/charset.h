/*
 * charset: text of Chinese sites to UTF-8. GB2312 and GBK are read as GB18030 (GB 18030-2005), of which they are parts:
 * many a page labelled GBK has four-byte characters. Broken bytes become U+FFFD; nothing is dropped.
 */
#pragma once

#include "base/buf.h"

enum charset {
	CHARSET_UTF8,
	CHARSET_GB18030,
	CHARSET_BIG5,
	CHARSET_LATIN1,
	CHARSET_UTF16LE,
	CHARSET_UTF16BE,
	CHARSET_COUNT
};
/* "utf-8", "gb18030", "big5", "windows-1252", "utf-16le", "utf-16be". */
const char *charset_name(enum charset c);
/* By a label of the WHATWG Encoding standard (any case, blanks around); false when it is none of ours. */
[[nodiscard]] bool charset_find(str label, enum charset *ret);

enum charset_by { CHARSET_BY_BOM, CHARSET_BY_HEADER, CHARSET_BY_META, CHARSET_BY_BYTES, CHARSET_BY_COUNT };

struct charset_choice {
	enum charset charset;
	enum charset_by by;
	bool wrong_label; /* header or meta named another one, which the bytes are not */
	size_t skip;      /* bytes of the byte order mark */
};
/* In which charset are these bytes of a page written? Byte order mark, else the Content-Type header's charset, else the
 * first <meta> that names one in the first 4,096 bytes, else what the bytes are: valid UTF-8, or GB18030. A label that the
 * bytes contradict (UTF-8 where they are not; GBK where they can only be UTF-8) is set aside. */
struct charset_choice charset_choose(str bytes, str content_type);
/* The value of charset= in a Content-Type, unquoted; empty when there is none. */
str charset_label(str content_type);
/* The character at byte `at` (at < s.n): its code point, U+FFFD where it is broken; *ret_n: the bytes it takes, at least 1. */
uint32_t charset_step(enum charset c, str s, size_t at, size_t *ret_n);
/* Puts the bytes as UTF-8. Returns how many broken sequences became U+FFFD. */
size_t charset_decode(enum charset c, str bytes, buf *out);
