/* denied: what is kept, for how long, and what never is. */
#include "net/denied.h"

#include "test/tap.h"

#define SECOND 1000

static uint8_t bytes[700];
static size_t used;

static void put(str s)
{
	bytes_copy(bytes + used, sizeof(bytes) - used, s);
	used += s.n;
}

/* A denial of a.test A with an SOA of this time to live and this minimum, `pad` bytes longer. */
static struct dns_message denial(uint8_t rcode, uint8_t ttl, const char *minimum, size_t pad)
{
	static uint8_t zeros[600];
	struct dns_message m = {0};
	uint8_t head[12] = {0, 1, 0x80, rcode, 0, 1, 0, 0, 0, 1, 0, 0};
	uint8_t fixed[10] = {0, DNS_SOA, 0, 1, 0, 0, 0, ttl, 0, 22};

	used = 0;
	put((str){head, sizeof(head)});
	put(STR("\1a\4test\0\0\1\0\1"));
	put(STR("\0"));
	put((str){fixed, sizeof(fixed)});
	put((str){zeros, 18});
	put((str){(const uint8_t *)minimum, 4});
	put((str){zeros, pad});
	ok(dns_message_parse((str){bytes, used}, &m) == PARSE_OK, "laid out");
	return m;
}

static bool kept(struct denied *d, const struct dns_message *m, int64_t now)
{
	struct dns_name name;
	struct dns_message found;

	denied_note(d, &m->name, DNS_A, m, 1);
	return dns_name_from(STR("A.test"), &name) && denied_find(d, &name, DNS_A, now, &found) &&
	       str_eq(found.bytes, m->bytes);
}

int main(void)
{
	struct denied *d = denied_new(7);
	struct dns_message m = denial(DNS_NXDOMAIN, 9, "\0\0\0\5", 0);

	ok(kept(d, &m, 5 * SECOND), "kept, whatever the case");
	ok(!kept(d, &m, 5 * SECOND + 1), "as long as the minimum says");
	denied_free(d);
	d = denied_new(7);
	m = denial(DNS_NOERROR, 3, "\0\0\0\5", 0);
	ok(kept(d, &m, 3 * SECOND) && !kept(d, &m, 3 * SECOND + 1), "or the SOA's own time, if that is less");
	m = denial(DNS_NXDOMAIN, 255, "\xff\xff\xff\xff", 0);
	ok(kept(d, &m, 255 * SECOND), "numbers without a sign");
	denied_free(d);
	d = denied_new(7);
	m = denial(DNS_SERVFAIL, 9, "\0\0\0\5", 0);
	ok(!kept(d, &m, 2), "a failure is no denial");
	m = denial(DNS_NXDOMAIN, 9, "\0\0\0\5", 600);
	ok(!kept(d, &m, 2), "a long answer is not kept");
	m = denial(DNS_NXDOMAIN, 9, "\0\0\0\5", 0);
	m.bytes.n -= 4;
	ok(!kept(d, &m, 2), "nor one that breaks off");
	m = denial(DNS_NXDOMAIN, 9, "\0\0\0\5", 0);
	m.truncated = true;
	ok(!kept(d, &m, 2), "nor one that was cut");
	denied_free(d);
	return tap_done();
}
