/*
 * yaml: a YAML document as a tree with lines, for everything people write for yicha (scope, laws, check headers). Read by
 * libyaml's event parser: no aliases or anchors (they bomb), no tags, no duplicate keys, bounded depth and size; every
 * error says file:line:column and why.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/i18n.h"

enum yaml_kind { YAML_SCALAR, YAML_LIST, YAML_MAP };

struct yaml_node {
	enum yaml_kind kind;
	unsigned line; /* 1-based */
	unsigned column;
	bool quoted; /* scalar was quoted: never a number or a boolean */
	str text;    /* scalar */
	str key;     /* where this node is a map's value */
	unsigned key_line;
	struct yaml_node *child; /* list, map: first */
	struct yaml_node *next;  /* sibling */
	size_t count;            /* children */
};

/* Where messages come from: the path shown, and lines to add (a header inside a .sql file). */
struct yaml_source {
	str path;
	unsigned first_line; /* 0 or 1: starts at line 1 */
};

/* Parses one document into mem. Errors: E_SYNTAX with "path:line:column: why". At most 16 MiB, 32 levels. */
[[nodiscard]] int yaml_parse(arena *mem, struct yaml_source src, str bytes, struct yaml_node **ret, err *e);
/* E_SYNTAX with "path:line: words". */
ATTR_PRINTF(4, 5) int yaml_err(err *e, struct yaml_source src, const struct yaml_node *at, const char *fmt, ...);

/* A map's value, or NULL. */
const struct yaml_node *yaml_get(const struct yaml_node *map, const char *key);
/* Refuses keys that are not in the list (NULL at its end) and names the nearest right one. */
[[nodiscard]] int yaml_only(struct yaml_source src, const struct yaml_node *map, const char *const *keys, err *e);
/* Typed readers: a missing key leaves *ret alone and is an error only when `need`. */
[[nodiscard]] int yaml_str(struct yaml_source src, const struct yaml_node *map, const char *key, bool need, str *ret,
			   err *e);
[[nodiscard]] int yaml_int(struct yaml_source src, const struct yaml_node *map, const char *key, bool need,
			   int64_t least, int64_t most, int64_t *ret, err *e);
[[nodiscard]] int yaml_bool(struct yaml_source src, const struct yaml_node *map, const char *key, bool need, bool *ret,
			    err *e);
/* {zh: …, en: …}, or a plain text for both. */
[[nodiscard]] int yaml_text2(struct yaml_source src, const struct yaml_node *map, const char *key, bool need,
			     struct text2 *ret, err *e);
/* A date "2026-11-22" as days since 1970-01-01. */
[[nodiscard]] int yaml_date(struct yaml_source src, const struct yaml_node *map, const char *key, bool need,
			    int64_t *ret, err *e);
/* One of the words (NULL at the end); *ret is its index. The error names the nearest. */
[[nodiscard]] int yaml_word(struct yaml_source src, const struct yaml_node *map, const char *key, bool need,
			    const char *const *words, size_t *ret, err *e);
/* The date alone; false when malformed or not in the calendar. */
[[nodiscard]] bool yaml_date_parse(str s, int64_t *ret);
/* The most similar of the words, or NULL when none is like it. */
const char *yaml_nearest(str word, const char *const *words);
