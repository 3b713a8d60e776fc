#include "flow/session.h"

#include "catalogue/checks.h"
#include "catalogue/paths.h"
#include "catalogue/scope.h"
#include "os/clock.h"
#include "os/file.h"

#define SESSION_MEMORY ((size_t)512 * 1024 * 1024)
#define LAW_FILE_MOST ((size_t)4 * 1024 * 1024)
#define LOCK_TRIES 40
#define SECONDS_A_DAY 86400
#define ZONE_SECONDS (8 * 3600)

static int digest_grades(struct session *s, struct digest_run *d, err *e)
{
	const char *path;
	str bytes;

	TRY(paths_data(&s->mem, "catalogue/grades.yaml", &path, e));
	TRY(os_file_read(path, LAW_FILE_MOST, &s->mem, &bytes, e));
	digest_run_add(d, STR("grades.yaml"));
	digest_run_add(d, bytes);
	return 0;
}

/* One digest over all law files, in byte order of their names, and what the standards say of kinds of data. */
static int digest_laws(struct session *s, const char *dir, err *e)
{
	struct digest_run *d = digest_run_new();
	str *names;
	size_t n = 0;
	int rc = os_dir_list(dir, &s->mem, &names, &n, e);

	for (size_t i = 0; rc == 0 && i < n; i++) {
		buf path;
		str bytes;

		buf_init(&path, 4096);
		buf_printf(&path, "%s/%.*s", dir, STR_ARG(names[i]));
		rc = str_ends(names[i], STR(".yaml")) ? os_file_read(buf_c(&path), LAW_FILE_MOST, &s->mem, &bytes, e)
						      : 1;
		if (rc == 0) {
			digest_run_add(d, names[i]);
			digest_run_add(d, bytes);
		}
		rc = rc > 0 ? 0 : rc;
		buf_release(&path);
	}
	rc = rc == 0 ? digest_grades(s, d, e) : rc;
	s->laws_digest = digest_run_end(d);
	return rc;
}

int session_open(struct session *s, const char *where, bool make, const char *extra, err *e)
{
	const char *path;

	*s = (struct session){0};
	arena_init(&s->mem, SESSION_MEMORY);
	TRY(paths_data(&s->mem, "catalogue/laws", &path, e));
	TRY(laws_load(path, &s->laws, e));
	TRY(digest_laws(s, path, e));
	TRY(paths_data(&s->mem, "catalogue/clauses.yaml", &path, e));
	TRY(clauses_load(path, &s->clauses, e));
	TRY(checks_load_all(&s->checks, extra, e));
	return store_open(where, make, &s->store, e);
}

void session_close(struct session *s)
{
	if (s->has_casefile)
		casefile_release(&s->casefile);
	checks_release(&s->checks);
	clauses_release(&s->clauses);
	laws_release(&s->laws);
	scope_release(&s->scope);
	store_close(s->store);
	if (s->lock > 0)
		os_fd_close(&s->lock);
	arena_clear(&s->mem);
}

int session_lock(struct session *s, const char *where, err *e)
{
	AUTO(buf_release) buf path = {0};

	if (db_engine(store_db(s->store)) != DB_SQLITE)
		return 0;
	buf_init(&path, 4096);
	buf_printf(&path, "%s/inspect.lock", where);
	s->lock = os_file_lock(buf_c(&path), e);
	/* The worker of a killed inspection dies a moment after it. */
	for (int i = 0; i < LOCK_TRIES && s->lock == E_BUSY; i++) {
		os_sleep_ms(50);
		s->lock = os_file_lock(buf_c(&path), e);
	}
	if (s->lock == E_BUSY)
		return err_set(e, E_BUSY, _("another inspection uses the store %s"), where);
	return s->lock < 0 ? s->lock : 0;
}

int session_scope_of_run(struct session *s, err *e)
{
	return scope_parse_stored(s->run.scope_path, s->run.scope_bytes, &s->run.scope, &s->scope, e);
}

