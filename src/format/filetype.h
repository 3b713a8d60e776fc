/*
 * filetype: what a file is, told by its first bytes: by marks, then by structure; its name decides only where the bytes leave it open.
 */
#pragma once

#include "base/str.h"

/* Bytes of the beginning that are looked at: give so many where the file has them. */
#define FILETYPE_HEAD 16384

enum filetype {
	/* Text in any encoding. */
	FILETYPE_TEXT,
	FILETYPE_CSV, /* also with tabs, semicolons, bars */
	FILETYPE_JSON,
	FILETYPE_NDJSON,
	FILETYPE_XML,
	FILETYPE_HTML,
	FILETYPE_SQL, /* a dump or a script */
	FILETYPE_EML, /* one message (RFC 5322), as in a maildir too */
	FILETYPE_MBOX,
	/* Documents and databases. */
	FILETYPE_XLSX,
	FILETYPE_DOCX,
	FILETYPE_PPTX,
	FILETYPE_ODF,
	FILETYPE_OFD,
	FILETYPE_PDF,
	FILETYPE_OLE, /* Office before 2007, .msg */
	FILETYPE_SQLITE,
	FILETYPE_SQLITE_WAL,
	FILETYPE_REDIS,  /* dump.rdb */
	FILETYPE_PGDUMP, /* pg_dump -Fc */
	FILETYPE_EVTX,
	FILETYPE_PARQUET, /* tables of columns: Apache Parquet, ORC, Avro */
	FILETYPE_ORC,
	FILETYPE_AVRO,
	FILETYPE_RTF,
	FILETYPE_ACCESS,
	FILETYPE_OUTLOOK, /* .pst, .ost */
	FILETYPE_KEEPASS,
	/* Archives and compressed streams. */
	FILETYPE_ZIP, /* also JAR, APK: whatever is in a ZIP that is no document above */
	FILETYPE_TAR,
	FILETYPE_CPIO,
	FILETYPE_AR,
	FILETYPE_7Z,
	FILETYPE_RAR,
	FILETYPE_GZIP,
	FILETYPE_XZ,
	FILETYPE_LZMA,
	FILETYPE_ZSTD,
	FILETYPE_BZIP2,
	FILETYPE_ISO,  /* a disc: filetype_is_disc() */
	FILETYPE_DISK, /* of a virtual machine: VMDK, VHD, VHDX, VDI, qcow2 */
	FILETYPE_CAB,
	FILETYPE_RPM,
	FILETYPE_COMPRESS, /* .Z */
	FILETYPE_LZO,
	FILETYPE_LZ4,
	FILETYPE_ZLIB, /* as it is: a loose object of Git too */
	FILETYPE_GIT,  /* a pack */
	/* Nothing to unpack. */
	FILETYPE_EMPTY,
	FILETYPE_IMAGE,
	FILETYPE_MEDIA, /* sound, film, fonts */
	FILETYPE_PROGRAM,
	FILETYPE_PCAP,
	FILETYPE_BINARY, /* no text, and nothing that is known */
	FILETYPE_COUNT
};

/* head: the first FILETYPE_HEAD bytes, or all of them; name: may be empty. A ZIP that may be a document of Office is told by the names
 * of its first entries; unpack() looks at all of them. */
enum filetype filetype_of(str head, str name);
/* An image of a disc has its mark so far behind its beginning, which may be nothing at all. */
#define FILETYPE_DISC_AT ((size_t)32768)
#define FILETYPE_DISC_BYTES ((size_t)6)
/* May a file of which filetype_of() said this be one? Then its bytes from FILETYPE_DISC_AT on tell. */
bool filetype_may_be_disc(enum filetype t, str head);
bool filetype_is_disc(str bytes);
/* Is it text that is read as it lies (the first group above)? */
bool filetype_is_text(enum filetype t);
/* "text", "csv", "xlsx" …: for output, not translated. */
const char *filetype_name(enum filetype t);
