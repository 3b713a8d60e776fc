/* yicha findings: what was found over all runs, what people decided about it, and the bytes behind it. */
#include "cmd/cmd.h"

#include <unistd.h>

#include "base/date.h"
#include "base/i18n.h"
#include "catalogue/yaml.h"
#include "os/clock.h"
#include "os/env.h"
#include "os/file.h"
#include "store/store.h"

#define OUT_MOST ((size_t)256 << 20)
#define MEMORY ((size_t)96 << 20)

struct output {
	buf b;
	bool json;
	uint64_t n;
};

static void put_json_text(buf *b, const char *key, str value)
{
	buf_printf(b, ",\"%s\":\"", key);
	buf_put_json(b, value);
	buf_put_byte(b, '"');
}

static void put_json(buf *b, const struct store_finding *f)
{
	buf_printf(b, "{\"id\":\"%.*s\"", STR_ARG(f->id));
	put_json_text(b, "check", f->check);
	put_json_text(b, "asset", f->asset_key);
	put_json_text(b, "place", f->place);
	buf_put_c(b, ",\"first_seen\":\"");
	date_put_utc(b, f->first_seen);
	buf_put_c(b, "\",\"last_seen\":\"");
	date_put_utc(b, f->last_seen);
	buf_put_byte(b, '"');
	put_json_text(b, "first_run", f->first_run);
	put_json_text(b, "last_run", f->last_run);
	put_json_text(b, "mark", str_c(finding_mark_name(f->mark)));
	put_json_text(b, "reason", f->mark_reason);
	put_json_text(b, "who", f->mark_who);
	buf_put_c(b, ",\"until\":\"");
	if (f->mark_until)
		date_put(b, f->mark_until);
	buf_put_c(b, "\"}");
}

static void put_mark(buf *b, const struct store_finding *f)
{
	if (f->mark == MARK_NONE)
		return;
	buf_printf(b, "                    %s", f->mark == MARK_TERM ? _("term") : _("false positive"));
	if (f->mark_until) {
		buf_printf(b, " %s ", _("until"));
		date_put(b, f->mark_until);
	}
	buf_put_c(b, ": ");
	buf_put_clean(b, f->mark_reason, 500);
	buf_put_c(b, " (");
	buf_put_clean(b, f->mark_who, 100);
	buf_put_c(b, ")\n");
}

static int put(void *ctx, const struct store_finding *f, err *)
{
	struct output *o = ctx;

	if (o->json) {
		buf_put_c(&o->b, o->n++ ? ",\n " : "[");
		put_json(&o->b, f);
		return 0;
	}
	o->n++;
	buf_printf(&o->b, "%.*s  ", STR_ARG(f->id));
	date_put(&o->b, (f->last_seen + DATE_CHINA_MINUTES * 60) / 86400);
	buf_printf(&o->b, "  %-30.*s ", STR_ARG(f->check));
	buf_put_clean(&o->b, f->asset_key, 300);
	buf_put_c(&o->b, f->place.n ? "  " : "");
	buf_put_clean(&o->b, f->place, 300);
	buf_put_byte(&o->b, '\n');
	put_mark(&o->b, f);
	return 0;
}

static int list(struct store *s, struct output *o, err *e)
{
	TRY(store_finding_each(s, put, o, e));
	if (o->json)
		buf_put_c(&o->b, o->n ? "]\n" : "[]\n");
	else if (o->n == 0)
		buf_printf(&o->b, "%s\n", _("nothing was found yet"));
	return 0;
}

/* What the options say of the mark; E_USAGE. */
static int read_mark(const struct args *a, struct store_finding *f, err *e)
{
	const char *term = args_value(a, "term");
	const char *until = args_value(a, "until");
	const char *reason = args_value(a, "reason");
	const char *who = args_value(a, "who");
	const char *end = term ? term : until;

	if (args_flag(a, "false-positive") == (term != NULL))
		return err_set(e, E_USAGE, _("one of --false-positive and --term DATE is needed"));
	if (!reason || !*reason)
		return err_set(e, E_USAGE, _("--reason is needed: others will have to understand it"));
	f->mark = term ? MARK_TERM : MARK_FALSE_POSITIVE;
	f->mark_until = 0;
	if (end && !yaml_date_parse(str_c(end), &f->mark_until))
		return err_set(e, E_USAGE, _("\"%s\" is no date like 2026-12-31"), end);
	f->mark_reason = str_c(reason);
	who = who ? who : os_env("USER");
	f->mark_who = str_c(who ? who : "?");
	f->mark_at = os_now_utc();
	return 0;
}

static int mark(struct store *s, const struct args *a, struct output *o, arena *mem, bool take_away, err *e)
{
	for (size_t i = 1; i < args_count(a); i++) {
		struct store_finding f;

		TRY(store_finding_find(s, str_c(args_operand(a, i)), mem, &f, e));
		if (take_away) {
			const char *who = os_env("USER");

			f.mark = MARK_NONE;
			f.mark_reason = str_c(args_value(a, "reason"));
			f.mark_who = str_c(who ? who : "?");
			f.mark_at = os_now_utc();
			f.mark_until = 0;
		} else {
			TRY(read_mark(a, &f, e));
		}
		TRY(store_finding_mark(s, &f, e));
		TRY(put(o, &f, e));
	}
	if (o->json)
		buf_put_c(&o->b, "]\n");
	return 0;
}

