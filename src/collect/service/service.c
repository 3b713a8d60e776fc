/*
 * service: what answers at a TCP port, and does it let a stranger in? First what it says by itself (or what its usual
 * port suggests), then one small harmless request in its own protocol, each on a connection of its own (detect/probe.h).
 * Nothing is changed, no password is tried. What could not be recognised or settled is a gap, not a pass.
 */
#include "base/i18n.h"
#include "collect/collector.h"
#include "detect/mask.h"
#include "detect/probe.h"

/* Connections to one service: greeting, guesses, the request, a follow-up. */
#define STEPS_MOST 10
#define GREETING_MS 3000
/* A server of no known use mostly waits for the client: less patience. */
#define GREETING_UNKNOWN_MS 1500
#define ANSWER_MS 8000
#define QUIET_MS 4000
#define READ_MOST ((size_t)16384)
#define PROOF_MOST ((size_t)300)

struct service_job {
	const struct probe *asking; /* NULL: waiting for a greeting */
	const struct probe *usual;  /* of the port */
	size_t guess;
	unsigned steps;
	bool spoke;   /* some bytes came at some time */
	bool reached; /* some connection was taken */
	str before;
	str ip;
	struct banner is; /* texts copied to the job's memory */
	uint32_t evidence;
	bool access_asked; /* a request that reads was sent */
	bool access_told;
	enum banner_access access;
	str proof;
	const char *asked;
	uint32_t access_evidence;
	const char *gap; /* why the access is not settled */
	enum net_status last;
	enum gate_answer gate;
};

static void step(struct collect_job *job, const struct probe *p);

static str mask(struct collect_job *job, str s)
{
	buf b AUTO(buf_release);

	buf_init(&b, 2048);
	mask_put(&b, s, PROOF_MOST);
	return arena_str(job->mem, buf_str(&b));
}

static void put_access(struct collect_job *job)
{
	struct service_job *s = job->state;

	if (s->access_told)
		sink_put(job->sink, service_access, .evidence = s->access_evidence, .ip = s->ip,
			 .port = job->asset->port, .protocol = str_c(s->is.protocol), .open = s->access == BANNER_OPEN,
			 .proof = mask(job, s->proof), .asked = str_c(s->asked));
	else if (s->gap)
		sink_gap(job->sink, FACT_service_access, s->gap);
}

static void finish(struct collect_job *job)
{
	struct service_job *s = job->state;

	if (s->last == NET_CANCELLED || !s->reached) {
		collect_end_net(job, s->last == NET_OK ? NET_TIMEOUT : s->last, s->gate);
		return;
	}
	if (!s->is.protocol) {
		const char *why =
			s->spoke ? N_("its protocol was not recognised") : N_("it took connections and said nothing");

		sink_put(job->sink, service, .evidence = s->evidence, .ip = s->ip, .port = job->asset->port,
			 .transport = STR("tcp"), .banner = mask(job, s->is.line));
		sink_gap(job->sink, FACT_service, why);
		sink_gap(job->sink, FACT_service_access, why);
		collect_end(job, COLLECTED_PARTIAL, why);
		return;
	}
	sink_put(job->sink, service, .evidence = s->evidence, .ip = s->ip, .port = job->asset->port,
		 .transport = STR("tcp"), .protocol = str_c(s->is.protocol), .product = s->is.product,
		 .version = s->is.version, .banner = mask(job, s->is.line), .database = s->is.database,
		 .management = s->is.management);
	put_access(job);
	if (!s->access_told && s->gap)
		collect_end(job, COLLECTED_PARTIAL, s->gap);
	else
		collect_end(job, COLLECTED_DONE, "");
}

static uint32_t keep_evidence(struct collect_job *job, const struct probe *p, str received)
{
	buf b AUTO(buf_release);

	buf_init(&b, READ_MOST + 1024);
	return p && probe_evidence(&b, p, received)
		       ? sink_evidence_masked(job->sink, "application/octet-stream", buf_str(&b), received)
		       : sink_evidence(job->sink, "application/octet-stream",
				       p ? buf_str(&b) : str_sub(received, 0, 2048));
}

/* Takes over what a recogniser found; what an earlier step knew and this one does not stays. */
static void learn(struct collect_job *job, const struct banner *r)
{
	struct service_job *s = job->state;

	s->is.protocol = r->protocol;
	s->is.database = r->database;
	s->is.management = r->management;
	if (r->product.n)
		s->is.product = arena_str(job->mem, r->product);
	if (r->version.n)
		s->is.version = arena_str(job->mem, r->version);
	if (r->line.n)
		s->is.line = arena_str(job->mem, str_sub(r->line, 0, 300));
}

static void judge_access(struct collect_job *job, const struct probe *p, const struct banner *r)
{
	struct service_job *s = job->state;

	switch (r->access) {
	case BANNER_OPEN:
	case BANNER_CLOSED:
		s->access_told = true;
		s->access = r->access;
		s->proof = arena_str(job->mem, str_sub(r->proof, 0, 300));
		s->asked = p ? p->asked : "";
		s->access_evidence = s->evidence;
		s->gap = NULL;
		break;
	case BANNER_DOUBT:
		s->gap = N_("offers to go on without authentication; whether it does was not tried");
		break;
	case BANNER_UNTOLD:
		if (p && p->exposure && !r->next)
			s->gap = N_("its answer did not show whether it is open");
		break;
	case BANNER_ACCESS_COUNT:
		break;
	}
}

