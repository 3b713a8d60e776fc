#include "flow/papers_priv.h"

#include "base/date.h"
#include "base/i18n.h"
#include "base/json.h"
#include "ledger/case.h"
#include "ledger/document.h"
#include "ledger/listing.h"
#include "ledger/notice.h"
#include "ledger/penalty.h"
#include "ledger/registry.h"
#include "ledger/term.h"

#define PAPER_MOST ((size_t)32 << 20)

void papers_put_day(struct values *v, const char *name, int64_t at)
{
	AUTO(buf_release) buf b;

	if (!at)
		return;
	buf_init(&b, 64);
	date_put_chinese(&b, date_china_day(at));
	values_put(v, name, buf_str(&b));
}

static int put_setting(struct papers_gathering *g, const char *name, const char *as, err *e)
{
	str value = {0};

	TRY(ledger_setting(g->l, name, g->mem, &value, e));
	if (value.n)
		values_put(g->v, as, value);
	return 0;
}

static int put_agency(struct papers_gathering *g, err *e)
{
	TRY(put_setting(g, "agency.name", "agency", e));
	TRY(put_setting(g, "agency.contact", "contact", e));
	TRY(put_setting(g, "agency.phone", "phone", e));
	TRY(put_setting(g, "agency.report_to", "address", e));
	TRY(put_setting(g, "agency.remedies", "remedies", e));
	papers_put_day(g->v, "date", ledger_now(g->l));
	papers_put_day(g->v, "asof", ledger_now(g->l));
	return 0;
}

int papers_put_unit(struct papers_gathering *g, str uscc, str name, err *e)
{
	struct registry_unit u = {0};
	struct date_civil day = date_civil(date_china_day(ledger_now(g->l)));
	int rc = registry_unit_find(g->l, uscc, day.year, g->mem, &u, e);

	values_put(g->v, "party_code", uscc);
	if (rc < 0 && !name.n)
		return rc;
	values_put(g->v, "party", rc == 0 ? u.name : name);
	if (rc < 0)
		return 0;
	if (u.address.n)
		values_put(g->v, "party_address", u.address);
	if (u.licences.n)
		values_put(g->v, "licence", u.licences);
	if (u.cap != REGISTRY_NO_CAP)
		values_printf(g->v, "cap", "%lld", (long long)u.cap);
	values_printf(g->v, "inspected_before", "%lld", (long long)u.used);
	values_printf(g->v, "inspected_times", "%lld", (long long)u.used + 1);
	return 0;
}

/* Rows of name, certificate, department as the list "officers"; :of is bound. */
static int papers_put_officers(struct papers_gathering *g, const char *sql, str of, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(ledger_db(g->l), str_c(sql), &st, e));
	db_bind_text(st, "of", of);
	while ((rc = db_step(st, e)) == 1) {
		struct values *o = values_add(g->v, "officers");

		values_put(o, "name", db_text(st, 0));
		values_put(o, "cert", db_text(st, 1));
		if (db_text(st, 2).n)
			values_put(o, "department", db_text(st, 2));
	}
	return rc;
}

/* Whom the latest draw sent to the unit. */
static int put_drawn(struct papers_gathering *g, str uscc, err *e)
{
	static const char sql[] =
		"SELECT p.name, p.cert, p.department FROM draw_pair x JOIN person p ON p.id = x.officer"
		" WHERE x.unit = :of AND x.draw = (SELECT y.draw FROM draw_pair y JOIN draw d ON d.number = y.draw"
		" WHERE y.unit = :of ORDER BY d.year DESC, d.n DESC LIMIT 1) ORDER BY p.id";

	return papers_put_officers(g, sql, uscc, e);
}

/* The last test of a case; what was not tested again is not "passed". */
struct last_round {
	str result;
	str tester;
	str evidence;
	int64_t round;
	arena *mem;
};

static int keep_round(void *ctx, const struct case_round *r, err *e)
{
	struct last_round *last = ctx;

	(void)e;
	last->result = arena_str(last->mem, r->result);
	last->tester = arena_str(last->mem, r->tester);
	last->evidence = arena_str(last->mem, r->evidence);
	last->round = r->round;
	return 0;
}

