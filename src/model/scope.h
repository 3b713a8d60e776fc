/*
 * scope: what may be touched, by whose authority, when, how hard. Plain structs, read from scope.yaml by catalogue
 * (catalogue/scope.h), decided on by gate, planned from by flow. All memory belongs to the scope's arena.
 */
#pragma once

#include "base/arena.h"
#include "model/addr.h"
#include "model/asset.h"
#include "model/digest.h"

enum scope_mode { SCOPE_SELF, SCOPE_REGULATOR, SCOPE_MODE_COUNT };

/* What a request does (not its verb). The first two are allowed unless the scope narrows them. */
enum act {
	ACT_IDENTIFY, /* banner, home page, handshake */
	ACT_EXPOSURE, /* one small read of what should be closed */
	ACT_ATTACK,
	ACT_LOGIN,
	ACT_CHANGE,
	ACT_COUNT
};

struct scope_authorisation {
	str by;           /* who gave it */
	str reference;    /* document number */
	int64_t from;     /* UTC seconds, inclusive */
	int64_t until;    /* UTC seconds, exclusive */
	int window_from;  /* minutes of the day, in zone +08:00 */
	int window_until; /* may be less than window_from (over midnight); both 0: all day */
	enum scope_mode mode;
	str vantage;     /* where the traffic comes from, in words */
	unsigned acts;   /* bits 1u << enum act */
	str signature;   /* path of the SM2 signature over the scope's bytes (regulator) */
	str certificate; /* path of the signer's certificate */
};

struct scope_object {
	str id;
	str type; /* N2.01 … N2.12 */
	str name;
};

/* One port range. */
struct scope_ports {
	uint16_t lo;
	uint16_t hi;
	enum transport transport;
};

enum scope_item_kind { SCOPE_SITE, SCOPE_HOST, SCOPE_NETWORK, SCOPE_DOMAIN, SCOPE_ITEM_KIND_COUNT };

struct scope_item {
	enum scope_item_kind kind;
	uint32_t object;                 /* index into objects */
	unsigned line;                   /* of scope.yaml (or of the list file) */
	str key;                         /* SITE, DOMAIN, HOST: canonical asset key */
	str name;                        /* SITE: host; DOMAIN: name (A-labels) */
	bool is_addr;                    /* SITE: host is an address */
	bool https;                      /* SITE */
	uint16_t port;                   /* SITE */
	struct addr_range range;         /* SITE with an address, HOST, NETWORK */
	const struct scope_ports *ports; /* HOST, NETWORK */
	size_t port_count;
};

struct scope_rate {
	uint32_t per_host;    /* new requests a second to one address */
	uint32_t per_network; /* to one /24 or /48 */
	uint32_t total;       /* in all */
	uint32_t parallel;    /* connections in flight, all workers together; 0: as memory and open files allow */
};

/* A resolver or look-up server of the house: an address and port from the configuration only. */
struct scope_server {
	addr ip;
	uint16_t port;
};

/* The tester's own zone, to prove open recursion: a random label under `zone` must give `answer`. */
struct scope_canary {
	str zone; /* empty: none */
	addr answer;
};

/* Where data or logs are kept: a folder, a database, a folder of logs. What stands here may be read, and nothing else of it. */
struct scope_store {
	enum asset_kind kind; /* ASSET_FOLDER, ASSET_DATABASE, ASSET_LOG */
	uint32_t object;      /* index into objects */
	unsigned line;        /* of scope.yaml */
	str key;              /* canonical asset key */
	str path;             /* folder, log: absolute, NUL behind it */
	bool is_public;       /* folder: served to anybody (a web root, a share) */
	bool test;            /* folder, database: a test environment */
	str keeps;            /* log: "network", "provision" or "operation" */
	int64_t started;      /* log: the day from which it is kept at all; INT64_MIN: not said */
	str rotation;         /* log: file that configures what turns it over, NUL behind it; empty: not named */
	str product;          /* database: "postgresql", "mysql" or "redis" */
	addr ip;              /* database */
	uint16_t port;
	str name;          /* database: its name; redis: the number */
	str user;          /* database: an account that may only read */
	str password_file; /* database: path, NUL behind it; empty: no password */
	bool tls;          /* database: only over TLS */
	bool plain;        /* database: over a network without TLS too, where it offers none */
	str ca; /* database: path of the roots (PEM) that its certificate must lead to, NUL behind it; empty: not verified */
};

/* A duty of whoever handles many persons' data that the unit has done: what was seen of it. */
struct scope_duty {
	str duty;     /* pi-officer, data-officer, audit, face-filing, minor-rules, social-report */
	int64_t done; /* day, since 1970-01-01 */
	str paper;    /* that shows it; perhaps empty */
};

struct scope {
	arena mem;
	str path;
	str bytes; /* the file as read */
	digest sha256;
	struct {
		str name;
		str uscc;      /* 统一社会信用代码, verified */
		str province;  /* 省简称 */
		str *services; /* licensed telecom services, as the licence names them */
		size_t service_count;
	} unit;
	struct scope_authorisation authorisation;
	str contact; /* goes into the User-Agent */
	struct scope_object *objects;
	size_t object_count;
	struct scope_item *items;
	size_t item_count;
	struct addr_range *excluded;
	size_t excluded_count;
	str *excluded_names; /* a name and everything below it */
	size_t excluded_name_count;
	struct scope_server *resolvers;
	size_t resolver_count;
	struct scope_rate rate;
	struct scope_canary canary;
	str *folders; /* absolute paths of folders whose files may be read */
	size_t folder_count;
	struct scope_store *stores;
	size_t store_count;
	struct {
		str ordered_by; /* who ordered that data is looked at */
		int64_t rows;   /* at most so many rows of a table are looked at */
		int64_t bytes;  /* at most so many bytes of a folder are read */
		str inventory;  /* path of the unit's own list of data (数据分类分级清单), empty: none */
		struct scope_duty *duties;
		size_t duty_count;
		bool duties_told; /* the list is there, though perhaps empty: what is not in it was not done */
	} data;
	str filing;        /* path of the filing list, empty: none */
	str graded;        /* path of the list of graded filings (定级备案), empty: none */
	str trust;         /* path of further trusted roots (PEM), empty: none */
	str trust_roots;   /* that file's bytes */
	bool public_names; /* a scope's name may lead to any public address, not only to listed networks */
	bool sample;       /* made up, for demonstration: every document says 样本 */
};

/* The store of this asset key; NULL when the scope has none. */
const struct scope_store *scope_store_of(const struct scope *s, str key);
