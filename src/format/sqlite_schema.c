#include "format/sqlite_schema.h"

#define NAME_MOST 256

static void skip_blank(str *s)
{
	for (;;) {
		while (s->n && byte_is_space(s->p[0]))
			*s = str_from(*s, 1);
		if (str_starts(*s, STR("--")))
			*s = str_from(*s, str_find_byte(*s, '\n'));
		else if (str_starts(*s, STR("/*")))
			*s = str_from(*s, 2 + str_find(str_from(*s, 2), STR("*/")) + 2);
		else
			return;
	}
}

static bool is_word_byte(uint8_t c)
{
	return byte_is_alnum(c) || c == '_' || c == '$' || c >= 0x80;
}

struct sqlite_token sqlite_token_take(str *s)
{
	struct sqlite_token t = {0};
	size_t n = 1;

	skip_blank(s);
	if (!s->n)
		return t;
	uint8_t c = s->p[0], close = c == '[' ? ']' : c;

	if (c == '"' || c == '`' || c == '[' || c == '\'') {
		/* A doubled quote stands for itself. */
		for (; n < s->n; n++) {
			if (s->p[n] != close)
				continue;
			if (close == ']' || n + 1 >= s->n || s->p[n + 1] != close)
				break;
			n++;
		}
		n += n < s->n;
		t.quoted = true;
	} else if (is_word_byte(c)) {
		while (n < s->n && is_word_byte(s->p[n]))
			n++;
		t.word = true;
	}
	t.text = str_sub(*s, 0, n);
	*s = str_from(*s, n);
	return t;
}

str sqlite_token_name(struct sqlite_token t, arena *mem)
{
	str s = str_sub(t.text, 0, NAME_MOST);
	uint8_t kept[NAME_MOST];
	size_t n = 0;

	if (!t.quoted)
		return arena_str(mem, s);
	uint8_t close = t.text.p[0] == '[' ? ']' : t.text.p[0];

	for (size_t i = 1; i < s.n && i + 1 < t.text.n; i++) {
		kept[n++] = s.p[i];
		if (s.p[i] == close)
			i++;
	}
	return arena_str(mem, (str){kept, n});
}

static bool is(struct sqlite_token t, const char *word)
{
	return t.word && str_ieq(t.text, str_c(word));
}

static bool is_byte(struct sqlite_token t, uint8_t c)
{
	return !t.word && !t.quoted && t.text.n == 1 && t.text.p[0] == c;
}

struct reading {
	struct sqlite_table *table;
	arena *mem;
	str key[64]; /* names of the primary key, in its order */
	size_t key_count;
	bool *not_stored; /* generated when read */
	bool *integer;    /* by its type */
};

static void add_key(struct reading *r, str name)
{
	if (r->key_count < ARRAY_LEN(r->key))
		r->key[r->key_count++] = name;
}

/* PRIMARY KEY (a, b DESC). */
static void read_key(struct reading *r, str s)
{
	bool name = false;
	struct sqlite_token t;

	while ((t = sqlite_token_take(&s)).text.n && !is_byte(t, ')')) {
		if (is_byte(t, '(') || is_byte(t, ','))
			name = true;
		else if (name && (t.word || t.quoted)) {
			add_key(r, sqlite_token_name(t, r->mem));
			name = false;
		}
	}
}

/* What stands behind a column's name: its type, PRIMARY KEY, AS (…) without STORED. */
static void read_column(struct reading *r, size_t column, str s)
{
	struct sqlite_token t, before = {0}, first = {0};
	unsigned depth = 0, words = 0;
	bool generated = false, stored = false, key = false, descending = false;

	while ((t = sqlite_token_take(&s)).text.n) {
		depth += is_byte(t, '(');
		depth -= depth && is_byte(t, ')');
		if (!depth && t.word) {
			first = words++ ? first : t;
			key |= is(before, "primary") && is(t, "key");
			descending |= key && is(before, "key") && is(t, "desc");
			stored |= is(t, "stored");
		}
		generated |= depth == 1 && is_byte(t, '(') && is(before, "as");
		before = t;
	}
	if (key)
		add_key(r, r->table->names[column]);
	r->integer[column] = is(first, "integer") && !descending;
	r->not_stored[column] = generated && !stored;
}

