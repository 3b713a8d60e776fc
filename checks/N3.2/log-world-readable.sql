/* check
title:    {zh: 日志文件任何账号可读, en: Log that any account may read}
clause:   N3.2
item:     N3.2.log.protected
basis:    [csl/logs]
severity: low
defends:  [防窃密]
assets:   [log]
proof:    presence
says:     {zh: "{stream} 的 {files} 个文件任何账号可读（如 {path}）", en: "any account may read {files} files of {stream} (such as {path})"}
remedy:
  zh: 将日志文件权限收紧为属主和审计组可读（0640）。
  en: Let only its owner and the auditors' group read it (0640).
days:     {value: 30, unit: calendar-days, sure: no}
# One that anybody may write is another check's.
examples:
  - fail:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_file: [{asset: 1, stream: access.log, path: access.log, form: access, records: 9, whole: true, world_read: true}]}
  - pass:    {log_store: [{asset: 1, keeps: network, streams: 1}], log_file: [{asset: 1, stream: access.log, path: access.log, form: access, records: 9, whole: true}]}
  - unknown: {log_store: [{asset: 1, keeps: network, streams: 1}], partial: [log_file]}
*/
SELECT f.asset, MIN(f.evidence) AS evidence, f.stream, MIN(f.path) AS path, COUNT(*) AS files, f.stream AS place
FROM log_file f
WHERE f.world_read AND NOT f.world_write AND f.records > 0 AND f.part = ''
GROUP BY f.asset, f.stream;
