#include "ledger/onsite.h"

#include <stdio.h>

#include "base/i18n.h"
#include "base/json.h"
#include "base/must.h"
#include "ledger/number.h"

#define BODY_MOST ((size_t)512 * 1024)
#define COLUMNS                                                                                                        \
	"id, uscc, unit, location, approval, present, post, recusal, state, opened_at, closed_at, opened_by, "         \
	"statement, signed, refusal, witness, number"

static const struct {
	const char *key;
	const char *act;
	const char *zh;
	const char *en;
} kinds[ONSITE_KIND_COUNT] = {
	[ONSITE_RECORD] = {"record", "onsite.record", "现场记录", "record"},
	[ONSITE_INTERVIEW] = {"interview", "onsite.interview", "现场访谈", "interview"},
	[ONSITE_EXAMINE] = {"examine", "onsite.examine", "资料查阅", "papers"},
	[ONSITE_TEST] = {"test", "onsite.test", "检查检测", "test"},
	[ONSITE_PHOTO] = {"photo", "onsite.photo", "现场拍照", "photograph"},
};

const char *onsite_kind_key(enum onsite_kind k)
{
	must((unsigned)k < ONSITE_KIND_COUNT);
	return kinds[k].key;
}

struct text2 onsite_kind_words(enum onsite_kind k)
{
	must((unsigned)k < ONSITE_KIND_COUNT);
	return (struct text2){.zh = str_c(kinds[k].zh), .en = str_c(kinds[k].en)};
}

static enum onsite_kind kind_of(str key)
{
	for (unsigned i = 0; i < ONSITE_KIND_COUNT; i++) {
		if (str_eq(key, str_c(kinds[i].key)))
			return (enum onsite_kind)i;
	}
	return ONSITE_RECORD;
}

/* ---- reading ---- */

static void read(struct db_stmt *st, arena *mem, struct onsite *o)
{
	str text[9];

	for (size_t i = 0; i < 9; i++)
		text[i] = arena_str(mem, db_text(st, i));
	*o = (struct onsite){.id = text[0],
			     .uscc = text[1],
			     .unit = text[2],
			     .location = text[3],
			     .approval = text[4],
			     .present = text[5],
			     .post = text[6],
			     .recusal = text[7],
			     .closed = str_eq(text[8], STR("closed")),
			     .opened_at = db_int(st, 9),
			     .closed_at = db_int(st, 10),
			     .opened_by = arena_str(mem, db_text(st, 11)),
			     .statement = arena_str(mem, db_text(st, 12)),
			     .signed_by_unit = db_bool(st, 13),
			     .refusal = arena_str(mem, db_text(st, 14)),
			     .witness = arena_str(mem, db_text(st, 15)),
			     .number = arena_str(mem, db_text(st, 16))};
}

int onsite_find(struct ledger *l, str id, arena *mem, struct onsite *ret, err *e)
{
	struct db_stmt *st = NULL;

	int rc = ledger_row(l, "SELECT " COLUMNS " FROM onsite WHERE id = :id OR (number <> '' AND number = :id)", "id",
			    id, &st, e);

	TRY(rc);
	if (rc == 0)
		return err_set(e, E_NOTFOUND, _("no inspection on site %.*s; they are in 'yicha onsite list'"),
			       STR_ARG(id));
	read(st, mem, ret);
	db_reset(st);
	return 0;
}

int onsite_each(struct ledger *l, str uscc, int (*each)(void *ctx, const struct onsite *o, err *e), void *ctx, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(ledger_db(l), STR("SELECT " COLUMNS " FROM onsite WHERE :uscc = '' OR uscc = :uscc ORDER BY n"),
		       &st, e));
	db_bind_text(st, "uscc", uscc);
	while ((rc = db_step(st, e)) == 1) {
		AUTO(arena_clear) arena mem;
		struct onsite o;

		arena_init(&mem, (size_t)1 << 20);
		read(st, &mem, &o);
		TRY(each(ctx, &o, e));
	}
	return rc;
}

