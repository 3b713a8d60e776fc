#include "ledger/stats.h"

#include <stdlib.h>

#include "ledger/life.h"

#define CASES_MOST ((int64_t)10000000)

static const char *const keys[STATS_BY_COUNT + 1] = {"all", "clause", "type", "region", "severity", "unit", NULL};

bool stats_by_parse(str s, enum stats_by *ret)
{
	for (unsigned i = 0; i < STATS_BY_COUNT; i++) {
		if (str_eq(s, str_c(keys[i]))) {
			*ret = (enum stats_by)i;
			return true;
		}
	}
	return false;
}

const char *stats_by_key(enum stats_by b)
{
	return keys[b];
}

unsigned stats_rate(uint64_t a, uint64_t b)
{
	return b ? (unsigned)((a * 2000 + b) / (b * 2)) : 0;
}

/* One case; rows come in the order of the group's key, and within it of the days that it took. */
#define SELECT "SELECT c.state, c.closed_at, c.due, c.reopened_from, n.at, r.at, "
#define FROM_CASES                                                                                                     \
	", c.unit FROM cases c LEFT JOIN reg_unit u ON u.uscc = c.uscc"                                                \
	" LEFT JOIN (SELECT subject, max(at) AS at FROM step WHERE event = 'case.notify' GROUP BY subject) n"          \
	" ON n.subject = c.id"                                                                                         \
	" LEFT JOIN (SELECT subject, max(at) AS at FROM step WHERE event = 'case.report' GROUP BY subject) r"          \
	" ON r.subject = c.id"                                                                                         \
	" WHERE c.opened_at >= :since AND (:until = 0 OR c.opened_at < :until)"                                        \
	" AND c.state IN ('confirmed', 'notified', 'rectifying', 'submitted', 'returned', 'retesting', 'closed')"      \
	" ORDER BY 7, c.id"

static const char *const statements[STATS_BY_COUNT] = {
	SELECT "''" FROM_CASES,
	SELECT "c.clause" FROM_CASES,
	SELECT "coalesce(u.type, '')" FROM_CASES,
	SELECT "coalesce(u.region, '')" FROM_CASES,
	SELECT "c.severity" FROM_CASES,
	SELECT "c.uscc" FROM_CASES,
};

struct counting {
	arena *mem;
	int64_t now;
	struct stats_row *rows;
	size_t n;
	int64_t *spans; /* of the row that is being counted */
	size_t span_count;
};

static int compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static void end_row(struct counting *c)
{
	struct stats_row *r = &c->rows[c->n - 1];
	size_t n = c->span_count;

	r->measured = n;
	r->median = -1;
	if (n) {
		qsort(c->spans, n, sizeof(c->spans[0]), compare);
		r->median = n % 2 ? c->spans[n / 2] : (c->spans[n / 2 - 1] + c->spans[n / 2]) / 2;
	}
	c->span_count = 0;
}

static void add(struct counting *c, struct db_stmt *st)
{
	struct stats_row *r = &c->rows[c->n - 1];
	bool closed = str_eq(db_text(st, 0), STR("closed"));
	int64_t closed_at = db_int(st, 1), due = db_int(st, 2), notified = db_int(st, 4), reported = db_int(st, 5);
	/* Who was sent back to mend again has not answered. */
	bool answered =
		reported && !str_eq(db_text(st, 0), STR("returned")) && !str_eq(db_text(st, 0), STR("rectifying"));

	r->total++;
	r->closed += closed;
	r->recurred += db_text(st, 3).n != 0;
	if (due && (closed || answered || c->now >= due)) {
		r->timed++;
		r->on_time += answered && reported < due;
		r->overdue += !answered && !closed;
	}
	if (closed && notified)
		c->spans[c->span_count++] = closed_at - notified;
}

static int begin_row(struct counting *c, str key, str name, size_t most, err *e)
{
	if (c->n)
		end_row(c);
	if (c->n == most)
		return err_set(e, E_LIMIT, _("more than %zu groups"), most);
	c->rows[c->n++] =
		(struct stats_row){.key = arena_str(c->mem, key), .name = arena_str(c->mem, name), .median = -1};
	return 0;
}

int stats_count(struct ledger *l, enum stats_by by, int64_t since, int64_t until, arena *mem, struct stats_row **ret,
		size_t *ret_n, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	struct counting c = {.mem = mem, .now = ledger_now(l)};
	int64_t most = 0;
	int rc;

	TRY(ledger_int(l, "SELECT count(*) FROM cases", NULL, (str){0}, &most, e));
	if (most > CASES_MOST)
		return err_set(e, E_LIMIT, _("more than %lld cases"), (long long)CASES_MOST);
	c.rows = arena_new(mem, struct stats_row, (size_t)most + 1);
	c.spans = arena_new(mem, int64_t, (size_t)most + 1);
	TRY(db_prepare(ledger_db(l), str_c(statements[by]), &st, e));
	db_stream(st);
	db_bind_int(st, "since", since);
	db_bind_int(st, "until", until);
	while ((rc = db_step(st, e)) == 1) {
		if (c.n == 0 || !str_eq(c.rows[c.n - 1].key, db_text(st, 6)))
			TRY(begin_row(&c, db_text(st, 6), by == STATS_UNIT ? db_text(st, 7) : (str){0},
				      (size_t)most + 1, e));
		add(&c, st);
	}
	TRY(rc);
	if (c.n == 0 && by == STATS_ALL)
		TRY(begin_row(&c, (str){0}, (str){0}, 1, e));
	if (c.n)
		end_row(&c);
	*ret = c.rows;
	*ret_n = c.n;
	return 0;
}
