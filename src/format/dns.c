#include "format/dns.h"

#include "base/cur.h"

#define HEADER 12
#define LABEL_MOST 63
#define CHAIN_MOST 16
/* A name of 255 bytes has at most 127 labels; each may be reached by a pointer of its own. */
#define POINTERS_MOST 128

bool dns_name_from(str text, struct dns_name *ret)
{
	size_t n = 0;

	if (str_eq(text, STR(".")))
		text.n = 0;
	while (text.n) {
		struct str_cut cut = str_cut(&text, '.');
		if (cut.head.n == 0 || cut.head.n > LABEL_MOST || n + cut.head.n + 2 > DNS_NAME_MOST)
			return false;
		ret->b[n++] = (uint8_t)cut.head.n;
		bytes_copy(ret->b + n, sizeof(ret->b) - n, cut.head);
		n += cut.head.n;
	}
	ret->b[n++] = 0;
	ret->n = (uint8_t)n;
	return true;
}

void dns_name_put(buf *b, const struct dns_name *name)
{
	cur c = cur_of((str){name->b, name->n});
	bool first = true;

	while (cur_more(&c)) {
		str label = cur_take(&c, cur_u8(&c));
		if (!label.n)
			break;
		if (!first)
			buf_put_byte(b, '.');
		first = false;
		for (size_t i = 0; i < label.n; i++) {
			uint8_t x = label.p[i];
			if (byte_is_alnum(x) || x == '-' || x == '_' || x == '*')
				buf_put_byte(b, x);
			else
				buf_printf(b, "\\%03u", x);
		}
	}
	if (first)
		buf_put_byte(b, '.');
}

void dns_type_put(buf *b, uint16_t type)
{
	static const struct {
		uint16_t type;
		const char *name;
	} known[] = {
		{DNS_A, "A"},     {DNS_NS, "NS"},   {DNS_CNAME, "CNAME"},   {DNS_SOA, "SOA"},
		{DNS_PTR, "PTR"}, {DNS_MX, "MX"},   {DNS_TXT, "TXT"},       {DNS_AAAA, "AAAA"},
		{DNS_DS, "DS"},   {DNS_ANY, "ANY"}, {DNS_DNSKEY, "DNSKEY"},
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		if (known[i].type == type) {
			buf_put_c(b, known[i].name);
			return;
		}
	}
	buf_printf(b, "TYPE%u", (unsigned)type);
}

bool dns_name_eq(const struct dns_name *a, const struct dns_name *b)
{
	/* Length bytes are below 'A', so that comparing without case changes nothing about them. */
	return str_ieq((str){a->b, a->n}, (str){b->b, b->n});
}

void dns_query_put(buf *b, const struct dns_name *name, const struct dns_question *q)
{
	uint8_t head[HEADER] = {(uint8_t)(q->id >> 8), (uint8_t)q->id,
				q->no_recursion ? 0 : 1, [5] = 1, [11] = q->edns_size ? 1 : 0};

	buf_put(b, (str){head, sizeof(head)});
	buf_put(b, (str){name->b, name->n});
	buf_put_be(b, q->type, 2);
	buf_put_be(b, q->class ? q->class : DNS_CLASS_IN, 2);
	if (!q->edns_size)
		return;
	buf_put_byte(b, 0);
	buf_put_be(b, DNS_OPT, 2);
	buf_put_be(b, q->edns_size, 2);
	buf_put_be(b, 0, 6);
}

size_t dns_name_read(str msg, size_t at, struct dns_name *ret)
{
	size_t end = 0, lowest = at;
	unsigned pointers = 0, n = 0;

	for (;;) {
		if (at >= msg.n)
			return 0;
		uint8_t c = msg.p[at];
		if (c >= 0xc0) {
			if (msg.n - at < 2 || ++pointers > POINTERS_MOST)
				return 0;
			size_t to = (size_t)(c & 0x3f) << 8 | msg.p[at + 1];
			if (!end)
				end = at + 2;
			/* Only backwards, below all that was read: no loop can be made. */
			if (to >= lowest)
				return 0;
			at = lowest = to;
			continue;
		}
		if (c > LABEL_MOST || msg.n - at - 1 < c || n + c + 1 + (c ? 1 : 0) > DNS_NAME_MOST)
			return 0;
		bytes_copy(ret->b + n, sizeof(ret->b) - n, (str){msg.p + at, (size_t)c + 1});
		n += c + 1u;
		at += (size_t)c + 1;
		if (!c)
			break;
	}
	ret->n = (uint8_t)n;
	return end ? end : at;
}

