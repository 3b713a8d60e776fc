#include "model/sink.h"

#include "base/must.h"

#define REASON_MOST ((size_t)500)
#define KEY_MOST ((size_t)600)
#define MEDIA_MOST ((size_t)100)

static const char *const status_names[COLLECTED_STATUS_COUNT] = {
	[COLLECTED_DONE] = "done",       [COLLECTED_PARTIAL] = "partial", [COLLECTED_FAILED] = "failed",
	[COLLECTED_REFUSED] = "refused", [COLLECTED_SKIPPED] = "skipped",
};

const char *collected_status_name(enum collected_status s)
{
	return status_names[s];
}

void sink_init(struct sink *s, size_t max, str key)
{
	*s = (struct sink){.key = key};
	buf_init(&s->b, max);
}

void sink_release(struct sink *s)
{
	buf_release(&s->b);
}

void sink_reset(struct sink *s)
{
	buf_reset(&s->b);
	s->evidence_count = 0;
	s->ended = false;
}

static void put_bytes(buf *b, str s)
{
	buf_put_be(b, s.n, 4);
	buf_put(b, s);
}

/* Text cleaned and cut, with its length before it. */
static void put_text(buf *b, str s, size_t most)
{
	size_t at = b->n;

	buf_put_be(b, 0, 4);
	size_t start = b->n;

	buf_put_clean(b, s, most);
	if (b->full)
		return;
	size_t n = b->n - start;

	for (size_t i = 0; i < 4; i++)
		b->p[at + i] = (uint8_t)(n >> (24 - 8 * i));
}

/* An item is whole or absent: on overflow the buffer goes back to where the item began and stays full. */
static bool settle(struct sink *s, size_t start)
{
	if (!s->b.full)
		return true;
	s->b.n = start;
	return false;
}

static uint32_t put_evidence(struct sink *s, enum evidence_class class, const char *media, str bytes, str raw)
{
	size_t start = s->b.n;
	digest mac = {0};

	must(!s->ended);
	if (class == EVIDENCE_SENSITIVE)
		mac = digest_hmac(s->key, raw);
	buf_put_byte(&s->b, BATCH_EVIDENCE);
	buf_put_byte(&s->b, (uint8_t) class);
	put_text(&s->b, str_c(media), MEDIA_MOST);
	put_bytes(&s->b, bytes);
	buf_put_be(&s->b, raw.n, 8);
	buf_put(&s->b, digest_str(&mac));
	return settle(s, start) ? ++s->evidence_count : 0;
}

uint32_t sink_evidence(struct sink *s, const char *media, str bytes)
{
	return put_evidence(s, EVIDENCE_PLAIN, media, bytes, bytes);
}

uint32_t sink_evidence_masked(struct sink *s, const char *media, str masked, str raw)
{
	return put_evidence(s, EVIDENCE_SENSITIVE, media, masked, raw);
}

void sink_fact(struct sink *s, enum fact_id table, const void *row)
{
	const struct fact_table *t = &fact_tables[table];
	size_t start = s->b.n;

	must(!s->ended);
	buf_put_byte(&s->b, BATCH_FACT);
	buf_put_be(&s->b, (uint64_t)table, 2);
	/* The first member of every fact struct. */
	buf_put_be(&s->b, *(const uint32_t *)row, 4);
	for (size_t i = 0; i < t->column_count; i++) {
		const struct fact_column *c = &t->columns[i];
		const void *v = (const uint8_t *)row + c->offset;

		switch (c->type) {
		case FACT_TEXT:
			put_text(&s->b, *(const str *)v, c->most);
			break;
		case FACT_INT:
			buf_put_be(&s->b, (uint64_t) * (const int64_t *)v, 8);
			break;
		case FACT_BOOL:
			buf_put_byte(&s->b, *(const bool *)v);
			break;
		case FACT_TYPE_COUNT:
			break;
		}
	}
	(void)settle(s, start);
}

void sink_asset(struct sink *s, str key)
{
	size_t start = s->b.n;

	must(!s->ended);
	buf_put_byte(&s->b, BATCH_ASSET);
	put_text(&s->b, key, KEY_MOST);
	(void)settle(s, start);
}

void sink_gap(struct sink *s, enum fact_id table, const char *reason)
{
	size_t start = s->b.n;

	must(!s->ended);
	buf_put_byte(&s->b, BATCH_GAP);
	buf_put_be(&s->b, (uint64_t)table, 2);
	put_text(&s->b, str_c(reason), REASON_MOST);
	(void)settle(s, start);
}

