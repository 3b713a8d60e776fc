/*
 * resolve: questions to the house's resolvers (RFC 1035; RFC 5452 against forged answers): connected UDP sockets with
 * random ports that are changed now and then, random ids, the question compared with what was asked; the next resolver
 * when one is silent or fails; TCP when an answer was cut. Many questions go and come with one system call.
 */
#pragma once

#include "format/dns.h"
#include "net/engine.h"

struct resolver *resolver_new(struct net *n);
void resolver_free(struct resolver *r);
bool resolver_busy(const struct resolver *r);
/* Questions that UDP answers are awaited for. */
size_t resolver_in_flight(const struct resolver *r);
/* Sends what was asked in this turn. */
void resolver_flush(struct resolver *r);
/* Ends all questions with NET_CANCELLED. */
void resolver_cancel(struct resolver *r);

/* m is NULL unless status is NET_OK. Called once, never from within resolver_ask. */
typedef void resolver_done(void *ctx, enum net_status status, const struct dns_message *m);
void resolver_ask(struct resolver *r, const struct dns_name *name, uint16_t type, resolver_done *done, void *ctx);
/* Looks up A and AAAA of op's name, pins them, and calls dial_resolved; ops with the same name share the questions. */
void resolver_lookup(struct resolver *r, struct op *op);
