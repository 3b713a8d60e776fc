#include "cmd/onsite_asked.h"

#include "base/buf.h"
#include "base/i18n.h"

#define TEXT_MOST ((size_t)64 * 1024)

enum turn { TURN_NONE, TURN_QUESTION, TURN_ANSWER };

static enum turn mark_of(str *line)
{
	static const struct {
		const char *word;
		enum turn mark;
	} marks[] = {{"问：", TURN_QUESTION}, {"问:", TURN_QUESTION}, {"Q:", TURN_QUESTION},
		     {"答：", TURN_ANSWER},   {"答:", TURN_ANSWER},   {"A:", TURN_ANSWER}};

	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		str word = str_c(marks[i].word);

		if (str_starts(*line, word)) {
			*line = str_trim(str_from(*line, word.n));
			return marks[i].mark;
		}
	}
	return TURN_NONE;
}

struct reading {
	arena *mem;
	struct onsite_asked *list;
	size_t n;
	enum turn in;
	buf b; /* the text that is going on */
	unsigned long line;
	err *e;
};

static int end_text(struct reading *r)
{
	str text = arena_str(r->mem, str_trim(buf_str(&r->b)));

	if (r->in == TURN_NONE)
		return 0;
	if (!text.n)
		return err_set(r->e, E_SYNTAX, _("line %lu: nothing is said before it"), r->line);
	if (r->in == TURN_QUESTION)
		r->list[r->n].question = text;
	else
		r->list[r->n++].answer = text;
	buf_reset(&r->b);
	return 0;
}

static int take_line(struct reading *r, str line)
{
	enum turn mark = mark_of(&line);

	if (mark != TURN_NONE) {
		TRY(end_text(r));
		if (mark == r->in || (mark == TURN_ANSWER && r->in == TURN_NONE))
			return err_set(r->e, E_SYNTAX, _("line %lu: questions and answers take turns"), r->line);
		if (r->n == ONSITE_ASKED_MOST)
			return err_set(r->e, E_LIMIT, _("more than %d questions"), ONSITE_ASKED_MOST);
		r->in = mark;
	} else if (line.n && r->in == TURN_NONE) {
		return err_set(r->e, E_SYNTAX, _("line %lu: begins neither with 问： nor with 答："), r->line);
	}
	if (r->b.n && line.n)
		buf_put_byte(&r->b, '\n');
	buf_put_clean(&r->b, line, TEXT_MOST);
	return 0;
}

int onsite_asked_parse(str text, arena *mem, struct onsite_asked *list, size_t *ret_n, err *e)
{
	struct reading r = {.mem = mem, .list = list, .e = e};
	int rc = 0;

	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = str_from(text, 3);
	buf_init(&r.b, TEXT_MOST);
	while (text.n && rc == 0) {
		r.line++;
		rc = take_line(&r, str_trim(str_cut(&text, '\n').head));
	}
	if (rc == 0)
		rc = end_text(&r);
	if (rc == 0 && r.in == TURN_QUESTION)
		rc = err_set(e, E_SYNTAX, _("the last question has no answer"));
	if (rc == 0 && buf_full(&r.b))
		rc = err_set(e, E_LIMIT, _("line %lu: too long"), r.line);
	buf_release(&r.b);
	*ret_n = r.n;
	return rc;
}
