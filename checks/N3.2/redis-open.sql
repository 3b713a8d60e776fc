/* check
title:    {zh: Redis 未授权访问, en: Redis open without authentication}
clause:   N3.2
item:     N3.2.vuln.unauth-service
basis:    [csl/protect, t202/hole, gd2023/weakness]
severity: critical
defends:  [防窃密, 防入侵]
assets:   [service]
proof:    presence
says:     {zh: "{ip}:{port} 的 Redis 无需鉴别即应答 {asked}：{proof}", en: "Redis at {ip} port {port} answered {asked} without authentication: {proof}"}
remedy:
  zh: 设置 requirepass 或 ACL，只监听内网地址，核查是否已被写入或利用。
  en: Set requirepass or ACLs, listen on inner addresses only, and look whether it was written to or abused.
days:     {value: 24, unit: hours, sure: no}
examples:
  - fail:    {service_access: [{asset: 1, ip: 192.0.2.7, port: 1, protocol: redis, open: true, proof: "…", asked: "…"}]}
  - pass:    {service_access: [{asset: 1, ip: 192.0.2.7, port: 1, protocol: redis, proof: "…"}]}
  - unknown: {partial: [service_access]}
  # another protocol is another check's
  - pass:    {service_access: [{asset: 1, ip: 192.0.2.7, port: 1, protocol: mqtt, open: true, proof: "…"}]}
*/
SELECT a.asset, a.evidence, a.ip, a.port, a.asked, a.proof
FROM service_access a
WHERE a.protocol = 'redis' AND a.open;
