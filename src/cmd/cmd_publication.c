/* yicha publication: what the agency makes public, with its own approval. */
#include "base/i18n.h"
#include "base/json.h"
#include "cmd/desk.h"
#include "ledger/publication.h"

#define OUT_MOST ((size_t)64 << 20)
#define VERBS_MOST 16

static str option(const struct desk *d, const char *name)
{
	const char *v = args_value(d->args, name);

	return str_c(v ? v : "");
}

struct out {
	bool json;
	buf *b;
	struct json_out o;
};

static int each(void *ctx, const struct publication *p, err *e)
{
	struct out *o = ctx;

	(void)e;
	if (!o->json) {
		buf_printf(o->b, "%.*s  %.*s  %.*s %.*s  %.*s\n", STR_ARG(p->id),
			   STR_ARG(text2_in(life_state_words(p->state), i18n_lang())), STR_ARG(p->kind),
			   STR_ARG(p->subject), STR_ARG(p->title));
		cmd_put(o->b);
		return 0;
	}
	json_open(&o->o, NULL, '{');
	json_int(&o->o, "drafted_at", p->drafted_at);
	json_str(&o->o, "id", p->id);
	json_str(&o->o, "kind", p->kind);
	json_int(&o->o, "published_at", p->published_at);
	json_str(&o->o, "state", str_c(life_state_key(p->state)));
	json_str(&o->o, "subject", p->subject);
	json_str(&o->o, "text", p->text);
	json_str(&o->o, "title", p->title);
	json_close(&o->o, '}');
	return 0;
}

static int list(struct desk *d, buf *b, err *e)
{
	struct out o = {.json = d->json, .b = b};

	json_begin(&o.o, b);
	if (d->json)
		json_open(&o.o, NULL, '[');
	TRY(publication_each(d->ledger, each, &o, e));
	if (d->json) {
		json_close(&o.o, ']');
		buf_put_c(b, "\n");
	}
	return 0;
}

static int show(struct desk *d, str id, buf *b, err *e)
{
	struct publication p;
	struct out o = {.json = d->json, .b = b};

	TRY(publication_find(d->ledger, id, &d->mem, &p, e));
	json_begin(&o.o, b);
	TRY(each(&o, &p, e));
	if (d->json)
		buf_put_c(b, "\n");
	else
		buf_printf(b, "%s%.*s", ledger_is_sample(d->ledger) ? "样本\n" : "", STR_ARG(p.text));
	return 0;
}

static int draft(struct desk *d, const struct person *actor, str *ret, err *e)
{
	struct publication p;
	struct publication_new n = {.title = option(d, "title"), .reason = option(d, "reason"), .actor = actor};

	n.kind = option(d, "penalty").n ? STR("penalty") : STR("listing");
	n.subject = option(d, "penalty").n ? option(d, "penalty") : option(d, "listing");
	if (n.subject.n == 0)
		return err_set(e, E_USAGE, _("draft needs --penalty CASE or --listing ENTRY"));
	if (n.title.n == 0)
		n.title = str_eq(n.kind, STR("penalty")) ? STR("行政处罚信息公示") : STR("电信业务经营名单公示");
	TRY(ledger_begin(d->ledger, e));
	TRY(publication_draft(d->ledger, &n, &d->mem, &p, e));
	TRY(ledger_commit(d->ledger, e));
	*ret = p.id;
	return 0;
}

static int act(struct desk *d, enum life_event event, str *ret, err *e)
{
	struct person actor;
	struct publication p;
	struct publication_act a = {
		.event = event, .actor = &actor, .reason = option(d, "reason"), .basis = option(d, "basis")};

	TRY(desk_actor(d, ~0u, &actor, e));
	if (event == DO_PUBLICATION_DRAFT)
		return draft(d, &actor, ret, e);
	TRY(publication_find(d->ledger, str_c(args_operand(d->args, 1)), &d->mem, &p, e));
	TRY(ledger_begin(d->ledger, e));
	TRY(publication_move(d->ledger, &p, &a, e));
	TRY(ledger_commit(d->ledger, e));
	*ret = p.id;
	return 0;
}

static int work(const struct args *a, int verb, const char *word, buf *b, err *e)
{
	AUTO(desk_auto) struct desk d = {0};
	enum life_event event = DO_PUBLICATION_DRAFT;
	str id = args_count(a) > 1 ? str_c(args_operand(a, 1)) : (str){0};

	TRY(desk_open(a, &d, e));
	if (verb == 0)
		return list(&d, b, e);
	if (verb > 1) {
		if (!life_event_parse(LIFE_PUBLICATION, str_c(word), &event))
			return err_set(e, E_USAGE, "%s", word);
		TRY(act(&d, event, &id, e));
	}
	return show(&d, id, b, e);
}

static int run(const struct args *a)
{
	static const char *verbs[VERBS_MOST] = {"list", "show"};
	AUTO(buf_release) buf b;
	err e = {0};
	size_t n = 2;
	int verb, rc;

	for (unsigned i = 0; i < LIFE_EVENT_COUNT && n + 1 < VERBS_MOST; i++) {
		if (life_machine_of_event((enum life_event)i) == LIFE_PUBLICATION)
			verbs[n++] = life_event_key((enum life_event)i);
	}
	buf_init(&b, OUT_MOST);
	verb = cmd_verb(a, verbs);
	if (verb < 0)
		return CMD_REFUSED;
	if ((verb == 0 || str_eq(str_c(verbs[verb]), STR("draft"))) != (args_count(a) == 1))
		return cmd_usage(a, _("name a publication by its number (draft, list: none)"));
	rc = work(a, verb, verbs[verb], &b, &e);
	return cmd_end(a, rc, &b, &e);
}

static const struct option_row options[] = {
	DESK_OPTIONS,
	{"reason", 0, OPTION_VALUE, "WORDS", N_("why it is done")},
	{"basis", 0, OPTION_VALUE, "WORDS", N_("on what ground in law, or by which decision")},
	{"penalty", 0, OPTION_VALUE, "CASE", N_("draft: about this penalty case")},
	{"listing", 0, OPTION_VALUE, "ENTRY", N_("draft: about this list entry")},
	{"title", 0, OPTION_VALUE, "WORDS", N_("draft: its title")},
	{0},
};

const struct command command_publication = {
	.name = "publication",
	.operands = "list|show|draft|review|approve|refuse|publish|withdraw [PUBLICATION]",
	.operands_least = 1,
	.operands_most = 2,
	.words = N_("what is made public, with its own approval"),
	.help = N_(
		"The text is written from the ledger and frozen when it is drafted; one person drafts it, a legal "
		"reviewer looks at "
		"it, the leader approves it. It may not tell an address, a place or the words of a problem that is not "
		"closed; that is tested when it is drafted, approved and published."),
	.examples = N_("yicha publication draft --as zhao --penalty p1 --reason 有社会影响\tthe text\n"
		       "yicha publication approve g1 --as li --basis 行政处罚法第四十八条\tby another\n"),
	.options = options,
	.run = run,
};