static str name_of(struct papers_gathering *g, str id)
{
	struct person p = {0};

	return ledger_person(g->l, id, g->mem, &p, NULL) == 0 ? p.name : id;
}

str papers_basis(const struct papers_gathering *g, str keys, int64_t day)
{
	AUTO(buf_release) buf b;

	buf_init(&b, (size_t)64 << 10);
	while (keys.n) {
		str key = str_cut(&keys, ' ').head;
		const struct law_article *a = g->laws ? laws_find(g->laws, key) : NULL;
		const struct law_version *w = a ? law_at(a, day) : NULL;

		if (!key.n)
			continue;
		buf_put_c(&b, b.n ? "、" : "");
		if (w)
			buf_printf(&b, "《%.*s》%.*s", STR_ARG(a->law->name.zh), STR_ARG(w->number));
		else
			buf_put(&b, key);
	}
	return b.n ? arena_str(g->mem, buf_str(&b)) : STR("见案卷");
}

/* "site:http://…" is our key; a paper says what it is of, and the address. */
static void put_asset(struct values *p, const struct case_row *c)
{
	size_t at = str_find_byte(c->asset, ':');
	str address = at < c->asset.n ? str_from(c->asset, at + 1) : c->asset;

	values_printf(p, "asset", "%.*s%s%.*s", STR_ARG(c->object), c->object.n && address.n ? "，" : "",
		      STR_ARG(address));
}

static int put_problem(void *ctx, const struct case_row *c, err *e)
{
	struct papers_gathering *g = ctx;
	struct values *p = values_add(g->v, "problems");
	struct last_round last = {.mem = g->mem};
	bool pass, fail;

	TRY(case_rounds(g->l, c->id, keep_round, &last, e));
	pass = str_eq(last.result, STR("pass"));
	fail = str_eq(last.result, STR("fail"));
	g->n++;
	g->passed += pass;
	g->failed += fail;
	g->unknown += !pass && !fail;
	values_put(p, "title", c->title);
	put_asset(p, c);
	values_put(p, "place", c->place);
	values_put(p, "says", c->says);
	values_put(p, "basis", papers_basis(g, c->basis, date_china_day(c->seen_last)));
	values_put(p, "measure", c->remedy);
	values_put(p, "state", life_state_words(c->state).zh);
	values_put(p, "handling", life_state_words(c->state).zh);
	values_printf(p, "round", "%lld", (long long)(last.round ? last.round : c->round));
	values_put(p, "result", pass ? STR("已整改") : fail ? STR("未整改") : STR("未能检查"));
	str proof = last.evidence.n ? last.evidence : c->evidence;

	values_put(p, "evidence", proof.n ? str_sub(proof, 0, 16) : STR("见案卷"));
	if (c->state == AT_CASE_NOTIFIED || c->state == AT_CASE_RECTIFYING || c->state == AT_CASE_RETURNED) {
		struct values *open = values_add(g->v, "open_problems");

		values_put(open, "title", c->title);
		values_put(open, "asset", values_text(p, STR("asset")));
		values_put(open, "state", life_state_words(c->state).zh);
	}
	if (c->closed_at)
		papers_put_day(p, "done", c->closed_at);
	if (last.tester.n)
		values_put(g->v, "tester", name_of(g, last.tester));
	if (c->run.n)
		values_printf(g->v, "judgement", "%.*s（判断%lld）", STR_ARG(c->run), (long long)c->judgement);
	return 0;
}

static int put_counts(struct papers_gathering *g)
{
	values_printf(g->v, "count", "%llu", (unsigned long long)g->n);
	values_printf(g->v, "passed", "%llu", (unsigned long long)g->passed);
	values_printf(g->v, "failed", "%llu", (unsigned long long)g->failed);
	values_printf(g->v, "unknown", "%llu", (unsigned long long)g->unknown);
	return 0;
}