int onsite_persons(struct ledger *l, str id, arena *mem, struct onsite_person **ret, size_t *ret_n, err *e)
{
	struct db_stmt *st = NULL;
	int rc;

	*ret_n = 0;
	*ret = arena_new(mem, struct onsite_person, ONSITE_PERSONS_MOST);
	TRY(ledger_stmt(l,
			"SELECT person, part, name, cert, institution FROM onsite_person WHERE onsite = :id ORDER BY n",
			&st, e));
	db_bind_text(st, "id", id);
	while ((rc = db_step(st, e)) == 1) {
		must(*ret_n < ONSITE_PERSONS_MOST);
		(*ret)[(*ret_n)++] = (struct onsite_person){
			arena_str(mem, db_text(st, 0)), arena_str(mem, db_text(st, 1)), arena_str(mem, db_text(st, 2)),
			arena_str(mem, db_text(st, 3)), arena_str(mem, db_text(st, 4))};
	}
	return rc;
}

/* ---- opening ---- */

static int check_opening(const struct onsite_opening *o, const struct person *actor, int64_t now, err *e)
{
	size_t officers = 0;
	bool among = false;

	if (!o->shown)
		return err_set(e, E_DENIED, _("certificates are shown first: --shown says that they were"));
	if (!o->recusal.n)
		return err_set(e, E_USAGE,
			       _("the right to ask for recusal is told first: --recusal says what was answered"));
	if (!o->location.n || !o->present.n || !o->approval.n)
		return err_set(
			e, E_USAGE,
			_("--location, --present (who received you) and --approval (notice of inspection) are needed"));
	if (o->officer_count + o->technician_count > ONSITE_PERSONS_MOST)
		return err_set(e, E_LIMIT, _("more than %d persons"), ONSITE_PERSONS_MOST);
	for (size_t i = 0; i < o->officer_count; i++) {
		const struct person *p = &o->officers[i];

		TRY(person_may(p, ROLE_BIT(ROLE_OFFICER), now, e));
		for (size_t k = 0; k < i; k++) {
			if (str_eq(o->officers[k].id, p->id))
				return err_set(e, E_USAGE, _("%.*s is named twice"), STR_ARG(p->id));
		}
		officers += !str_eq(p->id, o->recused);
		among |= str_eq(p->id, actor->id) && !str_eq(p->id, o->recused);
	}
	for (size_t i = 0; i < o->technician_count; i++)
		TRY(person_may(&o->technicians[i], ROLE_BIT(ROLE_TECHNICIAN), now, e));
	/* 行政处罚法 article 42: no fewer than two. */
	if (officers < 2)
		return err_set(e, E_DENIED,
			       _("at least two officers inspect; here is %zu (who stepped back does not count)"),
			       officers);
	if (!among)
		return err_set(e, E_DENIED, _("%.*s is not one of the officers"), STR_ARG(actor->id));
	return 0;
}

static int put_person(struct ledger *l, str id, size_t n, const struct person *p, const char *part, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l,
			"INSERT INTO onsite_person(onsite, person, n, part, name, cert, institution) VALUES (:onsite, "
			":person, :n, :part, :name, :cert, :institution)",
			&st, e));
	db_bind_text(st, "onsite", id);
	db_bind_text(st, "person", p->id);
	db_bind_int(st, "n", (int64_t)n);
	db_bind_text(st, "part", str_c(part));
	db_bind_text(st, "name", p->name);
	db_bind_text(st, "cert", p->cert);
	db_bind_text(st, "institution", p->unit);
	return db_run(st, e);
}

static int put_persons(struct ledger *l, str id, const struct onsite_opening *o, err *e)
{
	for (size_t i = 0; i < o->officer_count; i++)
		TRY(put_person(l, id, i, &o->officers[i], str_eq(o->officers[i].id, o->recused) ? "recused" : "officer",
			       e));
	for (size_t i = 0; i < o->technician_count; i++)
		TRY(put_person(l, id, o->officer_count + i, &o->technicians[i], "technician", e));
	return 0;
}

static int log_opening(struct ledger *l, str id, const struct onsite_opening *o, const struct person *actor, err *e)
{
	AUTO(buf_release) buf b;
	struct json_out j;

	buf_init(&b, BODY_MOST);
	json_begin(&j, &b);
	json_open(&j, NULL, '{');
	json_str(&j, "approval", o->approval);
	json_str(&j, "location", o->location);
	json_open(&j, "officers", '[');
	for (size_t i = 0; i < o->officer_count; i++)
		json_str(&j, NULL, o->officers[i].id);
	json_close(&j, ']');
	json_str(&j, "present", o->present);
	json_str(&j, "recusal", o->recusal);
	json_str(&j, "recused", o->recused);
	json_bool(&j, "shown", o->shown);
	json_open(&j, "technicians", '[');
	for (size_t i = 0; i < o->technician_count; i++)
		json_str(&j, NULL, o->technicians[i].id);
	json_close(&j, ']');
	json_str(&j, "uscc", o->uscc);
	json_close(&j, '}');
	return ledger_act(l, &(struct ledger_act){"onsite.open", id, actor->id, buf_str(&b)}, NULL, e);
}

