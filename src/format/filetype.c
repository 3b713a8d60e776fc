/* Marks: the formats' own descriptions; structure of text: RFC 5322 section 2.2, RFC 4155 (mbox), RFC 4180. */
#include "format/filetype.h"

#include "base/cur.h"

static const char *const names[FILETYPE_COUNT] = {
	[FILETYPE_TEXT] = "text",
	[FILETYPE_CSV] = "csv",
	[FILETYPE_JSON] = "json",
	[FILETYPE_NDJSON] = "ndjson",
	[FILETYPE_XML] = "xml",
	[FILETYPE_HTML] = "html",
	[FILETYPE_SQL] = "sql",
	[FILETYPE_EML] = "eml",
	[FILETYPE_MBOX] = "mbox",
	[FILETYPE_XLSX] = "xlsx",
	[FILETYPE_DOCX] = "docx",
	[FILETYPE_PPTX] = "pptx",
	[FILETYPE_ODF] = "odf",
	[FILETYPE_OFD] = "ofd",
	[FILETYPE_PDF] = "pdf",
	[FILETYPE_OLE] = "ole",
	[FILETYPE_SQLITE] = "sqlite",
	[FILETYPE_REDIS] = "redis",
	[FILETYPE_SQLITE_WAL] = "sqlite-wal",
	[FILETYPE_PGDUMP] = "pgdump",
	[FILETYPE_EVTX] = "evtx",
	[FILETYPE_RTF] = "rtf",
	[FILETYPE_ZIP] = "zip",
	[FILETYPE_TAR] = "tar",
	[FILETYPE_CPIO] = "cpio",
	[FILETYPE_AR] = "ar",
	[FILETYPE_7Z] = "7z",
	[FILETYPE_RAR] = "rar",
	[FILETYPE_GZIP] = "gzip",
	[FILETYPE_XZ] = "xz",
	[FILETYPE_LZMA] = "lzma",
	[FILETYPE_ZSTD] = "zstd",
	[FILETYPE_BZIP2] = "bzip2",
	[FILETYPE_LZ4] = "lz4",
	[FILETYPE_ZLIB] = "zlib",
	[FILETYPE_GIT] = "git-pack",
	[FILETYPE_EMPTY] = "empty",
	[FILETYPE_IMAGE] = "image",
	[FILETYPE_MEDIA] = "media",
	[FILETYPE_PROGRAM] = "program",
	[FILETYPE_PCAP] = "pcap",
	[FILETYPE_BINARY] = "binary",
	[FILETYPE_PARQUET] = "parquet",
	[FILETYPE_ORC] = "orc",
	[FILETYPE_AVRO] = "avro",
	[FILETYPE_ACCESS] = "access",
	[FILETYPE_OUTLOOK] = "outlook",
	[FILETYPE_KEEPASS] = "keepass",
	[FILETYPE_ISO] = "iso",
	[FILETYPE_DISK] = "disk-image",
	[FILETYPE_CAB] = "cab",
	[FILETYPE_RPM] = "rpm",
	[FILETYPE_COMPRESS] = "compress",
	[FILETYPE_LZO] = "lzo",
};

bool filetype_is_text(enum filetype t)
{
	return t <= FILETYPE_MBOX;
}

const char *filetype_name(enum filetype t)
{
	return t < FILETYPE_COUNT ? names[t] : "binary";
}

/* ---- marks ---- */

