#include "collect/web/web.h"

#include "base/i18n.h"
#include "detect/challenge.h"

#define BODY_MOST ((size_t)64 * 1024) /* enough to prove any kind; more is not read */
#define UNANSWERED_MOST 3             /* then the site is left alone */
#define LABEL 12                      /* letters of the path that cannot exist: 26^12 */

static const char *const gap_unanswered = N_("not every probe for leaked files was answered");
static const char *const gap_coding = N_("the answer came in a content coding that was not asked for and is not read");
static const char *const gap_lookalike =
	N_("a path that cannot exist is answered as if a leaked file were there: nothing can be proven");
static const char *const gap_blocked = N_("a firewall or rate limit answered probes for leaked files");

static void next_probe(struct web *w);

static void finish(struct web *w, enum net_status s, enum gate_answer g)
{
	struct collect_job *job = w->job;
	const char *gap = w->gap_leak;

	if (s == NET_GATE)
		gap = gate_words(g);
	else if (s != NET_OK)
		gap = net_words(s);
	else if (!gap && w->unanswered)
		gap = gap_unanswered;
	else if (!gap && w->blocked)
		gap = gap_blocked;
	if (gap)
		sink_gap(job->sink, FACT_web_leak, gap);
	net_close_kept(job->net, job->asset->key);
	collect_end(job, gap ? COLLECTED_PARTIAL : COLLECTED_DONE, gap ? gap : "");
}

static void send_probe(struct web *w, str path, net_http_cb *cb)
{
	struct net_http_request q = {
		.target = web_target(w, ACT_EXPOSURE),
		.https = w->job->asset->https,
		.path = path,
		.body_most = BODY_MOST,
		.keep = true,
	};

	net_http(w->job->net, &q, cb, w);
}

/* Statuses that say no more of the site than that somebody stands before it. */
static bool is_blocked(const struct net_http_result *r)
{
	struct challenge_in c = {r->code, r->headers, r->body, SIZE_MAX};

	if (r->code == 429 || (r->code >= 502 && r->code <= 504))
		return true;
	return r->code != 404 && *challenge_of(&c);
}

static void put_leak(struct web *w, enum leak_kind k, str path, str body)
{
	struct sink *sink = w->job->sink;
	buf proof;
	buf masked;
	buf url;

	buf_init(&proof, 4000);
	buf_init(&masked, 64 * 1024);
	buf_init(&url, 4096);
	leak_put_proof(&proof, k, path, body);
	leak_put_masked(&masked, k, body);
	/* As the home page's address: the port only where it is not the scheme's own. */
	buf_put(&url, str_sub(w->home, 0, w->home.n - 1));
	buf_put(&url, path);
	sink_put(sink, web_leak, .evidence = sink_evidence_masked(sink, "text/plain", buf_str(&masked), body),
		 .url = buf_str(&url), .kind = str_c(leak_kind_name(k)), .proof = buf_str(&proof));
	buf_release(&proof);
	buf_release(&masked);
	buf_release(&url);
}

/* Judges one answer. True when a second request must confirm it. */
static bool judge(struct web *w, const struct web_probe *probe, str path, const struct net_http_result *r)
{
	if (is_blocked(r)) {
		w->blocked++;
		return false;
	}
	if (r->code != 200)
		return false;
	if (w->random_ok[probe->kind] || r->undecoded) {
		w->gap_leak = r->undecoded ? gap_coding : gap_lookalike;
		return false;
	}
	if (w->random_code == 200 && r->body.n == w->random_n && str_hash(r->body) == w->random_hash)
		return false;
	enum leak_proof proof = leak_judge(probe->kind, path, r->body);

	if (proof == LEAK_PROVEN)
		put_leak(w, probe->kind, path, r->body);
	return proof == LEAK_MAYBE;
}

