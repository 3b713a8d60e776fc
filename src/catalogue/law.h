/*
 * law: catalogue/laws/<law>.yaml. Each article has a key (<law>/<key>) and versions; the date of the act chooses.
 *
 *   law: {id: csl, name: {zh: 网络安全法, en: Cybersecurity Law}, number: …, kind: law | regulation | order | notice | standard}
 *   articles:
 *     - key: protect
 *       versions:
 *         - {from: 2017-06-01, until: 2026-01-01, number: 第二十一条, words: …, penalty: …, source: …, read: text}
 */
#pragma once

#include "catalogue/yaml.h"

enum law_read {
	LAW_READ_TEXT,      /* words were read in the official text */
	LAW_READ_SECONDARY, /* in a digest or copy */
	LAW_READ_MEMORY,    /* not read: shown as 「未核对原文」, binds nobody */
	LAW_READ_COUNT
};

struct law_version {
	int64_t from;  /* days, inclusive */
	int64_t until; /* days, exclusive; INT64_MAX: open */
	str number;    /* 第二十三条第一款 */
	str words;     /* the law's own words; empty where not read */
	str penalty;   /* in words, may be empty */
	str source;
	enum law_read read;
};

struct law_article {
	str key; /* csl/protect */
	const struct law *law;
	struct law_version *versions;
	size_t version_count;
};

struct law {
	str id;
	struct text2 name;
	str number; /* of the document: 工业和信息化部令第33号 */
	str kind;
	struct law_article *articles;
	size_t article_count;
};

struct laws {
	arena mem;
	struct law *list;
	size_t count;
};

/* Reads every *.yaml of a folder. Errors name file and line. */
[[nodiscard]] int laws_load(const char *dir, struct laws *ret, err *e);
void laws_release(struct laws *l);
/* NULL when there is no such article. */
const struct law_article *laws_find(const struct laws *l, str key);
/* The version in force on a day (days since 1970-01-01), or NULL. */
const struct law_version *law_at(const struct law_article *a, int64_t day);
