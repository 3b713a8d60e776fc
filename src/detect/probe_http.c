/* HTTP/1.1 (RFC 9112) requests of one line and a few headers; Docker Engine API, Elasticsearch, etcd's JSON gateway,
 * the container registry's API. */
#include "detect/probe_http.h"

#include "base/i18n.h"

/* Of a body that tells of the service itself, so much is shown. */
#define PROOF_MOST ((size_t)200)
#define BODY_MOST ((size_t)1024)

static void put_request(buf *b, const struct probe_ask *ask, const char *method, const char *path, str body)
{
	buf_printf(b, "%s %s HTTP/1.1\r\nHost: %.*s", method, path, STR_ARG(ask->host));
	if (ask->port != 80)
		buf_printf(b, ":%u", ask->port);
	buf_printf(b, "\r\nUser-Agent: %.*s\r\nAccept: */*\r\nConnection: close\r\n", STR_ARG(ask->agent));
	if (body.n)
		buf_printf(b, "Content-Type: application/json\r\nContent-Length: %zu\r\n", body.n);
	buf_put_c(b, "\r\n");
	buf_put(b, body);
}

/* "HTTP/1.1 200" → 200; 0 where it is no status line. */
static unsigned status_of(str s)
{
	uint64_t code = 0;

	if (!str_starts(s, STR("HTTP/1.")) || s.n < 12 || s.p[8] != ' ' || !str_to_u64(str_sub(s, 9, 3), 999, &code))
		return 0;
	return (unsigned)code;
}

static size_t head_size(str s)
{
	size_t crlf = str_find(s, STR("\r\n\r\n"));
	size_t lf = str_find(s, STR("\n\n"));

	return crlf < lf ? crlf : lf;
}

static str head_of(str s)
{
	return str_sub(s, 0, head_size(s));
}

static str body_of(str s)
{
	return str_trim(str_from(s, head_size(s)));
}

/* A header's value, the first of that name. */
static str header(str head, str name)
{
	while (head.n) {
		str line = str_cut(&head, '\n').head;

		if (str_istarts(line, name) && str_starts(str_from(line, name.n), STR(":")))
			return str_trim(str_from(line, name.n + 1));
	}
	return (str){0};
}

static bool http_put(buf *b, const struct probe_ask *ask)
{
	put_request(b, ask, "GET", "/", (str){0});
	return true;
}

/* The whole body is known to be there by its length, where one is told; else the server's close ends it. */
static bool http_enough(str s)
{
	size_t n = head_size(s);
	uint64_t length = 0;

	if (n == s.n)
		return false;
	str told = header(str_sub(s, 0, n), STR("Content-Length"));

	return told.n && str_to_u64(told, 1 << 30, &length) && s.n >= n + 4 && s.n - n - 4 >= length;
}

/* Splits "nginx/1.22.1 (Debian)" or "Docker/20.10 (linux)". */
static void name_server(struct banner *r, str server)
{
	size_t slash = str_find_byte(server, '/');
	size_t blank = str_find_byte(server, ' ');

	r->product = str_sub(server, 0, slash < blank ? slash : server.n);
	if (slash < blank)
		r->version = banner_version(str_from(server, slash + 1));
}

static bool http_read(str s, struct banner *r)
{
	if (!status_of(s))
		return false;
	str head = head_of(s);
	str body = body_of(s);

	*r = (struct banner){.protocol = "http", .line = banner_line(s)};
	name_server(r, header(head, STR("Server")));
	if (str_istarts(r->product, STR("Docker")) || str_has(body, STR("{\"message\":\"page not found\"}")))
		r->next = "docker";
	else if (str_has(body, STR("\"cluster_name\"")) || header(head, STR("X-elastic-product")).n)
		r->next = "elasticsearch";
	return true;
}

const struct probe probe_http = {
	.name = "http",
	.asked = "GET /",
	.ports = {80, 8080, 8000, 8888, 8081, 9000, 3000, 8008},
	.put = http_put,
	.enough = http_enough,
	.read = http_read,
};

/* Not what was looked for, but HTTP: nothing more is asked. */
static bool plain_http(str s, struct banner *r)
{
	bool is = http_read(s, r);

	r->next = NULL;
	return is;
}

/* What an HTTP service of a known kind said: refused (401, 403) or not. */
static enum banner_access access_of(unsigned status, bool proven)
{
	if (proven)
		return BANNER_OPEN;
	return status == 401 || status == 403 ? BANNER_CLOSED : BANNER_UNTOLD;
}

/* ---- Docker Engine: its version answers only to whom it would obey ---- */

static bool docker_put(buf *b, const struct probe_ask *ask)
{
	put_request(b, ask, "GET", "/version", (str){0});
	return true;
}

static bool docker_read(str s, struct banner *r)
{
	str body = body_of(s);

	if (!status_of(s) || !str_has(body, STR("\"ApiVersion\"")))
		return plain_http(s, r);
	*r = (struct banner){
		.protocol = "docker", .product = STR("Docker"), .management = true, .line = banner_line(s)};
	r->version = banner_version(banner_json(body, STR("Version")));
	r->proof = str_sub(body, 0, PROOF_MOST);
	r->access = access_of(status_of(s), status_of(s) == 200);
	return true;
}

