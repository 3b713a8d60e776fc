/* check
title:    {zh: PostgreSQL 无需口令登录, en: PostgreSQL without a password}
clause:   N3.2
item:     N3.2.vuln.unauth-service
basis:    [csl/protect, t202/hole, gd2023/weakness]
severity: critical
defends:  [防窃密, 防入侵]
assets:   [service]
proof:    presence
says:     {zh: "{ip}:{port} 的 PostgreSQL 未要求鉴别即接受连接：{proof}", en: "PostgreSQL at {ip} port {port} accepted a session without authentication: {proof}"}
remedy:
  zh: 在 pg_hba.conf 中以 scram-sha-256 取代 trust，限制来源地址。
  en: Replace trust by scram-sha-256 in pg_hba.conf and restrict the addresses.
days:     {value: 24, unit: hours, sure: no}
examples:
  - fail:    {service_access: [{asset: 1, ip: 192.0.2.7, port: 1, protocol: postgresql, open: true, proof: "…", asked: "…"}]}
  - pass:    {service_access: [{asset: 1, ip: 192.0.2.7, port: 1, protocol: postgresql, proof: "…"}]}
  - unknown: {partial: [service_access]}
  # another protocol is another check's
  - pass:    {service_access: [{asset: 1, ip: 192.0.2.7, port: 1, protocol: mqtt, open: true, proof: "…"}]}
*/
SELECT a.asset, a.evidence, a.ip, a.port, a.asked, a.proof
FROM service_access a
WHERE a.protocol = 'postgresql' AND a.open;
