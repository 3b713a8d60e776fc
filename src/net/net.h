/*
 * net: the engine. One loop a worker; as many operations in flight as the memory budget and the limit of open files
 * allow; every operation goes through the gate, is paced per host and network, has ceilings on bytes and time, and calls
 * back exactly once (also when cancelled). Work is pulled from a source, so that memory does not depend on the number
 * of targets. Results are borrowed: they live only during the callback.
 */
#pragma once

#include "base/err.h"
#include "gate/gate.h"
#include "model/asset.h"

struct net;

struct net_conf {
	struct gate *gate;         /* outlives the net */
	const struct scope *scope; /* rates, resolvers, contact */
	size_t parallel;           /* jobs in flight; 0: by memory and open files */
	size_t memory;             /* bytes for all buffers; 0: 64 MiB */
	/* Gives new work: called while fewer than `parallel` jobs run. Starts one job with net_* calls between
	 * net_job_begin and net_job_end, and returns true; false: nothing now (call net_wake when there is more, or
	 * return false for ever). */
	bool (*source)(void *ctx, struct net *n);
	void *source_ctx;
	/* A further fd to watch (work pipe; non-blocking), or -1. watch is called when it became readable (read until it
	 * gives nothing) and at its hang-up, after which it is watched no more. While it is watched, net_run does not
	 * end for lack of work. */
	int watch_fd;
	void (*watch)(void *ctx, struct net *n);
	void *watch_ctx;
};

[[nodiscard]] int net_new(const struct net_conf *conf, struct net **ret, err *e);
void net_free(struct net *n);
/* Runs until no job is left and the source has no more, or net_stop. */
[[nodiscard]] int net_run(struct net *n, err *e);
/* Ends net_run soon: new work is refused, what is in flight is cancelled (callbacks come with NET_CANCELLED). May be
 * called from a signal handler. */
void net_stop(struct net *n);
/* The source may have work again. */
void net_wake(struct net *n);
/* Account of jobs: the source (or a callback) begins one and whoever finishes it ends it. */
void net_job_begin(struct net *n);
void net_job_end(struct net *n);
/* Further descriptors of a job: what a caged child writes, a library's socket. ready is called when fd became readable or writable
 * (edge: read until it gives nothing) or closed, and once with stopped = true when the net stops: then end the job. Between
 * net_job_begin and net_job_end. NULL: cannot be watched. */
struct net_watch;
typedef void net_watch_cb(void *ctx, struct net *n, bool stopped);
struct net_watch *net_watch(struct net *n, int fd, net_watch_cb *ready, void *ctx);
/* Likewise without a descriptor: ready is called in the next turn of the loop, over and over, until net_watch_end. */
struct net_watch *net_watch_turns(struct net *n, net_watch_cb *ready, void *ctx);
/* Ends it (before fd is closed); no more calls. Allowed from within ready. */
void net_watch_end(struct net_watch *w);
/* Monotonic milliseconds, cached for this turn of the loop. */
int64_t net_now(const struct net *n);

#define NET_STATUSES(X)                                                                                                \
	X(NET_OK, "ok")                                                                                                \
	X(NET_GATE, "refused by the gate")                                                                             \
	X(NET_RESOLVE, "name could not be resolved")                                                                   \
	X(NET_NOADDRESS, "name has no address")                                                                        \
	X(NET_CONNECT, "nobody listens there")                                                                         \
	X(NET_UNREACHED, "no way to that address")                                                                     \
	X(NET_TIMEOUT, "no answer in time")                                                                            \
	X(NET_RESET, "connection broken")                                                                              \
	X(NET_TLS, "TLS handshake failed")                                                                             \
	X(NET_PROTOCOL, "answer breaks the protocol")                                                                  \
	X(NET_LIMIT, "ceiling reached")                                                                                \
	X(NET_CANCELLED, "interrupted")                                                                                \
	X(NET_DISTRESS, "target in distress, left alone")

enum net_status {
#define NET_STATUS(name, words) name,
	NET_STATUSES(NET_STATUS)
#undef NET_STATUS
		NET_STATUS_COUNT
};
const char *net_words(enum net_status s);

/* Where a request goes. */
struct net_target {
	str asset; /* key, for gate and journal */
	str name;  /* resolve and pin this name; empty: ip is used */
	addr ip;
	uint16_t port;
	enum act act;
};

