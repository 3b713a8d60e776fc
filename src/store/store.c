#include "store/store.h"

#include "base/i18n.h"
#include "base/must.h"
#include "os/file.h"
#include "os/private.h"
#include "os/process.h"
#include "store/store_priv.h"

#define PATH_MOST 4096

static bool is_url(str where)
{
	return str_starts(where, STR("postgresql://")) || str_starts(where, STR("postgres://"));
}

static int open_db(const char *where, bool make, struct db **ret, err *e)
{
	AUTO(buf_release) buf path = {0};

	if (is_url(str_c(where)) || str_eq(str_c(where), STR(":memory:")))
		return db_open(where, ret, e);
	buf_init(&path, PATH_MOST);
	buf_printf(&path, "%s/yicha.db", where);
	if (buf_full(&path))
		return err_set(e, E_USAGE, _("the store's path is too long"));
	if (!make && !os_file_exists(buf_c(&path)))
		return err_set(e, E_NOTFOUND, _("there is no store at %s: `yicha inspect` makes one"), where);
	if (make)
		TRY(os_private_dir(where, e));
	return db_open(buf_c(&path), ret, e);
}

/* The installation's key: the first to open the store makes it, all others read that one. */
static int load_key(struct store *s, err *e)
{
	struct db_stmt *put = NULL;
	struct db_stmt *get = NULL;
	uint8_t fresh[32];

	TRY(store_stmt(s, "SELECT value FROM secret WHERE name = 'installation'", &get, e));
	int rc = db_step(get, e);

	TRY(rc);
	if (rc == 0) {
		TRY(os_random(fresh, sizeof(fresh), e));
		TRY(store_stmt(s,
			       "INSERT INTO secret(name, value) VALUES ('installation', :value) ON CONFLICT DO NOTHING",
			       &put, e));
		db_bind_bytes(put, "value", (str){fresh, sizeof(fresh)});
		TRY(db_run(put, e));
		rc = db_step(get, e);
	}
	if (rc == 1 && db_bytes(get, 0).n == sizeof(s->key.b))
		bytes_copy(s->key.b, sizeof(s->key.b), db_bytes(get, 0));
	else if (rc >= 0)
		rc = err_set(e, E_STORE, _("the store's key is missing or damaged"));
	db_reset(get);
	return rc < 0 ? rc : 0;
}

int store_open(const char *where, bool make, struct store **ret, err *e)
{
	struct db *db = NULL;

	TRY(open_db(where, make, &db, e));
	struct store *s = calloc(1, sizeof(*s));

	must(s);
	s->db = db;
	int rc = schema_prepare(db, &s->facts, e);

	if (rc == 0)
		rc = load_key(s, e);
	if (rc < 0) {
		store_close(s);
		return err_wrap(e, "%s", is_url(str_c(where)) ? "store" : where);
	}
	/* The seed need only be unknown to those who choose the words: the key is. */
	map_init(&s->reasons, STORE_REASONS_MOST, cur_be(&(cur){s->key.b, 8, false}, 8));
	*ret = s;
	return 0;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->statement_count; i++)
		db_stmt_free(s->statements[i].stmt);
	map_release(&s->reasons);
	db_close(s->db);
	explicit_bzero(&s->key, sizeof(s->key));
	free(s);
}

void store_auto(struct store **s)
{
	store_close(*s);
}

struct db *store_db(struct store *s)
{
	return s->db;
}

str store_key(const struct store *s)
{
	return digest_str(&s->key);
}

int store_begin(struct store *s, err *e)
{
	return db_begin(s->db, e);
}

int store_commit(struct store *s, err *e)
{
	return db_commit(s->db, e);
}

void store_rollback(struct store *s)
{
	if (!db_in_transaction(s->db))
		return;
	db_rollback(s->db);
	/* What was noted in the lost transaction is not known any more. */
	s->sweep_count = 0;
	s->journal_run = 0;
	map_release(&s->reasons);
	map_init(&s->reasons, STORE_REASONS_MOST, cur_be(&(cur){s->key.b, 8, false}, 8));
}

int store_stmt(struct store *s, const char *sql, struct db_stmt **ret, err *e)
{
	size_t i = 0;

	while (i < s->statement_count && s->statements[i].sql != sql)
		i++;
	if (i == s->statement_count) {
		must(i < STORE_STATEMENTS_MOST);
		TRY(db_prepare(s->db, str_c(sql), &s->statements[i].stmt, e));
		s->statements[i].sql = sql;
		s->statement_count++;
	}
	*ret = s->statements[i].stmt;
	return 0;
}

static int reason_get(struct store *s, str words, int64_t *ret, err *e)
{
	struct db_stmt *get = NULL;
	struct db_stmt *put = NULL;

	TRY(store_stmt(s, "SELECT id FROM reason WHERE words = :words", &get, e));
	db_bind_text(get, "words", words);
	int rc = db_step(get, e);

	if (rc == 1)
		*ret = db_int(get, 0);
	db_reset(get);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	TRY(store_stmt(s, "INSERT INTO reason(words) VALUES (:words) RETURNING id", &put, e));
	db_bind_text(put, "words", words);
	rc = db_step(put, e);
	if (rc == 1)
		*ret = db_int(put, 0);
	db_reset(put);
	return rc < 0 ? rc : 0;
}

int store_reason(struct store *s, str words, int64_t *ret, err *e)
{
	bool is_new = false;
	uint64_t *known = map_find(&s->reasons, words);

	if (known) {
		*ret = (int64_t)*known;
		return 0;
	}
	TRY(reason_get(s, words, ret, e));
	known = map_add(&s->reasons, words, &is_new);
	if (known)
		*known = (uint64_t)*ret;
	return 0;
}

int store_reason_id(struct store *s, const char *words, int64_t *ret, err *e)
{
	return store_reason(s, str_c(words), ret, e);
}

int64_t store_fact_id(const struct store *s, enum fact_id f)
{
	return s->facts.id[f];
}

str store_keep(arena *mem, struct db_stmt *s, size_t i)
{
	return arena_str(mem, db_text(s, i));
}

digest store_digest(struct db_stmt *s, size_t i)
{
	digest d = {0};
	str b = db_bytes(s, i);

	if (b.n == sizeof(d.b))
		bytes_copy(d.b, sizeof(d.b), b);
	return d;
}
