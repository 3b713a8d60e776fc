/*
 * Random draws, recorded and verified: 1,000 records are right, 1,000 forged ones are not. $DRAW_BATCH names a file that gets them
 * all, as a script, for the verifier in the browser (verify_draw_test.sh).
 */
#include "exchange/draw_verify.h"

#include <stdlib.h>
#include <string.h>

#include "base/must.h"
#include "ledger/draw.h"
#include "os/env.h"
#include "os/file.h"
#include "test/tap.h"

#define RECORDS 1000
#define RECORD_MOST ((size_t)4 << 20)
#define MEMORY ((size_t)1 << 30)

static uint64_t state = 20261122;

static uint64_t next(void)
{
	state ^= state << 13, state ^= state >> 7, state ^= state << 17;
	return state;
}

static uint64_t below(uint64_t n)
{
	return (next() >> 16) % n;
}

static str name(arena *mem, const char *letter, uint64_t n)
{
	char text[32];

	snprintf(text, sizeof(text), "%s%03llu", letter, (unsigned long long)n);
	return arena_str(mem, str_c(text));
}

static str pick(const char *const *words, size_t n)
{
	return str_c(words[below(n)]);
}

/* --- a random draw -------------------------------------------------------------------------------------------------------- */

static void make_units(struct draw_input *in, size_t officers, arena *mem)
{
	static const char *const credit[] = {"A", "B", "C", "D", ""}, *const risk[] = {"high", "low", "中等"};
	static const char *const region[] = {"广东省深圳市", "广东省广州市", "𠀀𠀁", "Ω\"\\\n"}, *const type[] = {
													 "basic",
													 "value-added"};

	in->unit_count = 1 + below(50);
	in->units = arena_new(mem, struct draw_unit, in->unit_count);
	for (size_t i = 0; i < in->unit_count; i++) {
		struct draw_unit *u = &in->units[i];

		u->id = name(mem, "U", i * 7 + below(7));
		u->name = below(3) ? STR("示例网络科技有限公司") : STR("Exámple\t\x7f");
		u->attr[DRAW_CREDIT] = pick(credit, 5);
		u->attr[DRAW_RISK] = pick(risk, 3);
		u->attr[DRAW_REGION] = pick(region, 4);
		u->attr[DRAW_TYPE] = pick(type, 2);
		u->excluded = below(20) ? (str){0} : STR("停业");
		u->cap = (int64_t)below(4) - 1;
		u->checked = (int64_t)below(2);
		u->last = below(3) ? 0 : 20400 + (int64_t)below(100);
		u->past_count = officers > 4 ? below(3) : 0;
		for (size_t k = 0; k < u->past_count; k++) {
			uint64_t a = below(officers), b = (a + 1 + below(officers - 1)) % officers;

			u->past[k][0] = name(mem, "F", a);
			u->past[k][1] = name(mem, "F", b);
		}
	}
}

static void make_officers(struct draw_input *in, size_t n, arena *mem)
{
	in->officers = arena_new(mem, struct draw_officer, n);
	in->officer_count = n;
	for (size_t i = 0; i < n; i++)
		in->officers[i] = (struct draw_officer){name(mem, "F", i), below(2) ? STR("一处") : STR(""),
							below(4) ? 0 : 20440 + (int64_t)below(20)};
	in->recusals = arena_new(mem, struct draw_recusal, n * in->unit_count);
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < in->unit_count; k++) {
			if (below(5) == 0)
				in->recusals[in->recusal_count++] =
					(struct draw_recusal){in->officers[i].id, in->units[k].id};
		}
	}
}

static void make_quotas(struct draw_rule *r, arena *mem)
{
	r->quota_count = r->method == DRAW_RFC3797 ? 1 : 1 + below(3);
	r->quotas = arena_new(mem, struct draw_quota, r->quota_count);
	for (size_t i = 0; i < r->quota_count; i++) {
		struct draw_quota *q = &r->quotas[i];

		if (i + 1 < r->quota_count && r->strata & 1u << DRAW_RISK)
			q->where[DRAW_RISK] = below(2) ? STR("high") : STR("中等");
		if (below(2)) {
			q->count = 1 + below(12);
		} else {
			q->den = 1 + below(12);
			q->num = 1 + below(q->den);
		}
	}
}