/* The next step after an answer was recognised, or the end. */
static void recognised(struct collect_job *job, const struct probe *p, const struct banner *r, str received)
{
	struct service_job *s = job->state;
	const struct probe *next = r->next ? probe_find(r->next) : NULL;

	learn(job, r);
	s->evidence = keep_evidence(job, p, received);
	judge_access(job, p, r);
	if (!next || s->steps >= STEPS_MOST) {
		finish(job);
		return;
	}
	s->before = arena_str(job->mem, received);
	/* Stays true unless the next answer settles it. */
	if (next->exposure)
		s->gap = N_("whether it is open could not be asked");
	step(job, next);
}

/* Nothing was recognised: the next guess, but not what was asked already. */
static void guess(struct collect_job *job)
{
	struct service_job *s = job->state;
	const struct probe *p = NULL;

	do {
		p = probe_guess(s->guess++);
	} while (p && p == s->usual);
	if (!p || s->steps >= STEPS_MOST)
		finish(job);
	else
		step(job, p);
}

static bool is_end(const struct net_tcp_result *r)
{
	return r->status == NET_GATE || r->status == NET_CANCELLED || r->status == NET_DISTRESS ||
	       ((r->status == NET_CONNECT || r->status == NET_UNREACHED) && !r->connected);
}

static void heard(void *ctx, struct net *, const struct net_tcp_result *r)
{
	struct collect_job *job = ctx;
	struct service_job *s = job->state;
	const struct probe *p = s->asking;
	struct banner is = {0};

	s->reached |= r->connected;
	s->last = r->status;
	s->gate = r->gate;
	if (is_end(r) && !r->received.n) {
		if (r->status == NET_GATE && s->is.protocol)
			s->gap = gate_words(r->gate);
		finish(job);
		return;
	}
	if (r->received.n && ((p && p->read(r->received, &is)) || banner_read(r->received, job->asset->port, &is))) {
		recognised(job, p, &is, r->received);
		return;
	}
	if (s->is.protocol) {
		/* Known by its greeting, but the request brought nothing that can be read. */
		s->gap = r->received.n ? N_("its answer did not show whether it is open") : net_words(r->status);
		finish(job);
		return;
	}
	if (r->received.n) {
		s->spoke = true;
		s->evidence = keep_evidence(job, p, r->received);
		s->is.line = arena_str(job->mem, str_sub(banner_line(r->received), 0, 300));
	}
	guess(job);
}

static void step(struct collect_job *job, const struct probe *p)
{
	struct service_job *s = job->state;
	const struct asset *a = job->asset;
	buf b AUTO(buf_release);
	buf agent AUTO(buf_release);
	bool v6 = !addr_is_v4(a->ip);

	buf_init(&b, 4096);
	buf_init(&agent, 200);
	buf_printf(&agent, "%s%.*s%s", v6 ? "[" : "", STR_ARG(s->ip), v6 ? "]" : "");
	str host = arena_str(job->mem, buf_str(&agent));

	buf_reset(&agent);
	buf_printf(&agent, "yicha/%s (%.*s)", YICHA_VERSION, STR_ARG(job->scope->contact));
	struct probe_ask ask = {.host = host,
				.agent = buf_str(&agent),
				.before = s->before,
				.seed = job->seed + s->steps,
				.port = a->port};

	s->asking = p;
	s->steps++;
	if (p && p->put && !p->put(&b, &ask)) {
		finish(job);
		return;
	}
	struct net_tcp_request q = {
		.target = {.asset = a->key,
			   .ip = a->ip,
			   .port = a->port,
			   .act = p && p->exposure ? ACT_EXPOSURE : ACT_IDENTIFY},
		.what = str_c(p ? p->asked : "greeting"),
		.send = arena_str(job->mem, buf_str(&b)),
		.read_most = READ_MOST,
		.timeout_ms = p          ? ANSWER_MS
			      : s->usual ? GREETING_MS
					 : GREETING_UNKNOWN_MS,
		.enough = p ? p->enough : banner_enough,
		/* A refused login may be slow, and `enough` tells when all is there. */
		.quiet_ms = p ? QUIET_MS : 0,
	};

	net_tcp(job->net, &q, heard, job);
}

static bool wants(const struct asset *a)
{
	return a->transport == TRANSPORT_TCP;
}

static void start(struct collect_job *job)
{
	struct service_job *s = arena_new(job->mem, struct service_job, 1);
	buf ip AUTO(buf_release);

	job->state = s;
	buf_init(&ip, 60);
	addr_put(&ip, job->asset->ip);
	s->ip = arena_str(job->mem, buf_str(&ip));
	s->usual = probe_of_port(job->asset->port);
	if (s->usual && s->usual->first == PROBE_ASKS)
		step(job, s->usual);
	else
		step(job, NULL);
}

static const enum fact_id fills[] = {FACT_service, FACT_service_access};

const struct collector collector_service = {
	.name = "service",
	.version = 1,
	.words = "services: protocol, product, version; open without authentication?",
	.kinds = 1u << ASSET_SERVICE,
	.fills = fills,
	.fill_count = ARRAY_LEN(fills),
	.wants = wants,
	.start = start,
};
