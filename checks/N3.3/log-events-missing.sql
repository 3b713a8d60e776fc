/* check
title:    {zh: 数据操作日志没有登录事件, en: No logins in the logs of data operations}
clause:   N3.3
item:     N3.3.log.ops-fields
basis:    [miit166/logs, order24/record]
severity: low
defends:  [防窃密]
assets:   [log]
proof:    absence
params:
  records: {value: 1000, source: "经验值", sure: no}
says:     {zh: "{records} 条记录中没有一条登录（成功或失败）事件", en: "not one of {records} records is a login, failed or not"}
remedy:
  zh: 把登录、登录失败、授权、导出、删除事件写入日志。
  en: Log logins, failed ones too, grants, exports and deletions.
days:     {value: 30, unit: calendar-days, sure: no}
applies: >
  SELECT t.asset FROM log_store t WHERE t.keeps = 'operation'
examples:
  - fail:    {log_store: [{asset: 1, keeps: operation, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: operation, form: access, records: 5000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000}]}
  - pass:    {log_store: [{asset: 1, keeps: operation, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: operation, form: access, records: 5000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000}], log_event: [{asset: 1, stream: op.log, keeps: operation, event: login-failed, records: 1}]}
  - pass:    {log_store: [{asset: 1, keeps: operation, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: operation, form: access, records: 50, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000}]}
  - unknown: {log_store: [{asset: 1, keeps: operation, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: operation, form: access, records: 5000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000}], partial: [log_event]}
  - na:      {log_store: [{asset: 1, keeps: network, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: network, form: access, records: 5000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000}]}
*/
WITH e AS (SELECT x.asset, COUNT(*) AS n FROM log_event x WHERE x.event IN ('login', 'login-failed') GROUP BY x.asset),
  s AS (SELECT y.asset, MIN(y.evidence) AS evidence, SUM(y.records) AS records FROM log_stream y WHERE y.keeps = 'operation' GROUP BY y.asset)
SELECT s.asset, s.evidence, s.records
FROM s LEFT JOIN e ON e.asset = s.asset
WHERE e.n IS NULL AND s.records >= :records;
