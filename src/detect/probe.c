/* The table of probes, and what of an answer may be kept. */
#include "detect/probe.h"

#include "detect/probe_binary.h"
#include "detect/probe_http.h"
#include "detect/probe_text.h"

/* Of a text answer this much is kept as evidence: it proves, and holds little else. */
#define TEXT_MOST 2048

const struct probe *const probe_table[] = {
	&probe_http,  &probe_tls,      &probe_redis, &probe_memcached,     &probe_mqtt,      &probe_postgresql,
	&probe_mysql, &probe_ftp,      &probe_rsync, &probe_rsync_module,  &probe_zookeeper, &probe_docker,
	&probe_etcd,  &probe_registry, &probe_vnc,   &probe_mongodb,       &probe_ldap,      &probe_socks5,
	&probe_rdp,   &probe_amqp,     &probe_dns,   &probe_elasticsearch,
};
const size_t probe_count = ARRAY_LEN(probe_table);

const struct probe *probe_find(const char *name)
{
	for (size_t i = 0; i < probe_count; i++)
		if (str_eq(str_c(probe_table[i]->name), str_c(name)))
			return probe_table[i];
	return NULL;
}

const struct probe *probe_of_port(uint16_t port)
{
	for (size_t i = 0; port && i < probe_count; i++)
		for (size_t k = 0; k < ARRAY_LEN(probe_table[i]->ports); k++)
			if (probe_table[i]->ports[k] == port)
				return probe_table[i];
	return NULL;
}

const struct probe *probe_guess(size_t i)
{
	/* The commonest first; each is known to leave the others' servers unharmed. */
	static const struct probe *const order[] = {&probe_http,      &probe_tls,  &probe_redis,
						    &probe_memcached, &probe_mqtt, &probe_postgresql};

	return i < ARRAY_LEN(order) ? order[i] : NULL;
}

bool probe_evidence(buf *b, const struct probe *p, str received)
{
	if (str_starts(received, STR("HTTP/")))
		return probe_http_evidence(b, p, received);
	/* Behind AuthenticationOk comes the session's cancel key. Names of databases are the owner's. */
	if (p == &probe_postgresql && received.n > 9) {
		buf_put(b, str_sub(received, 0, 9));
		return true;
	}
	if (p == &probe_mongodb && received.n > 16) {
		buf_put(b, str_sub(received, 0, 16));
		return true;
	}
	buf_put(b, str_sub(received, 0, TEXT_MOST));
	return false;
}