static void make_input(struct draw_input *in, arena *mem)
{
	struct draw_rule *r = &in->rule;
	size_t officers = below(6) ? 2 + below(12) : 0;

	*in = (struct draw_input){0};
	r->number = STR("2026-001");
	r->campaign = STR("2026年度“样本”检查\n");
	r->day = 20450;
	r->method = below(5) ? DRAW_TICKETS : DRAW_RFC3797;
	r->strata = r->method == DRAW_RFC3797 ? 0 : (unsigned)below(16);
	r->reserve = below(4);
	r->rest = below(2) ? 0 : 30;
	r->officers = officers > 0;
	r->load = r->officers ? 1 + below(5) : 0;
	r->beacon_source = STR("双色球第2026135期, six red numbers");
	r->beacon_fallback = below(2) ? STR("3D") : (str){0};
	r->beacon_at = 1795000000;
	in->fallback = r->beacon_fallback.n && below(2);
	in->beacon = below(2) ? STR("03 08 11 19 24 30 / 05") : STR("9319/2.5.12.8.10/9.18.26.34.41.45/");
	for (unsigned i = 0; i < 64; i++)
		in->random[i / 32][i % 32] = (uint8_t)next();
	make_units(in, officers, mem);
	make_officers(in, officers, mem);
	make_quotas(r, mem);
	if (below(3) == 0) {
		r->excludes = arena_new(mem, struct draw_exclude, 1);
		r->excludes[r->exclude_count++] = (struct draw_exclude){in->units[0].id, STR("并购")};
	}
	err e = {0};

	must(draw_sort(in, &e) == 0);
}

static void make_changes(const struct draw_input *in, const struct draw_result *r, struct draw_record *rec, arena *mem)
{
	struct draw_change *all = arena_new(mem, struct draw_change, 8);
	struct draw_standing s;

	rec->changes = all;
	for (uint64_t wanted = below(4); wanted && r->pair_count; wanted--) {
		struct draw_change *c = &all[rec->change_count];

		/* From the start each time: a change that is refused has no effect on those that follow. */
		draw_stand(in, r, 8, mem, &s);
		for (size_t i = 0; i < rec->change_count; i++)
			must(draw_change(&s, &all[i], mem, NULL) == 0);
		struct draw_pair *p = &s.pairs[below(r->pair_count)];

		*c = (struct draw_change){.reason = STR("发现回避情形"), .by = STR("op"), .at = 1795000200};
		c->unit = c->out = in->units[p->unit].id;
		c->kind = p->officers[0] == DRAW_NONE || below(2) ? DRAW_CHANGE_UNIT : DRAW_CHANGE_OFFICER;
		if (c->kind == DRAW_CHANGE_OFFICER)
			c->out = in->officers[p->officers[below(2)]].id;
		rec->change_count += draw_change(&s, c, mem, NULL) == 0;
	}
}

static void make_record(const struct draw_input *in, const struct draw_result *r, struct draw_record *rec, arena *mem)
{
	*rec = (struct draw_record){.in = in,
				    .result = r,
				    .typed = {STR("op"), STR("sup")},
				    .held_at = 1795000100,
				    .held_by = STR("op"),
				    .sample = true};
	for (unsigned i = 0; i < 2; i++) {
		struct draw_commit *c = &rec->commits[i];

		c->person = rec->typed[i];
		memcpy(c->random, in->random[i], sizeof(c->random));
		c->salt[0] = (uint8_t)i;
		c->commit = draw_commitment(c->random, c->salt);
	}
	make_changes(in, r, rec, mem);
}

/* --- verdicts ------------------------------------------------------------------------------------------------------------- */

static size_t reasons;

static enum draw_verify judge(str record, bool show)
{
	AUTO(arena_clear) arena mem = {0};
	AUTO(buf_release) buf why = {0};
	struct draw_verified v;
	enum draw_verify answer;

