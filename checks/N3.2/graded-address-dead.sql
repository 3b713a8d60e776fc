/* check
title:    {zh: 备案的地址没有任何服务, en: Filed address on which nothing answers}
clause:   N3.2
item:     N3.2.filing.ip-list-matches
basis:    [order11/contents, order11/verify, gd2023/grading]
severity: low
defends:  [防入侵]
assets:   [unit]
proof:    absence
over:     unit
says:     {zh: "“{object}”备案的地址 {ip} 在检查的端口上没有任何应答", en: "{ip}, filed for {object}, answers on none of the ports looked at"}
remedy:
  zh: 核实该地址是否仍在使用，失效的从备案中删除。
  en: See whether the address is in use; take it out of the filing where it is not.
days:     {value: 15, unit: calendar-days, sure: no}
# Only from the internet can it be said what is exposed to it: the scope's vantage begins with one of these words then.
applies: >
  SELECT a.id AS asset FROM asset a JOIN unit u ON SUBSTR(u.vantage, 1, 7) IN ('outside', 'Outside') OR SUBSTR(u.vantage, 1, 8) IN ('internet', 'Internet')
  OR SUBSTR(u.vantage, 1, 3) = '互联网' OR SUBSTR(u.vantage, 1, 2) IN ('公网', '外网')
  WHERE a.kind = 'unit'
examples:
  - fail:    {graded_address: [{asset: 9, object: 门户, ip: 192.0.2.7}], open_port: [{asset: 1, ip: 192.0.2.8, port: 80}], unit: [{asset: 9, vantage: 互联网}], assets: [{id: 9, kind: unit}, {id: 1, kind: host}]}
  - pass:    {graded_address: [{asset: 9, object: 门户, ip: 192.0.2.7}], open_port: [{asset: 1, ip: 192.0.2.7, port: 80}], unit: [{asset: 9, vantage: 互联网}], assets: [{id: 9, kind: unit}, {id: 1, kind: host}]}
  - unknown: {graded_address: [{asset: 9, object: 门户, ip: 192.0.2.7}], partial: [open_port], unit: [{asset: 9, vantage: 互联网}], assets: [{id: 9, kind: unit}, {id: 1, kind: host}]}
  - na:      {graded_address: [{asset: 9, object: 门户, ip: 10.0.0.7}], unit: [{asset: 9, vantage: inside}], assets: [{id: 9, kind: unit}, {id: 1, kind: host}]}
*/
WITH found AS (SELECT p.ip, COUNT(*) AS n FROM open_port p GROUP BY p.ip)
SELECT a.asset, a.evidence, a.object, a.ip, a.ip AS place
FROM graded_address a LEFT JOIN found f ON f.ip = a.ip
JOIN unit u ON SUBSTR(u.vantage, 1, 7) IN ('outside', 'Outside') OR SUBSTR(u.vantage, 1, 8) IN ('internet', 'Internet')
  OR SUBSTR(u.vantage, 1, 3) = '互联网' OR SUBSTR(u.vantage, 1, 2) IN ('公网', '外网')
WHERE f.n IS NULL;
