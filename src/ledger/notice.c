#include "ledger/notice.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/must.h"
#include "ledger/term.h"

#define COLUMNS                                                                                                        \
	"id, kind, title, uscc, unit, state, number, corrects, facts, count, count_unit, docx, pdf, drafted_at, "      \
	"issued_at, served_at, ended_at, due"
#define FROM " FROM notices LEFT JOIN notice_about a ON a.notice = notices.id"
#define ABOUT ", coalesce(a.about, ''), coalesce(a.subject, '')"
#define ALSO_MOST ((size_t)256 << 10)
#define MEMORY ((size_t)64 << 20)

/* --- reading -------------------------------------------------------------------------------------------------------------- */

static const struct {
	const char *key;
	const char *zh;
	const char *en;
} ways[NOTICE_WAY_COUNT] = {
	[NOTICE_DIRECT] = {"direct", "直接送达", "served directly"},
	[NOTICE_LEFT] = {"left", "留置送达", "left at the place"},
	[NOTICE_POST] = {"post", "邮寄送达", "by post"},
	[NOTICE_ELECTRONIC] = {"electronic", "电子送达", "electronically"},
	[NOTICE_ENTRUSTED] = {"entrusted", "委托送达", "by an entrusted body"},
	[NOTICE_PUBLIC] = {"public", "公告送达", "by public notice"},
};

static const char *notice_way_key(enum notice_way w)
{
	must((unsigned)w < NOTICE_WAY_COUNT);
	return ways[w].key;
}

struct text2 notice_way_words(enum notice_way w)
{
	must((unsigned)w < NOTICE_WAY_COUNT);
	return (struct text2){.zh = str_c(ways[w].zh), .en = str_c(ways[w].en)};
}

bool notice_way_parse(str key, enum notice_way *ret)
{
	for (unsigned i = 0; i < NOTICE_WAY_COUNT; i++) {
		if (str_eq(key, str_c(ways[i].key))) {
			*ret = (enum notice_way)i;
			return true;
		}
	}
	return false;
}

static void read(struct db_stmt *st, struct notice *n)
{
	*n = (struct notice){.id = db_text(st, 0),
			     .kind = db_text(st, 1),
			     .title = db_text(st, 2),
			     .uscc = db_text(st, 3),
			     .unit = db_text(st, 4),
			     .number = db_text(st, 6),
			     .corrects = db_text(st, 7),
			     .facts = db_text(st, 8),
			     .count = db_int(st, 9),
			     .count_unit = db_text(st, 10),
			     .docx = db_text(st, 11),
			     .pdf = db_text(st, 12),
			     .drafted_at = db_int(st, 13),
			     .issued_at = db_int(st, 14),
			     .served_at = db_int(st, 15),
			     .ended_at = db_int(st, 16),
			     .due = db_int(st, 17),
			     .about = db_text(st, 18),
			     .subject = db_text(st, 19)};
	must(life_state_parse(LIFE_NOTICE, db_text(st, 5), &n->state));
}

static void keep(arena *mem, struct notice *n)
{
	str *const texts[] = {&n->id,    &n->kind,       &n->title, &n->uscc, &n->unit,  &n->number, &n->corrects,
			      &n->facts, &n->count_unit, &n->docx,  &n->pdf,  &n->about, &n->subject};

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		*texts[i] = arena_str(mem, *texts[i]);
}

int notice_find(struct ledger *l, str id, arena *mem, struct notice *ret, err *e)
{
	struct db_stmt *st = NULL;

	int rc = ledger_row(l,
			    "SELECT " COLUMNS ABOUT FROM " WHERE id = :id OR (number = :id AND number <> '')"
			    " ORDER BY n LIMIT 1",
			    "id", id, &st, e);

	if (rc == 1) {
		read(st, ret);
		keep(mem, ret);
	}
	db_reset(st);
	return rc == 0 ? err_set(e, E_NOTFOUND, _("there is no notice \"%.*s\""), STR_ARG(id)) : rc < 0 ? rc : 0;
}

