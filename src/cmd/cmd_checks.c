/* yicha checks: what is checked, on what law, and whether the checks are sound. */
#include "cmd/cmd.h"

#include <stdio.h>

#include "base/i18n.h"
#include "catalogue/checks.h"
#include "catalogue/law.h"
#include "catalogue/paths.h"
#include "cmd/check_new.h"
#include "cmd/facts_doc.h"
#include "judge/compile.h"
#include "judge/judge.h"
#include "os/env.h"

#define OUT_MOST ((size_t)16 << 20)

enum verb { VERB_LIST, VERB_SHOW, VERB_TEST, VERB_NEW, VERB_FACTS };
static const char *const verbs[] = {"list", "show", "test", "new", "facts", NULL};

static void put_text2_json(buf *b, const char *key, struct text2 t)
{
	buf_printf(b, ",\"%s\":{\"zh\":\"", key);
	buf_put_json(b, t.zh);
	buf_put_c(b, "\",\"en\":\"");
	buf_put_json(b, t.en);
	buf_put_c(b, "\"}");
}

static void put_json(buf *b, const struct check *c)
{
	buf_put_c(b, "{\"id\":\"");
	buf_put_json(b, c->id);
	buf_put_c(b, "\",\"clause\":\"");
	buf_put_json(b, c->clause);
	buf_printf(b, "\",\"severity\":\"%s\",\"proof\":\"%s\",\"outside\":%s,\"path\":\"", severity_name(c->severity),
		   c->proof == PROOF_PRESENCE ? "presence" : "absence", c->outside ? "true" : "false");
	buf_put_json(b, c->path);
	buf_put_c(b, "\",\"basis\":[");
	for (size_t i = 0; i < c->basis_count; i++) {
		buf_put_c(b, i ? ",\"" : "\"");
		buf_put_json(b, c->basis[i]);
		buf_put_byte(b, '"');
	}
	buf_put_byte(b, ']');
	put_text2_json(b, "title", c->title);
	put_text2_json(b, "says", c->says);
	put_text2_json(b, "remedy", c->remedy);
	buf_put_byte(b, '}');
}

static int list(const struct args *a, const struct checks *checks)
{
	bool json = args_flag(a, "json");
	buf b;

	buf_init(&b, OUT_MOST);
	for (size_t i = 0; i < checks->count; i++) {
		const struct check *c = &checks->list[i];

		if (json) {
			buf_put_c(&b, i ? ",\n " : "[");
			put_json(&b, c);
			continue;
		}
		str title = text2_in(c->title, i18n_lang());

		buf_printf(&b, "%-32.*s %-9s %.*s%s\n", STR_ARG(c->id), _(severity_name(c->severity)), STR_ARG(title),
			   c->outside ? _(" (not built in)") : "");
	}
	if (json)
		buf_put_c(&b, checks->count ? "]\n" : "[]\n");
	cmd_put(&b);
	buf_release(&b);
	return CMD_CLEAN;
}

static void put_line(buf *b, const char *name, str value)
{
	if (value.n)
		buf_printf(b, "%s: %.*s\n", name, STR_ARG(value));
}

static void put_tables(buf *b, const struct compiled *c)
{
	if (c->broken.code) {
		put_line(b, _("broken"), str_c(c->broken.text));
		return;
	}
	buf_printf(b, "%s:", _("reads"));
	for (int f = 0; f < FACT_COUNT; f++) {
		if (c->query.reads[f] || c->applies.reads[f])
			buf_printf(b, " %s", fact_tables[f].name);
		if (c->query.reads_before[f] || c->applies.reads_before[f])
			buf_printf(b, " %s_before", fact_tables[f].name);
	}
	buf_put_byte(b, '\n');
}

static void put_basis(buf *b, const struct check *c, const struct laws *laws)
{
	for (size_t i = 0; i < c->basis_count; i++) {
		const struct law_article *article = laws_find(laws, c->basis[i]);

		buf_printf(b, "%s: %.*s", _("law"), STR_ARG(c->basis[i]));
		if (article && article->version_count) {
			const struct law_version *v = &article->versions[article->version_count - 1];
			str name = text2_in(article->law->name, i18n_lang());

			buf_printf(b, "  %.*s %.*s", STR_ARG(name), STR_ARG(v->number));
		}
		buf_put_byte(b, '\n');
	}
}

static int put_check(buf *b, const struct check *c, err *e)
{
	AUTO(arena_clear) arena mem;
	struct language *l = NULL;
	struct compiled compiled;
	const char *dir = NULL;
	struct laws laws = {0};

	arena_init(&mem, 1u << 20);
	TRY(paths_data(&mem, "catalogue/laws", &dir, e));
	int rc = laws_load(dir, &laws, e);

	if (rc == 0)
		rc = language_new(&l, e);
	if (rc == 0) {
		compile_check(l, &mem, c, &compiled);
		put_line(b, _("check"), c->id);
		put_line(b, _("title"), text2_in(c->title, i18n_lang()));
		put_line(b, _("severity"), str_c(_(severity_name(c->severity))));
		put_line(b, _("what proves it"), str_c(c->proof == PROOF_PRESENCE ? "presence" : "absence"));
		put_basis(b, c, &laws);
		put_line(b, _("says"), text2_in(c->says, i18n_lang()));
		put_line(b, _("remedy"), text2_in(c->remedy, i18n_lang()));
		put_tables(b, &compiled);
		put_line(b, _("file"), c->path);
		if (c->outside)
			buf_printf(b, "%s\n", _("not built in"));
		buf_printf(b, "\n%.*s\n", STR_ARG(c->sql));
	}
	language_free(l);
	laws_release(&laws);
	return rc;
}

