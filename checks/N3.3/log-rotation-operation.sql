/* check
title:    {zh: 轮转配置使数据处理日志留存不足六个月, en: Rotation keeps logs of data operations for less than six months}
clause:   N3.3
item:     N3.3.log.ops-six-months
basis:    [miit166/logs, csl/logs]
severity: medium
defends:  [防窃密]
assets:   [log]
proof:    presence
params:
  days: {value: 181, source: "工信部网安〔2022〕166号第二十五条；最短的六个月为181天", sure: yes}
says:     {zh: "按轮转配置，{logs} 至多保留 {days} 天", en: "the rotation of {logs} is configured to keep {days} days at the most"}
remedy:
  zh: 调大 rotate 或 maxage（journald 为 MaxRetentionSec），使本地留存不少于六个月；如日志另有集中留存，请出示留存期限与记录。
  en: Raise rotate or maxage (MaxRetentionSec of journald) so that six months are kept here; if the logs are also kept elsewhere, show for how long.
days:     {value: 15, unit: calendar-days, sure: no}
# days: whole turns of the old files and of the one that is written to, or the greatest age: the oldest record is never older. Asked only where the
# scope names the configuration (rotation:). Where size may make it turn earlier, where nothing is said, or how many old files are kept is not, enough is
# not foretold: too little is.
applies: >
  SELECT t.asset FROM log_store t WHERE t.keeps = 'operation' AND t.configured
unknown: >
  SELECT r.asset FROM log_rotation r WHERE r.keeps = 'operation' AND (r.days IS NULL OR r.days >= :days AND (r.sized OR r.kept IS NULL))
examples:
  - fail:    {log_store: [{asset: 1, keeps: operation, configured: true}], log_rotation: [{asset: 1, keeps: operation, program: logrotate, logs: /srv/x/a.log, days: 15, kept: 14, hours: 24}]}
  - pass:    {log_store: [{asset: 1, keeps: operation, configured: true}], log_rotation: [{asset: 1, keeps: operation, program: logrotate, logs: /srv/x/a.log, days: 217, kept: 30, hours: 168}]}
  - unknown: {log_store: [{asset: 1, keeps: operation, configured: true}], log_rotation: [{asset: 1, keeps: operation, program: logrotate, logs: /srv/x/a.log, days: ~, kept: 30, sized: true}]}
  - unknown: {log_store: [{asset: 1, keeps: operation, configured: true}], log_rotation: [{asset: 1, keeps: operation, program: logrotate, logs: /srv/x/a.log, days: 217, kept: 30, hours: 168, sized: true}]}
  - unknown: {log_store: [{asset: 1, keeps: operation, configured: true}], log_rotation: [{asset: 1, keeps: operation, program: logrotate, logs: /srv/x/a.log, days: 365, age: 365, kept: ~}]}
  - fail:    {log_store: [{asset: 1, keeps: operation, configured: true}], log_rotation: [{asset: 1, keeps: operation, program: logrotate, logs: /srv/x/a.log, days: 15, kept: 14, hours: 24, sized: true}]}
  - unknown: {log_store: [{asset: 1, keeps: operation, configured: true}], log_rotation: [{asset: 1, keeps: operation, program: logrotate, logs: /srv/x/a.log, days: 217, kept: 30, hours: 168}], partial: [log_rotation]}
  - na:      {log_store: [{asset: 1, keeps: provision, configured: true}], log_rotation: [{asset: 1, keeps: provision, program: logrotate, logs: /srv/x/a.log, days: 15, kept: 14, hours: 24}]}
  - na:      {log_store: [{asset: 1, keeps: operation}]}
*/
SELECT r.asset, r.evidence, r.logs, r.days, r.logs AS place
FROM log_rotation r
WHERE r.keeps = 'operation' AND r.days < :days;
