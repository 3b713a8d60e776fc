/* cert: rows of tls_cert from a chain as a server showed it. */
#pragma once

#include "collect/collector.h"

/* One row a certificate (at most 10), with its DER as evidence. False: the server's own could not be read, or nothing can
 * be said of its trust; *ret_why says which. */
bool cert_put(struct collect_job *job, const str *chain, size_t n, const char **ret_why);