int notice_about(struct ledger *l, str kind, str subject, bool served, arena *mem, struct notice *ret, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l,
			"SELECT " COLUMNS ABOUT FROM " WHERE kind = :kind AND a.subject = :subject"
			" AND (state IN ('served', 'answered', 'closed') OR (state = 'issued' AND :most = 'issued'))"
			" ORDER BY n DESC LIMIT 1",
			&st, e));
	db_bind_text(st, "kind", kind);
	db_bind_text(st, "subject", subject);
	db_bind_text(st, "most", served ? STR("served") : STR("issued"));
	int rc = db_step(st, e);

	if (rc == 1) {
		read(st, ret);
		keep(mem, ret);
	}
	db_reset(st);
	return rc;
}

int notice_each(struct ledger *l, enum life_state state, str uscc,
		int (*each)(void *ctx, const struct notice *n, err *e), void *ctx, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(ledger_db(l),
		       STR("SELECT " COLUMNS ABOUT FROM " WHERE (:state = '' OR state = :state)"
			   " AND (:uscc = '' OR uscc = :uscc) ORDER BY n"),
		       &st, e));
	db_stream(st);
	db_bind_text(st, "state", str_c(life_state_key(state)));
	db_bind_text(st, "uscc", uscc);
	while ((rc = db_step(st, e)) == 1) {
		struct notice n;

		read(st, &n);
		TRY(each(ctx, &n, e));
	}
	return rc;
}

int notice_cases(struct ledger *l, str id, arena *mem, str **ret, size_t *ret_n, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int64_t n = 0;
	int rc;

	TRY(ledger_int(l, "SELECT count(*) FROM notice_case WHERE notice = :id", "id", id, &n, e));
	*ret = arena_new(mem, str, (size_t)n + 1);
	*ret_n = 0;
	TRY(db_prepare(ledger_db(l), STR("SELECT subject FROM notice_case WHERE notice = :id ORDER BY subject"), &st,
		       e));
	db_bind_text(st, "id", id);
	while ((rc = db_step(st, e)) == 1 && *ret_n < (size_t)n)
		(*ret)[(*ret_n)++] = arena_str(mem, db_text(st, 0));
	return rc < 0 ? rc : 0;
}

/* --- drafting ------------------------------------------------------------------------------------------------------------- */

/* Is the case free for this notice? */
static int check_case(struct ledger *l, const struct notice_draft *d, str id, arena *mem, err *e)
{
	struct case_row c;
	struct notice in;

	TRY(case_find(l, id, mem, &c, e));
	if (!str_eq(c.uscc, d->uscc))
		return err_set(e, E_DENIED, _("case %.*s is about another unit"), STR_ARG(c.id));
	if (d->corrects.n && str_eq(c.notice, d->corrects))
		return 0;
	if (c.state != AT_CASE_CONFIRMED)
		return err_set(e, E_DENIED, _("case %.*s is not confirmed, or notified already"), STR_ARG(c.id));
	if (c.notice.n == 0)
		return 0;
	TRY(notice_find(l, c.notice, mem, &in, e));
	if (!life_final(in.state))
		return err_set(e, E_DENIED, _("case %.*s is in notice %.*s already"), STR_ARG(c.id), STR_ARG(c.notice));
	return 0;
}

static int claim(struct ledger *l, str notice, const struct notice_draft *d, err *e)
{
	struct db_stmt *st = NULL, *mark = NULL;

	TRY(ledger_stmt(l, "INSERT INTO notice_case(notice, subject) VALUES (:notice, :subject)", &st, e));
	TRY(ledger_stmt(l, "UPDATE cases SET notice = :notice WHERE id = :subject AND state = 'confirmed'", &mark, e));
	for (size_t i = 0; i < d->case_count; i++) {
		db_bind_text(st, "notice", notice);
		db_bind_text(st, "subject", d->cases[i]);
		TRY(db_run(st, e));
		db_bind_text(mark, "notice", notice);
		db_bind_text(mark, "subject", d->cases[i]);
		TRY(db_run(mark, e));
	}
	return 0;
}

static void put_draft(buf *b, const struct notice_draft *d)
{
	struct json_out o;

	json_begin(&o, b);
	json_open(&o, NULL, '{');
	json_str(&o, "about", d->about);
	json_open(&o, "cases", '[');
	for (size_t i = 0; i < d->case_count; i++)
		json_str(&o, NULL, d->cases[i]);
	json_close(&o, ']');
	json_str(&o, "corrects", d->corrects);
	json_int(&o, "count", d->count);
	json_str(&o, "count_unit", d->count_unit);
	json_str(&o, "facts", d->facts);
	json_str(&o, "kind", d->kind);
	json_str(&o, "subject", d->subject);
	json_str(&o, "unit", d->uscc);
	json_close(&o, '}');
}