static int show(struct store *s, const struct args *a, struct output *o, arena *mem, err *e)
{
	for (size_t i = 1; i < args_count(a); i++) {
		struct store_finding f;

		TRY(store_finding_find(s, str_c(args_operand(a, i)), mem, &f, e));
		TRY(put(o, &f, e));
	}
	if (o->json)
		buf_put_c(&o->b, "]\n");
	return 0;
}

/* The bytes themselves may be anything: never to a terminal. */
static int evidence(struct store *s, const struct args *a, struct output *o, arena *mem, err *e)
{
	const char *to = args_value(a, "output");
	struct store_evidence ev;

	if (args_count(a) != 2)
		return err_set(e, E_USAGE, _("name one piece of evidence by its SHA-256"));
	if (!to && os_is_terminal(STDOUT_FILENO))
		return err_set(e, E_USAGE, _("evidence is hostile bytes: write it with --output FILE or into a pipe"));
	TRY(store_evidence_find(s, str_c(args_operand(a, 1)), mem, &ev, e));
	if (to)
		return os_file_write(to, ev.bytes, e);
	buf_put(&o->b, ev.bytes);
	cmd_put_bytes(&o->b);
	return 0;
}

enum verb { VERB_LIST, VERB_SHOW, VERB_MARK, VERB_UNMARK, VERB_EVIDENCE };
static const char *const verbs[] = {"list", "show", "mark", "unmark", "evidence", NULL};

static int work(const struct args *a, enum verb verb, struct output *o, err *e)
{
	AUTO(store_auto) struct store *s = NULL;
	AUTO(arena_clear) arena mem;

	arena_init(&mem, MEMORY);
	TRY(store_open(cmd_store_path(a), false, &s, e));
	switch (verb) {
	case VERB_LIST:
		return list(s, o, e);
	case VERB_SHOW:
		return show(s, a, o, &mem, e);
	case VERB_MARK:
	case VERB_UNMARK:
		return mark(s, a, o, &mem, verb == VERB_UNMARK, e);
	case VERB_EVIDENCE:
		return evidence(s, a, o, &mem, e);
	}
	return 0;
}

static int run(const struct args *a)
{
	struct output o = {.json = args_flag(a, "json")};
	int verb = args_count(a) ? cmd_verb(a, verbs) : VERB_LIST;
	err e = {0};

	if (verb < 0)
		return CMD_REFUSED;
	if (verb == VERB_LIST ? args_count(a) > 1 : args_count(a) < 2)
		return cmd_usage(a, verb == VERB_LIST ? _("too many operands") : _("name a finding by its number"));
	buf_init(&o.b, OUT_MOST);
	int rc = work(a, (enum verb)verb, &o, &e);

	if (rc == 0)
		cmd_put(&o.b);
	buf_release(&o.b);
	return cmd_end(a, rc, NULL, &e);
}

static const struct option_row options[] = {
	{"false-positive", 0, OPTION_FLAG, NULL, N_("mark: it is none (误报)")},
	{"term", 0, OPTION_VALUE, "DATE", N_("mark: it may stand until this day")},
	{"until", 0, OPTION_VALUE, "DATE", N_("mark: the false positive holds until this day")},
	{"reason", 0, OPTION_VALUE, "WORDS", N_("mark: why")},
	{"who", 0, OPTION_VALUE, "NAME", N_("mark: who decided (else $USER)")},
	{"output", 0, OPTION_VALUE, "FILE", N_("evidence: where to")},
	{0},
};

const struct command command_findings = {
	.name = "findings",
	.operands = "[list|show|mark|unmark FINDING…|evidence SHA256]",
	.operands_most = 1000,
	.words = N_("list what was found, mark it, get the evidence"),
	.help = N_(
		"A finding keeps its number over all runs: it stands for a check, an asset and a place. Four digits of "
		"the "
		"number are enough where no other begins so.\n\n"
		"`mark` says that it is a false positive (误报), or gives a term until which it may stand; a reason is "
		"needed. Reports show marks; a mark whose day has passed holds no more. `unmark` takes it away. Who, "
		"when "
		"and why are kept, also of earlier marks.\n\n"
		"`evidence` gives the stored bytes by their SHA-256, which reports show; they are checked against it."),
	.examples = N_("yicha findings\tall, latest seen first\n"
		       "yicha findings mark 3fa9 --false-positive --reason \"a decoy\"\tnot a problem\n"
		       "yicha findings mark 3fa9 --term 2026-12-31 --reason \"replaced by then\"\ta term\n"
		       "yicha findings evidence 9f86d081 --output page.html\tthe bytes\n"),
	.options = options,
	.run = run,
};
