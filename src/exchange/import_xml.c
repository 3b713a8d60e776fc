/* import_xml: nmap's XML (its scripts that call something vulnerable) and ZAP's XML report; part of import.h. Pure. */
#include "base/i18n.h"
#include "exchange/import.h"
#include "exchange/import_priv.h"
#include "format/xml.h"

#define ATTRIBUTE_MOST ((size_t)16384)
#define VALUE_MOST ((size_t)8192)

/* A file and how many of its elements are open: one that was cut is told from one that has nothing to say. */
struct file {
	struct xml xml;
	str bytes;
	const uint8_t *at; /* the event that is read */
	uint64_t open;
};

static enum parse next_event(struct file *f, struct xml_event *ev)
{
	f->at = f->xml.c.p;
	enum parse p = xml_parse(&f->xml, ev);

	if (p != PARSE_OK)
		return p;
	if (ev->kind == XML_OPEN)
		f->open++;
	else if (ev->kind == XML_CLOSE && f->open-- == 0)
		return PARSE_BAD;
	return PARSE_OK;
}

/* How it ended, as a fault where that was not well. */
static void at_end(const struct file *f, enum parse p, bool known, struct import_out *o)
{
	size_t at = f->at ? (size_t)(f->at - f->bytes.p) : 0;

	if (p != PARSE_SHORT)
		import_broken(o, f->bytes, at, N_("the file is broken from here on"));
	else if (f->open)
		import_broken(o, f->bytes, f->bytes.n, N_("the file is cut here: its elements are not closed"));
	else if (!known)
		import_broken(o, f->bytes, 0, N_("the file is XML, but not of this tool"));
}

/* --- nmap ----------------------------------------------------------------------------------------------------------------- */

struct nmap {
	struct import_out *o;
	str version_seen;
	buf address;
	buf port;
	buf protocol;
	buf script;
	buf output;
	bool in_port;
	bool is_nmap;
	int64_t seen;
	uint64_t n;
};

static bool attribute(buf *b, str attributes, str name)
{
	str raw;

	buf_reset(b);
	if (!xml_attribute(attributes, name, &raw))
		return false;
	xml_text_put(b, str_sub(raw, 0, ATTRIBUTE_MOST / 2));
	return true;
}

/* The scripts of the vulns library say "State: VULNERABLE" or "LIKELY VULNERABLE"; "NOT VULNERABLE" is no finding. */
static bool is_vulnerable(str output)
{
	static const str word = STR_INIT("VULNERABLE"), not = STR_INIT("NOT ");

	while (output.n) {
		size_t at = str_find(output, word);

		if (at == output.n)
			return false;
		if (at < not .n || !str_eq(str_sub(output, at - not .n, not .n), not ))
			return true;
		output = str_from(output, at + word.n);
	}
	return false;
}

static void take_script(struct nmap *x)
{
	char room[32];
	AUTO(buf_release) buf asset;
	struct import_finding f = {.tool = STR("nmap"),
				   .rule = buf_str(&x->script),
				   .title = buf_str(&x->script),
				   .severity = STR("high"),
				   .says = buf_str(&x->output),
				   .seen = x->seen};
	bool v6 = str_find_byte(buf_str(&x->address), ':') < x->address.n;

	if (!is_vulnerable(buf_str(&x->output)))
		return;
	str cve = import_cve(buf_str(&x->output), x->o->mem);

	buf_init(&asset, 2000);
	if (x->in_port && x->port.n)
		buf_printf(&asset, v6 ? "[%.*s]:%.*s" : "%.*s:%.*s", STR_ARG(buf_str(&x->address)),
			   STR_ARG(buf_str(&x->port)));
	else
		buf_put(&asset, buf_str(&x->address));
	f.rule = cve.n ? cve : f.rule;
	f.asset = buf_str(&asset);
	f.place = x->in_port ? buf_str(&x->protocol) : (str){0};
	f.ref = import_ref(room, sizeof(room), ++x->n);
	import_give(x->o, &f);
}

