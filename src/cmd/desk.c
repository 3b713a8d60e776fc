#include "cmd/desk.h"

#include "base/date.h"
#include "base/i18n.h"
#include "catalogue/yaml.h"
#include "os/clock.h"
#include "os/env.h"

#define MEMORY ((size_t)64 << 20)

bool desk_time(str s, int64_t *ret)
{
	int64_t days = 0;
	uint64_t part[3] = {0};
	str time = str_from(s, 11);

	if (!yaml_date_parse(str_sub(s, 0, 10), &days) || (s.n > 10 && (s.p[10] != 'T' && s.p[10] != ' ')))
		return false;
	if (s.n != 10 && s.n != 16 && s.n != 19)
		return false;
	for (size_t i = 0; time.n; i++) {
		static const uint64_t most[] = {23, 59, 59};
		struct str_cut c = str_cut(&time, ':');

		if (i >= 3 || c.head.n != 2 || !str_to_u64(c.head, most[i], &part[i]))
			return false;
	}
	*ret = days * 86400 + (int64_t)(part[0] * 3600 + part[1] * 60 + part[2]) - DATE_CHINA_MINUTES * 60;
	return true;
}

int desk_moment(const struct args *a, struct ledger_options *ret, err *e)
{
	const char *now = args_value(a, "now");

	ret->now = os_now_utc();
	now = now ? now : os_env("YICHA_NOW");
	if (now && *now && !desk_time(str_c(now), &ret->set))
		return err_set(e, E_USAGE, _("--now: %s is no time like 2026-11-22T09:30"), now);
	return 0;
}

static int open_ledger(const struct args *a, struct store *s, struct desk *d, err *e)
{
	struct ledger_options o = {0};

	TRY(desk_moment(a, &o, e));
	if (!s)
		TRY(store_open(cmd_store_path(a), false, &d->store, e));
	return ledger_open(s ? s : d->store, &o, &d->ledger, e);
}

static void begin(const struct args *a, struct desk *d)
{
	*d = (struct desk){.args = a, .json = args_flag(a, "json")};
	arena_init(&d->mem, MEMORY);
	/* Who acts may be said to every command, also to those that only show. */
	(void)args_times(a, "as");
}

int desk_open(const struct args *a, struct desk *d, err *e)
{
	begin(a, d);
	return open_ledger(a, NULL, d, e);
}

int desk_over(const struct args *a, struct store *s, struct desk *d, err *e)
{
	begin(a, d);
	return open_ledger(a, s, d, e);
}

void desk_close(struct desk *d)
{
	ledger_close(d->ledger);
	store_close(d->store);
	arena_clear(&d->mem);
	d->ledger = NULL;
	d->store = NULL;
}

void desk_auto(struct desk *d)
{
	desk_close(d);
}

static const char *who_acts(const struct desk *d)
{
	const char *who = args_value(d->args, "as");

	return who ? who : os_env("YICHA_AS");
}

bool desk_is_named(const struct desk *d)
{
	const char *who = who_acts(d);

	return who && *who;
}

int desk_actor(struct desk *d, roles any, struct person *ret, err *e)
{
	const char *who = who_acts(d);

	if (!who || !*who)
		return err_set(e, E_USAGE, _("who acts? --as PERSON, or YICHA_AS"));
	TRY(ledger_person(d->ledger, str_c(who), &d->mem, ret, e));
	return person_may(ret, any, ledger_now(d->ledger), e);
}
