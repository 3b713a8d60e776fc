#include "detect/leak.h"

#include "detect/mask.h"

#define SHOWN ((size_t)2000) /* bytes of a body that go, masked, into the evidence */
#define NAMES_SHOWN 5
#define SETTINGS_SHOWN 8
#define ENV_LINES_LEAST 2

static const char *const kind_names[LEAK_KIND_COUNT] = {"listing",  "git",      "svn",         "env",       "backup",
							"sql-dump", "ds-store", "status-page", "debug-page"};

const struct leak_probe leak_probes[] = {
	{"/.git/HEAD", LEAK_GIT},         {"/.svn/entries", LEAK_SVN},      {"/.env", LEAK_ENV},
	{"/.DS_Store", LEAK_DS_STORE},    {"/backup.zip", LEAK_BACKUP},     {"/www.zip", LEAK_BACKUP},
	{"/%.zip", LEAK_BACKUP},          {"/backup.tar.gz", LEAK_BACKUP},  {"/backup.sql", LEAK_SQL_DUMP},
	{"/web.config.bak", LEAK_BACKUP}, {"/config.php.bak", LEAK_BACKUP}, {"/uploads/", LEAK_LISTING},
	{"/static/", LEAK_LISTING},       {"/files/", LEAK_LISTING},        {"/backup/", LEAK_LISTING},
	{"/nginx_status", LEAK_STATUS},   {"/server-status", LEAK_STATUS},  {"/phpinfo.php", LEAK_DEBUG},
	{"/actuator/env", LEAK_DEBUG},
};
const size_t leak_probe_count = ARRAY_LEN(leak_probes);

const char *leak_kind_name(enum leak_kind k)
{
	return kind_names[k];
}

const char *leak_confirm(enum leak_kind k)
{
	return k == LEAK_GIT ? "/.git/config" : k == LEAK_SVN ? "/.svn/wc.db" : NULL;
}

static bool all_hex(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (byte_hex(s.p[i]) < 0)
			return false;
	return s.n > 0;
}

/* A reference name as git allows it (git-check-ref-format), as far as it matters here. */
static bool is_ref(str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] <= ' ' || s.p[i] == 0x7f || memchr("~^:?*[\\<>\"", s.p[i], 10))
			return false;
	return s.n > 0 && s.n < 200;
}

static enum leak_proof judge_git(str path, str body)
{
	str s = str_trim(body);

	if (str_ends(path, STR("config")))
		return str_starts(s, STR("[core]")) && str_has(str_sub(s, 0, 500), STR("repositoryformatversion"))
			       ? LEAK_PROVEN
			       : LEAK_NOT;
	if (body.n > 300)
		return LEAK_NOT;
	if (str_starts(s, STR("ref: refs/")) && is_ref(str_from(s, 5)))
		return LEAK_PROVEN;
	return (s.n == 40 || s.n == 64) && all_hex(s) ? LEAK_MAYBE : LEAK_NOT;
}

static enum leak_proof judge_svn(str path, str body)
{
	if (str_ends(path, STR("wc.db")))
		return str_starts(body, STR("SQLite format 3\0")) && str_has(body, STR("REPOSITORY")) ? LEAK_PROVEN
												      : LEAK_NOT;
	str s = body;
	str number = str_trim(str_cut(&s, '\n').head);
	uint64_t v;

	if (!str_to_u64(number, 99, &v) || v < 4)
		return LEAK_NOT;
	str kind = s;

	(void)str_cut(&kind, '\n');
	if (str_starts(s, STR("\ndir\n")) || str_starts(kind, STR("dir\n")))
		return LEAK_PROVEN;
	return str_trim(s).n == 0 ? LEAK_MAYBE : LEAK_NOT;
}

/* NAME=VALUE, with or without "export". Small letters and dots occur; blanks in a name do not. */
static bool is_setting(str line)
{
	if (str_starts(line, STR("export ")))
		line = str_trim(str_from(line, 7));
	size_t n = str_find_byte(line, '=');

	if (n == 0 || n >= line.n || n > 100 || byte_is_digit(line.p[0]))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!byte_is_alnum(line.p[i]) && line.p[i] != '_' && line.p[i] != '.' && line.p[i] != '-')
			return false;
	return true;
}

static enum leak_proof judge_env(str body)
{
	size_t good = 0;
	bool whole = true;

	while (body.n && whole) {
		struct str_cut cut = str_cut(&body, '\n');
		str line = str_trim(cut.head);

		/* The last line may be cut off. */
		whole = cut.ok;
		if (!line.n || line.p[0] == '#')
			continue;
		if (is_setting(line))
			good++;
		else if (whole)
			return LEAK_NOT;
	}
	return good >= ENV_LINES_LEAST ? LEAK_PROVEN : LEAK_NOT;
}

