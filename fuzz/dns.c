/* DNS messages: every record and its text within the bytes; a name read and written again reads the same. */
#include "format/dns.h"

#include "base/must.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dns_message m;
	struct dns_walk w = {0};
	struct dns_record r;
	uint8_t ips[8][16];
	size_t records = 0;
	buf b;

	if (dns_message_parse((str){data, size}, &m) != PARSE_OK)
		return 0;
	buf_init(&b, 1 << 20);
	while (dns_record_next(&m, &w, &r)) {
		must(r.data_at + r.data.n <= size && r.name.n <= DNS_NAME_MOST);
		must(++records <= size / 11 + 1);
		(void)dns_data_put(&b, &m, &r);
		buf_reset(&b);
		dns_name_put(&b, &r.name);
		must(b.n <= DNS_TEXT_MOST);
		buf_reset(&b);
	}
	struct dns_name again;
	buf_put(&b, (str){m.name.b, m.name.n});
	must(m.questions == 0 || dns_name_read(buf_str(&b), 0, &again) == m.name.n);
	must(m.questions == 0 || dns_name_eq(&again, &m.name));
	must(dns_addresses(&m, ips, 8) <= 8);
	buf_reset(&b);
	if (m.questions) {
		dns_query_put(&b, &m.name, &(struct dns_question){m.id, m.type, m.class, false, 1232});
		struct dns_message q;
		must(dns_message_parse(buf_str(&b), &q) == PARSE_OK && dns_name_eq(&q.name, &m.name));
	}
	buf_release(&b);
	return 0;
}
