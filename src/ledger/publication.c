#include "ledger/publication.h"

#include "base/date.h"
#include "base/map.h"
#include "base/must.h"
#include "ident/squash.h"
#include "ledger/case.h"
#include "ledger/detail.h"
#include "ledger/listing.h"
#include "ledger/penalty.h"
#include "model/asset.h"

#define COLUMNS "id, state, kind, subject, title, text, drafted_at, published_at, withdrawn_at"
#define CASES_MOST 100000000
#define KEY_MOST ((size_t)64 << 10)

/* --- no detail of an open hole --------------------------------------------------------------------------------------------- */

struct search {
	struct detail_text text;
	map over; /* cases that are no hole any more, by id */
	buf unit; /* the names of a case's unit, squashed: they stand in every publication */
};

/* Closed, false or void. Of a duplicate its original says it; what was handed to others or reminded of is open. */
static bool is_over(const struct case_row *c)
{
	return c->state == AT_CASE_CLOSED || c->state == AT_CASE_FALSE_POSITIVE || c->state == AT_CASE_VOIDED;
}

static int note_over(void *ctx, const struct case_row *c, err *e)
{
	struct search *s = ctx;

	if (is_over(c) && !map_add(&s->over, c->id, NULL))
		return err_set(e, E_LIMIT, _("more than %d cases"), CASES_MOST);
	return 0;
}

static bool is_of_unit(struct search *s, str detail)
{
	AUTO(buf_release) buf words, tight;

	buf_init(&words, KEY_MOST);
	buf_init(&tight, KEY_MOST);
	squash_words(&words, detail);
	squash_tight(&tight, buf_str(&words));
	return str_has(buf_str(&s->unit), buf_str(&tight));
}

static void put_unit(struct search *s, const struct case_row *c)
{
	const str names[] = {c->unit, c->uscc};

	buf_reset(&s->unit);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		AUTO(buf_release) buf words;

		buf_init(&words, KEY_MOST);
		squash_words(&words, names[i]);
		squash_tight(&s->unit, buf_str(&words));
		buf_put_byte(&s->unit, '\n');
	}
}

/* Whole fields, and the addresses, names, paths, versions and numbers in them. */
static bool tells(struct search *s, const struct case_row *c)
{
	struct asset a = {0};
	bool unit = asset_parse(c->asset, &a) && a.kind == ASSET_UNIT;
	const str whole[] = {unit ? (str){0} : c->asset, c->place, c->says, c->rule, c->object, c->title};
	const unsigned all = DETAIL_PLACES | DETAIL_NAMES | DETAIL_PATHS | DETAIL_WARES;
	const struct {
		str of;
		unsigned kinds;
	} parts[] = {{unit ? (str){0} : c->asset, all | DETAIL_LABELS},
		     {c->place, all},
		     {c->title, all},
		     {c->rule, DETAIL_PLACES | DETAIL_WARES},
		     /* Words of a check name offices and laws too: their hosts are no detail. */
		     {c->says, DETAIL_PLACES | DETAIL_PATHS | DETAIL_WARES}};

	put_unit(s, c);
	for (size_t i = 0; i < ARRAY_LEN(whole); i++)
		if (detail_whole(&s->text, whole[i]) && !is_of_unit(s, whole[i]))
			return true;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (detail_words(&s->text, parts[i].of, parts[i].kinds, buf_str(&s->unit)))
			return true;
	return false;
}

static int search(void *ctx, const struct case_row *c, err *e)
{
	struct search *s = ctx;

	if (is_over(c) || (c->state == AT_CASE_DUPLICATE && map_find(&s->over, c->same_as)))
		return 0;
	return tells(s, c) ? err_set(e, E_DENIED, _("the text tells a detail of case %.*s, which is not closed"),
				     STR_ARG(c->id))
			   : 0;
}