static int insert_about(struct ledger *l, const struct notice_draft *d, str id, err *e)
{
	struct db_stmt *st = NULL;

	if (!d->subject.n)
		return 0;
	TRY(ledger_stmt(l, "INSERT INTO notice_about(notice, about, subject) VALUES (:id, :about, :subject)", &st, e));
	db_bind_text(st, "id", id);
	db_bind_text(st, "about", d->about);
	db_bind_text(st, "subject", d->subject);
	return db_run(st, e);
}

static int insert(struct ledger *l, const struct notice_draft *d, str id, int64_t n, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l,
			"INSERT INTO notices(" COLUMNS ", n) VALUES (:id, :kind, :title, :uscc, :unit, :state, '',"
			" :corrects, :facts, :count, :count_unit, '', '', :at, 0, 0, 0, 0, :n)",
			&st, e));
	db_bind_text(st, "id", id);
	db_bind_int(st, "n", n);
	db_bind_text(st, "kind", d->kind);
	db_bind_text(st, "title", d->title);
	db_bind_text(st, "uscc", d->uscc);
	db_bind_text(st, "unit", d->unit);
	db_bind_text(st, "state", str_c(life_state_key(d->record ? AT_NOTICE_RECORDING : AT_NOTICE_DRAFT)));
	db_bind_text(st, "corrects", d->corrects);
	db_bind_text(st, "facts", d->facts);
	db_bind_int(st, "count", d->count);
	db_bind_text(st, "count_unit", d->count_unit);
	db_bind_int(st, "at", ledger_now(l));
	return db_run(st, e);
}

/* What never was issued, or has ended, cannot be corrected: a draft of that would lead nowhere. */
static int check_old(struct ledger *l, const struct notice_draft *d, arena *mem, err *e)
{
	struct notice old;

	if (d->corrects.n == 0)
		return 0;
	TRY(notice_find(l, d->corrects, mem, &old, e));
	if (!str_eq(old.kind, d->kind) || !str_eq(old.subject, d->subject) || !str_eq(old.uscc, d->uscc))
		return err_set(e, E_DENIED, _("a correction is of the same kind, about the same"));
	return life_move(old.state, DO_NOTICE_CORRECT)
		       ? 0
		       : err_set(e, E_DENIED, _("only what was issued can be corrected"));
}

int notice_draft(struct ledger *l, const struct notice_draft *d, const struct person *actor, arena *mem,
		 struct notice *ret, err *e)
{
	AUTO(buf_release) buf id;
	AUTO(buf_release) buf also;
	enum life_state to = AT_NOTICE_NONE;
	int64_t n = 0;

	buf_init(&id, 32);
	buf_init(&also, ALSO_MOST);
	if ((d->case_count == 0) == (d->subject.n == 0))
		return err_set(e, E_DENIED, _("a notice about no case"));
	TRY(check_old(l, d, mem, e));
	for (size_t i = 0; i < d->case_count; i++)
		TRY(check_case(l, d, d->cases[i], mem, e));
	TRY(ledger_int(l, "SELECT coalesce(max(n), 0) FROM notices", NULL, (str){0}, &n, e));
	buf_printf(&id, "n%lld", (long long)n + 1);
	put_draft(&also, d);
	if (buf_full(&also))
		return err_set(e, E_LIMIT, _("a notice about too many cases"));
	TRY(step_take(l,
		      &(struct step){.event = d->record ? DO_NOTICE_RECORD : DO_NOTICE_DRAFT,
				     .from = AT_NOTICE_NONE,
				     .subject = buf_str(&id),
				     .actor = actor,
				     .unit = d->uscc,
				     .also = buf_str(&also),
				     .first = true},
		      &to, e));
	TRY(insert(l, d, buf_str(&id), n + 1, e));
	TRY(insert_about(l, d, buf_str(&id), e));
	TRY(claim(l, buf_str(&id), d, e));
	return notice_find(l, buf_str(&id), mem, ret, e);
}

/* --- events --------------------------------------------------------------------------------------------------------------- */

