#include "base/date.h"
#include "base/i18n.h"
#include "catalogue/clauses.h"
#include "catalogue/paths.h"
#include "flow/bulletin.h"
#include "flow/onsitepaper.h"
#include "flow/papers_priv.h"
#include "ident/uscc.h"
#include "ledger/campaign.h"
#include "ledger/case.h"
#include "ledger/listing.h"
#include "ledger/notice.h"
#include "ledger/penalty.h"

#define DAY_SECONDS 86400

/* --- what is named -------------------------------------------------------------------------------------------------------- */

/* A letter and a number: "n12". */
static bool is_id(str s, char letter)
{
	uint64_t n = 0;

	return s.n > 1 && s.n <= 12 && s.p[0] == (uint8_t)letter && str_to_u64(str_from(s, 1), INT64_MAX, &n);
}

/* The law that an entry of a list rests on (工业和信息化部令第42号). */
static str listing_law(const struct listing *x)
{
	if (str_eq(x->list, STR("dishonest")))
		return STR("order42/list-dishonest");
	return str_eq(x->ground, STR("report")) ? STR("order42/list-report") : STR("order42/list-penalty");
}

static int find_penalty(struct ledger *l, str id, arena *mem, struct papers_subject *ret, err *e)
{
	struct penalty p = {0};

	TRY(penalty_find(l, id, mem, &p, e));
	*ret = (struct papers_subject){.kind = FORM_PENALTY,
				       .id = p.id,
				       .uscc = p.uscc,
				       .unit = p.unit,
				       .state = p.state,
				       .law = p.law,
				       .law_day = str_eq(p.law_used, STR("now")) ? date_china_day(p.decided_at)
										 : p.act_day};
	return 0;
}

static int find_listing(struct ledger *l, str id, arena *mem, struct papers_subject *ret, err *e)
{
	struct listing b = {0};

	TRY(listing_find(l, id, mem, &b, e));
	*ret = (struct papers_subject){.kind = FORM_LISTING,
				       .id = b.id,
				       .uscc = b.uscc,
				       .unit = b.unit,
				       .state = b.state,
				       .law = listing_law(&b),
				       .law_day = date_china_day(ledger_now(l))};
	return 0;
}

/* "o1", "o1/3" (an entry of it), or the record's number. */
static int find_visit(struct ledger *l, str id, arena *mem, struct papers_subject *ret, err *e)
{
	struct onsite o = {0};
	str rest = id;

	TRY(onsite_find(l, str_cut(&rest, '/').head, mem, &o, e));
	if (!o.closed)
		return err_set(e, E_DENIED, _("%.*s is not closed yet"), STR_ARG(o.id));
	*ret = (struct papers_subject){.kind = FORM_VISIT,
				       .id = rest.n ? arena_str(mem, id) : o.id,
				       .uscc = o.uscc,
				       .unit = o.unit,
				       .state = LIFE_STATE_COUNT};
	return 0;
}

static int find_draw(struct ledger *l, str number, str uscc, arena *mem, struct papers_subject *ret, err *e)
{
	struct db_stmt *st = NULL;

	if (!uscc.n)
		return err_set(e, E_USAGE, _("which of the units that draw %.*s drew? --unit CODE"), STR_ARG(number));
	TRY(ledger_stmt(l,
			"SELECT u.name FROM draw_unit u JOIN draw d ON d.number = u.draw WHERE u.draw = :draw AND"
			" u.unit = :unit AND u.standing = :drawn AND d.state = :held",
			&st, e));
	db_bind_text(st, "draw", number);
	db_bind_text(st, "unit", uscc);
	db_bind_int(st, "drawn", CAMPAIGN_DRAWN);
	db_bind_int(st, "held", CAMPAIGN_HELD);
	int rc = db_step(st, e);

	if (rc == 1)
		*ret = (struct papers_subject){.kind = FORM_DRAW,
					       .id = arena_str(mem, number),
					       .uscc = arena_str(mem, uscc),
					       .unit = arena_str(mem, db_text(st, 0)),
					       .state = LIFE_STATE_COUNT};
	db_reset(st);
	return rc == 0  ? err_set(e, E_DENIED, _("draw %.*s did not draw %.*s"), STR_ARG(number), STR_ARG(uscc))
	       : rc < 0 ? rc
			: 0;
}

static int find_notice(struct ledger *l, str id, arena *mem, struct papers_subject *ret, err *e)
{
	struct notice n = {0};

	TRY(notice_find(l, id, mem, &n, e));
	*ret = (struct papers_subject){
		.kind = FORM_NOTICE, .id = n.id, .uscc = n.uscc, .unit = n.unit, .state = n.state};
	return 0;
}

static int find_case(struct ledger *l, str id, arena *mem, struct papers_subject *ret, err *e)
{
	struct case_row c = {0};

	TRY(case_find(l, id, mem, &c, e));
	*ret = (struct papers_subject){.kind = FORM_CASE, .id = c.id, .uscc = c.uscc, .unit = c.unit, .state = c.state};
	return 0;
}

