/*
 * page: judges one fetched page, without a network: which filing and public-security numbers it shows and where they
 * lead, its forms, and for which of these the page cannot be judged without more than its bytes (scripts, pictures,
 * frames, firewalls, ceilings). What cannot be judged is said, never taken for absent.
 */
#pragma once

#include "base/arena.h"
#include "detect/view.h"
#include "format/charset.h"
#include "ident/icp.h"
#include "ident/police.h"

struct page_in {
	str url;          /* of the page itself, after redirects */
	int status;       /* of HTTP */
	str content_type; /* header, may be empty */
	str headers;      /* raw block */
	str body;
	bool cut;       /* the body is longer than what was read */
	bool undecoded; /* its bytes are in a coding that nobody here reads */
};

struct page_link {
	bool linked; /* within a link, or one to the filing system beside it */
	bool script; /* the link is made by a script: where it leads is not known without running it */
	bool right;  /* leads to the host asked for */
	str target;  /* absolute address, or what stands there when it is none */
	str host;    /* lower case; "" when it has none */
};

struct page_icp {
	struct icp icp;
	str text; /* as shown */
	bool footer;
	struct page_link link;
};

struct page_police {
	struct police police;
	str text;
	bool footer;
	struct page_link link;
};

struct page_form {
	str action; /* absolute */
	bool password;
	bool action_secure;
};

#define PAGE_MARKS_MOST 64 /* numbers of one kind; a page of links to filed sites has more: a limit, said as such */
#define PAGE_FORMS_MOST 100

struct page {
	struct charset_choice charset;
	str text;  /* the page in UTF-8 */
	str title; /* blanks collapsed */
	bool html;
	bool script_drawn;
	const char *challenge; /* "" when it is none */
	struct page_icp icp[PAGE_MARKS_MOST];
	size_t icp_count;
	struct page_police police[PAGE_MARKS_MOST];
	size_t police_count;
	struct page_form forms[PAGE_FORMS_MOST];
	size_t form_count;
	/* Why the numbers, and the forms, were not fully examined; NULL: they were. English, in po/. */
	const char *gap_icp;
	const char *gap_police;
	const char *gap_form;
	/* Own memory. */
	struct view view;
	buf utf8;
	buf scratch;
	arena mem; /* targets, titles, hosts */
	bool full; /* mem has no room left */
};

/* Judges a page. Heap owned; page_release frees. */
void page_init(struct page *ret, const struct page_in *in);
void page_release(struct page *p);
