#include "ledger/penalty.h"

#include "base/date.h"
#include "base/json.h"
#include "base/must.h"
#include "ledger/penalty_priv.h"

#define COLUMNS                                                                                                        \
	"id, state, uscc, unit, title, source, act_day, continuing, law, law_number, law_words, law_penalty, "         \
	"law_read, law_now, law_used, hearing, major, revokes, kinds, told_fine, fine, stayed, paid, late, number, "   \
	"opened_at, filed_at, told_at, decided_at, served_at, performed_at, ended_at"
#define WORDS_MOST ((size_t)20000)

static void read(struct db_stmt *st, struct penalty *p)
{
	*p = (struct penalty){.id = db_text(st, 0),
			      .uscc = db_text(st, 2),
			      .unit = db_text(st, 3),
			      .title = db_text(st, 4),
			      .source = db_text(st, 5),
			      .act_day = db_int(st, 6),
			      .continuing = db_bool(st, 7),
			      .law = db_text(st, 8),
			      .law_number = db_text(st, 9),
			      .law_words = db_text(st, 10),
			      .law_penalty = db_text(st, 11),
			      .law_read = db_int(st, 12),
			      .law_now = db_text(st, 13),
			      .law_used = db_text(st, 14),
			      .hearing = db_bool(st, 15),
			      .major = db_bool(st, 16),
			      .revokes = db_bool(st, 17),
			      .kinds = db_text(st, 18),
			      .told_fine = db_int(st, 19),
			      .fine = db_int(st, 20),
			      .stayed = db_int(st, 21),
			      .paid = db_int(st, 22),
			      .late = db_int(st, 23),
			      .number = db_text(st, 24),
			      .opened_at = db_int(st, 25),
			      .filed_at = db_int(st, 26),
			      .told_at = db_int(st, 27),
			      .decided_at = db_int(st, 28),
			      .served_at = db_int(st, 29),
			      .performed_at = db_int(st, 30),
			      .ended_at = db_int(st, 31)};
	must(life_state_parse(LIFE_PENALTY, db_text(st, 1), &p->state));
}

static void keep(arena *mem, struct penalty *p)
{
	str *const texts[] = {&p->id,       &p->uscc,       &p->unit,      &p->title,       &p->source,
			      &p->law,      &p->law_number, &p->law_words, &p->law_penalty, &p->law_now,
			      &p->law_used, &p->kinds,      &p->number};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i] = arena_str(mem, *texts[i]);
}

int penalty_find(struct ledger *l, str id, arena *mem, struct penalty *ret, err *e)
{
	struct db_stmt *st = NULL;

	int rc = ledger_row(l, "SELECT " COLUMNS " FROM penalty WHERE id = :id OR (number = :id AND number <> '')",
			    "id", id, &st, e);

	TRY(rc);
	if (rc == 0)
		return err_set(e, E_NOTFOUND, _("there is no penalty case \"%.*s\""), STR_ARG(id));
	read(st, ret);
	keep(mem, ret);
	db_reset(st);
	return 0;
}

int penalty_each(struct ledger *l, str uscc, int (*each)(void *ctx, const struct penalty *p, err *e), void *ctx, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(ledger_db(l),
		       STR("SELECT " COLUMNS " FROM penalty WHERE (:uscc = '' OR uscc = :uscc) ORDER BY n"), &st, e));
	db_bind_text(st, "uscc", uscc);
	while ((rc = db_step(st, e)) == 1) {
		struct penalty p;

		read(st, &p);
		TRY(each(ctx, &p, e));
	}
	return rc;
}

#define OFFICERS_MOST 32