static int put_service(struct papers_gathering *g, str notice, err *e)
{
	struct db_stmt *st = NULL;
	enum notice_way way;

	TRY(ledger_stmt(
		g->l,
		"SELECT way, receiver, at, refused, note FROM notice_service WHERE notice = :notice ORDER BY n DESC",
		&st, e));
	db_bind_text(st, "notice", notice);
	int rc = db_step(st, e);

	TRY(rc);
	if (rc == 0)
		return 0;
	if (notice_way_parse(db_text(st, 0), &way))
		values_put(g->v, "way", notice_way_words(way).zh);
	values_put(g->v, "receiver", db_text(st, 1));
	papers_put_day(g->v, "served", db_int(st, 2));
	papers_put_day(g->v, "from", db_int(st, 2));
	if (db_bool(st, 3))
		values_put(g->v, "refusal", db_text(st, 4));
	else if (db_text(st, 4).n)
		values_put(g->v, "remark", db_text(st, 4));
	db_reset(st);
	return 0;
}

/* The last of the subject's limits, over or not; the lines of its trace as one sentence. */
static int keep_term(void *ctx, const struct term *t, err *e)
{
	struct papers_gathering *g = ctx;
	AUTO(buf_release) buf b;

	(void)e;
	buf_init(&b, (size_t)64 << 10);
	for (str rest = str_trim(t->trace_zh); rest.n;) {
		buf_put(&b, str_trim(str_cut(&rest, '\n').head));
		buf_put_c(&b, rest.n ? "；" : "");
	}
	papers_put_day(g->v, "deadline", date_china_begin(t->d.last_day));
	values_put(g->v, "deadline_trace", buf_str(&b));
	return 0;
}

static int put_notice(struct papers_gathering *g, const struct notice *n, err *e)
{
	struct case_filter of = {.state = AT_CASE_NONE, .notice = n->id};
	str *cases = NULL;
	size_t count = 0;

	TRY(papers_put_unit(g, n->uscc, n->unit, e));
	values_put(g->v, "notice", n->title);
	values_put(g->v, "document", n->title);
	values_put(g->v, "notice_number", n->number.n ? n->number : STR("（未签发）"));
	values_put(g->v, "document_number", n->number.n ? n->number : STR("（未签发）"));
	if (n->pdf.n)
		values_put(g->v, "document_hash", n->pdf);
	papers_put_day(g->v, "until", ledger_now(g->l));
	TRY(put_service(g, n->id, e));
	TRY(notice_cases(g->l, n->id, g->mem, &cases, &count, e));
	if (count)
		TRY(term_each(g->l, cases[0], keep_term, g, e));
	TRY(case_each(g->l, &of, put_problem, g, e));
	return put_counts(g);
}

static int put_case(struct papers_gathering *g, const struct case_row *c, err *e)
{
	struct case_extension x = {0};
	struct notice n = {0};
	int rc;

	if (c->notice.n) {
		TRY(notice_find(g->l, c->notice, g->mem, &n, e));
		TRY(put_notice(g, &n, e));
	} else {
		TRY(papers_put_unit(g, c->uscc, c->unit, e));
		TRY(put_problem(g, c, e));
		TRY(put_counts(g));
	}
	values_put(g->v, "problems_text", c->title);
	values_put(g->v, "cause", c->title);
	rc = case_extension(g->l, c->id, g->mem, &x, e);
	TRY(rc);
	if (rc == 0)
		return 0;
	papers_put_day(g->v, "asked", x.asked_at);
	papers_put_day(g->v, "deadline", x.before - 1);
	papers_put_day(g->v, "deadline_new", x.until - 1);
	return 0;
}

/* What the investigation rests on: each document once, with what it was given for. */
static int put_proof(void *ctx, const struct step_row *r, err *e)
{
	struct papers_gathering *g = ctx;
	bool found = str_eq(r->event, STR("penalty.investigate")) || str_eq(r->event, STR("penalty.conclude"));

	for (str rest = found ? r->evidence : (str){0}; rest.n;) {
		str sha = str_cut(&rest, ' ').head;
		struct document d = {0};

		if (!sha.n || values_has(g->v, STR("evidence"), STR("hash"), sha))
			continue;
		TRY(ledger_document_find(g->l, sha, g->mem, &d, e));
		struct values *row = values_add(g->v, "evidence");

		values_put(row, "name", d.name);
		values_put(row, "proves", r->reason.n ? r->reason : STR("违法事实"));
		values_put(row, "hash", sha);
	}
	return 0;
}

