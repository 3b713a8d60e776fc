/* Refuses what the two databases read differently, or what only one of them reads (each rule was tried on both). The text
 * is read once from front to end; parentheses are kept on a stack of bounded depth. */
#include "judge/words.h"

#include <stdarg.h>

#include "base/i18n.h"

#define DEPTH_MOST 100
#define WORD_MOST 64

enum paren { PAREN_PLAIN, PAREN_CAST, PAREN_MINMAX, PAREN_SUBSTR };

struct scan {
	str sql;
	size_t at;
	struct language_params params;
	uint8_t *out;
	err *e;
	enum paren stack[DEPTH_MOST];
	size_t depth;
	char word[WORD_MOST];   /* the word read last, lower case; "" when the last token was none */
	char before[WORD_MOST]; /* the word before it */
	uint8_t last;           /* last byte of the last token */
	bool after_is;          /* after IS or IS NOT */
	bool ended;             /* after the final ";" */
};

ATTR_PRINTF(2, 3) static int refuse(const struct scan *s, const char *fmt, ...)
{
	unsigned line = 1;
	char words[300];
	va_list ap;

	for (size_t i = 0; i < s->at && i < s->sql.n; i++)
		line += s->sql.p[i] == '\n';
	va_start(ap, fmt);
	vsnprintf(words, sizeof(words), fmt, ap);
	va_end(ap);
	return err_set(s->e, E_SYNTAX, _("line %u: %s"), line, words);
}

static uint8_t peek(const struct scan *s, size_t ahead)
{
	return s->at + ahead < s->sql.n ? s->sql.p[s->at + ahead] : 0;
}

static void blank(struct scan *s, size_t n)
{
	for (; n && s->at < s->sql.n; n--, s->at++) {
		if (s->sql.p[s->at] != '\n')
			s->out[s->at] = ' ';
	}
}

static int skip_comment(struct scan *s)
{
	str rest = str_from(s->sql, s->at);

	if (rest.p[0] == '-') {
		blank(s, str_find_byte(rest, '\n'));
		return 0;
	}
	size_t end = str_find(str_from(rest, 2), STR("*/"));

	if (end == rest.n - 2)
		return refuse(s, _("a comment is not closed"));
	/* PostgreSQL nests comments, SQLite does not: what hides from one would run in the other. */
	if (str_has(str_sub(rest, 2, end), STR("/*")))
		return refuse(s, _("a comment within a comment"));
	blank(s, end + 4);
	return 0;
}

static void set_word(struct scan *s, str w)
{
	bytes_copy(s->before, sizeof(s->before), (str){(const uint8_t *)s->word, sizeof(s->word)});
	s->word[0] = 0;
	for (size_t i = 0; i < w.n; i++) {
		s->word[i] = (char)byte_lower(w.p[i]);
		s->word[i + 1] = 0;
	}
	s->last = w.n ? w.p[w.n - 1] : 0;
}

static bool is_word(const char *word, const char *const *list)
{
	for (; *list; list++) {
		if (str_eq(str_c(word), str_c(*list)))
			return true;
	}
	return false;
}

static int take_string(struct scan *s)
{
	str rest = str_from(s->sql, s->at);
	size_t n = 1;

	if (byte_is_alnum(s->last) && s->at && s->sql.p[s->at - 1] == s->last)
		return refuse(s, _("only plain strings '…' are taken, no E'…', X'…' or the like"));
	if (s->last == '&')
		return refuse(s, _("\"&\" before a string"));
	for (;;) {
		n += str_find_byte(str_from(rest, n), '\'');
		if (n >= rest.n)
			return refuse(s, _("a string is not closed"));
		n++;
		if (n >= rest.n || rest.p[n] != '\'')
			break;
		n++;
	}
	s->at += n;
	set_word(s, (str){0});
	s->last = '\'';
	return 0;
}

static bool name_byte(uint8_t c)
{
	return byte_is_alnum(c) || c == '_';
}

static int take_parameter(struct scan *s)
{
	size_t n = 1;

	while (name_byte(peek(s, n)))
		n++;
	str name = str_sub(s->sql, s->at + 1, n - 1);
	bool known = str_eq(name, STR("at"));

	for (size_t i = 0; i < s->params.count; i++)
		known = known || str_eq(name, s->params.names[i]);
	if (!known)
		return refuse(s, _("\":%.*s\" is neither :at nor one of params"), STR_ARG(str_sub(name, 0, 40)));
	s->at += n;
	set_word(s, (str){0});
	s->last = 'p';
	return 0;
}

/* After AS within CAST, after IS: which words may follow. */
static int check_follow(struct scan *s)
{
	static const char *const types[] = {"text", "bigint", NULL};
	static const char *const after_is[] = {"null", "not", "true", "false", "distinct", NULL};
	bool not = str_eq(str_c(s->word), STR("not"));

	if (s->depth && s->stack[s->depth - 1] == PAREN_CAST && str_eq(str_c(s->before), STR("as")) &&
	    !is_word(s->word, types))
		return refuse(s, _("CAST to %s: only TEXT and BIGINT mean the same everywhere"), s->word);
	if (s->after_is && !is_word(s->word, after_is))
		return refuse(s, _("IS before %s: write = or IS NOT DISTINCT FROM"), s->word);
	s->after_is = str_eq(str_c(s->word), STR("is")) || (s->after_is && not );
	return 0;
}

