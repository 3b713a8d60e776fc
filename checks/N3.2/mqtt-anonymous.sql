/* check
title:    {zh: MQTT 允许匿名连接, en: MQTT accepts anonymous clients}
clause:   N3.2
item:     N3.2.vuln.unauth-service
basis:    [csl/protect, t202/hole, gd2023/weakness]
severity: high
defends:  [防窃密, 防入侵]
assets:   [service]
proof:    presence
says:     {zh: "{ip}:{port} 的 MQTT 服务接受匿名连接：{proof}", en: "the MQTT broker at {ip} port {port} accepts anonymous clients: {proof}"}
remedy:
  zh: 设置 allow_anonymous false 并为客户端配置鉴别和主题权限。
  en: Set allow_anonymous false and give clients credentials and topic rights.
days:     {value: 3, unit: working-days, sure: no}
examples:
  - fail:    {service_access: [{asset: 1, ip: 192.0.2.7, port: 1, protocol: mqtt, open: true, proof: "…", asked: "…"}]}
  - pass:    {service_access: [{asset: 1, ip: 192.0.2.7, port: 1, protocol: mqtt, proof: "…"}]}
  - unknown: {partial: [service_access]}
  # another protocol is another check's
  - pass:    {service_access: [{asset: 1, ip: 192.0.2.7, port: 1, protocol: redis, open: true, proof: "…"}]}
*/
SELECT a.asset, a.evidence, a.ip, a.port, a.asked, a.proof
FROM service_access a
WHERE a.protocol = 'mqtt' AND a.open;
