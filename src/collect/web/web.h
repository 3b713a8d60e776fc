/* web: private to the collector: its state and its two halves, the home page and the probes for leaked files. */
#pragma once

#include "collect/collector.h"
#include "detect/leak.h"
#include "detect/page.h"

#define WEB_FOLDERS_MOST 3 /* folders met on the home page that are asked for a listing */

struct web_probe {
	str path;
	enum leak_kind kind;
};

struct web {
	struct collect_job *job;
	str origin; /* https://host:port, as in the asset's key */
	str home;   /* address of the home page, canonical */
	str folders[WEB_FOLDERS_MOST];
	size_t folder_count;
	/* The answer to a path that cannot exist. */
	bool random_ok[LEAK_KIND_COUNT]; /* it "proves" this kind: then the kind proves nothing here */
	uint64_t random_hash;
	size_t random_n;
	int random_code;
	/* Probes. */
	struct web_probe *probes;
	size_t probe_count;
	size_t probe_at;
	str confirming; /* path of a second request that confirms the probe at hand; empty: none */
	unsigned unanswered;
	unsigned unanswered_run; /* one after the other */
	unsigned blocked;
	/* Gap of web_leak; NULL: none. */
	const char *gap_leak;
};

/* Facts of the home page from its answer; true when the probes are worth sending. */
bool web_home(struct web *w, const struct net_http_result *r);
/* Puts the page as evidence, what is personal or secret in it covered, and what of that stands there (data_item); gives the evidence's
 * number. */
uint32_t web_evidence(struct web *w, const struct page *p, str url, const char *media, str body);
/* A text of the page as it may be kept: what is personal or secret in it covered. Forgets what web_evidence counted. */
str web_shown(struct web *w, str text);
/* Asks for leaked files, one after the other, and ends the job. */
void web_leaks(struct web *w);
/* The target of a request to the site. */
struct net_target web_target(const struct web *w, enum act act);