void sink_end(struct sink *s, enum collected_status status, const char *reason)
{
	must(!s->ended);
	if (s->b.full) {
		/* Half a batch proves nothing: all of it goes, and the collection says why. */
		buf_reset(&s->b);
		status = COLLECTED_FAILED;
		reason = "more was found than one collection may hold";
	}
	s->ended = true;
	buf_put_byte(&s->b, BATCH_END);
	buf_put_byte(&s->b, (uint8_t)status);
	put_text(&s->b, str_c(reason), REASON_MOST);
}

static str take_text(cur *c, size_t most)
{
	uint32_t n = cur_u32(c);
	str s = cur_take(c, n);

	if (s.n > most || !str_is_utf8(s) || str_find_byte(s, 0) < s.n)
		cur_fail(c);
	return c->bad ? (str){0} : s;
}

static void take_evidence(cur *c, struct batch_item *ret)
{
	uint8_t class = cur_u8(c);

	if (class >= EVIDENCE_CLASS_COUNT)
		cur_fail(c);
	ret->class = (enum evidence_class) class;
	ret->media = take_text(c, MEDIA_MOST);
	uint32_t n = cur_u32(c);

	ret->bytes = cur_take(c, n);
	ret->raw_size = cur_u64(c);
	str mac = cur_take(c, sizeof(ret->raw_hmac.b));

	bytes_copy(ret->raw_hmac.b, sizeof(ret->raw_hmac.b), mac);
}

static void take_table(cur *c, struct batch_item *ret)
{
	uint16_t id = cur_u16(c);

	if (id >= FACT_COUNT) {
		cur_fail(c);
		id = 0;
	}
	ret->table = (enum fact_id)id;
}

static void take_fact(cur *c, struct batch_item *ret)
{
	take_table(c, ret);
	const struct fact_table *t = &fact_tables[ret->table];

	must(t->column_count <= FACT_COLUMNS_MOST);
	ret->evidence = cur_u32(c);
	for (size_t i = 0; cur_ok(c) && i < t->column_count; i++) {
		struct fact_value *v = &ret->values[i];

		switch (t->columns[i].type) {
		case FACT_TEXT:
			v->text = take_text(c, t->columns[i].most);
			break;
		case FACT_INT:
			v->number = (int64_t)cur_u64(c);
			break;
		case FACT_BOOL:
			v->number = cur_u8(c);
			if (v->number > 1)
				cur_fail(c);
			break;
		case FACT_TYPE_COUNT:
			break;
		}
	}
}

bool batch_next(cur *c, struct batch_item *ret)
{
	if (!cur_more(c))
		return false;
	uint8_t kind = cur_u8(c);

	*ret = (struct batch_item){.kind = kind < BATCH_KIND_COUNT ? (enum batch_kind)kind : BATCH_END};
	if (kind >= BATCH_KIND_COUNT)
		cur_fail(c);
	switch (ret->kind) {
	case BATCH_EVIDENCE:
		take_evidence(c, ret);
		break;
	case BATCH_FACT:
		take_fact(c, ret);
		break;
	case BATCH_ASSET:
		ret->key = take_text(c, KEY_MOST);
		break;
	case BATCH_GAP:
		take_table(c, ret);
		ret->reason = take_text(c, REASON_MOST);
		break;
	case BATCH_END: {
		uint8_t status = cur_u8(c);

		if (status >= COLLECTED_STATUS_COUNT) {
			cur_fail(c);
			status = COLLECTED_FAILED;
		}
		ret->status = (enum collected_status)status;
		ret->reason = take_text(c, REASON_MOST);
		if (c->n)
			cur_fail(c);
		break;
	}
	case BATCH_KIND_COUNT:
		break;
	}
	/* Whatever is not the end must be followed by more. */
	if (ret->kind != BATCH_END && c->n == 0)
		cur_fail(c);
	return !c->bad;
}

bool sink_adopt(struct sink *s, str batch, enum collected_status *ret_status, str *ret_reason)
{
	cur c = cur_of(batch);
	struct batch_item item;
	size_t whole = 0; /* bytes before the end item */
	uint32_t evidence = 0;
	bool ended = false;

	must(!s->ended && s->b.n == 0 && s->evidence_count == 0);
	while (!ended && batch_next(&c, &item)) {
		ended = item.kind == BATCH_END;
		evidence += item.kind == BATCH_EVIDENCE;
		if (item.kind == BATCH_FACT && item.evidence > evidence)
			return false;
		if (!ended)
			whole = batch.n - c.n;
	}
	if (!ended || !cur_done(&c))
		return false;
	buf_put(&s->b, str_sub(batch, 0, whole));
	s->evidence_count = evidence;
	*ret_status = item.status;
	*ret_reason = item.reason;
	return true;
}
