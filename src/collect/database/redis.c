/* Redis: keys are met by SCAN, values read by commands that change nothing and do not touch a key's age. */
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collect/database/source.h"

#define SCAN_TURNS 2000
#define MEMBERS_MOST 100

struct source {
	redisContext *h;
	arena *mem;
	int64_t (*clock)(void);
	void (*pause)(unsigned ms);
	int64_t usual; /* microseconds of a round, at its best */
	unsigned slow; /* rounds in a row that took much longer */
};

/* Rounds of 200 keys: one that takes twice the usual time (and 5 ms more) makes us wait; so many in a row end it. */
#define SLOW_US 5000
#define SLOW_ROUNDS 20
#define SLOW_PAUSE_MS 200

/* The server has other work: it is left alone for a while. False: it stays slow. */
static bool easy(struct source *s, int64_t took)
{
	if (!s->usual || took < s->usual)
		s->usual = took;
	if (took <= 2 * s->usual + SLOW_US) {
		s->slow = 0;
		return true;
	}
	s->pause(SLOW_PAUSE_MS);
	return ++s->slow < SLOW_ROUNDS;
}

static redisReply *ask(struct source *s, int argc, const char *const *argv, const size_t *lengths)
{
	return s->h->err ? NULL : redisCommandArgv(s->h, argc, (const char **)(uintptr_t)argv, lengths);
}

static enum source_end end_of(const redisReply *r)
{
	if (!r)
		return SOURCE_FAILED;
	if (r->type != REDIS_REPLY_ERROR)
		return SOURCE_OK;
	str words = {(const uint8_t *)r->str, r->len};

	return str_starts(words, STR("NOAUTH")) || str_starts(words, STR("WRONGPASS")) ||
			       str_starts(words, STR("NOPERM"))
		       ? SOURCE_DENIED
		       : SOURCE_FAILED;
}

static enum source_end said(redisReply *r)
{
	enum source_end end = end_of(r);

	freeReplyObject(r);
	return end;
}

/* Asked of the server itself, without doing it (ACL DRYRUN, Redis 7): may this account set a key, or empty the database? Servers that
 * cannot answer have no accounts that only read: refused too. */
static enum source_end refuse_writers(struct source *s, const char *user)
{
	static const char *const tries[][3] = {
		{"SET", "yicha", "x"}, {"DEL", "yicha", NULL}, {"FLUSHDB", NULL, NULL}, {"CONFIG", "REWRITE", NULL}};

	for (size_t i = 0; i < ARRAY_LEN(tries); i++) {
		const char *argv[6] = {"ACL", "DRYRUN", user, tries[i][0], tries[i][1], tries[i][2]};
		int argc = 4 + (tries[i][1] != NULL) + (tries[i][2] != NULL);
		redisReply *r = ask(s, argc, argv, NULL);
		bool refused = r && (r->type == REDIS_REPLY_STRING || r->type == REDIS_REPLY_STATUS) &&
			       !str_eq((str){(const uint8_t *)r->str, r->len}, STR("OK"));
		enum source_end end = r ? SOURCE_OK : SOURCE_FAILED;

		freeReplyObject(r);
		if (end != SOURCE_OK)
			return end;
		if (!refused)
			return SOURCE_CAN_WRITE;
	}
	return SOURCE_OK;
}

static void read_version(struct source *s, struct source_met *met)
{
	redisReply *role = redisCommand(s->h, "INFO replication"), *r = redisCommand(s->h, "INFO server");

	met->replica = role && role->type == REDIS_REPLY_STRING &&
		       str_has((str){(const uint8_t *)role->str, role->len}, STR("role:slave"));
	freeReplyObject(role);

	if (r && r->type == REDIS_REPLY_STRING) {
		str all = {(const uint8_t *)r->str, r->len};
		size_t at = str_find(all, STR("redis_version:"));
		str line = str_from(all, at < all.n ? at + 14 : all.n);

		line = str_sub(str_cut(&line, '\r').head, 0, 40);
		snprintf(met->product, sizeof(met->product), "Redis %.*s", STR_ARG(line));
	}
	freeReplyObject(r);
}

static enum source_end greet(struct source *s, const struct source_conf *conf, struct source_met *met)
{
	const char *user = conf->store->user.n ? arena_cstr(conf->mem, conf->store->user) : "default";
	enum source_end end = SOURCE_OK;

	if (conf->password[0])
		end = said(redisCommand(s->h, "AUTH %s %b", user, conf->password, strlen(conf->password)));
	explicit_bzero(conf->password, strlen(conf->password));
	if (end == SOURCE_OK)
		end = refuse_writers(s, user);
	if (end != SOURCE_OK)
		return end;
	/* What is read here must not look used (Redis 7.2), nor throw others out: older servers do not know it. */
	(void)said(redisCommand(s->h, "CLIENT NO-TOUCH ON"));
	(void)said(redisCommand(s->h, "CLIENT NO-EVICT OFF"));
	read_version(s, met);
	return said(redisCommand(s->h, "SELECT %b", conf->store->name.p, conf->store->name.n));
}

static enum source_end redis_open(const struct source_conf *conf, struct source **ret, struct source_met *met)
{
	AUTO(buf_release) buf ip;
	struct timeval connect = {5, 0}, command = {5, 0};

	/* No TLS is spoken here: over a network only where the scope says so. */
	if (conf->store->tls || (!conf->local && !conf->store->plain))
		return SOURCE_PLAIN;
	buf_init(&ip, 100);
	addr_put(&ip, conf->store->ip);
	struct source *s = arena_new(conf->mem, struct source, 1);