static bool is_draw(struct ledger *l, str s, err *e)
{
	int64_t n = 0;

	return ledger_int(l, "SELECT count(*) FROM draw WHERE number = :number", "number", s, &n, e) >= 0 && n == 1;
}

static bool read_period(str s, int64_t *since, int64_t *until)
{
	size_t at = str_find(s, STR(".."));

	if (at == s.n || !yaml_date_parse(str_sub(s, 0, at), since) || !yaml_date_parse(str_from(s, at + 2), until))
		return false;
	return *since <= *until;
}

int papers_find(struct ledger *l, str subject, str uscc, arena *mem, struct papers_subject *ret, err *e)
{
	char code[USCC_LENGTH + 1];
	int64_t since = 0, until = 0;

	*ret = (struct papers_subject){.id = arena_str(mem, subject), .state = LIFE_STATE_COUNT};
	if (is_id(subject, 'n'))
		return find_notice(l, subject, mem, ret, e);
	if (is_id(subject, 'p'))
		return find_penalty(l, subject, mem, ret, e);
	if (is_id(subject, 'b'))
		return find_listing(l, subject, mem, ret, e);
	if (subject.n > 1 && subject.p[0] == 'o' && byte_is_digit(subject.p[1]))
		return find_visit(l, subject, mem, ret, e);
	if (read_period(subject, &since, &until)) {
		ret->kind = FORM_PERIOD;
		return 0;
	}
	if (str_has(subject, STR("〔"))) {
		int rc = find_notice(l, subject, mem, ret, e);

		return rc == E_NOTFOUND ? find_visit(l, subject, mem, ret, e) : rc;
	}
	if (is_draw(l, subject, e))
		return find_draw(l, subject, uscc, mem, ret, e);
	if (subject.n == USCC_LENGTH && uscc_normalise(subject, code)) {
		ret->kind = FORM_UNIT;
		ret->id = ret->uscc = arena_str(mem, str_c(code));
		return 0;
	}
	return find_case(l, subject, mem, ret, e);
}

/* --- a draw --------------------------------------------------------------------------------------------------------------- */

int papers_about_draw(struct papers_gathering *g, const struct papers_subject *s, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	struct values *v = g->v;
	int rc;

	TRY(papers_put_unit(g, s->uscc, s->unit, e));
	TRY(db_prepare(ledger_db(g->l), STR("SELECT campaign FROM draw WHERE number = :draw"), &st, e));
	db_bind_text(st, "draw", s->id);
	rc = db_step(st, e);
	TRY(rc);
	values_put(v, "campaign", db_text(st, 0));
	values_printf(v, "source", "%.*s，双随机抽取（抽取编号%.*s）", STR_ARG(db_text(st, 0)), STR_ARG(s->id));
	db_reset(st);
	AUTO(db_stmt_auto) struct db_stmt *pair = NULL;

	TRY(db_prepare(ledger_db(g->l),
		       STR("SELECT officer FROM draw_pair WHERE draw = :draw AND unit = :unit ORDER BY officer"), &pair,
		       e));
	db_bind_text(pair, "draw", s->id);
	db_bind_text(pair, "unit", s->uscc);
	while ((rc = db_step(pair, e)) == 1)
		TRY(papers_officer(g->l, db_text(pair, 0), v, g->mem, e));
	return rc;
}

/* --- a visit -------------------------------------------------------------------------------------------------------------- */

/* What was found on site, as far as it became a case: with its basis and where it stands. */
static int put_found(struct papers_gathering *g, const struct onsite *o, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(ledger_db(g->l),
		       STR("SELECT c.title, c.object, c.place, c.basis, c.seen_last, c.state FROM case_sighting s JOIN"
			   " cases c ON c.finding = s.finding WHERE s.source = :source ORDER BY c.id"),
		       &st, e));
	db_bind_text(st, "source", o->number);
	while ((rc = db_step(st, e)) == 1) {
		struct values *p = values_add(g->v, "problems");
		str place = db_text(st, 2).n ? db_text(st, 2) : db_text(st, 1);
		enum life_state state = AT_CASE_NONE;

		values_put(p, "title", db_text(st, 0));
		values_put(p, "asset", place.n ? place : o->location);
		values_put(p, "basis", papers_basis(g, db_text(st, 3), date_china_day(db_int(st, 4))));
		if (life_state_parse(LIFE_CASE, db_text(st, 5), &state))
			values_put(p, "handling", life_state_words(state).zh);
	}
	return rc;
}

static int put_verdicts(struct papers_gathering *g, const struct onsite *o, err *e)
{
	static const char *const keys[][2] = {{"conforms", "passed"},
					      {"partly", "failed"},
					      {"fails", "failed"},
					      {"na", "na"},
					      {"unknown", "unknown"}};
	uint64_t counts[ARRAY_LEN(keys)] = {0}, all = 0;
	struct onsite_item *items = NULL;
	size_t n = 0;

	TRY(onsite_items(g->l, o->id, g->mem, &items, &n, e));
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < ARRAY_LEN(keys); k++) {
			bool is = str_eq(items[i].verdict, str_c(keys[k][0]));

			counts[k] += is;
			all += is;
		}
	}
	counts[2] += counts[1];
	for (size_t k = 0; k < ARRAY_LEN(keys); k++)
		values_printf(g->v, keys[k][1], "%llu", (unsigned long long)counts[k]);
	values_printf(g->v, "count", "%llu", (unsigned long long)all);
	return 0;
}

