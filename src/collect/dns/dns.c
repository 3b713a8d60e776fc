/*
 * dns: does a name server resolve for strangers? Proof is one thing only: a name under the tester's own zone, never asked
 * before, comes back with that zone's data from a server that does not hold the zone. The flag RA proves nothing (a
 * server that refuses may set it), nor does AA disprove (a forwarder may pass it on). Whether the server holds the zone
 * shows when it is asked for another new name with recursion not desired: a holder knows it, and says that it is
 * authoritative. A forwarder in front of the holder passes just that on (dnsmasq does); but it keeps what it fetched, and
 * what comes out of a cache is not authoritative any more.
 * RFC 1035 section 4.1.1; RFC 8499.
 */
#include "base/i18n.h"
#include "collect/collector.h"

#include "format/dns.h"

#define ANSWER_MS 3000

enum step { STEP_UDP, STEP_TCP, STEP_HOLDER, STEP_AGAIN, STEP_VERSION, STEP_COUNT };

/* What one question brought. */
struct dns_answer {
	bool asked;
	bool came;
	enum net_status status;
	enum gate_answer gate;
	int rcode;
	bool ra;
	bool aa;
	bool data; /* the canary's data was in it */
	str canary;
	uint32_t evidence;
};

struct dns_job {
	enum step step;
	struct dns_name name;
	struct dns_question question;
	str canary; /* the name in text */
	struct dns_answer answers[STEP_COUNT];
	str version;
};

static void ask(struct collect_job *job);

static bool has_canary(const struct collect_job *job)
{
	return job->scope->canary.zone.n > 0;
}

/* A label that nobody has asked for: of the job's seed, different for every step. */
static bool make_question(struct collect_job *job)
{
	struct dns_job *s = job->state;
	buf b AUTO(buf_release);

	buf_init(&b, DNS_TEXT_MOST);
	s->question =
		(struct dns_question){.id = (uint16_t)(job->seed >> 8 * s->step ^ job->seed >> 40), .type = DNS_A};
	if (s->step == STEP_VERSION) {
		buf_put_c(&b, "version.bind");
		s->question.type = DNS_TXT;
		s->question.class = DNS_CLASS_CHAOS;
	} else if (has_canary(job)) {
		buf_printf(&b, "yc%016llx%d.%.*s", (unsigned long long)job->seed,
			   s->step == STEP_AGAIN ? STEP_UDP : s->step, STR_ARG(job->scope->canary.zone));
		if (!addr_is_v4(job->scope->canary.answer))
			s->question.type = DNS_AAAA;
	} else {
		/* Nothing can be proven; the root's servers are asked for, to see that somebody answers. */
		buf_put_c(&b, ".");
		s->question.type = DNS_NS;
	}
	s->question.no_recursion = s->step == STEP_HOLDER || s->step == STEP_VERSION || !has_canary(job);
	s->canary = arena_str(job->mem, buf_str(&b));
	return dns_name_from(s->canary, &s->name);
}

static bool is_canary_data(const struct collect_job *job, const struct dns_message *m)
{
	uint8_t ips[8][16];
	size_t n = has_canary(job) ? dns_addresses(m, ips, ARRAY_LEN(ips)) : 0;

	for (size_t i = 0; i < n; i++) {
		addr a;

		bytes_copy(a.b, sizeof(a.b), (str){ips[i], sizeof(ips[i])});
		if (addr_eq(a, job->scope->canary.answer))
			return true;
	}
	return false;
}

static void read_version(struct collect_job *job, const struct dns_message *m)
{
	struct dns_job *s = job->state;
	struct dns_walk w = {0};
	struct dns_record r;
	buf b AUTO(buf_release);

	buf_init(&b, 400);
	while (!s->version.n && dns_record_next(m, &w, &r))
		if (r.section == DNS_ANSWER && r.type == DNS_TXT && dns_data_put(&b, m, &r))
			s->version = arena_str(job->mem, buf_str(&b));
}

