/* The ledger's ground: made once, persons and what they may, acts and their leaves in one transaction, a sample's clock. */
#include "ledger/ledger.h"

#include <stdlib.h>

#include "ledger/log.h"
#include "test/tap.h"

static err e;
static arena mem;

static struct ledger *open_ledger(struct store *s, bool make, bool sample, int64_t set)
{
	struct ledger *l = NULL;
	struct ledger_options o = {.make = make, .sample = sample, .now = 1800000000, .set = set};

	e = (err){0};
	if (ledger_open(s, &o, &l, &e) < 0)
		return NULL;
	return l;
}

static void test_persons(struct ledger *l)
{
	struct person p = {.id = STR("wang"), .name = STR("王某"), .roles = ROLE_BIT(ROLE_OFFICER), .active = true},
		      got;

	ok(ledger_begin(l, &e) == 0 && ledger_person_put(l, &p, &e) == 0 && ledger_commit(l, &e) == 0, "a person");
	ok(ledger_person(l, STR("wang"), &mem, &got, &e) == 0, "is found");
	is_str(got.name, STR("王某"), "by name");
	ok(person_may(&got, ROLE_BIT(ROLE_OFFICER), ledger_now(l), &e) == E_DENIED,
	   "no officer without a certificate: %s", e.text);
	p.cert = STR("粤001");
	p.cert_until = ledger_now(l) / 86400;
	ok(ledger_begin(l, &e) == 0 && ledger_person_put(l, &p, &e) == 0 && ledger_commit(l, &e) == 0,
	   "the certificate comes");
	ok(ledger_person(l, STR("wang"), &mem, &got, &e) == 0 &&
		   person_may(&got, ROLE_BIT(ROLE_OFFICER), ledger_now(l), &e) == 0,
	   "and is good on its last day");
	ok(person_may(&got, ROLE_BIT(ROLE_OFFICER), ledger_now(l) + 86400, &e) == E_DENIED, "not on the day after");
	ok(db_exec(ledger_db(l), "UPDATE person SET active = 0 WHERE id = 'wang'", &e) == 0, "he leaves meanwhile");
	is_int(ledger_begin(l, &e), E_BUSY, "then nothing is done on what he was: %s", e.text);
	ok(db_exec(ledger_db(l), "UPDATE person SET active = 1 WHERE id = 'wang'", &e) == 0, "he is back");
	ok(person_may(&got, ROLE_BIT(ROLE_LEGAL), ledger_now(l), &e) == E_DENIED, "another role is another thing: %s",
	   e.text);
	ok(ledger_person(l, STR("wamg"), &mem, &got, &e) == E_NOTFOUND && str_has(str_c(e.text), STR("wang")),
	   "a slip is told: %s", e.text);
}

static int put(struct ledger *l, const char *id, const char *cert, roles r, bool active)
{
	struct person p = {.id = str_c(id), .name = STR("某"), .roles = r, .cert = str_c(cert), .active = active};
	int rc;

	e = (err){0};
	if (ledger_begin(l, &e) < 0)
		return -1;
	rc = ledger_person_put(l, &p, &e);
	if (rc < 0)
		ledger_rollback(l);
	else
		rc = ledger_commit(l, &e);
	return rc;
}

