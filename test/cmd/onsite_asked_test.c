/* Questions and answers as an officer types them. */
#include "cmd/onsite_asked.h"

#include "base/buf.h"
#include "test/tap.h"

static arena mem;
static struct onsite_asked list[ONSITE_ASKED_MOST];

static int parse(const char *text, size_t *ret_n, err *e)
{
	return onsite_asked_parse(str_c(text), &mem, list, ret_n, e);
}

static void refused(const char *text, const char *says)
{
	size_t n = 0;
	err e = {0};

	ok(parse(text, &n, &e) < 0 && str_has(str_c(e.text), str_c(says)), "refused: %s", e.text);
}

int main(void)
{
	size_t n = 0;
	err e = {0};

	arena_init(&mem, (size_t)16 << 20);
	is_int(parse("\xef\xbb\xbf问：一？\r\n答：是，\r\n  也是。\r\n\r\nQ: two?\nA:no", &n, &e), 0,
	       "two languages, CR LF, blank lines: %s", e.text);
	is_int(n, 2, "two questions");
	is_str(list[0].question, STR("一？"), "the question");
	is_str(list[0].answer, STR("是，\n也是。"), "an answer that goes on");
	is_str(list[1].answer, STR("no"), "the last one");
	is_int(parse("", &n, &e), 0, "nothing");
	is_int(n, 0, "is no question");
	refused("答：x", "line 1: questions and answers take turns");
	refused("问：a\n问：b\n答：c", "line 2: questions and answers take turns");
	refused("你好\n", "line 1: begins neither");
	refused("问：\n答：x", "line 2: nothing is said");
	refused("问：a\n", "no answer");
	buf b;

	buf_init(&b, 1 << 20);
	for (size_t i = 0; i <= ONSITE_ASKED_MOST; i++)
		buf_put_c(&b, "问：a\n答：b\n");
	refused(buf_c(&b), "more than 200 questions");
	buf_release(&b);
	arena_clear(&mem);
	return tap_done();
}
