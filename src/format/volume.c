#include "format/volume.h"

#include "base/i18n.h"

const char volume_next_words[] = N_("a volume of a set: what goes on in the next volume was not looked at with it");
const char volume_before_words[] = N_("a volume of a set: what begins in a volume before was not looked at with it");
static const char last_words[] =
	N_("named as a ZIP archive but does not begin as one: the last volume of a set, or damaged");

/* The digits that a name ends with, n of them behind the mark; 0: others. */
static uint64_t ending(str name, str mark, size_t n)
{
	str digits = str_from(name, name.n > n ? name.n - n : name.n);
	uint64_t v = 0;

	if (digits.n != n || !str_iends(str_sub(name, 0, name.n - n), mark) || !str_to_u64(digits, 999, &v))
		return 0;
	return v;
}

/* Logs are numbered in the same way. */
static uint64_t number_of(str name)
{
	static const str packed[] = {
		STR_INIT(".7z."),  STR_INIT(".zip."), STR_INIT(".rar."), STR_INIT(".tar."), STR_INIT(".gz."),
		STR_INIT(".tgz."), STR_INIT(".bz2."), STR_INIT(".xz."),  STR_INIT(".zst."), STR_INIT(".iso."),
	};
	uint64_t v = ending(name, STR(".z"), 2);

	for (size_t i = 0; i < ARRAY_LEN(packed) && !v; i++)
		v = ending(name, packed[i], 3);
	return v;
}

const char *volume_words(str name, enum filetype t)
{
	uint64_t n = number_of(name);

	if (n)
		return n == 1 ? volume_next_words : volume_before_words;
	return t == FILETYPE_BINARY && str_iends(name, STR(".zip")) ? last_words : NULL;
}