/* The name of the archive's format by its first bytes, or NULL. */
static const char *archive_of(str b)
{
	/* PKWARE APPNOTE 4.3.7: version needed, method, and a name that fits. */
	if (str_starts(b, STR("PK\3\4")) && b.n > 30 && b.p[5] == 0 && b.p[4] <= 63 && b.p[9] == 0 && b.p[8] <= 99 &&
	    (b.p[26] | b.p[27]) && b.p[27] < 8)
		return "ZIP";
	if (str_starts(b, STR("\x1f\x8b\x08")) && b.n > 10 && b.p[3] < 0x20)
		return "gzip";
	if (str_starts(b, STR("Rar!\x1a\x07")))
		return "RAR";
	if (str_starts(b, STR("7z\xbc\xaf\x27\x1c")))
		return "7z";
	if (str_starts(b, STR("\xfd"
			      "7zXZ\0")))
		return "xz";
	if (str_starts(b, STR("BZh")) && b.n > 10 && str_starts(str_from(b, 4), STR("1AY&SY")))
		return "bzip2";
	return b.n > 262 && str_starts(str_from(b, 257), STR("ustar")) ? "tar" : NULL;
}

static bool is_saved_source(str body)
{
	str s = str_trim(str_sub(body, 0, 20000));

	if (str_starts(s, STR("<?php")))
		return true;
	return str_starts(s, STR("<?xml")) ? str_has(s, STR("<configuration")) : str_starts(s, STR("<configuration"));
}

static enum leak_proof judge_sql(str body)
{
	static const str heads[] = {
		STR_INIT("-- MySQL dump"),       STR_INIT("-- MariaDB dump"), STR_INIT("-- PostgreSQL database dump"),
		STR_INIT("phpMyAdmin SQL Dump"), STR_INIT("Navicat "),        STR_INIT("SQLite dump")};
	str s = str_trim(body);
	str head = str_sub(s, 0, 500);

	if (str_starts(s, STR("<")))
		return LEAK_NOT;
	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		if (str_has(head, heads[i]))
			return LEAK_PROVEN;
	return str_ihas(body, STR("CREATE TABLE ")) &&
			       (str_ihas(body, STR("INSERT INTO ")) || str_has(body, STR(");\n")))
		       ? LEAK_PROVEN
		       : LEAK_NOT;
}

/* Title and heading of a listing name the folder asked for; servers put it as it is or escaped. */
static bool names_folder(str body, str head, str path)
{
	str rest = str_from(body, str_ifind(body, head));

	rest = str_from(rest, head.n);
	if (path.n > 1 && path.p[path.n - 1] == '/')
		path.n--;
	return rest.n && str_starts(rest, path);
}

static enum leak_proof judge_listing(str path, str body)
{
	static const str heads[] = {STR_INIT("<title>Index of "), STR_INIT("<title>Directory listing for "),
				    STR_INIT("<title>Directory Listing For ["), STR_INIT("<title>Directory: ")};
	static const str forms[] = {STR_INIT("<a href=\"../\""), STR_INIT("Parent Directory"), STR_INIT("<pre>"),
				    STR_INIT("<ul>"), STR_INIT("<table")};
	str head = str_sub(body, 0, 4000);
	bool form = false;

	/* IIS names no folder in its title. */
	if (str_has(head, STR("[To Parent Directory]")) && str_ihas(head, STR("<pre>")))
		return LEAK_PROVEN;
	for (size_t i = 0; i < ARRAY_LEN(forms); i++)
		form = form || str_ihas(body, forms[i]);
	if (!form || !str_ihas(body, STR("<a href=")))
		return LEAK_NOT;
	for (size_t i = 0; i < ARRAY_LEN(heads); i++)
		if (str_ihas(head, heads[i]))
			return names_folder(head, heads[i], path) ? LEAK_PROVEN : LEAK_NOT;
	return LEAK_NOT;
}

static const char *status_of(str s)
{
	if (str_starts(str_trim(s), STR("Active connections: ")) && str_has(s, STR("server accepts handled requests")))
		return "nginx: Active connections";
	if (str_has(s, STR("Apache Server Status for")) && str_has(s, STR("Server uptime")))
		return "Apache Server Status";
	if (str_starts(s, STR("pool:")) && str_has(s, STR("process manager:")))
		return "PHP-FPM: process manager";
	return str_has(s, STR("Statistics Report for HAProxy")) ? "Statistics Report for HAProxy" : NULL;
}

static const char *debug_of(str s)
{
	if (str_has(s, STR("<title>phpinfo()</title>")) ||
	    (str_has(s, STR("PHP Version ")) && str_has(s, STR("Zend Engine"))))
		return "phpinfo()";
	if (str_starts(str_trim(s), STR("{")) && str_has(s, STR("\"propertySources\"")))
		return "Spring Boot /actuator/env";
	return str_has(s, STR("<title>Druid Stat Index</title>")) ? "Druid console" : NULL;
}

enum leak_proof leak_judge(enum leak_kind k, str path, str body)
{
	bool proven = false;

