/* json: what is taken and refused, where a fault is found, the canonical form, the ceilings. */
#include "format/json.h"

#include "base/json.h"
#include "test/tap.h"

static arena mem;

static const char *const parse_words[PARSE_COUNT] = {"ok", "short", "bad", "limit"};

static void table(void)
{
	static const struct {
		const char *text;
		enum parse any, canonical;
	} rows[] = {
		{"{}", PARSE_OK, PARSE_OK},
		{"[]", PARSE_OK, PARSE_OK},
		{"1", PARSE_OK, PARSE_OK},
		{"-1", PARSE_OK, PARSE_OK},
		{"0", PARSE_OK, PARSE_OK},
		{"-0", PARSE_OK, PARSE_BAD},
		{"01", PARSE_BAD, PARSE_BAD},
		{"+1", PARSE_BAD, PARSE_BAD},
		{".5", PARSE_BAD, PARSE_BAD},
		{"1.", PARSE_BAD, PARSE_BAD},
		{"1.5", PARSE_OK, PARSE_BAD},
		{"1e5", PARSE_OK, PARSE_BAD},
		{"1e", PARSE_BAD, PARSE_BAD},
		{"9223372036854775807", PARSE_OK, PARSE_OK},
		{"9223372036854775808", PARSE_OK, PARSE_BAD},
		{"-9223372036854775808", PARSE_OK, PARSE_OK},
		{"NaN", PARSE_BAD, PARSE_BAD},
		{"true", PARSE_OK, PARSE_OK},
		{"tru", PARSE_SHORT, PARSE_SHORT},
		{"truer", PARSE_BAD, PARSE_BAD},
		{"null", PARSE_OK, PARSE_BAD},
		{"", PARSE_SHORT, PARSE_SHORT},
		{" 1\n", PARSE_OK, PARSE_BAD},
		{"\v1", PARSE_BAD, PARSE_BAD},
		{"\xef\xbb\xbf{}", PARSE_OK, PARSE_BAD},
		{"1 2", PARSE_BAD, PARSE_BAD},
		{"[1,2]", PARSE_OK, PARSE_OK},
		{"[1, 2]", PARSE_OK, PARSE_BAD},
		{"[1,]", PARSE_BAD, PARSE_BAD},
		{"[,1]", PARSE_BAD, PARSE_BAD},
		{"[1 2]", PARSE_BAD, PARSE_BAD},
		{"[1", PARSE_SHORT, PARSE_SHORT},
		{"[1}", PARSE_BAD, PARSE_BAD},
		{"]", PARSE_BAD, PARSE_BAD},
		{"{\"a\":1}", PARSE_OK, PARSE_OK},
		{"{\"a\":1,}", PARSE_BAD, PARSE_BAD},
		{"{a:1}", PARSE_BAD, PARSE_BAD},
		{"{\"a\"}", PARSE_BAD, PARSE_BAD},
		{"{\"a\":}", PARSE_BAD, PARSE_BAD},
		{"{\"a\"", PARSE_SHORT, PARSE_SHORT},
		{"{\"a\":1,\"b\":2}", PARSE_OK, PARSE_OK},
		{"{\"b\":1,\"a\":2}", PARSE_OK, PARSE_BAD},
		{"{\"a\":1,\"a\":2}", PARSE_BAD, PARSE_BAD},
		{"{\"b\":1,\"a\":2,\"\\u0062\":3}", PARSE_BAD, PARSE_BAD},
		{"\"x", PARSE_SHORT, PARSE_SHORT},
		{"\"\\", PARSE_SHORT, PARSE_SHORT},
		{"\"\\x\"", PARSE_BAD, PARSE_BAD},
		{"\"a\nb\"", PARSE_BAD, PARSE_BAD},
		{"\"a\\nb\"", PARSE_OK, PARSE_OK},
		{"\"\\/\"", PARSE_OK, PARSE_BAD},
		{"\"\\u000a\"", PARSE_OK, PARSE_BAD},
		{"\"\\u001f\"", PARSE_OK, PARSE_OK},
		{"\"\\u001F\"", PARSE_OK, PARSE_BAD},
		{"\"\\u0041\"", PARSE_OK, PARSE_BAD},
		{"\"\\u0000\"", PARSE_BAD, PARSE_BAD},
		{"\"\\u12\"", PARSE_BAD, PARSE_BAD},
		{"\"\\ud83d\\ude00\"", PARSE_OK, PARSE_BAD},
		{"\"\\ud83d\"", PARSE_BAD, PARSE_BAD},
		{"\"\\ude00\\ud83d\"", PARSE_BAD, PARSE_BAD},
		{"\"\xff\"", PARSE_BAD, PARSE_BAD},
		{"\"\xed\xa0\x80\"", PARSE_BAD, PARSE_BAD},
		{"\"\xe4\xb8\xad\"", PARSE_OK, PARSE_OK},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct json_doc d;
		enum parse any = json_parse(str_c(rows[i].text), JSON_ANY, &mem, &d);
		enum parse canonical = json_parse(str_c(rows[i].text), JSON_CANONICAL, &mem, &d);

		is_str(str_c(parse_words[any]), str_c(parse_words[rows[i].any]), "%s", rows[i].text);
		is_str(str_c(parse_words[canonical]), str_c(parse_words[rows[i].canonical]), "canonical: %s",
		       rows[i].text);
	}
}