/* To exactly this question; a refusal may leave the question out (unbound does). */
static bool is_answer(const struct dns_job *s, const struct dns_message *m)
{
	if (m->questions == 0)
		return m->response && m->id == s->question.id && m->rcode != DNS_NOERROR;
	return dns_answers(m, &s->name, &s->question);
}

static void take(struct collect_job *job, enum net_status status, enum gate_answer gate, str message)
{
	struct dns_job *s = job->state;
	struct dns_answer *a = &s->answers[s->step];
	struct dns_message m;

	*a = (struct dns_answer){.asked = true, .status = status, .gate = gate, .canary = s->canary};
	if (message.n && dns_message_parse(message, &m) == PARSE_OK && is_answer(s, &m)) {
		a->came = true;
		a->rcode = m.rcode;
		a->ra = m.recursion;
		a->aa = m.authoritative;
		a->data = m.rcode == DNS_NOERROR && s->step != STEP_VERSION && is_canary_data(job, &m);
		a->evidence = sink_evidence(job->sink, "application/dns-message", message);
		if (s->step == STEP_VERSION)
			read_version(job, &m);
	} else if (message.n) {
		a->status = NET_PROTOCOL;
	}
}

static const char *silence(const struct dns_answer *a)
{
	return a->status == NET_GATE ? gate_words(a->gate) : net_words(a->status);
}

static void put_row(struct collect_job *job, const struct dns_answer *a, str transport, bool holder)
{
	struct dns_job *s = job->state;
	buf b AUTO(buf_release);

	buf_init(&b, 60);
	if (a->data)
		addr_put(&b, job->scope->canary.answer);
	sink_put(job->sink, dns_server, .evidence = a->evidence, .transport = transport, .rcode = a->rcode, .ra = a->ra,
		 .aa = a->aa, .recursion = a->data && !holder, .canary = a->canary, .answer = buf_str(&b),
		 .version = s->version);
}

/* Does it hold the canary's zone itself? Then what it says of it proves nothing. */
enum holder { HOLDER_NO, HOLDER_YES, HOLDER_UNCLEAR };

static enum holder holder_of(const struct dns_job *s)
{
	const struct dns_answer *h = &s->answers[STEP_HOLDER];

	/* A holder says that it is one, every time; what comes out of a cache is not authoritative. */
	for (enum step i = 0; i < STEP_VERSION; i++)
		if (s->answers[i].data && !s->answers[i].aa)
			return HOLDER_NO;
	if (!h->came)
		return HOLDER_UNCLEAR;
	if (!h->data)
		return HOLDER_NO;
	return h->ra ? HOLDER_UNCLEAR : HOLDER_YES;
}

static void finish(struct collect_job *job)
{
	struct dns_job *s = job->state;
	const struct dns_answer *udp = &s->answers[STEP_UDP];
	const struct dns_answer *tcp = &s->answers[STEP_TCP];
	enum holder holder = holder_of(s);

	if (!udp->came && udp->status == NET_CONNECT && (tcp->status == NET_CONNECT || tcp->status == NET_GATE)) {
		/* The host itself says that nobody listens: nobody resolves here. */
		collect_end(job, COLLECTED_DONE, "");
		return;
	}
	if (!udp->came && !tcp->came) {
		collect_end_net(job, udp->status == NET_OK ? NET_PROTOCOL : udp->status, udp->gate);
		return;
	}
	if (udp->came)
		put_row(job, udp, STR("udp"), holder != HOLDER_NO);
	if (tcp->came)
		put_row(job, tcp, STR("tcp"), holder != HOLDER_NO);
	const char *gap = NULL;

	if (!has_canary(job))
		gap = N_("the scope has no canary zone: recursion cannot be proven");
	else if ((udp->data || tcp->data) && holder == HOLDER_UNCLEAR)
		gap = N_("the server may hold the canary zone itself: recursion cannot be proven");
	else if (!udp->came)
		gap = silence(udp);
	/* A port that takes no connection resolves for nobody; one that the scope does not list is not asked. */
	else if (!tcp->came && tcp->status != NET_CONNECT && tcp->status != NET_GATE)
		gap = silence(tcp);
	if (gap)
		sink_gap(job->sink, FACT_dns_server, gap);
	collect_end(job, gap ? COLLECTED_PARTIAL : COLLECTED_DONE, gap ? gap : "");
}

