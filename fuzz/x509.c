/* Certificates: the parser and everything that reads its result. */
#include "base/must.h"
#include "format/x509.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct x509 x;
	buf b AUTO(buf_release);

	buf_init(&b, 1 << 16);
	if (x509_parse((str){data, size}, &x) != PARSE_OK)
		return 0;
	x509_name_put(&b, x.issuer);
	x509_name_put(&b, x.subject);
	x509_signature_put(&b, x.signature);
	cur c = cur_of(x.alt_names);
	struct x509_alt a;

	while (x509_alt_next(&c, &a)) {
		/* What an entry says of itself it is good for, when it has no star. */
		if (a.kind == X509_ALT_DNS && a.value.n && !str_ends(a.value, STR(".")))
			must(x509_good_for_name(&x, a.value));
		if (a.kind == X509_ALT_IP)
			must(x509_good_for_ip(&x, a.value));
	}
	must(x.dated || (!x.not_before && !x.not_after));
	return 0;
}
