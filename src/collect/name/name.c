/* name: does a domain of the scope still resolve, asked at the resolvers that the scope names? A, AAAA and NS (RFC 1035,
 * RFC 3596). That a resolver failed says nothing about the domain. */
#include "base/i18n.h"
#include "collect/collector.h"

struct question {
	const char *name;
	uint16_t type;
};
static const struct question questions[] = {{"A", 1}, {"AAAA", 28}, {"NS", 2}};
#define RCODE_NOERROR 0
#define RCODE_NXDOMAIN 3

struct name_job {
	size_t at;       /* question in flight */
	size_t answered; /* by a resolver that knew */
	struct net_dns_result last;
};

static void ask(struct collect_job *job);

static void finish(struct collect_job *job)
{
	struct name_job *s = job->state;

	if (s->answered == ARRAY_LEN(questions))
		collect_end(job, COLLECTED_DONE, "");
	else if (s->answered)
		collect_end(job, COLLECTED_PARTIAL, N_("a resolver could not answer"));
	else if (s->last.status == NET_OK)
		collect_end(job, COLLECTED_FAILED, N_("the resolvers could not answer"));
	else
		collect_end_net(job, s->last.status, s->last.gate);
}

static void answered(void *ctx, struct net *, const struct net_dns_result *r)
{
	struct collect_job *job = ctx;
	struct name_job *s = job->state;
	const struct question *q = &questions[s->at];
	bool told = r->message.n && (r->rcode == RCODE_NOERROR || r->rcode == RCODE_NXDOMAIN);

	s->last = (struct net_dns_result){.status = r->status, .gate = r->gate};
	if (told) {
		uint32_t evidence = sink_evidence(job->sink, "application/dns-message", r->message);

		sink_put(job->sink, dns_name, .evidence = evidence, .name = job->asset->host, .type = str_c(q->name),
			 .rcode = r->rcode, .answers = (int64_t)r->answers, .first = r->first);
		s->answered++;
	} else {
		sink_gap(job->sink, FACT_dns_name,
			 r->message.n || r->status == NET_OK ? N_("the resolvers could not answer")
							     : net_words(r->status));
	}
	/* What the gate refuses once it refuses each time, and an interrupted run asks no more. */
	if (!told && (r->status == NET_GATE || r->status == NET_CANCELLED))
		s->at = ARRAY_LEN(questions);
	else
		s->at++;
	ask(job);
}

static void ask(struct collect_job *job)
{
	struct name_job *s = job->state;

	if (s->at >= ARRAY_LEN(questions))
		finish(job);
	else
		net_dns(job->net, job->asset->key, job->asset->host, questions[s->at].type, answered, job);
}

static void start(struct collect_job *job)
{
	job->state = arena_new(job->mem, struct name_job, 1);
	if (job->scope->resolver_count == 0)
		collect_end(job, COLLECTED_FAILED, N_("the scope names no resolver to ask"));
	else
		ask(job);
}

static const enum fact_id fills[] = {FACT_dns_name};

const struct collector collector_name = {
	.name = "name",
	.version = 1,
	.words = "domains: do they resolve",
	.kinds = 1u << ASSET_DOMAIN,
	.fills = fills,
	.fill_count = ARRAY_LEN(fills),
	.start = start,
};
