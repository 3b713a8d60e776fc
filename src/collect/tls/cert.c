/* The names of a certificate are its dNSName and iPAddress entries; the common name is shown in the subject and matched
 * by nothing (RFC 9525 section 2). */
#include "collect/tls/cert.h"

#include "base/i18n.h"
#include "collect/tls/trust.h"
#include "format/x509.h"

#define CHAIN_MOST 10
#define TEXT_MOST 4096

static void put_names(buf *b, const struct x509 *x)
{
	cur c = cur_of(x->alt_names);
	struct x509_alt a;

	while (x509_alt_next(&c, &a)) {
		addr ip = {0};

		if (a.kind == X509_ALT_OTHER)
			continue;
		if (b->n)
			buf_put_byte(b, ' ');
		if (a.kind == X509_ALT_DNS) {
			buf_put(b, a.value);
		} else if (a.value.n == 4) {
			cur v = cur_of(a.value);

			addr_put(b, addr_v4(cur_u32(&v)));
		} else {
			bytes_copy(ip.b, sizeof(ip.b), a.value);
			addr_put(b, ip);
		}
	}
}

static bool good_for(const struct x509 *x, const struct asset *a)
{
	str ip = {a->ip.b, sizeof(a->ip.b)};

	if (!a->is_addr)
		return x509_good_for_name(x, a->host);
	return x509_good_for_ip(x, addr_is_v4(a->ip) ? str_from(ip, 12) : ip);
}

static void put_row(struct collect_job *job, size_t place, str der, const struct x509 *x, enum trust trust)
{
	buf subject AUTO(buf_release);
	buf issuer AUTO(buf_release);
	buf names AUTO(buf_release);
	buf serial AUTO(buf_release);
	buf signature AUTO(buf_release);
	digest print = digest_sha256(der);
	digest_hex hex = digest_to_hex(&print);

	buf_init(&subject, TEXT_MOST);
	buf_init(&issuer, TEXT_MOST);
	buf_init(&names, TEXT_MOST);
	buf_init(&serial, TEXT_MOST);
	buf_init(&signature, TEXT_MOST);
	x509_name_put(&subject, x->subject);
	x509_name_put(&issuer, x->issuer);
	put_names(&names, x);
	buf_put_hex(&serial, x->serial);
	x509_signature_put(&signature, x->signature);
	sink_put(job->sink, tls_cert, .evidence = sink_evidence(job->sink, "application/pkix-cert", der),
		 .place = (int64_t)place, .subject = buf_str(&subject), .issuer = buf_str(&issuer),
		 .serial = buf_str(&serial), .sha256 = str_c(hex.c), .names = buf_str(&names),
		 .not_before = x->dated ? x->not_before : FACT_NULL, .not_after = x->dated ? x->not_after : FACT_NULL,
		 .key_type = str_c(x->key_type), .key_bits = x->key_bits ? x->key_bits : FACT_NULL,
		 .signature = buf_str(&signature), .self_signed = trust_is_self_signed(der),
		 .name_match = good_for(x, job->asset), .trust = str_c(trust_name(trust)));
}

bool cert_put(struct collect_job *job, const str *chain, size_t n, const char **ret_why)
{
	enum trust trust = trust_of(job->scope, chain, n, job->at);
	struct x509 x;
	bool own = false;

	for (size_t i = 0; i < n && i < CHAIN_MOST; i++) {
		if (x509_parse(chain[i], &x) != PARSE_OK)
			continue;
		own |= i == 0;
		/* The verdict is the chain's; it stands at the server's own certificate. */
		put_row(job, i, chain[i], &x, i == 0 ? trust : TRUST_NO_ROOTS);
	}
	*ret_why = !own                      ? N_("the certificate could not be read")
		   : trust == TRUST_NO_ROOTS ? N_("no trusted roots are known here")
					     : NULL;
	return !*ret_why;
}
