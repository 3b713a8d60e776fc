/*
 * engine: what the parts of net share. A request of a caller is an `op`; the connection it uses is a `conn`, which may
 * outlive it (keep-alive). An op goes through: task → resolve → pace → (room) → connect → TLS → talk → finish.
 *
 *   engine.c   the net, its loop, jobs, tasks, ops' lives        dial.c     from target to connection
 *   conn.c     bytes in and out, kept connections                tls.c      OpenSSL
 *   resolve.c  names and questions                               pace.c     rates and distress
 *   http.c     HTTP/1.1 requests                                 probe.c    raw TCP and UDP
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "net/net.h"
#include "os/loop.h"
#include "os/socket.h"

/* One read of a socket; also the most that the kernel is asked for at once. */
#define SCRATCH 65536
/* Open files left for everything that is not the engine's. */
#define FILES_LEFT 64
/* What an op costs in memory at the most before its body grows, for the default of `parallel`. */
#define OP_MEMORY 32768
/* Bodies grow past this only while the memory budget lasts. */
#define BODY_FREE 65536
#define BODY_AT_ONCE 65536
#define CONNECT_MS 5000
/* Certificates and URLs of one op. */
#define OP_MEMORY_MOST (1u << 20)

struct ssl_st;
struct pace;
struct resolver;
struct tls_context;

/* Something to do in this turn of the loop, but not inside the caller's call. */
struct task {
	void (*run)(struct task *t);
	struct task *next;
	bool queued;
};

enum op_state { OP_NEW, OP_RESOLVE, OP_PACE, OP_ROOM, OP_CONNECT, OP_TLS, OP_TALK, OP_DONE, OP_STATE_COUNT };

struct op;
struct conn;
struct op_node;

struct op_kind {
	bool datagram;
	/* The connection (and TLS) stands. */
	void (*up)(struct op *op);
	/* Bytes came: false when that finished the op. */
	bool (*data)(struct op *op, str bytes);
	/* The peer ended (NET_OK), or the connection broke. */
	void (*end)(struct op *op, enum net_status status);
	/* The timer fired while talking. */
	void (*timeout)(struct op *op);
	/* Makes the result and calls back; the op is freed behind it. */
	void (*finish)(struct op *op, enum net_status status);
	void (*release)(struct op *op);
};

struct op {
	struct net *n;
	const struct op_kind *kind;
	struct op *prev; /* all ops */
	struct op *next;
	struct op *wait_next; /* for a name, or for room */
	struct task task;
	struct os_timer timer;
	struct op_node *texts; /* copied strings */
	arena mem;             /* for what only some ops need: chains, redirects */
	enum op_state state;
	enum gate_answer gate;
	/* the target */
	str asset;
	str name;
	str what;
	addr given; /* address of the request; zero: any of the name's */
	addr ip;    /* the one in use */
	addr choices[2];
	uint8_t choice;
	uint8_t choice_count;
	uint8_t ceiling_waits;
	enum net_status early; /* not NET_OK: ends so before anything is sent */
	bool paced;            /* host's and network's slot was waited for */
	bool tls;
	bool web;
	bool keep;  /* takes and leaves kept connections */
	bool fresh; /* a kept connection was broken: not another one */
	uint16_t port;
	enum act act;
	uint32_t wait_ms;   /* not 0: held back so long before anything else */
	uint32_t budget_ms; /* active time left */
	uint32_t talk_ms;   /* not 0: the budget once the connection stands */
	int64_t since;      /* when it was last made active; 0: it is waiting */
	struct conn *conn;
};

#define NET_KEPT_BUCKETS ((size_t)1024)

struct conn {
	struct os_watch watch; /* first: a watch is cast to its conn */
	struct net *n;
	struct op *op; /* NULL: kept */
	struct task task;
	struct ssl_st *ssl;
	bool tls_up;
	bool used;   /* an answer was read: a kept connection may break before the next */
	bool paused; /* not read from */
	buf out;     /* not yet taken by the kernel */
	str in;      /* ciphertext being read by TLS */
	addr ip;
	uint16_t port;
	/* kept */
	struct os_timer timer;
	struct conn *prev;
	struct conn *next;
	struct conn *same_prev; /* of the same bucket */
	struct conn *same_next;
	size_t bucket;
	buf key; /* asset, NUL, name */
};

