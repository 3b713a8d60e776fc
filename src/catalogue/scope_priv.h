/* The two halves of the scope's reader: scope.c (who, when, how hard) and scope_object.c (what). */
#pragma once

#include "catalogue/scope.h"
#include "catalogue/yaml.h"

struct scope_reader {
	struct scope *s;
	struct yaml_source src;
	str dir;    /* of the scope, with a slash at the end, or empty */
	arena temp; /* tree and lists; freed after reading */
	bool files;
	bool data;   /* the scope names stores of data: an object may have nothing else */
	bool stored; /* was read and verified when its run was made: its files may be gone by now */
	size_t room; /* items that fit */
	uint64_t hosts;
	uint64_t targets;
	buf key;
	struct scope_list *lists; /* sites_file of each object, read before */
};

/* objects: of the scope. */
[[nodiscard]] int scope_objects_read(struct scope_reader *r, const struct yaml_node *objects, err *e);
/* data:, databases:, logs: of the scope; needs its objects. */
[[nodiscard]] int scope_stores_read(struct scope_reader *r, const struct yaml_node *top, err *e);
/* A path of the scope, relative to its folder, in the scope's memory, NUL behind it. */
str scope_path(struct scope_reader *r, str path);
/* Scalar of a list, else an error that says what belongs there. */
[[nodiscard]] int scope_scalar(struct scope_reader *r, const struct yaml_node *n, const char *what, err *e);
/* A list under the key, or NULL; a single value is refused. */
[[nodiscard]] int scope_list(struct scope_reader *r, const struct yaml_node *map, const char *key,
			     const struct yaml_node **ret, err *e);
/* "shown" for a message: quoted and cut. Static storage of this thread would be shared: the caller gives the buffer. */
struct scope_quote {
	char c[120];
};
struct scope_quote scope_quoted(str s);
