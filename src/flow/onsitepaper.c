#include "flow/onsitepaper.h"

#include "base/date.h"
#include "base/i18n.h"
#include "ledger/document.h"

#define SUBJECT_MOST 200

/* 2026年11月22日 9时30分, China time. */
static void put_time(struct values *v, const char *name, int64_t at)
{
	AUTO(buf_release) buf b;
	uint64_t part[5] = {0};

	buf_init(&b, 64);
	date_put_time(&b, at, DATE_CHINA_MINUTES);
	str s = buf_str(&b);

	if (s.n != 19)
		return;
	for (size_t i = 0; i < 5; i++) {
		if (!str_to_u64(str_sub(s, i ? 2 + i * 3 : 0, i ? 2 : 4), 9999, &part[i]))
			return;
	}
	values_printf(v, name, "%llu年%llu月%llu日%llu时%02llu分", (unsigned long long)part[0],
		      (unsigned long long)part[1], (unsigned long long)part[2], (unsigned long long)part[3],
		      (unsigned long long)part[4]);
}

static int put_common(struct ledger *l, const struct onsite *o, arena *mem, struct values *v, err *e)
{
	str agency = {0};

	TRY(ledger_setting(l, "agency.name", mem, &agency, e));
	values_put(v, "agency", agency);
	values_put(v, "location", o->location);
	values_put(v, "approval", o->approval);
	values_put(v, "party", o->unit);
	values_put(v, "party_code", o->uscc);
	values_put(v, "recusal", o->recusal);
	values_put(v, "number", o->number);
	if (ledger_is_sample(l))
		values_put(v, "sample", STR("是"));
	if (!o->closed)
		values_put(v, "draft", STR("是"));
	return 0;
}

static int put_persons(struct ledger *l, const struct onsite *o, arena *mem, struct values *v, buf *helpers, err *e)
{
	struct onsite_person *list = NULL;
	size_t n = 0;

	TRY(onsite_persons(l, o->id, mem, &list, &n, e));
	for (size_t i = 0; i < n; i++) {
		if (str_eq(list[i].part, STR("technician"))) {
			buf_printf(helpers, "%s%.*s", helpers->n ? "、" : "", STR_ARG(list[i].name));
			continue;
		}
		struct values *p = values_add(v, "officers");
		bool recused = str_eq(list[i].part, STR("recused"));

		values_put(p, "name", list[i].name);
		values_put(p, "cert", list[i].cert);
		values_put(p, "shown", recused ? STR("已回避") : STR("已出示"));
	}
	return 0;
}

static str name_of(struct ledger *l, str id, arena *mem, str *ret_cert)
{
	struct person p = {0};

	if (!id.n || ledger_person(l, id, mem, &p, NULL) < 0)
		return id;
	if (ret_cert)
		*ret_cert = p.cert;
	return p.name;
}

/* ---- evidence ---- */

static int put_evidence(struct ledger *l, const struct onsite_item *i, struct values *v, buf *names, err *e)
{
	str rest = i->evidence;

	while (rest.n) {
		str sha = str_cut(&rest, ' ').head;
		AUTO(arena_clear) arena bytes;
		struct document d;

		if (!sha.n)
			continue;
		arena_init(&bytes, DOCUMENT_MOST + 65536);
		TRY(ledger_document_find(l, sha, &bytes, &d, e));
		struct values *one = values_add(v, "evidence");

		values_put(one, "name", d.name);
		values_put(one, "hash", sha);
		put_time(one, "time", d.at);
		buf_printf(names, "%s%.*s", names->n ? "、" : "", STR_ARG(d.name));
	}
	return 0;
}

static str verdict_words(str key)
{
	enum answer_value value;

	if (str_eq(key, STR("unknown")))
		return STR("未知");
	return answer_parse(key, &value) ? answer_words(value).zh : (str){0};
}