static int put_opening(struct ledger *l, const struct onsite *o, int64_t n, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(
		l,
		"INSERT INTO onsite(id, n, uscc, unit, location, approval, present, post, recusal, state, "
		"opened_at, closed_at, opened_by, statement, signed, refusal, witness, number) VALUES (:id, :n, "
		":uscc, :unit, :location, :approval, :present, :post, :recusal, 'open', :at, 0, :by, '', :signed, "
		"'', '', '')",
		&st, e));
	db_bind_text(st, "id", o->id);
	db_bind_int(st, "n", n);
	db_bind_text(st, "uscc", o->uscc);
	db_bind_text(st, "unit", o->unit);
	db_bind_text(st, "location", o->location);
	db_bind_text(st, "approval", o->approval);
	db_bind_text(st, "present", o->present);
	db_bind_text(st, "post", o->post);
	db_bind_text(st, "recusal", o->recusal);
	db_bind_int(st, "at", o->opened_at);
	db_bind_text(st, "by", o->opened_by);
	db_bind_bool(st, "signed", false);
	return db_run(st, e);
}

int onsite_open(struct ledger *l, const struct onsite_opening *o, const struct person *actor, arena *mem,
		struct onsite *ret, err *e)
{
	int64_t n = 0;
	char id[32];

	TRY(check_opening(o, actor, ledger_now(l), e));
	TRY(ledger_int(l, "SELECT COALESCE(MAX(n), 0) FROM onsite", NULL, (str){0}, &n, e));
	(void)snprintf(id, sizeof(id), "o%lld", (long long)n + 1);
	*ret = (struct onsite){.id = arena_str(mem, str_c(id)),
			       .uscc = o->uscc,
			       .unit = o->unit,
			       .location = o->location,
			       .approval = o->approval,
			       .present = o->present,
			       .post = o->post,
			       .recusal = o->recusal,
			       .opened_at = ledger_now(l),
			       .opened_by = actor->id};
	TRY(put_opening(l, ret, n + 1, e));
	TRY(put_persons(l, ret->id, o, e));
	return log_opening(l, ret->id, o, actor, e);
}

/* ---- items ---- */

/* Is this person one of its officers who did not step back? */
static int is_officer(struct ledger *l, str id, str person, bool *ret, err *e)
{
	AUTO(arena_clear) arena mem;
	struct onsite_person *list = NULL;
	size_t n = 0;

	arena_init(&mem, 65536);
	*ret = false;
	TRY(onsite_persons(l, id, &mem, &list, &n, e));
	for (size_t i = 0; i < n; i++)
		*ret |= str_eq(list[i].person, person) && str_eq(list[i].part, STR("officer"));
	return 0;
}

static int check_actor(struct ledger *l, const struct onsite *o, const struct person *actor, err *e)
{
	bool officer = false;

	if (o->closed)
		return err_set(e, E_DENIED, _("%.*s is closed: what was recorded stays, nothing is added"),
			       STR_ARG(o->id));
	TRY(person_may(actor, ROLE_BIT(ROLE_OFFICER), ledger_now(l), e));
	TRY(is_officer(l, o->id, actor->id, &officer, e));
	return officer ? 0 : err_set(e, E_DENIED, _("%.*s is not one of the officers"), STR_ARG(actor->id));
}

static int check_item(struct ledger *l, const struct onsite *o, const struct onsite_item *i, const struct person *actor,
		      err *e)
{
	bool second = false;

	TRY(check_actor(l, o, actor, e));
	if (i->kind != ONSITE_INTERVIEW)
		return 0;
	TRY(is_officer(l, o->id, i->recorder, &second, e));
	if (!second || str_eq(i->recorder, actor->id))
		return err_set(e, E_DENIED, _("one officer asks, another of the officers records: --recorder"));
	if (!i->who.n || !i->asked_count)
		return err_set(e, E_USAGE,
			       _("an interview has somebody who is asked (--who) and questions with answers"));
	return 0;
}

