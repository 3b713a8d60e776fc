/*
 * gate: the only code that may connect to, or open a file of, an inspected object. Every name, address and path is
 * tested against the scope at the moment of use; nothing in the bytes of a target can widen it.
 *
 * Target door: gate_may_resolve → (net asks the house's resolver) → gate_pin → gate_connect.
 * House door: gate_house_connect, to servers that stand in the configuration and nowhere else.
 *
 * One gate a process; not thread safe. The peer of a socket is fixed by connect() (UDP too), so that bytes sent on it
 * cannot go elsewhere; no other code of the project calls connect, sendto or sendmsg (make lint).
 */
#pragma once

#include "base/err.h"
#include "model/scope.h"

struct gate;

/* Answers, and what the report says of them: GATE_ANSWER(name, words). */
#define GATE_ANSWERS(X)                                                                                                \
	X(GATE_OK, "allowed")                                                                                          \
	X(GATE_NAME_OUT, "name is not in the scope")                                                                   \
	X(GATE_ADDR_OUT, "address is not in the scope")                                                                \
	X(GATE_PORT_OUT, "port is not in the scope")                                                                   \
	X(GATE_EXCLUDED, "excluded by the scope")                                                                      \
	X(GATE_SPECIAL, "name leads to a loopback, private or other special address that no listed network contains")  \
	X(GATE_UNPINNED, "address was not among those the name was resolved to")                                       \
	X(GATE_ACT, "kind of request not authorised")                                                                  \
	X(GATE_UNPROVEN, "control of this public name or address is not proven")                                       \
	X(GATE_PERIOD, "outside the authorised period or daily window")                                                \
	X(GATE_SHARED, "address reached only through a name takes that name's HTTP and TLS only")                      \
	X(GATE_CEILING, "hard ceiling on size or rate")

enum gate_answer {
#define GATE_ANSWER(name, words) name,
	GATE_ANSWERS(GATE_ANSWER)
#undef GATE_ANSWER
		GATE_ANSWER_COUNT
};
/* The words above, English (translatable). */
const char *gate_words(enum gate_answer a);

enum gate_door { GATE_DOOR_TARGET, GATE_DOOR_HOUSE };

/* One line of the journal of what was sent. */
struct gate_entry {
	int64_t at; /* UTC milliseconds */
	enum gate_door door;
	str asset; /* key, empty for the house door */
	str name;
	addr ip;
	uint16_t port;
	enum transport transport;
	enum act act;
	str what; /* "GET /robots.txt", "TLS 1.0 hello" */
	enum gate_answer answer;
	uint64_t sent; /* bytes, where known */
};

struct gate_conf {
	const struct scope *scope; /* outlives the gate */
	/* Takes each journal line as it happens; the views live only during the call. */
	void (*journal)(void *ctx, const struct gate_entry *entry);
	void *journal_ctx;
	/* UTC milliseconds; NULL: the system's clock. Tests give their own. */
	int64_t (*clock)(void);
};

/* Builds the tables (sorted ranges, names). Errors: E_LIMIT. */
[[nodiscard]] int gate_new(const struct gate_conf *conf, struct gate **ret, err *e);
void gate_free(struct gate *g);

/* May this name (A-labels) be resolved? Only names of the scope (sites, domains), never names met on the way. */
enum gate_answer gate_may_resolve(const struct gate *g, str name);
/* Pins the addresses that a name was resolved to, once a run: later calls for the name change nothing (rebinding).
 * Addresses that the name may not lead to are dropped; the answer says why when none is left. */
enum gate_answer gate_pin(struct gate *g, str name, const addr *ips, size_t n);
/* The pinned, allowed addresses of a name; 0 when it was not pinned. */
size_t gate_pinned(const struct gate *g, str name, addr *ret, size_t most);

/* The ports that the scope lists for an address, all its hosts and networks together, as sets of 65,536 bits each (bit
 * port % 8 of byte port / 8). Exclusions are not looked at: gate_check does. */
struct gate_ports {
	uint8_t tcp[8192];
	uint8_t udp[8192];
};
void gate_ports(const struct gate *g, addr ip, struct gate_ports *ret);