/* One man with two accounts would stand on both sides of every pair. */
static void test_accounts(struct ledger *l)
{
	static const char *const bad[] = {"", "Wang", "a b", "a\nb", "../x", "\xd0\xb0", "\xff"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		is_int(put(l, bad[i], "", ROLE_BIT(ROLE_LEGAL), true), E_SYNTAX, "no account");
	ok(put(l, "a1", "粤9", ROLE_BIT(ROLE_OFFICER), true) == 0, "an officer");
	is_int(put(l, "a2", "粤9", ROLE_BIT(ROLE_LEGAL), true), E_DENIED, "his certificate is not another account's");
	ok(str_has(str_c(e.text), STR("a1")), "it is said whose: %s", e.text);
	ok(put(l, "a1", "粤9", ROLE_BIT(ROLE_OFFICER), false) == 0 &&
		   put(l, "a2", "粤9", ROLE_BIT(ROLE_LEGAL), true) == 0,
	   "behind the first's end it may be: %s", e.text);
	is_int(put(l, "a1", "粤9", ROLE_BIT(ROLE_OFFICER), true), E_DENIED, "who then does not come back");
	ok(put(l, "ad1", "", ROLE_BIT(ROLE_ADMIN), true) == 0, "an administrator");
	is_int(put(l, "ad1", "", ROLE_BIT(ROLE_LEGAL), true), E_DENIED, "the last one stays");
	is_int(put(l, "ad1", "", ROLE_BIT(ROLE_ADMIN), false), E_DENIED, "and stays active");
	ok(put(l, "ad2", "", ROLE_BIT(ROLE_ADMIN), true) == 0 && put(l, "ad1", "", ROLE_BIT(ROLE_LEGAL), true) == 0,
	   "until there is another: %s", e.text);
}

static void test_acts(struct ledger *l)
{
	uint64_t leaf = 0, size = 0, before = 0;
	struct ledger_act act = {"test.act", STR("s"), STR("wang"), STR("{\"a\":1}")};

	ok(log_size(l, &before, &e) == 0 && ledger_begin(l, &e) == 0 && ledger_act(l, &act, &leaf, &e) == 0, "an act");
	is_int(leaf, before, "is the next leaf");
	ledger_rollback(l);
	ok(log_size(l, &size, &e) == 0 && size == before, "taken back, it never was");
	ok(ledger_begin(l, &e) == 0 && ledger_act(l, &act, &leaf, &e) == 0 && ledger_act(l, &act, &leaf, &e) == 0 &&
		   ledger_commit(l, &e) == 0,
	   "two acts in one transaction");
	is_int(leaf, before + 1, "are two leaves");
}

/* Leaves stand in the order of their times, whatever the clock says. */
static void test_order(struct store *s)
{
	struct ledger_act act = {"test.act", STR("s"), STR("wang"), (str){0}};
	struct ledger *l = open_ledger(s, false, true, 1800000000 + 60);

	ok(l && ledger_begin(l, &e) == 0 && ledger_act(l, &act, NULL, &e) == 0 && ledger_commit(l, &e) == 0,
	   "an act a minute later: %s", e.text);
	ledger_close(l);
	l = open_ledger(s, false, true, 1800000000);
	is_int(ledger_begin(l, &e), E_DENIED, "a sample's clock is not set back");
	ok(str_has(str_c(e.text), STR("2027-01-15 16:01:00")) && str_has(str_c(e.text), STR("2027-01-15 16:00:00")),
	   "both times are said: %s", e.text);
	ledger_close(l);
	l = open_ledger(s, false, true, 0);
	ok(ledger_begin(l, &e) == 0, "a system's clock that is a minute behind does not stop the work: %s", e.text);
	is_int(ledger_now(l), 1800000000 + 60, "its act stands at the last one's time");
	ledger_close(l);
	l = open_ledger(s, false, true, 1800000000 + 60);
	ok(ledger_begin(l, &e) == 0, "the same moment is well");
	ok(ledger_act(l, &act, NULL, &e) == 0 && ledger_commit(l, &e) == 0, "and takes an act");
	ledger_close(l);
	l = open_ledger(s, false, true, 1800000000 + 60 + 3601);
	ok(ledger_begin(l, &e) == 0 && ledger_act(l, &act, NULL, &e) == 0 && ledger_commit(l, &e) == 0, "an act later");
	ledger_close(l);
	l = open_ledger(s, false, true, 0);
	is_int(ledger_begin(l, &e), E_DENIED, "a clock that is behind by more than an hour is wrong: %s", e.text);
	ledger_close(l);
}

int main(void)
{
	struct store *s = NULL;
	struct ledger *l;

	arena_init(&mem, 1u << 20);
	if (!ok(store_open(":memory:", true, &s, &e) == 0 || s, "a store: %s", e.text))
		return tap_done();
	ok(!open_ledger(s, false, false, 0) && e.code == E_NOTFOUND, "no ledger there: %s", e.text);
	l = open_ledger(s, true, true, 0);
	ok(l && ledger_is_sample(l), "a sample is made");
	test_persons(l);
	test_accounts(l);
	test_acts(l);
	ledger_close(l);
	l = open_ledger(s, true, false, 1700000000);
	ok(l && ledger_is_sample(l) && ledger_now(l) == 1700000000, "it stays a sample, and its clock can be set");
	ledger_close(l);
	test_order(s);
	store_close(s);
	arena_clear(&mem);
	return tap_done();
}
