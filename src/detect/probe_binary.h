/* probe_binary: the probes whose protocols are binary. See probe.h. */
#pragma once

#include "detect/probe.h"

extern const struct probe probe_mqtt;
extern const struct probe probe_postgresql;
extern const struct probe probe_mysql;
extern const struct probe probe_vnc;
extern const struct probe probe_mongodb;
extern const struct probe probe_ldap;
extern const struct probe probe_socks5;
extern const struct probe probe_rdp;
extern const struct probe probe_amqp;
extern const struct probe probe_tls;
extern const struct probe probe_dns;