struct moving {
	struct ledger *l;
	const struct notice *n;
	const struct notice_act *a;
	arena *mem;
	str *cases;
	size_t case_count;
	struct life_past *past; /* of the cases */
	size_t past_count;
	size_t past_room;
};

static int add_past(struct moving *m, str subject, err *e)
{
	struct life_past *p = NULL;
	size_t n = 0;

	TRY(step_past(m->l, subject, m->mem, &p, &n, e));
	if (m->past_count + n > m->past_room) {
		m->past_room = 2 * m->past_room + n + 64;
		struct life_past *more = arena_new(m->mem, struct life_past, m->past_room);

		for (size_t k = 0; k < m->past_count; k++)
			more[k] = m->past[k];
		m->past = more;
	}
	for (size_t k = 0; k < n; k++)
		m->past[m->past_count++] = p[k];
	return 0;
}

/* What was done in the cases, or with the subject, counts in the paper: who handled them does not review it. A paper about another
 * paper has that one's cases behind it. */
static int gather_past(struct moving *m, err *e)
{
	bool other = str_eq(m->n->about, STR("notice"));
	str *behind = NULL;
	size_t n = 0;

	TRY(notice_cases(m->l, m->n->id, m->mem, &m->cases, &m->case_count, e));
	TRY(notice_cases(m->l, other ? m->n->subject : m->n->id, m->mem, &behind, &n, e));
	for (size_t i = 0; i < n; i++)
		TRY(add_past(m, behind[i], e));
	return m->n->subject.n && !other ? add_past(m, m->n->subject, e) : 0;
}

static bool gives_number(enum life_event event)
{
	return event == DO_NOTICE_ISSUE || event == DO_NOTICE_FINISH;
}

static void put_also(buf *b, const struct moving *m)
{
	const struct notice_act *a = m->a;
	struct json_out o;

	json_begin(&o, b);
	json_open(&o, NULL, '{');
	if (gives_number(a->event))
		json_str(&o, "docx", a->docx);
	if (a->event == DO_NOTICE_SERVE)
		json_int(&o, "due", a->due);
	json_str(&o, "facts", a->facts.n ? a->facts : m->n->facts);
	if (gives_number(a->event)) {
		json_str(&o, "number", a->number);
		json_str(&o, "pdf", a->pdf);
	}
	if (a->event == DO_NOTICE_SERVE) {
		json_str(&o, "receiver", a->receiver);
		json_bool(&o, "refused", a->refused);
		json_int(&o, "served_at", a->at);
		json_str(&o, "way", str_c(notice_way_key(a->way)));
	}
	json_close(&o, '}');
}

static int take(struct moving *m, enum life_state *ret_to, err *e)
{
	const struct notice_act *a = m->a;
	AUTO(buf_release) buf also;

	buf_init(&also, ALSO_MOST);
	put_also(&also, m);
	struct step s = {.event = a->event,
			 .from = m->n->state,
			 .subject = m->n->id,
			 .actor = a->actor,
			 .unit = m->n->uscc,
			 .reason = a->reason,
			 .basis = a->basis,
			 .evidence = a->evidence,
			 .evidence_count = a->evidence_count,
			 .also = buf_str(&also),
			 .past = m->past,
			 .past_count = m->past_count};

	return step_take(m->l, &s, ret_to, e);
}

static int update(struct moving *m, enum life_state to, err *e)
{
	const struct notice *n = m->n;
	const struct notice_act *a = m->a;
	struct db_stmt *st = NULL;
	int64_t now = ledger_now(m->l);
	bool issue = gives_number(a->event), serve = a->event == DO_NOTICE_SERVE;

	TRY(ledger_stmt(m->l,
			"UPDATE notices SET state = :state, number = :number, facts = :facts, docx = :docx, pdf = :pdf,"
			" issued_at = :issued, served_at = :served, ended_at = :ended, due = :due"
			" WHERE id = :id AND state = :was",
			&st, e));
	db_bind_text(st, "number", issue ? a->number : n->number);
	db_bind_text(st, "facts", a->facts.n ? a->facts : n->facts);
	db_bind_text(st, "docx", issue ? a->docx : n->docx);
	db_bind_text(st, "pdf", issue ? a->pdf : n->pdf);
	db_bind_int(st, "issued", issue ? now : n->issued_at);
	db_bind_int(st, "served", serve ? a->at : n->served_at);
	db_bind_int(st, "ended", life_final(to) ? now : 0);
	db_bind_int(st, "due", serve ? a->due : n->due);
	return step_change(st, n->id, n->state, to, e);
}

