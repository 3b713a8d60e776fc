#include "cmd/shelf.h"

#include "base/i18n.h"
#include "catalogue/paths.h"
#include "os/file.h"

void shelf_auto(struct shelf *s)
{
	questions_release(&s->questions);
	laws_release(&s->laws);
	clauses_release(&s->clauses);
	arena_clear(&s->mem);
}

int shelf_open(struct shelf *s, err *e)
{
	const char *laws, *questions, *clauses;

	arena_init(&s->mem, (size_t)1 << 20);
	TRY(paths_data(&s->mem, "catalogue/laws", &laws, e));
	TRY(paths_data(&s->mem, "catalogue/questionnaires", &questions, e));
	TRY(paths_data(&s->mem, "catalogue/clauses.yaml", &clauses, e));
	TRY(laws_load(laws, &s->laws, e));
	TRY(clauses_load(clauses, &s->clauses, e));
	return questions_load(questions, &s->laws, &s->questions, e);
}

int shelf_subject(struct shelf *s, str id, err *e)
{
	AUTO(buf_release) buf path;
	const char *checks;
	size_t slash = str_find_byte(id, '/');

	if (!id.n || questions_find(&s->questions, id))
		return 0;
	TRY(paths_data(&s->mem, "checks", &checks, e));
	buf_init(&path, 4096);
	buf_printf(&path, "%s/%.*s.sql", checks, STR_ARG(id));
	if (slash < id.n && !str_has(id, STR("..")) && os_file_exists(buf_c(&path)))
		return 0;
	str nearest = questions_nearest(&s->questions, id);

	return err_set(e, E_NOTFOUND,
		       nearest.n ? _("no question or check %.*s; did you mean %.*s?")
				 : _("no question or check %.*s%.*s"),
		       STR_ARG(id), STR_ARG(nearest));
}