int penalty_officers(struct ledger *l, str id, arena *mem, str **ret, size_t *ret_n, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	*ret = arena_new(mem, str, OFFICERS_MOST);
	*ret_n = 0;
	TRY(db_prepare(ledger_db(l), STR("SELECT officer FROM penalty_officer WHERE penalty = :id ORDER BY officer"),
		       &st, e));
	db_bind_text(st, "id", id);
	while ((rc = db_step(st, e)) == 1 && *ret_n < OFFICERS_MOST)
		(*ret)[(*ret_n)++] = arena_str(mem, db_text(st, 0));
	return rc < 0 ? rc : 0;
}

/* --- money ---------------------------------------------------------------------------------------------------------------- */

int64_t penalty_late(int64_t fine, int64_t days)
{
	int64_t most = (100 + PENALTY_LATE_PERCENT - 1) / PENALTY_LATE_PERCENT; /* from this day on the cap holds */

	if (days <= 0 || fine <= 0)
		return 0;
	if (days >= most)
		return fine;
	/* A part of a yuan is not asked for. */
	return fine * PENALTY_LATE_PERCENT * days / 100;
}

int64_t penalty_days_late(int64_t last_day, int64_t day, int64_t stayed)
{
	int64_t late = day - last_day - stayed;

	return late > 0 ? late : 0;
}

/* --- writing -------------------------------------------------------------------------------------------------------------- */

static void bind_texts(struct db_stmt *st, const struct penalty *p)
{
	db_bind_text(st, "id", p->id);
	db_bind_text(st, "state", str_c(life_state_key(p->state)));
	db_bind_text(st, "uscc", p->uscc);
	db_bind_text(st, "unit", p->unit);
	db_bind_text(st, "title", p->title);
	db_bind_text(st, "source", p->source);
	db_bind_text(st, "law", p->law);
	db_bind_text(st, "law_number", p->law_number);
	db_bind_text(st, "law_words", p->law_words);
	db_bind_text(st, "law_penalty", p->law_penalty);
	db_bind_text(st, "law_now", p->law_now);
	db_bind_text(st, "law_used", p->law_used);
	db_bind_text(st, "kinds", p->kinds);
	db_bind_text(st, "number", p->number);
}

static void bind_numbers(struct db_stmt *st, const struct penalty *p)
{
	db_bind_int(st, "act_day", p->act_day);
	db_bind_bool(st, "continuing", p->continuing);
	db_bind_int(st, "law_read", p->law_read);
	db_bind_bool(st, "hearing", p->hearing);
	db_bind_bool(st, "major", p->major);
	db_bind_bool(st, "revokes", p->revokes);
	db_bind_int(st, "told_fine", p->told_fine);
	db_bind_int(st, "fine", p->fine);
	db_bind_int(st, "stayed", p->stayed);
	db_bind_int(st, "paid", p->paid);
	db_bind_int(st, "late", p->late);
	db_bind_int(st, "opened_at", p->opened_at);
	db_bind_int(st, "filed_at", p->filed_at);
	db_bind_int(st, "told_at", p->told_at);
	db_bind_int(st, "decided_at", p->decided_at);
	db_bind_int(st, "served_at", p->served_at);
	db_bind_int(st, "performed_at", p->performed_at);
	db_bind_int(st, "ended_at", p->ended_at);
}

int penalty_write(struct ledger *l, const struct penalty *p, enum life_state from, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(
		l,
		"UPDATE penalty SET state = :state, law_now = :law_now, law_used = :law_used, hearing = :hearing,"
		" major = :major, revokes = :revokes, kinds = :kinds, told_fine = :told_fine, fine = :fine,"
		" stayed = :stayed, paid = :paid, late = :late, number = :number, filed_at = :filed_at,"
		" told_at = :told_at, decided_at = :decided_at, served_at = :served_at,"
		" performed_at = :performed_at, ended_at = :ended_at WHERE id = :id AND state = :was",
		&st, e));
	bind_texts(st, p);
	bind_numbers(st, p);
	return step_change(st, p->id, from, p->state, e);
}