struct gate_target {
	str asset; /* key, for the journal */
	str name;  /* name through which the address is reached; empty: the address itself stands in the scope */
	addr ip;
	uint16_t port;
	enum transport transport;
	enum act act;
	str what; /* for the journal, at most 120 bytes are kept */
	bool web; /* HTTP or TLS by that name (allowed on an address reached only through a name) */
};
/* The decision alone; touches nothing. */
enum gate_answer gate_check(const struct gate *g, const struct gate_target *t);
/* Decides, writes the journal, and when allowed opens a non-blocking, close-on-exec socket and starts connect().
 * Returns the fd (caller closes), or a negative code: E_GATE (*ret_answer says why), E_NET (*e has errno's words). */
[[nodiscard]] int gate_connect(struct gate *g, const struct gate_target *t, enum gate_answer *ret_answer, err *e);
/* Adds to the journal what goes out on a connection later ("GET /x", bytes). A further request on a kept connection is
 * decided by gate_check like a new one. */
void gate_note(struct gate *g, const struct gate_target *t, uint64_t bytes);
/* A non-blocking connected UDP or TCP socket to resolver number i of the scope. What is then asked is noted by
 * gate_house_note. */
[[nodiscard]] int gate_house_connect(struct gate *g, size_t i, enum transport t, err *e);
/* Adds a question that was sent to a resolver to the journal. */
struct gate_question {
	size_t resolver; /* number in the scope */
	enum transport transport;
	str name; /* asked */
	str what; /* "DNS AAAA" */
};
void gate_house_note(struct gate *g, const struct gate_question *q, uint64_t bytes);
/* Opens a file or folder below a folder of the scope read-only, never through a symbolic link nor out of it (openat2
 * RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH). root_fd comes from gate_root. E_GATE outside the period; else as
 * os_file_beneath. */
[[nodiscard]] int gate_open(struct gate *g, int root_fd, const char *path, err *e);
/* May files of the scope's folders be read now? GATE_PERIOD outside the period or its daily window. */
enum gate_answer gate_may_read(const struct gate *g);
/* A folder that stands in the scope under `folders:` (scope.folders) or is a store of it, as an fd for gate_open. What is opened below it
 * is counted; the journal gets a line when gate_root_end closes it. */
[[nodiscard]] int gate_root(struct gate *g, const char *path, err *e);
/* Closes a root (-1: none): one line of the journal says how many files and folders below it were opened, how many the system
 * did not let us open, and `bytes`, what the caller has read of them (0: not counted). */
void gate_root_end(struct gate *g, int fd, uint64_t bytes);
/* An opening below a root that gate_root gave, done elsewhere in the gate: counted for its journal line. */
void gate_root_count(struct gate *g, int root_fd, bool opened);
/* The scope's list of filings (scope.filing) read-only: a file that the scope names itself, never through a symbolic link
 * at its end. E_NOTFOUND when the scope names none. */
[[nodiscard]] int gate_filing(struct gate *g, err *e);
/* Likewise its list of graded filings (scope.graded). */
[[nodiscard]] int gate_graded(struct gate *g, err *e);
/* Likewise its own list of data (scope.data.inventory). */
[[nodiscard]] int gate_inventory(struct gate *g, err *e);
/* The file that configures what turns the logs of a folder of the scope over (logs: rotation:). E_NOTFOUND when it names none. */
[[nodiscard]] int gate_rotation(struct gate *g, const struct scope_store *store, err *e);
/* What the file with the password of a database of the scope holds, without its line end. */
[[nodiscard]] int gate_password(struct gate *g, const struct scope_store *store, arena *mem, str *ret, err *e);
/* May this database of the scope be dialled now, at its address and port, with the account that the scope names for it? For a library
 * that dials by itself: it gets store->ip and store->port and nothing else. The scope's entry is the permission to log in and
 * read; period, window and exclusions decide. Writes the journal line. */
enum gate_answer gate_database(struct gate *g, const struct scope_store *store, str what);
/* Closes what gate_open, gate_root and gate_filing gave. */
void gate_close(int fd);
/* The name or address has proven control (self mode): see collect/control. */
void gate_prove(struct gate *g, str name_or_addr);
/* Does anybody own the address in public: does self mode want a proof for it? */
bool gate_is_public(addr ip);
/* Does anything that the scope lists or lets names lead to want a proof? */
bool gate_proof_needed(const struct scope *scope);
/* The token that a public name or address publishes to prove control: 64 hexadecimal digits and a NUL, from the scope's
 * digest. At http(s)://name/.well-known/yicha-control.txt, or as TXT record of _yicha.name. */
void gate_token(const struct scope *scope, char out[static 65]);
