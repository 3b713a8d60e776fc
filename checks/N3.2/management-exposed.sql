/* check
title:    {zh: 管理端口暴露于互联网, en: Management port reachable from the internet}
clause:   N3.2
item:     N3.2.boundary.exposed-management
basis:    [csl/protect, t202/hole, gd2023/measures]
severity: high
defends:  [防窃密, 防入侵]
assets:   [service]
proof:    presence
says:     {zh: "{ip}:{port} 的 {protocol} 管理服务可从互联网访问", en: "the management service {protocol} at {ip} port {port} can be reached from the internet"}
remedy:
  zh: 收敛到VPN或堡垒机，限制源地址。
  en: Move it behind a VPN or bastion host and restrict the addresses.
days:     {value: 5, unit: working-days, sure: no}
# Reachable from within is as it should be: this can be said only where the traffic comes from the internet. The scope's
# vantage begins with one of these words then.
applies: >
  SELECT a.id AS asset FROM asset a JOIN unit u ON SUBSTR(u.vantage, 1, 7) IN ('outside', 'Outside') OR SUBSTR(u.vantage, 1, 8) IN ('internet', 'Internet')
  OR SUBSTR(u.vantage, 1, 3) = '互联网' OR SUBSTR(u.vantage, 1, 2) IN ('公网', '外网')
  WHERE a.kind = 'service'
examples:
  - fail:    {service: [{asset: 1, ip: 192.0.2.7, port: 1, protocol: ssh, management: true}], unit: [{asset: 9, vantage: "outside: internet"}], assets: [{id: 1, kind: service}]}
  - pass:    {service: [{asset: 1, ip: 192.0.2.7, port: 80, protocol: http}], unit: [{asset: 9, vantage: outside}], assets: [{id: 1, kind: service}]}
  - unknown: {unit: [{asset: 9, vantage: outside}], assets: [{id: 1, kind: service}], partial: [service]}
  - fail:    {service: [{asset: 1, ip: 192.0.2.7, port: 1, protocol: x, management: true}], unit: [{asset: 9, vantage: 互联网（电信）}], assets: [{id: 1, kind: service}]}
  - na:      {service: [{asset: 1, ip: 10.0.0.7, port: 1, protocol: ssh, management: true}], unit: [{asset: 9, vantage: inside}], assets: [{id: 1, kind: service}]}
*/
SELECT s.asset, s.evidence, s.ip, s.port, s.protocol, s.protocol AS place
FROM service s JOIN unit u
  ON SUBSTR(u.vantage, 1, 7) IN ('outside', 'Outside') OR SUBSTR(u.vantage, 1, 8) IN ('internet', 'Internet')
  OR SUBSTR(u.vantage, 1, 3) = '互联网' OR SUBSTR(u.vantage, 1, 2) IN ('公网', '外网')
WHERE s.management;