/* MySQL's KEY name (columns): what stands in the brackets is no length. */
static bool is_index(struct sqlite_token t, str rest)
{
	if (!is(t, "key") && !is(t, "index") && !is(t, "fulltext") && !is(t, "spatial"))
		return false;
	for (unsigned i = 0; i < 3 && t.text.n; i++) {
		t = sqlite_token_take(&rest);
		if (is_byte(t, '(')) {
			t = sqlite_token_take(&rest);
			return t.text.n && !byte_is_digit(t.text.p[0]);
		}
	}
	return false;
}

/* One definition between commas: a column, or a constraint of the table. */
static void read_definition(struct reading *r, str s)
{
	static const char *const constraints[] = {"constraint", "primary", "unique", "check", "foreign"};
	str rest = s;
	struct sqlite_token t = sqlite_token_take(&rest);
	struct sqlite_table *table = r->table;

	for (size_t i = 0; i < ARRAY_LEN(constraints); i++)
		if (is(t, constraints[i])) {
			size_t at = str_ifind(s, STR("primary"));

			if (at < s.n && str_ihas(str_from(s, at), STR("key")))
				read_key(r, str_from(s, at));
			return;
		}
	if (!t.text.n || is_index(t, rest) || table->count == SQLITE_SCHEMA_COLUMNS_MOST)
		return;
	table->names[table->count] = sqlite_token_name(t, r->mem);
	read_column(r, table->count, rest);
	table->count++;
}

static void place_columns(struct reading *r)
{
	struct sqlite_table *t = r->table;
	bool *placed = arena_new(r->mem, bool, t->count);

	for (size_t k = 0; t->without_rowid && k < r->key_count; k++)
		for (size_t i = 0; i < t->count; i++)
			if (!placed[i] && str_ieq(t->names[i], r->key[k])) {
				placed[i] = true;
				t->stored[t->stored_count++] = (uint16_t)i;
				break;
			}
	for (size_t i = 0; i < t->count; i++)
		if (!placed[i] && !r->not_stored[i])
			t->stored[t->stored_count++] = (uint16_t)i;
}

static void read_definitions(struct reading *r, str *s)
{
	str rest = *s;
	size_t depth = 1;

	for (;;) {
		str before = rest;
		struct sqlite_token t = sqlite_token_take(&rest);
		bool end = !t.text.n;

		depth += is_byte(t, '(');
		depth -= is_byte(t, ')');
		if (end || !depth || (depth == 1 && is_byte(t, ','))) {
			read_definition(r, str_sub(*s, 0, (size_t)(before.n < s->n ? s->n - before.n : 0)));
			*s = rest;
		}
		if (end || !depth)
			return;
	}
}

/* The one INTEGER column that is the primary key is the row's id. */
static void find_rowid(struct reading *r)
{
	struct sqlite_table *t = r->table;

	for (size_t i = 0; i < t->count && r->key_count == 1 && !t->without_rowid; i++)
		if (r->integer[i] && str_ieq(t->names[i], r->key[0]))
			t->rowid = i;
}

bool sqlite_table_read(str sql, arena *mem, struct sqlite_table *ret)
{
	struct reading r = {.table = ret, .mem = mem};
	struct sqlite_token t;

	*ret = (struct sqlite_table){.rowid = SIZE_MAX};
	if (!arena_fits(mem, (SQLITE_SCHEMA_COLUMNS_MOST + 64) * (NAME_MOST + 64)))
		return false;
	while ((t = sqlite_token_take(&sql)).text.n && !is_byte(t, '('))
		;
	if (!t.text.n)
		return false;
	ret->names = arena_new(mem, str, SQLITE_SCHEMA_COLUMNS_MOST + 1);
	ret->stored = arena_new(mem, uint16_t, SQLITE_SCHEMA_COLUMNS_MOST + 1);
	r.not_stored = arena_new(mem, bool, SQLITE_SCHEMA_COLUMNS_MOST + 1);
	r.integer = arena_new(mem, bool, SQLITE_SCHEMA_COLUMNS_MOST + 1);
	read_definitions(&r, &sql);
	ret->without_rowid = str_ihas(sql, STR("rowid")) && str_ihas(sql, STR("without"));
	find_rowid(&r);
	place_columns(&r);
	return ret->count > 0;
}
