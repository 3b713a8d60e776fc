/* check
title:    {zh: Memcached 未授权访问, en: Memcached open without authentication}
clause:   N3.2
item:     N3.2.vuln.unauth-service
basis:    [csl/protect, t202/hole, gd2023/weakness]
severity: critical
defends:  [防窃密, 防入侵]
assets:   [service]
proof:    presence
says:     {zh: "{ip}:{port} 的 Memcached 无需鉴别即应答 {asked}：{proof}", en: "Memcached at {ip} port {port} answered {asked} without authentication: {proof}"}
remedy:
  zh: 启用 SASL 或 authfile 鉴别，关闭 UDP，只监听内网地址。
  en: Turn authentication on (SASL or an authfile), UDP off, and listen on inner addresses only.
days:     {value: 24, unit: hours, sure: no}
examples:
  - fail:    {service_access: [{asset: 1, ip: 192.0.2.7, port: 1, protocol: memcached, open: true, proof: "…", asked: "…"}]}
  - pass:    {service_access: [{asset: 1, ip: 192.0.2.7, port: 1, protocol: memcached, proof: "…"}]}
  - unknown: {partial: [service_access]}
  # another protocol is another check's
  - pass:    {service_access: [{asset: 1, ip: 192.0.2.7, port: 1, protocol: mqtt, open: true, proof: "…"}]}
*/
SELECT a.asset, a.evidence, a.ip, a.port, a.asked, a.proof
FROM service_access a
WHERE a.protocol = 'memcached' AND a.open;