static void put_says(struct ledger *l, const struct onsite_item *i, arena *mem, struct values *v)
{
	AUTO(buf_release) buf b;
	str verdict = verdict_words(i->verdict);

	buf_init(&b, (size_t)1 << 20);
	buf_put(&b, i->says);
	for (size_t k = 0; k < i->asked_count; k++)
		buf_printf(&b, "%s问：%.*s 答：%.*s", b.n ? " " : "", STR_ARG(i->asked[k].question),
			   STR_ARG(i->asked[k].answer));
	if (i->who.n)
		buf_printf(&b, "（被询问人：%.*s%s%.*s）", STR_ARG(i->who), i->post.n ? "，" : "", STR_ARG(i->post));
	if (i->helper.n) {
		str name = name_of(l, i->helper, mem, NULL);

		buf_printf(&b, "（技术支撑：%.*s）", STR_ARG(name));
	}
	if (i->place.n)
		buf_printf(&b, "（位置：%.*s）", STR_ARG(i->place));
	if (verdict.n)
		buf_printf(&b, "（现场情况：%.*s）", STR_ARG(verdict));
	values_put(v, "says", b.n ? buf_str(&b) : STR("见证据"));
}

static int put_items(struct ledger *l, const struct onsite *o, arena *mem, struct values *v, err *e)
{
	struct onsite_item *list = NULL;
	size_t n = 0;

	TRY(onsite_items(l, o->id, mem, &list, &n, e));
	for (size_t i = 0; i < n; i++) {
		struct values *one = values_add(v, "items");
		AUTO(buf_release) buf names;

		buf_init(&names, 65536);
		if (list[i].subject.n)
			values_printf(one, "title", "%.*s（%.*s）", STR_ARG(list[i].title),
				      STR_ARG(str_sub(list[i].subject, 0, SUBJECT_MOST)));
		else
			values_put(one, "title", list[i].title);
		values_put(one, "method", onsite_kind_words(list[i].kind).zh);
		put_says(l, &list[i], mem, one);
		TRY(put_evidence(l, &list[i], v, &names, e));
		values_put(one, "evidence", buf_str(&names));
	}
	return 0;
}

int onsitepaper_record(struct ledger *l, const struct onsite *o, arena *mem, struct values *v, err *e)
{
	AUTO(buf_release) buf helpers;

	buf_init(&helpers, 4096);
	TRY(put_common(l, o, mem, v, e));
	put_time(v, "from", o->opened_at);
	put_time(v, "until", o->closed ? o->closed_at : ledger_now(l));
	values_put(v, "present", o->present);
	values_put(v, "present_post", o->post.n ? o->post : STR("未说明"));
	TRY(put_persons(l, o, mem, v, &helpers, e));
	TRY(put_items(l, o, mem, v, e));
	values_put(v, "statement", o->statement);
	if (helpers.n)
		values_printf(v, "attached_note",
			      "技术支撑人员：%.*s（只提供技术支撑，不单独实施检查）。以上检查情况以本笔录记载为准。",
			      STR_ARG(buf_str(&helpers)));
	if (o->refusal.n)
		values_printf(v, "refusal", "被检查单位未签名：%.*s。%s%.*s", STR_ARG(o->refusal),
			      o->witness.n ? "见证人：" : "", STR_ARG(o->witness));
	return 0;
}

int onsitepaper_interview(struct ledger *l, const struct onsite *o, int64_t n, arena *mem, struct values *v, err *e)
{
	struct onsite_item *list = NULL;
	const struct onsite_item *i = NULL;
	str cert = {0};
	size_t count = 0;

	TRY(onsite_items(l, o->id, mem, &list, &count, e));
	for (size_t k = 0; k < count; k++)
		i = list[k].n == n ? &list[k] : i;
	if (!i || i->kind != ONSITE_INTERVIEW)
		return err_set(e, E_USAGE, _("entry %lld of %.*s is no interview"), (long long)n, STR_ARG(o->id));
	TRY(put_common(l, o, mem, v, e));
	put_time(v, "from", i->at);
	put_time(v, "until", i->until);
	values_put(v, "present", i->who);
	values_put(v, "present_post", i->post);
	values_put(v, "present_phone", i->phone);
	values_put(v, "asker", name_of(l, i->actor, mem, &cert));
	values_put(v, "asker_cert", cert);
	values_put(v, "recorder", name_of(l, i->recorder, mem, &cert));
	values_put(v, "recorder_cert", cert);
	for (size_t k = 0; k < i->asked_count; k++) {
		struct values *q = values_add(v, "questions");

		values_put(q, "question", i->asked[k].question);
		values_put(q, "answer", i->asked[k].answer);
	}
	return 0;
}
