#include "format/journal.h"

#include <zstd.h>

#include "base/cur.h"

#define HEADER_LEAST 208
#define OBJECT_HEADER 16
#define ENTRY_HEADER 64
#define DATA_HEADER 64
#define COMPACT_MORE 8 /* of data objects in compact journals */
#define ARRAY_HEADER 24
#define FIELDS_MOST 1024
#define NAME_MOST 64
#define WINDOW_MOST 23 /* 8 MiB */

enum object { OBJECT_DATA = 1, OBJECT_ENTRY = 3, OBJECT_ARRAY = 6 };
enum { FLAG_XZ = 1, FLAG_LZ4 = 2, FLAG_ZSTD = 4 };

#define INCOMPATIBLE_KNOWN 0x1fu /* xz, lz4, keyed hash, zstd, compact */
#define INCOMPATIBLE_COMPACT 0x10u

/* The object at an offset that is a multiple of 8, of that type; empty: none. *ret_flags: how it is compressed. */
static str object(const struct journal *j, uint64_t offset, enum object type, unsigned *ret_flags)
{
	if (offset % 8 || offset < HEADER_LEAST || offset > j->file.n || j->file.n - offset < OBJECT_HEADER)
		return (str){0};
	cur c = cur_of(str_from(j->file, (size_t)offset));
	unsigned got = cur_u8(&c);

	*ret_flags = cur_u8(&c);
	(void)cur_take(&c, 6);
	uint64_t size = cur_le64(&c);

	if (got != (unsigned)type || size < OBJECT_HEADER || size > j->file.n - offset)
		return (str){0};
	return str_sub(j->file, (size_t)offset, (size_t)size);
}

static uint64_t le64_at(str s, size_t at)
{
	cur c = cur_of(str_from(s, at));

	return cur_le64(&c);
}

/* Item i of a list that begins behind `from` bytes, in entries of `wide` bytes (4 in compact journals). */
static uint64_t item(const struct journal *j, str o, size_t from, uint64_t i, size_t wide)
{
	cur c = cur_of(str_from(o, from + (size_t)i * (j->compact ? 4 : wide)));

	return j->compact ? cur_le32(&c) : cur_le64(&c);
}

enum parse journal_parse(str file, struct journal *ret)
{
	*ret = (struct journal){.file = file};
	buf_init(&ret->line, JOURNAL_LINE_MOST);
	buf_init(&ret->field, JOURNAL_FIELD_MOST);
	if (!str_starts(file, JOURNAL_MAGIC) || file.n < HEADER_LEAST)
		return PARSE_BAD;
	cur c = cur_of(str_from(file, 12));
	uint32_t flags = cur_le32(&c);

	if (flags & ~INCOMPATIBLE_KNOWN)
		return PARSE_BAD;
	ret->compact = flags & INCOMPATIBLE_COMPACT;
	if (le64_at(file, 88) < HEADER_LEAST || le64_at(file, 88) > file.n)
		return PARSE_BAD;
	ret->entries = le64_at(file, 152);
	ret->array = le64_at(file, 176);
	return PARSE_OK;
}

/* The first bytes of a field that zstd made small; false: damaged, or longer than is read. */
static bool unzip(struct journal *j, str packed)
{
	ZSTD_DCtx *z = j->zstd;
	ZSTD_inBuffer in = {packed.p, packed.n, 0};
	size_t rc = 1;

	if (!z) {
		z = j->zstd = ZSTD_createDCtx();
		if (!z || ZSTD_isError(ZSTD_DCtx_setParameter(z, ZSTD_d_windowLogMax, WINDOW_MOST)))
			return false;
	}
	buf_reset(&j->field);
	while (rc && (in.pos < in.size || rc == 1)) {
		uint8_t *room = buf_room(&j->field, 4096);
		ZSTD_outBuffer out = {room, 4096, 0};
		size_t was = in.pos;

		if (!room)
			return false;
		rc = ZSTD_decompressStream(z, &out, &in);
		if (ZSTD_isError(rc)) {
			ZSTD_freeDCtx(z);
			j->zstd = NULL;
			return false;
		}
		buf_added(&j->field, out.pos);
		if (!out.pos && in.pos == was)
			break;
	}
	return rc == 0;
}

/* "NAME=value" of a data object; empty: not read. */
static str field(struct journal *j, uint64_t offset)
{
	size_t head = DATA_HEADER + (j->compact ? COMPACT_MORE : 0);
	unsigned flags = 0;
	str o = object(j, offset, OBJECT_DATA, &flags);

	if (o.n <= head || flags & (FLAG_XZ | FLAG_LZ4))
		return (str){0};
	str payload = str_from(o, head);

	if (!(flags & FLAG_ZSTD))
		return payload.n <= JOURNAL_FIELD_MOST ? payload : (str){0};
	return unzip(j, payload) ? buf_str(&j->field) : (str){0};
}

