#include "ledger/reading.h"

static int forget(struct ledger *l, str sha256, err *e)
{
	struct db_stmt *marks = NULL, *readings = NULL;

	TRY(ledger_stmt(l, "DELETE FROM self_mark WHERE sha256 = :sha256", &marks, e));
	TRY(ledger_stmt(l, "DELETE FROM self_reading WHERE sha256 = :sha256", &readings, e));
	db_bind_text(marks, "sha256", sha256);
	db_bind_text(readings, "sha256", sha256);
	TRY(db_run(marks, e));
	return db_run(readings, e);
}

static int put_marks(struct ledger *l, str sha256, const struct reading_mark *marks, size_t n, err *e)
{
	struct db_stmt *st = NULL;

	TRY(ledger_stmt(l,
			"INSERT INTO self_mark(sha256, n, kind, name, page, place, day, filled, excerpt) VALUES "
			"(:sha256, :n, :kind, :name, :page, :place, :day, :filled, :excerpt)",
			&st, e));
	db_bind_text(st, "sha256", sha256);
	for (size_t i = 0; i < n; i++) {
		db_bind_int(st, "n", (int64_t)i);
		db_bind_text(st, "kind", marks[i].kind);
		db_bind_text(st, "name", marks[i].name);
		db_bind_int(st, "page", marks[i].page);
		db_bind_int(st, "place", marks[i].place);
		db_bind_int(st, "day", marks[i].day);
		db_bind_bool(st, "filled", marks[i].filled);
		db_bind_text(st, "excerpt", marks[i].excerpt);
		TRY(db_run(st, e));
	}
	return 0;
}

int reading_put(struct ledger *l, const struct reading *r, const struct reading_mark *marks, size_t n, err *e)
{
	struct db_stmt *st = NULL;

	TRY(forget(l, r->sha256, e));
	TRY(ledger_stmt(l,
			"INSERT INTO self_reading(sha256, kind, status, reason, reader, pages, characters, created, "
			"modified, signed_digitally, hidden, at) VALUES (:sha256, :kind, :status, :reason, :reader, "
			":pages, :characters, :created, :modified, :signed_digitally, :hidden, :at)",
			&st, e));
	db_bind_text(st, "sha256", r->sha256);
	db_bind_text(st, "kind", r->kind);
	db_bind_text(st, "status", r->status);
	db_bind_text(st, "reason", r->reason);
	db_bind_text(st, "reader", r->reader);
	db_bind_int(st, "pages", r->pages);
	db_bind_int(st, "characters", r->characters);
	db_bind_text(st, "created", r->created);
	db_bind_text(st, "modified", r->modified);
	db_bind_bool(st, "signed_digitally", r->signed_digitally);
	db_bind_bool(st, "hidden", r->hidden);
	db_bind_int(st, "at", r->at);
	TRY(db_run(st, e));
	return put_marks(l, r->sha256, marks, n, e);
}

int reading_find(struct ledger *l, str sha256, arena *mem, struct reading *ret, err *e)
{
	struct db_stmt *st = NULL;

	int rc = ledger_row(
		l,
		"SELECT kind, status, reason, reader, pages, characters, created, modified, signed_digitally, "
		"hidden, at FROM self_reading WHERE sha256 = :sha256",
		"sha256", sha256, &st, e);

	if (rc != 1)
		return rc;
	*ret = (struct reading){.sha256 = arena_str(mem, sha256),
				.kind = arena_str(mem, db_text(st, 0)),
				.status = arena_str(mem, db_text(st, 1)),
				.reason = arena_str(mem, db_text(st, 2)),
				.reader = arena_str(mem, db_text(st, 3)),
				.pages = db_int(st, 4),
				.characters = db_int(st, 5),
				.created = arena_str(mem, db_text(st, 6)),
				.modified = arena_str(mem, db_text(st, 7)),
				.signed_digitally = db_bool(st, 8),
				.hidden = db_bool(st, 9),
				.at = db_int(st, 10)};
	db_reset(st);
	return 1;
}

int reading_marks(struct ledger *l, str sha256, str kind, str name, arena *mem, struct reading_mark *ret, size_t most,
		  size_t *ret_n, err *e)
{
	struct db_stmt *st = NULL;
	int rc = 0;

	*ret_n = 0;
	TRY(ledger_stmt(
		l,
		"SELECT kind, name, page, place, day, filled, excerpt FROM self_mark WHERE sha256 = :sha256 AND "
		"kind = :kind AND (:name = '' OR name = :name) ORDER BY n",
		&st, e));
	db_bind_text(st, "sha256", sha256);
	db_bind_text(st, "kind", kind);
	db_bind_text(st, "name", name);
	while (*ret_n < most && (rc = db_step(st, e)) == 1)
		ret[(*ret_n)++] = (struct reading_mark){.kind = arena_str(mem, db_text(st, 0)),
							.name = arena_str(mem, db_text(st, 1)),
							.page = db_int(st, 2),
							.place = db_int(st, 3),
							.day = db_int(st, 4),
							.filled = db_bool(st, 5),
							.excerpt = arena_str(mem, db_text(st, 6))};
	db_reset(st);
	return rc < 0 ? rc : 0;
}
