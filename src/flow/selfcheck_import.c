/* Coming in: rows are read, papers are read, then everything is stored in one transaction. */
#include "base/i18n.h"
#include "base/date.h"
#include "base/map.h"
#include "flow/evidence.h"
#include "flow/selfcheck.h"
#include "ident/uscc.h"
#include "ledger/document.h"
#include "os/file.h"

#define ANSWERS_MOST 5000
#define PAPERS_MOST 5000
#define MEMORY ((size_t)256 << 20)
#define ROUND_MOST 40

struct paper {
	str name; /* as in the workbook, below the folder */
	str sha256;
	str media;
	bool fresh; /* not read by this reader yet */
	struct reading reading;
	struct reading_mark *marks;
	size_t mark_count;
};

struct coming {
	struct answer answer;
	struct answer_document documents[ANSWER_DOCUMENTS_MOST];
	size_t document_count;
};

struct import {
	const struct selfcheck_import *in;
	struct ledger *l;
	struct rows_faults *faults;
	struct selfcheck_counts *counts;
	arena mem;
	int root; /* the folder of evidence, -1: none */
	map names;
	struct paper *papers;
	size_t paper_count;
	struct coming **answers;
	size_t answer_count;
	int64_t today;
	str reader;
	err *e;
};

/* ---- papers ---- */

/* *ret_known: this reader has read these bytes already. */
static int is_read(struct import *m, str sha256, bool *ret_known)
{
	AUTO(arena_clear) arena mem;
	struct reading r;

	arena_init(&mem, (size_t)1 << 16);
	int rc = reading_find(m->l, sha256, &mem, &r, m->e);

	/* A PDF is skipped where its reader is not installed: that may have changed. */
	bool again = rc == 1 && str_eq(r.status, STR("skipped")) && str_eq(r.kind, STR("pdf"));

	*ret_known = rc == 1 && str_eq(r.reader, m->reader) && !again;
	return rc < 0 ? rc : 0;
}

static void read_paper(struct import *m, int fd, struct paper *p)
{
	struct reading_mark *marks = arena_new(&m->mem, struct reading_mark, EVIDENCE_MARKS_MOST);

	evidence_read(fd, p->media, m->in->questions, m->today, &m->mem, &p->reading, marks, &p->mark_count);
	p->reading.sha256 = p->sha256;
	p->reading.reader = m->reader;
	p->reading.at = ledger_now(m->l);
	p->marks = marks;
	m->counts->read++;
}

/* 1: there, in *ret; 0: no such file. */
static int find_paper(struct import *m, str name, struct paper **ret)
{
	AUTO(arena_clear) arena mem;
	AUTO(os_fd_close) int fd = -1;
	AUTO(os_fd_close) int again = -1;
	bool fresh = false, known = false;
	str bytes = {0};
	uint64_t *at = map_add(&m->names, name, &fresh);

	arena_init(&mem, DOCUMENT_MOST + 65536);
	if (!at)
		return err_set(m->e, E_LIMIT, _("more than %d papers"), PAPERS_MOST);
	if (!fresh) {
		*ret = *at ? &m->papers[*at - 1] : NULL;
		return *at != 0;
	}
	const char *path = arena_cstr(&m->mem, name);

	if (m->root < 0 || (fd = os_file_beneath(m->root, path, NULL)) < 0 ||
	    os_file_read_fd(fd, path, DOCUMENT_MOST, &mem, &bytes, NULL) < 0)
		return 0;
	struct paper *p = &m->papers[m->paper_count++];
	digest d = digest_sha256(bytes);
	digest_hex hex = digest_to_hex(&d);

	*at = m->paper_count;
	*p = (struct paper){.name = arena_str(&m->mem, name),
			    .sha256 = arena_str(&m->mem, str_c(hex.c)),
			    .media = evidence_media(bytes)};
	arena_clear(&mem);
	TRY(is_read(m, p->sha256, &known));
	for (size_t i = 0; i + 1 < m->paper_count; i++)
		known |= str_eq(m->papers[i].sha256, p->sha256);
	p->fresh = !known;
	if (p->fresh && (again = os_file_beneath(m->root, path, NULL)) >= 0)
		read_paper(m, again, p);
	*ret = p;
	return 1;
}

