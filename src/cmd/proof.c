#include "cmd/proof.h"

#include "base/i18n.h"
#include "ledger/document.h"
#include "os/file.h"

#define HASH 64

static bool is_hash(str s)
{
	size_t i = 0;

	while (i < s.n && byte_hex(s.p[i]) >= 0)
		i++;
	return s.n == HASH && i == HASH;
}

/* By the name's end: enough to give it out again; nobody trusts it. */
static str media_of(str name)
{
	static const char *const ends[][2] = {
		{".pdf", "application/pdf"},
		{".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
		{".png", "image/png"},
		{".jpg", "image/jpeg"},
		{".jpeg", "image/jpeg"},
		{".json", "application/json"},
		{".txt", "text/plain"}};

	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (str_iends(name, str_c(ends[i][0])))
			return str_c(ends[i][1]);
	return STR("application/octet-stream");
}

static str base_name(str path)
{
	for (size_t i = path.n; i > 0; i--)
		if (path.p[i - 1] == '/')
			return str_from(path, i);
	return path;
}

static str put(struct desk *d, const digest *sha)
{
	digest_hex hex = digest_to_hex(sha);

	return arena_str(&d->mem, str_c(hex.c));
}

/* One file, its bytes in d->mem, stored likewise. */
static int proof_file(struct desk *d, const char *path, const char *kind, str actor, str *ret, err *e)
{
	struct document doc = {.kind = str_c(kind), .actor = actor};
	AUTO(buf_release) buf name;

	buf_init(&name, 1000);
	buf_put_clean(&name, base_name(str_c(path)), DOCUMENT_NAME_MOST);
	TRY(os_file_read(path, DOCUMENT_MOST, &d->mem, &doc.bytes, e));
	doc.name = buf_str(&name);
	doc.media = media_of(doc.name);
	TRY(ledger_document_put(d->ledger, &doc, e));
	*ret = put(d, &doc.sha256);
	return 0;
}

/* A document, or a piece of evidence that a collector stored. */
static int stored(struct desk *d, str hash, str *ret, err *e)
{
	struct document doc;
	struct store_evidence ev;
	err no = {0};

	if (ledger_document_find(d->ledger, hash, &d->mem, &doc, &no) == 0)
		*ret = put(d, &doc.sha256);
	else if (store_evidence_find(ledger_store(d->ledger), hash, &d->mem, &ev, &no) == 0)
		*ret = put(d, &ev.sha256);
	else
		return err_set(e, E_NOTFOUND, _("nothing is stored under %.*s"), STR_ARG(hash));
	return 0;
}

int proof_take(struct desk *d, const char *option, const char *kind, str actor, const str **ret, size_t *ret_n, err *e)
{
	size_t n = args_times(d->args, option);
	str *list = arena_new(&d->mem, str, n + 1);

	for (size_t i = 0; i < n; i++) {
		const char *value = args_value_at(d->args, option, i);

		if (is_hash(str_c(value)) && !os_file_exists(value))
			TRY(stored(d, str_c(value), &list[i], e));
		else
			TRY(proof_file(d, value, kind, actor, &list[i], e));
	}
	*ret = list;
	*ret_n = n;
	return 0;
}
