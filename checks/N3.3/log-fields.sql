/* check
title:    {zh: 数据操作日志要素不全, en: Fields missing in a log of data operations}
clause:   N3.3
item:     N3.3.log.ops-fields
basis:    [order24/record, miit166/logs]
severity: medium
defends:  [防窃密]
assets:   [log]
proof:    presence
params:
  ppm: {value: 900000, source: "经验值", sure: no}
says:     {zh: "{stream} 中 {percent}% 的操作记录没有{field_zh}", en: "{percent} % of the records in {stream} do not say: {field}"}
remedy:
  zh: 补充日志要素（人员、时间、地点或终端、事项、结果）并覆盖导出、授权、删除等关键事件。
  en: Log who, when, from where, what and with what result, for exports, grants and deletions too.
days:     {value: 30, unit: calendar-days, sure: no}
# Of the records that are acts (logins, grants, exports …) where there are enough of them, else of all.
applies: >
  SELECT t.asset FROM log_store t WHERE t.keeps = 'operation'
examples:
  - fail:    {log_store: [{asset: 1, keeps: operation, streams: 1}], log_stream: [{asset: 1, stream: op.log, keeps: operation, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000, looked: 3000}], log_field: [{asset: 1, stream: op.log, keeps: operation, field: who, ppm: 200000, act_ppm: 0}]}
  - pass:    {log_store: [{asset: 1, keeps: operation, streams: 1}], log_stream: [{asset: 1, stream: op.log, keeps: operation, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000, looked: 3000}], log_field: [{asset: 1, stream: op.log, keeps: operation, field: who, ppm: 950000, act_ppm: 0}]}
  - pass:    {log_store: [{asset: 1, keeps: operation, streams: 1}], log_stream: [{asset: 1, stream: op.log, keeps: operation, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000, looked: 3000, acts: 900}], log_field: [{asset: 1, stream: op.log, keeps: operation, field: who, ppm: 200000, act_ppm: 1000000}]}
  - pass:    {log_store: [{asset: 1, keeps: operation, streams: 1}], log_stream: [{asset: 1, stream: op.log, keeps: operation, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000, looked: 3000}], log_field: [{asset: 1, stream: op.log, keeps: operation, field: count, ppm: 0, act_ppm: 0}]}
  - unknown: {log_store: [{asset: 1, keeps: operation, streams: 1}], partial: [log_field]}
  - na:      {log_store: [{asset: 1, keeps: network, streams: 1}], log_stream: [{asset: 1, stream: op.log, keeps: network, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000, looked: 3000}], log_field: [{asset: 1, stream: op.log, keeps: network, field: who, ppm: 0, act_ppm: 0}]}
*/
SELECT f.asset, s.evidence, f.stream, f.field, CASE f.field WHEN 'who' THEN '操作人' WHEN 'source' THEN '来源地址或终端' WHEN 'what' THEN '操作事项' WHEN 'result' THEN '操作结果'
       WHEN 'object' THEN '数据对象' WHEN 'count' THEN '数量' ELSE '接收方' END AS field_zh,
       100 - CASE WHEN s.acts >= 20 THEN f.act_ppm ELSE f.ppm END / 10000 AS percent, f.stream || '!' || f.field AS place
FROM log_field f JOIN log_stream s ON s.asset = f.asset AND s.stream = f.stream
WHERE f.keeps = 'operation' AND f.field IN ('who', 'source', 'what', 'result') AND s.looked >= 20
  AND CASE WHEN s.acts >= 20 THEN f.act_ppm ELSE f.ppm END < :ppm;