static const struct mark {
	str bytes;
	size_t at;
	enum filetype type;
} marks[] = {
	{STR_INIT("\x1f\x8b\x08"), 0, FILETYPE_GZIP},
	{STR_INIT("\xfd"
		  "7zXZ\0"),
	 0, FILETYPE_XZ},
	{STR_INIT("\x28\xb5\x2f\xfd"), 0, FILETYPE_ZSTD},
	{STR_INIT("\x04\x22\x4d\x18"), 0, FILETYPE_LZ4},
	{STR_INIT("7z\xbc\xaf\x27\x1c"), 0, FILETYPE_7Z},
	{STR_INIT("Rar!\x1a\x07"), 0, FILETYPE_RAR},
	{STR_INIT("PK\x03\x04"), 0, FILETYPE_ZIP},
	{STR_INIT("PK\x05\x06"), 0, FILETYPE_ZIP},
	{STR_INIT("PK\x07\x08PK\x03\x04"), 0, FILETYPE_ZIP},
	{STR_INIT("%PDF-"), 0, FILETYPE_PDF},
	{STR_INIT("SQLite format 3\0"), 0, FILETYPE_SQLITE},
	{STR_INIT("\x37\x7f\x06\x82"), 0, FILETYPE_SQLITE_WAL},
	{STR_INIT("\x37\x7f\x06\x83"), 0, FILETYPE_SQLITE_WAL},
	{STR_INIT("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), 0, FILETYPE_OLE},
	{STR_INIT("REDIS00"), 0, FILETYPE_REDIS},
	{STR_INIT("PGDMP"), 0, FILETYPE_PGDUMP},
	{STR_INIT("Obj\x01"), 0, FILETYPE_AVRO},
	{STR_INIT("PAR1\x15"), 0, FILETYPE_PARQUET},
	{STR_INIT("ElfFile\0"), 0, FILETYPE_EVTX},
	{STR_INIT("{\\rtf"), 0, FILETYPE_RTF},
	{STR_INIT("ustar"), 257, FILETYPE_TAR},
	{STR_INIT("070701"), 0, FILETYPE_CPIO},
	{STR_INIT("070702"), 0, FILETYPE_CPIO},
	{STR_INIT("070707"), 0, FILETYPE_CPIO},
	{STR_INIT("!<arch>\n"), 0, FILETYPE_AR},
	{STR_INIT("PACK\0\0\0\2"), 0, FILETYPE_GIT},
	{STR_INIT("PACK\0\0\0\3"), 0, FILETYPE_GIT},
	{STR_INIT("\0\1\0\0Standard Jet DB\0"), 0, FILETYPE_ACCESS},
	{STR_INIT("\0\1\0\0Standard ACE DB\0"), 0, FILETYPE_ACCESS},
	{STR_INIT("!BDN"), 0, FILETYPE_OUTLOOK},
	{STR_INIT("\x03\xd9\xa2\x9a"), 0, FILETYPE_KEEPASS},
	{STR_INIT("KDMV"), 0, FILETYPE_DISK},
	{STR_INIT("conectix"), 0, FILETYPE_DISK},
	{STR_INIT("vhdxfile"), 0, FILETYPE_DISK},
	{STR_INIT("QFI\xfb"), 0, FILETYPE_DISK},
	{STR_INIT("\x7f\x10\xda\xbe"), 64, FILETYPE_DISK},
	{STR_INIT("MSCF\0\0\0\0"), 0, FILETYPE_CAB},
	{STR_INIT("\xed\xab\xee\xdb"), 0, FILETYPE_RPM},
	{STR_INIT("\x1f\x9d\x90"), 0, FILETYPE_COMPRESS},
	{STR_INIT("\x89LZO\0\r\n\x1a\n"), 0, FILETYPE_LZO},
	{STR_INIT("\x7f"
		  "ELF"),
	 0, FILETYPE_PROGRAM},
	{STR_INIT("\xca\xfe\xba\xbe"), 0, FILETYPE_PROGRAM},
	{STR_INIT("dex\n03"), 0, FILETYPE_PROGRAM},
	{STR_INIT("\0asm"), 0, FILETYPE_PROGRAM},
	/* No programs, but like them: their text lies in them as it is. Translations, Python's code, Git's index, terminals, zones. */
	{STR_INIT("\xde\x12\x04\x95"), 0, FILETYPE_PROGRAM},
	{STR_INIT("\x95\x04\x12\xde"), 0, FILETYPE_PROGRAM},
	{STR_INIT("\x0d\x0d\x0a\0\0\0\0"), 1, FILETYPE_PROGRAM},
	{STR_INIT("DIRC\0\0\0"), 0, FILETYPE_PROGRAM},
	{STR_INIT("\x1a\x01"), 0, FILETYPE_PROGRAM},
	{STR_INIT("TZif"), 0, FILETYPE_PROGRAM},
	{STR_INIT("\xfftOc\0\0\0\2"), 0, FILETYPE_PROGRAM}, /* Git's own indexes: hashes alone */
	{STR_INIT("CGPH\1"), 0, FILETYPE_PROGRAM},
	{STR_INIT("RIDX\0\0\0"), 0, FILETYPE_PROGRAM},
	{STR_INIT("MIDX\1"), 0, FILETYPE_PROGRAM},
	{STR_INIT("BITM\0"), 0, FILETYPE_PROGRAM},
	{STR_INIT("ttcf\0"), 0, FILETYPE_MEDIA},
	{STR_INIT("\xff\xd8\xff"), 0, FILETYPE_IMAGE},
	{STR_INIT("\x89PNG\r\n\x1a\n"), 0, FILETYPE_IMAGE},
	{STR_INIT("GIF8"), 0, FILETYPE_IMAGE},
	{STR_INIT("II*\0"), 0, FILETYPE_IMAGE},
	{STR_INIT("MM\0*"), 0, FILETYPE_IMAGE},
	{STR_INIT("\0\0\1\0"), 0, FILETYPE_IMAGE},
	{STR_INIT("WEBP"), 8, FILETYPE_IMAGE},
	{STR_INIT("ftyp"), 4, FILETYPE_MEDIA},
	{STR_INIT("OggS"), 0, FILETYPE_MEDIA},
	{STR_INIT("fLaC"), 0, FILETYPE_MEDIA},
	{STR_INIT("ID3"), 0, FILETYPE_MEDIA},
	{STR_INIT("WAVE"), 8, FILETYPE_MEDIA},
	{STR_INIT("AVI "), 8, FILETYPE_MEDIA},
	{STR_INIT("\x1a\x45\xdf\xa3"), 0, FILETYPE_MEDIA},
	{STR_INIT("wOF"), 0, FILETYPE_MEDIA},
	{STR_INIT("OTTO\0"), 0, FILETYPE_MEDIA},
	{STR_INIT("\0\1\0\0\0"), 0, FILETYPE_MEDIA},
	{STR_INIT("\xd4\xc3\xb2\xa1"), 0, FILETYPE_PCAP},
	{STR_INIT("\x4d\x3c\xb2\xa1"), 0, FILETYPE_PCAP},
	{STR_INIT("\xa1\xb2\xc3\xd4"), 0, FILETYPE_PCAP},
	{STR_INIT("\x0a\x0d\x0d\x0a"), 0, FILETYPE_PCAP},
};

/* The five octal or more digits at 148 are the sum of the header's bytes with blanks in their place: old tars have no mark. */
static bool is_old_tar(str head)
{
	uint64_t sum = 0, said = 0;
	size_t digits = 0;

	if (head.n < 512 || !head.p[0])
		return false;
	for (size_t i = 0; i < 512; i++)
		sum += i >= 148 && i < 156 ? ' ' : head.p[i];
	for (size_t i = 148; i < 156; i++) {
		uint8_t c = head.p[i];

		if (c >= '0' && c <= '7') {
			said = said * 8 + (uint64_t)(c - '0');
			digits++;
		} else if (digits) {
			break;
		} else if (c != ' ') {
			return false;
		}
	}
	return digits >= 4 && sum == said;
}

/* .lzma has no mark: properties 0x5d, a power of two of a window, and a length that is unknown or sane. */
static bool is_lzma(str head)
{
	cur c = cur_of(head);
	uint8_t properties = cur_u8(&c);
	uint32_t window = cur_le32(&c);
	uint64_t size = cur_le64(&c);

	return !c.bad && properties == 0x5d && window >= 4096 && !(window & (window - 1)) &&
	       (size == UINT64_MAX || size < (uint64_t)1 << 40) && cur_u8(&c) == 0;
}

/* By the names in the local headers of the beginning. */
static enum filetype zip_type(str head)
{
	static const struct {
		str name;
		enum filetype type;
	} signs[] = {
		{STR_INIT("xl/"), FILETYPE_XLSX},
		{STR_INIT("word/"), FILETYPE_DOCX},
		{STR_INIT("ppt/"), FILETYPE_PPTX},
		{STR_INIT("OFD.xml"), FILETYPE_OFD},
		{STR_INIT("mimetypeapplication/vnd.oasis.opendocument."), FILETYPE_ODF},
	};

	for (size_t at = 0; at < head.n; at += 4) {
		at += str_find(str_from(head, at), STR("PK\x03\x04"));
		for (size_t i = 0; i < ARRAY_LEN(signs); i++)
			if (str_starts(str_from(head, at + 30), signs[i].name))
				return signs[i].type;
	}
	return FILETYPE_ZIP;
}

/* RFC 1950: a window of 32 KiB, no dictionary, and the two bytes are a multiple of 31. Text may begin so. */
static bool is_zlib(str head)
{
	return head.n > 8 && head.p[0] == 0x78 && !(head.p[1] & 0x20) && (head.p[0] << 8 | head.p[1]) % 31 == 0;
}

static bool by_mark(str head, enum filetype *ret)
{
	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (str_starts(str_from(head, marks[i].at), marks[i].bytes)) {
			*ret = marks[i].type == FILETYPE_ZIP ? zip_type(head) : marks[i].type;
			return true;
		}
	if (str_starts(head, STR("BZh")) && head.n > 10 &&
	    (str_eq(str_sub(head, 4, 6), STR("1AY&SY")) || str_eq(str_sub(head, 4, 6), STR("\x17rE8P\x90"))))
		*ret = FILETYPE_BZIP2;
	else if (str_starts(head, STR("MZ")) && head.n > 64 && str_find_byte(str_sub(head, 0, 64), 0) < 64)
		*ret = FILETYPE_PROGRAM;
	else if (str_starts(head, STR("BM")) && head.n > 26 && str_find_byte(str_sub(head, 6, 4), 0) == 0)
		*ret = FILETYPE_IMAGE;
	else if (is_old_tar(head))
		*ret = FILETYPE_TAR;
	else if (is_lzma(head))
		*ret = FILETYPE_LZMA;
	else
		return false;
	return true;
}

/* ---- text ---- */

struct census {
	size_t nuls[2]; /* at even and odd places */
	size_t controls;
	size_t nul_runs;
	size_t longest_nul;
};

/* Controls that text does not have: all but white space, escape and backspace. */
static const uint8_t is_control[256] = {[1 ... 7] = 1, [14 ... 26] = 1, [28 ... 31] = 1, [127] = 1};

static struct census count(str head)
{
	struct census k = {0};
	size_t run = 0;

	if (!memchr(head.p, 0, head.n)) {
		for (size_t i = 0; i < head.n; i++)
			k.controls += is_control[head.p[i]];
		return k;
	}
	for (size_t i = 0; i < head.n; i++) {
		uint8_t c = head.p[i];

		if (!c) {
			k.nuls[i & 1]++;
			k.nul_runs += !run;
			run++;
			k.longest_nul = run > k.longest_nul ? run : k.longest_nul;
			continue;
		}
		run = 0;
		k.controls += is_control[c];
	}
	return k;
}

/* Two bytes a character, high byte at places `high` (0 or 1): does what they say read as text? Of random pairs a third would. */
static bool reads_as_utf16(str head, size_t high)
{
	size_t units = head.n / 2, text = 0, ascii = 0;

	for (size_t i = 0; i < units; i++) {
		unsigned u = (unsigned)(head.p[2 * i + high] << 8 | head.p[2 * i + 1 - high]);
		bool plain = (u >= 0x20 && u < 0x7f) || u == '\t' || u == '\r' || u == '\n';

		ascii += plain;
		text += plain || (u >= 0x4e00 && u <= 0x9fff) || (u >= 0x3000 && u <= 0x303f) ||
			(u >= 0xff00 && u <= 0xffef) || (u >= 0x2010 && u <= 0x2026);
	}
	return units >= 8 && text * 20 >= units * 19 && ascii * 50 >= units;
}

/* Text with or without a byte order mark; UTF-16 of Latin text has NULs at every other place; a log may have a hole of NULs. Of random
 * bytes one in ten is a control. */
static bool is_text(str head)
{
	struct census k = count(head);
	size_t n = head.n, nuls = k.nuls[0] + k.nuls[1];

	if (str_starts(head, STR("\xff\xfe")) || str_starts(head, STR("\xfe\xff")))
		return nuls * 10 <= n * 6 && k.longest_nul < 16;
	/* The low bytes of Chinese characters are controls as often as anything else. */
	if (nuls && k.longest_nul < 16 && (reads_as_utf16(head, 0) || reads_as_utf16(head, 1)))
		return true;
	if (k.controls * 50 > n - nuls)
		return false;
	if (!nuls || (k.nul_runs <= 2 && k.longest_nul >= 16))
		return true;
	if (k.nuls[0] * 5 < n && k.nuls[1] * 20 < n && nuls * 100 <= n)
		return true; /* some strays */
	/* UTF-16: the high bytes of blanks, digits and line ends are all on one side. */
	return (k.nuls[0] * 50 < k.nuls[1] || k.nuls[1] * 50 < k.nuls[0]) && nuls * 20 >= n;
}

static str skip_blank(str s)
{
	if (str_starts(s, STR("\xef\xbb\xbf")))
		s = str_from(s, 3);
	while (s.n && byte_is_space(s.p[0]))
		s = str_from(s, 1);
	return s;
}

static str take_line(str *s)
{
	str l = str_cut(s, '\n').head;

	return str_ends(l, STR("\r")) ? str_sub(l, 0, l.n - 1) : l;
}

/* "Name: value" of RFC 5322; 2 for a name that mail has, 1 for another, 0 for none. */
static int header_line(str l)
{
	static const str known[] = {
		STR_INIT("From"),     STR_INIT("To"),           STR_INIT("Subject"),      STR_INIT("Date"),
		STR_INIT("Received"), STR_INIT("MIME-Version"), STR_INIT("Message-ID"),   STR_INIT("Return-Path"),
		STR_INIT("Cc"),       STR_INIT("Delivered-To"), STR_INIT("Content-Type"), STR_INIT("Reply-To"),
		STR_INIT("X-Mailer"),
	};
	size_t colon = str_find_byte(l, ':');

	if (!colon || colon >= l.n || colon > 60)
		return 0;
	for (size_t i = 0; i < colon; i++)
		if (l.p[i] <= ' ' || l.p[i] >= 0x7f)
			return 0;
	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (str_ieq(str_sub(l, 0, colon), known[i]))
			return 2;
	return 1;
}

/* From the first line on headers (continued lines allowed), two of them known. */
static bool is_mail(str s)
{
	size_t known = 0;

	for (size_t i = 0; i < 30 && s.n; i++) {
		str l = take_line(&s);
		int h = header_line(l);

		if (!l.n)
			break;
		if (!h && (!i || (l.p[0] != ' ' && l.p[0] != '\t')))
			return s.n == 0 && known >= 2; /* the head cut the line */
		known += h == 2;
	}
	return known >= 2;
}

static bool is_mbox(str s)
{
	if (!str_starts(s, STR("From ")))
		return false;
	str l = take_line(&s);

	return str_find_byte(l, ':') < l.n && is_mail(s);
}

static bool is_sql(str s)
{
	static const str starts[] = {
		STR_INIT("-- MySQL dump"),
		STR_INIT("-- MariaDB dump"),
		STR_INIT("-- PostgreSQL database dump"),
		STR_INIT("-- phpMyAdmin SQL"),
		STR_INIT("CREATE TABLE "),
		STR_INIT("INSERT INTO "),
		STR_INIT("PRAGMA foreign_keys"),
		STR_INIT("DROP TABLE "),
		STR_INIT("Navicat "),
		STR_INIT("BEGIN TRANSACTION;"),
		STR_INIT("REPLACE INTO "),
		STR_INIT("CREATE DATABASE "),
		STR_INIT("COPY "),
		STR_INIT("-- Dumping data "),
		STR_INIT("/*!40"),
		STR_INIT("SET NAMES "),
		STR_INIT("SET FOREIGN_KEY_"),
		STR_INIT("/*M!"),
	};

	for (size_t i = 0; i < 200 && s.n; i++) {
		str l = str_trim(take_line(&s));

		for (size_t k = 0; k < ARRAY_LEN(starts); k++)
			if (str_istarts(l, starts[k]) && (k != 12 || str_ihas(l, STR("FROM stdin"))))
				return true;
		/* Only comments and blank lines may stand before. */
		if (l.n && !str_starts(l, STR("-")) && !str_starts(l, STR("/*")) && !str_starts(l, STR("*")) &&
		    !str_starts(l, STR("Source ")) && !str_starts(l, STR("Target ")) && !str_istarts(l, STR("USE ")) &&
		    !str_istarts(l, STR("SET ")))
			return false;
	}
	return false;
}

/* Separators outside of quotes; SIZE_MAX: the quote does not close. */
static size_t separators(str l, uint8_t sep)
{
	size_t n = 0;
	bool quoted = false;

	for (size_t i = 0; i < l.n; i++) {
		quoted ^= l.p[i] == '"';
		n += !quoted && l.p[i] == sep;
	}
	return quoted ? SIZE_MAX : n;
}

/* The first lines have the same number of one separator; a name that says so needs one line only. */
static bool is_csv(str s, str name)
{
	static const uint8_t seps[] = {',', '\t', ';', '|'};
	bool named = str_iends(name, STR(".csv")) || str_iends(name, STR(".tsv"));

	for (size_t k = 0; k < ARRAY_LEN(seps); k++) {
		str rest = s;
		size_t want = separators(take_line(&rest), seps[k]), lines = 1;

		if (!want || want == SIZE_MAX)
			continue;
		while (lines < 8) {
			str l = take_line(&rest);

			if (!rest.n || separators(l, seps[k]) != want)
				break; /* the last line may be cut */
			lines++;
		}
		if (named || lines >= 4 || (lines >= 2 && !rest.n))
			return true;
	}
	/* A table of one column has its name alone to tell. */
	str first = take_line(&s), second = take_line(&s);

	return named && first.n && first.n <= 64 && second.n && str_find_byte(first, ' ') >= first.n;
}

static bool is_ndjson(str s)
{
	str first = str_trim(take_line(&s));

	s = skip_blank(s);
	return str_ends(first, STR("}")) && str_starts(s, STR("{"));
}

static enum filetype text_type(str head, str name)
{
	str s = skip_blank(head);

	if (str_starts(s, STR("<"))) {
		if (str_istarts(s, STR("<!doctype html")) || str_istarts(s, STR("<html")) ||
		    str_ihas(str_sub(s, 0, 1024), STR("<html")))
			return FILETYPE_HTML;
		return str_starts(s, STR("<?xml")) || (s.n > 1 && byte_is_alpha(s.p[1])) ? FILETYPE_XML : FILETYPE_TEXT;
	}
	if (is_mbox(s))
		return str_iends(name, STR(".eml")) ? FILETYPE_EML : FILETYPE_MBOX;
	if (is_mail(s) || (str_iends(name, STR(".eml")) && header_line(str_sub(s, 0, str_find_byte(s, '\n')))))
		return FILETYPE_EML;
	if (str_starts(s, STR("{")))
		return is_ndjson(s) ? FILETYPE_NDJSON : FILETYPE_JSON;
	if (str_starts(s, STR("[")) &&
	    (str_iends(name, STR(".json")) || str_starts(skip_blank(str_from(s, 1)), STR("{"))))
		return FILETYPE_JSON;
	if (is_sql(s))
		return FILETYPE_SQL;
	return is_csv(s, name) ? FILETYPE_CSV : FILETYPE_TEXT;
}

enum filetype filetype_of(str head, str name)
{
	enum filetype t;

	head = str_sub(head, 0, FILETYPE_HEAD);
	if (!head.n)
		return FILETYPE_EMPTY;
	if (by_mark(head, &t))
		return t;
	if (!is_text(head)) {
		/* Marks that a text may begin with too. */
		if (str_starts(head, STR("PAR1")))
			return FILETYPE_PARQUET;
		if (str_starts(head, STR("ORC")))
			return FILETYPE_ORC;
		/* A mark may stand behind some bytes of something else (RFC: the first 1,024 bytes of a PDF). */
		return str_has(str_sub(head, 0, 1024), STR("%PDF-1.")) ? FILETYPE_PDF
		       : is_zlib(head)                                 ? FILETYPE_ZLIB
								       : FILETYPE_BINARY;
	}
	return text_type(head, name);
}

bool filetype_may_be_disc(enum filetype t, str head)
{
	return head.n >= FILETYPE_HEAD && (t == FILETYPE_BINARY || (t == FILETYPE_TEXT && !head.p[0]));
}

bool filetype_is_disc(str bytes)
{
	return bytes.n >= FILETYPE_DISC_BYTES && str_eq(str_sub(bytes, 1, 5), STR("CD001"));
}
