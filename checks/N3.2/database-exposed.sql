/* check
title:    {zh: 数据库服务暴露于互联网, en: Database reachable from the internet}
clause:   N3.2
item:     N3.2.boundary.exposed-database
basis:    [csl/protect, ndsr/protect, t202/hole, gd2023/measures]
severity: critical
defends:  [防窃密, 防入侵]
assets:   [service]
proof:    presence
says:     {zh: "{ip}:{port} 的 {protocol} 可从互联网访问", en: "{protocol} at {ip} port {port} can be reached from the internet"}
remedy:
  zh: 立即关闭公网监听或加访问控制，排查是否已被访问和泄露。
  en: Close it to the internet at once or control the access, and look whether it was used.
days:     {value: 24, unit: hours, sure: no}
# Reachable from within is as it should be: this can be said only where the traffic comes from the internet. The scope's
# vantage begins with one of these words then.
applies: >
  SELECT a.id AS asset FROM asset a JOIN unit u ON SUBSTR(u.vantage, 1, 7) IN ('outside', 'Outside') OR SUBSTR(u.vantage, 1, 8) IN ('internet', 'Internet')
  OR SUBSTR(u.vantage, 1, 3) = '互联网' OR SUBSTR(u.vantage, 1, 2) IN ('公网', '外网')
  WHERE a.kind = 'service'
examples:
  - fail:    {service: [{asset: 1, ip: 192.0.2.7, port: 1, protocol: mysql, database: true}], unit: [{asset: 9, vantage: "outside: internet"}], assets: [{id: 1, kind: service}]}
  - pass:    {service: [{asset: 1, ip: 192.0.2.7, port: 80, protocol: http}], unit: [{asset: 9, vantage: outside}], assets: [{id: 1, kind: service}]}
  - unknown: {unit: [{asset: 9, vantage: outside}], assets: [{id: 1, kind: service}], partial: [service]}
  - fail:    {service: [{asset: 1, ip: 192.0.2.7, port: 1, protocol: x, database: true}], unit: [{asset: 9, vantage: 互联网（电信）}], assets: [{id: 1, kind: service}]}
  - na:      {service: [{asset: 1, ip: 10.0.0.7, port: 1, protocol: mysql, database: true}], unit: [{asset: 9, vantage: inside}], assets: [{id: 1, kind: service}]}
*/
SELECT s.asset, s.evidence, s.ip, s.port, s.protocol, s.protocol AS place
FROM service s JOIN unit u
  ON SUBSTR(u.vantage, 1, 7) IN ('outside', 'Outside') OR SUBSTR(u.vantage, 1, 8) IN ('internet', 'Internet')
  OR SUBSTR(u.vantage, 1, 3) = '互联网' OR SUBSTR(u.vantage, 1, 2) IN ('公网', '外网')
WHERE s.database;
