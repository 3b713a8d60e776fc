#include "cmd/self_report.h"

#include "base/date.h"
#include "catalogue/paths.h"
#include "cmd/desk.h"
#include "flow/selfreport.h"
#include "flow/session.h"
#include "ledger/registry.h"
#include "os/file.h"

#define DOCUMENT_BYTES ((size_t)256 << 20)
#define MEMORY ((size_t)512 << 20)

struct latest {
	str unit;
	arena *mem;
	str id;
};

/* Newest first: the first that fits is it. */
static int look(void *ctx, const struct store_run *run, err *e)
{
	struct latest *l = ctx;

	(void)e;
	if (!l->id.n && run->kind == RUN_INSPECT && str_eq(run->uscc, l->unit))
		l->id = arena_str(l->mem, run->id);
	return 0;
}

/* The casefile of the unit's latest inspection, where there is one. */
static int detected(struct session *s, str unit, err *e)
{
	struct latest l = {.unit = unit, .mem = &s->mem};

	TRY(store_run_each(s->store, look, &l, e));
	if (!l.id.n)
		return 0;
	TRY(store_run_find(s->store, l.id, &s->mem, &s->run, e));
	TRY(session_scope_of_run(s, e));
	return session_casefile(s, e);
}

static int write_paper(const struct self_report *r, const struct paper *p, err *e)
{
	AUTO(buf_release) buf b;
	str fallbacks = {0};

	buf_init(&b, DOCUMENT_BYTES);
	if (r->docx) {
		TRY(paper_docx(p, out_to_buf, &b, e));
		TRY(os_file_write(r->docx, buf_str(&b), e));
		buf_reset(&b);
	}
	if (r->pdf) {
		TRY(paper_pdf(p, out_to_buf, &b, &fallbacks, e));
		TRY(os_file_write(r->pdf, buf_str(&b), e));
	}
	return 0;
}

static int unit_name(struct session *s, struct desk *d, str unit, int64_t year, str *ret)
{
	struct registry_unit u;
	err e = {0};

	/* Without a registry, as the scope named it. */
	if (registry_unit_find(d->ledger, unit, year, &d->mem, &u, &e) == 0)
		*ret = u.name;
	else
		*ret = s->has_casefile ? s->run.unit : (str){0};
	return e.code && e.code != E_NOTFOUND ? e.code : 0;
}

/* The paper is Chinese whatever language the messages are in. */
static int fill(struct session *s, struct desk *d, const struct self_report *r, arena *mem, uint64_t *ret_unconfirmed,
		err *e)
{
	AUTO(buf_release) buf year;
	struct selfcheck_verdict *verdicts = NULL;
	struct paper paper = {.mem = mem};
	struct values *v = values_new(mem);
	struct form form;
	const char *forms;
	uint64_t number = 0;

	buf_init(&year, 40);
	date_put(&year, (ledger_now(d->ledger) + DATE_CHINA_MINUTES * 60) / 86400);
	struct selfreport report = {.ledger = d->ledger,
				    .questions = r->questions,
				    .clauses = r->clauses,
				    .unit = r->unit,
				    .round = r->round ? str_c(r->round) : str_sub(buf_str(&year), 0, 4),
				    .casefile = s->has_casefile ? &s->casefile : NULL,
				    .mem = mem};

	TRY(paths_data(mem, "catalogue/forms", &forms, e));
	TRY(form_load(forms, STR("self-report"), mem, &form, e));
	if (!str_to_u64(str_sub(buf_str(&year), 0, 4), 9999, &number))
		number = 0;
	TRY(unit_name(s, d, r->unit, (int64_t)number, &report.unit_name));
	TRY(selfcheck_verdicts(d->ledger, r->questions, r->unit, report.round, mem, &verdicts, &report.verdict_count,
			       e));
	report.verdicts = verdicts;
	TRY(selfreport_values(&report, v, ret_unconfirmed, e));
	TRY(fill_paper(&form, v, &paper, e));
	return write_paper(r, &paper, e);
}

int self_report_write(const struct args *a, const struct self_report *r, uint64_t *ret_unconfirmed, err *e)
{
	AUTO(desk_auto) struct desk d = {0};
	AUTO(arena_clear) arena mem;
	struct session s;
	enum lang lang = i18n_lang();

	arena_init(&mem, MEMORY);
	int rc = session_open(&s, cmd_store_path(a), false, NULL, e);

	if (rc == 0)
		rc = desk_over(a, s.store, &d, e);
	if (rc == 0)
		rc = detected(&s, r->unit, e);
	(void)i18n_set("zh");
	if (rc == 0)
		rc = fill(&s, &d, r, &mem, ret_unconfirmed, e);
	(void)i18n_set(lang == LANG_ZH ? "zh" : "en");
	desk_close(&d);
	session_close(&s);
	return rc;
}