static void nmap_open(struct nmap *x, const struct xml_event *ev)
{
	AUTO(buf_release) buf b;
	uint64_t t = 0;

	buf_init(&b, ATTRIBUTE_MOST);
	if (str_eq(ev->name, STR("nmaprun"))) {
		x->is_nmap = true;
		if (attribute(&b, ev->attributes, STR("start")) && str_to_u64(buf_str(&b), UINT32_MAX, &t))
			x->seen = (int64_t)t;
	} else if (str_eq(ev->name, STR("host"))) {
		buf_reset(&x->address);
		if (attribute(&b, ev->attributes, STR("endtime")) && str_to_u64(buf_str(&b), UINT32_MAX, &t))
			x->seen = (int64_t)t;
	} else if (str_eq(ev->name, STR("address"))) {
		bool mac = attribute(&b, ev->attributes, STR("addrtype")) && str_eq(buf_str(&b), STR("mac"));

		if (!mac)
			(void)attribute(&x->address, ev->attributes, STR("addr"));
	} else if (str_eq(ev->name, STR("port"))) {
		x->in_port = true;
		(void)attribute(&x->port, ev->attributes, STR("portid"));
		(void)attribute(&x->protocol, ev->attributes, STR("protocol"));
	} else if (str_eq(ev->name, STR("script"))) {
		(void)attribute(&x->script, ev->attributes, STR("id"));
		if (attribute(&x->output, ev->attributes, STR("output")))
			take_script(x);
	}
}

enum parse import_nmap_parse(str bytes, arena *mem, struct import_out *o)
{
	struct nmap x = {.o = o};
	struct file file = {.bytes = bytes};
	struct xml_event ev;
	enum parse p;
	buf *const bufs[] = {&x.address, &x.port, &x.protocol, &x.script, &x.output};

	(void)mem;
	/* nmap writes <!DOCTYPE nmaprun>: a document type without a set of its own, which can bomb nothing; the reader takes none. */
	size_t type = str_find(str_sub(bytes, 0, 1000), STR("<!DOCTYPE nmaprun>"));

	if (type < str_sub(bytes, 0, 1000).n)
		bytes = str_from(bytes, type + STR("<!DOCTYPE nmaprun>").n);
	for (size_t i = 0; i < ARRAY_LEN(bufs); i++)
		buf_init(bufs[i], ATTRIBUTE_MOST);
	xml_init(&file.xml, bytes);
	while ((p = next_event(&file, &ev)) == PARSE_OK) {
		if (ev.kind == XML_OPEN)
			nmap_open(&x, &ev);
		else if (ev.kind == XML_CLOSE && str_eq(ev.name, STR("port")))
			x.in_port = false;
	}
	for (size_t i = 0; i < ARRAY_LEN(bufs); i++)
		buf_release(bufs[i]);
	at_end(&file, p, x.is_nmap, o);
	return x.is_nmap ? PARSE_OK : PARSE_BAD;
}

/* --- ZAP ------------------------------------------------------------------------------------------------------------------ */

/* Elements whose text is kept; those of an instance are emptied with it. */
enum zap_field { ZAP_RULE, ZAP_REF, ZAP_NAME, ZAP_RISK, ZAP_SAYS, ZAP_REMEDY, ZAP_URI, ZAP_PARAM, ZAP_FIELDS };
static const char *const zap_names[ZAP_FIELDS] = {"pluginid", "alertRef", "alert", "riskcode",
						  "desc",     "solution", "uri",   "param"};

struct zap_instance {
	str uri;
	str param;
	struct zap_instance *next;
};

struct zap {
	struct import_out *o;
	arena *mem;
	buf fields[ZAP_FIELDS];
	buf site;
	enum zap_field now; /* ZAP_FIELDS: none */
	bool is_zap;
	bool in_instance;
	/* Those of the alert: its solution stands behind them. */
	struct zap_instance *first;
	struct zap_instance *last;
	uint64_t n;
};

