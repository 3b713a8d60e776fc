/*
 * control: proof of control in self mode. Before the first job on a public name or address, its owner's agreement is
 * looked for: the token of the scope (gate_token) as /.well-known/yicha-control.txt of the site, or as TXT record of
 * _yicha.<name>. What is found is told to the gate, which lets nothing but the home page through without it.
 */
#pragma once

#include "net/net.h"

struct control;

/* It lives as long as its process, a worker; net, gate and scope too. */
[[nodiscard]] int control_new(struct net *net, struct gate *gate, const struct scope *scope, struct control **ret,
			      err *e);
typedef void control_cb(void *ctx);
/* Calls cb once, as soon as all has been tried that could prove the asset; at once where nothing needs a proof. Asked
 * once a site or address and run. Belongs into a job (net_job_begin). */
void control_ensure(struct control *c, const struct asset *a, control_cb *cb, void *ctx);
