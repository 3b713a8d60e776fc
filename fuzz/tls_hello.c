/* What a server answers to a ClientHello. */
#include "base/must.h"
#include "format/tls_hello.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tls_answer a = {0};
	buf b AUTO(buf_release);

	buf_init(&b, 4096);
	if (tls_answer_parse((str){data, size}, &a) == PARSE_OK && a.kind == TLS_ANSWER_HELLO) {
		must(size >= 44);
		tls_suite_put(&b, a.suite);
		must(!tls_suite_naked(a.suite) || tls_suite_weak(a.suite));
	}
	str chain[8];

	buf_reset(&b);
	size_t n = tls_chain_read((str){data, size}, &b, chain, 8);

	must(n <= 8);
	for (size_t i = 0; i < n; i++)
		must(chain[i].n <= size && chain[i].p >= b.p && chain[i].p + chain[i].n <= b.p + b.n);
	return 0;
}