/* ---- DNS through the house's resolvers ---- */
struct net_dns_result {
	enum net_status status;
	enum gate_answer gate; /* with NET_GATE */
	int rcode;
	size_t answers; /* records of the type asked */
	str first;      /* text of the first record's data */
	str message;    /* the raw answer */
};
typedef void net_dns_cb(void *ctx, struct net *n, const struct net_dns_result *r);
/* One question (RFC 1035) of type `type` (1 A, 28 AAAA, 2 NS, 5 CNAME, 16 TXT) at the resolvers: UDP, random id and
 * port, one retry at the next resolver, TCP when truncated. The gate is asked first. */
void net_dns(struct net *n, str asset, str name, uint16_t type, net_dns_cb *cb, void *ctx);

/* ---- raw TCP or TLS: what a server says first, and after one request ---- */
struct net_tcp_request {
	struct net_target target;
	str what;            /* for the journal */
	bool tls;            /* handshake first */
	str send;            /* may be empty: wait for a banner only */
	size_t read_most;    /* stop after so many bytes (hard ceiling 1 MiB) */
	uint32_t timeout_ms; /* from the connection on; 0: 5000 */
	uint32_t quiet_ms;   /* after the first bytes, an answer is over when so long silent; 0: 300 */
	/* Tells that enough was read (may be NULL). */
	bool (*enough)(str so_far);
	bool web; /* what is sent is TLS or HTTP for the target's name, in bytes of the caller's own (tls implies it) */
	bool connect_only; /* NET_OK as soon as the connection (with tls: the handshake) stands: nothing is sent or read */
	uint32_t wait_ms; /* begin no sooner than so many milliseconds from now; waiting is not counted as time */
};
struct net_tcp_result {
	enum net_status status;
	enum gate_answer gate;
	addr ip;
	str received; /* also with NET_TIMEOUT, NET_RESET: what came until then; empty with NET_OK: it closed in silence */
	bool connected;
	const struct net_tls *tls; /* NULL without TLS */
};
typedef void net_tcp_cb(void *ctx, struct net *n, const struct net_tcp_result *r);
void net_tcp(struct net *n, const struct net_tcp_request *q, net_tcp_cb *cb, void *ctx);

/* ---- one UDP datagram and its answer ---- */
struct net_udp_request {
	struct net_target target;
	str what;
	str send;
	uint32_t timeout_ms; /* 0: 2000; sent once more after half of it */
};
struct net_udp_result {
	enum net_status status;
	enum gate_answer gate;
	addr ip;
	str received;
};
typedef void net_udp_cb(void *ctx, struct net *n, const struct net_udp_result *r);
void net_udp(struct net *n, const struct net_udp_request *q, net_udp_cb *cb, void *ctx);

/* ---- HTTP/1.1 ---- */
struct net_tls {
	uint16_t version; /* 0x0303 … */
	const char *cipher;
	const str *chain; /* DER, server's own first */
	size_t chain_count;
};
struct net_http_request {
	struct net_target target; /* name is the Host and the SNI; ip with name: dial ip only if pinned */
	bool https;
	str path;            /* "/…" with query; must be printable ASCII without blanks */
	bool head;           /* HEAD instead of GET */
	size_t body_most;    /* ceiling on the decoded body; 0: 1 MiB; hard ceiling 8 MiB */
	unsigned redirects;  /* hops to follow, each through the gate; 0: none; at most 5 */
	bool keep;           /* keep the connection for the asset's next request */
	uint32_t timeout_ms; /* in all; 0: 10000 */
	str accept_language; /* empty: zh-CN */
};
struct net_http_result {
	enum net_status status;
	enum gate_answer gate;
	addr ip;
	int code;
	str headers;    /* raw head of the last response, status line and empty line included */
	str body;       /* decoded from chunked and gzip/deflate; charset untouched */
	bool cut;       /* body is longer than the ceiling */
	bool undecoded; /* the body is in a coding that was not asked for (br, gzip twice): bytes as they came */
	str final_url;  /* after redirects */
	unsigned hops;
	/* Where a redirect led out of the scope: it was not followed, and status is NET_OK with the 3xx answer. */
	bool stopped_at_gate;
	const struct net_tls *tls;
};
typedef void net_http_cb(void *ctx, struct net *n, const struct net_http_result *r);
void net_http(struct net *n, const struct net_http_request *q, net_http_cb *cb, void *ctx);
/* Value of a header (name without colon, any case) in a raw block; empty when absent. First one wins. */
str net_header(str headers, str name);
/* Closes the connections kept for an asset. */
void net_close_kept(struct net *n, str asset);
