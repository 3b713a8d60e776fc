/* yicha version: program, libraries and tables it was built with. */
#include "cmd/cmd.h"

#include <libpq-fe.h>
#include <openssl/crypto.h>
#include <sqlite3.h>

#include "base/i18n.h"
#include "collect/collector.h"

static void put_json(buf *b, int pq)
{
	buf_printf(b, "{\"yicha\":\"%s\",\"sqlite\":\"%s\",\"openssl\":\"%s\",\"libpq\":\"%d.%d\",\"collectors\":{",
		   YICHA_VERSION, sqlite3_libversion(), OpenSSL_version(OPENSSL_VERSION_STRING), pq / 10000,
		   pq % 10000);
	for (size_t i = 0; collectors[i]; i++)
		buf_printf(b, "%s\"%s\":%u", i ? "," : "", collectors[i]->name, collectors[i]->version);
	buf_put_c(b, "}}\n");
}

static void put_text(buf *b, int pq)
{
	buf_printf(b, "yicha %s\n", YICHA_VERSION);
	buf_printf(b, "SQLite %s, %s, libpq %d.%d\n", sqlite3_libversion(), OpenSSL_version(OPENSSL_VERSION),
		   pq / 10000, pq % 10000);
	if (collectors[0])
		buf_put_c(b, _("collectors:"));
	for (size_t i = 0; collectors[i]; i++)
		buf_printf(b, " %s/%u", collectors[i]->name, collectors[i]->version);
	if (collectors[0])
		buf_put_byte(b, '\n');
}

static int run(const struct args *a)
{
	buf b;

	buf_init(&b, 65536);
	if (args_flag(a, "json"))
		put_json(&b, PQlibVersion());
	else
		put_text(&b, PQlibVersion());
	cmd_put(&b);
	buf_release(&b);
	return CMD_CLEAN;
}

const struct command command_version = {
	.name = "version",
	.operands = "",
	.words = N_("show the versions of yicha, its libraries and its collectors"),
	.run = run,
};
