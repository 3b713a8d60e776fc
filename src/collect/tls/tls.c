/*
 * tls: which TLS versions does a server take, does it take suites that protect nobody, and what certificate does it
 * show? One connection for each version with a hello of our own (format/tls_hello.h), which is never brought to an end,
 * two more with weak suites alone, and one real handshake for the certificates. A version counts as not offered where the
 * server said so (an alert, a hello of another version) or, having taken another version, hung up; silence is a gap.
 */
#include "base/i18n.h"
#include "collect/collector.h"
#include "collect/tls/cert.h"
#include "format/tls_hello.h"

#define ANSWER_MS 5000
#define READ_MOST ((size_t)32768)
#define EVIDENCE_MOST ((size_t)128) /* the ServerHello, little more */
#define CHAIN_MOST 10
#define VERSIONS 5

enum step {
	STEP_CHAIN,
	STEP_SSL3,
	STEP_1_3 = STEP_SSL3 + VERSIONS - 1,
	STEP_NAKED,
	STEP_BROKEN,
	STEP_CLEAR_CHAIN, /* certificates out of the clear, where no handshake could be finished */
	STEP_COUNT
};

enum found { FOUND_NOTHING, FOUND_YES, FOUND_NO, FOUND_HUNG_UP };

struct tls_version {
	enum found found;
	uint16_t suite;
	bool weak;
	uint32_t evidence;
	const char *why; /* FOUND_NOTHING */
};

struct tls_job {
	int step;
	struct tls_version versions[VERSIONS];
	bool has_cert;
	const char *cert_why;
	bool spoke; /* some answer was TLS */
	bool other; /* some answer was not */
	enum net_status last;
	enum gate_answer gate;
};

static void ask(struct collect_job *job);

static const char *silence(enum net_status s, enum gate_answer g)
{
	return s == NET_GATE ? gate_words(g) : net_words(s);
}

static void finish(struct collect_job *job)
{
	struct tls_job *s = job->state;
	bool any = false;
	const char *why = NULL;

	for (size_t i = 0; i < VERSIONS; i++)
		any |= s->versions[i].found == FOUND_YES;
	if (!any && !s->spoke) {
		if (s->other)
			collect_end(job, COLLECTED_FAILED, N_("it does not speak TLS"));
		else
			collect_end_net(job, s->last == NET_OK ? NET_RESET : s->last, s->gate);
		return;
	}
	for (size_t i = 0; i < VERSIONS; i++) {
		const struct tls_version *v = &s->versions[i];
		uint16_t number = (uint16_t)(TLS_SSL3 + i);
		buf cipher AUTO(buf_release);

		buf_init(&cipher, 100);

		/* Hung up: an answer only from a server that speaks TLS otherwise. */
		if (v->found == FOUND_NOTHING || (v->found == FOUND_HUNG_UP && !any)) {
			why = v->why ? v->why : N_("the server hung up at every TLS version");
			sink_gap(job->sink, FACT_tls_version, why);
			continue;
		}
		if (v->found == FOUND_YES)
			tls_suite_put(&cipher, v->suite);
		sink_put(job->sink, tls_version, .evidence = v->evidence, .name = str_c(tls_version_name(number)),
			 .number = number, .offered = v->found == FOUND_YES, .cipher = buf_str(&cipher),
			 .weak = v->weak);
	}
	if (s->cert_why) {
		why = s->cert_why;
		sink_gap(job->sink, FACT_tls_cert, why);
	}
	collect_end(job, why ? COLLECTED_PARTIAL : COLLECTED_DONE, why ? why : "");
}

/* The best version up to 1.2 that was taken, or 0: weak suites are asked for under it. */
static uint16_t old_version(const struct tls_job *s)
{
	for (uint16_t v = TLS_1_2; v >= TLS_SSL3; v--)
		if (s->versions[v - TLS_SSL3].found == FOUND_YES)
			return v;
	return 0;
}

static void next(struct collect_job *job)
{
	struct tls_job *s = job->state;

	if (s->last == NET_CANCELLED || (s->last == NET_GATE && s->step == STEP_CHAIN)) {
		collect_end_net(job, s->last, s->gate);
		return;
	}
	s->step++;
	if ((s->step == STEP_NAKED || s->step == STEP_BROKEN) && !old_version(s))
		s->step = STEP_CLEAR_CHAIN;
	if (s->step == STEP_CLEAR_CHAIN && (s->has_cert || !old_version(s)))
		s->step = STEP_COUNT;
	if (s->step == STEP_COUNT)
		finish(job);
	else
		ask(job);
}

static void take_chain(struct collect_job *job, const str *chain, size_t n)
{
	struct tls_job *s = job->state;

	s->has_cert = n > 0;
	s->cert_why = NULL;
	if (n == 0)
		s->cert_why = N_("no handshake could be finished to see the certificate");
	else
		(void)cert_put(job, chain, n, &s->cert_why);
}

/* A hello of one version was answered. */
static void take_version(struct tls_job *s, uint16_t asked, const struct tls_answer *a, uint32_t evidence)
{
	struct tls_version *v = &s->versions[asked - TLS_SSL3];

	v->evidence = evidence;
	v->found = a->kind == TLS_ANSWER_HELLO && a->version == asked ? FOUND_YES : FOUND_NO;
	if (v->found == FOUND_YES) {
		v->suite = a->suite;
		v->weak = tls_suite_weak(a->suite);
	}
}

