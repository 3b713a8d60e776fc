#include "base/i18n.h"

#include <stdlib.h>
#include <string.h>

static enum lang current = LANG_EN;

static bool lang_parse(const char *s, enum lang *ret)
{
	if (!s || !*s)
		return false;
	str name = str_c(s);

	if (str_istarts(name, STR("zh")))
		*ret = LANG_ZH;
	else if (str_istarts(name, STR("en")) || str_eq(name, STR("C")) || str_starts(name, STR("C.")) ||
		 str_eq(name, STR("POSIX")))
		*ret = LANG_EN;
	else
		return false;
	return true;
}

bool i18n_set(const char *lang)
{
	return lang_parse(lang, &current);
}

void i18n_from_env(const char *lc_all, const char *lc_messages, const char *lang)
{
	if (lc_all && *lc_all)
		(void)lang_parse(lc_all, &current);
	else if (lc_messages && *lc_messages)
		(void)lang_parse(lc_messages, &current);
	else
		(void)lang_parse(lang, &current);
}

enum lang i18n_lang(void)
{
	return current;
}

static int pair_cmp(const void *key, const void *pair)
{
	return strcmp(key, ((const struct i18n_pair *)pair)->msgid);
}

const char *i18n_text_in(enum lang lang, const char *msg)
{
	if (lang != LANG_ZH)
		return msg;
	const struct i18n_pair *p = bsearch(msg, i18n_zh, i18n_zh_count, sizeof(i18n_zh[0]), pair_cmp);

	return p ? p->msgstr : msg;
}

const char *i18n_text(const char *msg)
{
	return i18n_text_in(current, msg);
}

str text2_in(struct text2 t, enum lang lang)
{
	str want = lang == LANG_ZH ? t.zh : t.en;

	return want.n ? want : lang == LANG_ZH ? t.en : t.zh;
}