	arena_init(&mem, MEMORY);
	buf_init(&why, 1u << 12);
	answer = draw_verify(record, &mem, &v, NULL, &why);
	reasons += answer == DRAW_VERIFY_DIFFERS && why.n > 10;
	if (show)
		printf("# %.*s\n", STR_ARG(buf_str(&why)));
	return answer;
}

static void batch(buf *all, bool good, str record)
{
	buf_printf(all, "batch.push([%s, \"", good ? "true" : "false");
	buf_put_json(all, record);
	buf_put_c(all, "\"]);\n");
}

static void reseal(buf *record, buf *scratch)
{
	str s = buf_str(record);
	size_t at = str_find(s, STR(",\"seal\":\"")), end = at + 9 + 64 + 1;
	digest d;

	must(end < s.n);
	buf_reset(scratch);
	buf_put(scratch, str_sub(s, 0, at));
	buf_put(scratch, str_from(s, end));
	d = digest_sm3(buf_str(scratch));
	digest_hex hex = digest_to_hex(&d);

	memcpy(record->p + at + 9, hex.c, 64);
}

/* --- forgeries ------------------------------------------------------------------------------------------------------------ */

/* Any byte anywhere. */
static void flip(buf *record)
{
	size_t at = below(record->n);

	record->p[at] ^= (uint8_t)(1u << below(7));
}

/* One digit, sealed again: not one of a time, which nothing follows from. Against that stands the seal's own leaf in the log. */
static void digit(buf *record, buf *scratch)
{
	str s = buf_str(record);
	size_t changes = str_find(s, STR(",\"changes\":[")), commits = str_find(s, STR(",\"commits\":["));
	size_t held = str_find(s, STR(",\"held\":{")), officers = held + str_find(str_from(s, held), STR("},"));
	size_t at;

	do {
		at = below(record->n);
	} while (!byte_is_digit(record->p[at]) || (at > changes && at < commits) || (at > held && at < officers));
	record->p[at] = (uint8_t)('0' + ((uint64_t)(record->p[at] - '0') + 1 + below(9)) % 10);
	reseal(record, scratch);
}

/* An id (of a unit or an officer) becomes another one of the pool, sealed again. */
static void rename_one(buf *record, buf *scratch, const struct draw_input *in)
{
	size_t at, tries = 0;

	do {
		at = below(record->n - 6);
	} while (!(record->p[at] == '"' && (record->p[at + 1] == 'U' || record->p[at + 1] == 'F') &&
		   record->p[at + 5] == '"') &&
		 ++tries < 100000);
	str id = in->units[below(in->unit_count)].id;

	if (record->p[at + 1] == 'F' && in->officer_count)
		id = in->officers[below(in->officer_count)].id;
	memcpy(record->p + at + 1, id.p, 4);
	reseal(record, scratch);
}

/* One thing in what the draw is made of. */
static void change_input(struct draw_input *in, arena *mem)
{
	struct draw_quota *quotas = arena_new(mem, struct draw_quota, in->rule.quota_count);
	struct draw_unit *units = arena_new(mem, struct draw_unit, in->unit_count);

	memcpy(quotas, in->rule.quotas, in->rule.quota_count * sizeof(*quotas));
	memcpy(units, in->units, in->unit_count * sizeof(*units));
	in->rule.quotas = quotas;
	in->units = units;
	switch (below(7)) {
	case 0:
		in->random[below(2)][below(32)] ^= 1;
		break;
	case 1:
		in->beacon = STR("03 08 11 19 24 31 / 05");
		break;
	case 2:
		quotas[0].count++;
		quotas[0].den = 0;
		break;
	case 3:
		units[below(in->unit_count)].attr[DRAW_RISK] = STR("none");
		break;
	case 4:
		in->rule.reserve++;
		break;
	case 5:
		in->officer_count -= in->officer_count > 0;
		break;
	default:
		in->rule.load += in->rule.officers;
		in->rule.campaign = STR("another");
		break;
	}
}