/* One question; the offset behind it, or 0. */
static size_t question_parse(struct dns_message *m, size_t at, bool first)
{
	ATTR_UNSET struct dns_name other;

	at = dns_name_read(m->bytes, at, first ? &m->name : &other);
	if (!at || m->bytes.n - at < 4)
		return 0;
	const uint8_t *p = m->bytes.p + at;
	if (first) {
		m->type = (uint16_t)(p[0] << 8 | p[1]);
		m->class = (uint16_t)(p[2] << 8 | p[3]);
	}
	return at + 4;
}

enum parse dns_message_parse(str msg, struct dns_message *ret)
{
	cur c = cur_of(msg);

	if (msg.n > DNS_MESSAGE_MOST)
		return PARSE_LIMIT;
	ret->bytes = msg;
	ret->id = cur_u16(&c);
	uint16_t flags = cur_u16(&c);
	ret->questions = cur_u16(&c);
	for (size_t i = 0; i < DNS_SECTION_COUNT; i++)
		ret->counts[i] = cur_u16(&c);
	if (!cur_ok(&c))
		return PARSE_BAD;
	ret->response = flags >> 15 & 1;
	ret->opcode = flags >> 11 & 15;
	ret->authoritative = flags >> 10 & 1;
	ret->truncated = flags >> 9 & 1;
	ret->recursion = flags >> 7 & 1;
	ret->rcode = flags & 15;
	ret->name.n = 0;
	ret->type = ret->class = 0;
	ret->records_at = HEADER;
	for (size_t i = 0; i < ret->questions; i++) {
		size_t at = question_parse(ret, ret->records_at, i == 0);
		if (!at)
			return PARSE_BAD;
		ret->records_at = at;
	}
	return PARSE_OK;
}

bool dns_record_next(const struct dns_message *m, struct dns_walk *w, struct dns_record *ret)
{
	if (!w->begun)
		*w = (struct dns_walk){.at = m->records_at, .begun = true};
	while (w->section < DNS_SECTION_COUNT && w->done >= m->counts[w->section]) {
		w->section++;
		w->done = 0;
	}
	if (w->section >= DNS_SECTION_COUNT || w->bad)
		return false;
	size_t at = dns_name_read(m->bytes, w->at, &ret->name);
	if (!at) {
		w->bad = true;
		return false;
	}
	cur c = cur_of(str_from(m->bytes, at));
	ret->section = w->section;
	ret->type = cur_u16(&c);
	ret->class = cur_u16(&c);
	ret->ttl = cur_u32(&c);
	size_t n = cur_u16(&c);
	ret->data = cur_take(&c, n);
	if (!cur_ok(&c)) {
		w->bad = true;
		return false;
	}
	ret->data_at = at + 10;
	w->at = ret->data_at + n;
	w->done++;
	return true;
}

static bool put_name_at(buf *b, const struct dns_message *m, size_t at, size_t end)
{
	struct dns_name name;
	size_t behind = dns_name_read(m->bytes, at, &name);

	if (!behind || behind > end)
		return false;
	dns_name_put(b, &name);
	return true;
}

static bool put_soa(buf *b, const struct dns_message *m, const struct dns_record *r)
{
	struct dns_name primary, mailbox;
	size_t end = r->data_at + r->data.n;
	size_t at = dns_name_read(m->bytes, r->data_at, &primary);

	if (at)
		at = dns_name_read(m->bytes, at, &mailbox);
	if (!at || at > end || end - at != 20)
		return false;
	dns_name_put(b, &primary);
	buf_put_byte(b, ' ');
	dns_name_put(b, &mailbox);
	cur c = cur_of(str_sub(m->bytes, at, 20));
	while (cur_more(&c))
		buf_printf(b, " %u", cur_u32(&c));
	return true;
}