	switch (k) {
	case LEAK_LISTING:
		return judge_listing(path, body);
	case LEAK_GIT:
		return judge_git(path, body);
	case LEAK_SVN:
		return judge_svn(path, body);
	case LEAK_ENV:
		return judge_env(body);
	case LEAK_SQL_DUMP:
		return judge_sql(body);
	case LEAK_BACKUP:
		proven = archive_of(body) || is_saved_source(body);
		break;
	case LEAK_DS_STORE:
		proven = str_starts(body, STR("\0\0\0\1Bud1"));
		break;
	case LEAK_STATUS:
		proven = status_of(body) != NULL;
		break;
	case LEAK_DEBUG:
		proven = debug_of(body) != NULL;
		break;
	case LEAK_KIND_COUNT:
		break;
	}
	return proven ? LEAK_PROVEN : LEAK_NOT;
}

/* Names of a listing's files, masked, at most `most` of them, and how many there are. */
static void put_names(buf *out, str body, size_t most)
{
	size_t n = 0;

	for (;;) {
		body = str_from(body, str_ifind(body, STR("<a href=\"")));
		if (!body.n)
			break;
		body = str_from(body, 9);
		str name = str_sub(body, 0, str_find_byte(body, '"'));

		if (!name.n || name.p[0] == '?' || name.p[0] == '/' || str_starts(name, STR("..")))
			continue;
		if (n < most) {
			buf_put_c(out, n ? ", " : "");
			mask_put(out, name, 60);
		}
		n++;
	}
	buf_printf(out, " (%zu)", n);
}

/* The title that tells a listing. */
static void put_title(buf *out, str body)
{
	str title = str_from(body, str_ifind(body, STR("<title>")));

	title = str_from(title, sizeof("<title>") - 1);
	mask_put(out, str_trim(str_sub(title, 0, str_find_byte(title, '<'))), 120);
}

/* Names of an .env file's settings: what it holds, not the values. */
static void put_settings(buf *out, str body)
{
	const char *sep = "";

	for (size_t n = 0; body.n && n < SETTINGS_SHOWN;) {
		str line = str_trim(str_cut(&body, '\n').head);

		if (!is_setting(line))
			continue;
		buf_put_c(out, sep);
		mask_put(out, str_sub(line, 0, str_find_byte(line, '=')), 60);
		buf_put_c(out, "=***");
		sep = ", ";
		n++;
	}
}

static void put_backup(buf *out, str body)
{
	const char *format = archive_of(body);

	if (!format) {
		buf_put_c(out, str_starts(str_trim(body), STR("<?php")) ? "<?php" : "<configuration>");
		return;
	}
	buf_printf(out, "%s, ", format);
	mask_put_bytes(out, body, 8);
	if (str_eq(str_c(format), STR("ZIP"))) {
		buf_put_c(out, ", ");
		mask_put(out, str_sub(body, 30, (size_t)(body.p[26] | body.p[27] << 8)), 80);
	}
}

static void put_first_line(buf *out, str body)
{
	str s = str_trim(body);

	mask_put(out, str_trim(str_cut(&s, '\n').head), 120);
}

void leak_put_proof(buf *out, enum leak_kind k, str path, str body)
{
	switch (k) {
	case LEAK_LISTING:
		put_title(out, body);
		buf_put_c(out, ": ");
		put_names(out, body, NAMES_SHOWN);
		break;
	case LEAK_GIT:
	case LEAK_SQL_DUMP:
		put_first_line(out, body);
		break;
	case LEAK_SVN:
		buf_put_c(out, str_ends(path, STR("wc.db")) ? "SQLite format 3, REPOSITORY" : "entries, dir");
		break;
	case LEAK_ENV:
		put_settings(out, body);
		break;
	case LEAK_BACKUP:
		put_backup(out, body);
		break;
	case LEAK_DS_STORE:
		mask_put_bytes(out, body, 8);
		break;
	case LEAK_STATUS:
		buf_put_c(out, status_of(body) ? status_of(body) : "");
		break;
	case LEAK_DEBUG:
		buf_put_c(out, debug_of(body) ? debug_of(body) : "");
		break;
	case LEAK_KIND_COUNT:
		break;
	}
}

/* Of a dump only its comments and the names of its tables. */
static void put_dump(buf *out, str body)
{
	str s = str_sub(body, 0, 10 * SHOWN);

	while (s.n) {
		str line = str_trim(str_cut(&s, '\n').head);

		if (str_starts(line, STR("--")) || str_istarts(line, STR("CREATE TABLE"))) {
			mask_put(out, line, 200);
			buf_put_byte(out, '\n');
		}
	}
}

void leak_put_masked(buf *out, enum leak_kind k, str body)
{
	switch (k) {
	case LEAK_ENV:
	case LEAK_GIT:
		if (str_starts(str_trim(body), STR("ref: ")))
			mask_put(out, body, SHOWN);
		else
			mask_put_config(out, body, SHOWN);
		break;
	case LEAK_LISTING:
	case LEAK_STATUS:
		mask_put(out, body, SHOWN);
		break;
	case LEAK_SQL_DUMP:
		put_dump(out, body);
		break;
	case LEAK_SVN:
	case LEAK_BACKUP:
	case LEAK_DS_STORE:
		put_backup(out, body);
		break;
	case LEAK_DEBUG:
		/* Environments are full of secrets: that the page is there is proof enough. */
		buf_put_c(out, debug_of(body) ? debug_of(body) : "");
		break;
	case LEAK_KIND_COUNT:
		break;
	}
}
