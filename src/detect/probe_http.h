/* probe_http: services that speak HTTP: web servers, and those that give data or command by it. See probe.h. */
#pragma once

#include "detect/probe.h"

extern const struct probe probe_http;
extern const struct probe probe_docker;
extern const struct probe probe_elasticsearch;
extern const struct probe probe_etcd;
extern const struct probe probe_registry;
/* Puts an answer as evidence: the head with the values of cookies and credentials as stars; of the body a little where
 * p is a probe of an interface, nothing where it is a page. True: something was masked. */
bool probe_http_evidence(buf *b, const struct probe *p, str received);
