/*
 * challenge: recognises the page that a firewall puts before a site (Chinese and foreign makers, and the general form: a
 * script sets a cookie and loads the page again). Such a page says nothing of the site behind it.
 */
#pragma once

#include "base/str.h"

struct challenge_in {
	int status;
	str headers;  /* raw block */
	str body;     /* as text */
	size_t shown; /* characters a visitor sees, as far as counted; SIZE_MAX: unknown */
};

/* Whose page it is ("Aliyun", "Tencent", "script cookie", …), or "" when it is none. */
const char *challenge_of(const struct challenge_in *in);
