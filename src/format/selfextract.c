/* 7zFormat.txt: the start header; RAR: format/rar_head.h. */
#include "format/selfextract.h"

#include <zlib.h>

#include "base/cur.h"
#include "format/rar_head.h"

/* The first header is a few bytes; longer ones would be summed again at every mark. */
#define FIRST_MOST ((size_t)4096)

static bool is_rar(str s)
{
	struct rar_head h;
	bool five = s.n > RAR_HEAD_FIVE_MARK && s.p[6] == 1;
	str rest = str_from(s, five ? RAR_HEAD_FIVE_MARK : RAR_HEAD_FOUR_MARK);
	size_t n = rar_head_size(str_sub(rest, 0, RAR_HEAD_LEAST), five);

	return s.n > RAR_HEAD_FIVE_MARK && n && n <= FIRST_MOST && n <= rest.n &&
	       rar_head_read(str_sub(rest, 0, n), five, &h) == PARSE_OK && (h.what == RAR_MAIN || h.what == RAR_CIPHER);
}

static bool is_sevenzip(str s)
{
	cur c = cur_of(str_from(s, 8));
	uint32_t sum = cur_le32(&c);
	str header = cur_take(&c, 20);

	return cur_ok(&c) && (uint32_t)crc32(0, header.p, (uInt)header.n) == sum;
}

enum filetype selfextract_of(str start, size_t *ret_at)
{
	static const struct {
		str mark;
		bool (*is_sound)(str s);
		enum filetype type;
	} kinds[] = {
		{STR_INIT("Rar!\x1a\7"), is_rar, FILETYPE_RAR},
		{STR_INIT("7z\xbc\xaf\x27\x1c"), is_sevenzip, FILETYPE_7Z},
	};

	for (size_t k = 0; k < ARRAY_LEN(kinds) && str_starts(start, STR("MZ")); k++)
		for (size_t at = 0; at < start.n; at++) {
			at += str_find(str_from(start, at), kinds[k].mark);
			if (at < start.n && kinds[k].is_sound(str_from(start, at))) {
				*ret_at = at;
				return kinds[k].type;
			}
		}
	*ret_at = 0;
	return FILETYPE_PROGRAM;
}