/* ---- rows ---- */

/* Cuts the next name off at ; ； | or a line's end. */
static str next_name(str *rest)
{
	size_t at = 0;

	while (at < rest->n) {
		size_t from = at;
		uint32_t cp = str_utf8_next(*rest, &at);

		if (cp == ';' || cp == 0xff1b || cp == '|' || cp == '\n' || cp == '\r') {
			str name = str_trim(str_sub(*rest, 0, from));

			*rest = str_from(*rest, at);
			return name;
		}
	}
	str name = str_trim(*rest);

	*rest = (str){0};
	return name;
}

static int take_papers(struct import *m, const struct answers_row *row, struct coming *c)
{
	AUTO(buf_release) buf missing;
	str rest = row->files;

	buf_init(&missing, ANSWER_EXPLANATION_MOST);
	while (rest.n) {
		str name = next_name(&rest);
		struct paper *p = NULL;

		if (!name.n)
			continue;
		if (c->document_count == ANSWER_DOCUMENTS_MOST) {
			rows_bad(m->faults, row->row, ANSWERS_FILES, _("more than %d papers"), ANSWER_DOCUMENTS_MOST);
			break;
		}
		int rc = find_paper(m, name, &p);

		TRY(rc);
		if (rc == 1) {
			c->documents[c->document_count++] = (struct answer_document){p->sha256, p->name};
			continue;
		}
		rows_bad(m->faults, row->row, ANSWERS_FILES, _("%.*s was not handed in"),
			 STR_ARG(str_sub(name, 0, 120)));
		buf_printf(&missing, "%s%.*s", missing.n ? "; " : "", STR_ARG(name));
	}
	c->answer.missing = arena_str(&m->mem, buf_str(&missing));
	return 0;
}

/* All rows are of one unit and round; a person of a unit answers for that unit only. */
static bool is_ours(struct import *m, const struct answers_row *row)
{
	char unit[USCC_LENGTH + 1];

	if (!uscc_normalise(row->unit, unit)) {
		rows_bad(m->faults, row->row, ANSWERS_UNIT, _("no unified social credit code"));
		return false;
	}
	if (!row->round.n || row->round.n > ROUND_MOST) {
		rows_bad(m->faults, row->row, ANSWERS_ROUND, _("the round's name is missing"));
		return false;
	}
	if (!m->counts->unit[0]) {
		bytes_copy(m->counts->unit, sizeof(m->counts->unit) - 1, str_c(unit));
		bytes_copy(m->counts->round, sizeof(m->counts->round) - 1, row->round);
	}
	if (!str_eq(str_c(unit), str_c(m->counts->unit)) || !str_eq(row->round, str_c(m->counts->round))) {
		rows_bad(m->faults, row->row, ANSWERS_UNIT, _("another unit or round than in the rows before"));
		return false;
	}
	return true;
}

