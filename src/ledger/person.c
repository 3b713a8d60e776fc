/* person: who may act; part of ledger.h. */
#include "base/i18n.h"
#include "base/date.h"
#include "base/near.h"
#include "ledger/person_priv.h"
#include "ledger/registry.h"

/* As in the list of officers. */
#define ID_MOST 64
#define WORDS_MOST ((size_t)1000)
#define COLUMNS "id, name, roles, unit, department, cert, cert_until, active"

static void read(struct db_stmt *st, struct person *p)
{
	p->id = db_text(st, 0);
	p->name = db_text(st, 1);
	p->roles = (roles)db_int(st, 2);
	p->unit = db_text(st, 3);
	p->department = db_text(st, 4);
	p->cert = db_text(st, 5);
	p->cert_until = db_int(st, 6);
	p->active = db_bool(st, 7);
}

int ledger_person_each(struct ledger *l, int (*each)(void *ctx, const struct person *p, err *e), void *ctx, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	TRY(db_prepare(ledger_db(l), STR("SELECT " COLUMNS " FROM person ORDER BY id"), &st, e));
	while ((rc = db_step(st, e)) == 1) {
		struct person p;

		read(st, &p);
		TRY(each(ctx, &p, e));
	}
	return rc;
}

struct nearest {
	str typed;
	size_t best;
	char name[80];
};

static int look(void *ctx, const struct person *p, err *e)
{
	struct nearest *n = ctx;

	(void)e;
	if (p->id.n < sizeof(n->name) && near_better(n->typed, p->id, &n->best)) {
		bytes_copy(n->name, sizeof(n->name), p->id);
		n->name[p->id.n] = 0;
	}
	return 0;
}

static digest row_of(const struct person *p)
{
	AUTO(buf_release) buf b;
	const str texts[] = {p->id, p->name, p->unit, p->department, p->cert};

	buf_init(&b, 1u << 16);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		buf_printf(&b, "%zu:", texts[i].n);
		buf_put(&b, texts[i]);
	}
	buf_printf(&b, "%llu %lld %d", (unsigned long long)p->roles, (long long)p->cert_until, p->active);
	return digest_sm3(buf_str(&b));
}

static void remember(struct ledger *l, const struct person *p)
{
	struct person_read *r = ledger_persons_read(l);
	size_t i = r->count % PERSON_READ_MOST;

	if (p->id.n > sizeof(r->persons[i].id))
		return;
	bytes_copy(r->persons[i].id, sizeof(r->persons[i].id), p->id);
	r->persons[i].n = p->id.n;
	r->persons[i].row = row_of(p);
	r->count++;
}

static int test_one(struct ledger *l, str id, const digest *was, err *e)
{
	struct db_stmt *st = NULL;
	struct person p;
	digest is = {0};

	int rc = ledger_row(l, "SELECT " COLUMNS " FROM person WHERE id = :id", "id", id, &st, e);

	TRY(rc);
	if (rc == 1) {
		read(st, &p);
		is = row_of(&p);
		db_reset(st);
	}
	return str_eq(digest_str(&is), digest_str(was))
		       ? 0
		       : err_set(e, E_BUSY, _("%.*s was changed by somebody meanwhile: try again"), STR_ARG(id));
}

int person_test_read(struct ledger *l, err *e)
{
	struct person_read *r = ledger_persons_read(l);
	size_t count = r->count < PERSON_READ_MOST ? r->count : PERSON_READ_MOST;

	r->count = 0;
	for (size_t i = 0; i < count; i++)
		TRY(test_one(l, (str){r->persons[i].id, r->persons[i].n}, &r->persons[i].row, e));
	return 0;
}

int ledger_person(struct ledger *l, str id, arena *mem, struct person *ret, err *e)
{
	struct db_stmt *st = NULL;
	struct nearest n = {.typed = id, .best = SIZE_MAX};

	int rc = ledger_row(l, "SELECT " COLUMNS " FROM person WHERE id = :id", "id", id, &st, e);

	TRY(rc);
	if (rc == 1) {
		read(st, ret);
		ret->id = arena_str(mem, ret->id);
		ret->name = arena_str(mem, ret->name);
		ret->unit = arena_str(mem, ret->unit);
		ret->department = arena_str(mem, ret->department);
		ret->cert = arena_str(mem, ret->cert);
		db_reset(st);
		if (!db_in_transaction(ledger_db(l)))
			remember(l, ret);
		return 0;
	}
	TRY(ledger_person_each(l, look, &n, e));
	return n.name[0] ? err_set(e, E_NOTFOUND, _("no person %.*s here; did you mean %s?"), STR_ARG(id), n.name)
			 : err_set(e, E_NOTFOUND, _("no person %.*s here"), STR_ARG(id));
}

