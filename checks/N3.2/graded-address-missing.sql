/* check
title:    {zh: 暴露的地址未列入定级备案, en: Exposed address in no graded filing}
clause:   N3.2
item:     N3.2.filing.ip-list-matches
basis:    [order11/contents, order11/verify, gd2023/grading]
severity: high
defends:  [防入侵]
assets:   [host]
proof:    absence
says:     {zh: "{ip} 有 {ports} 个开放端口，不在任何定级对象的地址列表中", en: "{ip} has {ports} open ports and is in the address list of no graded object"}
remedy:
  zh: 将该地址纳入定级对象并更新备案，无用的下线。
  en: Put the address into an object's filing, or take it off the net.
days:     {value: 15, unit: calendar-days, sure: no}
# Only from the internet can it be said what is exposed to it: the scope's vantage begins with one of these words then.
applies: >
  SELECT a.id AS asset FROM asset a JOIN unit u ON SUBSTR(u.vantage, 1, 7) IN ('outside', 'Outside') OR SUBSTR(u.vantage, 1, 8) IN ('internet', 'Internet')
  OR SUBSTR(u.vantage, 1, 3) = '互联网' OR SUBSTR(u.vantage, 1, 2) IN ('公网', '外网')
  WHERE a.kind = 'host'
examples:
  - fail:    {open_port: [{asset: 1, ip: 192.0.2.7, port: 80}, {asset: 1, ip: 192.0.2.7, port: 443}], graded_address: [{asset: 9, object: 门户, ip: 192.0.2.8}], unit: [{asset: 9, vantage: 互联网}], assets: [{id: 1, kind: host}]}
  - pass:    {open_port: [{asset: 1, ip: 192.0.2.7, port: 80}], graded_address: [{asset: 9, object: 门户, ip: 192.0.2.7}], unit: [{asset: 9, vantage: 互联网}], assets: [{id: 1, kind: host}]}
  - pass:    {graded_address: [{asset: 9, object: 门户, ip: 192.0.2.8}], unit: [{asset: 9, vantage: 互联网}], assets: [{id: 1, kind: host}]}
  - unknown: {open_port: [{asset: 1, ip: 192.0.2.7, port: 80}], partial: [graded_address], unit: [{asset: 9, vantage: 互联网}], assets: [{id: 1, kind: host}]}
  - na:      {open_port: [{asset: 1, ip: 10.0.0.7, port: 80}], unit: [{asset: 9, vantage: inside}], assets: [{id: 1, kind: host}]}
*/
WITH listed AS (SELECT a.ip, COUNT(*) AS n FROM graded_address a GROUP BY a.ip),
  found AS (SELECT p.asset, p.ip, MIN(p.evidence) AS evidence, COUNT(*) AS ports FROM open_port p GROUP BY p.asset, p.ip)
SELECT f.asset, f.evidence, f.ip, f.ports, f.ip AS place
FROM found f LEFT JOIN listed l ON l.ip = f.ip
JOIN unit u ON SUBSTR(u.vantage, 1, 7) IN ('outside', 'Outside') OR SUBSTR(u.vantage, 1, 8) IN ('internet', 'Internet')
  OR SUBSTR(u.vantage, 1, 3) = '互联网' OR SUBSTR(u.vantage, 1, 2) IN ('公网', '外网')
WHERE l.n IS NULL;
