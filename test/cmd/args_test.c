#include "cmd/args.h"

#include <string.h>

#include "test/tap.h"

static int parse(struct args *a, err *e, const char *const *words)
{
	int argc = 0;

	while (words[argc])
		argc++;
	*e = (err){0};
	return args_parse(a, argc, (char *const *)(uintptr_t)words, e);
}
#define PARSE(...) parse(&a, &e, (const char *const[]){"yicha", __VA_ARGS__, NULL})

static void test_forms(void)
{
	struct args a;
	err e;

	is_int(PARSE("version", "--store=/a", "--json"), 0, "--name=value");
	is_str(str_c(args_value(&a, "store")), STR("/a"), "gives the value");
	ok(args_flag(&a, "json") && !args_flag(&a, "quiet"), "and the flags that were given");
	args_release(&a);
	is_int(PARSE("--store", "/a", "version", "--store", "/b"), 0, "--name value, before and after the command");
	is_str(str_c(args_value(&a, "store")), STR("/b"), "the last value holds");
	is_int(args_times(&a, "store"), 2, "both are kept");
	is_str(str_c(args_value_at(&a, "store", 0)), STR("/a"), "in order");
	args_release(&a);
	is_int(PARSE("-qv", "version"), 0, "letters together");
	ok(args_flag(&a, "quiet") && args_flag(&a, "verbose"), "are both given");
	args_release(&a);
	is_int(PARSE("help", "--", "--quiet"), 0, "-- ends options");
	is_str(str_c(args_operand(&a, 0)), STR("--quiet"), "what follows is an operand");
	ok(!args_flag(&a, "quiet"), "and no option");
	args_release(&a);
	is_int(PARSE("--store="), 0, "an empty value is a value");
	ok(args_value(&a, "store") && !*args_value(&a, "store"), "and is empty");
	ok(a.command == NULL, "without a command there is none");
	args_release(&a);
	is_int(PARSE("help", "-"), 0, "a lone hyphen is an operand");
	args_release(&a);
}

static void refused(const char *const *words, const char *why)
{
	struct args a;
	err e;

	is_int(parse(&a, &e, words), E_USAGE, "refused: %s", words[1]);
	is_str(str_c(e.text), str_c(why), "with the reason");
	args_release(&a);
}
#define REFUSED(why, ...) refused((const char *const[]){"yicha", __VA_ARGS__, NULL}, why)

static void test_faults(void)
{
	REFUSED("there is no option \"stor\"; did you mean --store?", "--stor=x");
	REFUSED("there is no option \"xyzzy\"", "--xyzzy");
	REFUSED("there is no option \"\"", "--=x");
	REFUSED("there is no option \"-qX\"", "-qX");
	REFUSED("there is no command \"verison\"; did you mean 'version'?", "verison");
	REFUSED("there is no command \"\\x1b[31mx\"", "\x1b[31mx");
	REFUSED("option --json takes no value", "--json=1");
	REFUSED("option --store needs a value (DIR)", "version", "--store");
	REFUSED("too much: \"x\"", "version", "x");
	REFUSED("there is no option \"man-\"; did you mean --lang?", "help", "--man-");
}

static void test_lang(void)
{
	char *words[] = {(char *)"yicha", (char *)"--bad", (char *)"--lang", (char *)"zh", NULL};
	char *after[] = {(char *)"yicha", (char *)"--", (char *)"--lang=zh", NULL};

	is_str(str_c(args_early_lang(4, words)), STR("zh"), "the language is known before the fault");
	ok(!args_early_lang(3, after), "behind -- it is an operand");
}

/* Every command's table is sound: an option means one thing, operands have their bounds. */
static void test_tables(void)
{
	for (size_t i = 0; commands[i]; i++) {
		const struct command *c = commands[i];

		ok(c->run && c->words && c->operands && c->operands_least <= c->operands_most, "command %s", c->name);
		for (const struct option_row *r = c->options; r && r->name; r++) {
			bool clash = false;

			for (const struct option_row *g = args_globals; g->name; g++)
				clash = clash || !strcmp(g->name, r->name) || (r->letter && g->letter == r->letter);
			for (const struct option_row *o = c->options; o != r; o++)
				clash = clash || !strcmp(o->name, r->name) || (r->letter && o->letter == r->letter);
			ok(!clash, "%s --%s is its own", c->name, r->name);
			ok((r->kind == OPTION_VALUE) == (r->value != NULL), "%s --%s names its value", c->name,
			   r->name);
		}
	}
}

int main(void)
{
	test_forms();
	test_faults();
	test_lang();
	test_tables();
	return tap_done();
}
