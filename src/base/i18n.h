/*
 * i18n: Chinese and English. Messages are written in English in the code as _("..."), translated by po/zh_CN.po
 * (gettext's format and tools; the table is compiled in, so that no locale and no .mo file need be installed).
 */
#pragma once

#include "base/str.h"

enum lang { LANG_EN, LANG_ZH, LANG_COUNT };

/* Chosen by --lang ("zh", "en", "zh_CN.UTF-8"), else by LC_ALL, LC_MESSAGES, LANG; default English. Unknown: false. */
bool i18n_set(const char *lang);
/* From the environment's values, each may be NULL or "". */
void i18n_from_env(const char *lc_all, const char *lc_messages, const char *lang);
enum lang i18n_lang(void);
/* The message in the current language, or itself. */
ATTR_FORMAT_ARG(1) const char *i18n_text(const char *msg);
/* In a given language. */
ATTR_FORMAT_ARG(2) const char *i18n_text_in(enum lang lang, const char *msg);
#define _(msg) i18n_text(msg)
/* Marks a message for extraction that is translated later. */
#define N_(msg) msg

/* A text in both languages, from a catalogue; either may be empty. */
struct text2 {
	str zh;
	str en;
};
/* The text in a language, the other where that is missing. */
str text2_in(struct text2 t, enum lang lang);

/* Generated from po/zh_CN*.po, sorted by msgid. */
struct i18n_pair {
	const char *msgid;
	const char *msgstr;
};
extern const struct i18n_pair i18n_zh[];
extern const size_t i18n_zh_count;
