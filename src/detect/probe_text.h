/* probe_text: the probes whose protocols speak in lines of text. See probe.h. */
#pragma once

#include "detect/probe.h"

extern const struct probe probe_redis;
extern const struct probe probe_memcached;
extern const struct probe probe_ftp;
extern const struct probe probe_rsync;
extern const struct probe probe_rsync_module;
extern const struct probe probe_zookeeper;
