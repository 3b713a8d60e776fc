/* check
title:    {zh: 服务未授权访问, en: Service open without authentication}
clause:   N3.2
item:     N3.2.vuln.unauth-service
basis:    [csl/protect, t202/hole, gd2023/weakness]
severity: critical
defends:  [防窃密, 防入侵]
assets:   [service]
proof:    presence
says:     {zh: "{ip}:{port} 的 {protocol} 服务无需鉴别即应答 {asked}：{proof}", en: "the {protocol} service at {ip} port {port} answered {asked} without authentication: {proof}"}
remedy:
  zh: 启用鉴别并限制来源地址，核查访问日志评估泄露。
  en: Turn authentication on, restrict the addresses, and see from the logs who was in.
days:     {value: 24, unit: hours, sure: no}
# Protocols with a check of their own are not accused here; Web pages and name servers are public by their nature.
examples:
  - fail:    {service_access: [{asset: 1, ip: 192.0.2.7, port: 3306, protocol: mysql, open: true, proof: "…", asked: "…"}]}
  - pass:    {service_access: [{asset: 1, ip: 192.0.2.7, port: 3306, protocol: mysql, proof: "…"}]}
  - unknown: {partial: [service_access]}
  - pass:    {service_access: [{asset: 1, ip: 192.0.2.7, port: 6379, protocol: redis, open: true, proof: "…"}]}
  - pass:    {service_access: [{asset: 1, ip: 192.0.2.7, port: 80, protocol: http, open: true, proof: "…"}]}
*/
SELECT a.asset, a.evidence, a.ip, a.port, a.protocol, a.asked, a.proof, a.protocol AS place
FROM service_access a
WHERE a.open
  AND a.protocol NOT IN ('redis', 'memcached', 'mqtt', 'postgresql', 'ftp', 'http', 'https', 'dns');
