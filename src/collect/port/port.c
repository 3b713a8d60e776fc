/* port: which of the ports that the scope lists for a host take a connection? A connection is made and closed, not a byte
 * is sent. UDP ports are not tried here: each listed one is handed on as a service, to be asked in its own protocol. */
#include "base/i18n.h"
#include "collect/collector.h"

/* Connections of one host at a time; how fast they follow is the engine's business. */
#define PORTS_AT_ONCE 4
#define CONNECT_MS 3000
/* A server that is being started again refuses for a moment. So the few ports that somebody listed for a host get a second
 * look if they refuse the first; in a long sweep a closed port is the rule and gets none. */
#define AGAIN_MOST 32
#define AGAIN_MS 1000

struct port_try {
	struct collect_job *job;
	uint16_t port;
	bool busy;
};

struct port_job {
	struct gate_ports ports;
	uint32_t next;
	size_t in_flight;
	bool starting; /* in pump: a callback that comes at once must not begin another round */
	size_t tried;
	size_t answered; /* taken or refused: somebody is there */
	size_t unknown;
	str ip;
	uint16_t refused[AGAIN_MOST + 1]; /* more are not kept: a long sweep */
	size_t refusals;
	size_t again;     /* refused[i] below this one had their second look */
	int64_t again_at; /* when second looks begin; 0: not yet */
	enum net_status last;
	enum gate_answer gate;
	struct port_try tries[PORTS_AT_ONCE];
};

static void pump(struct collect_job *job);

static bool has(const uint8_t *bits, uint32_t port)
{
	return bits[port / 8] >> port % 8 & 1;
}

static void found(struct collect_job *job, uint16_t port, enum transport transport)
{
	struct asset a = {
		.kind = ASSET_SERVICE, .is_addr = true, .ip = job->asset->ip, .port = port, .transport = transport};
	buf key AUTO(buf_release);

	buf_init(&key, 100);
	asset_key_put(&key, &a);
	sink_asset(job->sink, buf_str(&key));
}

static void tried(void *ctx, struct net *, const struct net_tcp_result *r)
{
	struct port_try *t = ctx;
	struct collect_job *job = t->job;
	struct port_job *s = job->state;

	t->busy = false;
	s->in_flight--;
	if (r->connected || r->status == NET_OK) {
		s->answered++;
		sink_put(job->sink, open_port, .ip = s->ip, .port = t->port, .transport = STR("tcp"));
		found(job, t->port, TRANSPORT_TCP);
	} else if (r->status == NET_CONNECT || r->status == NET_RESET) {
		s->answered++;
		if (!s->again_at && s->refusals <= AGAIN_MOST)
			s->refused[s->refusals++] = t->port;
	} else if (r->status != NET_TIMEOUT && r->status != NET_UNREACHED) {
		s->unknown++;
		s->last = r->status;
		s->gate = r->gate;
		/* Interrupted, or left alone: the rest is not tried. */
		if (r->status == NET_CANCELLED || r->status == NET_DISTRESS)
			s->next = 65536;
	}
	pump(job);
}

static void finish(struct collect_job *job)
{
	struct port_job *s = job->state;

	if (s->unknown && s->unknown == s->tried)
		collect_end_net(job, s->last, s->gate);
	else if (s->unknown) {
		sink_gap(job->sink, FACT_open_port, s->last == NET_GATE ? gate_words(s->gate) : net_words(s->last));
		collect_end(job, s->last == NET_CANCELLED ? COLLECTED_SKIPPED : COLLECTED_PARTIAL, net_words(s->last));
	} else if (s->tried && !s->answered)
		/* A host that is down and one behind a wall look alike: neither is a host without open ports. */
		collect_end(job, COLLECTED_FAILED, N_("no port answered in any way"));
	else
		collect_end(job, COLLECTED_DONE, "");
}

static void try_port(struct collect_job *job, uint16_t port, uint32_t wait_ms)
{
	struct port_job *s = job->state;
	struct port_try *t = s->tries;

	while (t->busy)
		t++;
	*t = (struct port_try){.job = job, .port = port, .busy = true};
	s->in_flight++;
	s->tried++;
	net_tcp(job->net,
		&(struct net_tcp_request){
			.target = {.asset = job->asset->key, .ip = job->asset->ip, .port = port, .act = ACT_IDENTIFY},
			.what = STR("connect"),
			.timeout_ms = CONNECT_MS,
			.connect_only = true,
			.wait_ms = wait_ms},
		tried, t);
}

static void second_looks(struct collect_job *job)
{
	struct port_job *s = job->state;

	if (s->unknown || s->refusals == 0 || s->refusals > AGAIN_MOST)
		return;
	if (!s->again_at)
		s->again_at = net_now(job->net) + AGAIN_MS;
	int64_t wait = s->again_at - net_now(job->net);

	for (; s->in_flight < PORTS_AT_ONCE && s->again < s->refusals; s->again++)
		try_port(job, s->refused[s->again], wait > 0 ? (uint32_t)wait : 0);
}

static void pump(struct collect_job *job)
{
	struct port_job *s = job->state;

	if (s->starting)
		return;
	s->starting = true;
	for (; s->in_flight < PORTS_AT_ONCE && s->next < 65536; s->next++)
		if (has(s->ports.tcp, s->next))
			try_port(job, (uint16_t)s->next, 0);
	if (s->next == 65536 && (s->again_at || !s->in_flight))
		second_looks(job);
	s->starting = false;
	if (!s->in_flight)
		finish(job);
}

static void start(struct collect_job *job)
{
	struct port_job *s = arena_new(job->mem, struct port_job, 1);
	buf ip AUTO(buf_release);

	job->state = s;
	buf_init(&ip, 60);
	addr_put(&ip, job->asset->ip);
	s->ip = arena_str(job->mem, buf_str(&ip));
	gate_ports(job->gate, job->asset->ip, &s->ports);
	for (uint32_t port = 1; port < 65536; port++)
		if (has(s->ports.udp, port))
			found(job, (uint16_t)port, TRANSPORT_UDP);
	s->next = 1;
	pump(job);
}

static const enum fact_id fills[] = {FACT_open_port};

const struct collector collector_port = {
	.name = "port",
	.version = 1,
	.words = "hosts: which listed ports take a connection",
	.kinds = 1u << ASSET_HOST,
	.fills = fills,
	.fill_count = ARRAY_LEN(fills),
	.start = start,
};