/* Counts an answer that did not come; true when the job has ended. */
static bool unanswered(struct web *w, const struct net_http_result *r)
{
	if (r->status == NET_OK || r->status == NET_LIMIT) {
		w->unanswered_run = 0;
		return false;
	}
	w->unanswered++;
	w->unanswered_run++;
	bool over = r->status == NET_GATE || r->status == NET_CANCELLED || r->status == NET_DISTRESS ||
		    w->unanswered_run == UNANSWERED_MOST;

	if (over)
		finish(w, r->status, r->gate);
	return over;
}

static void on_probe(void *ctx, struct net *n, const struct net_http_result *r)
{
	struct web *w = ctx;
	const struct web_probe *probe = &w->probes[w->probe_at];
	str path = w->confirming.n ? w->confirming : probe->path;

	(void)n;
	if (unanswered(w, r))
		return;
	/* A ceiling was reached: that is an answer, but not one that can be judged. */
	w->unanswered += r->status == NET_LIMIT;
	bool confirm = r->status == NET_OK && judge(w, probe, path, r);
	const char *second = confirm && !w->confirming.n ? leak_confirm(probe->kind) : NULL;

	w->confirming = str_c(second);
	if (second) {
		send_probe(w, w->confirming, on_probe);
		return;
	}
	w->probe_at++;
	next_probe(w);
}

static void next_probe(struct web *w)
{
	if (w->probe_at == w->probe_count)
		finish(w, NET_OK, GATE_OK);
	else
		send_probe(w, w->probes[w->probe_at].path, on_probe);
}

/* What a path that cannot exist is answered tells which kinds of proof are worth nothing on this site. */
static void on_random(void *ctx, struct net *n, const struct net_http_result *r)
{
	struct web *w = ctx;

	(void)n;
	if (unanswered(w, r))
		return;
	if (r->status == NET_OK && is_blocked(r)) {
		w->gap_leak = gap_blocked;
		finish(w, NET_OK, GATE_OK);
		return;
	}
	w->random_code = r->code;
	w->random_n = r->body.n;
	w->random_hash = str_hash(r->body);
	for (int k = 0; k < LEAK_KIND_COUNT && r->code == 200; k++) {
		/* A listing shows the folder's own name, whatever it is. */
		str path = k == LEAK_LISTING ? STR("/") : w->probes[0].path;

		w->random_ok[k] = leak_judge((enum leak_kind)k, path, r->body) != LEAK_NOT;
	}
	next_probe(w);
}

/* ---- which paths ---- */

static str fill_in(struct web *w, const char *pattern)
{
	const struct asset *a = w->job->asset;
	str s = str_c(pattern);
	size_t at = str_find_byte(s, '%');
	buf b;

	if (at == s.n)
		return s;
	buf_init(&b, 512);
	buf_put(&b, str_sub(s, 0, at));
	buf_put(&b, a->host);
	buf_put(&b, str_from(s, at + 1));
	str path = arena_str(w->job->mem, buf_str(&b));

	buf_release(&b);
	return path;
}

static void list_probes(struct web *w)
{
	w->probes = arena_new(w->job->mem, struct web_probe, leak_probe_count + WEB_FOLDERS_MOST);
	for (size_t i = 0; i < leak_probe_count; i++)
		w->probes[w->probe_count++] = (struct web_probe){fill_in(w, leak_probes[i].path), leak_probes[i].kind};
	for (size_t i = 0; i < w->folder_count; i++)
		w->probes[w->probe_count++] = (struct web_probe){w->folders[i], LEAK_LISTING};
}

/* The same in every run of the same seed (splitmix64). */
static str random_path(struct web *w)
{
	uint64_t x = w->job->seed;
	uint8_t *p = arena_new(w->job->mem, uint8_t, LABEL + 1);

	p[0] = '/';
	for (size_t i = 1; i <= LABEL; i++) {
		x += 0x9e3779b97f4a7c15u;
		uint64_t z = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;

		z = (z ^ z >> 27) * 0x94d049bb133111ebu;
		p[i] = (uint8_t)('a' + (z ^ z >> 31) % 26);
	}
	return (str){p, LABEL + 1};
}

void web_leaks(struct web *w)
{
	list_probes(w);
	send_probe(w, random_path(w), on_random);
}