	*s = (struct source){.h = redisConnectWithTimeout(buf_c(&ip), conf->store->port, connect),
			     .mem = conf->mem,
			     .clock = conf->clock,
			     .pause = conf->pause};
	enum source_end end =
		!s->h || s->h->err || redisSetTimeout(s->h, command) ? SOURCE_UNREACHABLE : greet(s, conf, met);

	if (end != SOURCE_OK && s->h)
		redisFree(s->h);
	*ret = s;
	return end;
}

static void redis_close(struct source *s)
{
	redisFree(s->h);
}

/* One table of all keys: key and value. */
static enum source_end redis_tables(struct source *s, struct source_table **ret, size_t *ret_n)
{
	static struct source_column columns[] = {{STR_INIT("key"), STR_INIT("text"), {0}, true},
						 {STR_INIT("value"), STR_INIT("text"), {0}, true}};
	redisReply *r = redisCommand(s->h, "DBSIZE");
	enum source_end end = end_of(r);

	if (end == SOURCE_OK) {
		*ret = arena_new(s->mem, struct source_table, 1);
		**ret = (struct source_table){
			.name = STR("keys"), .rows = r->integer, .columns = columns, .column_count = 2};
		*ret_n = 1;
	}
	freeReplyObject(r);
	return end;
}

static bool give(redisReply *r, str key, source_row *row, void *ctx)
{
	bool go_on = true;

	if (!r)
		return false;
	if (r->type == REDIS_REPLY_STRING)
		return row(ctx, (str[]){key, str_sub((str){(const uint8_t *)r->str, r->len}, 0, SOURCE_VALUE_MOST)}, 2);
	/* HSCAN, SSCAN, ZSCAN answer with a cursor before the list. */
	if (r->type == REDIS_REPLY_ARRAY && r->elements == 2 && r->element[1]->type == REDIS_REPLY_ARRAY)
		return give(r->element[1], key, row, ctx);
	for (size_t i = 0; go_on && r->type == REDIS_REPLY_ARRAY && i < r->elements && i < 2 * MEMBERS_MOST; i++)
		if (r->element[i]->type == REDIS_REPLY_STRING)
			go_on = give(r->element[i], key, row, ctx);
	return go_on;
}

static redisReply *read_value(struct source *s, str key, str type)
{
	static const struct {
		str type;
		const char *argv[5];
		int argc;
	} ways[] = {
		{STR_INIT("string"), {"GETRANGE", NULL, "0", "4095"}, 4},
		{STR_INIT("hash"), {"HSCAN", NULL, "0", "COUNT", "100"}, 5},
		{STR_INIT("set"), {"SSCAN", NULL, "0", "COUNT", "100"}, 5},
		{STR_INIT("zset"), {"ZSCAN", NULL, "0", "COUNT", "100"}, 5},
		{STR_INIT("list"), {"LRANGE", NULL, "0", "99"}, 4},
	};

	for (size_t i = 0; i < ARRAY_LEN(ways); i++) {
		const char *argv[5];
		size_t lengths[5];

		if (!str_eq(type, ways[i].type))
			continue;
		for (int k = 0; k < ways[i].argc; k++) {
			argv[k] = k == 1 ? (const char *)key.p : ways[i].argv[k];
			lengths[k] = k == 1 ? key.n : str_c(ways[i].argv[k]).n;
		}
		return ask(s, ways[i].argc, argv, lengths);
	}
	return NULL;
}

/* The value of one key; a kind that is not read (a stream) gives the key alone. */
static bool read_key(struct source *s, str key, source_row *row, void *ctx)
{
	redisReply *type = redisCommand(s->h, "TYPE %b", key.p, key.n);
	bool go_on = type != NULL;

	if (type && type->type == REDIS_REPLY_STATUS) {
		redisReply *r = read_value(s, key, (str){(const uint8_t *)type->str, type->len});

		go_on = r ? give(r, key, row, ctx) : row(ctx, (str[]){key, {0}}, 2);
		freeReplyObject(r);
	}
	freeReplyObject(type);
	return go_on && !s->h->err;
}

static enum source_end redis_sample(struct source *s, const struct source_table *t, int64_t most, source_row *row,
				    void *ctx, bool *ret_whole)
{
	char cursor[24] = "0";
	int64_t seen = 0;
	bool go_on = true;

	(void)t;
	*ret_whole = false;
	for (unsigned turn = 0; go_on && turn < SCAN_TURNS; turn++) {
		int64_t began = s->clock();
		redisReply *r = redisCommand(s->h, "SCAN %s COUNT 200", cursor);
		enum source_end end = end_of(r);

		if (end == SOURCE_OK && !easy(s, s->clock() - began))
			end = SOURCE_SLOW;

		if (end == SOURCE_OK &&
		    (r->type != REDIS_REPLY_ARRAY || r->elements != 2 || r->element[0]->len >= sizeof(cursor)))
			end = SOURCE_FAILED;
		if (end != SOURCE_OK) {
			freeReplyObject(r);
			return end;
		}
		snprintf(cursor, sizeof(cursor), "%s", r->element[0]->str);
		for (size_t i = 0; go_on && i < r->element[1]->elements; i++) {
			const redisReply *k = r->element[1]->element[i];

			go_on = ++seen <= most && read_key(s, (str){(const uint8_t *)k->str, k->len}, row, ctx);
		}
		freeReplyObject(r);
		if (str_eq(str_c(cursor), STR("0"))) {
			*ret_whole = go_on;
			break;
		}
	}
	return s->h->err ? SOURCE_FAILED : SOURCE_OK;
}

const struct source_kind source_redis = {"redis", redis_open, redis_tables, redis_sample, redis_close};