/* A hello of weak suites alone was answered by one of them: the version's row shows it. Naked before broken. */
static void take_weak(struct tls_job *s, const struct tls_answer *a, uint32_t evidence)
{
	if (a->kind != TLS_ANSWER_HELLO || a->version < TLS_SSL3 || a->version > TLS_1_2 || !tls_suite_weak(a->suite))
		return;
	struct tls_version *v = &s->versions[a->version - TLS_SSL3];

	if (v->found != FOUND_YES || (v->weak && tls_suite_naked(v->suite)))
		return;
	v->weak = true;
	v->suite = a->suite;
	v->evidence = evidence;
}

static void take_silence(struct tls_job *s, const struct net_tcp_result *r)
{
	if (s->step < STEP_SSL3 || s->step > STEP_1_3)
		return;
	struct tls_version *v = &s->versions[s->step - STEP_SSL3];

	if (r->connected && (r->status == NET_OK || r->status == NET_RESET))
		v->found = FOUND_HUNG_UP;
	else
		v->why = silence(r->status, r->gate);
}

static void take_clear_chain(struct collect_job *job, str received)
{
	str chain[CHAIN_MOST];
	buf flat AUTO(buf_release);

	buf_init(&flat, READ_MOST);
	take_chain(job, chain, tls_chain_read(received, &flat, chain, CHAIN_MOST));
}

static void answered(void *ctx, struct net *, const struct net_tcp_result *r)
{
	struct collect_job *job = ctx;
	struct tls_job *s = job->state;
	struct tls_answer a = {0};

	s->last = r->status;
	s->gate = r->gate;
	if (s->step == STEP_CLEAR_CHAIN) {
		take_clear_chain(job, r->received);
		next(job);
		return;
	}
	enum parse p = tls_answer_parse(r->received, &a);

	if (p != PARSE_OK || a.kind == TLS_ANSWER_OTHER) {
		s->other |= r->received.n > 0;
		take_silence(s, r);
		next(job);
		return;
	}
	uint32_t evidence =
		sink_evidence(job->sink, "application/octet-stream", str_sub(r->received, 0, EVIDENCE_MOST));

	s->spoke = true;
	if (s->step <= STEP_1_3)
		take_version(s, (uint16_t)(TLS_SSL3 + s->step - STEP_SSL3), &a, evidence);
	else
		take_weak(s, &a, evidence);
	next(job);
}

static void shown(void *ctx, struct net *, const struct net_tcp_result *r)
{
	struct collect_job *job = ctx;
	struct tls_job *s = job->state;

	s->last = r->status;
	s->gate = r->gate;
	if (!r->connected && r->status != NET_RESET && r->status != NET_TIMEOUT) {
		collect_end_net(job, r->status, r->gate);
		return;
	}
	take_chain(job, r->tls ? r->tls->chain : NULL, r->tls ? r->tls->chain_count : 0);
	next(job);
}

static bool enough(str so_far)
{
	struct tls_answer a;

	return tls_answer_parse(so_far, &a) != PARSE_SHORT;
}

static struct tls_hello hello_of(const struct collect_job *job)
{
	const struct tls_job *s = job->state;
	struct tls_hello h = {.name = job->asset->host, .seed = job->seed + (unsigned)s->step};

	if (s->step >= STEP_SSL3 && s->step <= STEP_1_3) {
		h.version = (uint16_t)(TLS_SSL3 + s->step - STEP_SSL3);
		return h;
	}
	h.version = old_version(s);
	if (s->step == STEP_NAKED)
		h.offer = TLS_OFFER_NAKED;
	else if (s->step == STEP_BROKEN)
		h.offer = TLS_OFFER_BROKEN;
	return h;
}

static void ask(struct collect_job *job)
{
	struct tls_job *s = job->state;
	const struct asset *a = job->asset;
	struct net_tcp_request q = {
		.target = {.asset = a->key, .ip = a->ip, .port = a->port, .act = ACT_IDENTIFY},
		.what = STR("TLS handshake"),
		.tls = s->step == STEP_CHAIN,
		.web = true,
		.read_most = READ_MOST,
		.timeout_ms = ANSWER_MS,
	};
	buf b AUTO(buf_release);
	buf what AUTO(buf_release);

	buf_init(&b, 8192);
	buf_init(&what, 60);
	if (!a->is_addr)
		q.target.name = a->host;
	if (s->step == STEP_CHAIN) {
		q.connect_only = true;
		net_tcp(job->net, &q, shown, job);
		return;
	}
	struct tls_hello h = hello_of(job);

	tls_hello_put(&b, &h);
	buf_printf(&what, "%s hello%s", tls_version_name(h.version),
		   h.offer == TLS_OFFER_ALL ? "" : " with weak suites alone");
	q.send = arena_str(job->mem, buf_str(&b));
	q.what = arena_str(job->mem, buf_str(&what));
	q.enough = s->step == STEP_CLEAR_CHAIN ? NULL : enough;
	net_tcp(job->net, &q, answered, job);
}

/* Sites by https, and services on the ports where TLS begins at once. */
static bool wants(const struct asset *a)
{
	static const uint16_t ports[] = {443, 465, 636, 853, 993, 995, 8443, 8883};

	if (a->kind == ASSET_SITE)
		return a->https;
	for (size_t i = 0; i < ARRAY_LEN(ports); i++)
		if (a->transport == TRANSPORT_TCP && a->port == ports[i])
			return true;
	return false;
}

static void start(struct collect_job *job)
{
	job->state = arena_new(job->mem, struct tls_job, 1);
	ask(job);
}

static const enum fact_id fills[] = {FACT_tls_version, FACT_tls_cert};

const struct collector collector_tls = {
	.name = "tls",
	.version = 1,
	.words = "TLS: versions, weak suites, certificates",
	.kinds = 1u << ASSET_SITE | 1u << ASSET_SERVICE,
	.fills = fills,
	.fill_count = ARRAY_LEN(fills),
	.wants = wants,
	.start = start,
};