struct net {
	struct net_conf conf;
	struct os_loop *loop;
	struct gate *gate;
	const struct scope *scope;
	struct pace *pace;
	struct resolver *resolver;
	struct tls_context *tls;
	size_t parallel;
	size_t memory;
	size_t files;
	size_t jobs;
	size_t ops;
	size_t open;       /* sockets */
	size_t body_bytes; /* of bodies past BODY_FREE */
	struct op *grower; /* the one that may grow although the memory is used up */
	struct op *paused; /* those that may not go on reading */
	bool dry;          /* the source had nothing */
	bool stopping;
	volatile int stop; /* set by net_stop, perhaps in a signal handler */
	struct os_watch watch;
	bool watching;
	struct net_watch *watches;
	struct op *all;
	struct task *tasks;
	struct task **tasks_end;
	struct op *room; /* ops that wait for a free file */
	struct op **room_end;
	struct conn *kept; /* newest first */
	struct conn *kept_last;
	size_t kept_count;
	struct conn *kept_of[NET_KEPT_BUCKETS]; /* by the asset's hash */
	struct conn *conn_pool;
	uint8_t *scratch; /* SCRATCH bytes */
	uint8_t *plain;   /* likewise, decrypted */
	str agent;
	arena mem;
	uint64_t random[64]; /* bytes not yet used */
	size_t random_at;
};

/* ---- engine.c ---- */
void engine_task(struct net *n, struct task *t);
/* Tells all that watch something that the net stops. */
void engine_watch_cancel(struct net *n);
void engine_task_drop(struct net *n, struct task *t);
/* A new op of `size` bytes (its struct begins with struct op), its strings copied; counted until op_finish. */
void *op_new(struct net *n, const struct op_kind *kind, size_t size, const struct net_target *t);
/* A copy that lives as long as the op. */
str op_text(struct op *op, str s);
/* Ends it: result, callback, memory. The op is gone afterwards. */
void op_finish(struct op *op, enum net_status status);
void op_gate_target(const struct op *op, struct gate_target *ret);
/* Starts its clock; stops it, taking what was used from the budget. */
void op_active(struct op *op);
void op_waiting(struct op *op);
uint32_t op_left_ms(const struct op *op);
uint32_t engine_random(struct net *n);

/* ---- dial.c ---- */
/* From OP_NEW to kind->up, or to op_finish. */
void dial_start(struct op *op);
void dial_resolved(struct op *op, enum net_status status, enum gate_answer gate);
void dial_timer(struct op *op);
/* Connecting, or the handshake, failed: the next address, or the end. */
void dial_failed(struct op *op, enum net_status status);
void dial_up(struct op *op);
/* A file was closed: lets an op that waits for room go on. */
void dial_room(struct net *n);

/* ---- conn.c ---- */
/* Takes the fd; NULL (fd closed) when it cannot be watched. */
struct conn *conn_new(struct net *n, int fd, struct op *op);
void conn_close(struct conn *c);
void conn_free_all(struct net *n);
/* Queues bytes and sends what goes; false when the connection is broken. */
[[nodiscard]] bool conn_send(struct conn *c, str bytes);
[[nodiscard]] bool conn_flush(struct conn *c);
/* Takes it from its op and keeps it for the asset's next one. */
void conn_keep(struct op *op);
/* A kept connection for this op, or NULL. */
struct conn *conn_kept(struct op *op);
/* Closes the one that was kept longest; false when there is none. */
bool conn_kept_drop(struct net *n);
/* Goes on reading where `paused` was set. */
void conn_resume(struct conn *c);

/* ---- tls.c ---- */
[[nodiscard]] int tls_context_new(struct tls_context **ret, err *e);
void tls_context_free(struct tls_context *t);
/* Begins the handshake; false when the name or OpenSSL does not allow. */
[[nodiscard]] bool tls_begin(struct conn *c, str name);
void tls_end(struct conn *c);
/* Ciphertext came: handshake goes on, plain bytes go to the op. False when the op is gone. */
bool tls_feed(struct conn *c, str bytes);
[[nodiscard]] bool tls_write(struct conn *c, str bytes);
/* What the handshake showed; memory from the arena; NULL when no handshake got that far. */
const struct net_tls *tls_facts(struct conn *c, arena *mem);