static int take_row(void *ctx, const struct answers_row *row, err *e)
{
	struct import *m = ctx;
	const struct person *p = m->in->actor;

	m->counts->rows++;
	/* An empty row says nothing, also not that an earlier answer is taken back (that is "not examined"). */
	if (!is_ours(m, row) || !row->given)
		return 0;
	if (p->unit.n && !str_eq(p->unit, str_c(m->counts->unit)))
		return err_set(e, E_DENIED, _("%.*s answers for %.*s only"), STR_ARG(p->id), STR_ARG(p->unit));
	if (row->day != INT64_MIN && row->day > m->today) {
		rows_bad(m->faults, row->row, ANSWERS_DAY, _("a day that has not come yet"));
		return 0;
	}
	if (m->answer_count == ANSWERS_MOST)
		return err_set(e, E_LIMIT, _("more than %d answers"), ANSWERS_MOST);
	struct coming *c = arena_new(&m->mem, struct coming, 1);

	c->answer = (struct answer){.unit = str_c(m->counts->unit),
				    .round = str_c(m->counts->round),
				    .question = row->question->id,
				    .value = row->value,
				    .explanation =
					    arena_str(&m->mem, str_sub(row->explanation, 0, ANSWER_EXPLANATION_MOST)),
				    .effective = row->day,
				    .person = arena_str(&m->mem, row->person),
				    .actor = p->id,
				    .questionnaire = arena_str(&m->mem, row->version)};
	m->answers[m->answer_count++] = c;
	m->counts->answered++;
	return take_papers(m, row, c);
}

/* ---- storing ---- */

static int store_paper(struct import *m, const struct paper *p)
{
	AUTO(arena_clear) arena mem;
	AUTO(os_fd_close) int fd = -1;
	struct document d = {.kind = STR("answer"),
			     .name = str_sub(p->name, 0, DOCUMENT_NAME_MOST),
			     .media = p->media,
			     .actor = m->in->actor->id};
	const char *path = arena_cstr(&m->mem, p->name);

	arena_init(&mem, DOCUMENT_MOST + 65536);
	TRY(fd = os_file_beneath(m->root, path, m->e));
	TRY(os_file_read_fd(fd, path, DOCUMENT_MOST, &mem, &d.bytes, m->e));
	digest sha = digest_sha256(d.bytes);

	if (!str_eq(str_c(digest_to_hex(&sha).c), p->sha256))
		return err_set(m->e, E_IO, _("%s changed while it was read"), path);
	TRY(ledger_document_put(m->l, &d, m->e));
	return p->fresh ? reading_put(m->l, &p->reading, p->marks, p->mark_count, m->e) : 0;
}

static int store_answer(struct import *m, struct coming *c)
{
	bool changed = false;

	TRY(answer_put(m->l, &c->answer, c->documents, c->document_count, &changed, m->e));
	m->counts->changed += changed;
	return 0;
}

static int store_all(struct import *m)
{
	TRY(ledger_begin(m->l, m->e));
	for (size_t i = 0; i < m->paper_count; i++)
		TRY(store_paper(m, &m->papers[i]));
	for (size_t i = 0; i < m->answer_count; i++)
		TRY(store_answer(m, m->answers[i]));
	return ledger_commit(m->l, m->e);
}

static int run(struct import *m)
{
	if (m->in->evidence)
		TRY(m->root = os_dir_open(m->in->evidence, m->e));
	TRY(answers_read(m->in->path, m->in->questions, m->faults, take_row, m, m->e));
	m->counts->papers = m->paper_count;
	return store_all(m);
}

int selfcheck_import(struct ledger *l, const struct selfcheck_import *in, struct rows_faults *faults,
		     struct selfcheck_counts *ret, err *e)
{
	struct import m = {.in = in, .l = l, .faults = faults, .counts = ret, .root = -1, .e = e};

	*ret = (struct selfcheck_counts){0};
	arena_init(&m.mem, MEMORY);
	map_init(&m.names, PAPERS_MOST, (uint64_t)ledger_now(l));
	m.papers = arena_new(&m.mem, struct paper, PAPERS_MOST + 1);
	m.answers = arena_new(&m.mem, struct coming *, ANSWERS_MOST);
	m.today = (ledger_now(l) + DATE_CHINA_MINUTES * 60) / 86400;
	m.reader = evidence_reader(in->questions, &m.mem);
	int rc = run(&m);

	if (rc < 0)
		ledger_rollback(l);
	os_fd_close(&m.root);
	map_release(&m.names);
	arena_clear(&m.mem);
	return rc;
}