static bool put_strings(buf *b, str data)
{
	cur c = cur_of(data);

	while (cur_more(&c)) {
		size_t n = cur_u8(&c);
		buf_put(b, cur_take(&c, n));
	}
	return cur_ok(&c);
}

static void put_v4(buf *b, str d)
{
	for (size_t i = 0; i < 4; i++) {
		if (i)
			buf_put_byte(b, '.');
		if (d.p[i] >= 100)
			buf_put_byte(b, (uint8_t)('0' + d.p[i] / 100));
		if (d.p[i] >= 10)
			buf_put_byte(b, (uint8_t)('0' + d.p[i] / 10 % 10));
		buf_put_byte(b, (uint8_t)('0' + d.p[i] % 10));
	}
}

static void put_v6(buf *b, str d)
{
	/* The canonical form is the business of model/addr; a message's text shows all eight groups. */
	for (size_t i = 0; i < 16; i += 2)
		buf_printf(b, "%s%x", i ? ":" : "", d.p[i] << 8 | d.p[i + 1]);
}

bool dns_data_put(buf *b, const struct dns_message *m, const struct dns_record *r)
{
	str d = r->data;
	size_t end = r->data_at + d.n;

	switch (r->type) {
	case DNS_A:
		if (d.n != 4)
			return false;
		put_v4(b, d);
		return true;
	case DNS_AAAA:
		if (d.n != 16)
			return false;
		put_v6(b, d);
		return true;
	case DNS_NS:
	case DNS_CNAME:
	case DNS_PTR:
		return put_name_at(b, m, r->data_at, end);
	case DNS_MX:
		if (d.n < 3)
			return false;
		buf_printf(b, "%u ", d.p[0] << 8 | d.p[1]);
		return put_name_at(b, m, r->data_at + 2, end);
	case DNS_SOA:
		return put_soa(b, m, r);
	case DNS_TXT:
		return put_strings(b, d);
	default:
		buf_put_hex(b, d);
		return true;
	}
}

bool dns_answers(const struct dns_message *m, const struct dns_name *name, const struct dns_question *q)
{
	return m->response && m->opcode == 0 && m->id == q->id && m->questions == 1 && m->type == q->type &&
	       m->class == (q->class ? q->class : DNS_CLASS_IN) && dns_name_eq(&m->name, name);
}

/* Follows one CNAME of `name` in the answer section; false when there is none. */
static bool chain_step(const struct dns_message *m, struct dns_name *name)
{
	struct dns_walk w = {0};
	struct dns_record r;

	while (dns_record_next(m, &w, &r) && r.section == DNS_ANSWER) {
		struct dns_name to;
		if (r.type != DNS_CNAME || r.class != DNS_CLASS_IN || !dns_name_eq(&r.name, name))
			continue;
		size_t end = dns_name_read(m->bytes, r.data_at, &to);
		if (!end || end > r.data_at + r.data.n)
			return false;
		*name = to;
		return true;
	}
	return false;
}

size_t dns_addresses(const struct dns_message *m, uint8_t (*ret)[16], size_t most)
{
	static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};
	struct dns_name name = m->name;
	struct dns_walk w = {0};
	struct dns_record r;
	size_t n = 0, size = m->type == DNS_A ? 4 : 16;

	for (int i = 0; i < CHAIN_MOST && chain_step(m, &name); i++)
		;
	while (n < most && dns_record_next(m, &w, &r) && r.section == DNS_ANSWER) {
		if (r.type != m->type || r.class != DNS_CLASS_IN || r.data.n != size || !dns_name_eq(&r.name, &name))
			continue;
		bytes_copy(ret[n], 16, (str){mapped, sizeof(mapped)});
		bytes_copy(ret[n] + 16 - size, size, r.data);
		n++;
	}
	return n;
}