/* Names that are of the machine and the journal's own, not of the record. */
static bool is_noise(str name)
{
	static const str noise[] = {
		STR_INIT("_BOOT_ID"),       STR_INIT("_MACHINE_ID"),      STR_INIT("_SYSTEMD_INVOCATION_ID"),
		STR_INIT("_CAP_EFFECTIVE"), STR_INIT("_SELINUX_CONTEXT"), STR_INIT("_STREAM_ID"),
		STR_INIT("_RUNTIME_SCOPE")};

	for (size_t i = 0; i < ARRAY_LEN(noise); i++)
		if (str_eq(name, noise[i]))
			return true;
	return false;
}

/* In the order of the journal: JSON of ours is sorted, which is not asked of a log. */
static void put_member(buf *b, str name, str value)
{
	buf_put_c(b, b->n > 1 ? ",\"" : "\"");
	buf_put(b, name);
	buf_put_c(b, "\":\"");
	for (size_t i = 0; i < value.n; i++) {
		uint8_t c = value.p[i];

		if (c < ' ' || c == 0x7f) {
			buf_printf(b, "\\u%04x", c);
			continue;
		}
		if (c == '"' || c == '\\')
			buf_put_byte(b, '\\');
		buf_put_byte(b, c);
	}
	buf_put_byte(b, '"');
}

static void put_field(struct journal *j, str f)
{
	size_t equals = str_find_byte(f, '=');

	if (!f.n || equals >= f.n || equals > NAME_MOST || !equals || !str_is_utf8(f)) {
		j->left_out++;
		return;
	}
	for (size_t i = 0; i < equals; i++)
		if (!byte_is_alnum(f.p[i]) && f.p[i] != '_')
			return;
	if (!is_noise(str_sub(f, 0, equals)))
		put_member(&j->line, str_sub(f, 0, equals), str_from(f, equals + 1));
}

static void put_entry(struct journal *j, str e)
{
	char when[24];
	size_t wide = j->compact ? 4 : 16;
	uint64_t n = (e.n - ENTRY_HEADER) / wide;

	snprintf(when, sizeof(when), "%llu", (unsigned long long)le64_at(e, 24));
	buf_reset(&j->line);
	buf_put_byte(&j->line, '{');
	put_member(&j->line, STR("__REALTIME_TIMESTAMP"), str_c(when));
	for (uint64_t i = 0; i < n && i < FIELDS_MOST; i++) {
		str f = field(j, item(j, e, ENTRY_HEADER, i, wide));

		/* Escapes may make six bytes of one. */
		if (j->line.n + 6 * f.n + 128 < JOURNAL_LINE_MOST)
			put_field(j, f);
		else
			j->left_out++;
	}
	j->left_out += n > FIELDS_MOST;
	buf_put_c(&j->line, "}\n");
}

/* The array that goes on where this one ends: behind it in the file. False: the end. */
static bool next_array(struct journal *j)
{
	unsigned flags;
	str a = object(j, j->array, OBJECT_ARRAY, &flags);
	uint64_t next = a.n >= ARRAY_HEADER ? le64_at(a, 16) : 0;

	if (!a.n || (next && next <= j->array)) {
		j->damaged = j->array != 0;
		return false;
	}
	j->array = next;
	j->at = 0;
	return next != 0;
}

bool journal_next(struct journal *j, str *ret)
{
	for (;;) {
		unsigned flags;
		str a = object(j, j->array, OBJECT_ARRAY, &flags);
		uint64_t n = a.n >= ARRAY_HEADER ? (a.n - ARRAY_HEADER) / (j->compact ? 4 : 8) : 0;

		if (j->at >= n) {
			if (!next_array(j))
				return false;
			continue;
		}
		uint64_t offset = item(j, a, ARRAY_HEADER, j->at++, 8);

		/* The rest of the last array is still empty. */
		if (!offset) {
			j->damaged = j->given < j->entries;
			return false;
		}
		str e = object(j, offset, OBJECT_ENTRY, &flags);

		if (e.n < ENTRY_HEADER || offset <= j->last) {
			j->damaged = true;
			return false;
		}
		j->last = offset;
		j->given++;
		put_entry(j, e);
		*ret = buf_str(&j->line);
		return true;
	}
}

void journal_release(struct journal *j)
{
	if (j->zstd)
		ZSTD_freeDCtx(j->zstd);
	j->zstd = NULL;
	buf_release(&j->line);
	buf_release(&j->field);
}
