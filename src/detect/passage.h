/*
 * passage: what the text of a paper says that somebody asks for: dates, places to sign, and passages: words of a list with other
 * words near them. Literal words, no expressions. Text is compared without blanks and line ends and with full-width letters
 * as ASCII, because a page breaks lines anywhere. Work is linear in the text.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"

struct passage_words {
	const str *list;
	size_t count;
};
#define PASSAGE_NEAR_MOST 4
struct passage_ask {
	str id;
	struct passage_words any;
	struct passage_words near[PASSAGE_NEAR_MOST];
	size_t near_count;
	unsigned within; /* characters on both sides */
	int64_t until;   /* dates up to this day are looked for in the same stretch; INT64_MIN: none */
};

struct passage_text {
	str text;         /* UTF-8 as given; '\f' ends a page */
	buf bare;         /* without blanks */
	uint32_t *places; /* of each byte of bare its byte in text */
	struct passage_date *dates;
	size_t date_count;
};

struct passage_date {
	size_t at;   /* byte in bare */
	size_t n;    /* bytes */
	int64_t day; /* days since 1970-01-01; of a month without a day its first */
	bool whole;  /* has a day */
};

struct passage_hit {
	size_t at; /* byte in the text given */
	size_t page;
	str excerpt; /* of the text given, with what stands around it; may hold line ends */
	int64_t day; /* the latest date within the stretch; INT64_MIN: none */
};

struct passage_sign {
	size_t at;
	size_t page;
	str label; /* 签字, 批准人 … */
	bool filled;
	str excerpt;
};

#define PASSAGE_HITS_MOST 16
#define PASSAGE_DATES_MOST 20000
#define PASSAGE_SIGNS_MOST 500
/* A book of a thousand pages has 3 MB; every list of words is searched for in all of it. */
#define PASSAGE_TEXT_MOST ((size_t)4 << 20)

/* Prepares a text (borrowed, at most PASSAGE_TEXT_MOST; what is longer is not looked at) and finds its dates. Memory of mem;
 * passage_release frees the rest. */
void passage_init(struct passage_text *t, str text, arena *mem);
void passage_release(struct passage_text *t);
/* Where a date stands, as a hit. */
struct passage_hit passage_of_date(const struct passage_text *t, const struct passage_date *d);
/* Hits of one ask, at most PASSAGE_HITS_MOST: those with the latest date first where a date is wanted, else in order. */
size_t passage_find(const struct passage_text *t, const struct passage_ask *ask,
		    struct passage_hit ret[static PASSAGE_HITS_MOST]);
/* Places to sign and stamp, at most `most`. */
size_t passage_signs(const struct passage_text *t, struct passage_sign *ret, size_t most);