/* The advance notice that the unit was told by. */
static int put_advance(struct papers_gathering *g, const struct penalty *p, err *e)
{
	struct notice n = {0};
	int rc = notice_about(g->l, STR("penalty-advance"), p->id, true, g->mem, &n, e);

	TRY(rc);
	if (rc == 1) {
		values_put(g->v, "advance_number", n.number);
		papers_put_day(g->v, "noticed", n.served_at);
	}
	return 0;
}

static int put_penalty(struct papers_gathering *g, const struct penalty *p, err *e)
{
	struct values *law;

	TRY(papers_put_unit(g, p->uscc, p->unit, e));
	TRY(papers_put_officers(
		g,
		"SELECT p.name, p.cert, p.department FROM penalty_officer o JOIN person p ON p.id = o.officer"
		" WHERE o.penalty = :of ORDER BY p.id",
		p->id, e));
	TRY(step_each(g->l, p->id, put_proof, g, e));
	values_put(g->v, "cause", p->title);
	values_put(g->v, "source", p->source.n ? p->source : STR("案件线索"));
	values_put(g->v, "basis", p->law_number);
	values_put(g->v, "penalty_basis", p->law_penalty.n ? p->law_penalty : p->law_number);
	values_put(g->v, "what", STR("列入"));
	papers_put_day(g->v, "found", p->opened_at);
	papers_put_day(g->v, "filed", p->filed_at);
	papers_put_day(g->v, "noticed", p->told_at);
	TRY(put_advance(g, p, e));
	if (p->hearing)
		values_put(g->v, "hearing", STR("是"));
	papers_put_day(g->v, "decided", p->decided_at);
	papers_put_day(g->v, "acted", date_china_begin(p->act_day));
	values_put(g->v, "decision", p->number.n ? p->number : p->id);
	if (p->fine || p->told_fine)
		values_printf(g->v, "sanction", "%.*s（罚款人民币%lld元）", STR_ARG(p->kinds),
			      (long long)(p->fine ? p->fine : p->told_fine));
	else if (p->kinds.n)
		values_put(g->v, "sanction", p->kinds);
	law = values_add(g->v, "laws");
	values_put(law, "law", p->law);
	values_put(law, "article", p->law_number);
	values_put(law, "words", p->law_words);
	if (p->law_penalty.n)
		values_put(law, "penalty", p->law_penalty);
	if (p->law_read)
		values_put(law, "unread", STR("（未核对原文）"));
	return 0;
}

static int put_listing(struct papers_gathering *g, const struct listing *b, err *e)
{
	struct penalty p = {0};

	if (b->penalty.n) {
		TRY(penalty_find(g->l, b->penalty, g->mem, &p, e));
		TRY(put_penalty(g, &p, e));
	}
	TRY(papers_put_unit(g, b->uscc, b->unit, e));
	values_put(g->v, "list",
		   str_eq(b->list, STR("bad")) ? STR("电信业务经营不良名单") : STR("电信业务经营失信名单"));
	values_put(g->v, "reason", b->reason);
	if (b->licence.n)
		values_put(g->v, "licence", b->licence);
	papers_put_day(g->v, "decided", b->listed_at ? b->listed_at : b->proposed_at);
	return 0;
}

static int gather_one(struct papers_gathering *g, const struct papers_subject *s, err *e)
{
	struct notice n = {0};
	struct penalty p = {0};
	struct listing b = {0};
	struct case_row c = {0};

	switch (s->kind) {
	case FORM_NOTICE:
		TRY(notice_find(g->l, s->id, g->mem, &n, e));
		return put_notice(g, &n, e);
	case FORM_PENALTY:
		TRY(penalty_find(g->l, s->id, g->mem, &p, e));
		return put_penalty(g, &p, e);
	case FORM_LISTING:
		TRY(listing_find(g->l, s->id, g->mem, &b, e));
		return put_listing(g, &b, e);
	case FORM_DRAW:
		return papers_about_draw(g, s, e);
	case FORM_VISIT:
		return papers_about_visit(g, s, e);
	case FORM_PERIOD:
		return papers_about_period(g, s, e);
	case FORM_UNIT:
		TRY(papers_put_unit(g, s->id, (str){0}, e));
		return put_drawn(g, s->id, e);
	case FORM_CASES:
	case FORM_CASE:
	case FORM_SUBJECT_COUNT:
		break;
	}
	TRY(case_find(g->l, s->id, g->mem, &c, e));
	return put_case(g, &c, e);
}

