#include "gate/folder.h"

int gate_tree_open(struct gate *g, int root_fd, const char *path, bool cross, struct os_tree_node *ret,
		   enum gate_answer *ret_answer)
{
	*ret = (struct os_tree_node){.kind = OS_TREE_FAILED};
	*ret_answer = gate_may_read(g);
	if (*ret_answer != GATE_OK)
		return -1;
	int fd = os_tree_open(root_fd, path, cross, ret);

	/* Links, pipes and the like are not opened, which is no refusal. */
	if (fd >= 0 || ret->kind == OS_TREE_DENIED || ret->kind == OS_TREE_FAILED)
		gate_root_count(g, root_fd, fd >= 0);
	return fd;
}

int gate_tree_names(struct os_tree_names *l, int fd, const char *after, err *e)
{
	return os_tree_names_next(l, fd, after, e);
}