/* --- and with it its cases ------------------------------------------------------------------------------------------------ */

static int note_service(struct moving *m, err *e)
{
	const struct notice_act *a = m->a;
	struct db_stmt *st = NULL;
	int64_t n = 0;

	TRY(ledger_int(m->l, "SELECT count(*) FROM notice_service WHERE notice = :id", "id", m->n->id, &n, e));
	TRY(ledger_stmt(m->l,
			"INSERT INTO notice_service(notice, n, way, receiver, at, refused, note, proof) VALUES"
			" (:notice, :n, :way, :receiver, :at, :refused, :note, :proof)",
			&st, e));
	db_bind_text(st, "notice", m->n->id);
	db_bind_int(st, "n", n + 1);
	db_bind_text(st, "way", str_c(notice_way_key(a->way)));
	db_bind_text(st, "receiver", a->receiver);
	db_bind_int(st, "at", a->at);
	db_bind_bool(st, "refused", a->refused);
	db_bind_text(st, "note", a->note);
	db_bind_text(st, "proof", a->evidence_count ? a->evidence[0] : (str){0});
	return db_run(st, e);
}

/* Every case that this event moves, in the state that it moves from. */
static int move_cases(struct moving *m, enum life_event event, str basis, err *e)
{
	const struct notice_act *a = m->a;

	for (size_t i = 0; i < m->case_count; i++) {
		struct case_row c;
		struct case_act act = {.event = event,
				       .actor = a->actor,
				       .reason = a->reason,
				       .basis = basis,
				       .notice = event == DO_CASE_NOTIFY ? m->n->id : (str){0},
				       .due = event == DO_CASE_NOTIFY ? a->due : 0};

		if (event == DO_CASE_REPORT) {
			act.evidence = a->evidence;
			act.evidence_count = a->evidence_count;
		}
		TRY(case_find(m->l, m->cases[i], m->mem, &c, e));
		if (str_eq(c.notice, m->n->id) && life_move(c.state, event))
			TRY(case_move(m->l, &c, &act, NULL, e));
	}
	return 0;
}

/* Cases that never were notified are free for another notice. */
static int free_cases(struct moving *m, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(m->l, "UPDATE cases SET notice = '' WHERE notice = :notice AND state = 'confirmed'", &st, e));
	db_bind_text(st, "notice", m->n->id);
	return db_run(st, e);
}

/* The new one is issued: the old one ends, its cases are the new one's, and their deadlines as they are. */
static int take_place(struct moving *m, err *e)
{
	struct notice old;
	struct db_stmt *st = NULL;

	if (m->n->corrects.n == 0)
		return 0;
	TRY(notice_find(m->l, m->n->corrects, m->mem, &old, e));
	TRY(notice_move(
		m->l, &old,
		&(struct notice_act){
			.event = DO_NOTICE_CORRECT, .actor = m->a->actor, .reason = m->a->number, .basis = m->a->basis},
		e));
	TRY(ledger_stmt(m->l,
			"UPDATE cases SET notice = :notice WHERE id IN (SELECT subject FROM notice_case WHERE notice = "
			":notice)",
			&st, e));
	db_bind_text(st, "notice", m->n->id);
	return db_run(st, e);
}

int notice_move(struct ledger *l, const struct notice *n, const struct notice_act *a, err *e)
{
	AUTO(arena_clear) arena mem;
	struct moving m = {.l = l, .n = n, .a = a, .mem = &mem};
	enum life_state to = AT_NOTICE_NONE;

	must(life_machine_of_event(a->event) == LIFE_NOTICE && a->event != DO_NOTICE_DRAFT);
	arena_init(&mem, MEMORY);
	TRY(gather_past(&m, e));
	TRY(take(&m, &to, e));
	TRY(update(&m, to, e));
	if (n->subject.n && n->served_at && a->event != DO_NOTICE_SERVE)
		TRY(term_settle(l, n->id, STR("answer"), a->actor->id, a->reason, e));
	switch (a->event) {
	case DO_NOTICE_ISSUE:
		return take_place(&m, e);
	case DO_NOTICE_SERVE:
		TRY(note_service(&m, e));
		return move_cases(&m, DO_CASE_NOTIFY, n->number, e);
	case DO_NOTICE_ANSWER:
		TRY(move_cases(&m, DO_CASE_ACCEPT, (str){0}, e));
		return move_cases(&m, DO_CASE_REPORT, (str){0}, e);
	case DO_NOTICE_REVOKE:
		TRY(move_cases(&m, DO_CASE_RECALL, a->basis, e));
		return free_cases(&m, e);
	case DO_NOTICE_WITHDRAW:
		return free_cases(&m, e);
	default:
		return 0;
	}
}

