/*
 * source: a database that is read, whatever its kind. Read-only by construction: the session is set so before anything is read, each
 * statement has a time limit, and an account that could write is refused. Runs in a process of its own (database.c): the library
 * dials by itself, the address and port that the gate allowed and nothing else.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "model/scope.h"

#define SOURCE_COLUMNS_MOST 200
#define SOURCE_TABLES_MOST 5000
#define SOURCE_VALUE_MOST 4096 /* bytes of a value that are asked for */
#define SOURCE_STATEMENT_MS 5000

struct source_column {
	str name;
	str type;
	str comment;
	bool readable; /* the account may read it */
	bool unique;   /* the table holds no value of it twice */
};

struct source_table {
	str schema;
	str name;
	int64_t rows; /* by the database's own statistics; -1: it has none */
	bool foreign; /* lies in another server: not read */
	struct source_column *columns;
	size_t column_count;
	int64_t block_rows; /* rows of a block, where whole blocks are sampled; 0: rows one by one */
	int64_t places;     /* else: so many places of the table are sampled; 0: rows one by one */
	str key;            /* of the rows, where it is one whole number: for samples spread over the table */
};

struct source_conf {
	const struct scope_store *store;
	char *password; /* NUL at its end; wiped by open as soon as the library has it; "" for none */
	arena *mem;
	bool local;             /* its address is of this machine: nobody hears what goes there */
	int64_t (*clock)(void); /* microseconds, only forward */
	void (*pause)(unsigned ms);
};

enum source_line { SOURCE_LINE_PLAIN, SOURCE_LINE_TLS, SOURCE_LINE_VERIFIED };

/* What was met. */
struct source_met {
	char product[120];
	enum source_line line;
	bool replica;
};

enum source_end {
	SOURCE_OK,
	SOURCE_UNREACHABLE, /* no connection */
	SOURCE_DENIED,      /* the account or its password is not taken */
	SOURCE_CAN_WRITE,   /* refused by us */
	SOURCE_FAILED,      /* broke off; what was given stands */
	SOURCE_SLOW,        /* a statement ran into its limit */
	SOURCE_CUT,         /* more tables or columns than are looked at */
	SOURCE_PLAIN,       /* it offers no TLS, and a network lies between: nobody logged in */
	SOURCE_UNTRUSTED,   /* its certificate does not lead to the scope's roots */
	SOURCE_LOGIN,       /* it asks for a way of logging in that the client library does not have */
	SOURCE_BYTES,       /* the ceiling of bytes */
	SOURCE_END_COUNT
};
/* A whole number, perhaps below 0, as a database writes it; `other` where it is none. */
int64_t source_int(str text, int64_t other);
/* "PostgreSQL 15.4", "openGauss 5.0.0", "KingbaseES V008R006" of what version() says. */
void source_product(str version, char ret[static 120]);
/* English, translatable. */
const char *source_words(enum source_end end);

struct source;

/* One row: cells as text, {0} for NULL; false: enough. */
typedef bool source_row(void *ctx, const str *cells, size_t n);

struct source_kind {
	const char *product;
	enum source_end (*open)(const struct source_conf *conf, struct source **ret, struct source_met *met);
	/* The tables that are there; *ret belongs to conf's arena. */
	enum source_end (*tables)(struct source *s, struct source_table **ret, size_t *ret_n);
	/* Rows of a table, at most `most`, spread over it where it is larger; *ret_whole: these were all. */
	enum source_end (*sample)(struct source *s, const struct source_table *t, int64_t most, source_row *row,
				  void *ctx, bool *ret_whole);
	void (*close)(struct source *s);
};
extern const struct source_kind source_postgresql, source_mysql, source_redis;
