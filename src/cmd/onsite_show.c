#include "cmd/onsite_show.h"

#include "base/date.h"
#include "base/i18n.h"
#include "base/json.h"

static void members(struct json_out *j, const struct onsite *o, const char *until)
{
	/* In the order of their names; `items` and `persons` stand among them in the full form. */
	if (!until) {
		json_str(j, "approval", o->approval);
		json_bool(j, "closed", o->closed);
		json_int(j, "closed_at", o->closed_at);
		json_str(j, "id", o->id);
		return;
	}
	json_str(j, "location", o->location);
	json_str(j, "number", o->number);
	json_int(j, "opened_at", o->opened_at);
}

static void tail(struct json_out *j, const struct onsite *o)
{
	json_str(j, "present", o->present);
	json_str(j, "recusal", o->recusal);
	json_str(j, "refusal", o->refusal);
	json_bool(j, "signed", o->signed_by_unit);
	json_str(j, "unit", o->unit);
	json_str(j, "uscc", o->uscc);
}

void onsite_show_json(struct json_out *j, const struct onsite *o)
{
	json_open(j, NULL, '{');
	members(j, o, NULL);
	members(j, o, "persons");
	tail(j, o);
	json_close(j, '}');
}

void onsite_show_line(buf *b, const struct onsite *o, bool json)
{
	struct json_out j;

	if (json) {
		json_begin(&j, b);
		onsite_show_json(&j, o);
		buf_put_byte(b, '\n');
		return;
	}
	buf_printf(b, "%.*s  ", STR_ARG(o->id));
	date_put_time(b, o->opened_at, DATE_CHINA_MINUTES);
	buf_printf(b, "  %.*s  %.*s  %s%s%.*s\n", STR_ARG(o->unit), STR_ARG(o->location),
		   o->closed ? _("closed") : _("open"), o->number.n ? "  " : "", STR_ARG(o->number));
}

static void json_item(struct json_out *j, const struct onsite_item *i)
{
	json_open(j, NULL, '{');
	json_str(j, "actor", i->actor);
	json_int(j, "asked", (int64_t)i->asked_count);
	json_int(j, "at", i->at);
	json_str(j, "evidence", i->evidence);
	json_str(j, "helper", i->helper);
	json_str(j, "kind", str_c(onsite_kind_key(i->kind)));
	json_int(j, "n", i->n);
	json_str(j, "place", i->place);
	json_str(j, "says", i->says);
	json_str(j, "subject", i->subject);
	json_str(j, "title", i->title);
	json_str(j, "verdict", i->verdict);
	json_close(j, '}');
}

static void put_item(buf *b, const struct onsite_item *i)
{
	str kind = text2_in(onsite_kind_words(i->kind), i18n_lang());

	buf_printf(b, "  %lld. %.*s: %.*s%s%.*s%s%.*s\n", (long long)i->n, STR_ARG(kind), STR_ARG(i->title),
		   i->subject.n ? "  " : "", STR_ARG(i->subject), i->verdict.n ? "  " : "", STR_ARG(i->verdict));
	if (i->says.n)
		buf_printf(b, "     %.*s\n", STR_ARG(i->says));
	for (size_t k = 0; k < i->asked_count; k++)
		buf_printf(b, "     %s %.*s\n     %s %.*s\n", _("Q:"), STR_ARG(i->asked[k].question), _("A:"),
			   STR_ARG(i->asked[k].answer));
	if (i->evidence.n)
		buf_printf(b, "     %.*s\n", STR_ARG(i->evidence));
}

static void put_json(buf *b, const struct onsite *o, const struct onsite_person *persons, size_t n,
		     const struct onsite_item *items, size_t m)
{
	struct json_out j;

	json_begin(&j, b);
	json_open(&j, NULL, '{');
	members(&j, o, NULL);
	json_open(&j, "items", '[');
	for (size_t i = 0; i < m; i++)
		json_item(&j, &items[i]);
	json_close(&j, ']');
	members(&j, o, "persons");
	json_open(&j, "persons", '[');
	for (size_t i = 0; i < n; i++) {
		json_open(&j, NULL, '{');
		json_str(&j, "cert", persons[i].cert);
		json_str(&j, "part", persons[i].part);
		json_str(&j, "person", persons[i].person);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	tail(&j, o);
	json_close(&j, '}');
	buf_put_byte(b, '\n');
}

int onsite_show_full(struct desk *d, const struct onsite *o, buf *b, err *e)
{
	struct onsite_person *persons = NULL;
	struct onsite_item *items = NULL;
	size_t n = 0, m = 0;

	TRY(onsite_persons(d->ledger, o->id, &d->mem, &persons, &n, e));
	TRY(onsite_items(d->ledger, o->id, &d->mem, &items, &m, e));
	if (d->json) {
		put_json(b, o, persons, n, items, m);
		return 0;
	}
	onsite_show_line(b, o, false);
	for (size_t i = 0; i < n; i++)
		buf_printf(b, "  %.*s %.*s %.*s\n", STR_ARG(persons[i].part), STR_ARG(persons[i].name),
			   STR_ARG(persons[i].cert));
	for (size_t i = 0; i < m; i++)
		put_item(b, &items[i]);
	return 0;
}
