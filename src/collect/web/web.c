/*
 * The collector of sites: home page (numbers of filing, forms, headers), then small reads of what should not be public.
 * One request after the other on a kept connection; at most 26 a site, in a fixed order.
 */
#include "collect/web/web.h"

#include "format/url.h"
#include "ident/domain.h"

#define PAGE_MOST ((size_t)1024 * 1024) /* larger home pages are cut, and said to be */
#define REDIRECTS 5

struct net_target web_target(const struct web *w, enum act act)
{
	const struct asset *a = w->job->asset;

	return (struct net_target){
		.asset = a->key,
		.name = a->is_addr ? (str){0} : a->host,
		.ip = a->ip,
		.port = a->port,
		.act = act,
	};
}

static void put_site(const struct web *w)
{
	const struct asset *a = w->job->asset;

	sink_put(w->job->sink, web_site, .url = w->origin, .host = a->host,
		 .host_unicode = a->is_addr ? a->host : domain_to_unicode(w->job->mem, a->host),
		 .domain = a->is_addr ? (str){0} : domain_registered(a->host), .port = a->port, .https = a->https,
		 .bare_ip = a->is_addr);
}

static void on_home(void *ctx, struct net *n, const struct net_http_result *r)
{
	struct web *w = ctx;

	(void)n;
	if (r->status != NET_OK) {
		collect_end_net(w->job, r->status, r->gate);
		return;
	}
	if (web_home(w, r)) {
		web_leaks(w);
		return;
	}
	net_close_kept(w->job->net, w->job->asset->key);
	collect_end(w->job, COLLECTED_DONE, "");
}

static void web_start(struct collect_job *job)
{
	const struct asset *a = job->asset;
	struct web *w = arena_new(job->mem, struct web, 1);
	struct url u;
	buf b;

	job->state = w;
	*w = (struct web){.job = job, .origin = str_from(a->key, sizeof("site:") - 1)};
	buf_init(&b, URL_MOST);
	if (url_parse(w->origin, job->mem, &u) == PARSE_OK)
		url_put(&b, &u);
	w->home = arena_str(job->mem, buf_str(&b));
	buf_release(&b);
	put_site(w);
	struct net_http_request q = {
		.target = web_target(w, ACT_IDENTIFY),
		.https = a->https,
		.path = STR("/"),
		.body_most = PAGE_MOST,
		.redirects = REDIRECTS,
		.keep = true,
	};

	net_http(job->net, &q, on_home, w);
}

static const enum fact_id web_fills[] = {FACT_web_site, FACT_web_page, FACT_icp_mark,   FACT_police_mark,
					 FACT_web_form, FACT_web_leak, FACT_web_header, FACT_data_item};

const struct collector collector_web = {
	.name = "web",
	.version = 1,
	.words = "home page: filing numbers, forms, headers; files that should not be public",
	.kinds = 1u << ASSET_SITE,
	.fills = web_fills,
	.fill_count = ARRAY_LEN(web_fills),
	.start = web_start,
};
