/* yicha sql: questions to the facts of a run. */
#include "cmd/cmd.h"

#include <unistd.h>

#include "base/hidden.h"
#include "base/i18n.h"
#include "judge/readonly.h"
#include "os/env.h"
#include "os/file.h"

#define QUERY_MOST ((size_t)1 << 20)
#define MEMORY ((size_t)16 << 20)
#define SECONDS 60
#define SECONDS_MOST 86400
#define OUT_MOST ((size_t)16 << 20)
/* Bytes of output that are gathered before they are written. */
#define OUT_STEP ((size_t)64 << 10)

struct output {
	buf b;
	bool json;
	bool any;
};

/* Facts are hostile text: a terminal gets neither controls nor bidirectional tricks, a table no stray tabs. */
static void put_cell(buf *b, str s)
{
	for (size_t at = 0; at < s.n;) {
		uint32_t c = str_utf8_next(s, &at);

		if (c == '\t')
			buf_put_c(b, "\\t");
		else if (c == '\n')
			buf_put_c(b, "\\n");
		else if (c == '\\')
			buf_put_c(b, "\\\\");
		else if (c < 0x20 || hidden_char(c))
			buf_printf(b, "\\u{%x}", c);
		else
			buf_put_utf8(b, c);
	}
}

static void put_names(struct output *o, struct db_stmt *row)
{
	for (size_t i = 0; i < db_columns(row); i++) {
		buf_put_c(&o->b, i ? "\t" : "");
		put_cell(&o->b, str_c(db_column_name(row, i)));
	}
	buf_put_byte(&o->b, '\n');
}

static void put_json_cell(buf *b, struct db_stmt *row, size_t i)
{
	buf_put_byte(b, '"');
	buf_put_json(b, str_c(db_column_name(row, i)));
	buf_put_c(b, "\":");
	switch (db_kind(row, i)) {
	case DB_KIND_NULL:
		buf_put_c(b, "null");
		break;
	case DB_KIND_INT:
		buf_printf(b, "%lld", (long long)db_int(row, i));
		break;
	case DB_KIND_BOOL:
		buf_put_c(b, db_bool(row, i) ? "true" : "false");
		break;
	case DB_KIND_TEXT:
		buf_put_byte(b, '"');
		buf_put_json(b, db_text(row, i));
		buf_put_byte(b, '"');
		break;
	case DB_KIND_BYTES:
		buf_put_byte(b, '"');
		buf_put_hex(b, db_bytes(row, i));
		buf_put_byte(b, '"');
		break;
	}
}

static void put_text_cell(buf *b, struct db_stmt *row, size_t i)
{
	switch (db_kind(row, i)) {
	case DB_KIND_NULL:
		break;
	case DB_KIND_INT:
	case DB_KIND_BOOL:
		buf_printf(b, "%lld", (long long)db_int(row, i));
		break;
	case DB_KIND_TEXT:
		put_cell(b, db_text(row, i));
		break;
	case DB_KIND_BYTES:
		buf_put_hex(b, db_bytes(row, i));
		break;
	}
}

static int put_row(void *ctx, struct db_stmt *row, uint64_t n, err *)
{
	struct output *o = ctx;

	if (n == 0 && !o->json)
		put_names(o, row);
	buf_put_c(&o->b, !o->json ? "" : n ? ",\n {" : "[{");
	for (size_t i = 0; i < db_columns(row); i++) {
		if (o->json)
			buf_put_c(&o->b, i ? "," : "");
		else
			buf_put_c(&o->b, i ? "\t" : "");
		(o->json ? put_json_cell : put_text_cell)(&o->b, row, i);
	}
	buf_put_c(&o->b, o->json ? "}" : "\n");
	o->any = true;
	if (o->b.n > OUT_STEP)
		cmd_put(&o->b);
	return 0;
}

static int ask(const struct args *a, str query, struct output *o, err *e)
{
	AUTO(store_auto) struct store *s = NULL;
	AUTO(arena_clear) arena mem;
	const char *id = args_value(a, "run");
	struct store_run run;
	const char *limit = args_value(a, "seconds");
	struct store_judgement judgement = {0};
	uint64_t seconds = SECONDS;

	if (limit && (!str_to_u64(str_c(limit), SECONDS_MOST, &seconds) || seconds == 0))
		return err_set(e, E_USAGE, _("--seconds: from 1 to %d"), SECONDS_MOST);
	arena_init(&mem, MEMORY);
	TRY(store_open(cmd_store_path(a), false, &s, e));
	TRY(store_run_find(s, id ? str_c(id) : STR("latest"), &mem, &run, e));
	int rc = store_judgement_latest(s, run.n, &mem, &judgement, e);

	TRY(rc);
	TRY(readonly_lock(s, run.n, judgement.id, (unsigned)seconds * 1000, e));
	TRY(readonly_query(s, query, put_row, o, e));
	if (o->json)
		buf_put_c(&o->b, o->any ? "]\n" : "[]\n");
	cmd_put(&o->b);
	return 0;
}

static int run(const struct args *a)
{
	struct output o = {.json = args_flag(a, "json")};
	AUTO(arena_clear) arena mem;
	str query = {0};
	err e = {0};
	int rc = 0;

	arena_init(&mem, 4 * QUERY_MOST);
	if (args_count(a))
		query = str_c(args_operand(a, 0));
	else if (os_is_terminal(STDIN_FILENO))
		return cmd_usage(a, _("give a query, or one on the standard input"));
	else
		rc = os_file_read_fd(STDIN_FILENO, "stdin", QUERY_MOST, &mem, &query, &e);
	buf_init(&o.b, OUT_MOST);
	if (rc == 0)
		rc = ask(a, query, &o, &e);
	buf_release(&o.b);
	return cmd_finish(rc < 0 ? cmd_fail(a, &e) : CMD_CLEAN);
}

static const struct option_row options[] = {
	{"run", 0, OPTION_VALUE, "RUN", N_("the run to ask (else the latest)")},
	{"seconds", 0, OPTION_VALUE, "N", N_("how long a query may run (60)")},
	{0},
};

const struct command command_sql = {
	.name = "sql",
	.operands = "[QUERY]",
	.operands_most = 1,
	.words = N_("ask the facts of a run by SQL, reading only"),
	.help = N_("Every fact table is a view that holds what one run found, as checks see it; `<table>_before` holds "
		   "what "
		   "was found before it. Besides: asset, unit, and verdicts, the latest judgement's failures and "
		   "unknowns. "
		   "`yicha checks facts` names all tables and columns.\n\n"
		   "One SELECT, from the command line or the standard input. Output is a table with tabs and a line of "
		   "names, or --json. Nothing can be changed, and nothing else of the store can be read."),
	.examples = N_("yicha sql \"SELECT server, COUNT(*) FROM web_page GROUP BY server\"\tcount servers\n"
		       "yicha sql --json < question.sql\tfrom a file, as JSON\n"),
	.options = options,
	.run = run,
};
