/* yicha self: self-inspection of a unit (N4.1): the questionnaire goes out as a workbook and comes back with evidence. */
#include "base/date.h"
#include "base/i18n.h"
#include "catalogue/paths.h"
#include "cmd/desk.h"
#include "exchange/answers.h"
#include "ident/uscc.h"
#include "os/clock.h"

struct shelf {
	arena mem;
	struct laws laws;
	struct questions questions;
	struct clauses clauses;
};

static void shelf_auto(struct shelf *s)
{
	questions_release(&s->questions);
	laws_release(&s->laws);
	clauses_release(&s->clauses);
	arena_clear(&s->mem);
}

static int shelf_open(struct shelf *s, err *e)
{
	const char *laws, *questions, *clauses;

	arena_init(&s->mem, (size_t)1 << 20);
	TRY(paths_data(&s->mem, "catalogue/laws", &laws, e));
	TRY(paths_data(&s->mem, "catalogue/questionnaires", &questions, e));
	TRY(paths_data(&s->mem, "catalogue/clauses.yaml", &clauses, e));
	TRY(laws_load(laws, &s->laws, e));
	TRY(clauses_load(clauses, &s->clauses, e));
	return questions_load(questions, &s->laws, &s->questions, e);
}

/* The year in China, unless --round says otherwise. */
static str round_of(const struct args *a, int64_t now, buf *b)
{
	const char *round = args_value(a, "round");

	if (round)
		return str_c(round);
	date_put(b, (now + DATE_CHINA_MINUTES * 60) / 86400);
	return str_sub(buf_str(b), 0, 4);
}

static int unit_of(const struct args *a, char ret[USCC_LENGTH + 1], err *e)
{
	const char *unit = args_value(a, "unit");

	if (!unit)
		return err_set(e, E_USAGE, _("of which unit? --unit CODE"));
	if (!uscc_normalise(str_c(unit), ret))
		return err_set(e, E_USAGE, _("--unit: %s is no unified social credit code"), unit);
	return 0;
}

/* new FILE.xlsx: needs no ledger. */
static int make(const struct args *a, struct shelf *s, err *e)
{
	AUTO(buf_release) buf b;
	char unit[USCC_LENGTH + 1];
	const char *lang = args_value(a, "lang");
	int64_t now = os_now_utc();

	TRY(unit_of(a, unit, e));
	buf_init(&b, 64);
	struct answers_form f = {.questions = &s->questions,
				 .clauses = &s->clauses,
				 .unit = str_c(unit),
				 .round = round_of(a, now, &b),
				 .day = (now + DATE_CHINA_MINUTES * 60) / 86400,
				 .lang = !lang                                ? ANSWERS_BOTH
					 : str_starts(str_c(lang), STR("zh")) ? ANSWERS_ZH
									      : ANSWERS_EN};

	return answers_write(&f, args_operand(a, 1), e);
}

static int run(const struct args *a)
{
	static const char *const verbs[] = {"new", NULL};
	AUTO(shelf_auto) struct shelf s = {0};
	err e = {0};
	int verb = cmd_verb(a, verbs), rc;

	if (verb < 0)
		return CMD_REFUSED;
	rc = shelf_open(&s, &e);
	if (rc == 0 && args_count(a) != 2)
		return cmd_usage(a, _("yicha self new --unit CODE FILE.xlsx"));
	if (rc == 0)
		rc = make(a, &s, &e);
	return rc < 0 ? cmd_fail(a, &e) : cmd_finish(CMD_CLEAN);
}

static const struct option_row options[] = {
	DESK_OPTIONS,
	{"unit", 0, OPTION_VALUE, "CODE", N_("unified social credit code of the unit")},
	{"round", 0, OPTION_VALUE, "NAME", N_("name of the round of self-inspection (default: the year)")},
	{0},
};

const struct command command_self = {
	.name = "self",
	.operands = "new FILE",
	.operands_least = 1,
	.operands_most = 4,
	.words = N_("self-inspection: the questionnaire out and back, evidence, report"),
	.help = N_("The questionnaire has everything of the notice's chapter 3 that no check settles by itself."),
	.examples = N_("yicha self new --unit 91440300MA5GTE2T1H questionnaire.xlsx\ta workbook to fill in\n"),
	.options = options,
	.run = run,
};