/* The old result with another input and all digests that belong to that one. False: it happens to be the new one's result too. */
static bool forge_input(const struct draw_input *in, const struct draw_result *r, buf *record, buf *scratch, arena *mem)
{
	struct draw_input other = *in;
	struct draw_result honest = {0}, forged = *r;
	struct draw_record rec;
	err e = {0};

	change_input(&other, mem);
	must(draw_run(&other, mem, &honest, &e) == 0);
	forged.rule = honest.rule;
	forged.pool = honest.pool;
	forged.officers = honest.officers;
	forged.seed = honest.seed;
	make_record(&other, &honest, &rec, mem);
	rec.change_count = 0;
	buf_reset(scratch);
	draw_put_record(scratch, &rec);
	rec.result = &forged;
	buf_reset(record);
	draw_put_record(record, &rec);
	return !str_eq(buf_str(record), buf_str(scratch));
}

static void forge(const struct draw_input *in, const struct draw_result *r, str right, buf *record, arena *mem)
{
	AUTO(buf_release) buf scratch = {0};

	buf_init(&scratch, RECORD_MOST);
	bool forged;

	do {
		forged = true;
		buf_reset(record);
		buf_put(record, right);
		switch (below(4)) {
		case 0:
			flip(record);
			break;
		case 1:
			digit(record, &scratch);
			break;
		case 2:
			rename_one(record, &scratch, in);
			break;
		default:
			forged = forge_input(in, r, record, &scratch, mem);
			break;
		}
	} while (!forged || str_eq(buf_str(record), right));
}

struct totals {
	size_t right, rejected, drawn, unstaffed, changes;
};

static void one(struct totals *t, buf *all)
{
	AUTO(arena_clear) arena mem = {0};
	AUTO(buf_release) buf record = {0};
	AUTO(buf_release) buf forged = {0};
	struct draw_input in;
	struct draw_result r = {0};
	struct draw_record rec;
	err e = {0};

	arena_init(&mem, MEMORY);
	buf_init(&record, RECORD_MOST);
	buf_init(&forged, RECORD_MOST);
	make_input(&in, &mem);
	must(draw_run(&in, &mem, &r, &e) == 0);
	make_record(&in, &r, &rec, &mem);
	draw_put_record(&record, &rec);
	t->drawn += r.pair_count;
	t->changes += rec.change_count;
	for (size_t i = 0; i < r.pair_count; i++)
		t->unstaffed += r.pairs[i].hall != NULL;
	enum draw_verify answer = judge(buf_str(&record), false);

	if (answer != DRAW_VERIFY_GOOD)
		judge(buf_str(&record), true);
	t->right += answer == DRAW_VERIFY_GOOD;
	batch(all, true, buf_str(&record));
	forge(&in, &r, buf_str(&record), &forged, &mem);
	answer = judge(buf_str(&forged), false);
	t->rejected += answer == DRAW_VERIFY_DIFFERS;
	if (answer != DRAW_VERIFY_DIFFERS)
		printf("# passed: %.*s\n", STR_ARG(buf_str(&forged)));
	batch(all, false, buf_str(&forged));
}

int main(void)
{
	AUTO(buf_release) buf all = {0};
	struct totals t = {0};
	const char *path = os_env("DRAW_BATCH");
	err e = {0};

	buf_init(&all, (size_t)256 << 20);
	buf_put_c(&all, "const batch = [];\n");
	for (size_t i = 0; i < RECORDS; i++)
		one(&t, &all);
	is_int(t.right, RECORDS, "random records are right");
	is_int(t.rejected, RECORDS, "forged ones are not");
	ok(reasons >= t.rejected, "and it is said why");
	ok(t.drawn > 5 * RECORDS && t.unstaffed > 200 && t.changes > 200,
	   "they had something to say: %zu drawn, %zu without officers, %zu replacements", t.drawn, t.unstaffed,
	   t.changes);
	if (path)
		ok(os_file_write(path, buf_str(&all), &e) == 0, "written for the browser %s", e.text);
	return tap_done();
}