static int log_item(struct ledger *l, const struct onsite *o, const struct onsite_item *i, str actor,
		    uint64_t *ret_leaf, err *e)
{
	AUTO(buf_release) buf b;
	struct json_out j;

	buf_init(&b, BODY_MOST);
	json_begin(&j, &b);
	json_open(&j, NULL, '{');
	json_open(&j, "asked", '[');
	for (size_t k = 0; k < i->asked_count; k++) {
		json_open(&j, NULL, '{');
		json_str(&j, "answer", i->asked[k].answer);
		json_str(&j, "question", i->asked[k].question);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_str(&j, "evidence", i->evidence);
	json_str(&j, "helper", i->helper);
	json_int(&j, "n", i->n);
	json_str(&j, "place", i->place);
	json_str(&j, "recorder", i->recorder);
	json_str(&j, "says", i->says);
	json_str(&j, "subject", i->subject);
	json_str(&j, "title", i->title);
	json_str(&j, "verdict", i->verdict);
	json_str(&j, "who", i->who);
	json_close(&j, '}');
	return ledger_act(l, &(struct ledger_act){kinds[i->kind].act, o->id, actor, buf_str(&b)}, ret_leaf, e);
}

static int put_asked(struct ledger *l, str id, const struct onsite_item *i, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l,
			"INSERT INTO onsite_asked(onsite, item, n, question, answer) VALUES (:onsite, :item, :n, "
			":question, :answer)",
			&st, e));
	db_bind_text(st, "onsite", id);
	db_bind_int(st, "item", i->n);
	for (size_t k = 0; k < i->asked_count; k++) {
		db_bind_int(st, "n", (int64_t)k);
		db_bind_text(st, "question", i->asked[k].question);
		db_bind_text(st, "answer", i->asked[k].answer);
		TRY(db_run(st, e));
	}
	return 0;
}

static int put_item(struct ledger *l, str id, const struct onsite_item *i, uint64_t leaf, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l,
			"INSERT INTO onsite_item(onsite, n, kind, title, subject, says, place, verdict, who, post, "
			"phone, helper, recorder, actor, at, until_at, evidence, leaf) VALUES (:onsite, :n, :kind, "
			":title, :subject, :says, :place, :verdict, :who, :post, :phone, :helper, :recorder, :actor, "
			":at, :until, :evidence, :leaf)",
			&st, e));
	db_bind_text(st, "onsite", id);
	db_bind_int(st, "n", i->n);
	db_bind_text(st, "kind", str_c(kinds[i->kind].key));
	db_bind_text(st, "title", i->title);
	db_bind_text(st, "subject", i->subject);
	db_bind_text(st, "says", i->says);
	db_bind_text(st, "place", i->place);
	db_bind_text(st, "verdict", i->verdict);
	db_bind_text(st, "who", i->who);
	db_bind_text(st, "post", i->post);
	db_bind_text(st, "phone", i->phone);
	db_bind_text(st, "helper", i->helper);
	db_bind_text(st, "recorder", i->recorder);
	db_bind_text(st, "actor", i->actor);
	db_bind_int(st, "at", i->at);
	db_bind_int(st, "until", i->until);
	db_bind_text(st, "evidence", i->evidence);
	db_bind_int(st, "leaf", (int64_t)leaf);
	return db_run(st, e);
}

int onsite_add(struct ledger *l, const struct onsite *o, struct onsite_item *item, const struct person *actor, err *e)
{
	uint64_t leaf = 0;
	int64_t n = 0;

	must(item->asked_count <= ONSITE_ASKED_MOST);
	TRY(check_item(l, o, item, actor, e));
	TRY(ledger_int(l, "SELECT COALESCE(MAX(n), 0) FROM onsite_item WHERE onsite = :id", "id", o->id, &n, e));
	if (n >= ONSITE_ITEMS_MOST)
		return err_set(e, E_LIMIT, _("more than %d entries in one record"), ONSITE_ITEMS_MOST);
	item->n = n + 1;
	item->at = item->at ? item->at : ledger_now(l);
	item->until = ledger_now(l);
	item->actor = actor->id;
	TRY(log_item(l, o, item, actor->id, &leaf, e));
	TRY(put_item(l, o->id, item, leaf, e));
	return put_asked(l, o->id, item, e);
}

static int read_asked(struct ledger *l, str id, arena *mem, struct onsite_item *i, err *e)
{
	struct db_stmt *st = NULL;
	struct onsite_asked *list = arena_new(mem, struct onsite_asked, ONSITE_ASKED_MOST);
	int rc;

	TRY(ledger_stmt(l, "SELECT question, answer FROM onsite_asked WHERE onsite = :id AND item = :item ORDER BY n",
			&st, e));
	db_bind_text(st, "id", id);
	db_bind_int(st, "item", i->n);
	i->asked = list;
	while ((rc = db_step(st, e)) == 1 && i->asked_count < ONSITE_ASKED_MOST) {
		list[i->asked_count].question = arena_str(mem, db_text(st, 0));
		list[i->asked_count++].answer = arena_str(mem, db_text(st, 1));
	}
	db_reset(st);
	return rc < 0 ? rc : 0;
}