int publication_check(struct ledger *l, str title, str text, err *e)
{
	struct search s = {0};
	struct case_filter f = {.state = AT_CASE_NONE};

	detail_text_init(&s.text);
	detail_text_put(&s.text, title);
	detail_text_put(&s.text, text);
	map_init(&s.over, CASES_MOST, 0x9ec4);
	buf_init(&s.unit, 2 * KEY_MOST);
	int rc = case_each(l, &f, note_over, &s, e);

	if (rc == 0)
		rc = case_each(l, &f, search, &s, e);
	detail_text_release(&s.text);
	map_release(&s.over);
	buf_release(&s.unit);
	return rc;
}

/* --- what is said ---------------------------------------------------------------------------------------------------------- */

static int put_penalty(struct ledger *l, str id, arena *mem, buf *b, err *e)
{
	struct penalty p;

	TRY(penalty_find(l, id, mem, &p, e));
	if (!p.decided_at)
		return err_set(e, E_DENIED, _("%.*s is not decided: there is nothing to make public"), STR_ARG(id));
	buf_printf(b, "行政处罚信息公示\n当事人：%.*s\n统一社会信用代码：%.*s\n处罚决定书文号：%.*s\n", STR_ARG(p.unit),
		   STR_ARG(p.uscc), STR_ARG(p.number));
	buf_printf(b, "违法事实：%.*s\n处罚依据：%.*s\n处罚内容：%.*s", STR_ARG(p.title), STR_ARG(p.law_number),
		   STR_ARG(p.kinds));
	if (p.fine)
		buf_printf(b, "，罚款%lld元", (long long)p.fine);
	buf_put_c(b, "\n决定日期：");
	date_put_chinese(b, date_china_day(p.decided_at));
	buf_put_c(b, "\n");
	return 0;
}

static int put_listing(struct ledger *l, str id, arena *mem, buf *b, err *e)
{
	struct listing x;

	TRY(listing_find(l, id, mem, &x, e));
	if (!x.listed_at)
		return err_set(e, E_DENIED, _("%.*s is on no list: there is nothing to make public"), STR_ARG(id));
	buf_printf(b, "电信业务经营%s公示\n名称：%.*s\n统一社会信用代码：%.*s\n许可证编号：%.*s\n",
		   str_eq(x.list, STR("bad")) ? "不良名单" : "失信名单", STR_ARG(x.unit), STR_ARG(x.uscc),
		   STR_ARG(x.licence));
	buf_put_c(b, "处理日期：");
	date_put_chinese(b, date_china_day(x.listed_at));
	buf_printf(b, "\n列入事由：%.*s\n列入单位：%.*s\n", STR_ARG(x.reason), STR_ARG(x.body));
	return 0;
}

/* --- rows ------------------------------------------------------------------------------------------------------------------ */

static void read(struct db_stmt *st, struct publication *p)
{
	*p = (struct publication){.id = db_text(st, 0),
				  .kind = db_text(st, 2),
				  .subject = db_text(st, 3),
				  .title = db_text(st, 4),
				  .text = db_text(st, 5),
				  .drafted_at = db_int(st, 6),
				  .published_at = db_int(st, 7),
				  .withdrawn_at = db_int(st, 8)};
	must(life_state_parse(LIFE_PUBLICATION, db_text(st, 1), &p->state));
}

static void keep(arena *mem, struct publication *p)
{
	str *const texts[] = {&p->id, &p->kind, &p->subject, &p->title, &p->text};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		*texts[i] = arena_str(mem, *texts[i]);
}

int publication_find(struct ledger *l, str id, arena *mem, struct publication *ret, err *e)
{
	struct db_stmt *st = NULL;

	int rc = ledger_row(l, "SELECT " COLUMNS " FROM publication WHERE id = :id", "id", id, &st, e);

	TRY(rc);
	if (rc == 0)
		return err_set(e, E_NOTFOUND, _("there is no publication \"%.*s\""), STR_ARG(id));
	read(st, ret);
	keep(mem, ret);
	db_reset(st);
	return 0;
}

int publication_each(struct ledger *l, int (*each)(void *ctx, const struct publication *p, err *e), void *ctx, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(ledger_db(l), STR("SELECT " COLUMNS " FROM publication ORDER BY n"), &st, e));
	while ((rc = db_step(st, e)) == 1) {
		struct publication p;

		read(st, &p);
		TRY(each(ctx, &p, e));
	}
	return rc;
}