static void tree(void)
{
	static const char text[] =
		"{\"name\": \"\\u4e2d\\ud83d\\ude00\\t\", \"n\": -12, \"f\": 1.50, \"ok\": true, \"list\": [1, "
		"[], {\"x\": null}], \"hash\": \"00ff7a\"}";
	struct json_doc d;
	str s = {0};
	int64_t n = 0;
	bool b = false;
	uint8_t hash[3];

	is_int(json_parse(str_c(text), JSON_ANY, &mem, &d), PARSE_OK, "a document");
	is_int(d.root->count, 6, "members");
	ok(json_get_text(d.root, "name", &s), "a string");
	is_str(s, STR("\xe4\xb8\xad\xf0\x9f\x98\x80\t"), "its characters");
	is_str(json_get(d.root, "name")->raw, STR("\"\\u4e2d\\ud83d\\ude00\\t\""), "its bytes");
	ok(json_get_int(d.root, "n", &n) && n == -12, "a whole number");
	ok(!json_get_int(d.root, "f", &n) && n == -12, "a fraction is no whole number");
	is_str(json_get(d.root, "f")->text, STR("1.50"), "a fraction is as it is written");
	ok(json_get_bool(d.root, "ok", &b) && b, "a truth");
	const struct json *l = json_get_list(d.root, "list");

	is_int(l ? l->count : 0, 3, "a list");
	is_str(l->first->next->next->raw, STR("{\"x\": null}"), "the bytes of an object");
	ok(json_get(l->first->next->next, "x")->kind == JSON_NULL, "null");
	ok(json_get_hex(d.root, "hash", hash, 3) && hash[1] == 0xff && hash[2] == 0x7a, "hexadecimal");
	ok(!json_get_hex(d.root, "hash", hash, 2), "hexadecimal of another length");
	ok(!json_get(d.root, "nothing") && !json_get(NULL, "x") && !json_get(l, "x"), "what is not there");
}

static void ceilings(void)
{
	AUTO(buf_release) buf b;
	struct json_doc d;
	arena small;

	buf_init(&b, 1u << 20);
	for (int i = 0; i < JSON_NESTED_MOST; i++)
		buf_put_byte(&b, '[');
	for (int i = 0; i < JSON_NESTED_MOST; i++)
		buf_put_byte(&b, ']');
	is_int(json_parse(buf_str(&b), JSON_ANY, &mem, &d), PARSE_OK, "as deep as is allowed");
	buf_reset(&b);
	for (int i = 0; i < 100000; i++)
		buf_put_byte(&b, '[');
	is_int(json_parse(buf_str(&b), JSON_ANY, &mem, &d), PARSE_LIMIT, "too deep");
	is_int(d.at, JSON_NESTED_MOST, "found where it is");
	buf_reset(&b);
	buf_put_byte(&b, '[');
	for (int i = 0; i < 1000; i++)
		buf_put_c(&b, "1,");
	buf_put_c(&b, "1]");
	arena_init(&small, 20000);
	is_int(json_parse(buf_str(&b), JSON_ANY, &small, &d), PARSE_LIMIT, "more than the arena holds");
	arena_clear(&small);
	is_int(json_parse(buf_str(&b), JSON_ANY, &mem, &d), PARSE_OK, "the same with room");
}

static void written(void)
{
	AUTO(buf_release) buf b;
	struct json_out o;
	struct json_doc d;
	str s = {0};

	buf_init(&b, 4096);
	json_begin(&o, &b);
	json_open(&o, NULL, '{');
	json_int(&o, "a", INT64_MIN);
	json_open(&o, "b", '[');
	json_bool(&o, NULL, false);
	json_str(&o, NULL, STR("\x01\x08\t\n\x0b\x0c\r\x1f\"\\/\x7f\xc2\x80"));
	json_close(&o, ']');
	json_close(&o, '}');
	is_int(json_parse(buf_str(&b), JSON_CANONICAL, &mem, &d), PARSE_OK, "what we write is canonical");
	s = json_get_list(d.root, "b")->first->next->text;
	is_str(s, STR("\x01\x08\t\n\x0b\x0c\r\x1f\"\\/\x7f\xc2\x80"), "and reads back");
}

int main(void)
{
	arena_init(&mem, 8u << 20);
	table();
	tree();
	ceilings();
	written();
	arena_clear(&mem);
	return tap_done();
}
