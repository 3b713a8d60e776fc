/* JSON: a tree counts what it holds, raw parts read again alike, and what is canonical is what base/json.h writes. */
#include "format/json.h"

#include "base/json.h"
#include "base/must.h"

/* Writes a tree without recursion; JSON_ANY trees may hold names and values that the writer does not know: not those. */
static void write(const struct json *root, buf *out)
{
	const struct json *stack[JSON_NESTED_MOST + 1];
	size_t depth = 0;
	struct json_out o;

	json_begin(&o, out);
	for (const struct json *v = root; v;) {
		if (v != root && stack[depth - 1]->first != v)
			buf_put_byte(out, ',');
		if (v != root && stack[depth - 1]->kind == JSON_OBJECT) {
			json_begin(&o, out);
			json_str(&o, NULL, v->name);
			buf_put_byte(out, ':');
		}
		json_begin(&o, out);
		if (v->kind == JSON_STRING)
			json_str(&o, NULL, v->text);
		else if (v->kind == JSON_INT)
			json_int(&o, NULL, v->whole);
		else if (v->kind == JSON_BOOL)
			json_bool(&o, NULL, v->truth);
		else
			buf_put_byte(out, v->kind == JSON_OBJECT ? '{' : '[');
		if (v->first) {
			stack[depth++] = v;
			v = v->first;
			continue;
		}
		if (v->kind >= JSON_LIST)
			buf_put_byte(out, v->kind == JSON_OBJECT ? '}' : ']');
		while (depth && !v->next) {
			v = stack[--depth];
			buf_put_byte(out, v->kind == JSON_OBJECT ? '}' : ']');
		}
		v = depth ? v->next : NULL;
	}
}

static void walk(const struct json *root, str data)
{
	const struct json *stack[JSON_NESTED_MOST + 1];
	size_t left[JSON_NESTED_MOST + 1];
	size_t depth = 0;

	for (const struct json *v = root; v;) {
		must(v->kind < JSON_KIND_COUNT && v->raw.n > 0 && v->raw.p >= data.p &&
		     v->raw.p + v->raw.n <= data.p + data.n);
		must(str_is_utf8(v->text) && str_is_utf8(v->name) && (v->first == NULL) == (v->count == 0));
		must(str_find_byte(v->text, 0) == v->text.n);
		if (v->first) {
			must(depth < JSON_NESTED_MOST);
			left[depth] = v->count;
			stack[depth++] = v;
			v = v->first;
			continue;
		}
		while (depth && --left[depth - 1] == 0) {
			must(!v->next);
			v = stack[--depth];
		}
		v = depth ? v->next : NULL;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct json_doc d, strict;
	arena mem;
	buf out;
	str s = {data, size};

	arena_init(&mem, 16u << 20);
	buf_init(&out, 4u << 20);
	enum parse any = json_parse(s, JSON_ANY, &mem, &d);
	enum parse canonical = json_parse(s, JSON_CANONICAL, &mem, &strict);

	must((any == PARSE_OK) == (d.root != NULL) && d.at <= size && (any == PARSE_OK) == (d.words == NULL));
	must(canonical != PARSE_OK || any == PARSE_OK);
	if (d.root)
		walk(d.root, s);
	if (strict.root) {
		write(strict.root, &out);
		must(buf_full(&out) || str_eq(buf_str(&out), s));
	}
	(void)json_get(d.root, "a");
	buf_release(&out);
	arena_clear(&mem);
	return 0;
}
