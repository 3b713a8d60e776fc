/*
 * kind: the kinds of personal data, secrets and identifiers that the engine knows (kind.def), what each is called, how a
 * candidate is tested and how a value is masked. Names are those of GB/T 43697-2024 annex B and GB/T 35273-2020 annex A and
 * B where these have one. What a kind weighs in law (sensitive, grade) stands in the catalogue, not here.
 */
#pragma once

#include "base/buf.h"

enum kind {
#define KIND(id, key, group, check, zh, en) KIND_##id,
#include "detect/kind.def"
#undef KIND
	KIND_COUNT
};

enum kind_group {
	KIND_GROUP_PERSON,
	KIND_GROUP_UNIT,
	KIND_GROUP_DEVICE,
	KIND_GROUP_SECRET,
	KIND_GROUP_OTHER,
	KIND_GROUP_COUNT
};
enum kind_check { KIND_CHECK_EXACT, KIND_CHECK_FORM };

struct kind_info {
	const char *key;
	enum kind_group group;
	enum kind_check check;
	const char *zh;
	const char *en;
};
extern const struct kind_info kind_infos[KIND_COUNT];
/* KIND_COUNT when there is none of that key. */
enum kind kind_find(str key);

enum kind_validity {
	KIND_VALID, /* an exact test (check digit, date, region, number range) passed */
	KIND_FORM,  /* the form is right; no exact test exists */
	KIND_LOOKS, /* the form is right and the exact test failed: "looks like, check digit wrong"; a low class of its own */
	KIND_VALIDITY_COUNT
};
/* "valid", "form", "looks". */
const char *kind_validity_name(enum kind_validity v);

/* Does the value (an identity number that passed its test, a date of birth) belong to a person younger than 14 on that day
 * (since 1970-01-01; PIPL article 31)? False for what tells no age. */
bool kind_under14(enum kind k, str value, int64_t today);

/* Puts a value of the kind as it may be shown: enough to recognise it, too little to use or rebuild it (138****5678 for a mobile
 * number, 6***************X for an identity number, nothing but a known beginning of a secret). value is UTF-8, as found. */
void kind_mask(buf *out, enum kind k, str value);
/* Likewise into memory; returns its length. */
#define KIND_MASK_MOST 128
size_t kind_mask_put(uint8_t ret[static KIND_MASK_MOST], enum kind k, str value);