int session_scope_again(struct session *s, err *e)
{
	TRY(scope_parse(s->run.scope_path, s->run.scope_bytes, true, &s->scope, e));
	if (!str_eq(digest_str(&s->scope.sha256), digest_str(&s->run.scope)))
		return err_set(e, E_SCOPE, _("%.*s: a list of its sites has changed since run %.*s"),
			       STR_ARG(s->run.scope_path), STR_ARG(s->run.id));
	return 0;
}

static int make_casefile(struct session *s, bool complete, err *e)
{
	if (s->has_casefile)
		casefile_release(&s->casefile);
	s->has_casefile = true;
	return casefile_make(&(struct casefile_source){.store = s->store,
						       .run = &s->run,
						       .judgement = &s->judgement,
						       .scope = &s->scope,
						       .checks = &s->checks,
						       .laws = &s->laws,
						       .clauses = &s->clauses,
						       .complete = complete},
			     &s->casefile, e);
}

int session_judge(struct session *s, const char *only, bool complete, err *e)
{
	int64_t id;

	TRY(judge_run(&(struct judge_conf){.store = s->store,
					   .run = s->run.n,
					   .checks = &s->checks,
					   .only = only,
					   .catalogue = s->laws_digest,
					   .version = YICHA_VERSION,
					   .at = os_now_utc()},
		      &id, e));
	TRY(store_judgement_latest(s->store, s->run.n, &s->mem, &s->judgement, e));
	return make_casefile(s, complete, e);
}

int session_casefile(struct session *s, err *e)
{
	int found = store_judgement_latest(s->store, s->run.n, &s->mem, &s->judgement, e);

	TRY(found);
	if (!found)
		return session_judge(s, NULL, s->run.ended != 0, e);
	return make_casefile(s, s->run.ended != 0, e);
}

static int to_fd(void *ctx, str bytes, err *e)
{
	return os_file_put(*(int *)ctx, bytes, e);
}

/* Piece by piece, so that a long report needs little memory; the old file stands until the new one is whole. */
static int write_file(const char *path, int (*write)(void *ctx, out_write_fn *out, void *to, err *e), void *ctx, err *e)
{
	struct os_file_new f;

	TRY(os_file_begin(&f, path, false, e));
	if (write(ctx, to_fd, &f.fd, e) < 0) {
		os_file_abandon(&f);
		return err_wrap(e, "write report %s", path);
	}
	return os_file_end(&f, e);
}

struct html_job {
	const struct casefile *c;
	enum lang lang;
};

static int html_job(void *ctx, out_write_fn *out, void *to, err *e)
{
	const struct html_job *j = ctx;

	return report_html(j->c, j->lang, out, to, e);
}

static int json_job(void *ctx, out_write_fn *out, void *to, err *e)
{
	return report_json(ctx, out, to, e);
}

int session_write_html(struct session *s, enum lang lang, const char *path, err *e)
{
	return write_file(path, html_job, &(struct html_job){.c = &s->casefile, .lang = lang}, e);
}

int session_write_json(struct session *s, const char *path, err *e)
{
	return write_file(path, json_job, &s->casefile, e);
}

/* A mark takes a problem out of the count while it holds: a false positive, or a term that has not run out. */
static bool counts(const struct casefile *c, const struct casefile_problem *p)
{
	int64_t today = ((c->ended ? c->ended : c->began) + ZONE_SECONDS) / SECONDS_A_DAY;

	return p->mark.n == 0 || (p->mark_until && p->mark_until < today);
}

int session_status(const struct session *s)
{
	const struct casefile *c = &s->casefile;

	if (c->problems_left_out)
		return 1;
	for (size_t i = 0; i < c->problem_count; i++)
		if (counts(c, &c->problems[i]))
			return 1;
	return c->counts.by[VERDICT_UNKNOWN] || c->unexamined_count || !c->complete ? 3 : 0;
}