static void zap_take(struct zap *x, str uri, str param)
{
	char room[32];
	str ref = buf_str(&x->fields[ZAP_REF]);
	AUTO(buf_release) buf place;

	buf_init(&place, VALUE_MOST);
	if (param.n)
		buf_printf(&place, "%.*s [%.*s]", STR_ARG(str_sub(uri, 0, 4000)), STR_ARG(str_sub(param, 0, 200)));
	struct import_finding f = {.tool = STR("zap"),
				   .rule = ref.n ? ref : buf_str(&x->fields[ZAP_RULE]),
				   .asset = uri.n ? uri : buf_str(&x->site),
				   .place = buf_str(&place),
				   .title = buf_str(&x->fields[ZAP_NAME]),
				   .severity = import_zap_risk(str_trim(buf_str(&x->fields[ZAP_RISK]))),
				   .says = import_plain(buf_str(&x->fields[ZAP_SAYS]), x->o->mem),
				   .remedy = import_plain(buf_str(&x->fields[ZAP_REMEDY]), x->o->mem),
				   .ref = import_ref(room, sizeof(room), ++x->n)};

	import_give(x->o, &f);
}

static void zap_open(struct zap *x, const struct xml_event *ev)
{
	str raw;

	x->now = ZAP_FIELDS;
	if (str_eq(ev->name, STR("OWASPZAPReport")))
		x->is_zap = true;
	if (str_eq(ev->name, STR("site"))) {
		buf_reset(&x->site);
		if (xml_attribute(ev->attributes, STR("name"), &raw))
			xml_text_put(&x->site, str_sub(raw, 0, 2000));
	}
	if (str_eq(ev->name, STR("alertitem"))) {
		x->first = x->last = NULL;
		for (size_t i = 0; i < ZAP_FIELDS; i++)
			buf_reset(&x->fields[i]);
	}
	if (str_eq(ev->name, STR("instance"))) {
		x->in_instance = true;
		buf_reset(&x->fields[ZAP_URI]);
		buf_reset(&x->fields[ZAP_PARAM]);
	}
	for (size_t i = 0; i < ZAP_FIELDS; i++)
		if (str_eq(ev->name, str_c(zap_names[i])))
			x->now = (enum zap_field)i;
}

static void zap_close(struct zap *x, str name)
{
	x->now = ZAP_FIELDS;
	if (str_eq(name, STR("instance")) && x->in_instance) {
		struct zap_instance *i = arena_new(x->mem, struct zap_instance, 1);

		x->in_instance = false;
		i->uri = arena_str(x->mem, str_trim(buf_str(&x->fields[ZAP_URI])));
		i->param = arena_str(x->mem, str_trim(buf_str(&x->fields[ZAP_PARAM])));
		*(x->last ? &x->last->next : &x->first) = i;
		x->last = i;
	} else if (str_eq(name, STR("alertitem"))) {
		if (!x->first)
			zap_take(x, (str){0}, (str){0});
		for (const struct zap_instance *i = x->first; i; i = i->next)
			zap_take(x, i->uri, i->param);
		x->first = x->last = NULL;
	}
}

static enum parse zap_xml(str bytes, arena *mem, struct import_out *o)
{
	struct zap x = {.o = o, .mem = mem, .now = ZAP_FIELDS};
	struct file file = {.bytes = bytes};
	struct xml_event ev;
	enum parse p;

	buf_init(&x.site, VALUE_MOST);
	for (size_t i = 0; i < ZAP_FIELDS; i++)
		buf_init(&x.fields[i], VALUE_MOST);
	xml_init(&file.xml, bytes);
	while ((p = next_event(&file, &ev)) == PARSE_OK) {
		if (ev.kind == XML_OPEN)
			zap_open(&x, &ev);
		else if (ev.kind == XML_CLOSE)
			zap_close(&x, ev.name);
		else if (x.now < ZAP_FIELDS && x.fields[x.now].n + ev.text.n < VALUE_MOST)
			xml_text_put(&x.fields[x.now], ev.text);
	}
	buf_release(&x.site);
	for (size_t i = 0; i < ZAP_FIELDS; i++)
		buf_release(&x.fields[i]);
	at_end(&file, p, x.is_zap, o);
	return x.is_zap ? PARSE_OK : PARSE_BAD;
}

enum parse import_zap_parse(str bytes, arena *mem, struct import_out *o)
{
	str head = str_trim(str_sub(bytes, 0, 100));

	if (str_starts(head, STR("\xef\xbb\xbf")))
		head = str_from(head, 3);
	return head.n && head.p[0] == '{' ? import_zap_json(bytes, mem, o) : zap_xml(bytes, mem, o);
}
