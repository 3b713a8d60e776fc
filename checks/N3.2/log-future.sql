/* check
title:    {zh: 日志时间晚于当前时间, en: Records from the future}
clause:   N3.2
item:     N3.2.log.fields-time
basis:    [csl/logs]
severity: medium
defends:  [防入侵]
assets:   [log]
proof:    presence
says:     {zh: "{stream} 有 {future} 条记录的时间晚于检查时刻，最多超前 {ahead} 秒", en: "{future} records of {stream} are later than the inspection, by up to {ahead} seconds"}
remedy:
  zh: 统一 NTP 源并修正时区。
  en: Use one NTP source and set the zone right.
days:     {value: 30, unit: calendar-days, sure: no}
examples:
  - fail:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: network, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000, future: 3, ahead: 7200}]}
  - pass:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: network, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000}]}
  - unknown: {log_store: [{asset: 1, keeps: network, streams: 1}], partial: [log_stream]}
*/
SELECT s.asset, s.evidence, s.stream, s.future, s.ahead, s.stream AS place
FROM log_stream s
WHERE s.future > 0;
