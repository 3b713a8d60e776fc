/* check
title:    {zh: 日志时间没有时区, en: Times of a log without a zone}
clause:   N3.2
item:     N3.2.log.fields-time
basis:    [csl/logs]
severity: low
defends:  [防入侵]
assets:   [log]
proof:    presence
says:     {zh: "{stream} 的记录时间没有时区", en: "times in {stream} have no zone"}
remedy:
  zh: 改用带时区的时间格式（RFC 3339），全网统一时区。
  en: Write times with their zone (RFC 3339), the same everywhere.
days:     {value: 30, unit: calendar-days, sure: no}
# Times without a year have no zone either: that is another check's.
examples:
  - fail:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: network, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 0}]}
  - pass:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: network, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000}]}
  - pass:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: network, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 0, yearless: true}]}
  - unknown: {log_store: [{asset: 1, keeps: network, streams: 1}], partial: [log_stream]}
*/
SELECT s.asset, s.evidence, s.stream, s.stream AS place
FROM log_stream s
WHERE s.zoned_ppm < 500000 AND NOT s.yearless AND s.keeps <> 'provision';
