/*
 * icp: the numbers that a site shows at its foot (292 号令 art. 12; 令第 33 号 art. 13):
 *   filing       粤ICP备12345678号      粤ICP备2024069028号-1     (-n site, -nA App, -nX mini-program, -nK quick app)
 *   licence      粤B2-20090059          合字B1.B2-20201234-3      (holders are filed under it: the same suffix)
 *   old licence  京ICP证030173号-1      电信与信息服务业务经营许可证080234号
 * Blanks, full-width, traditional and small letters are read and named as defects; the number is then still known.
 */
#pragma once

#include "base/buf.h"
#include "ident/province.h"

enum icp_form { ICP_FILING, ICP_LICENCE, ICP_OLD_LICENCE, ICP_MALFORMED, ICP_FORM_COUNT };
/* "icp", "licence", "old-licence", "malformed". */
const char *icp_form_name(enum icp_form f);

/* The first group is only how it is written: the number stays valid. */
enum icp_defect {
	ICP_FULL_WIDTH = 1,
	ICP_TRADITIONAL = 2,
	ICP_LOWER_CASE = 4,
	ICP_DASH = 8,
	ICP_SPACES = 16,
	ICP_OTHER_SIGN = 32, /* 川 贵 云 甘 where filing numbers have 蜀 黔 滇 陇 */
	ICP_DEFECTS_OF_WRITING = 63,
	ICP_PROVINCE = 64, /* sign missing, or none of the 31 */
	ICP_DIGITS = 128,  /* too few, too many, letters or place holders among them */
	ICP_NO_HAO = 256,  /* 号 missing */
	ICP_SUFFIX = 512,  /* -0, -01, too long */
};
/* The words of all bits set, separated by ", ". */
void icp_defects_put(buf *b, unsigned defects);

#define ICP_NUMBER_SIZE 64

struct icp {
	enum icp_form form;
	bool valid; /* grammar and province sign are right; written anyhow */
	bool province_known;
	unsigned defects;
	char province[PROVINCE_SIGN_SIZE]; /* as shown, "" when missing (licences of the ministry and 合字 have none) */
	char number[ICP_NUMBER_SIZE];      /* normal form, with suffix; "" when malformed */
	size_t subject_n;                  /* bytes of number without the suffix */
	char suffix_kind;                  /* 0 site, 'A' App, 'X' mini-program, 'K' quick app */
	size_t at;                         /* where it stands in the text, in bytes */
	size_t n;
};

/* The next number, or what looks like one, at or after *at in valid or broken UTF-8; *at is then behind it. False when
 * there is none left. Linear: every candidate looks at a bounded piece of text. */
bool icp_find(str text, size_t *at, struct icp *ret);
/* The text, trimmed, is exactly one number (also malformed): for lists and exports. */
bool icp_read(str text, struct icp *ret);
/* Views into *i. */
static inline str icp_number(const struct icp *i)
{
	return str_c(i->number);
}
static inline str icp_subject(const struct icp *i)
{
	return str_sub(str_c(i->number), 0, i->subject_n);
}