static int show(const struct args *a, const struct checks *checks, const char *id)
{
	const struct check *c = checks_find(checks, str_c(id));
	err e = {0};
	buf b;

	if (!c)
		return cmd_usage(a, _("there is no check \"%s\": `yicha checks list` names all"), id);
	buf_init(&b, OUT_MOST);
	int rc = 0;

	if (args_flag(a, "json")) {
		put_json(&b, c);
		buf_put_byte(&b, '\n');
	} else {
		rc = put_check(&b, c, &e);
	}
	cmd_put(&b);
	buf_release(&b);
	return rc < 0 ? cmd_fail(a, &e) : CMD_CLEAN;
}

/* Every law key that a check cites must be in the catalogue. */
static int test_basis(const struct checks *checks, const char *id, size_t *failed, err *e)
{
	AUTO(arena_clear) arena mem;
	const char *dir = NULL;
	struct laws laws = {0};

	arena_init(&mem, 1u << 16);
	TRY(paths_data(&mem, "catalogue/laws", &dir, e));
	int rc = laws_load(dir, &laws, e);

	for (size_t i = 0; rc == 0 && i < checks->count; i++) {
		const struct check *c = &checks->list[i];

		for (size_t k = 0; k < c->basis_count && (!id || str_eq(c->id, str_c(id))); k++) {
			if (laws_find(&laws, c->basis[k]))
				continue;
			printf("not ok - %.*s: no law has the key \"%.*s\"\n", STR_ARG(c->path), STR_ARG(c->basis[k]));
			++*failed;
		}
	}
	laws_release(&laws);
	return rc;
}

static int test(const struct args *a, const struct checks *checks, const char *id)
{
	size_t failed = 0;
	size_t no_law = 0;
	err e = {0};

	if (args_flag(a, "json"))
		return cmd_usage(a, _("'checks test' speaks TAP, not JSON"));
	if (judge_test(checks, id, os_env("YICHA_PG"), &failed, &e) < 0 || test_basis(checks, id, &no_law, &e) < 0)
		return cmd_fail(a, &e);
	return failed + no_law ? CMD_FOUND : CMD_CLEAN;
}

static int make(const struct args *a, const char *id)
{
	AUTO(arena_clear) arena mem;
	const char *dir = args_value(a, "checks");
	err e = {0};
	buf b;

	arena_init(&mem, 1u << 16);
	if (!dir && paths_data(&mem, "checks", &dir, &e) < 0)
		return cmd_fail(a, &e);
	buf_init(&b, 8192);
	int rc = check_new(dir, str_c(id), &b, &e);

	buf_put_byte(&b, '\n');
	if (rc == 0)
		cmd_put(&b);
	buf_release(&b);
	return rc < 0 ? cmd_fail(a, &e) : CMD_CLEAN;
}

static int facts(const struct args *a)
{
	buf b;

	buf_init(&b, OUT_MOST);
	(args_flag(a, "json") ? facts_doc_json : facts_doc_put)(&b);
	cmd_put(&b);
	buf_release(&b);
	return CMD_CLEAN;
}

static int with_checks(const struct args *a, enum verb verb, const char *id)
{
	struct checks checks;
	err e = {0};
	int rc = checks_load_all(&checks, args_value(a, "checks"), &e);

	if (rc < 0)
		rc = cmd_fail(a, &e);
	else if (verb == VERB_LIST)
		rc = list(a, &checks);
	else if (verb == VERB_SHOW)
		rc = show(a, &checks, id);
	else
		rc = test(a, &checks, id);
	checks_release(&checks);
	return rc;
}

static int run(const struct args *a)
{
	int verb = cmd_verb(a, verbs);
	const char *id = args_count(a) > 1 ? args_operand(a, 1) : NULL;

	if (verb < 0)
		return CMD_REFUSED;
	if (!id && (verb == VERB_SHOW || verb == VERB_NEW))
		return cmd_usage(a, _("name a check, like N3.6/icp-number-missing"));
	if (verb == VERB_FACTS)
		return facts(a);
	return verb == VERB_NEW ? make(a, id) : with_checks(a, (enum verb)verb, id);
}

static const struct option_row options[] = {
	{"checks", 0, OPTION_VALUE, "DIR", N_("further checks, or where `new` writes")},
	{0},
};

const struct command command_checks = {
	.name = "checks",
	.operands = "list|show|test|new|facts [CHECK]",
	.operands_least = 1,
	.operands_most = 2,
	.words = N_("list, show, test and make checks"),
	.help = N_(
		"A check is one file, checks/<clause>/<name>.sql: a header that states the law, and one SELECT that "
		"asks "
		"the facts. `list` names all, `show` prints one with its law and the tables it reads.\n\n"
		"`test` judges the examples in the headers on an SQLite database in memory, and on the PostgreSQL "
		"database that $YICHA_PG names (a URL; only its schema yicha_test is touched), and prints TAP.\n\n"
		"`new` writes a file with comments to begin from. `facts` prints every table and column that a check "
		"can "
		"ask.\n\n"
		"Checks are built in, or lie in /etc/yicha/checks or in the folder of --checks; those not built in are "
		"marked so in every report."),
	.examples = "yicha checks list\tall checks\n"
		    "yicha checks show N3.6/icp-number-missing\tone check with its law\n"
		    "yicha checks new N3.6/my-check --checks my\tbegin one of your own\n"
		    "yicha checks test N3.6/my-check --checks my\tjudge its examples\n",
	.options = options,
	.run = run,
};
