/* check
title:    {zh: 日志时间没有年份, en: Times of a log without a year}
clause:   N3.2
item:     N3.2.log.fields-time
basis:    [csl/logs]
severity: low
defends:  [防入侵]
assets:   [log]
proof:    presence
says:     {zh: "{stream} 的记录时间没有年份（RFC 3164 格式），留存六个月以上时无法单独定位", en: "times in {stream} have no year (RFC 3164), so that a record alone does not tell when it was"}
remedy:
  zh: 将 rsyslog 等改为 RFC 3339 时间格式。
  en: Let rsyslog and the like write RFC 3339 times.
days:     {value: 30, unit: calendar-days, sure: no}
examples:
  - fail:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: network, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 0, yearless: true}]}
  - pass:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_stream: [{asset: 1, stream: access.log, keeps: network, form: access, records: 1000, first: 1790000000, last: 1799999000, reach: 1789990000, months: 3, since: ~, zoned_ppm: 1000000}]}
  - unknown: {log_store: [{asset: 1, keeps: network, streams: 1}], partial: [log_stream]}
*/
SELECT s.asset, s.evidence, s.stream, s.stream AS place
FROM log_stream s
WHERE s.yearless;