int publication_stands(struct ledger *l, str subject, err *e)
{
	int64_t one = 0;

	return ledger_int(l, "SELECT 1 FROM publication WHERE subject = :subject AND state = 'published' LIMIT 1",
			  "subject", subject, &one, e);
}

static int insert(struct ledger *l, const struct publication *p, int64_t n, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l,
			"INSERT INTO publication(n, " COLUMNS
			") VALUES (:n, :id, :state, :kind, :subject, :title, :text,"
			" :drafted_at, 0, 0)",
			&st, e));
	db_bind_int(st, "n", n);
	db_bind_text(st, "id", p->id);
	db_bind_text(st, "state", str_c(life_state_key(p->state)));
	db_bind_text(st, "kind", p->kind);
	db_bind_text(st, "subject", p->subject);
	db_bind_text(st, "title", p->title);
	db_bind_text(st, "text", p->text);
	db_bind_int(st, "drafted_at", p->drafted_at);
	return db_run(st, e);
}

static int put_text(struct ledger *l, const struct publication_new *n, arena *mem, buf *b, err *e)
{
	if (str_eq(n->kind, STR("penalty")))
		return put_penalty(l, n->subject, mem, b, e);
	if (str_eq(n->kind, STR("listing")))
		return put_listing(l, n->subject, mem, b, e);
	if (!str_eq(n->kind, STR("bulletin")) || n->text.n == 0)
		return err_set(e, E_USAGE, _("a publication is of a penalty, a listing or a bulletin"));
	buf_put(b, n->text);
	return 0;
}

int publication_draft(struct ledger *l, const struct publication_new *n, arena *mem, struct publication *ret, err *e)
{
	AUTO(buf_release) buf b;
	struct publication p = {.kind = n->kind, .subject = n->subject, .title = n->title, .drafted_at = ledger_now(l)};
	struct step s = {.event = DO_PUBLICATION_DRAFT,
			 .from = AT_PUBLICATION_NONE,
			 .actor = n->actor,
			 .reason = n->reason,
			 .first = true};
	int64_t number = 0;

	must(db_in_transaction(ledger_db(l)));
	buf_init(&b, PUBLICATION_MOST);
	TRY(put_text(l, n, mem, &b, e));
	if (buf_full(&b))
		return err_set(e, E_LIMIT, _("a publication of more than %zu bytes"), PUBLICATION_MOST);
	p.text = arena_str(mem, buf_str(&b));
	TRY(publication_check(l, p.title, p.text, e));
	TRY(ledger_int(l, "SELECT coalesce(max(n), 0) + 1 FROM publication", NULL, (str){0}, &number, e));
	p.id = s.subject = step_id(mem, 'g', number);
	TRY(step_take(l, &s, &p.state, e));
	TRY(insert(l, &p, number, e));
	keep(mem, &p);
	*ret = p;
	return 0;
}

int publication_move(struct ledger *l, const struct publication *p, const struct publication_act *a, err *e)
{
	struct db_stmt *st = NULL;
	enum life_state to = p->state;
	struct step s = {.event = a->event,
			 .from = p->state,
			 .subject = p->id,
			 .actor = a->actor,
			 .reason = a->reason,
			 .basis = a->basis};

	must(db_in_transaction(ledger_db(l)));
	TRY(step_may(l, &s, &to, e));
	/* What was closed when it was drafted may have come back. */
	if (a->event == DO_PUBLICATION_PUBLISH || a->event == DO_PUBLICATION_APPROVE)
		TRY(publication_check(l, p->title, p->text, e));
	TRY(step_take(l, &s, &to, e));
	TRY(ledger_stmt(l,
			"UPDATE publication SET state = :state, published_at = :published, withdrawn_at = :withdrawn"
			" WHERE id = :id AND state = :was",
			&st, e));
	db_bind_int(st, "published", a->event == DO_PUBLICATION_PUBLISH ? ledger_now(l) : p->published_at);
	db_bind_int(st, "withdrawn", a->event == DO_PUBLICATION_WITHDRAW ? ledger_now(l) : 0);
	return step_change(st, p->id, p->state, to, e);
}