static int insert(struct ledger *l, const struct penalty *p, int64_t n, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(
		l,
		"INSERT INTO penalty(n, " COLUMNS ") VALUES (:n, :id, :state, :uscc, :unit, :title, :source, :act_day,"
		" :continuing, :law, :law_number, :law_words, :law_penalty, :law_read, :law_now, :law_used, :hearing,"
		" :major, :revokes, :kinds, :told_fine, :fine, :stayed, :paid, :late, :number, :opened_at, :filed_at,"
		" :told_at, :decided_at, :served_at, :performed_at, :ended_at)",
		&st, e));
	bind_texts(st, p);
	bind_numbers(st, p);
	db_bind_int(st, "n", n);
	return db_run(st, e);
}

/* Art. 36: two years from the act's (or, when it went on, its end's) day on nobody is punished who was not found out. */
static int check_bar(struct ledger *l, const struct penalty_clocks *c, const struct penalty_new *n, err *e)
{
	struct deadline d;

	if (!deadline_compute(c->calendar, date_china_begin(n->act_day), &c->bar, &d))
		return err_set(e, E_USAGE, _("a time limit of %u %s is out of bounds"), c->bar.count,
			       deadline_unit_key(c->bar.unit));
	if (n->continuing || !deadline_is_over(&d, ledger_now(l)))
		return 0;
	return err_set(e, E_DENIED,
		       _("the act lies more than %u years back and may not be punished any more "
			 "(行政处罚法 art. 36); --continuing when it went on"),
		       c->bar.count);
}

static void put_also(buf *b, const struct penalty_new *n)
{
	struct json_out o;

	json_begin(&o, b);
	json_open(&o, NULL, '{');
	json_int(&o, "act_day", n->act_day);
	json_bool(&o, "continuing", n->continuing);
	json_str(&o, "law", n->law);
	json_str(&o, "law_number", n->law_number);
	json_str(&o, "source", n->source);
	json_str(&o, "title", n->title);
	json_str(&o, "uscc", n->uscc);
	json_close(&o, '}');
}

int penalty_open(struct ledger *l, const struct penalty_clocks *c, const struct penalty_new *n, arena *mem,
		 struct penalty *ret, err *e)
{
	AUTO(buf_release) buf b;
	struct penalty p = {.uscc = n->uscc,
			    .unit = n->unit,
			    .title = n->title,
			    .source = n->source,
			    .act_day = n->act_day,
			    .continuing = n->continuing,
			    .law = n->law,
			    .law_number = n->law_number,
			    .law_words = n->law_words,
			    .law_penalty = n->law_penalty,
			    .law_read = n->law_read,
			    .opened_at = ledger_now(l)};
	struct step s = {.event = DO_PENALTY_OPEN,
			 .from = AT_PENALTY_NONE,
			 .actor = n->actor,
			 .unit = n->uscc,
			 .reason = n->reason,
			 .first = true};
	struct term t = {.kind = STR("file"), .rule = c->file};
	int64_t number = 0;

	must(db_in_transaction(ledger_db(l)));
	if (n->title.n > WORDS_MOST || n->law_words.n > WORDS_MOST)
		return err_set(e, E_LIMIT, _("the act says more than %zu bytes"), WORDS_MOST);
	if (date_china_begin(n->act_day) > ledger_now(l))
		return err_set(e, E_DENIED, _("the act lies in the future"));
	TRY(check_bar(l, c, n, e));
	TRY(ledger_int(l, "SELECT coalesce(max(n), 0) + 1 FROM penalty", NULL, (str){0}, &number, e));
	buf_init(&b, 1 << 16);
	p.id = s.subject = t.subject = step_id(mem, 'p', number);
	put_also(&b, n);
	s.also = buf_str(&b);
	TRY(step_take(l, &s, &p.state, e));
	TRY(insert(l, &p, number, e));
	TRY(term_put(l, c->calendar, &t, ledger_now(l), n->actor->id, mem, NULL, e));
	keep(mem, &p);
	*ret = p;
	return 0;
}
