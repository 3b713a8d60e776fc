/* check
title:    {zh: 日志文件有空洞, en: Holes in a log file}
clause:   N3.2
item:     N3.2.log.protected
basis:    [csl/logs]
severity: medium
defends:  [防篡改]
assets:   [log]
proof:    presence
says:     {zh: "{path} 含 {nuls} 个空字节：写入时被截断，截断瞬间的记录可能丢失", en: "{path} has {nuls} NUL bytes: it was cut while it was written, and records may be lost"}
remedy:
  zh: 轮转改用改名加重开（create）方式，不用 copytruncate。
  en: Turn over by renaming and reopening (create), not by copytruncate.
days:     {value: 30, unit: calendar-days, sure: no}
examples:
  - fail:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_file: [{asset: 1, stream: access.log, path: access.log, form: access, records: 9, whole: true, nuls: 4096}]}
  - pass:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_file: [{asset: 1, stream: access.log, path: access.log, form: access, records: 9, whole: true}]}
  - unknown: {log_store: [{asset: 1, keeps: network, streams: 1}], partial: [log_file]}
*/
SELECT f.asset, f.evidence, f.path, f.nuls, f.path AS place
FROM log_file f
WHERE f.nuls > 0 AND f.records > 0;
