/* check
title:    {zh: 数据提供记录要素不全, en: Fields missing in records of providing data}
clause:   N3.3
item:     N3.3.log.ops-fields
basis:    [ndsr/provide-records, order24/record]
severity: medium
defends:  [防窃密]
assets:   [log]
proof:    presence
params:
  ppm: {value: 900000, source: "经验值", sure: no}
says:     {zh: "{stream} 中 {percent}% 的记录没有{field_zh}", en: "{percent} % of the records in {stream} do not say: {field}"}
remedy:
  zh: 记录提供或委托处理的操作人、接收方、数据对象和数量。
  en: Record who provided which data, how much, and to whom.
days:     {value: 30, unit: calendar-days, sure: no}
applies: >
  SELECT t.asset FROM log_store t WHERE t.keeps = 'provision'
examples:
  - fail:    {log_store: [{asset: 1, keeps: provision, streams: 1}], log_stream: [{asset: 1, stream: op.log, keeps: provision, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000, looked: 30}], log_field: [{asset: 1, stream: op.log, keeps: provision, field: receiver, ppm: 0, act_ppm: 0}]}
  - pass:    {log_store: [{asset: 1, keeps: provision, streams: 1}], log_stream: [{asset: 1, stream: op.log, keeps: provision, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000, looked: 30}], log_field: [{asset: 1, stream: op.log, keeps: provision, field: receiver, ppm: 1000000, act_ppm: 0}]}
  - unknown: {log_store: [{asset: 1, keeps: provision, streams: 1}], partial: [log_field]}
  - na:      {log_store: [{asset: 1, keeps: network, streams: 1}], log_stream: [{asset: 1, stream: op.log, keeps: network, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000, looked: 30}], log_field: [{asset: 1, stream: op.log, keeps: network, field: receiver, ppm: 0, act_ppm: 0}]}
*/
SELECT f.asset, s.evidence, f.stream, f.field, CASE f.field WHEN 'who' THEN '操作人' WHEN 'source' THEN '来源地址或终端' WHEN 'what' THEN '操作事项' WHEN 'result' THEN '操作结果'
       WHEN 'object' THEN '数据对象' WHEN 'count' THEN '数量' ELSE '接收方' END AS field_zh, 100 - f.ppm / 10000 AS percent, f.stream || '!' || f.field AS place
FROM log_field f JOIN log_stream s ON s.asset = f.asset AND s.stream = f.stream
WHERE f.keeps = 'provision' AND f.field IN ('who', 'object', 'count', 'receiver') AND s.looked > 0 AND f.ppm < :ppm;