static void next(struct collect_job *job)
{
	struct dns_job *s = job->state;

	if (s->answers[s->step].status == NET_CANCELLED) {
		collect_end_net(job, NET_CANCELLED, GATE_OK);
		return;
	}
	s->step++;
	/* Whether it holds the zone matters only where it gave the zone's data, and is asked until it is clear. */
	bool gave = s->answers[STEP_UDP].data || s->answers[STEP_TCP].data;

	if (s->step == STEP_HOLDER && (!gave || holder_of(s) == HOLDER_NO))
		s->step++;
	if (s->step == STEP_AGAIN && (!s->answers[STEP_UDP].data || holder_of(s) != HOLDER_UNCLEAR))
		s->step++;
	/* A server that is silent to the first question is not asked more than by TCP. */
	if (s->step == STEP_VERSION && !s->answers[STEP_UDP].came)
		s->step++;
	if (s->step >= STEP_COUNT)
		finish(job);
	else
		ask(job);
}

static void came_udp(void *ctx, struct net *, const struct net_udp_result *r)
{
	take(ctx, r->status, r->gate, r->received);
	next(ctx);
}

static void came_tcp(void *ctx, struct net *, const struct net_tcp_result *r)
{
	cur c = cur_of(r->received);
	uint16_t n = cur_u16(&c);
	str message = cur_take(&c, n);

	take(ctx, r->status, r->gate, message);
	next(ctx);
}

static bool whole(str so_far)
{
	cur c = cur_of(so_far);
	uint16_t n = cur_u16(&c);

	return cur_ok(&c) && c.n >= n;
}

static void ask(struct collect_job *job)
{
	struct dns_job *s = job->state;
	struct net_target to = {.asset = job->asset->key,
				.ip = job->asset->ip,
				.port = job->asset->port,
				.act = s->step == STEP_VERSION ? ACT_IDENTIFY : ACT_EXPOSURE};
	buf b AUTO(buf_release);

	buf_init(&b, 512);
	if (!make_question(job)) {
		collect_end(job, COLLECTED_FAILED, N_("the canary zone is no name"));
		return;
	}
	if (s->step == STEP_TCP) {
		buf_put_be(&b, 0, 2);
		dns_query_put(&b, &s->name, &s->question);
		b.p[0] = (uint8_t)((b.n - 2) >> 8);
		b.p[1] = (uint8_t)(b.n - 2);
		net_tcp(job->net,
			&(struct net_tcp_request){.target = to,
						  .what = STR("DNS question"),
						  .send = arena_str(job->mem, buf_str(&b)),
						  .read_most = DNS_MESSAGE_MOST,
						  .timeout_ms = ANSWER_MS,
						  .enough = whole},
			came_tcp, job);
		return;
	}
	dns_query_put(&b, &s->name, &s->question);
	net_udp(job->net,
		&(struct net_udp_request){.target = to,
					  .what = STR("DNS question"),
					  .send = arena_str(job->mem, buf_str(&b)),
					  .timeout_ms = ANSWER_MS},
		came_udp, job);
}

/* A name server that is not at port 53 is by habit at one that ends so: 1053, 5353, 20053. */
static bool wants(const struct asset *a)
{
	return a->transport == TRANSPORT_UDP && a->port % 100 == 53;
}

static void start(struct collect_job *job)
{
	job->state = arena_new(job->mem, struct dns_job, 1);
	ask(job);
}

static const enum fact_id fills[] = {FACT_dns_server};

const struct collector collector_dns = {
	.name = "dns",
	.version = 1,
	.words = "name servers: do they resolve for strangers",
	.kinds = 1u << ASSET_SERVICE,
	.fills = fills,
	.fill_count = ARRAY_LEN(fills),
	.wants = wants,
	.start = start,
};