const struct probe probe_docker = {
	.name = "docker",
	.asked = "GET /version",
	.exposure = true,
	.ports = {2375, 2376},
	.put = docker_put,
	.enough = http_enough,
	.read = docker_read,
};

/* ---- Elasticsearch and its kin ---- */

static bool elasticsearch_read(str s, struct banner *r)
{
	str body = body_of(s);
	unsigned status = status_of(s);
	bool told = str_has(body, STR("\"cluster_name\"")) && str_has(body, STR("\"lucene_version\""));
	bool refused = str_has(body, STR("security_exception")) || header(head_of(s), STR("X-elastic-product")).n;

	if (!status || (!told && !refused))
		return plain_http(s, r);
	*r = (struct banner){.protocol = "elasticsearch", .database = true, .line = banner_line(s)};
	r->product = str_has(body, STR("opensearch")) ? STR("OpenSearch") : STR("Elasticsearch");
	r->version = banner_version(banner_json(body, STR("number")));
	r->proof = str_sub(body, 0, PROOF_MOST);
	r->access = access_of(status, status == 200 && told);
	return true;
}

const struct probe probe_elasticsearch = {
	.name = "elasticsearch",
	.asked = "GET /",
	.exposure = true,
	.ports = {9200},
	.put = http_put,
	.enough = http_enough,
	.read = elasticsearch_read,
};

/* ---- etcd: how many keys are there? The count alone is asked for, no key and no value ---- */

static bool etcd_put(buf *b, const struct probe_ask *ask)
{
	put_request(b, ask, "POST", "/v3/kv/range",
		    STR("{\"key\":\"AA==\",\"range_end\":\"AA==\",\"count_only\":true}"));
	return true;
}

static bool etcd_read(str s, struct banner *r)
{
	str body = body_of(s);
	unsigned status = status_of(s);
	bool told = str_has(body, STR("\"cluster_id\"")) && str_has(body, STR("\"raft_term\""));
	bool refused = str_has(body, STR("etcdserver: ")) || str_has(body, STR("user name is empty"));

	if (!status || (!told && !refused))
		return plain_http(s, r);
	*r = (struct banner){.protocol = "etcd", .product = STR("etcd"), .database = true, .line = banner_line(s)};
	r->proof = str_sub(body, 0, PROOF_MOST);
	r->access = status == 200 && told ? BANNER_OPEN : BANNER_CLOSED;
	return true;
}

const struct probe probe_etcd = {
	.name = "etcd",
	.asked = N_("POST /v3/kv/range, count only"),
	.exposure = true,
	.ports = {2379},
	.put = etcd_put,
	.enough = http_enough,
	.read = etcd_read,
};

/* ---- container registry: one name of its catalogue ---- */

static bool registry_put(buf *b, const struct probe_ask *ask)
{
	put_request(b, ask, "GET", "/v2/_catalog?n=1", (str){0});
	return true;
}

static bool registry_read(str s, struct banner *r)
{
	unsigned status = status_of(s);

	if (!status || !str_starts(header(head_of(s), STR("Docker-Distribution-Api-Version")), STR("registry/")))
		return plain_http(s, r);
	*r = (struct banner){.protocol = "registry", .product = STR("container registry"), .line = banner_line(s)};
	r->proof = r->line;
	r->access = access_of(status, status == 200 && str_has(body_of(s), STR("\"repositories\"")));
	return true;
}

const struct probe probe_registry = {
	.name = "registry",
	.asked = "GET /v2/_catalog?n=1",
	.exposure = true,
	.ports = {5000},
	.put = registry_put,
	.enough = http_enough,
	.read = registry_read,
};

bool probe_http_evidence(buf *b, const struct probe *p, str received)
{
	static const str secret[] = {STR_INIT("Set-Cookie:"), STR_INIT("Set-Cookie2:"), STR_INIT("Authorization:"),
				     STR_INIT("X-Auth-Token:"), STR_INIT("Location:")};
	str head = head_of(received);
	bool masked = false;

	while (head.n) {
		str line = str_cut(&head, '\n').head;
		size_t i = 0;

		while (i < ARRAY_LEN(secret) && !str_istarts(line, secret[i]))
			i++;
		masked |= i < ARRAY_LEN(secret);
		if (i < ARRAY_LEN(secret)) {
			buf_put(b, str_sub(line, 0, secret[i].n));
			buf_put_c(b, " ***\r\n");
		} else {
			buf_put(b, line);
			buf_put_c(b, "\n");
		}
	}
	/* The body of a page is the web collector's; that of an interface tells of the service alone. */
	if (p != &probe_http) {
		buf_put_c(b, "\r\n");
		buf_put(b, str_sub(body_of(received), 0, BODY_MOST));
	}
	return masked;
}
