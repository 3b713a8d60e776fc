/*
 * pace: how fast one address, its network (/24, /48) and all together are asked; and when an address in distress is left
 * alone. Slots of time are handed out (generic cell rate algorithm), so that waiting costs one timer. The table of
 * addresses is bounded; the one longest unused is forgotten.
 */
#pragma once

#include "model/scope.h"

struct pace;

/* What became of a request, as far as it tells of the target's health. */
enum pace_event {
	PACE_GOOD,   /* it answered */
	PACE_LOST,   /* timeout, reset: counts where the port answered before */
	PACE_UNWELL, /* 5xx, 429, an HTTP request without answer: counts always */
	PACE_ASKED,  /* it asked to be left alone (Retry-After) */
	PACE_EVENT_COUNT
};
/* Consecutive bad events after which an address gets a quarter of its rate; after which it is left alone. */
#define PACE_SLOW_AFTER 3
#define PACE_STOP_AFTER 8

struct pace *pace_new(const struct scope_rate *rate, uint64_t seed);
void pace_free(struct pace *p);
/* Takes the next slot of the address and its network: milliseconds to wait for it, 0: now; -1: left alone. */
int64_t pace_host(struct pace *p, addr ip, int64_t now_us);
/* Takes the next slot of all together. */
int64_t pace_total(struct pace *p, addr ip, int64_t now_us);
bool pace_stopped(struct pace *p, addr ip);
void pace_report(struct pace *p, addr ip, uint16_t port, enum pace_event event);