static const struct {
	const char *word;
	const char *why;
} refused[] = {
	{"like", N_("LIKE compares letters differently in the two databases: write SUBSTR(x, 1, n) = '…'")},
	{"ilike", N_("ILIKE is PostgreSQL's alone")},
	{"glob", N_("GLOB is SQLite's alone")},
	{"regexp", N_("patterns belong into the collector")},
	{"match", N_("MATCH is SQLite's alone")},
	{"similar", N_("patterns belong into the collector")},
	{"collate", N_("text is compared by its bytes, COLLATE is not taken")},
	{"isnull", N_("write IS NULL")},
	{"notnull", N_("write IS NOT NULL")},
	{"natural", N_("NATURAL JOIN changes with every new column: name the columns")},
	{"indexed", N_("INDEXED BY is SQLite's alone")},
	{"rowid", N_("rows have no number that lasts")},
	{"oid", N_("rows have no number that lasts")},
	{"current_date", N_("a check has no clock: use :at")},
	{"current_time", N_("a check has no clock: use :at")},
	{"current_timestamp", N_("a check has no clock: use :at")},
	{"any", N_("ANY is PostgreSQL's alone: write IN")},
	{"lateral", N_("LATERAL is PostgreSQL's alone")},
	{"fetch", N_("write LIMIT")},
};

static int take_word(struct scan *s)
{
	size_t n = 0;

	while (name_byte(peek(s, n)))
		n++;
	if (n >= WORD_MOST)
		return refuse(s, _("a name longer than %d letters"), WORD_MOST - 1);
	set_word(s, str_sub(s->sql, s->at, n));
	for (size_t i = 0; i < ARRAY_LEN(refused); i++) {
		if (str_eq(str_c(s->word), str_c(refused[i].word)))
			return refuse(s, "%s", _(refused[i].why));
	}
	TRY(check_follow(s));
	s->at += n;
	return 0;
}

static int take_number(struct scan *s)
{
	size_t n = 0;

	while (byte_is_digit(peek(s, n)))
		n++;
	if (peek(s, n) == '.' || name_byte(peek(s, n)))
		return refuse(s, _("only whole decimal numbers are taken"));
	s->at += n;
	set_word(s, (str){0});
	s->last = '0';
	return 0;
}

static int open_paren(struct scan *s)
{
	static const char *const minmax[] = {"min", "max", NULL};
	static const char *const substr[] = {"substr", "substring", NULL};
	enum paren kind = PAREN_PLAIN;

	if (s->depth == DEPTH_MOST)
		return refuse(s, _("parentheses nested deeper than %d"), DEPTH_MOST);
	if (str_eq(str_c(s->word), STR("cast")))
		kind = PAREN_CAST;
	else if (is_word(s->word, minmax))
		kind = PAREN_MINMAX;
	else if (is_word(s->word, substr))
		kind = PAREN_SUBSTR;
	s->stack[s->depth++] = kind;
	return 0;
}

static int check_paren(struct scan *s, uint8_t c)
{
	enum paren in = s->depth ? s->stack[s->depth - 1] : PAREN_PLAIN;

	if (c == '(')
		return open_paren(s);
	if (c == ')' && s->depth == 0)
		return refuse(s, _("a \")\" without \"(\""));
	if (c == ')')
		s->depth--;
	else if (c == ',' && in == PAREN_MINMAX)
		return refuse(s, _("MIN and MAX take one argument: write CASE"));
	else if (c == '-' && in == PAREN_SUBSTR && (s->last == ',' || s->last == '('))
		return refuse(s, _("SUBSTR with a negative number differs in the two databases"));
	return 0;
}

static int take_sign(struct scan *s)
{
	static const str signs = STR_INIT("()+-*/%=<>!|&,.");
	uint8_t c = peek(s, 0);
	uint8_t next = peek(s, 1);

	if (str_find_byte(signs, c) == signs.n)
		return refuse(s,
			      c < 0x80 ? _("the sign \"%c\" is not taken outside of strings")
				       : _("letters outside of strings are a to z"),
			      c);
	if ((c == '=' && next == '=') || (c == '!' && next != '=') || (c == '-' && next == '>'))
		return refuse(s, _("the operator \"%c%c\" is not taken"), c, next);
	TRY(check_paren(s, c));
	s->at++;
	set_word(s, (str){0});
	s->last = c;
	return 0;
}

static int take(struct scan *s)
{
	uint8_t c = peek(s, 0);
	uint8_t next = peek(s, 1);

	if (byte_is_space(c)) {
		s->at++;
		return 0;
	}
	if ((c == '-' && next == '-') || (c == '/' && next == '*'))
		return skip_comment(s);
	if (s->ended)
		return refuse(s, _("one SELECT is taken, nothing behind its \";\""));
	if (c == ';') {
		s->ended = true;
		blank(s, 1);
		return 0;
	}
	if (s->after_is && !byte_is_alpha(c))
		return refuse(s, _("IS before a value: write = or IS NOT DISTINCT FROM"));
	if (c == '\'')
		return take_string(s);
	if (c == '"' || c == '`' || c == '[')
		return refuse(s, _("names in quotes are not taken"));
	if (c == ':' && byte_is_alpha(next))
		return take_parameter(s);
	if (byte_is_digit(c))
		return take_number(s);
	if (byte_is_alpha(c) || c == '_')
		return take_word(s);
	return take_sign(s);
}

int words_check(str sql, struct language_params params, uint8_t *out, err *e)
{
	struct scan s = {.sql = sql, .params = params, .out = out, .e = e};

	if (!str_is_utf8(sql) || str_find_byte(sql, 0) < sql.n)
		return err_set(e, E_SYNTAX, _("line %u: %s"), 1u, _("is not valid UTF-8 text"));
	bytes_copy(out, sql.n, sql);
	while (s.at < sql.n)
		TRY(take(&s));
	if (s.depth)
		return refuse(&s, _("a \"(\" is not closed"));
	return 0;
}