static void read_item(struct db_stmt *st, arena *mem, struct onsite_item *i)
{
	str text[13];

	for (size_t k = 0; k < 13; k++)
		text[k] = arena_str(mem, db_text(st, k));
	*i = (struct onsite_item){.kind = kind_of(text[0]),
				  .title = text[1],
				  .subject = text[2],
				  .says = text[3],
				  .verdict = text[4],
				  .who = text[5],
				  .post = text[6],
				  .phone = text[7],
				  .helper = text[8],
				  .recorder = text[9],
				  .actor = text[10],
				  .evidence = text[11],
				  .place = text[12],
				  .n = db_int(st, 13),
				  .at = db_int(st, 14),
				  .until = db_int(st, 15)};
}

int onsite_items(struct ledger *l, str id, arena *mem, struct onsite_item **ret, size_t *ret_n, err *e)
{
	struct db_stmt *st = NULL;
	int rc;

	*ret_n = 0;
	*ret = arena_new(mem, struct onsite_item, ONSITE_ITEMS_MOST);
	TRY(ledger_stmt(l,
			"SELECT kind, title, subject, says, verdict, who, post, phone, helper, recorder, actor, "
			"evidence, place, n, at, until_at FROM onsite_item WHERE onsite = :id ORDER BY n",
			&st, e));
	db_bind_text(st, "id", id);
	while ((rc = db_step(st, e)) == 1) {
		must(*ret_n < ONSITE_ITEMS_MOST);
		read_item(st, mem, &(*ret)[(*ret_n)++]);
	}
	for (size_t i = 0; i < *ret_n && rc == 0; i++)
		rc = (*ret)[i].kind == ONSITE_INTERVIEW ? read_asked(l, id, mem, &(*ret)[i], e) : 0;
	return rc;
}

/* ---- closing ---- */

static int log_closing(struct ledger *l, const struct onsite *o, const struct onsite_closing *c, str number, str actor,
		       err *e)
{
	AUTO(buf_release) buf b;
	struct json_out j;

	buf_init(&b, BODY_MOST);
	json_begin(&j, &b);
	json_open(&j, NULL, '{');
	json_str(&j, "number", number);
	json_str(&j, "refusal", c->refusal);
	json_bool(&j, "signed", c->signed_by_unit);
	json_str(&j, "statement", c->statement);
	json_str(&j, "witness", c->witness);
	json_close(&j, '}');
	return ledger_act(l, &(struct ledger_act){"onsite.close", o->id, actor, buf_str(&b)}, NULL, e);
}

int onsite_close(struct ledger *l, const struct onsite *o, const struct onsite_closing *c, const struct person *actor,
		 arena *mem, str *ret_number, err *e)
{
	struct db_stmt *st = NULL;
	int64_t items = 0;

	TRY(check_actor(l, o, actor, e));
	TRY(ledger_int(l, "SELECT COUNT(*) FROM onsite_item WHERE onsite = :id", "id", o->id, &items, e));
	if (!items)
		return err_set(e, E_USAGE, _("nothing was recorded"));
	if (c->signed_by_unit == (c->refusal.n > 0))
		return err_set(e, E_USAGE,
			       _("either the unit signed (--signed) or it is noted why not (--refused WHY)"));
	TRY(number_take(l, c->prefix, o->id, mem, ret_number, e));
	TRY(ledger_stmt(
		l,
		"UPDATE onsite SET state = 'closed', closed_at = :at, statement = :statement, signed = :signed, "
		"refusal = :refusal, witness = :witness, number = :number WHERE id = :id",
		&st, e));
	db_bind_int(st, "at", ledger_now(l));
	db_bind_text(st, "statement", c->statement);
	db_bind_bool(st, "signed", c->signed_by_unit);
	db_bind_text(st, "refusal", c->refusal);
	db_bind_text(st, "witness", c->witness);
	db_bind_text(st, "number", *ret_number);
	db_bind_text(st, "id", o->id);
	TRY(db_run(st, e));
	return log_closing(l, o, c, *ret_number, actor->id, e);
}
