/* check
title:    {zh: 没有任何日志记录, en: No log record at all}
clause:   N3.2
item:     N3.2.log.six-months
basis:    [csl/logs]
severity: high
defends:  [防入侵]
assets:   [log]
proof:    absence
says:     {zh: "应有日志的位置没有任何可识别的日志记录（{files} 个文件）", en: "no log record was recognised where logs should be ({files} files)"}
remedy:
  zh: 开启日志并保证留存不少于六个月。
  en: Turn logging on and keep six months of it.
days:     {value: 15, unit: calendar-days, sure: no}
examples:
  - fail:    {log_store: [{asset: 1, keeps: network, files: 0}]}
  - pass:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: network, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000}]}
  - unknown: {log_store: [{asset: 1, keeps: network, files: 3}], partial: [log_stream]}
*/
WITH s AS (SELECT x.asset, COUNT(*) AS n FROM log_stream x GROUP BY x.asset)
SELECT t.asset, t.evidence, t.files
FROM log_store t LEFT JOIN s ON s.asset = t.asset
WHERE s.n IS NULL;