int papers_about_visit(struct papers_gathering *g, const struct papers_subject *s, err *e)
{
	struct onsite o = {0};
	str entry = s->id, visit = str_cut(&entry, '/').head;
	uint64_t n = 0;

	TRY(onsite_find(g->l, visit, g->mem, &o, e));
	TRY(papers_put_unit(g, o.uscc, o.unit, e));
	if (entry.n) {
		if (!str_to_u64(entry, ONSITE_ITEMS_MOST, &n))
			return err_set(e, E_USAGE, _("%.*s is no entry's number"), STR_ARG(entry));
		return onsitepaper_interview(g->l, &o, (int64_t)n, g->mem, g->v, e);
	}
	TRY(onsitepaper_record(g->l, &o, g->mem, g->v, e));
	TRY(put_verdicts(g, &o, e));
	return put_found(g, &o, e);
}

/* --- a period ------------------------------------------------------------------------------------------------------------- */

static void put_rate(struct values *v, const char *name, uint64_t a, uint64_t of)
{
	unsigned r = stats_rate(a, of);

	if (of)
		values_printf(v, name, "%u.%u%%", r / 10, r % 10);
	else
		values_put(v, name, STR("—"));
}

static void put_totals(struct values *v, const struct bulletin *b)
{
	const struct stats_row *r = &b->rows[STATS_ALL][0];
	int64_t tenths = (r->median * 10 + DAY_SECONDS / 2) / DAY_SECONDS;

	values_printf(v, "units", "%zu", b->counts[STATS_UNIT]);
	values_printf(v, "found", "%llu", (unsigned long long)r->total);
	values_printf(v, "closed", "%llu", (unsigned long long)r->closed);
	put_rate(v, "closure_rate", r->closed, r->total);
	put_rate(v, "on_time_rate", r->on_time, r->timed);
	if (r->median >= 0)
		values_printf(v, "median_days", "%lld.%lld", (long long)(tenths / 10), (long long)(tenths % 10));
	else
		values_put(v, "median_days", STR("—"));
}

static void put_clauses(struct values *v, const struct bulletin *b, const struct clauses *titles)
{
	for (size_t i = 0; i < b->counts[STATS_CLAUSE]; i++) {
		const struct stats_row *r = &b->rows[STATS_CLAUSE][i];
		const struct clause *c = clauses_find(titles, r->key);
		struct values *row = values_add(v, "clauses");

		values_printf(row, "clause", "%.*s%s%.*s", STR_ARG(r->key.n ? r->key : STR("未注明")), c ? " " : "",
			      STR_ARG(c ? c->title.zh : (str){0}));
		values_printf(row, "found", "%llu", (unsigned long long)r->total);
		values_printf(row, "closed", "%llu", (unsigned long long)r->closed);
		values_printf(row, "open", "%llu", (unsigned long long)(r->total - r->closed));
	}
}

/* Units, the clause and the notice of what is late: nothing that tells where a hole is. */
static int put_late(struct papers_gathering *g, int64_t since, int64_t until, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(
		ledger_db(g->l),
		STR("SELECT c.unit, c.clause, n.number, min(c.due) FROM cases c JOIN notices n ON n.id = c.notice"
		    " WHERE c.due > 0 AND c.due <= :now AND c.state IN ('notified', 'rectifying', 'returned')"
		    " AND c.opened_at >= :since AND c.opened_at < :until"
		    " GROUP BY c.unit, c.clause, n.number ORDER BY c.unit, c.clause, n.number"),
		&st, e));
	db_bind_int(st, "now", ledger_now(g->l));
	db_bind_int(st, "since", since);
	db_bind_int(st, "until", until);
	while ((rc = db_step(st, e)) == 1) {
		struct values *row = values_add(g->v, "overdue");

		values_put(row, "party", db_text(st, 0));
		values_put(row, "clause", db_text(st, 1).n ? db_text(st, 1) : STR("未注明"));
		values_put(row, "number", db_text(st, 2));
		papers_put_day(row, "deadline", db_int(st, 3) - 1);
	}
	return rc;
}

int papers_about_period(struct papers_gathering *g, const struct papers_subject *s, err *e)
{
	struct clauses titles = {0};
	struct bulletin b = {0};
	const char *path = NULL;
	int64_t first = 0, last = 0;

	if (!read_period(s->id, &first, &last))
		return err_set(e, E_USAGE, _("%.*s is no period"), STR_ARG(s->id));
	int64_t since = date_china_begin(first), until = date_china_begin(last + 1);

	TRY(bulletin_make(g->l, since, until, g->mem, &b, e));
	TRY(paths_data(g->mem, "catalogue/clauses.yaml", &path, e));
	int rc = clauses_load(path, &titles, e);

	if (rc == 0) {
		put_totals(g->v, &b);
		put_clauses(g->v, &b, &titles);
	}
	clauses_release(&titles);
	TRY(rc);
	return put_late(g, since, until, e);
}