/* An account is typed, printed and compared; two that look alike must not be two. */
static int check_words(const struct person *p, err *e)
{
	const str texts[] = {p->name, p->department, p->cert};

	for (size_t i = 0; i < p->id.n; i++) {
		uint8_t c = p->id.p[i];

		if (!((c >= 'a' && c <= 'z') || byte_is_digit(c) || c == '.' || c == '-' || c == '_'))
			return err_set(e, E_SYNTAX, _("an account has small letters, digits, dot, hyphen and _ only"));
	}
	if (p->id.n == 0 || p->id.n > ID_MOST)
		return err_set(e, E_SYNTAX, _("an account has 1 to %d characters"), ID_MOST);
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		for (size_t k = 0; k < texts[i].n; k++)
			if (texts[i].p[k] < 0x20 || texts[i].p[k] == 0x7f)
				return err_set(e, E_SYNTAX, _("%.*s: a control character in the words"),
					       STR_ARG(p->id));
		if (!str_is_utf8(texts[i]) || texts[i].n > WORDS_MOST)
			return err_set(e, E_SYNTAX, _("%.*s: the words are not UTF-8, or too long"), STR_ARG(p->id));
	}
	return 0;
}

int person_cert_free(struct ledger *l, const struct person *p, buf *why, err *e)
{
	AUTO(db_stmt_auto) struct db_stmt *st = NULL;
	int rc;

	if (p->cert.n == 0 || !p->active)
		return 0;
	TRY(db_prepare(ledger_db(l), STR("SELECT id FROM person WHERE cert = :cert AND id <> :id AND active"), &st, e));
	db_bind_text(st, "cert", p->cert);
	db_bind_text(st, "id", p->id);
	rc = db_step(st, e);
	if (rc == 1)
		buf_printf(why, _("the certificate %.*s is that of %.*s"), STR_ARG(p->cert), STR_ARG(db_text(st, 0)));
	return rc < 0 ? rc : 0;
}

static int check_cert(struct ledger *l, const struct person *p, err *e)
{
	AUTO(buf_release) buf why;

	buf_init(&why, 2000);
	TRY(person_cert_free(l, p, &why, e));
	return why.n ? err_set(e, E_DENIED, "%.*s", STR_ARG(buf_str(&why))) : 0;
}

/* Without an administrator nobody could ever make one again. */
static int check_last(struct ledger *l, const struct person *p, err *e)
{
	int64_t others = 0, own = 0;

	if (p->active && (p->roles & ROLE_BIT(ROLE_ADMIN)))
		return 0;
	TRY(ledger_int(l, "SELECT count(*) FROM person WHERE id = :id AND active AND roles % 2 = 1", "id", p->id, &own,
		       e));
	TRY(ledger_int(l, "SELECT count(*) FROM person WHERE id <> :id AND active AND roles % 2 = 1", "id", p->id,
		       &others, e));
	return own && !others ? err_set(e, E_DENIED, _("%.*s is the last administrator"), STR_ARG(p->id)) : 0;
}

/* roles is a set of bits: administrator is bit 0 (model/role.def). */
_Static_assert(ROLE_ADMIN == 0, "the statements above test bit 0");

int ledger_person_put(struct ledger *l, const struct person *p, err *e)
{
	struct db_stmt *st = NULL;

	TRY(check_words(p, e));
	TRY(check_cert(l, p, e));
	TRY(check_last(l, p, e));
	TRY(registry_institution_bar(l, p, e));
	TRY(ledger_stmt(
		l,
		"INSERT INTO person(" COLUMNS
		") VALUES (:id, :name, :roles, :unit, :department, :cert, :cert_until, :active)"
		" ON CONFLICT (id) DO UPDATE SET name = excluded.name, roles = excluded.roles, unit = excluded.unit,"
		" department = excluded.department, cert = excluded.cert, cert_until = excluded.cert_until,"
		" active = excluded.active",
		&st, e));
	db_bind_text(st, "id", p->id);
	db_bind_text(st, "name", p->name);
	db_bind_int(st, "roles", p->roles);
	db_bind_text(st, "unit", p->unit);
	db_bind_text(st, "department", p->department);
	db_bind_text(st, "cert", p->cert);
	db_bind_int(st, "cert_until", p->cert_until);
	db_bind_bool(st, "active", p->active);
	return db_run(st, e);
}

int person_may(const struct person *p, roles any, int64_t at, err *e)
{
	int64_t day = (at + DATE_CHINA_MINUTES * 60) / 86400;

	if (!p->active)
		return err_set(e, E_DENIED, _("%.*s is not active any more"), STR_ARG(p->id));
	if (!(p->roles & any)) {
		for (unsigned r = 0; r < ROLE_COUNT; r++) {
			if (any & ROLE_BIT(r))
				return err_set(e, E_DENIED, _("%.*s is no %s"), STR_ARG(p->id), role_key((enum role)r));
		}
		return err_set(e, E_DENIED, _("nobody may do this"));
	}
	/* 国办发〔2024〕54号: nobody inspects without a certificate. */
	if ((any & p->roles) == ROLE_BIT(ROLE_OFFICER) && (p->cert.n == 0 || (p->cert_until && p->cert_until < day)))
		return err_set(e, E_DENIED, _("%.*s has no valid law-enforcement certificate"), STR_ARG(p->id));
	return 0;
}
