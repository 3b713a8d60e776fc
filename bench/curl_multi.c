/* curl_multi http|https PORT SITES PARALLEL: libcurl's multi interface over the same addresses as bench/engine, one
 * connection a request, nothing verified, no session and no DNS cache: the peer. Handles are used again and again. */
#include <curl/curl.h>

#include "base/must.h"
#include "bench/bench.h"

#define TEXT_MOST 65536

struct transfer {
	CURL *easy;
	size_t n;
	char text[TEXT_MOST];
};

static struct {
	const char *scheme;
	unsigned port;
	uint64_t sites;
	uint64_t begun;
	uint64_t good;
	uint64_t bad;
} b;

static size_t received(char *p, size_t size, size_t count, void *ctx)
{
	struct transfer *t = ctx;
	str piece = {(const uint8_t *)p, size * count};

	if (piece.n > TEXT_MOST - t->n)
		return 0;
	bytes_copy(t->text + t->n, TEXT_MOST - t->n, piece);
	t->n += piece.n;
	return piece.n;
}

static bool begin(CURLM *multi, struct transfer *t)
{
	char url[80];

	if (b.begun == b.sites)
		return false;
	uint32_t ip = addr_v4_of(bench_address(b.begun++));
	snprintf(url, sizeof(url), "%s://%u.%u.%u.%u:%u/", b.scheme, ip >> 24, ip >> 16 & 255, ip >> 8 & 255, ip & 255,
		 b.port);
	t->n = 0;
	must(curl_easy_setopt(t->easy, CURLOPT_URL, url) == CURLE_OK);
	must(curl_multi_add_handle(multi, t->easy) == CURLM_OK);
	return true;
}

static void prepare(struct transfer *t)
{
	t->easy = curl_easy_init();
	must(t->easy);
	curl_easy_setopt(t->easy, CURLOPT_WRITEFUNCTION, received);
	curl_easy_setopt(t->easy, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(t->easy, CURLOPT_PRIVATE, t);
	curl_easy_setopt(t->easy, CURLOPT_SSL_VERIFYPEER, 0L);
	curl_easy_setopt(t->easy, CURLOPT_SSL_VERIFYHOST, 0L);
	curl_easy_setopt(t->easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
	curl_easy_setopt(t->easy, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(t->easy, CURLOPT_FRESH_CONNECT, 1L);
	curl_easy_setopt(t->easy, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
	curl_easy_setopt(t->easy, CURLOPT_TIMEOUT, 10L);
	curl_easy_setopt(t->easy, CURLOPT_NOSIGNAL, 1L);
}

/* Takes one that ended and begins the next with its handle. */
static bool take(CURLM *multi)
{
	int left;
	CURLMsg *m = curl_multi_info_read(multi, &left);
	struct transfer *t = NULL;
	long code = 0;

	if (!m)
		return false;
	CURL *easy = m->easy_handle;
	CURLcode result = m->data.result;
	curl_easy_getinfo(easy, CURLINFO_PRIVATE, &t);
	curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &code);
	bool good = result == CURLE_OK && code == 200 && str_has((str){(uint8_t *)t->text, t->n}, STR("</html>"));
	b.good += good;
	if (!good && b.bad++ < 3)
		fprintf(stderr, "bad: %s, %ld\n", curl_easy_strerror(result), code);
	curl_multi_remove_handle(multi, easy);
	(void)begin(multi, t);
	return true;
}

int main(int argc, char **argv)
{
	if (argc != 5)
		return 2;
	size_t parallel = bench_number(argv[4]);
	struct transfer *all = calloc(parallel, sizeof(*all));
	int running;

	b.scheme = argv[1];
	b.port = (unsigned)bench_number(argv[2]);
	b.sites = bench_number(argv[3]);
	must(all && curl_global_init(CURL_GLOBAL_ALL) == 0);
	CURLM *multi = curl_multi_init();
	curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, 1L);
	struct bench_time t = bench_begin();
	for (size_t i = 0; i < parallel; i++) {
		prepare(&all[i]);
		(void)begin(multi, &all[i]);
	}
	while (b.good + b.bad < b.sites) {
		must(curl_multi_perform(multi, &running) == CURLM_OK);
		bool any = false;
		while (take(multi))
			any = true;
		if (!any && running)
			(void)curl_multi_poll(multi, NULL, 0, 100, NULL);
	}
	bench_print("curl", &t, b.good, b.bad);
	for (size_t i = 0; i < parallel; i++)
		curl_easy_cleanup(all[i].easy);
	curl_multi_cleanup(multi);
	free(all);
	return b.good == b.sites ? 0 : 1;
}