int notice_may(struct ledger *l, const struct notice *n, enum life_event event, const struct person *actor, err *e)
{
	AUTO(arena_clear) arena mem;
	struct moving m = {.l = l, .n = n, .mem = &mem};
	enum life_state to;

	arena_init(&mem, MEMORY);
	TRY(gather_past(&m, e));
	return step_may(l,
			&(struct step){.event = event,
				       .from = n->state,
				       .subject = n->id,
				       .actor = actor,
				       .unit = n->uscc,
				       .reason = STR("-"),
				       .basis = STR("-"),
				       .has_evidence = true,
				       .past = m.past,
				       .past_count = m.past_count},
			&to, e);
}

int notice_settle(struct ledger *l, const struct case_row *c, const struct person *actor, err *e)
{
	AUTO(arena_clear) arena mem;
	struct notice n;
	enum life_state to = AT_NOTICE_NONE;
	int64_t left = 0;
	err no = {0};

	if (c->notice.n == 0)
		return 0;
	arena_init(&mem, MEMORY);
	TRY(notice_find(l, c->notice, &mem, &n, e));
	TRY(ledger_int(l,
		       "SELECT count(*) FROM cases WHERE notice = :id AND state NOT IN ('false-positive', 'duplicate',"
		       " 'transferred', 'reminded', 'closed', 'voided')",
		       "id", n.id, &left, e));
	struct step s = {.event = DO_NOTICE_CLOSE, .from = n.state, .subject = n.id, .actor = actor, .unit = n.uscc};

	if (left)
		return 0;
	int rc = step_may(l, &s, &to, &no);

	if (rc < 0) {
		*e = no;
		return rc == E_DENIED ? 0 : rc;
	}
	return notice_move(l, &n, &(struct notice_act){.event = DO_NOTICE_CLOSE, .actor = actor}, e);
}

/* --- words ---------------------------------------------------------------------------------------------------------------- */

int notice_words_confirmed(struct ledger *l, str hash, err *e)
{
	int64_t n = 0;

	TRY(ledger_int(l, "SELECT count(*) FROM confirmed_words WHERE hash = :hash", "hash", hash, &n, e));
	return n > 0;
}

int notice_words_confirm(struct ledger *l, const struct notice_words *w, size_t n, const struct person *actor,
			 str reason, err *e)
{
	AUTO(buf_release) buf body;
	struct db_stmt *st = NULL;
	struct json_out o;

	TRY(person_may(actor, ROLE_BIT(ROLE_LEGAL), ledger_now(l), e));
	buf_init(&body, ALSO_MOST);
	json_begin(&o, &body);
	json_open(&o, NULL, '{');
	json_str(&o, "reason", reason);
	json_open(&o, "words", '[');
	for (size_t i = 0; i < n; i++) {
		json_open(&o, NULL, '{');
		json_str(&o, "hash", w[i].hash);
		json_str(&o, "what", w[i].what);
		json_close(&o, '}');
	}
	json_close(&o, ']');
	json_close(&o, '}');
	if (buf_full(&body))
		return err_set(e, E_LIMIT, _("too many words for one act"));
	TRY(ledger_stmt(l,
			"INSERT INTO confirmed_words(hash, what, actor, at) VALUES (:hash, :what, :actor, :at)"
			" ON CONFLICT DO NOTHING",
			&st, e));
	for (size_t i = 0; i < n; i++) {
		db_bind_text(st, "hash", w[i].hash);
		db_bind_text(st, "what", w[i].what);
		db_bind_text(st, "actor", actor->id);
		db_bind_int(st, "at", ledger_now(l));
		TRY(db_run(st, e));
	}
	return ledger_act(l, &(struct ledger_act){"words.confirm", n ? w[0].hash : (str){0}, actor->id, buf_str(&body)},
			  NULL, e);
}