int papers_gather(struct ledger *l, const struct papers_subject *s, struct values *v, arena *mem, err *e)
{
	struct papers_gathering g = {.l = l, .v = v, .mem = mem, .laws = s->laws};

	TRY(put_agency(&g, e));
	return gather_one(&g, s, e);
}

int papers_officer(struct ledger *l, str id, struct values *v, arena *mem, err *e)
{
	struct person p = {0};

	TRY(ledger_person(l, id, mem, &p, e));
	TRY(person_may(&p, ROLE_BIT(ROLE_OFFICER), ledger_now(l), e));
	if (!p.cert.n || (p.cert_until && p.cert_until < date_china_day(ledger_now(l))))
		return err_set(e, E_DENIED, _("%.*s has no valid law-enforcement certificate"), STR_ARG(p.id));
	struct values *o = values_add(v, "officers");

	values_put(o, "name", p.name);
	values_put(o, "cert", p.cert);
	values_put(o, "department", p.department.n ? p.department : STR("—"));
	return 0;
}

static int store(struct ledger *l, const struct person *actor, struct document *d, str *ret, arena *mem, err *e)
{
	d->kind = STR("paper");
	d->actor = actor->id;
	TRY(ledger_document_put(l, d, e));
	digest_hex hex = digest_to_hex(&d->sha256);

	*ret = arena_str(mem, str_c(hex.c));
	return 0;
}

static int write_act(struct ledger *l, const struct form *f, str subject, const struct person *actor,
		     const struct papers_made *m, err *e)
{
	AUTO(buf_release) buf b;
	struct json_out o;

	buf_init(&b, 4096);
	json_begin(&o, &b);
	json_open(&o, NULL, '{');
	json_str(&o, "docx", m->docx);
	json_str(&o, "form", f->kind);
	json_str(&o, "pdf", m->pdf);
	json_close(&o, '}');
	return ledger_act(l, &(struct ledger_act){"paper.make", subject, actor->id, buf_str(&b)}, NULL, e);
}

int papers_make(struct ledger *l, const struct form *f, str subject, const struct values *v, const struct person *actor,
		struct papers_made *ret, arena *mem, err *e)
{
	AUTO(buf_release) buf b;
	AUTO(buf_release) buf name;
	struct paper p = {.sample = ledger_is_sample(l), .draft = f->binds};
	struct document d = {.media = STR("application/pdf")};

	TRY(fill_paper(f, v, &p, e));
	buf_init(&b, PAPER_MOST);
	TRY(paper_docx(&p, out_to_buf, &b, e));
	ret->docx_bytes = arena_str(mem, buf_str(&b));
	buf_reset(&b);
	TRY(paper_pdf(&p, out_to_buf, &b, NULL, e));
	ret->pdf_bytes = arena_str(mem, buf_str(&b));
	buf_init(&name, 400);
	buf_printf(&name, "%.*s.pdf", STR_ARG(f->title.zh));
	d.name = buf_str(&name);
	d.bytes = ret->pdf_bytes;
	TRY(ledger_begin(l, e));
	TRY(store(l, actor, &d, &ret->pdf, mem, e));
	buf_reset(&name);
	buf_printf(&name, "%.*s.docx", STR_ARG(f->title.zh));
	d = (struct document){.name = buf_str(&name),
			      .bytes = ret->docx_bytes,
			      .media = STR("application/vnd.openxmlformats-officedocument.wordprocessingml.document")};
	TRY(store(l, actor, &d, &ret->docx, mem, e));
	TRY(write_act(l, f, subject, actor, ret, e));
	return ledger_commit(l, e);
}
