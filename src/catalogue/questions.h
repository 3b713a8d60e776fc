/*
 * questions: catalogue/questionnaires/<clause>.yaml: what a unit is asked in self-inspection (N4.1) and an inspector on site (N4.2),
 * for everything in N3 that no detector settles; and passages.yaml, what the papers given as evidence are searched for. The
 * questionnaires stand in the order of their names, questions in the order of the file.
 */
#pragma once

#include "base/buf.h"
#include "catalogue/law.h"
#include "model/digest.h"

enum question_method {
	QUESTION_EXAMINE,   /* papers */
	QUESTION_INTERVIEW, /* a person is asked, or operates before an inspector */
	QUESTION_TEST,      /* tried or looked at by hand */
	QUESTION_METHOD_COUNT
};

/* Words of a passage: one of them. */
struct question_words {
	const str *list; /* without blanks */
	size_t count;
};

#define QUESTION_NEAR_MOST 4
struct question_passage {
	str id;
	struct text2 title;
	struct question_words any;
	struct question_words near[QUESTION_NEAR_MOST]; /* one word of each must stand around */
	size_t near_count;
	unsigned within; /* characters on both sides of the word */
	unsigned days;   /* a date no older than this must be there; 0: none needed */
};

/* A law and article that the catalogue has no words of. */
struct question_cited {
	str law;
	str article;
	str mark; /* V: read by somebody; K, K?, unread: from memory or practice, binds nobody */
};

struct question {
	str id;     /* N3.1.emergency.drill: stable */
	str clause; /* N3.1 */
	struct text2 title;
	struct text2 asks; /* the state that ought to be */
	struct text2 when; /* what makes it applicable; empty: always */
	enum question_method method;
	const str *objects; /* N2.01 …, unit, system, app …: for which objects it weighs most */
	size_t object_count;
	const struct law_article *const *basis; /* articles of the catalogue */
	size_t basis_count;
	const struct question_cited *cited;
	size_t cited_count;
	str evidence; /* what proves it */
	str cycle;    /* yearly, 6 months, per event … */
	str severity;
	str remedy;
	int64_t days; /* time for rectification, a parameter */
	str days_unit;
	bool days_sure;    /* a text sets it */
	const str *checks; /* checks that help with it: N3.2/redis-open */
	size_t check_count;
	bool settled; /* the checks settle it: nobody is asked */
	const struct question_passage *const *passages;
	size_t passage_count;
	unsigned line;
};

struct questions {
	arena mem;
	struct question *list;
	size_t count;
	struct question_passage *passages;
	size_t passage_count;
	digest_hex digest; /* SHA-256 over the files: which questionnaire was answered */
};

/* Reads every *.yaml of a folder. laws: lives as long as ret; basis must be there. Errors name file and line. Release also after
 * an error. */
[[nodiscard]] int questions_load(const char *dir, const struct laws *laws, struct questions *ret, err *e);
void questions_release(struct questions *q);
/* NULL when there is none. */
const struct question *questions_find(const struct questions *q, str id);
/* The most similar id, or an empty view. */
str questions_nearest(const struct questions *q, str id);
/* Does an article of the catalogue whose words were read stand under it on this day? Else it binds nobody. */
bool question_binds(const struct question *q, int64_t day);
/* "网络安全法 第二十三条第（二）项；…" as in force on a day, articles that nobody read marked 未核对原文. */
void question_basis_put(buf *b, const struct question *q, int64_t day, enum lang lang);
const char *question_method_words(enum question_method m);
